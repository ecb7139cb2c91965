package meeting

import (
	"maps"
	"slices"
	"time"

	"magbot/bot"
)

// Apply folds one fact into the meeting's stream or into the directory.
func Apply(s *bot.State, m bot.Meta, e bot.Event) {
	if applyDirectory(s, m, e) {
		return
	}
	switch e := e.(type) {
	case Created:
		st := slot.Change(s)
		st.set(e.Facts)
		st.Phase, st.CreatedBy, st.Created = PhaseScheduled, e.By, m.Ref()
	case Changed:
		st := slot.Change(s)
		if !st.Start.Equal(e.Start) {
			st.Revision, st.MovedAt = st.Revision+1, m.At
		}
		st.set(e.Facts)
		st.Changed = e.Reason
	case Invited:
		if st := slot.Change(s); st.Phase == PhaseScheduled {
			st.Phase, st.InvitedAt = PhaseInvited, m.At
		}
	case Cancelled:
		st := slot.Change(s)
		st.Phase, st.Cancelled = PhaseCancelled, e.Reason
	case Opened:
		slot.Change(s).open(m, e)
	case Closed:
		slot.Change(s).close(m)
	case Reopened:
		slot.Change(s).reopen(m, e)
	case HandedOver:
		slot.Change(s).seatChair(m, e.To, e.By)
	case OffRecord, OnRecord:
		slot.Change(s).pause(m, e)
	case PaperAdded:
		st := slot.Change(s)
		st.Papers = append(st.Papers, Paper(e))
	default:
		applyAttendance(s, m, e)
	}
}

func (s *State) set(f Facts) {
	s.ID, s.Number, s.Title, s.Start, s.Length = f.ID, f.Number, f.Title, f.Start, f.Length
	s.Mode, s.Join, s.Everywhere, s.Places = f.Mode, f.Join.Text, f.Everywhere, slices.Clone(f.Places)
}

func (s *State) open(m bot.Meta, e Opened) {
	if s.Phase == PhaseOpen {
		return
	}
	s.Phase, s.Opening, s.ClosedAt = PhaseOpen, m.Ref(), time.Time{}
	if s.OpenedAt.IsZero() {
		s.OpenedAt = m.At
	}
	if len(e.Places) > 0 {
		s.Places = slices.Clone(e.Places)
	}
	if len(e.Seats) > 0 {
		s.Seats = slices.Clone(e.Seats)
	}
	s.Sittings = append(s.Sittings, Sitting{Span: Span{From: m.At}, By: e.By, Ref: m.Ref()})
	if e.Chair != "" {
		s.seatChair(m, e.Chair, e.By)
	}
}

func (s *State) close(m bot.Meta) {
	if s.Phase != PhaseOpen {
		return
	}
	s.Phase, s.ClosedAt, s.OffRecord = PhaseClosed, m.At, false
	for i := range s.Stays {
		end(&s.Stays[i].Span, m.At)
	}
	for i := range s.Sittings {
		end(&s.Sittings[i].Span, m.At)
	}
	for i := range s.Chairs {
		end(&s.Chairs[i].Span, m.At)
	}
	for i := range s.Pauses {
		end(&s.Pauses[i].Span, m.At)
	}
}

func end(p *Span, at time.Time) {
	if p.To.IsZero() {
		p.To = at
	}
}

// reopen begins another sitting. Whoever held the chair holds it again. Who was
// here at the end is taken to be here still when the pause was no more than a
// Breather; after a longer one presence is taken anew.
func (s *State) reopen(m bot.Meta, e Reopened) {
	if s.Phase != PhaseClosed {
		return
	}
	closed := s.ClosedAt
	s.Phase, s.ClosedAt = PhaseOpen, time.Time{}
	if len(e.Places) > 0 {
		s.Places = slices.Clone(e.Places)
	}
	s.Sittings = append(s.Sittings, Sitting{Span: Span{From: m.At}, By: e.By, Reason: e.Reason, Ref: m.Ref()})
	if s.Chair != "" {
		s.seatChair(m, s.Chair, e.By)
	}
	if m.At.Sub(closed) > Breather {
		return
	}
	for _, st := range slices.Clone(s.Stays) {
		if st.To.Equal(closed) && !s.IsPresent(st.Person) {
			st.Span, st.Ref = Span{From: m.At}, m.Ref()
			s.Stays = append(s.Stays, st)
		}
	}
}

