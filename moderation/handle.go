package moderation

import (
	"slices"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// handling checks that who acts may see the case, on the newest state: Route looked
// before, and may have looked at an older one. Who reported it without a name is
// known again, and somebody else must deal with it.
func handling(c *command.Context) (*State, error) {
	s := Of(c.View)
	switch {
	case !MaySee(c.View, s, c.Me()) || s.Cleared:
		return nil, lang.Refuse("conduct.no-such-case", "text", shorten(c.Text(command.CaseArg)))
	case seconds(c.View, lead(c.View, s), c.Me()) && !slices.Contains(forSeconds, c.Call.Path):
		return nil, lang.Refuse("conduct.chair-seconds", "case", s.Name)
	case s.Into != "":
		return nil, lang.Refuse("conduct.part-of", "case", s.Name, "lead", s.Into)
	case c.Veil.Actor != "" && slices.ContainsFunc(group(c.View, s), func(one *State) bool { return one.Report.Source == c.Veil.Actor }):
		return nil, lang.Refuse("conduct.your-own-report", "case", s.Name)
	}
	return s, nil
}

// openCase is handling for what needs the case to be open.
func openCase(c *command.Context) (*State, error) {
	s, err := handling(c)
	if err == nil && !s.Open() {
		return nil, lang.Refuse("conduct.closed", "case", s.Name)
	}
	return s, err
}

func take(c *command.Context) (bot.Decision, error) {
	s, err := openCase(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case s.Taken == c.Me():
		return bot.Decision{Reply: bot.Say("conduct.yours", "case", s.Name)}, nil
	case s.Taken != "" && MaySee(c.View, s, s.Taken) && !c.Flag("really"):
		return bot.Decision{}, lang.Refuse("conduct.taken", "case", s.Name, "name", roster.Name(c.View, s.Taken))
	}
	return bot.Decision{
		Events: []bot.Event{Taken{Person: c.Me()}}, Effects: []bot.Effect{card()}, Reply: bot.Say("conduct.yours", "case", s.Name),
	}, nil
}

// involved is a handler's word that they are not free. They see no more of the case.
func involved(c *command.Context) (bot.Decision, error) {
	if _, err := handling(c); err != nil {
		return bot.Decision{}, err
	}
	return bot.Decision{
		Events: []bot.Event{Involved{Person: c.Me()}}, Effects: []bot.Effect{card()}, Reply: bot.Say("conduct.stepped-aside"),
	}, nil
}

// party names somebody whom the case is about. They and those of their
// organisations see no more of it.
func party(c *command.Context) (bot.Decision, error) {
	s, err := openCase(c)
	if err != nil {
		return bot.Decision{}, err
	}
	who := c.Person("person")
	switch {
	case who == c.Me():
		return bot.Decision{}, lang.Refuse("conduct.party-yourself", "case", s.Name)
	case slices.Contains(namedParties(c.View, s), who):
		return bot.Decision{Reply: bot.Say("conduct.party-already", "name", roster.Name(c.View, who))}, nil
	}
	return bot.Decision{
		Events: []bot.Event{PartyNamed{Person: who}}, Effects: []bot.Effect{card()},
		Reply: bot.Say("conduct.party", "name", roster.Name(c.View, who)),
	}, nil
}

// namedParties are those whom somebody has named as parties: whoever wrote the message that
// was linked is one as well, but the case is about them only when people say so.
func namedParties(v bot.View, s *State) (people []bot.PersonID) {
	for _, one := range group(v, s) {
		people = append(people, one.Report.By)
	}
	return append(people, subjects(v, s)...)
}

func note(c *command.Context) (bot.Decision, error) { return noted(c, false) }

// tell is a note for the reporter.
func tell(c *command.Context) (bot.Decision, error) { return noted(c, true) }

func noted(c *command.Context, outward bool) (bot.Decision, error) {
	s, err := handling(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case !legible(c.Text("text")):
		return bot.Decision{}, lang.Refuse("conduct.nothing-to-read")
	case outward && c.Duration("within") > mostWithin:
		return bot.Decision{}, tooLongWithin()
	}
	e := Noted{Text: bot.Write("", c.Text("text")), Outward: outward}
	d := bot.Decision{Effects: []bot.Effect{card()}, Reply: bot.Say("conduct.noted", "case", s.Name)}
	switch {
	case outward && !hasReporter(c.View, s):
		d.Reply = bot.Say("conduct.told-nobody", "case", s.Name)
	case outward:
		if lasts := c.Duration("within"); lasts > 0 {
			e.Until = c.Now.Add(lasts).UTC()
		}
		d.Reply = bot.Say("conduct.told", "case", s.Name)
		d.Effects = append(d.Effects, news(c.View, s)...)
	}
	d.Events = []bot.Event{e}
	return d, nil
}

// hasReporter reports whether people reported something of a case, and not a rule alone.
func hasReporter(v bot.View, s *State) bool {
	return slices.ContainsFunc(group(v, s), func(one *State) bool { return one.Report.How != Flagged })
}

// news tells those who reported the case under their name that there is news. Who
// did not give a name looks with the token.
func news(v bot.View, s *State) []bot.Effect {
	return newsOf(v, s, func(bot.View, *State) bool { return true })
}

// newsOf is news to those reporters for whose report it is some.
func newsOf(v bot.View, s *State, is func(bot.View, *State) bool) (effects []bot.Effect) {
	var told []bot.PersonID
	for _, one := range group(v, s) {
		if by := one.Report.By; by != "" && !slices.Contains(told, by) && is(v, one) {
			told = append(told, by)
			effects = append(effects, bot.Effect{Do: bot.Direct, Key: "news " + string(by), Show: ShowNews, To: bot.ToPerson(by)})
		}
	}
	return effects
}

// decide closes a case with a finding and a reason.
func decide(c *command.Context) (bot.Decision, error) {
	s, err := openCase(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if p, waits := s.Pending(); waits {
		return bot.Decision{}, lang.Refuse("conduct.step-waits", "case", s.Name, "step", stepName(p.Rung))
	}
	if s.Appeal().Open() {
		return bot.Decision{}, lang.Refuse("conduct.appeal-waits", "case", s.Name)
	}
	e := Decided{Finding: Finding(c.Text("finding")), Reason: bot.Write("", c.Text("reason"))}
	if e.Finding == Disagree && slices.ContainsFunc(s.Steps, Progress.acts) {
		return bot.Decision{}, lang.Refuse("conduct.steps-taken", "case", s.Name)
	}
	reply := "conduct.decided"
	if !hasReporter(c.View, s) {
		reply = "conduct.decided-flag"
	}
	return bot.Decision{
		Events: []bot.Event{e}, Effects: append(news(c.View, s), card()),
		Reply: bot.Say(reply, "case", s.Name, "finding", findingName(e.Finding)),
	}, nil
}

func reopen(c *command.Context) (bot.Decision, error) {
	s, err := handling(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case s.Open():
		return bot.Decision{Reply: bot.Say("conduct.open-already", "case", s.Name)}, nil
	}
	return bot.Decision{
		Events: []bot.Event{Reopened{Reason: bot.Write("", c.Text("reason"))}}, Effects: append(news(c.View, s), card()),
		Reply: bot.Say("conduct.reopened", "case", s.Name),
	}, nil
}

// merge has a case dealt with as part of another. Both must be open, and who acts
// must be free in both together.
func merge(c *command.Context) (bot.Decision, error) {
	s, err := openCase(c)
	if err != nil {
		return bot.Decision{}, err
	}
	id, err := Find(c.View, c.Text("into"))
	if err != nil {
		return bot.Decision{}, err
	}
	lead := slot.Of(c.Stream(id))
	_, waits := s.Pending()
	switch {
	case lead.Name == s.Name:
		return bot.Decision{}, lang.Refuse("conduct.merge-itself")
	case !lead.Open() || lead.Into != "":
		return bot.Decision{}, lang.Refuse("conduct.closed", "case", lead.Name)
	case len(s.With) > 0 || len(s.Steps) > 0 || waits:
		return bot.Decision{}, lang.Refuse("conduct.merge-late", "case", s.Name, "lead", lead.Name)
	case slices.ContainsFunc(parties(c.View, s), func(p bot.PersonID) bool { return !free(c.View, lead, []bot.PersonID{p}, c.Me()) }):
		return bot.Decision{}, lang.Refuse("conduct.no-such-case", "text", shorten(c.Text("into")))
	}
	return bot.Decision{
		Events:  []bot.Event{JoinedTo{Case: lead.Name}},
		Effects: []bot.Effect{card(), forward(lead.Name, "conduct joined", "name", s.Name)},
		Reply:   bot.Say("conduct.merged", "case", s.Name, "lead", lead.Name),
	}, nil
}

// split makes a report that is part of another case a case of its own again.
func split(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	switch {
	case !MaySee(c.View, s, c.Me()) || s.Cleared:
		return bot.Decision{}, lang.Refuse("conduct.no-such-case", "text", shorten(c.Text(command.CaseArg)))
	case seconds(c.View, lead(c.View, s), c.Me()):
		return bot.Decision{}, lang.Refuse("conduct.chair-seconds", "case", s.Name)
	case s.Into == "":
		return bot.Decision{}, lang.Refuse("conduct.not-joined")
	}
	d := bot.Decision{
		Events: append([]bot.Event{PartedFrom{Case: s.Into}}, in(c.View, s.Into).since(s.Name)...),
		Reply:  bot.Say("conduct.split", "case", s.Name, "lead", s.Into),
	}
	if s.Report.Link.Text != "" && !s.Context.known() {
		d.Effects = append(d.Effects, askContext()) // the other case knows who wrote its message, and this one does not
	}
	d.Effects = append(d.Effects, card(), forward(s.Into, "conduct parted", "name", s.Name))
	return d, nil
}

// since gives who became a party to a case, or said that they are involved, while a
// report was dealt with in it. Nobody knows of which of them they spoke, so it holds
// for the report on its own, too.
func (s *State) since(report string) (events []bot.Event) {
	for _, h := range s.History {
		switch {
		case h.What == "joined" && h.Case == report:
			events = nil
		case h.What == "party":
			events = append(events, PartyNamed{Person: h.Person, From: s.Name, At: h.At})
		case h.What == "involved":
			events = append(events, Involved{Person: h.By, At: h.At})
		}
	}
	return events
}

func parted(c *command.Context) (bot.Decision, error) {
	name := c.Text("name")
	if !slices.Contains(Of(c.View).With, name) {
		return bot.Decision{}, lang.Refuse("conduct.not-joined")
	}
	return bot.Decision{Events: []bot.Event{Parted{Case: name}}, Effects: []bot.Effect{card()}}, nil
}

// nameContact names the outside contact, for what nobody else is free to handle.
func nameContact(c *command.Context) (bot.Decision, error) {
	who, address := c.Person("person"), c.Text("address")
	roles := roster.RolesAt(roster.Of(c.View), who, c.Now)
	switch {
	case len(roles) == 0:
		return bot.Decision{}, lang.Refuse("conduct.contact-guest", "name", roster.Name(c.View, who))
	case slices.Contains(roles, bot.RoleModerator) || slices.Contains(roles, bot.RoleSecretariat) || slices.Contains(roles, bot.RoleFocalPoint):
		return bot.Decision{}, lang.Refuse("conduct.contact-inside", "name", roster.Name(c.View, who))
	}
	reply := bot.Say("conduct.contact-named", "name", roster.Name(c.View, who), "address", address)
	if now := SetupOf(c.View); now.Contact == who && now.Address == address {
		return bot.Decision{Reply: reply}, nil
	}
	return bot.Decision{
		Events: []bot.Event{ContactNamed{Person: who, Address: bot.Write("", address)}},
		Effects: []bot.Effect{{
			Do: bot.Direct, Key: "contact " + string(who), Show: ShowContact, To: bot.ToPerson(who),
		}},
		Reply: reply,
	}, nil
}
