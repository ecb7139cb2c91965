package minutes

import (
	"time"

	"magbot/bot"
)

// NoteKind says what a line of discussion is.
type NoteKind string

// The kinds of note.
const (
	Info NoteKind = "info" // what somebody wants in the minutes
	Help NoteKind = "help" // where help is wanted
	Said NoteKind = "said" // what was said, written down by a scribe or a machine
	Kept NoteKind = "kept" // a line of a log that asks for nothing
)

// Noted is a line for the minutes.
type Noted struct {
	Note   NoteKind     `json:"note"`
	Text   bot.Words    `json:"text,omitzero"`
	Person bot.PersonID `json:"person,omitempty"` // whose words they are; empty where nobody said
	By     bot.PersonID `json:"by,omitempty"`     // who wrote them down, when somebody else
}

// Balloted says that a ballot of the meeting was opened or came to an end, in
// the sentence that says what came of it, by which rule and on which base; or what
// somebody says follows from it, in their words.
type Balloted struct {
	Ballot bot.BallotID `json:"ballot"`
	What   string       `json:"what"` // "opened", "result", "withdrawn" or "outcome"
	Text   bot.Words    `json:"text"`
}

// Kind names the fact.
func (Balloted) Kind() string { return "minutes.balloted.v1" }

// Inserted is a line that was forgotten, put before the nearest earlier line
// that holds the words of the anchor.
type Inserted struct {
	Anchor bot.Words    `json:"anchor,omitzero"`
	Text   bot.Words    `json:"text,omitzero"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Corrected says that words should read otherwise.
type Corrected struct {
	Old   bot.Words    `json:"old,omitzero"`
	New   bot.Words    `json:"new,omitzero"` // empty: the words are deleted
	Scope Scope        `json:"scope,omitempty"`
	By    bot.PersonID `json:"by,omitempty"`
}

// Scope says how far a correction reaches.
type Scope string

// The scopes of scribe.perl.
const (
	Nearest    Scope = ""  // the nearest earlier line that holds the words
	Earlier    Scope = "g" // every earlier line
	Everywhere Scope = "G" // the whole document
)

// Scribed says who writes the minutes, or no longer does.
type Scribed struct {
	Person bot.PersonID `json:"person"`
	Off    bool         `json:"off,omitempty"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Chaired says, in a log of the past, who chairs, or no longer does. In a
// meeting of today the chair is handed over (meeting.HandedOver).
type Chaired struct {
	Person bot.PersonID `json:"person"`
	Off    bool         `json:"off,omitempty"`
	By     bot.PersonID `json:"by,omitempty"`
}

// Titled gives the minutes their title, as it was typed in a log.
type Titled struct {
	Text bot.Words    `json:"text,omitzero"`
	By   bot.PersonID `json:"by,omitempty"`
}

// Approved is the Chair's word that the draft may be looked at; until then
// members can ask for corrections.
type Approved struct {
	Version int          `json:"version"` // of the minutes, from 1
	Until   time.Time    `json:"until"`
	By      bot.PersonID `json:"by,omitempty"`
}

// Requested is a member's wish for a correction.
type Requested struct {
	Number int          `json:"number"` // from 1 within the meeting
	Text   bot.Words    `json:"text,omitzero"`
	Line   uint64       `json:"line,omitempty"` // the record that the line comes from; 0: the whole
	Person bot.PersonID `json:"person"`
	Group  bot.Group    `json:"group,omitempty"`
}

// Answered is what the Chair says to a wish for a correction.
type Answered struct {
	Number   int          `json:"number"`
	Accepted bool         `json:"accepted,omitempty"`
	Reason   bot.Words    `json:"reason,omitzero"`
	By       bot.PersonID `json:"by,omitempty"`
}

// Settled is the end of the window for corrections.
type Settled struct {
	Version int `json:"version"`
}

// Released makes the minutes final.
type Released struct {
	Version int          `json:"version"`
	Head    string       `json:"head"` // of the chain before this record, in hex
	By      bot.PersonID `json:"by,omitempty"`
}

// Kind names the fact.
func (Noted) Kind() string { return "minutes.noted.v1" }

// Kind names the fact.
func (Inserted) Kind() string { return "minutes.inserted.v1" }

// Kind names the fact.
func (Corrected) Kind() string { return "minutes.corrected.v1" }

// Kind names the fact.
func (Scribed) Kind() string { return "minutes.scribed.v1" }

// Kind names the fact.
func (Chaired) Kind() string { return "minutes.chaired.v1" }

// Kind names the fact.
func (Titled) Kind() string { return "minutes.titled.v1" }

// Kind names the fact.
func (Approved) Kind() string { return "minutes.approved.v1" }

// Kind names the fact.
func (Requested) Kind() string { return "minutes.requested.v1" }

// Kind names the fact.
func (Answered) Kind() string { return "minutes.answered.v1" }

// Kind names the fact.
func (Settled) Kind() string { return "minutes.settled.v1" }

// Kind names the fact.
func (Released) Kind() string { return "minutes.released.v1" }

// UndoStep names a note as a step that its author can take back.
func (Noted) UndoStep() string { return "note" }

// UndoStep names an inserted line as a note.
func (Inserted) UndoStep() string { return "note" }

// UndoStep names a correction as a step: it rests on the line it mends.
func (Corrected) UndoStep() string { return "correction" }

// Events lists every fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{
		bot.EventOf[Noted](), bot.EventOf[Balloted](), bot.EventOf[Inserted](), bot.EventOf[Corrected](),
		bot.EventOf[Scribed](), bot.EventOf[Chaired](), bot.EventOf[Titled](),
		bot.EventOf[Approved](), bot.EventOf[Requested](), bot.EventOf[Answered](), bot.EventOf[Settled](), bot.EventOf[Released](),
	}
}
