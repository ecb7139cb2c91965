package agenda

import (
	"maps"
	"slices"

	"magbot/bot"
	"magbot/bot/meeting"
)

// Apply folds one fact into the agenda of a meeting or into the backlog.
func Apply(s *bot.State, m bot.Meta, e bot.Event) {
	if applyBacklog(s, e) || applyInput(s, m, e) || applyFate(s, m, e) || applyItem(s, m, e) {
		return
	}
	switch e := e.(type) {
	case Published:
		st := slot.Change(s)
		if !st.Published() {
			st.PublishedAt, st.PublishedBy, st.Publication = m.At, e.By, m.Ref()
		}
	case PassedOn: // nothing stays here
	case meeting.Opened:
		slot.Change(s).opened = true
	case meeting.Closed:
		st := slot.Change(s)
		st.leave(m, ItemDone)
	case meeting.PaperAdded:
		slot.Change(s).paper(e)
	}
}

func applyInput(s *bot.State, m bot.Meta, e bot.Event) bool {
	switch e := e.(type) {
	case InputAdded:
		slot.Change(s).add(m, e)
	case InputChanged:
		slot.Change(s).onInput(e.Number, func(in *Input) {
			in.Title, in.Why, in.Minutes, in.Kind, in.OnBehalf = e.Title, e.Why, e.Minutes, e.Purpose, e.OnBehalf
		})
	case InputSupported:
		slot.Change(s).onInput(e.Number, func(in *Input) {
			if !in.Backs(e.Person) {
				in.Support = append(in.Support, Support{e.Backer, m.At, m.Ref()})
			}
		})
	case SupportWithdrawn:
		slot.Change(s).onInput(e.Number, func(in *Input) {
			in.Support = slices.DeleteFunc(slices.Clone(in.Support), func(b Support) bool { return b.Person == e.Person })
		})
	case InputContested:
		slot.Change(s).onInput(e.Number, func(in *Input) {
			in.Contests = append(in.Contests, Contest{e.Person, e.Text, m.At, m.Ref()})
		})
	default:
		return false
	}
	return true
}

func (s *State) add(m bot.Meta, e InputAdded) {
	if e.Number != len(s.Inputs)+1 {
		return
	}
	in := Input{
		Number: e.Number, Title: e.Title, Why: e.Why, Minutes: e.Minutes, Kind: e.Purpose,
		Authors: slices.Clone(e.Authors), Groups: slices.Clone(e.Groups), OnBehalf: e.OnBehalf,
		By: e.By, Late: e.Late, At: m.At, Ref: m.Ref(),
	}
	if e.From != nil {
		from := *e.From
		in.From = &from
	}
	for _, b := range e.Support {
		if !in.Backs(b.Person) {
			in.Support = append(in.Support, Support{b, m.At, m.Ref()})
		}
	}
	s.Inputs = append(s.Inputs, in)
}

func (s *State) onInput(n int, do func(*Input)) {
	if n >= 1 && n <= len(s.Inputs) {
		do(&s.Inputs[n-1])
	}
}

func applyFate(s *bot.State, m bot.Meta, e bot.Event) bool {
	switch e := e.(type) {
	case InputWithdrawn:
		slot.Change(s).decide(m, e.Number, Withdrawn, e.By, bot.Words{})
	case InputAccepted:
		st := slot.Change(s)
		if in, ok := st.Input(e.Number); ok && in.Fate != Withdrawn && !in.Fate.OnAgenda() {
			st.decide(m, e.Number, Accepted, e.By, bot.Words{})
			st.Topics = append(st.Topics, Topic{Inputs: []int{e.Number}})
			st.settle()
		}
	case InputsMerged:
		slot.Change(s).merge(m, e)
	case InputDeferred:
		st := slot.Change(s)
		item := st.itemOf(e.Number)
		st.decide(m, e.Number, Deferred, e.By, e.Reason)
		st.onInput(e.Number, func(in *Input) { in.To, in.Left = e.To, item })
	case InputDeclined:
		slot.Change(s).decide(m, e.Number, Declined, e.By, e.Reason)
	case InputOutOfScope:
		slot.Change(s).decide(m, e.Number, OutOfScope, e.By, e.Reason)
	case InputsOrdered:
		slot.Change(s).order = slices.Clone(e.Inputs)
	default:
		return false
	}
	return true
}

