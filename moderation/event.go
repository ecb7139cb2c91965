package moderation

import (
	"time"

	"magbot/bot"
)

// The facts of a case stand in a sealed stream (bot.StreamID.Sealed): all of it,
// who acted too, lies under a key of the case's own. What people wrote is sealed
// under the key of the community inside it, because it stays with the case as long
// as that does: the erasure of a person does not reach an open case.

// Opened is the report or the flag with which a case begins.
type Opened struct {
	Report Report `json:"report"`
}

// JoinedTo says that this report is dealt with as part of another case from now on.
type JoinedTo struct {
	Case string `json:"case"`
}

// Joined says that another report is dealt with in this case.
type Joined struct {
	Case string `json:"case"`
}

// PartedFrom is a report that is a case of its own again.
type PartedFrom struct {
	Case string `json:"case"`
}

// Parted is the other side of PartedFrom.
type Parted struct {
	Case string `json:"case"`
}

// Added is what the reporter says later.
type Added struct {
	Text bot.Words `json:"text"`
}

// Redacted erases what the reporter of a report wrote: its key is erased.
type Redacted struct{}

// Withdrawn is the reporter's word that they take their report back.
type Withdrawn struct{}

// Replied is what somebody whom a step concerns says to those who handle the case.
type Replied struct {
	Number int       `json:"number"`
	Text   bot.Words `json:"text"`
}

// ReplyLate is that no answer came in time, to a note or to a step, and that everybody
// concerned was reminded.
type ReplyLate struct {
	Note int `json:"note,omitempty"` // from 1 within the case
	Step int `json:"step,omitempty"`
}

// PartyNamed is a person whom the case turns out to be about, too.
type PartyNamed struct {
	Person bot.PersonID `json:"person"`
	From   string       `json:"from,omitempty"` // the case in which that was said, while this was part of it
	At     time.Time    `json:"at,omitzero"`    // when it was, if before
}

// Involved is somebody who says that they are party to the matter, or close to it.
type Involved struct {
	Person bot.PersonID `json:"person"`
	At     time.Time    `json:"at,omitzero"` // when they said it, if before
}

// Taken is a handler who looks after the case, be it that another one gave it to them.
type Taken struct {
	Person bot.PersonID `json:"person"`
	Given  bool         `json:"given,omitempty"`
}

// Noted is a note of a handler: for the handlers, or Outward for the reporter.
type Noted struct {
	Text    bot.Words `json:"text"`
	Outward bool      `json:"outward,omitempty"`
	Until   time.Time `json:"until,omitzero"` // an answer is asked for until then
}

// Proposed is a step that a handler proposes; the lowest is done at once.
type Proposed struct {
	Step Step `json:"step"`
}

// Seconded is the second person's agreement, with which a step is done.
type Seconded struct {
	Number int `json:"number"`
}

// NotSeconded is the second person's no.
type NotSeconded struct {
	Number int       `json:"number"`
	Reason bot.Words `json:"reason"`
}

// Accepted is the person's own yes to a cooling-off.
type Accepted struct {
	Number int `json:"number"`
}

// Ended is the end of a step that had a time: it ran out, or was lifted.
type Ended struct {
	Number int  `json:"number"`
	Lifted bool `json:"lifted,omitempty"`
}

// Decided closes the case.
type Decided struct {
	Finding Finding   `json:"finding"`
	Reason  bot.Words `json:"reason"`
}

// Reopened opens a closed case again.
type Reopened struct {
	Reason bot.Words `json:"reason"`
}

// Appealed is the person's appeal against the steps taken.
type Appealed struct {
	Text bot.Words `json:"text"`
}

// AppealDecided is the answer to an appeal, with its reasons.
type AppealDecided struct {
	Upheld bool      `json:"upheld"`
	Reason bot.Words `json:"reason"`
}

// Reminded is a reminder that the case is open.
type Reminded struct {
	Times int `json:"times"`
}

// Escalated brings in who comes next, because nobody has looked at the case.
type Escalated struct{}

// Cleared takes the case's live messages away, a day before it is erased.
type Cleared struct{}

// Expired ends the time for which a case is kept: its key is erased.
type Expired struct{}

// ShownTo is who has the card from now on, since others may see the case: people come
// to be moderators and cease to be, and accounts are linked and unlinked. Where is a
// sum of their accounts, which names none.
type ShownTo struct {
	People []bot.PersonID `json:"people,omitempty"`
	Where  string         `json:"where,omitempty"`
}

