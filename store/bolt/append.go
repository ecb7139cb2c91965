package bolt

import (
	"context"
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"

	"magbot/store"
)

// Append implements store.Log. All records go into one transaction: one sync,
// however many they are, together with what others append meanwhile.
func (s *Store) Append(ctx context.Context, stream store.Stream, at store.Version, records ...store.Record) error {
	return s.AppendUrn(ctx, stream, at, store.UrnChange{}, records...)
}

// AppendUrn implements store.Urn: the slips go into the same transaction.
func (s *Store) AppendUrn(ctx context.Context, stream store.Stream, at store.Version, change store.UrnChange, records ...store.Record) error {
	if err := store.CheckAppend(stream, at, records); err != nil {
		return err
	}
	if err := store.CheckSlips(stream, change.Lay); err != nil {
		return err
	}
	attempt := fmt.Sprintf("append to stream %s", stream)
	if err := s.usable(ctx); err != nil {
		return s.explain(attempt, err)
	}
	if err := s.group.append(&addition{stream: stream, at: at, records: records, urn: change}, s.commit); err != nil {
		return s.explain(attempt, err)
	}
	s.bell.Ring()
	return nil
}

// write puts one append into a transaction. It reports whether it has begun to:
// an error before that concerns nobody else in the same transaction.
func (s *Store) write(tx *bbolt.Tx, a *addition) (begun bool, err error) {
	heads, bodies, order := tx.Bucket(bucketHeads()), tx.Bucket(bucketRecords()), tx.Bucket(bucketOrder())
	head, err := s.head(heads, a.stream)
	if err != nil {
		return false, err
	}
	if err := store.CheckHead(head, a.at, a.records[0].Prev); err != nil {
		return false, err
	}
	end, err := s.end(order)
	if err != nil {
		return false, err
	}
	bodies.FillPercent = 1 // a stream only ever grows at its end, so that the pages before it stay full
	for _, r := range a.records {
		if err := bodies.Put(recordKey(a.stream, r.Version), recordValue(r)); err != nil {
			return true, err
		}
	}
	last := a.records[len(a.records)-1]
	if err := heads.Put([]byte(a.stream), headValue(last)); err != nil {
		return true, err
	}
	if err := changeUrn(tx.Bucket(bucketUrns()), a.stream, a.urn); err != nil {
		return true, err
	}
	order.FillPercent = 1 // it only ever grows at its end
	return true, order.Put(number(uint64(end)+1), append(headValue(last), a.stream...))
}

// end is the position of the last append.
func (s *Store) end(order *bbolt.Bucket) (store.Position, error) {
	key, _ := order.Cursor().Last()
	switch len(key) {
	case 0:
		return 0, nil
	case 8:
		return store.Position(binary.BigEndian.Uint64(key)), nil
	}
	return 0, s.corrupt("the list of appends ends with a key of %d bytes", len(key))
}

// head is where stream stands.
func (s *Store) head(heads *bbolt.Bucket, stream store.Stream) (store.Head, error) {
	value := heads.Get([]byte(stream))
	if value == nil {
		return store.Head{Stream: stream}, nil
	}
	return s.parseHead([]byte(stream), value)
}

func (s *Store) parseHead(key, value []byte) (store.Head, error) {
	stream := store.Stream(key)
	if err := stream.Check(); err != nil {
		return store.Head{}, s.corrupt("the list of streams has a bad name: %v", err)
	}
	if len(value) != headSize {
		return store.Head{}, s.corrupt("the head of stream %s has %d bytes", stream, len(value))
	}
	return newHead(stream, value), nil
}

// headSize is the length of a headValue.
const headSize = 8 + len(store.Hash{})

// newHead reads a headValue.
func newHead(stream store.Stream, value []byte) store.Head {
	return store.Head{Stream: stream, Version: store.Version(binary.BigEndian.Uint64(value)), Hash: store.Hash(value[8:headSize])}
}

func (s *Store) corrupt(problem string, args ...any) error {
	return &store.CorruptError{Path: s.path, Problem: fmt.Sprintf(problem, args...)}
}

func number(n uint64) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, 0, 8+len(store.Hash{})+store.MaxStream), n)
}

func recordKey(stream store.Stream, version store.Version) []byte {
	key := make([]byte, 0, len(stream)+1+8)
	key = append(append(key, stream...), 0)
	return binary.BigEndian.AppendUint64(key, uint64(version))
}

func recordValue(r store.Record) []byte {
	value := make([]byte, 0, 2*len(store.Hash{})+len(r.Body))
	value = append(append(value, r.Prev[:]...), r.Hash[:]...)
	return append(value, r.Body...)
}

func headValue(r store.Record) []byte { return append(number(uint64(r.Version)), r.Hash[:]...) }
