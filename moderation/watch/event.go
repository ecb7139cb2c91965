package watch

import (
	"time"

	"magbot/bot"
)

// The facts that follow stand in the stream of the community.

// Set says how sensitively the messages of a channel are looked at.
type Set struct {
	Place bot.Place    `json:"place"`
	Level Level        `json:"level"`
	By    bot.PersonID `json:"by,omitempty"`
}

// Announced says that the channel has been told that its messages are looked at:
// from here on they are.
type Announced struct {
	Place bot.Place `json:"place"`
}

// Switched turns one signal of a channel off, or on again.
type Switched struct {
	Place  bot.Place    `json:"place"`
	Signal string       `json:"signal"`
	Off    bool         `json:"off,omitempty"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Nudging says whether somebody is told by direct message when something in a message
// of theirs asks people to look.
type Nudging struct {
	Person bot.PersonID `json:"person"`
	On     bool         `json:"on,omitempty"`
}

// Assisted names the outside service that the texts are sent to, too; empty for none.
type Assisted struct {
	Host string `json:"host,omitempty"`
}

// The facts that follow stand in sealed streams, as those of cases do.

// Whispered is a word to the author of a message alone. Its stream is no case.
type Whispered struct {
	To     bot.PersonID `json:"to"`
	Rule   string       `json:"rule"`
	Clause string       `json:"clause"`
	Span   bot.Words    `json:"span,omitzero"`
	Reason bot.Words    `json:"reason,omitzero"`
	Link   bot.Words    `json:"link,omitzero"`
	Nudge  bool         `json:"nudge,omitempty"` // people are asked to look as well
}

// Hushed ends the time for which a word to an author is kept: its key is erased.
type Hushed struct{}

// Allowed is a second person's agreement that the rule of a case leaves the words of
// its span alone, until then, in the channel of the message or Everywhere.
type Allowed struct {
	Everywhere bool      `json:"everywhere,omitempty"`
	Until      time.Time `json:"until"`
}

// NotAllowed is a no to a phrase, or the end of one before its time.
type NotAllowed struct{}

// Kind names the fact.
func (Set) Kind() string { return "watch.set.v1" }

// Kind names the fact.
func (Announced) Kind() string { return "watch.announced.v1" }

// Kind names the fact.
func (Switched) Kind() string { return "watch.switched.v1" }

// Kind names the fact.
func (Nudging) Kind() string { return "watch.nudging.v1" }

// Kind names the fact.
func (Assisted) Kind() string { return "watch.assisted.v1" }

// Kind names the fact.
func (Whispered) Kind() string { return "watch.whispered.v1" }

// Kind names the fact.
func (Hushed) Kind() string { return "watch.hushed.v1" }

// Kind names the fact.
func (Allowed) Kind() string { return "watch.allowed.v1" }

// Kind names the fact.
func (NotAllowed) Kind() string { return "watch.not-allowed.v1" }

// Events lists every kind of fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{
		bot.EventOf[Set](), bot.EventOf[Announced](), bot.EventOf[Switched](), bot.EventOf[Nudging](), bot.EventOf[Assisted](),
		bot.EventOf[Whispered](), bot.EventOf[Hushed](), bot.EventOf[Allowed](), bot.EventOf[NotAllowed](),
	}
}