// Seated is whether the card may stand in the moderators' channel: who could read
// the channel when the platform was asked, or why it may not.
type Seated struct {
	Place  bot.Place      `json:"place"`
	People []bot.PersonID `json:"people,omitempty"`
	Why    Barred         `json:"why,omitempty"`
}

// SeatsAsked has the platform asked again who can read the channel.
type SeatsAsked struct{}

// ContextKept is what was said around the message that was reported, or why that
// could not be had.
type ContextKept struct {
	Message string        `json:"message,omitempty"` // as bot.Wrote.ID names it
	Lines   []Line        `json:"lines,omitempty"`
	Unable  bot.Inability `json:"unable,omitempty"`
}

// Line is one message of the context.
type Line struct {
	By    bot.PersonID `json:"by,omitempty"` // empty for who was not on the roster
	At    time.Time    `json:"at,omitzero"`
	Text  bot.Words    `json:"text"`
	Root  bool         `json:"root,omitempty"`
	Meant bool         `json:"meant,omitempty"`
	// Account is whose message is meant, where nobody had linked it: who does later is known
	// from then on.
	Account bot.Account `json:"account,omitzero"`
}

// MessageChanged is what became of the reported message: other words, or none.
type MessageChanged struct {
	Text bot.Words `json:"text,omitzero"`
	Gone bool      `json:"gone,omitempty"`
}

// Acted is what came of something that a platform was to do for a step.
type Acted struct {
	Number int           `json:"number"`
	Undo   bool          `json:"undo,omitempty"` // it was to take it back
	Done   bool          `json:"done,omitempty"`
	Unable bot.Inability `json:"unable,omitempty"`
	On     string        `json:"on,omitempty"`      // the platform
	ByHand bool          `json:"by-hand,omitempty"` // a handler did it
}

// Undelivered is a handler whom the card cannot reach.
type Undelivered struct {
	Person bot.PersonID `json:"person"`
}

// The facts that follow stand in the stream of the community.

// ChannelNamed is the moderators' channel from now on; none when it is zero.
type ChannelNamed struct {
	Place bot.Place `json:"place,omitzero"`
}

// ChannelRead is who can read the moderators' channel.
type ChannelRead struct {
	Open     bool          `json:"open,omitempty"`
	Accounts []bot.Account `json:"accounts,omitempty"`
	Unable   bot.Inability `json:"unable,omitempty"`
}

// Resting is a handler who takes a break: they are not proposed as the next one. The
// zero instant ends it.
type Resting struct {
	Person bot.PersonID `json:"person"`
	Until  time.Time    `json:"until,omitzero"`
}

// ContactNamed is the outside contact: a person on the roster who handles what
// nobody else is free to handle, and where to write to them.
type ContactNamed struct {
	Person  bot.PersonID `json:"person"`
	Address bot.Words    `json:"address"`
}

// Unmanned is the notice that nobody is moderator any more.
type Unmanned struct {
	Since time.Time `json:"since"`
}

// Rooted notes, once a month, where the streams of all cases stand: the SHA-256 sum
// of a list that is filled up to a multiple of a fixed size, so that neither sum nor
// list tells whether there are cases, nor how many.
type Rooted struct {
	Month string    `json:"month"` // YYYY-MM
	Root  string    `json:"root"`
	List  bot.Words `json:"list"`
}

// YearReleased is a transparency report: rows of numbers, small ones left out.
type YearReleased struct {
	Year int   `json:"year"`
	Rows []Row `json:"rows"`
}

// Row is one line of the transparency report. Hidden rows have no number.
type Row struct {
	What   string `json:"what"` // clause or finding or step
	Count  int64  `json:"count,omitempty"`
	Hidden bool   `json:"hidden,omitempty"`
}

// Kind names the fact.
func (Opened) Kind() string { return "moderation.opened.v1" }

// Kind names the fact.
func (JoinedTo) Kind() string { return "moderation.joined-to.v1" }

// Kind names the fact.
func (Joined) Kind() string { return "moderation.joined.v1" }

// Kind names the fact.
func (PartedFrom) Kind() string { return "moderation.parted-from.v1" }

// Kind names the fact.
func (Parted) Kind() string { return "moderation.parted.v1" }

// Kind names the fact.
func (Added) Kind() string { return "moderation.added.v1" }

// Kind names the fact.
func (Redacted) Kind() string { return "moderation.redacted.v1" }

// Kind names the fact.
func (Withdrawn) Kind() string { return "moderation.withdrawn.v1" }

// Kind names the fact.
func (Replied) Kind() string { return "moderation.replied.v1" }

// Kind names the fact.
func (ReplyLate) Kind() string { return "moderation.reply-late.v1" }

// Kind names the fact.
func (PartyNamed) Kind() string { return "moderation.party-named.v1" }