// decide gives an input its one fate and takes it out of the topic it was in.
// What an author has withdrawn stays withdrawn.
func (s *State) decide(m bot.Meta, n int, fate Fate, by bot.PersonID, reason bot.Words) {
	s.onInput(n, func(in *Input) {
		if in.Fate == Withdrawn {
			return
		}
		in.Fate, in.Reason, in.DecidedBy, in.Decided, in.Into, in.To, in.Left = fate, reason, by, m.Ref(), 0, "", 0
	})
	if at := s.topicAt(n); at >= 0 {
		s.Topics[at].Inputs = slices.DeleteFunc(slices.Clone(s.Topics[at].Inputs), func(i int) bool { return i == n })
	}
	s.settle()
}

func (s *State) merge(m bot.Meta, e InputsMerged) {
	moved := slices.DeleteFunc(slices.Clone(e.Inputs), func(n int) bool {
		in, ok := s.Input(n)
		return !ok || in.Fate == Withdrawn || n == e.Into
	})
	into := -1
	if in, ok := s.Input(e.Into); ok && in.Fate != Withdrawn {
		if s.topicAt(e.Into) < 0 {
			s.decide(m, e.Into, Accepted, e.By, bot.Words{})
			s.Topics = append(s.Topics, Topic{Inputs: []int{e.Into}})
		}
		into = e.Into
	}
	if len(moved) == 0 {
		return
	}
	for _, n := range moved {
		s.decide(m, n, Merged, e.By, bot.Words{})
	}
	if at := s.topicAt(into); at >= 0 {
		s.Topics[at].Inputs = append(slices.Clone(s.Topics[at].Inputs), moved...)
		if !e.Title.IsZero() {
			s.Topics[at].Title = e.Title
		}
	} else {
		s.Topics = append(s.Topics, Topic{Inputs: moved, Title: e.Title})
	}
	s.settle()
}

// settle makes topics, fates and items agree: a topic without inputs is gone;
// the first input of a topic without a title of its own is the accepted one,
// all others are merged into it.
func (s *State) settle() {
	s.Topics = slices.DeleteFunc(s.Topics, func(t Topic) bool {
		if len(t.Inputs) == 0 && t.Item != 0 {
			s.onItem(t.Item, func(i *Item) { i.Inputs = nil })
		}
		return len(t.Inputs) == 0
	})
	for _, t := range s.Topics {
		for i, n := range t.Inputs {
			fate, into := Merged, t.Inputs[0]
			if i == 0 && t.Title.IsZero() {
				fate, into = Accepted, 0
			}
			s.onInput(n, func(in *Input) { in.Fate, in.Into = fate, into })
		}
		if t.Item != 0 {
			s.onItem(t.Item, func(i *Item) { i.Inputs = slices.Clone(t.Inputs) })
		}
	}
}

// itemOf gives the item of the agenda that an input stands on; 0: none.
func (s *State) itemOf(input int) int {
	for _, i := range s.Items {
		if i.State != ItemOff && slices.Contains(i.Inputs, input) {
			return i.Number
		}
	}
	return 0
}

func (s *State) onItem(n int, do func(*Item)) {
	if at := s.itemAt(n); at >= 0 {
		do(&s.Items[at])
	}
}

func (s *State) paper(e meeting.PaperAdded) {
	if e.Item == 0 {
		return
	}
	papers := maps.Clone(s.papers)
	if papers == nil {
		papers = map[int][]meeting.Paper{}
	}
	papers[e.Item] = append(slices.Clone(papers[e.Item]), meeting.Paper(e))
	s.papers = papers
	s.onItem(e.Item, func(i *Item) { i.Papers = papers[e.Item] })
}