// seatChair gives the chair to a person. Time in the chair counts only while
// the meeting is open, which counted sees to by the sittings.
func (s *State) seatChair(m bot.Meta, to, by bot.PersonID) {
	if n := len(s.Chairs); n > 0 && s.Chairs[n-1].To.IsZero() {
		if s.Chairs[n-1].Person == to {
			return
		}
		s.Chairs[n-1].To = m.At
	}
	s.Chair = to
	s.Chairs = append(s.Chairs, Chairing{Span: Span{From: m.At}, Person: to, By: by, Ref: m.Ref()})
}

func (s *State) pause(m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case OffRecord:
		if !s.OffRecord {
			s.OffRecord = true
			s.Pauses = append(s.Pauses, Pause{Span: Span{From: m.At}, By: e.By, Ref: m.Ref()})
		}
	case OnRecord:
		if n := len(s.Pauses); s.OffRecord && n > 0 {
			s.OffRecord = false
			s.Pauses[n-1].To, s.Pauses[n-1].Back = m.At, e.By
		}
	}
}

func applyAttendance(s *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Present:
		st := slot.Change(s)
		st.arrive(m, e)
	case Left:
		st := slot.Change(s)
		if i := st.stayOf(e.Person); i >= 0 {
			st.Stays[i].To = m.At
		}
	case Expected:
		st := slot.Change(s)
		if !slices.Contains(st.Expects, e.Person) {
			st.Expects = append(st.Expects, e.Person)
		}
		st.Regrets = without(st.Regrets, e.Person)
		st.signed(e.Person, e.Way)
	case ExpectedWithdrawn:
		st := slot.Change(s)
		st.expectNot(e.Person)
	case Regrets:
		st := slot.Change(s)
		st.Regrets = append(without(st.Regrets, e.Person), Notice{e.Person, e.Group, e.Note, e.By, m.At, m.Ref()})
		st.expectNot(e.Person)
		st.Late = without(st.Late, e.Person)
	case RegretsWithdrawn:
		st := slot.Change(s)
		st.Regrets = without(st.Regrets, e.Person)
	case AttendanceCorrected:
		slot.Change(s).amend(m, e)
	case LateAnnounced:
		st := slot.Change(s)
		st.Late = append(without(st.Late, e.Person), Notice{e.Person, e.Group, e.Note, e.By, m.At, m.Ref()})
		st.Regrets = without(st.Regrets, e.Person)
		st.signed(e.Person, "")
	}
}

// signed notes in which way a person has said last that they come; empty for in so
// many words.
func (s *State) signed(p bot.PersonID, way string) {
	ways := maps.Clone(s.Ways)
	delete(ways, p)
	if way != "" {
		if ways == nil {
			ways = map[bot.PersonID]string{}
		}
		ways[p] = way
	}
	s.Ways = ways
}

func (s *State) expectNot(p bot.PersonID) {
	s.Expects = slices.DeleteFunc(slices.Clone(s.Expects), func(other bot.PersonID) bool { return other == p })
	s.signed(p, "")
}

// arrive begins a stay, unless the person is here already. Who comes after all
// has no regrets any more.
func (s *State) arrive(m bot.Meta, e Present) {
	s.Regrets = without(s.Regrets, e.Person)
	s.signed(e.Person, "")
	if i := s.stayOf(e.Person); i >= 0 {
		if s.Stays[i].Group == e.Group && s.Stays[i].Seat == e.Seat {
			return
		}
		s.Stays[i].To = m.At // from here on in another capacity
	}
	s.Stays = append(s.Stays, Stay{
		Span: Span{From: m.At}, Person: e.Person, Group: e.Group, Seat: e.Seat, Late: e.Late, By: e.By, Ref: m.Ref(),
	})
}
