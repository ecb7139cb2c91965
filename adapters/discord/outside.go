package discord

import (
	"context"
	"errors"
	"iter"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

// Log keeps what the adapter must know after a restart, in sequences of opaque
// entries. Names are ASCII and at most 200 bytes long.
type Log interface {
	// Append adds an entry to the sequence that ends with the entry after:
	// entries are counted from 1 without gaps. It returns when the entry is
	// durable, with ErrMoved when the sequence has more entries already.
	Append(ctx context.Context, name string, after uint64, entry []byte) error
	// Read yields the numbered entries after the number given, in order. A
	// sequence that was never written to is empty. The first error ends it.
	Read(ctx context.Context, name string, after uint64) iter.Seq2[Entry, error]
}

// Entry is one entry of a Log.
type Entry struct {
	Number uint64
	Body   []byte
}

// ErrMoved is the error of Log.Append when another process was first. Nothing
// was added.
var ErrMoved = errors.New("the log has moved on since it was read")

// Sealer seals text under the key of its author, or under the community's own
// for the empty person, bound to a context.
type Sealer interface {
	Seal(person bot.PersonID, text, context []byte) ([]byte, error)
	// Open gives the text back. When the person's key was erased the error is
	// ErrErased.
	Open(person bot.PersonID, sealed, context []byte) ([]byte, error)
}

// ErrErased is the error of Sealer.Open for a person whose key is gone.
var ErrErased = errors.New("the author was erased")

// Bot decides what people type, press and fill in. It is called from many
// goroutines at once.
type Bot interface {
	// Handle decides an input and records it, or refuses it in the answer. An
	// error means that nobody knows whether it was recorded: it is asked again,
	// with the same Cause.
	Handle(ctx context.Context, in bot.Input) (bot.Answer, error)
	// Form gives the form of the command that in.Intent calls, with what the
	// call already holds filled in.
	Form(ctx context.Context, in bot.Input) (bot.Answer, error)
}

// People knows who an account is.
type People interface {
	// Person gives the person to whom an account of Discord is linked. It is
	// asked for every name that somebody mentions, so it answers from memory.
	Person(ctx context.Context, account bot.Account) (Seat, bool)
}

// Seat is a person as the adapter needs to know them.
type Seat struct {
	Person   bot.PersonID
	Name     string
	Language bot.Language
}

// Suggester offers answers while somebody fills in an argument of a command.
type Suggester interface {
	// Suggest gives what the argument may be, the likeliest first, for what is
	// typed so far. In holds who asks, where, and the command with the arguments
	// given; an argument of "" stands for the words of a whole command. It
	// answers from memory.
	Suggest(ctx context.Context, in bot.Input, arg, typed string) []chat.Choice
}

// Trouble is what magbot cannot do in Discord until somebody grants it something.
type Trouble struct {
	// Key is the same for the same trouble, so that nobody is told each time.
	Key   string
	Place bot.Place // where; the zero Place for the whole server
	Text  lang.Text // what is wrong, and the exact thing to do
}

// Reporter is told of trouble. It may be told the same again.
type Reporter interface {
	Report(ctx context.Context, t Trouble)
}
