package action

import "magbot/bot"

// Recorded is the fact of a meeting that somebody takes something on.
type Recorded struct {
	Number int            `json:"number"` // from 1 within the meeting
	Text   bot.Words      `json:"text,omitzero"`
	Owners []bot.PersonID `json:"owners,omitempty"`
	Named  bot.Words      `json:"named,omitzero"` // owners whom nobody is known by
	Due    string         `json:"due,omitempty"`  // YYYY-MM-DD; empty: no date
	Item   int            `json:"item,omitempty"`
	By     bot.PersonID   `json:"by,omitempty"`
}

// Taken is the fact of the work stream that an action of a meeting is kept
// until it is done.
type Taken struct {
	Number int            `json:"number"` // from 1 within the community
	From   bot.Ref        `json:"from"`   // the record of the meeting
	Text   bot.Words      `json:"text,omitzero"`
	Owners []bot.PersonID `json:"owners,omitempty"`
	Named  bot.Words      `json:"named,omitzero"`
	Due    string         `json:"due,omitempty"`
	By     bot.PersonID   `json:"by,omitempty"`
}

// Done is the fact that an action has been done.
type Done struct {
	Number int          `json:"number"`
	By     bot.PersonID `json:"by,omitempty"`
	Note   bot.Words    `json:"note,omitzero"`
}

// Changed gives an action other owners or another date; both are named.
type Changed struct {
	Number int            `json:"number"`
	Owners []bot.PersonID `json:"owners,omitempty"`
	Named  bot.Words      `json:"named,omitzero"`
	Due    string         `json:"due,omitempty"`
	Reason bot.Words      `json:"reason,omitzero"`
	By     bot.PersonID   `json:"by,omitempty"`
}

// Dropped is the fact that an action will not be done.
type Dropped struct {
	Number int          `json:"number"`
	Reason bot.Words    `json:"reason,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Retracted is the fact that the meeting took back the record of an action.
type Retracted struct {
	Number int `json:"number"`
}

// Kind names the fact.
func (Recorded) Kind() string { return "action.recorded.v1" }

// Kind names the fact.
func (Taken) Kind() string { return "action.taken.v1" }

// Kind names the fact.
func (Done) Kind() string { return "action.done.v1" }

// Kind names the fact.
func (Changed) Kind() string { return "action.changed.v1" }

// Kind names the fact.
func (Dropped) Kind() string { return "action.dropped.v1" }

// Kind names the fact.
func (Retracted) Kind() string { return "action.retracted.v1" }

// Events lists every fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{
		bot.EventOf[Recorded](), bot.EventOf[Taken](), bot.EventOf[Done](),
		bot.EventOf[Changed](), bot.EventOf[Dropped](), bot.EventOf[Retracted](),
	}
}
