package moderation

import (
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// propose puts a step to a second person; the lowest is done at once. Without a text
// the form comes back with courteous words to edit.
func propose(c *command.Context) (bot.Decision, error) {
	s, err := openCase(c)
	if err != nil {
		return bot.Decision{}, err
	}
	rung := Rung(c.Text("step"))
	to, err := concerned(c, s, rung)
	if err != nil {
		return bot.Decision{}, err
	}
	if err := mayPropose(c, s, rung, to); err != nil {
		return bot.Decision{}, err
	}
	if !legible(c.Text("text")) {
		return bot.Decision{Reply: draft(c, s, rung)}, nil
	}
	step := Step{Rung: rung, Text: bot.Write("", c.Text("text")), To: to, Lasts: c.Duration("lasts"), Within: c.Duration("within")}
	if step.Lasts == 0 {
		step.Lasts = rung.most()
	}
	if to != "" {
		token, offer := community.NewCode(c.Fresh, "step", time.Time{})
		step.Secret, step.Token = token, offer.Hash
	}
	d := bot.Decision{Events: []bot.Event{Proposed{Step: step}}, Effects: []bot.Effect{card()}}
	if rung == Suggestion {
		d.Effects = append(d.Effects, carryOut(Progress{Step: step, Number: len(s.Steps) + 1}, s)...)
		d.Reply = bot.Say("conduct.suggested", "name", roster.Name(c.View, to))
		return d, nil
	}
	d.Reply = bot.Say("conduct.proposed", "step", stepName(rung))
	if len(seconders(c.View, s, Progress{Step: step, By: c.Me()})) == 0 {
		return bot.Decision{}, lang.Refuse("conduct.no-second", "address", elsewhere(c.View))
	}
	return d, nil
}

// concerned finds whom a step goes to: the one that is named, or the only party that
// did not report.
func concerned(c *command.Context, s *State, rung Rung) (bot.PersonID, error) {
	if !rung.toPerson() {
		return "", nil
	}
	about := subjects(c.View, s)
	to := c.Person("to")
	switch {
	case to == "" && len(about) == 1:
		return about[0], nil
	case to == "" && len(about) == 0 && (rung == Hide || rung == Delete):
		return "", nil // it is about the message, whoever wrote it
	case to == "" && len(about) == 0:
		return "", lang.Refuse("conduct.about-nobody", "case", s.Name)
	case to == "":
		return "", lang.Refuse("conduct.about-several", "case", s.Name)
	case !slices.Contains(about, to):
		return "", lang.Refuse("conduct.not-about", "name", roster.Name(c.View, to), "case", s.Name)
	}
	return to, nil
}

// subjects are those whom a case is about.
func subjects(v bot.View, s *State) (people []bot.PersonID) {
	for _, one := range group(v, s) {
		people = join(people, append([]bot.PersonID{one.Report.About}, one.Parties...))
	}
	return minus(people, []bot.PersonID{""})
}

func mayPropose(c *command.Context, s *State, rung Rung, to bot.PersonID) error {
	p, waits := s.Pending()
	switch {
	case waits:
		return lang.Refuse("conduct.step-waits", "case", s.Name, "step", stepName(p.Rung))
	case rung.informal() && s.harassment(c.View):
		return lang.Refuse("conduct.never-informal", "case", s.Name)
	case c.Duration("within") > mostWithin:
		return tooLongWithin()
	case c.Has("within") && to == "":
		return lang.Refuse("conduct.within-nobody", "step", stepName(rung))
	case rung.most() == 0 && c.Has("lasts"):
		return lang.Refuse("conduct.takes-no-time", "step", stepName(rung))
	case c.Duration("lasts") > rung.most():
		return lang.Refuse("conduct.too-long", "step", stepName(rung), "days", int(rung.most()/(24*time.Hour)))
	case (rung == Hide || rung == Delete) && messageOf(c.View, s, to) == "":
		return lang.Refuse("conduct.no-message", "case", s.Name)
	case rung == Ombuds && SetupOf(c.View).Contact == "":
		return lang.Refuse("conduct.no-contact")
	}
	return nil
}

// second does a step that somebody else proposed.
func second(c *command.Context) (bot.Decision, error) {
	s, p, err := waiting(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if p.Rung == Redact && p.Report != s.Name && !slices.Contains(s.With, p.Report) {
		return bot.Decision{}, lang.Refuse("conduct.redact-parted", "case", s.Name)
	}
	e := Seconded{Number: p.Number}
	return bot.Decision{
		Events: []bot.Event{e}, Effects: append(carryOut(p, s), card()),
		Reply: bot.Say("conduct.seconded", "step", stepName(p.Rung)),
	}, nil
}

// declineStep says no to a step that somebody else proposed.
func declineStep(c *command.Context) (bot.Decision, error) {
	s, p, err := waiting(c)
	if err != nil {
		return bot.Decision{}, err
	}
	return bot.Decision{
		Events:  []bot.Event{NotSeconded{Number: p.Number, Reason: bot.Write("", c.Text("reason"))}},
		Effects: []bot.Effect{card()}, Reply: bot.Say("conduct.not-seconded", "case", s.Name, "step", stepName(p.Rung)),
	}, nil
}

// waiting gives the step that waits for the person who acts. Who proposed it may
// take it back, but never second it.
func waiting(c *command.Context) (*State, Progress, error) {
	s, err := openCase(c)
	if err != nil {
		return nil, Progress{}, err
	}
	p, waits := s.Pending()
	switch {
	case !waits:
		return nil, p, lang.Refuse("conduct.nothing-waits", "case", s.Name)
	case p.By == c.Me() && c.Call.Path == "conduct second":
		return nil, p, lang.Refuse("conduct.second-yourself", "case", s.Name)
	case p.By != c.Me() && !slices.Contains(seconders(c.View, s, p), c.Me()):
		return nil, p, lang.Refuse("conduct.not-your-second", "case", s.Name)
	}
	return s, p, nil
}

// carryOut says what a step that is done brings to whom.
func carryOut(p Progress, s *State) (effects []bot.Effect) {
	with := map[string]string{"step": number(p.Number)}
	if _, acts := p.Rung.deed(); acts {
		effects = append(effects, act(p.Number, false))
	}
	switch {
	case p.Rung.toPerson() && p.To == "":
	case p.Rung.toPerson():
		effects = append(effects, bot.Effect{Do: bot.Direct, Key: "step " + number(p.Number), Show: ShowStep, To: bot.ToPerson(p.To), With: with})
	case p.Rung == Redact:
		effects = append(effects, forward(p.Report, "conduct redacted", "number", number(p.Number)))
	case p.Rung == Reminder:
		to := bot.Audience{Place: s.Report.Place}
		if to.Place == (bot.Place{}) {
			to = bot.ToChannels()
		}
		effects = append(effects, bot.Effect{Do: bot.Post, Key: "step " + number(p.Number), Show: ShowReminder, To: to, With: with})
	}
	return effects
}

// liftable lists the rungs that can be ended before their time, as choices.
func liftable() []string {
	return []string{string(Cooling), string(Restrict), string(Hide), string(TimeOut)}
}

// lift ends a step that runs before its time: the one that is named or, where there is but
// one, that.
func lift(c *command.Context) (bot.Decision, error) {
	s, err := handling(c)
	if err != nil {
		return bot.Decision{}, err
	}
	named := Rung(c.Text("step"))
	running := slices.DeleteFunc(slices.Clone(s.Steps), func(p Progress) bool {
		runs := p.State == Running || p.State == Offered || p.Rung == Hide && p.State == Done
		return !runs || named != "" && p.Rung != named
	})
	var rungs []string
	for _, p := range running {
		if !slices.Contains(rungs, string(p.Rung)) {
			rungs = append(rungs, string(p.Rung))
		}
	}
	switch len(rungs) {
	case 0:
		return bot.Decision{}, lang.Refuse("conduct.nothing-runs", "case", s.Name)
	case 1:
	default:
		return bot.Decision{}, lang.Refuse("conduct.lift-which", "case", s.Name, "steps", strings.Join(rungs, ", "))
	}
	p, reply := running[0], "conduct.lifted"
	if p.To == "" {
		reply = "conduct.lifted-nobody" // it was about the message, whoever wrote it
	}
	return bot.Decision{
		Events:  []bot.Event{Ended{Number: p.Number, Lifted: true}},
		Effects: slices.Concat([]bot.Effect{card()}, ended(p), taking([]Progress{p})),
		Reply:   bot.Say(reply, "step", stepName(p.Rung)),
	}, nil
}

// ended tells the person that a step is over.
func ended(p Progress) []bot.Effect {
	if p.To == "" {
		return nil
	}
	return []bot.Effect{{
		Do: bot.Direct, Key: "ended " + number(p.Number), Show: ShowEnded, To: bot.ToPerson(p.To),
		With: map[string]string{"step": number(p.Number)},
	}}
}

// accept is the person's yes to a cooling-off. Without it nothing begins.
func accept(c *command.Context) (bot.Decision, error) {
	p, err := concerning(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case p.Rung != Cooling || p.State != Offered:
		return bot.Decision{}, lang.Refuse("conduct.nothing-to-accept")
	}
	return bot.Decision{
		Events: []bot.Event{Accepted{Number: p.Number}}, Effects: []bot.Effect{card()},
		Reply: bot.Say("conduct.accepted", "until", c.Now.Add(p.Lasts).Format("2006-01-02 15:04")),
	}, nil
}

// appeal asks that other people look at the steps taken (issue 6, rule 5).
func appeal(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	p, err := concerning(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case s.Appeal().Open():
		return bot.Decision{}, lang.Refuse("conduct.appealed-already")
	case !s.Appeal().At.IsZero() && !s.Appeal().At.Before(p.Begun):
		return bot.Decision{}, lang.Refuse("conduct.appeal-decided-before")
	case !p.acts() || c.Now.Sub(p.Begun) > appealWithin:
		return bot.Decision{}, lang.Refuse("conduct.appeal-late", "days", int(appealWithin/(24*time.Hour)))
	case !legible(c.Text("text")):
		return bot.Decision{}, lang.Refuse("conduct.nothing-to-read")
	}
	reply := bot.Say("conduct.appealed")
	if len(judges(c.View, s)) == 0 {
		reply = bot.Say("conduct.appealed-nobody", "elsewhere", elsewhere(c.View))
	}
	return bot.Decision{Events: []bot.Event{Appealed{Text: bot.Write("", c.Text("text"))}}, Effects: []bot.Effect{card()}, Reply: reply}, nil
}

// answerAppeal decides an appeal, with a reason whichever way. If it is right, every
// step ends.
func answerAppeal(c *command.Context) (bot.Decision, error) {
	s, err := handling(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case !s.Appeal().Open():
		return bot.Decision{}, lang.Refuse("conduct.no-appeal", "case", s.Name)
	case !slices.Contains(judges(c.View, s), c.Me()):
		return bot.Decision{}, lang.Refuse("conduct.decided-first", "case", s.Name)
	case !legible(c.Text("reason")):
		return bot.Decision{}, lang.Refuse("conduct.nothing-to-read")
	}
	upheld := c.Text("ruling") == uphold
	e := AppealDecided{Upheld: upheld, Reason: bot.Write("", c.Text("reason"))}
	d := bot.Decision{Events: []bot.Event{e}, Effects: append(newsOf(c.View, s, knowsAppeal), card()), Reply: bot.Say("conduct.appeal-answered", "case", s.Name)}
	if upheld {
		d.Effects = append(d.Effects, taking(slices.DeleteFunc(slices.Clone(s.Steps), func(p Progress) bool { return !p.acts() }))...)
	}
	var told []bot.PersonID
	for _, p := range s.Steps {
		if p.To != "" && p.acts() && !slices.Contains(told, p.To) {
			told = append(told, p.To)
			d.Effects = append(d.Effects, bot.Effect{Do: bot.Direct, Key: "appeal " + string(p.To), Show: ShowAppeal, To: bot.ToPerson(p.To)})
		}
	}
	return d, nil
}

// The rulings on an appeal.
const (
	uphold = "uphold"
	reject = "reject"
)

func stepName(r Rung) lang.Text       { return lang.T("choice.step." + string(r)) }
func findingName(f Finding) lang.Text { return lang.T("choice.finding." + string(f)) }
