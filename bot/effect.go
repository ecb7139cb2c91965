package bot

import (
	"time"

	"magbot/bot/chat"
	"magbot/bot/lang"
)

// Effect names something that follows from a record. It holds identifiers
// only; the words are made when it is performed, by the Show of that name.
type Effect struct {
	Do   EffectKind        `json:"do"`
	Key  string            `json:"key"` // logical key: for Live, what the message shows ("queue"); unique in the record
	Show string            `json:"show,omitempty"`
	To   Audience          `json:"to,omitzero"`
	With map[string]string `json:"with,omitempty"` // for the Show
	// Send is what Forward asks of another stream. Of a Live or Direct message it is
	// what this stream is asked, with the argument "person", for each whom the message
	// can never reach.
	Send *Forwarded `json:"send,omitempty"`
	// Left is the Show of what a Live message says to a person who is no longer told;
	// without it the message is emptied.
	Left string `json:"left,omitempty"`
}

// Show writes the words of an effect for one reader, from the newest state. A
// message without blocks and buttons means that there is nothing left to show.
type Show func(v View, e Effect) (chat.Message, error)

// EffectKind says what is done.
type EffectKind string

// The kinds of effect.
const (
	Post    EffectKind = "post"    // one new message
	Live    EffectKind = "live"    // one message for each Key and stream, kept at the newest state
	Direct  EffectKind = "direct"  // one private message to each person of the audience
	Forward EffectKind = "forward" // an Input to another stream, whose Cause is this record
	Restart EffectKind = "restart" // the shell erases a key (With "person", or this sealed "stream", or "words" of it: their By) and folds anew
	Conduct EffectKind = "conduct" // who may be heard in the voice channels of the audience, as it is when this is performed
	Gather  EffectKind = "gather"  // the call of Send, to this stream, with what lies in its urn as SlipsArg
	Ask     EffectKind = "ask"     // a platform is asked the Request named by Show; the call of Send brings this stream its answer as AnswerArg
)

// MakeRequest says what an Ask is about, from the newest state; false when there is
// nothing to ask any more.
type MakeRequest func(v View, e Effect) (Request, bool)

// SlipsArg is the argument in which a Gather brings what lay in the urn: a line a
// slip, sorted.
const SlipsArg = "slips"

// Audience says who is told. Exactly one of the fields is set.
type Audience struct {
	Channels bool     `json:"channels,omitempty"` // every channel linked to the meeting or, outside one, to the community
	Place    Place    `json:"place,omitzero"`
	Person   PersonID `json:"person,omitempty"`
	Role     Role     `json:"role,omitempty"` // everybody who holds it at the time of the record
}

// ToChannels is the audience of everybody in the linked channels.
func ToChannels() Audience { return Audience{Channels: true} }

// ToPerson is the audience of one person, privately.
func ToPerson(p PersonID) Audience { return Audience{Person: p} }

// ToRole is the audience of all who hold a role, each privately.
func ToRole(r Role) Audience { return Audience{Role: r} }

// Forwarded is what one stream asks of another.
type Forwarded struct {
	Stream StreamID `json:"stream"`
	Call   Call     `json:"call"`
}

// Reply answers the interaction itself. It is never recorded and never
// repeated.
type Reply struct {
	Text    lang.Text     // a sentence, for the actor alone
	Message *chat.Message // more than a sentence, for the actor alone
	Form    *chat.Form    // questions to answer first
	Refused bool          // nothing was changed, and Text says how to mend it
	Ignored bool          // the line was no command; nothing is shown
	Done    bool          // decided before: the same Cause came again
	// After adds to the answer once the record holds what was decided: a receipt
	// that names its head. v is of the stream that decided, from then or later.
	After func(v View) []chat.Block
}

// Say makes the Reply of one sentence.
func Say(key string, args ...any) Reply { return Reply{Text: lang.T(key, args...)} }

// Decision is what Decide makes of an Input: facts, what follows from them,
// and an answer. Without Events nothing is recorded, Effects must be empty, and
// the urn is left alone.
type Decision struct {
	Events  []Event
	Effects []Effect
	Reply   Reply
	// Unnamed has the record name neither who acted nor where. Only a sealed
	// stream can have that.
	Unnamed bool
	// Slip is one line that goes into the urn of the stream together with the
	// record, sealed, and without anything of the record that it came with.
	Slip string
	// EmptyUrn takes all out of the urn together with the record, which holds what
	// lay there. It is for the call that a Gather makes.
	EmptyUrn bool
	// Veiled keeps the Cause out of the record: a platform may make it of what was
	// asked, so that who has it could find out by trying. A drawn one stands in its
	// place, as with every Slip; the rule itself recognises what comes again.
	Veiled bool
}

// Due is something that time will bring: the Call that the clock makes at the
// instant At, unless the record changes before. Key is unique in its stream
// and names the occasion, so that it is decided once.
type Due struct {
	Key  string
	At   time.Time
	Call Call
}
