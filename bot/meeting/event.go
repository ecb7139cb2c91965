package meeting

import (
	"time"

	"magbot/bot"
)

// Facts is what is known of a meeting before it opens. Scheduled, Created,
// Changed and Noted carry all of them, so that each stands by itself.
type Facts struct {
	ID     bot.MeetingID `json:"id"`
	Number int           `json:"number"`
	Title  bot.Words     `json:"title,omitzero"`
	Start  time.Time     `json:"start"`
	Length time.Duration `json:"length,omitempty"` // planned
	Mode   Mode          `json:"mode,omitempty"`
	Join   bot.Words     `json:"join,omitzero"` // a link; the community's own words
	// Everywhere means in every channel linked to the community when it opens;
	// else in Places alone.
	Everywhere bool        `json:"everywhere,omitempty"`
	Places     []bot.Place `json:"places,omitempty"`
}

// Scheduled is the fact of the work stream that gives a meeting its number.
type Scheduled struct {
	Facts

	By bot.PersonID `json:"by,omitempty"`
}

// Claimed is the fact of the work stream that a meeting takes its channels: no
// other opens in them until Released.
type Claimed struct {
	ID     bot.MeetingID `json:"id"`
	Places []bot.Place   `json:"places,omitempty"`
	By     bot.PersonID  `json:"by,omitempty"`
	Again  bool          `json:"again,omitempty"` // it had been closed
	Reason bot.Words     `json:"reason,omitzero"` // why again
}

// Released is the fact of the work stream that a meeting is over and its
// channels are free.
type Released struct {
	ID bot.MeetingID `json:"id"`
}

// Noted is the fact of the work stream that a meeting has been changed,
// invited to or cancelled.
type Noted struct {
	Facts

	Phase Phase `json:"phase"`
}

// Created begins the stream of a meeting.
type Created struct {
	Facts

	By bot.PersonID `json:"by,omitempty"`
}

// Changed gives a meeting other facts; all of them are named.
type Changed struct {
	Facts

	By     bot.PersonID `json:"by,omitempty"`
	Reason bot.Words    `json:"reason,omitzero"` // told to everybody who was invited
}

// Invited is the fact that the invitation went out.
type Invited struct {
	By bot.PersonID `json:"by,omitempty"`
}

