package room

import (
	"context"
	"errors"
	"iter"
	"time"

	"magbot/adapters/kept"
	"magbot/bot"
)

// Bot decides what people type, press and fill in. It is called from many
// goroutines at once.
type Bot interface {
	// Handle decides an input and records it, or refuses it in the answer. An
	// error means that nobody knows whether it was recorded: the room keeps what
	// was typed, and the person's next try carries the same Cause.
	Handle(ctx context.Context, in bot.Input) (bot.Answer, error)
	// Form gives the form of the command that in.Intent calls, with what the
	// call already holds filled in.
	Form(ctx context.Context, in bot.Input) (bot.Answer, error)
}

// Counter counts the words of ordinary talk in channels.
type Counter interface {
	// Count takes a message as it was written, changed or deleted; it does not
	// wait. Recorded waits until the record holds the count; after an error the
	// same may be given again. The text is not kept.
	Count(w bot.Wrote, text string) (recorded func(context.Context) error)
}

// People is who may sit in the room.
type People interface {
	// Seats lists them, in the order in which a rehearsal shows them.
	Seats(ctx context.Context) ([]Seat, error)
	// Person gives the seat as it is now: a name may have changed, a person may
	// have been erased. It is asked for every name that is drawn, so it answers
	// from memory. A person nobody has heard of is ErrNobody.
	Person(ctx context.Context, id bot.PersonID) (Seat, error)
}

// Door says who may come in.
type Door interface {
	People
	// Rehearsal reports whether anybody may take any seat: an example community
	// on a loopback listener. It is asked on every request, so that a rehearsal
	// ends the moment it may not go on.
	Rehearsal() bool
	// SignIn uses up the token of a personal link and tells whose it was. A
	// *lang.Error is shown to the person (used before, too old, unknown).
	SignIn(ctx context.Context, token string) (bot.PersonID, error)
}

// Claimer lets the first Secretariat of a new community in.
type Claimer interface {
	// Claimable reports whether the community still waits for its Secretariat.
	Claimable() bool
	// Claim uses up the code that founding the community printed. A *lang.Error
	// is shown to the person (wrong, too old, too many tries).
	Claim(ctx context.Context, code, name string) (bot.PersonID, error)
}

// ErrNobody is the error of People.Person for an identifier that was never given.
var ErrNobody = errors.New("no such person")

// Seat is one person as the room shows them.
type Seat struct {
	Person   bot.PersonID
	Name     string // what is shown, also when Gone: "an erased person"
	Detail   string // roles and stakeholder group: "Chair · Technical Community"
	Language bot.Language
	Zone     *time.Location // in which hours are shown to them; nil when unknown: the browser's
	Gone     bool           // no longer on the roster: the seat cannot be taken or kept
}

// Log keeps what was said and shown in the room, one sequence for each channel.
type Log interface {
	kept.Log
	// Follow yields where a channel ends, for everything that is added to it by
	// whichever process, until ctx ends. It may begin with what is there.
	Follow(ctx context.Context) iter.Seq2[End, error]
}

// End is the last entry of a channel.
type End struct {
	Channel string
	Number  uint64
}

// Channel is one channel of the room. ID is what bot.Place.Channel holds: small
// letters, digits and hyphens; "magbot" is the private conversation's own.
type Channel struct {
	ID   string
	Name string
}

// Command is one command that a seat may give.
type Command struct {
	Path  string // "agenda add"
	Usage string // "agenda add TITLE [WHY…]"; the path when empty
	Help  string // one line: what it does
}
