package kept

import (
	"context"
	"errors"
	"iter"

	"magbot/bot"
)

// Log keeps what an adapter must know after a restart, in sequences of opaque
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
