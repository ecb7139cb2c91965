package store

import (
	"context"
	"fmt"
	"iter"
)

// Verify reads every stream of log from its first record to its head and
// checks the chain. It yields each head with nil or with what is wrong with its
// stream, and goes on with the next stream; an error without a stream ends it,
// because the streams cannot be listed. It may run beside writers.
func Verify(ctx context.Context, log interface {
	Log
	Lister
},
) iter.Seq2[Head, error] {
	return func(yield func(Head, error) bool) {
		for head, err := range log.Streams(ctx, "") {
			if err != nil {
				yield(Head{}, err)
				return
			}
			if !yield(head, verify(ctx, log, head)) {
				return
			}
		}
	}
}

// verify checks one stream up to its head; more may have come since.
func verify(ctx context.Context, log Log, head Head) error {
	var last Record
	for r, err := range log.Read(ctx, head.Stream, 0) {
		if err != nil {
			return err
		}
		if err := r.Check(head.Stream, last.Version+1, last.Hash); err != nil {
			return err
		}
		if last = r; last.Version == head.Version {
			break
		}
	}
	switch {
	case last.Version < head.Version:
		return Lost(head.Stream, head.Version, last.Version)
	case last.Hash != head.Hash:
		return &ChainError{Stream: head.Stream, Version: head.Version, Problem: fmt.Sprintf(
			"it has the hash %s, and the list of streams names %s", last.Hash.Short(), head.Hash.Short())}
	}
	return nil
}