// Kind names the fact.
func (Involved) Kind() string { return "moderation.involved.v1" }

// Kind names the fact.
func (Taken) Kind() string { return "moderation.taken.v1" }

// Kind names the fact.
func (Noted) Kind() string { return "moderation.noted.v1" }

// Kind names the fact.
func (Proposed) Kind() string { return "moderation.proposed.v1" }

// Kind names the fact.
func (Seconded) Kind() string { return "moderation.seconded.v1" }

// Kind names the fact.
func (NotSeconded) Kind() string { return "moderation.not-seconded.v1" }

// Kind names the fact.
func (Accepted) Kind() string { return "moderation.accepted.v1" }

// Kind names the fact.
func (Ended) Kind() string { return "moderation.ended.v1" }

// Kind names the fact.
func (Decided) Kind() string { return "moderation.decided.v1" }

// Kind names the fact.
func (Reopened) Kind() string { return "moderation.reopened.v1" }

// Kind names the fact.
func (Appealed) Kind() string { return "moderation.appealed.v1" }

// Kind names the fact.
func (AppealDecided) Kind() string { return "moderation.appeal-decided.v1" }

// Kind names the fact.
func (Reminded) Kind() string { return "moderation.reminded.v1" }

// Kind names the fact.
func (Escalated) Kind() string { return "moderation.escalated.v1" }

// Kind names the fact.
func (Cleared) Kind() string { return "moderation.cleared.v1" }

// Kind names the fact.
func (Expired) Kind() string { return "moderation.expired.v1" }

// Kind names the fact.
func (ContactNamed) Kind() string { return "moderation.contact-named.v1" }

// Kind names the fact.
func (Unmanned) Kind() string { return "moderation.unmanned.v1" }

// Kind names the fact.
func (Rooted) Kind() string { return "moderation.rooted.v1" }

// Kind names the fact.
func (YearReleased) Kind() string { return "moderation.year-released.v1" }

// Events lists every kind of fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{
		bot.EventOf[Opened](), bot.EventOf[JoinedTo](), bot.EventOf[Joined](), bot.EventOf[PartedFrom](), bot.EventOf[Parted](),
		bot.EventOf[Added](), bot.EventOf[PartyNamed](), bot.EventOf[Involved](), bot.EventOf[Taken](), bot.EventOf[Noted](),
		bot.EventOf[Proposed](), bot.EventOf[Seconded](), bot.EventOf[NotSeconded](), bot.EventOf[Accepted](), bot.EventOf[Ended](),
		bot.EventOf[Decided](), bot.EventOf[Reopened](), bot.EventOf[Appealed](), bot.EventOf[AppealDecided](),
		bot.EventOf[Reminded](), bot.EventOf[Escalated](), bot.EventOf[Cleared](), bot.EventOf[Expired](),
		bot.EventOf[ContactNamed](), bot.EventOf[Unmanned](), bot.EventOf[Rooted](), bot.EventOf[YearReleased](),
		bot.EventOf[Seated](), bot.EventOf[SeatsAsked](), bot.EventOf[ContextKept](), bot.EventOf[MessageChanged](), bot.EventOf[Acted](),
		bot.EventOf[Redacted](), bot.EventOf[Withdrawn](), bot.EventOf[Replied](), bot.EventOf[ReplyLate](), bot.EventOf[Undelivered](), bot.EventOf[ShownTo](), bot.EventOf[WriterLinked](), bot.EventOf[Bound](), bot.EventOf[ChannelNamed](), bot.EventOf[ChannelRead](), bot.EventOf[Resting](),
	}
}

// Kind names the fact.
func (ShownTo) Kind() string { return "moderation.shown-to.v1" }

// Kind names the fact.
func (Seated) Kind() string { return "moderation.seated.v1" }

// Kind names the fact.
func (SeatsAsked) Kind() string { return "moderation.seats-asked.v1" }

// Kind names the fact.
func (ContextKept) Kind() string { return "moderation.context-kept.v1" }

// Kind names the fact.
func (MessageChanged) Kind() string { return "moderation.message-changed.v1" }

// Kind names the fact.
func (Acted) Kind() string { return "moderation.acted.v1" }

// Kind names the fact.
func (Undelivered) Kind() string { return "moderation.undelivered.v1" }

// Kind names the fact.
func (ChannelNamed) Kind() string { return "moderation.channel-named.v1" }

// Kind names the fact.
func (ChannelRead) Kind() string { return "moderation.channel-read.v1" }

// Kind names the fact.
func (Resting) Kind() string { return "moderation.resting.v1" }
