package floor

import (
	"time"

	"magbot/bot"
)

// Asked is the fact that a person asks for the floor.
type Asked struct {
	Person bot.PersonID `json:"person"`
	Group  bot.Group    `json:"group,omitempty"` // the capacity in which they will speak
	Note   bot.Words    `json:"note,omitzero"`
	Way    Way          `json:"way,omitempty"`
	NotNow bool         `json:"not_now,omitempty"` // asked "later": may be passed over once
	By     bot.PersonID `json:"by,omitempty"`      // who entered it, when somebody else
}

// Renewed is the fact that a person who waits asked again: what is named here
// holds from now on, and the place stays.
type Renewed struct {
	Person bot.PersonID `json:"person"`
	Group  bot.Group    `json:"group,omitempty"`
	Note   bot.Words    `json:"note,omitzero"`
	Way    Way          `json:"way,omitempty"`
	NotNow bool         `json:"not_now,omitempty"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Withdrawn is the fact that a person no longer asks for the floor.
type Withdrawn struct {
	Person bot.PersonID `json:"person"`
	By     bot.PersonID `json:"by,omitempty"`
}

// PutOff is the fact that a person said "not now": they keep their place and
// are passed over once.
type PutOff struct {
	Person bot.PersonID `json:"person"`
	By     bot.PersonID `json:"by,omitempty"`
}

// TurnBegan is the fact that a person has the floor.
type TurnBegan struct {
	Turn   int          `json:"turn"` // from 1 within the meeting
	Person bot.PersonID `json:"person"`
	Group  bot.Group    `json:"group,omitempty"`
	Lead   bool         `json:"lead,omitempty"` // Chair or Secretariat: left out of the balance
	Item   int          `json:"item,omitempty"` // 0 before the first
	How    How          `json:"how,omitempty"`
	Asked  time.Time    `json:"asked"`           // the same as the instant of the record when nobody had asked
	Limit  Seconds      `json:"limit,omitempty"` // 0 for no limit
	By     bot.PersonID `json:"by,omitempty"`    // who gave the floor
	// Overtaken are those who had asked before and still wait, as far as their
	// count is still below overtakenCap; Passed are those who had said "not
	// now" and whose turn to be passed over this was.
	Overtaken []bot.PersonID `json:"overtaken,omitempty"`
	Passed    []bot.PersonID `json:"passed,omitempty"`
	// Next is who is told that they are next; empty when nobody waits or they
	// were told before.
	Next bot.PersonID `json:"next,omitempty"`
}

// TurnEnded is the fact that a person no longer has the floor.
type TurnEnded struct {
	Turn int          `json:"turn"`
	End  End          `json:"end,omitempty"`
	By   bot.PersonID `json:"by,omitempty"`
}

// TurnWarned is the fact that the speaker was told that little time is left.
type TurnWarned struct {
	Turn int `json:"turn"`
}

// TurnOverran is the fact that the speaker's time was over.
type TurnOverran struct {
	Turn int `json:"turn"`
}

// QueueClosed is the fact that only points of order are taken from now on.
type QueueClosed struct {
	By bot.PersonID `json:"by,omitempty"`
}

// QueueOpened is the fact that everybody may ask again.
type QueueOpened struct {
	By bot.PersonID `json:"by,omitempty"`
}

// QueueCleared is the fact that nobody waits any longer, whoever did.
type QueueCleared struct {
	By      bot.PersonID   `json:"by,omitempty"`
	Dropped []bot.PersonID `json:"dropped,omitempty"`
}

// Place is a person's place in a queue that was set.
type Place struct {
	Person bot.PersonID `json:"person"`
	Group  bot.Group    `json:"group,omitempty"`
}

// QueueSet is the fact that the queue was replaced. Who waited and is named
// keeps the request; who waited and is not named no longer waits.
type QueueSet struct {
	By      bot.PersonID   `json:"by,omitempty"`
	Places  []Place        `json:"places"`
	Dropped []bot.PersonID `json:"dropped,omitempty"`
}

// TimerSet is the fact that speakers have so long from the next turn on.
type TimerSet struct {
	Limit Seconds      `json:"limit,omitempty"` // 0: no limit
	By    bot.PersonID `json:"by,omitempty"`
}

// Invited is the fact that a stakeholder group was invited to take the floor.
type Invited struct {
	Group bot.Group    `json:"group,omitempty"`
	By    bot.PersonID `json:"by,omitempty"`
}

// BalanceShown is the fact that the balance was shown to everybody.
type BalanceShown struct {
	Item int          `json:"item,omitempty"` // 0: the whole meeting
	By   bot.PersonID `json:"by,omitempty"`
}

// Hinted is the fact that the Chair was told of a silent group. Moot is set
// when the reason had gone by the time it was to be told.
type Hinted struct {
	Item  int       `json:"item,omitempty"`
	Group bot.Group `json:"group,omitempty"`
	Why   Silence   `json:"why"`
	Moot  bool      `json:"moot,omitempty"`
}

// Spoke is the fact that a person contributed so many words (and seconds,
// where they are known) outside a turn: in written discussion, or in a log
// that holds what was said.
type Spoke struct {
	Person  bot.PersonID `json:"person"`
	Group   bot.Group    `json:"group,omitempty"`
	Lead    bool         `json:"lead,omitempty"`
	Words   int          `json:"words,omitempty"`
	Seconds Seconds      `json:"seconds,omitempty"`
}

// Kind names the fact.
func (Asked) Kind() string { return "floor.asked.v1" }

// Kind names the fact.
func (Renewed) Kind() string { return "floor.renewed.v1" }

// Kind names the fact.
func (Withdrawn) Kind() string { return "floor.withdrawn.v1" }

// Kind names the fact.
func (PutOff) Kind() string { return "floor.put-off.v1" }

// Kind names the fact.
func (TurnBegan) Kind() string { return "floor.turn-began.v1" }

// Kind names the fact.
func (TurnEnded) Kind() string { return "floor.turn-ended.v1" }

// Kind names the fact.
func (TurnWarned) Kind() string { return "floor.turn-warned.v1" }

// Kind names the fact.
func (TurnOverran) Kind() string { return "floor.turn-overran.v1" }

// Kind names the fact.
func (QueueClosed) Kind() string { return "floor.queue-closed.v1" }

// Kind names the fact.
func (QueueOpened) Kind() string { return "floor.queue-opened.v1" }

// Kind names the fact.
func (QueueCleared) Kind() string { return "floor.queue-cleared.v1" }

// Kind names the fact.
func (QueueSet) Kind() string { return "floor.queue-set.v1" }

// Kind names the fact.
func (TimerSet) Kind() string { return "floor.timer-set.v1" }

// Kind names the fact.
func (Invited) Kind() string { return "floor.invited.v1" }

// Kind names the fact.
func (BalanceShown) Kind() string { return "floor.balance-shown.v1" }

// Kind names the fact.
func (Hinted) Kind() string { return "floor.hinted.v1" }

// Kind names the fact.
func (Spoke) Kind() string { return "floor.spoke.v1" }

// Events lists every fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{
		bot.EventOf[Asked](), bot.EventOf[Renewed](), bot.EventOf[Withdrawn](), bot.EventOf[PutOff](),
		bot.EventOf[TurnBegan](), bot.EventOf[TurnEnded](), bot.EventOf[TurnWarned](), bot.EventOf[TurnOverran](),
		bot.EventOf[QueueClosed](), bot.EventOf[QueueOpened](), bot.EventOf[QueueCleared](), bot.EventOf[QueueSet](),
		bot.EventOf[TimerSet](), bot.EventOf[Invited](), bot.EventOf[BalanceShown](), bot.EventOf[Hinted](),
		bot.EventOf[Spoke](),
	}
}
