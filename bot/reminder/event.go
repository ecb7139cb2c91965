package reminder

import (
	"time"

	"magbot/bot"
)

// Sent is the fact that a reminder was due and goes out.
type Sent struct {
	Slot string         `json:"slot"` // occasion/revision/offset, or that of one that waited
	Due  time.Time      `json:"due"`
	Late bool           `json:"late,omitempty"`
	To   []bot.PersonID `json:"to,omitempty"` // by direct message
	Held []Hold         `json:"held,omitempty"`
	// By is the slot that says the same better, so that this one says nothing.
	By string `json:"by,omitempty"`
	// Moot says that what had waited is no longer so, or over, and nobody is told.
	Moot bool `json:"moot,omitempty"`
}

// Hold is a message that waits for the end of somebody's quiet hours.
type Hold struct {
	Until  time.Time      `json:"until"`
	People []bot.PersonID `json:"people"`
}

// Missed is the fact that a reminder came too late to be sent.
type Missed struct {
	Slot string    `json:"slot"`
	Due  time.Time `json:"due"`
}

// Wished is a person's word on whether they want a kind of reminder.
type Wished struct {
	Person bot.PersonID `json:"person"`
	What   Kind         `json:"what,omitempty"` // empty: every kind
	Off    bool         `json:"off,omitempty"`
}

// QuietSet gives a person quiet hours, on the clock where they are. Without
// hours they have none.
type QuietSet struct {
	Person bot.PersonID `json:"person"`
	From   string       `json:"from,omitempty"` // 22:00
	To     string       `json:"to,omitempty"`
}

// Kind names the fact.
func (Sent) Kind() string { return "reminder.sent.v1" }

// Kind names the fact.
func (Missed) Kind() string { return "reminder.missed.v1" }

// Kind names the fact.
func (Wished) Kind() string { return "reminder.wished.v1" }

// Kind names the fact.
func (QuietSet) Kind() string { return "reminder.quiet-set.v1" }

// Events lists every fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{bot.EventOf[Sent](), bot.EventOf[Missed](), bot.EventOf[Wished](), bot.EventOf[QuietSet]()}
}
