package meeting

import (
	"slices"
	"time"

	"magbot/bot"
)

// Presence is a person who is here.
type Presence struct {
	Person bot.PersonID
	Group  bot.Group
	Seat   Seat
	Since  time.Time
	Late   bool
	By     bot.PersonID
}

// PresentAt lists who was here at an instant, in order of coming.
func (s *State) PresentAt(t time.Time) []Presence {
	var here []Presence
	for _, st := range s.Stays {
		if st.Holds(t) {
			here = append(here, Presence{st.Person, st.Group, st.Seat, st.From, st.Late, st.By})
		}
	}
	return here
}

// Here lists who is here now, in order of coming.
func (s *State) Here() []Presence {
	var here []Presence
	for _, st := range s.Stays {
		if st.To.IsZero() {
			here = append(here, Presence{st.Person, st.Group, st.Seat, st.From, st.Late, st.By})
		}
	}
	return here
}

// Stay gives the stay of somebody who is here now.
func (s *State) Stay(p bot.PersonID) (Stay, bool) {
	i := s.stayOf(p)
	if i < 0 {
		return Stay{}, false
	}
	return s.Stays[i], true
}

// IsPresent reports whether the person is here now.
func (s *State) IsPresent(p bot.PersonID) bool { return s.stayOf(p) >= 0 }

// WasPresent reports whether the person was here at any time.
func (s *State) WasPresent(p bot.PersonID) bool {
	return slices.ContainsFunc(s.Stays, func(st Stay) bool { return st.Person == p })
}

// Attended lists everybody who was here at any time, once each, in order of
// first coming, with the group, seat and lateness of that first time.
func (s *State) Attended() []Stay {
	seen := map[bot.PersonID]bool{}
	var all []Stay
	for _, st := range s.Stays {
		if !seen[st.Person] {
			seen[st.Person] = true
			all = append(all, st)
		}
	}
	return all
}

func (s *State) stayOf(p bot.PersonID) int {
	return slices.IndexFunc(s.Stays, func(st Stay) bool { return st.Person == p && st.To.IsZero() })
}

// MinutesByGroup gives the member-minutes that each group was present from one
// instant to another: the baseline of the balance (design, "The floor and its
// balance"). Time counts only while the meeting is open. Observers, guests, the
// Secretariat and whoever holds the chair, while they hold it, are left out. A
// zero from means since the beginning; a stay that still lasts runs up to to.
func (s *State) MinutesByGroup(from, to time.Time) map[bot.Group]float64 {
	minutes := map[bot.Group]float64{}
	for _, st := range s.Stays {
		if !st.Seat.Counted() {
			continue
		}
		if d := s.counted(st, from, to); d > 0 {
			minutes[st.Group] += d.Minutes()
		}
	}
	return minutes
}

// MinutesOf gives the minutes that count for one person, by the same rules.
func (s *State) MinutesOf(p bot.PersonID, from, to time.Time) float64 {
	var d time.Duration
	for _, st := range s.Stays {
		if st.Person == p && st.Seat.Counted() {
			d += s.counted(st, from, to)
		}
	}
	return d.Minutes()
}

// counted is how much of a stay lies in the window and in a sitting, and not
// in the person's own time in the chair.
func (s *State) counted(st Stay, from, to time.Time) time.Duration {
	window, ok := st.Cut(from, to)
	if !ok {
		return 0
	}
	if len(s.Sittings) == 0 { // a log that never says when it was opened
		return s.unchaired(st.Person, window)
	}
	var d time.Duration
	for _, sitting := range s.Sittings {
		if part, ok := sitting.Cut(window.From, window.To); ok {
			d += s.unchaired(st.Person, part)
		}
	}
	return d
}

func (s *State) unchaired(p bot.PersonID, part Span) time.Duration {
	d := part.To.Sub(part.From)
	for _, ch := range s.Chairs {
		if ch.Person != p {
			continue
		}
		if held, ok := ch.Cut(part.From, part.To); ok {
			d -= held.To.Sub(held.From)
		}
	}
	return d
}

// Holds reports whether the instant lies in the span.
func (p Span) Holds(t time.Time) bool {
	return !t.Before(p.From) && (p.To.IsZero() || t.Before(p.To))
}

// Cut gives the part of the span that lies between two instants, and whether
// there is any. A zero from does not cut; a span that still lasts ends at to.
func (p Span) Cut(from, to time.Time) (Span, bool) {
	if p.From.Before(from) {
		p.From = from
	}
	if p.To.IsZero() || p.To.After(to) {
		p.To = to
	}
	return p, p.From.Before(p.To)
}

// OffRecordAt reports whether an instant lies in a stretch off the record.
func (s *State) OffRecordAt(t time.Time) bool {
	return slices.ContainsFunc(s.Pauses, func(p Pause) bool { return p.Holds(t) })
}
