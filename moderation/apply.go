package moderation

import (
	"slices"
	"time"

	"magbot/bot"
)

// Apply folds one fact.
func Apply(s *bot.State, m bot.Meta, e bot.Event) {
	name, isCase := s.Stream.Case()
	if !isCase {
		applySetup(s, m, e)
		return
	}
	if h, worth := happening(slot.Of(s), e); worth {
		slot.Change(s).remember(m, h)
	}
	switch e := e.(type) {
	case Opened:
		c := slot.Change(s)
		c.Name, c.At, c.Touched, c.Report = name, m.At, m.At, e.Report
		c.asks(m.At)
	case JoinedTo:
		c := slot.Change(s)
		c.Into, c.Leads = e.Case, append(without(c.Leads, e.Case), e.Case)
	case PartedFrom:
		c := slot.Change(s)
		c.Into, c.Touched = "", m.At
		c.asks(m.At)
	case Joined:
		slot.Change(s).takesIn(e.Case)
	case Parted:
		slot.Change(s).letsGo(e.Case)
	case Added:
		c := slot.Change(s)
		c.Added, c.AddedAt = append(slices.Clip(c.Added), Note{Text: e.Text.Text, At: m.At}), m.At
	case Redacted:
		slot.Change(s).eraseWords(m.At)
	case Withdrawn:
		slot.Change(s).Withdrawn = m.At
	case Reminded:
		slot.Change(s).Reminded = e.Times
	case Escalated:
		slot.Change(s).Escalated++
	case Cleared:
		slot.Change(s).Cleared = true
	case ReplyLate:
		slot.Change(s).isLate(e)
	case Accepted, Ended, Acted, Replied:
		slot.Change(s).follow(m, e)
	case Seated, SeatsAsked, ContextKept, WriterLinked, MessageChanged, Undelivered, ShownTo, Bound:
		slot.Change(s).learn(m, e)
	case Appealed:
		c := slot.Change(s)
		c.Appeals = append(slices.Clip(c.Appeals), Appeal{Text: e.Text.Text, At: m.At})
		c.Touched, c.Reminded = m.At, 0 // it waits from now on, however long ago the case was closed
	default:
		applyHandling(s, m, e)
	}
}

// learn folds what platforms and the roster say.
func (s *State) learn(m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Seated:
		s.Seats = Seats{Place: e.Place, People: e.People, Why: e.Why, At: m.At}
	case SeatsAsked:
		s.SeatsAsked = m.At
	case Bound:
		s.binds(e)
	case ShownTo:
		s.Shown = Shown{ShownTo: e, Times: s.Shown.Times + 1}
	case ContextKept:
		s.Context = Context(e)
	case WriterLinked:
		s.Wrote = e.Person
	case MessageChanged:
		s.Changes = append(slices.Clip(s.Changes), Change{Text: e.Text.Text, Gone: e.Gone, At: m.At})
	case Undelivered:
		s.Unreached = append(slices.Clip(s.Unreached), e.Person)
	}
}

func without(names []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == name })
}

// applyHandling folds what handlers do: each of these is a touch.
func applyHandling(s *bot.State, m bot.Meta, e bot.Event) {
	switch e.(type) {
	case PartyNamed, Involved, Taken, Noted, Proposed, Seconded, NotSeconded, Decided, Reopened, AppealDecided:
	default:
		return
	}
	c := slot.Change(s)
	c.Touched, c.Reminded = m.At, 0
	by := m.Actor.Person
	c.Unreached = minus(c.Unreached, []bot.PersonID{by})
	switch e := e.(type) {
	case PartyNamed:
		c.Parties = append(slices.Clip(c.Parties), e.Person)
	case Involved:
		c.Excused = append(slices.Clip(c.Excused), e.Person)
		if c.Taken == e.Person {
			c.Taken = ""
		}
	case Taken:
		c.Taken, c.TakenAt = e.Person, m.At
	case Noted:
		c.Notes = append(slices.Clip(c.Notes), Note{By: by, Text: e.Text.Text, Outward: e.Outward, At: m.At, Until: e.Until})
	case Decided:
		c.Finding, c.Reason, c.DecidedBy, c.Closed = e.Finding, e.Reason.Text, by, m.At
	case Reopened:
		c.Finding, c.Reason, c.DecidedBy, c.Closed = Undecided, "", "", time.Time{}
		if e.Reason.Text != "" {
			c.Notes = append(slices.Clip(c.Notes), Note{By: by, Text: e.Reason.Text, At: m.At})
		}
	case AppealDecided:
		if n := len(c.Appeals); n > 0 {
			a := &c.Appeals[n-1]
			a.Decided, a.By, a.Upheld, a.Reason = m.At, by, e.Upheld, e.Reason.Text
		}
		if e.Upheld {
			c.reverse()
		}
	default:
		c.follow(m, e)
	}
}

// reverse notes of every step that was done that an appeal was right about it.
func (s *State) reverse() {
	for i := range s.Steps {
		if s.Steps[i].acts() {
			s.Steps[i].State = Reversed
		}
	}
}

// follow folds what happens to steps.
func (s *State) follow(m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Proposed:
		p := Progress{Step: e.Step, Number: len(s.Steps) + 1, By: m.Actor.Person, At: m.At, State: Waiting}
		if e.Step.Rung == Suggestion {
			p.begin(m.At)
		}
		s.Steps = append(s.Steps, p)
	case Seconded:
		if p := s.step(e.Number); p != nil {
			p.Second = m.Actor.Person
			p.begin(m.At)
		}
	case NotSeconded:
		if p := s.step(e.Number); p != nil {
			p.Second, p.State, p.Reason = m.Actor.Person, Declined, e.Reason.Text
		}
	case Accepted:
		if p := s.step(e.Number); p != nil {
			p.State, p.Until = Running, m.At.Add(p.Lasts)
		}
	case Acted:
		if p := s.step(e.Number); p != nil {
			p.Outcomes = append(slices.Clip(p.Outcomes), Outcome{Undo: e.Undo, Done: e.Done, Unable: e.Unable, On: e.On, ByHand: e.ByHand, At: m.At})
		}
	case Replied:
		if p := s.step(e.Number); p != nil {
			p.Replies = append(slices.Clip(p.Replies), Note{Text: e.Text.Text, At: m.At})
		}
	case Ended:
		if p := s.step(e.Number); p != nil {
			p.State, p.RanOut = Over, true
			if e.Lifted {
				p.State, p.RanOut = Lifted, false
			}
		}
	}
}

// isLate notes that everybody was reminded of an answer that did not come.
func (s *State) isLate(e ReplyLate) {
	if e.Note > 0 && e.Note <= len(s.Notes) {
		s.Notes[e.Note-1].Late = true
	}
	if p := s.step(e.Step); p != nil {
		p.Late = true
	}
}

func (s *State) step(n int) *Progress {
	if n < 1 || n > len(s.Steps) {
		return nil
	}
	return &s.Steps[n-1]
}

func applySetup(s *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case ContactNamed:
		c := setup.Change(s)
		c.Contact, c.Address = e.Person, e.Address.Text
	case Unmanned:
		setup.Change(s).Unmanned = e.Since
	case Rooted:
		setup.Change(s).Month = e.Month
	case YearReleased:
		setup.Change(s).Released[e.Year] = e
	case ChannelNamed:
		c := setup.Change(s)
		c.Channel, c.Members = e.Place, nil
	case ChannelRead:
		setup.Change(s).Members = &Reading{Open: e.Open, Accounts: e.Accounts, Unable: e.Unable, At: m.At}
	case Resting:
		setup.Change(s).Resting[e.Person] = e.Until
	}
}
