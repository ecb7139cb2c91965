package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"iter"

	"go.etcd.io/bbolt"

	"magbot/store"
)

// What one read transaction copies at most, so that it is short.
const (
	pieceRecords = 512
	pieceBytes   = 1 << 20
)

// Read implements store.Log.
func (s *Store) Read(ctx context.Context, stream store.Stream, after store.Version) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		fail := func(err error) { yield(store.Record{}, s.explain(fmt.Sprintf("read stream %s", stream), err)) }
		if err := stream.Check(); err != nil {
			yield(store.Record{}, err)
			return
		}
		r := reader{store: s, stream: stream, at: after}
		if err := s.view(ctx, r.begin); err != nil {
			fail(err)
			return
		}
		for {
			piece, damage := r.next(ctx)
			for _, record := range piece {
				if err := r.check(ctx, record); err != nil {
					fail(err)
					return
				}
				if !yield(record, nil) {
					return
				}
			}
			if damage != nil {
				fail(damage)
				return
			}
			if len(piece) == 0 {
				return
			}
		}
	}
}

// reader is at one place of a stream.
type reader struct {
	store  *Store
	stream store.Stream
	at     store.Version // the last record that was yielded
	prev   store.Hash    // its hash
}

// begin finds the hash that the first record must follow.
func (r *reader) begin(tx *bbolt.Tx) error {
	if r.at == 0 {
		return nil
	}
	head, err := r.store.head(tx.Bucket(bucketHeads()), r.stream)
	if err != nil {
		return err
	}
	if r.at > head.Version {
		return store.Lost(r.stream, r.at, head.Version)
	}
	value := tx.Bucket(bucketRecords()).Get(recordKey(r.stream, r.at))
	record, err := parseRecord(r.stream, r.at, value)
	r.prev = record.Hash
	return err
}

// next copies the next piece out of the file; an empty one is the end. With an
// error comes the piece before the damage.
func (r *reader) next(ctx context.Context) (piece []store.Record, err error) {
	err = r.store.view(ctx, func(tx *bbolt.Tx) error {
		head, err := r.store.head(tx.Bucket(bucketHeads()), r.stream)
		if err != nil {
			return err
		}
		piece, err = r.copy(tx.Bucket(bucketRecords()).Cursor(), head)
		return err
	})
	return piece, err
}

func (r *reader) copy(cursor *bbolt.Cursor, head store.Head) ([]store.Record, error) {
	var piece []store.Record
	size, at := 0, r.at
	name := append([]byte(r.stream), 0)
	for key, value := cursor.Seek(recordKey(r.stream, at+1)); bytes.HasPrefix(key, name); key, value = cursor.Next() {
		if len(piece) == pieceRecords || size > pieceBytes {
			return piece, nil
		}
		if len(key) != len(name)+8 {
			return piece, r.store.corrupt("stream %s has a key of %d bytes", r.stream, len(key))
		}
		at = store.Version(binary.BigEndian.Uint64(key[len(name):]))
		record, err := parseRecord(r.stream, at, value)
		if err == nil {
			err = store.CheckEnd(head, record)
		}
		if err != nil {
			return piece, err
		}
		record.Body = bytes.Clone(record.Body)
		piece, size = append(piece, record), size+len(value)
	}
	if at < head.Version {
		return piece, store.Lost(head.Stream, head.Version, at)
	}
	return piece, nil
}

// check is what every record passes before it is yielded.
func (r *reader) check(ctx context.Context, record store.Record) error {
	if err := r.store.usable(ctx); err != nil {
		return err
	}
	if err := record.Check(r.stream, r.at+1, r.prev); err != nil {
		return err
	}
	r.at, r.prev = record.Version, record.Hash
	return nil
}

// parseRecord reads a value; its body is still part of the file.
func parseRecord(stream store.Stream, version store.Version, value []byte) (store.Record, error) {
	const hash = len(store.Hash{})
	if value == nil {
		return store.Record{}, &store.ChainError{Stream: stream, Version: version, Problem: "it is missing"}
	}
	if len(value) < 2*hash {
		return store.Record{}, &store.ChainError{Stream: stream, Version: version, Problem: fmt.Sprintf(
			"it has %d bytes, fewer than its two hashes", len(value))}
	}
	return store.Record{
		Version: version, Prev: store.Hash(value[:hash]), Hash: store.Hash(value[hash : 2*hash]), Body: value[2*hash:],
	}, nil
}
