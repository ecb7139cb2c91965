package store

import (
	"bytes"
	"context"
	"fmt"
	"iter"
)

// DifferentError says where two records that should be the same are not.
type DifferentError struct {
	Stream  Stream
	Version Version // 0 when all of the stream is meant
	Problem string
}

func (e *DifferentError) Error() string {
	if e.Version == 0 {
		return fmt.Sprintf("stream %s: %s", e.Stream, e.Problem)
	}
	return fmt.Sprintf("stream %s record %d: %s", e.Stream, e.Version, e.Problem)
}

// Copy appends to the record to what it lacks of the record from, stream by
// stream, and returns how many records there are in all. What to holds already
// must be the beginning of the same streams, as an earlier Copy that was broken
// off has left it; otherwise the error is a *DifferentError and nothing more is
// written. Nobody else may write to either. Same checks the outcome.
func Copy(ctx context.Context, from interface {
	Log
	Lister
}, to interface {
	Log
	Lister
},
) (records uint64, err error) {
	there := map[Stream]Head{}
	for head, err := range to.Streams(ctx, "") {
		if err != nil {
			return 0, fmt.Errorf("list the streams that are there: %w", err)
		}
		there[head.Stream] = head
	}
	if err := known(ctx, from, there); err != nil {
		return 0, err
	}
	b := &Batch{Log: to}
	for head, err := range from.Streams(ctx, "") {
		if err != nil {
			return 0, fmt.Errorf("list the streams: %w", err)
		}
		if err := copyStream(ctx, from, b, head, there[head.Stream]); err != nil {
			return 0, err
		}
		records += uint64(head.Version)
	}
	if err := b.Flush(ctx); err != nil {
		return records, err
	}
	return records, copyUrns(ctx, from, from, to)
}

// known refuses streams that the record does not have.
func known(ctx context.Context, from Lister, there map[Stream]Head) error {
	strange := make(map[Stream]bool, len(there))
	for s := range there {
		strange[s] = true
	}
	for head, err := range from.Streams(ctx, "") {
		if err != nil {
			return fmt.Errorf("list the streams: %w", err)
		}
		delete(strange, head.Stream)
	}
	for s := range strange {
		return &DifferentError{Stream: s, Problem: "it is there, and the record that is copied has no such stream"}
	}
	return nil
}

func copyStream(ctx context.Context, from Log, to *Batch, head, have Head) error {
	if have.Version > head.Version {
		return &DifferentError{Stream: head.Stream, Version: head.Version + 1, Problem: "it is there, and the record that is copied ends before it"}
	}
	after := have.Version
	if after > 0 {
		after-- // its last record is looked at again
	}
	for r, err := range from.Read(ctx, head.Stream, after) {
		switch {
		case err != nil:
			return err
		case r.Version == have.Version && r.Hash != have.Hash:
			return &DifferentError{Stream: head.Stream, Version: r.Version, Problem: fmt.Sprintf(
				"the record that is copied has the hash %s, and what is there has %s", r.Hash.Short(), have.Hash.Short())}
		case r.Version > have.Version:
			if err := to.Add(ctx, head.Stream, r); err != nil {
				return fmt.Errorf("copy stream %s: %w", head.Stream, err)
			}
		}
		if r.Version == head.Version {
			break
		}
	}
	return nil
}

// Same reads two records side by side, each checked as it is read, and returns
// how many records they hold. The first difference, of a stream, a version, a
// hash or a byte, is a *DifferentError.
func Same(ctx context.Context, one, other interface {
	Log
	Lister
},
) (records uint64, err error) {
	heads, end := iter.Pull2(other.Streams(ctx, ""))
	defer end()
	for head, err := range one.Streams(ctx, "") {
		if err != nil {
			return records, fmt.Errorf("list the streams: %w", err)
		}
		if err := sameHead(head, heads); err != nil {
			return records, err
		}
		if err := sameStream(ctx, one, other, head); err != nil {
			return records, err
		}
		if err := sameUrn(ctx, one, other, head.Stream); err != nil {
			return records, err
		}
		records += uint64(head.Version)
	}
	if head, err, more := heads(); more {
		if err != nil {
			return records, fmt.Errorf("list the streams of the other: %w", err)
		}
		return records, &DifferentError{Stream: head.Stream, Problem: "only the other has it"}
	}
	return records, nil
}

func sameHead(head Head, heads func() (Head, error, bool)) error {
	there, err, more := heads()
	switch {
	case err != nil:
		return fmt.Errorf("list the streams of the other: %w", err)
	case !more || there.Stream > head.Stream:
		return &DifferentError{Stream: head.Stream, Problem: "the other does not have it"}
	case there.Stream < head.Stream:
		return &DifferentError{Stream: there.Stream, Problem: "only the other has it"}
	case there != head:
		return &DifferentError{Stream: head.Stream, Version: head.Version, Problem: fmt.Sprintf(
			"it ends there with the hash %s, and the other ends at record %d with %s", head.Hash.Short(), there.Version, there.Hash.Short())}
	}
	return nil
}

func sameStream(ctx context.Context, one, other Log, head Head) error {
	records, end := iter.Pull2(other.Read(ctx, head.Stream, 0))
	defer end()
	var last Version
	for r, err := range one.Read(ctx, head.Stream, 0) {
		if err != nil {
			return err
		}
		there, err, more := records()
		switch {
		case err != nil:
			return err
		case !more:
			return &DifferentError{Stream: head.Stream, Version: r.Version, Problem: "the other does not have it"}
		case there.Version != r.Version || there.Prev != r.Prev || there.Hash != r.Hash || !bytes.Equal(there.Body, r.Body):
			return &DifferentError{Stream: head.Stream, Version: r.Version, Problem: "the two hold different ones"}
		}
		if last = r.Version; last == head.Version {
			break
		}
	}
	if last < head.Version {
		return Lost(head.Stream, head.Version, last)
	}
	return nil
}
