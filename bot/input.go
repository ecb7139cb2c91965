package bot

import (
	"strings"
	"time"

	"magbot/bot/chat"
)

// StreamID names a stream of records: "community", "work", "meeting/7".
type StreamID string

// The streams that every community has.
const (
	CommunityStream StreamID = "community" // people, roles, settings, linked places
	WorkStream      StreamID = "work"      // what outlives a meeting: the directory of meetings, actions, deferred inputs
)

// MeetingStream names the stream of one meeting.
func MeetingStream(id MeetingID) StreamID { return StreamID("meeting/" + string(id)) }

// Meeting gives the meeting whose stream this is.
func (s StreamID) Meeting() (MeetingID, bool) {
	const prefix = "meeting/"
	if len(s) > len(prefix) && s[:len(prefix)] == prefix {
		return MeetingID(s[len(prefix):]), true
	}
	return "", false
}

const casePrefix = "case/"

// CaseStream names the stream of one conduct case, by its random name ("K7Q2").
func CaseStream(name string) StreamID { return StreamID(casePrefix + strings.ToLower(name)) }

// Case gives the name of the conduct case whose stream this is.
func (s StreamID) Case() (string, bool) {
	name, ok := strings.CutPrefix(string(s), casePrefix)
	return strings.ToUpper(name), ok && name != ""
}

// Sealed reports whether the records of a stream are sealed whole, under a key
// of the stream's own: neither who acted nor what was said, nor who was told,
// can be read from the store alone, and erasing the key erases all of it.
func (s StreamID) Sealed() bool { return strings.HasPrefix(string(s), casePrefix) }

// BallotStream names the stream of one ballot.
func BallotStream(id BallotID) StreamID { return StreamID(ballotPrefix + string(id)) }

const ballotPrefix = "ballot/"

// Ballot gives the ballot whose stream this is.
func (s StreamID) Ballot() (BallotID, bool) {
	if len(s) > len(ballotPrefix) && s[:len(ballotPrefix)] == ballotPrefix {
		return BallotID(s[len(ballotPrefix):]), true
	}
	return "", false
}

// MonthStream names the stream of the messages that were written in the month
// of an instant, by UTC: "written/2026-11".
func MonthStream(at time.Time) StreamID { return StreamID(monthPrefix + at.UTC().Format(monthForm)) }

const (
	monthPrefix = "written/"
	monthForm   = "2006-01"
)

// Month gives the first instant of the month whose stream this is.
func (s StreamID) Month() (time.Time, bool) {
	if len(s) <= len(monthPrefix) || s[:len(monthPrefix)] != monthPrefix {
		return time.Time{}, false
	}
	from, err := time.Parse(monthForm, string(s[len(monthPrefix):]))
	return from, err == nil
}

// Account is somebody on one platform.
type Account struct {
	Platform  string `json:"platform"`            // "room", "slack", "discord"
	Workspace string `json:"workspace,omitempty"` // workspace or server; empty in the room
	User      string `json:"user"`
}

// Place is where something was said or is shown.
type Place struct {
	Platform  string `json:"platform"`
	Workspace string `json:"workspace,omitempty"`
	Channel   string `json:"channel,omitempty"` // empty in a private conversation
	Thread    string `json:"thread,omitempty"`
}

// Private reports whether only the person and the bot can see the place.
func (p Place) Private() bool { return p.Channel == "" }

// Actor is who acts: a person (known once the account is linked), or the bot
// itself through its clock or another stream's record.
type Actor struct {
	Person  PersonID `json:"person,omitempty"`
	Account Account  `json:"account,omitzero"`
	Self    Self     `json:"self,omitempty"`
}

// Self says in which way the bot itself acts.
type Self string

// The ways in which the bot acts itself.
const (
	NotSelf   Self = ""
	ByClock   Self = "clock"   // an instant that Due named has come
	ByRecord  Self = "record"  // another stream's record asked for it
	ByCommand Self = "command" // the operator at the machine (magbot init, import)
)

// Input is one thing that arrived.
type Input struct {
	Cause  Cause
	At     time.Time // when it arrived, by the shell's clock, in UTC
	Actor  Actor
	Place  Place
	Stream StreamID // set for what the clock and other streams ask; else found from the call
	Intent Intent
	// Fresh is 32 random bytes in hex that the shell draws for each input, for
	// identifiers and codes that nobody may guess. It is never recorded itself.
	Fresh string
	// Veil is made by the shell alone.
	Veil Veil
}

// Veil is what a sealed stream may know of an input instead of what it is: hashes
// under a key that only the shell has. They are the same however often the input
// comes, and tell nothing to who lacks the key.
type Veil struct {
	Cause string // of Input.Cause, in hex
	Actor string // of the person who acts, in hex; empty unless a sealed stream decides
}

// Intent is what an Input wants: a Call or a Typed line. The sum is closed.
type Intent interface{ intent() }

// Call is a command with its arguments, from a button, a form or a platform's
// own command.
type Call chat.Call

// Typed is a line of text. Addressed is set when the bot was meant ("/mag …",
// a mention, a direct message): then it is never ignored.
type Typed struct {
	Text      string
	Addressed bool
}

func (Call) intent()  {}
func (Typed) intent() {}

// Do makes the Call of a command. Args alternate a name and a value.
func Do(path string, args ...string) Call { return Call(chat.Do(path, args...)) }
