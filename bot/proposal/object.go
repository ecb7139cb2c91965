package proposal

import (
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/objection"
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

// somebody is who acts, as the rules of objections know them.
func (s *State) somebody(c *command.Context, o Objection) objection.Somebody {
	return objection.Somebody{Person: c.Me(), Leads: mayLead(c), Wrote: s.chainBy(o.Proposal, c.Me()), Archive: c.Archive}
}

// against is the refusal that a rule asks for.
func against(o Objection, rule objection.Rule) error {
	return lang.Refuse("proposal."+string(rule), "objection", o.Number)
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
	if err != nil {
		return bot.Decision{}, err
	}
	if rule := o.MayAnswer(s.somebody(c, o)); rule != objection.Fine {
		return bot.Decision{}, against(o, rule)
	}
	words := strings.TrimSpace(c.Text("text"))
	if o.AnsweredBy(c.Me(), words) {
		return nothing("proposal.answered-already", "objection", o.Number)
	}
	e := Answered{Objection: o.Number, Text: bot.Write(c.Me(), words), By: c.Me()}
	key := "proposal.answered"
	if o.State == Upheld {
		key = "proposal.answered-stands"
	}
	d := s.objectionChanged(e, p, bot.Say(key, "objection", o.Number))
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
	if err != nil {
		return bot.Decision{}, err
	}
	if rule := o.MayTakeBack(s.somebody(c, o)); rule != objection.Fine {
		return bot.Decision{}, against(o, rule)
	}
	if o.State == Withdrawn {
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
	if err != nil {
		return bot.Decision{}, err
	}
	if rule := o.MaySustain(s.somebody(c, o)); rule != objection.Fine {
		return bot.Decision{}, against(o, rule)
	}
	words := strings.TrimSpace(c.Text("text"))
	if _, asked := o.Asked(); o.State.Stands() && words == "" && !asked {
		return nothing("proposal.stands", "objection", o.Number)
	}
	e := Sustained{Objection: o.Number, By: c.Me()}
	if words != "" {
		e.Text = bot.Write(c.Me(), words)
	}
	return s.objectionChanged(e, p, bot.Say("proposal.stands", "objection", o.Number)), nil
}
