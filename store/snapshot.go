package store

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Snapshot is a whole record as it was after one append, to be read while others
// go on writing. It holds the heads and reads the records from the store.
type Snapshot struct {
	Position Position // of that append

	log   Log
	heads []Head // by name
}

// TakeSnapshot takes a record as it is after the last append that is durable.
//
//nolint:interfacebloat // of a store that several processes share all is asked but Append and Close
func TakeSnapshot(ctx context.Context, record interface {
	Log
	Lister
	Follower
	Latest
},
) (*Snapshot, error) {
	s := &Snapshot{log: record}
	var err error
	if s.Position, err = record.Latest(ctx); err != nil {
		return nil, fmt.Errorf("ask how far the record goes: %w", err)
	}
	ends := map[Stream]Version{}
	if err := follow(ctx, record, 0, s.Position, ends); err != nil {
		return nil, err
	}
	var listed []Head
	for head, err := range record.Streams(ctx, "") {
		if err != nil {
			return nil, fmt.Errorf("list the streams: %w", err)
		}
		listed = append(listed, head)
	}
	if err := s.noStranger(ctx, record, listed, ends); err != nil {
		return nil, err
	}
	for stream, end := range ends {
		head, err := s.headAt(ctx, stream, end)
		if err != nil {
			return nil, err
		}
		s.heads = append(s.heads, head)
	}
	slices.SortFunc(s.heads, func(a, b Head) int { return strings.Compare(string(a.Stream), string(b.Stream)) })
	return s, nil
}

// follow notes how far each stream had come, append by append.
func follow(ctx context.Context, record Follower, after, to Position, ends map[Stream]Version) error {
	if after == to {
		return nil
	}
	for n, err := range record.Follow(ctx, after) {
		if err != nil {
			return fmt.Errorf("follow the record: %w", err)
		}
		ends[n.Stream] = n.Version
		if n.Position == to {
			return nil
		}
	}
	return fmt.Errorf("follow the record: %w", context.Cause(ctx))
}

// noStranger refuses a stream that is there and of which no append tells.
func (s *Snapshot) noStranger(ctx context.Context, record interface {
	Follower
	Latest
}, listed []Head, ends map[Stream]Version,
) error {
	now, err := record.Latest(ctx)
	if err != nil {
		return fmt.Errorf("ask how far the record goes: %w", err)
	}
	since := map[Stream]Version{}
	if err := follow(ctx, record, s.Position, now, since); err != nil {
		return err
	}
	for _, head := range listed {
		if ends[head.Stream] == 0 && since[head.Stream] == 0 {
			return &ChainError{Stream: head.Stream, Version: head.Version, Problem: "the stream is there, and no append tells of it"}
		}
	}
	return nil
}

// headAt reads the record with which a stream ended.
func (s *Snapshot) headAt(ctx context.Context, stream Stream, end Version) (Head, error) {
	for r, err := range s.log.Read(ctx, stream, end-1) {
		if err != nil {
			return Head{}, err
		}
		return Head{Stream: stream, Version: r.Version, Hash: r.Hash}, nil
	}
	return Head{}, Lost(stream, end, end-1)
}

// Streams implements Lister.
func (s *Snapshot) Streams(ctx context.Context, prefix string) iter.Seq2[Head, error] {
	return func(yield func(Head, error) bool) {
		for _, head := range s.heads {
			if err := ctx.Err(); err != nil {
				yield(Head{}, err)
				return
			}
			if strings.HasPrefix(string(head.Stream), prefix) && !yield(head, nil) {
				return
			}
		}
	}
}

// Read implements Log.
func (s *Snapshot) Read(ctx context.Context, stream Stream, after Version) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		i, found := slices.BinarySearchFunc(s.heads, stream, func(h Head, name Stream) int {
			return strings.Compare(string(h.Stream), string(name))
		})
		end := Version(0)
		if found {
			end = s.heads[i].Version
		}
		if after > end {
			yield(Record{}, Lost(stream, after, end))
			return
		}
		if after == end {
			if err := stream.Check(); err != nil {
				yield(Record{}, err)
			}
			return
		}
		for r, err := range s.log.Read(ctx, stream, after) {
			if !yield(r, err) || err != nil || r.Version == end {
				return
			}
		}
	}
}

// Append implements Log: what was cannot be added to.
func (*Snapshot) Append(context.Context, Stream, Version, ...Record) error { return ErrPast }
