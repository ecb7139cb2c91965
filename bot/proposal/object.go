package proposal

import (
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// objection finds the objection meant.
func (s *State) meant(c *command.Context) (Objection, Proposal, error) {
	o, ok := s.Objection(c.Number("objection"))
	if !ok {
		return Objection{}, Proposal{}, lang.Refuse("proposal.no-such-objection", "objection", c.Number("objection"), "count", len(s.Objections))
	}
	p, _ := s.Proposal(o.Proposal)
	return o, p, nil
}

// objectionChanged is the decision that something became of an objection.
func (s *State) objectionChanged(e bot.Event, p Proposal, reply bot.Reply) bot.Decision {
	effects := LiveEffects(p)
	if open, ok := s.Open(); ok && open.Number != p.Number {
		effects = append(effects, LiveEffects(open)...)
	}
	return bot.Decision{Events: []bot.Event{e}, Effects: effects, Reply: reply}
}

func decideAnswer(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	o, p, err := s.meant(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case o.State == Withdrawn:
		return bot.Decision{}, lang.Refuse("proposal.objection-withdrawn-before", "objection", o.Number)
	case !c.Archive && o.By == c.Me():
		return bot.Decision{}, lang.Refuse("proposal.own-objection", "objection", o.Number)
	case !mayLead(c) && !s.chainBy(o.Proposal, c.Me()):
		return bot.Decision{}, lang.Refuse("proposal.not-yours-to-answer", "objection", o.Number)
	}
	words := strings.TrimSpace(c.Text("text"))
	if n := len(o.Answers); o.State == Met && o.Answers[n-1].By == c.Me() && o.Answers[n-1].Text.Text == words {
		return nothing("proposal.answered-already", "objection", o.Number)
	}
	e := Answered{Objection: o.Number, Text: bot.Write(c.Me(), words), By: c.Me()}
	d := s.objectionChanged(e, p, bot.Say("proposal.answered", "objection", o.Number))
	d.Effects = append(d.Effects, bot.Effect{
		Do: bot.Direct, Key: "proposal.answered." + strconv.Itoa(o.Number), Show: ShowAnswered, To: bot.ToPerson(o.By),
		With: map[string]string{"objection": strconv.Itoa(o.Number)},
	})
	return d, nil
}

// chainBy reports whether a person gave one of the wordings.
func (s *State) chainBy(proposal int, p bot.PersonID) bool {
	for _, w := range s.Chain(proposal) {
		if p != "" && w.By == p {
			return true
		}
	}
	return false
}

func decideWithdraw(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	o, p, err := s.meant(c)
	switch {
	case err != nil:
		return bot.Decision{}, err
	case !c.Archive && o.By != c.Me():
		return bot.Decision{}, lang.Refuse("proposal.not-your-objection", "objection", o.Number)
	case o.State == Withdrawn:
		return nothing("proposal.withdrawn", "objection", o.Number)
	}
	e := ObjectionWithdrawn{Objection: o.Number, By: c.Me()}
	return s.objectionChanged(e, p, bot.Say("proposal.withdrawn", "objection", o.Number)), nil
}

func decideSustain(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	o, p, err := s.meant(c)
	words := strings.TrimSpace(c.Text("text"))
	switch {
	case err != nil:
		return bot.Decision{}, err
	case !c.Archive && o.By != c.Me():
		return bot.Decision{}, lang.Refuse("proposal.not-your-objection", "objection", o.Number)
	case o.State == Withdrawn:
		return bot.Decision{}, lang.Refuse("proposal.objection-withdrawn-before", "objection", o.Number)
	case o.State.Stands() && words == "":
		return nothing("proposal.stands", "objection", o.Number)
	}
	e := Sustained{Objection: o.Number, By: c.Me()}
	if words != "" {
		e.Text = bot.Write(c.Me(), words)
	}
	return s.objectionChanged(e, p, bot.Say("proposal.stands", "objection", o.Number)), nil
}
