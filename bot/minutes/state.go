package minutes

import (
	"slices"
	"time"

	"magbot/bot"
)

// Phase is how far the minutes have come.
type Phase string

// The phases.
const (
	Draft  Phase = "draft"    // may still change
	Window Phase = "window"   // approved; members can ask for corrections
	Closed Phase = "settled"  // the window is over
	Final  Phase = "released" // changes need a reopening
)

// About says what a line of the minutes is about.
type About string

// What lines are about. Number is that of the item, turn, proposal …
const (
	AboutItem       About = "item"       // an item is taken up
	AboutClosed     About = "closed"     // an item is closed
	AboutSkipped    About = "skipped"    // an item is passed over or dropped
	AboutReopened   About = "reopened"   // an item is taken up again
	AboutNote       About = "note"       // Note says which kind
	AboutInserted   About = "inserted"   // a line put in later
	AboutTurn       About = "turn"       // somebody has the floor
	AboutProposal   About = "proposal"   // with all of its wordings and what was said
	AboutWording    About = "wording"    // another wording of it
	AboutResolution About = "resolution" // what was agreed
	AboutRejection  About = "rejection"  // what was not agreed
	AboutVote       About = "vote"       // a straw poll
	AboutBallot     About = "ballot"     // a ballot of the meeting was opened, or came to an end
	AboutConsensus  About = "consensus"  // a consensus call, or a slow count
	AboutAction     About = "action"     // somebody takes something on
	AboutCorrection About = "correction"
	AboutOff        About = "off"    // a stretch off the record began
	AboutOn         About = "on"     // it ended
	AboutUndone     About = "undone" // a step was taken back
	AboutChair      About = "chair"  // the chair was handed over
	AboutScribe     About = "scribe"
	AboutPaper      About = "paper" // a document was added
	AboutOpened     About = "opened"
	AboutEnded      About = "ended"
	AboutAgain      About = "again" // the meeting was opened again
	AboutInvited    About = "invited"
	AboutCleared    About = "cleared" // people who waited no longer do: Number of them
	AboutReleased   About = "released"
)

// Line is one line of the minutes, in the order of the record.
type Line struct {
	About  About
	Note   NoteKind
	Ref    bot.Ref
	At     time.Time
	Item   int // under which it stands; 0 before the first
	Number int // of what it is about
	Part   int // of a proposal: the wording
	Person bot.PersonID
	Group  bot.Group
	By     bot.PersonID // who wrote it down, when somebody else
	Text   bot.Words    // as it reads now
	Was    string       // as it was written, where corrections apply to it
	Before int          // of an inserted line: its place in Lines; -1 where it stands
	Off    bool         // of a scribe: no longer

	Corrections []int // that apply to it, by number
}

// Correction is one correction, and where it applies.
type Correction struct {
	Corrected

	Ref   bot.Ref
	Lines int // how many it applies to
}

// Office is a person with a task in the meeting.
type Office struct {
	Person bot.PersonID
	By     bot.PersonID
	From   time.Time
	To     time.Time // zero while it lasts
	Ref    bot.Ref
}

// Request is a member's wish for a correction, and what the Chair said.
type Request struct {
	Requested

	At       time.Time
	Ref      bot.Ref
	Decided  bool
	Accepted bool
	Reason   bot.Words
	By       bot.PersonID // who decided
	Answer   bot.Ref
}

// Undo is a record that was taken back.
type Undo struct {
	Version uint64 // of the record
	Reason  bot.Words
	By      bot.PersonID
	At      time.Time
	Ref     bot.Ref
}

// State is what the minutes keep beside what the features they look at keep.
type State struct {
	Lines       []Line
	Corrections []Correction
	Scribes     []Office
	Chairs      []Office // as typed in a log
	Title       bot.Words
	Undone      []Undo
	Requests    []Request // by number, from 1

	Phase      Phase
	Version    int // of the minutes; 1 until the meeting is reopened after a release
	ApprovedAt time.Time
	ApprovedBy bot.PersonID
	Until      time.Time // end of the window
	ReleasedAt time.Time
	ReleasedBy bot.PersonID
	Release    bot.Ref
	Head       string // of the chain at the release

	item   int
	titles map[int]bot.Words // of items, by number
	wide   int               // corrections that reach over many lines
	coming []int             // numbers of those that apply to what is still to come
}

var slot = bot.NewSlot("minutes", func() *State { return &State{Phase: Draft, Version: 1} })

// Of gives the minutes of the meeting that decides or is shown. It must not be
// changed.
func Of(v bot.View) *State { return slot.Of(v.Here) }

// In gives the minutes of any meeting.
func In(v bot.View, id bot.MeetingID) *State { return slot.Of(v.Stream(bot.MeetingStream(id))) }

// Open lists the wishes for corrections that the Chair has not answered.
func (s *State) Open() []Request {
	return slices.DeleteFunc(slices.Clone(s.Requests), func(r Request) bool { return r.Decided })
}

// Request gives a wish for a correction by number.
func (s *State) Request(n int) (Request, bool) {
	if n < 1 || n > len(s.Requests) {
		return Request{}, false
	}
	return s.Requests[n-1], true
}
