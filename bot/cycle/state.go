package cycle

import (
	"cmp"
	"embed"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/civil"
)

// Words are the sentences of this package, for the catalogue.
//
//go:embed words.en.toml
var Words embed.FS

// ForumSet is the fact of when the forum begins, and of why it was moved.
type ForumSet struct {
	Date   string       `json:"date"` // YYYY-MM-DD
	Reason bot.Words    `json:"reason,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// DeadlineSet gives a deadline its distance from the forum.
type DeadlineSet struct {
	Number int          `json:"number"` // from 1; the same number again changes it
	Name   bot.Words    `json:"name,omitzero"`
	Days   int          `json:"days"` // before the forum; after it where negative
	By     bot.PersonID `json:"by,omitempty"`
}

// DeadlineRemoved takes a deadline away.
type DeadlineRemoved struct {
	Number int          `json:"number"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Kind names the fact.
func (ForumSet) Kind() string { return "cycle.forum-set.v1" }

// Kind names the fact.
func (DeadlineSet) Kind() string { return "cycle.deadline-set.v1" }

// Kind names the fact.
func (DeadlineRemoved) Kind() string { return "cycle.deadline-removed.v1" }

// Events lists every fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{bot.EventOf[ForumSet](), bot.EventOf[DeadlineSet](), bot.EventOf[DeadlineRemoved]()}
}

// Deadline is one date of the cycle.
type Deadline struct {
	Number   int
	Name     bot.Words
	Days     int // before the forum; after it where negative
	Since    time.Time
	Revision int // counts its own changes
}

// State is the cycle of a community.
type State struct {
	Forum     civil.Date // zero: not set
	Since     time.Time  // when the forum was last set
	Revision  int        // counts the settings of the forum
	Reason    bot.Words
	Deadlines []Deadline // by number, those removed left out

	last int // the highest number ever given
}

var slot = bot.NewSlot("cycle", func() *State { return &State{} })

// Of gives the community's cycle. It must not be changed.
func Of(v bot.View) *State { return slot.Of(v.Stream(bot.WorkStream)) }

// Day gives the day of a deadline; none while the forum has no date.
func (s *State) Day(d Deadline) (civil.Date, bool) {
	if s.Forum == (civil.Date{}) {
		return civil.Date{}, false
	}
	day := s.Forum.AddDays(-d.Days)
	return day, day.Valid()
}

// Deadline gives a deadline by number.
func (s *State) Deadline(n int) (Deadline, bool) {
	i := s.index(n)
	if i < 0 {
		return Deadline{}, false
	}
	return s.Deadlines[i], true
}

func (s *State) index(n int) int {
	return slices.IndexFunc(s.Deadlines, func(d Deadline) bool { return d.Number == n })
}

// ByDay lists the deadlines in the order of their days.
func (s *State) ByDay() []Deadline {
	all := slices.Clone(s.Deadlines)
	slices.SortStableFunc(all, func(a, b Deadline) int { return cmp.Compare(b.Days, a.Days) })
	return all
}

// Apply folds one fact into the work stream.
func Apply(st *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case ForumSet:
		s := slot.Change(st)
		day, err := time.Parse(time.DateOnly, e.Date)
		if err != nil {
			return // no decision made it
		}
		s.Forum, s.Since, s.Revision, s.Reason = civil.DateOf(day), m.At, s.Revision+1, e.Reason
	case DeadlineSet:
		s := slot.Change(st)
		i := s.index(e.Number)
		if i < 0 {
			s.Deadlines = append(s.Deadlines, Deadline{Number: e.Number, Name: e.Name, Days: e.Days, Since: m.At})
			s.last = max(s.last, e.Number)
			return
		}
		d := &s.Deadlines[i]
		d.Name, d.Days, d.Since, d.Revision = e.Name, e.Days, m.At, d.Revision+1
	case DeadlineRemoved:
		s := slot.Change(st)
		s.Deadlines = slices.DeleteFunc(slices.Clone(s.Deadlines), func(d Deadline) bool { return d.Number == e.Number })
	}
}
