package consensus

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/proposal"
	"magbot/bot/roster"
)

// decideOpen opens a call in the meeting that is open here, or enters one by
// itself, which its own stream then opens.
func decideOpen(c *command.Context) (bot.Decision, error) {
	if err := onRecord(c); err != nil {
		return bot.Decision{}, err
	}
	t, err := terms(c)
	if err != nil {
		return bot.Decision{}, err
	}
	t.Text, t.Silence, t.Until = written(c, "text"), Silence(c.Text("silence")), c.When("until").UTC()
	if err := inWindow(c.Now, t.Until); err != nil {
		return bot.Decision{}, err
	}
	people := c.People("people")
	t.Named = len(people) > 0
	asked := electorate(c.View, t.Among, people)
	if len(asked) == 0 {
		return bot.Decision{}, lang.Refuse("consensus.nobody-to-ask")
	}
	if stranger, is := notAsked(asked, t.Recused); is {
		return bot.Decision{}, lang.Refuse("consensus.recused-not-asked", "name", roster.Name(c.View, stranger))
	}
	if _, within := c.Here.Stream.Meeting(); within {
		e := Opened{Terms: t, Number: len(Of(c.View).calls) + 1, Asked: asked, Item: currentItem(c.View)}
		return bot.Decision{
			Events: []bot.Event{e}, Effects: begun(e.Number),
			Reply: bot.Say("consensus.opened", "call", nameIn(c.Here.Stream, e.Number), "count", len(asked)),
		}, nil
	}
	n := DirectoryOf(c.View).Count() + 1
	return bot.Decision{
		Events: []bot.Event{Entered{Terms: t, Number: n, People: people}},
		Effects: []bot.Effect{{
			Do: bot.Forward, Key: "consensus.created", Send: &bot.Forwarded{Stream: Stream(n), Call: bot.Do(onCreated)},
		}},
		Reply: bot.Say("consensus.opened", "call", nameIn(Stream(n), n), "count", len(asked)),
	}, nil
}

// ofProposal fills the form in with the wording of the proposal whose button led
// there.
func ofProposal(v bot.View, form *chat.Form) {
	n, err := strconv.Atoi(form.Call.Args["proposal"])
	if err != nil {
		return
	}
	p, ok := proposal.Of(v).Proposal(n)
	for i, f := range form.Fields {
		if ok && f.Name == "text" && f.Value == "" {
			form.Fields[i].Value = p.Now().Text.Text
		}
	}
}

// terms reads what a call and a slow count have in common.
func terms(c *command.Context) (Terms, error) {
	t := Terms{
		By: c.Me(), Group: roster.GroupOf(c.View, c.Me(), ""), Window: usualContest, Silence: Counts,
		Recused: c.People("recused"),
	}
	if c.Has("contest") {
		t.Window = c.Duration("contest")
	}
	if t.Window < minContest || t.Window > maxWindow {
		return t, lang.Refuse("consensus.contest-window", "least", int(minContest.Minutes()), "most", int(maxWindow.Hours()/24))
	}
	groups, err := readGroups(c.View, c.Text("groups"))
	t.Among = groups
	return t, err
}

// readGroups reads the groups whose members alone are asked, as the roster
// spells them.
func readGroups(v bot.View, text string) ([]bot.Group, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	seats := roster.Of(v).Seats(v.Now)
	var known []string
	for g := range seats {
		if g != "" {
			known = append(known, string(g))
		}
	}
	slices.Sort(known)
	var groups []bot.Group
	for name := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		name = strings.Join(strings.Fields(name), " ")
		if name == "" {
			continue
		}
		i := slices.IndexFunc(known, func(g string) bool { return strings.EqualFold(g, name) })
		if i < 0 {
			return nil, lang.Refuse("consensus.no-such-group", "text", shorten(name), "groups", strings.Join(known, ", "))
		}
		if g := bot.Group(known[i]); !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	return groups, nil
}

// inWindow refuses an end that is over, too near or too far.
func inWindow(now, until time.Time) error {
	switch left := until.Sub(now); {
	case left < minWindow:
		return lang.Refuse("consensus.too-soon")
	case left > maxWindow:
		return lang.Refuse("consensus.too-late", "most", int(maxWindow.Hours()/24))
	}
	return nil
}

// electorate lists who is asked, in the order of the roster: the members in term
// (of some groups alone), or the people named; never whoever holds the chair. A
// person is counted in the group of their presence, else in their first.
func electorate(v bot.View, among []bot.Group, people []bot.PersonID) []Elector {
	r, m := roster.Of(v), meeting.Of(v)
	chairs := r.With(bot.RoleChair, v.Now)
	if m.Chair != "" {
		chairs = append(chairs, m.Chair)
	}
	if len(people) == 0 {
		people = r.With(bot.RoleMember, v.Now)
	}
	var asked []Elector
	for _, p := range people {
		g := roster.GroupOf(v, p, "")
		if stay, here := m.Stay(p); here && stay.Group != "" {
			g = stay.Group
		}
		if slices.Contains(chairs, p) || len(among) > 0 && !slices.Contains(among, g) || isGuest(r, p) {
			continue
		}
		asked = append(asked, Elector{p, g})
	}
	return asked
}

func isGuest(r *roster.State, id bot.PersonID) bool {
	p, ok := r.Person(id)
	return !ok || p.Guest || p.Erased
}

func notAsked(asked []Elector, people []bot.PersonID) (bot.PersonID, bool) {
	for _, p := range people {
		if !slices.ContainsFunc(asked, func(e Elector) bool { return e.Person == p }) {
			return p, true
		}
	}
	return "", false
}

func currentItem(v bot.View) int {
	item, _ := agenda.Of(v).Current()
	return item.Number
}

// created opens the call whose own stream this is, as it was entered.
func created(c *command.Context) (bot.Decision, error) {
	n, own := numberOf(c.Here.Stream)
	e, ok := DirectoryOf(c.View).get(n)
	if _, begun := Of(c.View).Call(n); begun || !own || !ok {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	opened := Opened{Terms: e.Terms, Number: n, Asked: electorate(c.View, e.Among, e.People)}
	return bot.Decision{Events: []bot.Event{opened}, Effects: begun(n)}, nil
}
