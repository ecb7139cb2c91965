package proposal

import (
	"strings"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// Make is the decision on a new proposal whose words are the argument "text",
// for a feature that does something with it in the same record.
func Make(c *command.Context) (bot.Decision, error) { return decideMake(c) }

func decideMake(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	s, words := Of(c.View), strings.TrimSpace(c.Text("text"))
	open, isOpen := s.Open()
	switch {
	case isOpen && Same(open.Now().Text.Text, words):
		return nothing("proposal.same", "number", open.Number)
	case isOpen && !c.Archive && open.mayReword(c):
		return reword(c, open, words), nil
	case isOpen && !c.Archive:
		return bot.Decision{}, lang.Refuse("proposal.one-open", "number", open.Number)
	}
	e := Made{
		Number: len(s.Proposals) + 1, Text: bot.Write(c.Me(), words), Item: currentItem(c.View),
		By: c.Me(), Group: capacity(c.View, c.Me()),
	}
	var effects []bot.Effect
	if isOpen {
		e.Follows = open.Number
		effects = LiveEffects(open)
	}
	made := Proposal{Number: e.Number, Wordings: []Wording{{Number: 1}}}
	return bot.Decision{
		Events: []bot.Event{e}, Effects: append(effects, LiveEffects(made)...),
		Reply: bot.Say("proposal.made", "number", e.Number),
	}, nil
}

// mayReword reports whether who acts may give the proposal other words: who
// leads, and who gave it one of its wordings.
func (p Proposal) mayReword(c *command.Context) bool { return mayLead(c) || p.isBy(c.Me()) }

func (p Proposal) isBy(person bot.PersonID) bool {
	for _, w := range p.Wordings {
		if person != "" && w.By == person {
			return true
		}
	}
	return false
}

func decideReword(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	open, ok := Of(c.View).Open()
	switch {
	case !ok && c.Archive:
		return decideMake(c)
	case !ok:
		return bot.Decision{}, lang.Refuse("proposal.none-open")
	case !open.mayReword(c):
		return bot.Decision{}, lang.Refuse("proposal.not-yours", "number", open.Number)
	}
	if err := stale(c, open); err != nil {
		return bot.Decision{}, err
	}
	words := strings.TrimSpace(c.Text("text"))
	if Same(open.Now().Text.Text, words) && open.Now().Text.Text == words {
		return nothing("proposal.same", "number", open.Number)
	}
	return reword(c, open, words), nil
}

func reword(c *command.Context, p Proposal, words string) bot.Decision {
	n := len(p.Wordings) + 1
	e := Reworded{
		Proposal: p.Number, Wording: n, Text: bot.Write(c.Me(), words),
		By: c.Me(), Group: capacity(c.View, c.Me()),
	}
	return bot.Decision{
		Events: []bot.Event{e}, Effects: append(LiveEffects(p), liveWording(p.Number, n)),
		Reply: bot.Say("proposal.reworded", "number", p.Number, "wording", n),
	}
}

func decideClose(c *command.Context) (bot.Decision, error) {
	open, ok := Of(c.View).Open()
	switch {
	case !ok && c.Archive:
		return ignored()
	case !ok:
		return nothing("proposal.none-open")
	case !open.mayReword(c):
		return bot.Decision{}, lang.Refuse("proposal.not-yours", "number", open.Number)
	}
	if err := stale(c, open); err != nil {
		return bot.Decision{}, err
	}
	return bot.Decision{
		Events: []bot.Event{Closed{Proposal: open.Number, By: c.Me()}}, Effects: LiveEffects(open),
		Reply: bot.Say("proposal.closed", "number", open.Number),
	}, nil
}
