package consensus

import (
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/meeting"
	"magbot/bot/objection"
	"magbot/bot/proposal"
)

// Apply folds one fact. A slow count also looks at what is said to the proposal
// it is on: an objection stops it, and it lapses with the proposal.
func Apply(st *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Entered:
		directorySlot.Change(st).enter(e)
	case Opened:
		s := slot.Change(st)
		if _, known := s.Call(e.Number); !known {
			c := open(m, e)
			c.listen(st)
			s.calls = append(s.calls, c)
		}
	case Answered, Reworded, Met, ObjectionWithdrawn, Sustained:
		slot.Change(st).onAnswer(m, e)
	case Extended, Begun, Stepped, Closed, Withdrawn:
		slot.Change(st).onTime(st, m, e)
	case Designated, MinoritySaid, MinorityWithdrawn, Contested, ContestAnswered, Settled:
		slot.Change(st).onOutcome(m, e)
	case proposal.Said, proposal.Made, proposal.Reworded, proposal.Resolved, proposal.Rejected, proposal.Closed, meeting.Closed:
		if len(slot.Of(st).calls) > 0 {
			slot.Change(st).onProposal(st, m, e)
		}
	}
}

func open(m bot.Meta, e Opened) *Call {
	c := &Call{
		Terms: e.Terms, Stream: m.Stream, Number: e.Number, Asked: slices.Clone(e.Asked), Item: e.Item, Phase: PhaseOpen,
		At: m.At, Ref: m.Ref(), Until: e.Until, Proposal: e.Proposal, counted: e.Wording, Steps: e.Steps, Every: e.Every,
		Wordings: []Wording{{Number: 1, Text: e.Text, By: e.By, At: m.At, Ref: m.Ref()}},
		own:      map[bot.PersonID]Answer{}, out: map[bot.PersonID]bool{}, groups: map[bot.PersonID]bot.Group{},
		spoken: map[bot.PersonID]Answer{},
	}
	c.Among, c.Terms.Recused = slices.Clone(e.Among), slices.Clone(e.Recused)
	if !e.Until.IsZero() {
		c.length = e.Until.Sub(m.At)
	}
	for _, a := range e.Asked {
		c.groups[a.Person] = a.Group
	}
	for _, p := range e.Recused {
		if c.IsAsked(p) {
			c.out[p] = true
		}
	}
	if c.Count() {
		c.Step, c.SteppedAt, c.Begins = 1, m.At, 1
	}
	return c
}

// listen takes over what was said already to the wording that is counted on.
func (c *Call) listen(st *bot.State) {
	if !c.Count() {
		return
	}
	c.spoken = map[bot.PersonID]Answer{}
	p, ok := proposal.Of(bot.View{Here: st}).Proposal(c.Proposal)
	if !ok || c.counted < 1 || c.counted > len(p.Wordings) {
		return
	}
	for _, s := range p.Wordings[c.counted-1].Stances() {
		c.hear(s.Person, s.Stance)
	}
}

func (c *Call) hear(p bot.PersonID, s proposal.Stance) {
	if !c.IsAsked(p) {
		return
	}
	c.spoken[p] = NoObjection
	if s.Side() < 0 {
		c.spoken[p] = Objects
	}
	delete(c.out, p)
}

func (s *State) onAnswer(m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Answered:
		if c, ok := s.Call(e.Call); ok && c.Phase == PhaseOpen && e.Wording == len(c.Wordings) && c.IsAsked(e.Person) {
			c.answer(m, e)
		}
	case Reworded:
		if c, ok := s.Call(e.Call); ok && !c.Count() && (c.Phase == PhaseOpen || c.Phase == PhaseClosed) && e.Wording == len(c.Wordings)+1 {
			c.Wordings = append(c.Wordings, Wording{Number: e.Wording, Text: e.Text, By: e.By, At: m.At, Ref: m.Ref()})
			c.own, c.Until = map[bot.PersonID]Answer{}, e.Until
			c.Phase, c.Closing, c.So = PhaseOpen, time.Time{}, Standing{}
		}
	case Met:
		s.change(e.Call, e.Objection, func(o *objection.Objection) {
			o.Answer(objection.Remark{Text: e.Text, By: e.By, At: m.At, Ref: m.Ref()})
		})
	case ObjectionWithdrawn:
		s.change(e.Call, e.Objection, func(o *objection.Objection) { o.TakeBack(m.Ref()) })
	case Sustained:
		s.change(e.Call, e.Objection, func(o *objection.Objection) {
			o.Sustain(objection.Remark{Text: e.Text, By: e.By, At: m.At, Ref: m.Ref()})
		})
	}
}

func (s *State) change(call, n int, do func(*objection.Objection)) {
	if c, ok := s.Call(call); ok && n >= 1 && n <= len(c.Objections) {
		do(&c.Objections[n-1].Objection)
	}
}

func (c *Call) answer(m bot.Meta, e Answered) {
	w := c.Now()
	w.Answers = append(w.Answers, Said{Person: e.Person, Answer: e.Answer, Reason: e.Reason, Objection: e.Objection, At: m.At, Ref: m.Ref()})
	if e.Answer == NotMyCall {
		c.out[e.Person] = true
		return
	}
	delete(c.out, e.Person)
	c.own[e.Person] = e.Answer
	switch {
	case e.Objection == len(c.Objections)+1:
		c.Objections = append(c.Objections, Objection{Wording: e.Wording, Objection: objection.Objection{
			Number: e.Objection, By: e.Person, Group: c.GroupOf(e.Person), Member: true, Reason: e.Reason,
			State: objection.Open, At: m.At, Ref: m.Ref(),
		}})
	case e.Objection > 0 && e.Objection <= len(c.Objections):
		if o := &c.Objections[e.Objection-1]; o.By == e.Person {
			o.Reason = e.Reason
		}
	}
}

