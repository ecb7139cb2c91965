package meeting

import (
	"slices"
	"time"

	"magbot/bot"
)

// AttendanceCorrected says after the close who was here, or was not: what was
// recorded of the person's presence before no longer counts, and stays in the
// record. From and To are zero where the person was not here.
type AttendanceCorrected struct {
	Person bot.PersonID `json:"person"`
	Group  bot.Group    `json:"group,omitempty"`
	Seat   Seat         `json:"seat,omitempty"`
	From   time.Time    `json:"from,omitzero"`
	To     time.Time    `json:"to,omitzero"`
	Late   bool         `json:"late,omitempty"`
	Reason bot.Words    `json:"reason"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Kind names the fact.
func (AttendanceCorrected) Kind() string { return "meeting.attendance-corrected.v1" }

// Here reports whether the correction says that the person was here.
func (e AttendanceCorrected) Here() bool { return !e.From.IsZero() }

// Amendment is a correction of the attendance, as it was recorded.
type Amendment struct {
	AttendanceCorrected

	Ref bot.Ref
}

// amend makes a stay that the correction tells take the place of all others of
// the person; who was here sent no regrets.
func (s *State) amend(m bot.Meta, e AttendanceCorrected) {
	s.Amendments = append(s.Amendments, Amendment{e, m.Ref()})
	s.Stays = slices.DeleteFunc(slices.Clone(s.Stays), func(st Stay) bool { return st.Person == e.Person })
	if !e.Here() {
		return
	}
	s.Regrets = without(s.Regrets, e.Person)
	s.Stays = append(s.Stays, Stay{
		Span: Span{From: e.From, To: e.To}, Person: e.Person, Group: e.Group, Seat: e.Seat, Late: e.Late, Ref: m.Ref(), Corrected: true,
	})
}

// Clock finds the instant in the meeting at which a clock in a zone showed the
// time, such as 13:05: not before the minute of the opening, and not after the
// close.
func (s *State) Clock(hour, minute int, zone *time.Location) (time.Time, bool) {
	first := s.OpenedAt.In(zone)
	at := time.Date(first.Year(), first.Month(), first.Day(), hour, minute, 0, 0, zone)
	if at.Before(first.Truncate(time.Minute)) {
		at = at.AddDate(0, 0, 1)
	}
	if at.Before(first) {
		at = first // the minute in which it opened
	}
	return at.UTC(), !at.After(s.ClosedAt)
}
