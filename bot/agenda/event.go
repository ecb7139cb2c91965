package agenda

import "magbot/bot"

// InputAdded is an input handed in, or carried over from another meeting.
type InputAdded struct {
	Number   int            `json:"number"`
	Title    bot.Words      `json:"title,omitzero"`
	Why      bot.Words      `json:"why,omitzero"`
	Minutes  int            `json:"minutes,omitempty"` // wanted; 0: not said
	Purpose  Purpose        `json:"for,omitempty"`
	Authors  []bot.PersonID `json:"authors,omitempty"`
	Groups   []bot.Group    `json:"groups,omitempty"` // the capacity of each author, in their order
	OnBehalf bot.Words      `json:"behalf,omitzero"`  // of whom; empty: personal
	Late     bool           `json:"late,omitempty"`   // after publication or opening
	From     *Origin        `json:"from,omitempty"`   // where it was deferred
	Support  []Backer       `json:"support,omitempty"`
	By       bot.PersonID   `json:"by,omitempty"` // who entered it, when not an author
}

// Origin says from where an input was carried over.
type Origin struct {
	Meeting bot.MeetingID `json:"meeting"`
	Input   int           `json:"input"`
}

// Backer is a person's support, with the capacity it was given in.
type Backer struct {
	Person bot.PersonID `json:"person"`
	Group  bot.Group    `json:"group,omitempty"`
	By     bot.PersonID `json:"by,omitempty"` // who entered it, when somebody else
}

// InputChanged gives an input other words. All of them are named.
type InputChanged struct {
	Number   int          `json:"number"`
	Title    bot.Words    `json:"title,omitzero"`
	Why      bot.Words    `json:"why,omitzero"`
	Minutes  int          `json:"minutes,omitempty"`
	Purpose  Purpose      `json:"for,omitempty"`
	OnBehalf bot.Words    `json:"behalf,omitzero"`
	By       bot.PersonID `json:"by,omitempty"`
}

// InputWithdrawn is taken back by an author.
type InputWithdrawn struct {
	Number int          `json:"number"`
	By     bot.PersonID `json:"by,omitempty"`
}

// InputSupported is one person's support.
type InputSupported struct {
	Number int `json:"number"`
	Backer
}

// SupportWithdrawn takes it back.
type SupportWithdrawn struct {
	Number int          `json:"number"`
	Person bot.PersonID `json:"person"`
	By     bot.PersonID `json:"by,omitempty"`
}

// InputAccepted puts an input on the agenda as a topic of its own.
type InputAccepted struct {
	Number int          `json:"number"`
	By     bot.PersonID `json:"by,omitempty"`
}