// Cancelled ends a meeting that never opened.
type Cancelled struct {
	Reason bot.Words    `json:"reason,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Opened begins the meeting itself.
type Opened struct {
	By     bot.PersonID `json:"by,omitempty"`
	Chair  bot.PersonID `json:"chair,omitempty"` // empty: nobody has taken it yet
	Places []bot.Place  `json:"places,omitempty"`
	Seats  []Seats      `json:"seats,omitempty"` // of the roster at this moment
}

// Seats says how many members in term a group has.
type Seats struct {
	Group bot.Group `json:"group"`
	Count int       `json:"count"`
}

// Closed ends the meeting. Everybody who is here leaves with it.
type Closed struct {
	By bot.PersonID `json:"by,omitempty"`
}

// Reopened takes a closed meeting up again, with the reason.
type Reopened struct {
	By     bot.PersonID `json:"by,omitempty"`
	Reason bot.Words    `json:"reason,omitzero"`
	Places []bot.Place  `json:"places,omitempty"`
}

// Present is the fact that a person is here.
type Present struct {
	Person bot.PersonID `json:"person"`
	Group  bot.Group    `json:"group,omitempty"`
	Seat   Seat         `json:"seat,omitempty"`
	Late   bool         `json:"late,omitempty"`
	By     bot.PersonID `json:"by,omitempty"` // who entered it, when somebody else
}

// Left is the fact that a person is no longer here.
type Left struct {
	Person bot.PersonID `json:"person"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Expected is a person's word, before the meeting, to be there. Way is set where it
// is not said in so many words but by a sign that the person can take back, such as
// their interest in an event of a platform.
type Expected struct {
	Person bot.PersonID `json:"person"`
	Way    string       `json:"way,omitempty"`
	By     bot.PersonID `json:"by,omitempty"`
}

// ExpectedWithdrawn takes that word back, and says no more: it is no regrets.
type ExpectedWithdrawn struct {
	Person bot.PersonID `json:"person"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Regrets is a person's word that they cannot come.
type Regrets struct {
	Person bot.PersonID `json:"person"`
	Group  bot.Group    `json:"group,omitempty"`
	Note   bot.Words    `json:"note,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// RegretsWithdrawn takes regrets back.
type RegretsWithdrawn struct {
	Person bot.PersonID `json:"person"`
	By     bot.PersonID `json:"by,omitempty"`
}

// LateAnnounced is a person's word that they will come later.
type LateAnnounced struct {
	Person bot.PersonID `json:"person"`
	Group  bot.Group    `json:"group,omitempty"`
	Note   bot.Words    `json:"note,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// HandedOver passes the chair.
type HandedOver struct {
	From bot.PersonID `json:"from,omitempty"` // empty: nobody held it
	To   bot.PersonID `json:"to"`
	By   bot.PersonID `json:"by,omitempty"`
}

// OffRecord begins a stretch of which no words are recorded.
type OffRecord struct {
	By bot.PersonID `json:"by,omitempty"`
}

// OnRecord ends it.
type OnRecord struct {
	By bot.PersonID `json:"by,omitempty"`
}

// PaperAdded is a document for the meeting or for one item of it.
type PaperAdded struct {
	Link  string       `json:"link"`
	Title bot.Words    `json:"title,omitzero"`
	Item  int          `json:"item,omitempty"` // 0: the whole meeting
	By    bot.PersonID `json:"by,omitempty"`
}

// Kind names the fact.
func (Scheduled) Kind() string { return "meeting.scheduled.v1" }

// Kind names the fact.
func (Claimed) Kind() string { return "meeting.claimed.v1" }

// Kind names the fact.
func (Released) Kind() string { return "meeting.released.v1" }

// Kind names the fact.
func (Noted) Kind() string { return "meeting.noted.v1" }

// Kind names the fact.
func (Created) Kind() string { return "meeting.created.v1" }

// Kind names the fact.
func (Changed) Kind() string { return "meeting.changed.v1" }

// Kind names the fact.
func (Invited) Kind() string { return "meeting.invited.v1" }

// Kind names the fact.
func (Cancelled) Kind() string { return "meeting.cancelled.v1" }

// Kind names the fact.
func (Opened) Kind() string { return "meeting.opened.v1" }

// Kind names the fact.
func (Closed) Kind() string { return "meeting.closed.v1" }

// Kind names the fact.
func (Reopened) Kind() string { return "meeting.reopened.v1" }

// Kind names the fact.
func (Present) Kind() string { return "meeting.present.v1" }

// Kind names the fact.
func (Left) Kind() string { return "meeting.left.v1" }

// Kind names the fact.
func (ExpectedWithdrawn) Kind() string { return "meeting.expected-withdrawn.v1" }

// Kind names the fact.
func (Expected) Kind() string { return "meeting.expected.v1" }

// Kind names the fact.
func (Regrets) Kind() string { return "meeting.regrets.v1" }

// Kind names the fact.
func (RegretsWithdrawn) Kind() string { return "meeting.regrets-withdrawn.v1" }

// Kind names the fact.
func (LateAnnounced) Kind() string { return "meeting.late-announced.v1" }

// Kind names the fact.
func (HandedOver) Kind() string { return "meeting.handed-over.v1" }

// Kind names the fact.
func (OffRecord) Kind() string { return "meeting.off-record.v1" }

// Kind names the fact.
func (OnRecord) Kind() string { return "meeting.on-record.v1" }

// Kind names the fact.
func (PaperAdded) Kind() string { return "meeting.paper-added.v1" }

// Events lists every fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{
		bot.EventOf[Scheduled](), bot.EventOf[Claimed](), bot.EventOf[Released](), bot.EventOf[Noted](),
		bot.EventOf[Created](), bot.EventOf[Changed](), bot.EventOf[Invited](), bot.EventOf[Cancelled](),
		bot.EventOf[Opened](), bot.EventOf[Closed](), bot.EventOf[Reopened](),
		bot.EventOf[Present](), bot.EventOf[Left](), bot.EventOf[Expected](), bot.EventOf[ExpectedWithdrawn](),
		bot.EventOf[Regrets](), bot.EventOf[RegretsWithdrawn](), bot.EventOf[LateAnnounced](), bot.EventOf[AttendanceCorrected](),
		bot.EventOf[HandedOver](), bot.EventOf[OffRecord](), bot.EventOf[OnRecord](), bot.EventOf[PaperAdded](),
	}
}
