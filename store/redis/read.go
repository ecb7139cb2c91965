package redis

import (
	"context"
	"errors"
	"fmt"
	"iter"

	goredis "github.com/redis/go-redis/v9"

	"magbot/store"
)

// What is read in one go: as many records as fit into a piece, judged by
// the piece before.
const (
	firstRecords = 32
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
		r := reader{store: s, stream: stream, at: after, many: firstRecords}
		if err := r.begin(ctx); err != nil {
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
	many   int64         // how many records to ask for
}

// fetched is some records, and the head just before and just after they were
// read.
type fetched struct {
	entries       []goredis.XMessage
	before, after store.Head
}

func (r *reader) fetch(ctx context.Context, from store.Version, many int64) (f fetched, err error) {
	var entries *goredis.XMessageSliceCmd
	var before, after *goredis.StringCmd
	heads, key := r.store.key("heads"), r.store.recordKey(r.stream)
	_, err = r.store.see(ctx, func(p goredis.Pipeliner) {
		before = p.HGet(ctx, heads, string(r.stream))
		entries = p.XRangeN(ctx, key, entryID(uint64(from)), "+", many)
		after = p.HGet(ctx, heads, string(r.stream))
	})
	if err != nil {
		return f, err
	}
	f.entries = entries.Val()
	if f.before, err = r.head(before); err == nil {
		f.after, err = r.head(after)
	}
	return f, err
}

func (r *reader) head(text *goredis.StringCmd) (store.Head, error) {
	if errors.Is(text.Err(), goredis.Nil) {
		return store.Head{Stream: r.stream}, nil
	}
	return r.store.parseHead(r.stream, text.Val())
}

// begin finds the hash that the first record must follow.
func (r *reader) begin(ctx context.Context) error {
	if r.at == 0 {
		return r.store.usable(ctx)
	}
	f, err := r.fetch(ctx, r.at, 1)
	if err != nil {
		return err
	}
	if r.at > f.before.Version {
		return store.Lost(r.stream, r.at, f.before.Version)
	}
	if len(f.entries) == 0 || f.entries[0].ID != entryID(uint64(r.at)) {
		return &store.ChainError{Stream: r.stream, Version: r.at, Problem: "it is missing"}
	}
	record, err := parseRecord(r.stream, f.entries[0])
	r.prev = record.Hash
	return err
}

// next reads the next piece; an empty one is the end. With an error comes the
// piece before the damage.
func (r *reader) next(ctx context.Context) (piece []store.Record, err error) {
	f, err := r.fetch(ctx, r.at+1, r.many)
	if err != nil {
		return nil, err
	}
	size := 0
	for _, m := range f.entries {
		record, err := parseRecord(r.stream, m)
		if err == nil {
			err = store.CheckEnd(f.after, record)
		}
		if err != nil {
			return piece, err
		}
		piece, size = append(piece, record), size+len(record.Body)
	}
	if last := r.at + store.Version(len(piece)); int64(len(f.entries)) < r.many && last < f.before.Version {
		return piece, store.Lost(r.stream, f.before.Version, last)
	}
	if n := int64(len(piece)); n > 0 {
		each := max(1, int64(size)/n)
		r.many = max(1, min(pieceBytes/each, 2*r.many, pieceRecords))
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

// parseRecord reads one entry of a stream.
func parseRecord(stream store.Stream, m goredis.XMessage) (store.Record, error) {
	version, ok := parseID(m.ID)
	if !ok {
		return store.Record{}, &store.ChainError{Stream: stream, Version: store.Version(version), Problem: fmt.Sprintf(
			"an entry has the ID %q, which is no record's", m.ID)}
	}
	prev, has1 := m.Values["p"].(string)
	hash, has2 := m.Values["h"].(string)
	body, has3 := m.Values["b"].(string)
	if !has1 || !has2 || !has3 || len(prev) != len(store.Hash{}) || len(hash) != len(store.Hash{}) {
		return store.Record{}, &store.ChainError{Stream: stream, Version: store.Version(version), Problem: "it has not the fields of a record"}
	}
	return store.Record{
		Version: store.Version(version), Prev: store.Hash([]byte(prev)), Hash: store.Hash([]byte(hash)), Body: []byte(body),
	}, nil
}
