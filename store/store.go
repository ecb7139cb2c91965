package store

import (
	"context"
	"fmt"
	"io"
	"iter"
	"time"
)

// Log appends to streams and reads them.
type Log interface {
	// Append adds records to stream, all or none, and returns nil once they are
	// durable. The stream must stand at the version at, and its last hash must
	// be records[0].Prev; if not, the error is a *ConflictError and nothing was
	// written. See CheckAppend for what else is refused.
	Append(ctx context.Context, stream Stream, at Version, records ...Record) error

	// Read yields the records after the version after, in order and checked.
	// It sees at least what was durable when it was called. The first error
	// ends the sequence; a stream that ends before after is a *ChainError,
	// because its tail was lost. Bodies belong to the caller.
	Read(ctx context.Context, stream Stream, after Version) iter.Seq2[Record, error]
}

// Head is the end of a stream.
type Head struct {
	Stream  Stream
	Version Version
	Hash    Hash
}

// Lister lists streams.
type Lister interface {
	// Streams yields the head of every stream whose name begins with prefix,
	// sorted by name. A prefix that no name can have yields nothing.
	Streams(ctx context.Context, prefix string) iter.Seq2[Head, error]
}

// Notice says that an append reached the store.
type Notice struct {
	Position Position
	Stream   Stream
	Version  Version // of the stream after that append, which may have added several records
}

// Follower tells what is appended, by whichever process.
type Follower interface {
	// Follow yields one Notice for each append after the position after, in
	// order and without gaps: first those that are there, then others as they
	// come. It ends silently when ctx ends, with ErrClosed when the store is
	// closed, and with ErrPosition when the store has not come as far as after,
	// which means that it is an older copy.
	Follow(ctx context.Context, after Position) iter.Seq2[Notice, error]
}

// Latest is what a Follower offers beside it when several processes may write to
// the same record. One that only one process can open has no need of it.
type Latest interface {
	// Latest is the position of the last append that is durable. A Follow from
	// there yields what is appended afterwards, and nothing else.
	Latest(ctx context.Context) (Position, error)
}

// Shared is what a Store offers beside it when several processes may write to the
// same record.
type Shared interface {
	Latest
	// AppendNext is AppendUrn for a writer who knows all that was appended up to the
	// position after, to whatever stream. When a process has appended something since,
	// other than through this Store, nothing is written and the error is ErrOthers, or
	// a *ConflictError where it was to this stream. A Store that cannot tell its own
	// appends from others' refuses after its own too.
	AppendNext(ctx context.Context, after Position, stream Stream, at Version, change UrnChange, records ...Record) error
	// Claim notes value under a name that nobody has claimed before, and gives the
	// value that is noted there: of several who claim a name at once, all get the
	// same. It is remembered for ClaimKept at least, and is no part of the record.
	Claim(ctx context.Context, name, value string) (held string, err error)
}

// ClaimKept is how long a claim is remembered at least: longer than a platform
// sends an event again.
const ClaimKept = 24 * time.Hour

// Store is what a backend offers. All methods may be called at once from many
// goroutines. Close may be called twice; after it everything is ErrClosed.
//
//nolint:interfacebloat // nobody asks for all of it: it is the sum of the small ones, for those who open and wire
type Store interface {
	Log
	Lister
	Follower
	Urn
	io.Closer
}

// CheckAppend returns what is wrong with an append before any store is asked:
// a *StreamError, a *BodyError, no records at all, or a *ChainError when the
// records do not follow one another from the version at on. Every store calls
// it first.
func CheckAppend(stream Stream, at Version, records []Record) error {
	if err := stream.Check(); err != nil {
		return err
	}
	if len(records) == 0 {
		return ErrNothing
	}
	prev := records[0].Prev
	for _, r := range records {
		at++
		if len(r.Body) > MaxBody {
			return &BodyError{Stream: stream, Version: at, Size: len(r.Body)}
		}
		if err := r.Check(stream, at, prev); err != nil {
			return err
		}
		prev = r.Hash
	}
	return nil
}

// CheckHead returns nil when head is at the version at with the hash prev, and
// otherwise the *ConflictError that an append there must give.
func CheckHead(head Head, at Version, prev Hash) error {
	if head.Version == at && head.Hash == prev {
		return nil
	}
	return &ConflictError{Head: head, At: at, Prev: prev}
}

// CheckEnd returns what is wrong with r as a record of the stream that ends at
// head: nothing before its end, a *ChainError when r stands beyond it or is
// another record than the last one. Every store calls it as it reads.
func CheckEnd(head Head, r Record) error {
	switch {
	case r.Version > head.Version:
		return &ChainError{Stream: head.Stream, Version: r.Version, Problem: fmt.Sprintf(
			"it stands beyond record %d, the end of the stream", head.Version)}
	case r.Version == head.Version && r.Hash != head.Hash:
		return &ChainError{Stream: head.Stream, Version: r.Version, Problem: fmt.Sprintf(
			"it has the hash %s, and the end of the stream should have %s", r.Hash.Short(), head.Hash.Short())}
	}
	return nil
}
