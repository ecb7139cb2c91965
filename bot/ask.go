package bot

import "time"

// Some rules need what only a platform knows (who can read a channel, what was said
// around a message), or that it does something there. A record names an Ask; the
// Request is made from the newest state when it is performed; what the platform
// answers comes to the same stream by the call of Send, in the argument AnswerArg,
// and is decided and recorded like everything else.

// AnswerArg is the argument in which the answer to an Ask comes: an Answered, as
// JSON.
const AnswerArg = "answer"

// Request is what a platform is asked. Exactly one of its three parts is set.
type Request struct {
	Members *Place  // who can read a channel
	Around  *Around // what was said around a message
	Act     *Act    // something is to be done there, which a person has decided
}

// Around asks for what was said around a message: the first message of its thread,
// and those before and after it.
type Around struct {
	Place Place  // the channel, where it is known
	Link  string // to the message, as its platform gives it
	Most  int    // messages, the one itself among them
	// Reader is for whose sake it is asked, by the keyed hash that a sealed stream knows
	// them by (Veil.Actor): where they cannot read the channel, or nobody can tell, only who
	// wrote the message is given (Hidden). Without one, everything is.
	Reader string
}

// Said is a message of somebody, as it is now.
type Said struct {
	ID      string    `json:"id,omitempty"`     // as Wrote.ID names it when it is changed or deleted
	Account Account   `json:"account,omitzero"` // zero for the bot itself, and for what has no author
	Place   Place     `json:"place,omitzero"`   // the channel; of a thread the one that whoever can read it can read
	At      time.Time `json:"at,omitzero"`
	Text    string    `json:"text"`
	Root    bool      `json:"root,omitempty"`  // the first message of the thread
	Meant   bool      `json:"meant,omitempty"` // the message that was asked about
}

// MostMembers is how many people of a channel are compared with those who may see
// something; one that more can read is no private one.
const MostMembers = 500

// MostSaid is how many characters of a message an answer holds.
const MostSaid = 4000

// Members is who can read a channel, other than bots.
type Members struct {
	// Open says that others can come in by themselves, or read without coming in.
	Open     bool      `json:"open,omitempty"`
	Accounts []Account `json:"accounts,omitempty"`
}

// Deed is what a platform can do with a message, or with a person who writes there.
type Deed string

// The deeds. Each of them done twice is as if done once.
const (
	DeleteMessage Deed = "delete"    // it is gone for everybody
	HideMessage   Deed = "hide"      // nobody sees it until it is shown again
	ShowMessage   Deed = "show"      // takes a hiding back
	TimeOut       Deed = "time-out"  // the person can write nothing there until an instant
	LetWrite      Deed = "let-write" // takes a time-out back
)

// OfMessage reports whether a deed is about a message rather than a person.
func (d Deed) OfMessage() bool { return d == DeleteMessage || d == HideMessage || d == ShowMessage }

// Act is something that a platform is to do because a person pressed it, and a
// second one where that is the rule. No machine decides one.
type Act struct {
	ID      string // the same however often it is tried; tells nothing to who reads it
	Do      Deed
	Place   Place     // the channel, where it is known
	Link    string    // to the message, as its platform gives it; of a deed about one
	Person  PersonID  // of a deed about a person
	Account Account   // theirs on this platform; the engine sets it
	Until   time.Time // of a time-out
}

// Answered is what came of an Ask: of what was asked, or Unable.
type Answered struct {
	Members *Members  `json:"members,omitempty"`
	Said    []Said    `json:"said,omitempty"`
	Done    bool      `json:"done,omitempty"`   // of an Act
	Unable  Inability `json:"unable,omitempty"` // why there is no answer, and will be none
	Account Account   `json:"account,omitzero"` // of an Act about a person: the account that it was done to
	On      string    `json:"on,omitempty"`     // the platform that answered
}

// Inability is why a platform cannot do what it is asked, however often one tries.
type Inability string

// The inabilities.
const (
	NotHere     Inability = "not-here"    // the link or the place is of no platform that is served, or of another one
	Unsupported Inability = "unsupported" // the platform has no such thing, or gives it to no bot
	NoRight     Inability = "no-right"    // somebody must give the bot a right there first
	Gone        Inability = "gone"        // the message, the channel or the person is not there any more
	Above       Inability = "above"       // the person stands above the bot there
	NoAccount   Inability = "no-account"  // the person has no account there
	TooMany     Inability = "too-many"    // more people read the channel than can be compared
	Hidden      Inability = "hidden"      // for whom it is asked cannot read the channel, as far as is known
)

// Unable is the error of a platform that cannot do what it is asked: the answer is
// final. Any other error is tried again.
type Unable struct{ Why Inability }

func (u *Unable) Error() string { return "a platform cannot do what it is asked: " + string(u.Why) }