func (s *State) onTime(st *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Extended:
		if c, ok := s.Call(e.Call); ok && c.Phase == PhaseOpen && !c.Count() {
			c.Until = e.Until
			c.Extensions = append(c.Extensions, Extension{e.Until, e.Reason, e.By, m.At, m.Ref()})
		}
	case Begun:
		if c, ok := s.Call(e.Call); ok && c.Count() && c.Phase == PhaseStopped {
			c.begin(m, e)
			c.listen(st)
		}
	case Stepped:
		if c, ok := s.Call(e.Call); ok && c.Count() && c.Phase == PhaseOpen && e.Step == c.Step+1 {
			c.Step, c.SteppedAt = e.Step, m.At
		}
	case Closed:
		if c, ok := s.Call(e.Call); ok && c.Phase == PhaseOpen {
			c.Phase, c.Closing, c.ClosedBy, c.So = PhaseClosed, m.At, e.By, e.Standing.clone()
		}
	case Withdrawn:
		if c, ok := s.Call(e.Call); ok && c.mayBeWithdrawn() {
			c.Phase, c.Reason = PhaseWithdrawn, e.Reason
			c.close(m.At)
		}
	}
}

func (c *Call) close(at time.Time) {
	if c.Closing.IsZero() {
		c.Closing = at
	}
}

// begin counts again from one, on the wording that there is by now.
func (c *Call) begin(m bot.Meta, e Begun) {
	if e.Wording != c.counted {
		c.Wordings = append(c.Wordings, Wording{Number: len(c.Wordings) + 1, Text: e.Text, By: e.By, At: m.At, Ref: m.Ref()})
	}
	c.Phase, c.counted, c.Steps, c.Every = PhaseOpen, e.Wording, max(1, e.Steps), e.Every
	c.Step, c.SteppedAt, c.Stopper, c.Closing = 1, m.At, "", time.Time{}
	c.Begins++
}

func (c *Call) mayBeWithdrawn() bool {
	return c.Phase == PhaseOpen || c.Phase == PhaseStopped || c.Phase == PhaseClosed
}

func (s *State) onOutcome(m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Designated:
		if c, ok := s.Call(e.Call); ok && (c.Phase == PhaseClosed || c.Phase == PhaseOutcome) {
			c.Phase = PhaseOutcome
			c.Designations = append(c.Designations, Designation{e.Level, e.Note, e.Until, e.By, m.At, m.Ref()})
		}
	case MinoritySaid:
		if c, ok := s.Call(e.Call); ok && !c.Phase.Over() && c.IsAsked(e.Person) {
			c.unsay(e.Person)
			c.Minorities = append(c.Minorities, Minority{e.Person, e.Group, e.Text, m.At, m.Ref()})
		}
	case MinorityWithdrawn:
		if c, ok := s.Call(e.Call); ok && !c.Phase.Over() {
			c.unsay(e.Person)
		}
	case Contested:
		if c, ok := s.Call(e.Call); ok && c.Phase == PhaseOutcome && e.Contest == len(c.Contests)+1 {
			c.Contests = append(c.Contests, Contest{Number: e.Contest, Person: e.Person, Group: e.Group, Reason: e.Reason, At: m.At, Ref: m.Ref()})
		}
	case ContestAnswered:
		if c, ok := s.Call(e.Call); ok && e.Contest >= 1 && e.Contest <= len(c.Contests) && !c.Phase.Over() {
			x := &c.Contests[e.Contest-1]
			x.Answered, x.Kept, x.Answer, x.By, x.Answers = true, e.Kept, e.Text, e.By, m.Ref()
		}
	case Settled:
		if c, ok := s.Call(e.Call); ok && c.Phase == PhaseOutcome {
			c.Phase = PhaseSettled
		}
	}
}

func (c *Call) unsay(p bot.PersonID) {
	c.Minorities = slices.DeleteFunc(c.Minorities, func(x Minority) bool { return x.Person == p })
}

// onProposal lets the slow count follow what happens to its proposal.
func (s *State) onProposal(st *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case proposal.Said:
		if c, ok := s.counting(e.Proposal); ok && e.Wording == c.counted {
			c.heard(m, e)
		}
	case proposal.Reworded:
		if c, ok := s.counting(e.Proposal); ok && c.Phase == PhaseOpen {
			c.Phase, c.Stopper = PhaseStopped, e.By
		}
	default: // what ends a proposal, whichever way
		for _, c := range s.calls {
			p, ok := proposal.Of(bot.View{Here: st}).Proposal(c.Proposal)
			if c.Count() && (c.Phase == PhaseOpen || c.Phase == PhaseStopped) && (!ok || p.Outcome != proposal.Pending) {
				c.Phase = PhaseLapsed
				c.close(m.At)
			}
		}
	}
}

// heard keeps what somebody says while the count runs, and stops it where that
// is an objection of somebody who is asked. Nobody's own step back is needed: a
// -1 without a reason stops it too.
func (c *Call) heard(m bot.Meta, e proposal.Said) {
	c.hear(e.Person, e.Stance)
	if c.Phase == PhaseOpen && e.Stance.Side() < 0 && c.IsAsked(e.Person) {
		c.Phase, c.Stopper = PhaseStopped, e.Person
		c.close(m.At)
	}
}
