package series

import (
	"time"

	"magbot/bot"
	"magbot/bot/meeting"
)

// Terms are what a series goes by. Started and Changed carry all of them, so
// that each stands by itself.
type Terms struct {
	Name   bot.Words     `json:"name,omitzero"` // with the blank before the number
	Digits bool          `json:"digits,omitempty"`
	Rule   string        `json:"rule"`  // RRULE, days alone
	Zone   string        `json:"zone"`  // IANA
	From   string        `json:"from"`  // YYYY-MM-DD: the first day these terms hold for
	Slots  []string      `json:"slots"` // 13:00, taken in turn from the first
	Length time.Duration `json:"length,omitempty"`
	Mode   meeting.Mode  `json:"mode,omitempty"`
	Join   bot.Words     `json:"join,omitzero"`
	// Everywhere and Places are those of each meeting.
	Everywhere bool        `json:"everywhere,omitempty"`
	Places     []bot.Place `json:"places,omitempty"`
}

// Started begins a series.
type Started struct {
	Terms

	Series int          `json:"series"` // from 1 within the community
	Number int          `json:"number"` // of the first meeting
	By     bot.PersonID `json:"by,omitempty"`
}

// Planned is the fact that an occurrence has become a meeting, which the same
// record schedules.
type Planned struct {
	Series  int           `json:"series"`
	Date    string        `json:"date"`
	Slot    int           `json:"slot"` // which of the hours, from 0
	Number  int           `json:"number"`
	Start   time.Time     `json:"start"`
	Meeting bot.MeetingID `json:"meeting"`
}

// Passed is the fact that a day went by without becoming a meeting, because
// nothing ran to plan it.
type Passed struct {
	Series int    `json:"series"`
	Date   string `json:"date"`
}

// Skipped leaves one day out.
type Skipped struct {
	Series int          `json:"series"`
	Date   string       `json:"date"`
	Reason bot.Words    `json:"reason,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Moved gives one day another start.
type Moved struct {
	Series int          `json:"series"`
	Date   string       `json:"date"`
	Start  time.Time    `json:"start"`
	Reason bot.Words    `json:"reason,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Changed gives a series other terms, and the meetings already planned their
// places in them.
type Changed struct {
	Terms

	Series   int          `json:"series"`
	Meetings []Place      `json:"meetings,omitempty"`
	Turn     int          `json:"turn"`             // that the next planned takes
	Number   int          `json:"number,omitempty"` // that the next planned gets; 0: as before
	Reason   bot.Words    `json:"reason,omitzero"`
	By       bot.PersonID `json:"by,omitempty"`
}

// Place is where a meeting that was planned already comes to stand. Without a
// date the new terms have none for it, and it is called off.
type Place struct {
	Meeting bot.MeetingID `json:"meeting"`
	Date    string        `json:"date,omitempty"`
	Slot    int           `json:"slot,omitempty"`
	Number  int           `json:"number,omitempty"` // 0: as before
	Start   time.Time     `json:"start,omitzero"`
	Kept    bool          `json:"kept,omitempty"` // moved by itself before: it keeps its start
	Off     bool          `json:"off,omitempty"`  // called off by itself before: its day stays free
}

// Invited is the fact that everybody was invited to the series.
type Invited struct {
	Series int          `json:"series"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Ended ends a series. Its meetings to come are called off.
type Ended struct {
	Series int          `json:"series"`
	Reason bot.Words    `json:"reason,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// RemindersSet says how long before something people are reminded of it.
type RemindersSet struct {
	Series int          `json:"series"`
	What   What         `json:"what"`
	Before []string     `json:"before,omitempty"` // offsets; none: no reminders
	By     bot.PersonID `json:"by,omitempty"`
}

// DeadlineSet says when, counted from each meeting, something is due.
type DeadlineSet struct {
	Series int          `json:"series"`
	What   What         `json:"what"`
	Offset string       `json:"offset,omitempty"` // none: no deadline
	By     bot.PersonID `json:"by,omitempty"`
}

// Kind names the fact.
func (Started) Kind() string { return "series.started.v1" }

// Kind names the fact.
func (Planned) Kind() string { return "series.planned.v1" }

// Kind names the fact.
func (Passed) Kind() string { return "series.passed.v1" }

// Kind names the fact.
func (Skipped) Kind() string { return "series.skipped.v1" }

// Kind names the fact.
func (Moved) Kind() string { return "series.moved.v1" }

// Kind names the fact.
func (Changed) Kind() string { return "series.changed.v1" }

// Kind names the fact.
func (Invited) Kind() string { return "series.invited.v1" }

// Kind names the fact.
func (Ended) Kind() string { return "series.ended.v1" }

// Kind names the fact.
func (RemindersSet) Kind() string { return "series.reminders-set.v1" }

// Kind names the fact.
func (DeadlineSet) Kind() string { return "series.deadline-set.v1" }

// Events lists every fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{
		bot.EventOf[Started](), bot.EventOf[Planned](), bot.EventOf[Passed](), bot.EventOf[Skipped](), bot.EventOf[Moved](),
		bot.EventOf[Changed](), bot.EventOf[Invited](), bot.EventOf[Ended](), bot.EventOf[RemindersSet](), bot.EventOf[DeadlineSet](),
	}
}
