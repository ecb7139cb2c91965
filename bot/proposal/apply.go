package proposal

import (
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/meeting"
	"magbot/bot/objection"
)

// Apply folds one fact. At the close of the meeting what is open lapses.
func Apply(st *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Made, Reworded, Said, Resolved, Rejected, Closed:
		slot.Change(st).onProposal(m, e)
	case Answered, ObjectionWithdrawn, Sustained:
		slot.Change(st).onObjection(m, e)
	case VoteStarted, VoteCast, VoteEnded:
		slot.Change(st).onVote(m, e)
	case meeting.Closed:
		s := slot.Change(st)
		s.end(s.open, Lapsed, m.At)
		s.endVote(s.vote, m.At)
	}
}

func (s *State) onProposal(m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Made:
		s.make(m, e)
	case Reworded:
		if p := s.at(e.Proposal); p != nil && e.Proposal == s.open && e.Wording == len(p.Wordings)+1 {
			p.Wordings = append(p.Wordings, Wording{
				Proposal: e.Proposal, Number: e.Wording, Text: e.Text, By: e.By, Group: e.Group, At: m.At, Ref: m.Ref(),
			})
		}
	case Said:
		s.say(m, e)
	case Resolved:
		s.Resolutions = append(s.Resolutions, Decision{
			Number: e.Number, Text: e.Text, Item: e.Item, Proposal: e.Proposal, Wording: e.Wording,
			By: e.By, Standing: e.Standing.clone(), At: m.At, Ref: m.Ref(),
		})
		if p := s.at(e.Proposal); p != nil {
			p.Resolution = e.Number
		}
		s.end(e.Proposal, Agreed, m.At)
	case Rejected:
		s.Rejections = append(s.Rejections, Decision{
			Number: e.Number, Text: e.Text, Item: e.Item, Proposal: e.Proposal, Wording: e.Wording,
			Reason: e.Reason, By: e.By, Standing: e.Standing.clone(), At: m.At, Ref: m.Ref(),
		})
		s.end(e.Proposal, Refused, m.At)
	case Closed:
		s.end(e.Proposal, Dropped, m.At)
	}
}

func (s Standing) clone() Standing {
	s.Open, s.Unheard, s.Absent = slices.Clone(s.Open), slices.Clone(s.Unheard), slices.Clone(s.Absent)
	return s
}

func (s *State) at(n int) *Proposal {
	if n < 1 || n > len(s.Proposals) {
		return nil
	}
	return &s.Proposals[n-1]
}

func (s *State) make(m bot.Meta, e Made) {
	if e.Number != len(s.Proposals)+1 {
		return
	}
	s.end(s.open, Superseded, m.At)
	s.Proposals = append(s.Proposals, Proposal{
		Number: e.Number, Item: e.Item, Follows: e.Follows, By: e.By, Group: e.Group, At: m.At, Ref: m.Ref(),
		Wordings: []Wording{{
			Proposal: e.Number, Number: 1, Text: e.Text, By: e.By, Group: e.Group, At: m.At, Ref: m.Ref(),
		}},
	})
	s.open = e.Number
}

// say keeps a stance: only on the wording that counts of the open proposal.
func (s *State) say(m bot.Meta, e Said) {
	p := s.at(e.Proposal)
	if p == nil || e.Proposal != s.open || e.Wording != len(p.Wordings) {
		return
	}
	w := &p.Wordings[e.Wording-1]
	w.Said = append(w.Said, Saying{
		Person: e.Person, Group: e.Group, Member: e.Member, Stance: e.Stance, Reason: e.Reason,
		Objection: e.Objection, At: m.At, Ref: m.Ref(),
	})
	switch {
	case e.Objection == len(s.Objections)+1:
		s.Objections = append(s.Objections, Objection{Proposal: e.Proposal, Wording: e.Wording, Objection: objection.Objection{
			Number: e.Objection, By: e.Person, Group: e.Group,
			Member: e.Member, Reason: e.Reason, State: Open, At: m.At, Ref: m.Ref(),
		}})
	case e.Objection > 0 && e.Objection <= len(s.Objections):
		if o := &s.Objections[e.Objection-1]; o.By == e.Person {
			o.Reason = e.Reason
		}
	}
}

// end closes a proposal, once.
func (s *State) end(n int, how Outcome, at time.Time) {
	p := s.at(n)
	if p == nil || p.Outcome != Pending {
		return
	}
	p.Outcome, p.Ended = how, at
	if s.open == n {
		s.open = 0
	}
}

func (s *State) onObjection(m bot.Meta, e bot.Event) {
	change := func(n int, do func(*Objection)) {
		if n >= 1 && n <= len(s.Objections) {
			do(&s.Objections[n-1])
		}
	}
	switch e := e.(type) {
	case Answered:
		change(e.Objection, func(o *Objection) { o.Answer(Remark{Text: e.Text, By: e.By, At: m.At, Ref: m.Ref()}) })
	case Sustained:
		change(e.Objection, func(o *Objection) { o.Sustain(Remark{Text: e.Text, By: e.By, At: m.At, Ref: m.Ref()}) })
	case ObjectionWithdrawn:
		change(e.Objection, func(o *Objection) { o.TakeBack(m.Ref()) })
	}
}

func (s *State) onVote(m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case VoteStarted:
		if e.Number != len(s.Votes)+1 {
			return
		}
		s.endVote(s.vote, m.At)
		s.Votes = append(s.Votes, Vote{
			Number: e.Number, Question: e.Question, Options: slices.Clone(e.Options), Item: e.Item,
			By: e.By, At: m.At, Ref: m.Ref(),
		})
		s.vote = e.Number
	case VoteCast:
		if e.Vote != s.vote || e.Vote == 0 {
			return
		}
		v := &s.Votes[e.Vote-1]
		if e.Option >= 1 && e.Option <= len(v.Options) {
			v.Cast = append(v.Cast, Choice{e.Person, e.Group, e.Member, e.Option, m.At, m.Ref()})
		}
	case VoteEnded:
		s.endVote(e.Vote, m.At)
	}
}

func (s *State) endVote(n int, at time.Time) {
	if n >= 1 && n <= len(s.Votes) && s.Votes[n-1].Ended.IsZero() {
		s.Votes[n-1].Ended = at
	}
	if s.vote == n {
		s.vote = 0
	}
}