// InputsMerged joins inputs: into the topic of the input Into, or under a new
// title when Into is 0. All authors stay named.
type InputsMerged struct {
	Inputs []int        `json:"inputs"`
	Into   int          `json:"into,omitempty"`
	Title  bot.Words    `json:"title,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// InputDeferred sends an input to another meeting; to the one that will be
// scheduled next when To is empty.
type InputDeferred struct {
	Number int           `json:"number"`
	To     bot.MeetingID `json:"to,omitempty"`
	Reason bot.Words     `json:"reason,omitzero"`
	By     bot.PersonID  `json:"by,omitempty"`
}

// InputDeclined keeps an input off the agenda.
type InputDeclined struct {
	Number int          `json:"number"`
	Reason bot.Words    `json:"reason,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// InputOutOfScope says that an input is not for this body to deal with.
type InputOutOfScope struct {
	Number int          `json:"number"`
	Reason bot.Words    `json:"reason,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// InputContested is an author's word that what became of the input misses it.
type InputContested struct {
	Number int          `json:"number"`
	Person bot.PersonID `json:"person"`
	Text   bot.Words    `json:"text,omitzero"`
}

// InputsOrdered puts the topics of these inputs first, in this order.
type InputsOrdered struct {
	Inputs []int        `json:"inputs"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Published is the fact that the agenda went out. Its items are added by
// ItemAdded facts of the same record.
type Published struct {
	By bot.PersonID `json:"by,omitempty"`
}

// ItemAdded puts an item on the agenda. Inputs are those of its topic; none
// for an item that came up during the meeting.
type ItemAdded struct {
	Number  int          `json:"number"`
	Title   bot.Words    `json:"title,omitzero"`
	Purpose Purpose      `json:"for,omitempty"`
	Minutes int          `json:"minutes,omitempty"` // timebox; 0: none
	Inputs  []int        `json:"inputs,omitempty"`
	Parent  int          `json:"parent,omitempty"` // the item it is a part of
	By      bot.PersonID `json:"by,omitempty"`
}

// ItemRenamed gives an item another title.
type ItemRenamed struct {
	Item  int          `json:"item"`
	Title bot.Words    `json:"title,omitzero"`
	By    bot.PersonID `json:"by,omitempty"`
}

// ItemsOrdered puts the items that are still to come in this order.
type ItemsOrdered struct {
	Items []int        `json:"items"`
	By    bot.PersonID `json:"by,omitempty"`
}

// ItemTaken makes an item the current one. Where another was current, the
// decision closes it first.
type ItemTaken struct {
	Item int          `json:"item"`
	By   bot.PersonID `json:"by,omitempty"`
}

// ItemClosed ends the current item.
type ItemClosed struct {
	Item int          `json:"item"`
	By   bot.PersonID `json:"by,omitempty"`
}

// ItemSkipped passes over an item; it can still be taken.
type ItemSkipped struct {
	Item   int          `json:"item"`
	Reason bot.Words    `json:"reason,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// ItemDropped takes an item off the agenda.
type ItemDropped struct {
	Item   int          `json:"item"`
	Reason bot.Words    `json:"reason,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// ItemReopened takes a closed item up again as the current one.
type ItemReopened struct {
	Item   int          `json:"item"`
	Reason bot.Words    `json:"reason,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// ItemTimed gives an item another timebox, in minutes; 0 takes it away.
type ItemTimed struct {
	Item    int          `json:"item"`
	Minutes int          `json:"minutes"`
	By      bot.PersonID `json:"by,omitempty"`
}

// Kept is the fact of the work stream that a deferred input waits for the next
// meeting. Its words stay in the stream it came from.
type Kept struct {
	Origin
}

// CarriedOut is the fact of the work stream that what was kept goes to a meeting.
type CarriedOut struct {
	Origin

	To bot.MeetingID `json:"to"`
}

// PassedOn is the fact that a deferred input reached a meeting that is over,
// and goes on to the next one.
type PassedOn struct {
	Origin
}

// Kind names the fact.
func (InputAdded) Kind() string { return "agenda.input-added.v1" }

// Kind names the fact.
func (InputChanged) Kind() string { return "agenda.input-changed.v1" }

// Kind names the fact.
func (InputWithdrawn) Kind() string { return "agenda.input-withdrawn.v1" }

// Kind names the fact.
func (InputSupported) Kind() string { return "agenda.input-supported.v1" }

// Kind names the fact.
func (SupportWithdrawn) Kind() string { return "agenda.support-withdrawn.v1" }

// Kind names the fact.
func (InputAccepted) Kind() string { return "agenda.input-accepted.v1" }

// Kind names the fact.
func (InputsMerged) Kind() string { return "agenda.inputs-merged.v1" }

// Kind names the fact.
func (InputDeferred) Kind() string { return "agenda.input-deferred.v1" }

// Kind names the fact.
func (InputDeclined) Kind() string { return "agenda.input-declined.v1" }

// Kind names the fact.
func (InputOutOfScope) Kind() string { return "agenda.input-out-of-scope.v1" }

// Kind names the fact.
func (InputContested) Kind() string { return "agenda.input-contested.v1" }

// Kind names the fact.
func (InputsOrdered) Kind() string { return "agenda.inputs-ordered.v1" }

// Kind names the fact.
func (Published) Kind() string { return "agenda.published.v1" }

// Kind names the fact.
func (ItemAdded) Kind() string { return "agenda.item-added.v1" }

// Kind names the fact.
func (ItemRenamed) Kind() string { return "agenda.item-renamed.v1" }

// Kind names the fact.
func (ItemsOrdered) Kind() string { return "agenda.items-ordered.v1" }

// Kind names the fact.
func (ItemTaken) Kind() string { return "agenda.item-taken.v1" }

// Kind names the fact.
func (ItemClosed) Kind() string { return "agenda.item-closed.v1" }

// Kind names the fact.
func (ItemSkipped) Kind() string { return "agenda.item-skipped.v1" }

// Kind names the fact.
func (ItemDropped) Kind() string { return "agenda.item-dropped.v1" }

// Kind names the fact.
func (ItemReopened) Kind() string { return "agenda.item-reopened.v1" }

// Kind names the fact.
func (ItemTimed) Kind() string { return "agenda.item-timed.v1" }

// Kind names the fact.
func (Kept) Kind() string { return "agenda.kept.v1" }

// Kind names the fact.
func (CarriedOut) Kind() string { return "agenda.carried-out.v1" }

// Kind names the fact.
func (PassedOn) Kind() string { return "agenda.passed-on.v1" }

// Events lists every fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{
		bot.EventOf[InputAdded](), bot.EventOf[InputChanged](), bot.EventOf[InputWithdrawn](),
		bot.EventOf[InputSupported](), bot.EventOf[SupportWithdrawn](),
		bot.EventOf[InputAccepted](), bot.EventOf[InputsMerged](), bot.EventOf[InputDeferred](),
		bot.EventOf[InputDeclined](), bot.EventOf[InputOutOfScope](), bot.EventOf[InputContested](),
		bot.EventOf[InputsOrdered](), bot.EventOf[Published](),
		bot.EventOf[ItemAdded](), bot.EventOf[ItemRenamed](), bot.EventOf[ItemsOrdered](),
		bot.EventOf[ItemTaken](), bot.EventOf[ItemClosed](), bot.EventOf[ItemSkipped](), bot.EventOf[ItemDropped](),
		bot.EventOf[ItemReopened](), bot.EventOf[ItemTimed](),
		bot.EventOf[Kept](), bot.EventOf[CarriedOut](), bot.EventOf[PassedOn](),
	}
}
