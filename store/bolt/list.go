package bolt

import (
	"bytes"
	"context"
	"iter"

	"go.etcd.io/bbolt"

	"magbot/store"
	"magbot/store/internal/bell"
)

// Streams implements store.Lister.
func (s *Store) Streams(ctx context.Context, prefix string) iter.Seq2[store.Head, error] {
	return func(yield func(store.Head, error) bool) {
		from := []byte(prefix)
		for {
			heads, err := s.heads(ctx, []byte(prefix), from)
			if err != nil {
				yield(store.Head{}, s.explain("list streams", err))
				return
			}
			if len(heads) == 0 {
				return
			}
			for _, head := range heads {
				if err := s.usable(ctx); err != nil {
					yield(store.Head{}, s.explain("list streams", err))
					return
				}
				if !yield(head, nil) {
					return
				}
				from = append([]byte(head.Stream), 0) // the least name after this one
			}
		}
	}
}

// heads copies some heads out of the file, in order from the name from on.
func (s *Store) heads(ctx context.Context, prefix, from []byte) (heads []store.Head, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		cursor := tx.Bucket(bucketHeads()).Cursor()
		for key, value := cursor.Seek(from); key != nil && bytes.HasPrefix(key, prefix); key, value = cursor.Next() {
			if len(heads) == pieceRecords {
				return nil
			}
			head, err := s.parseHead(key, value)
			if err != nil {
				return err
			}
			heads = append(heads, head)
		}
		return nil
	})
	return heads, err
}

// Follow implements store.Follower. A notice is checked against the record
// that it announces.
func (s *Store) Follow(ctx context.Context, after store.Position) iter.Seq2[store.Notice, error] {
	return bell.Follow(ctx, &s.bell, after, func(ctx context.Context, after store.Position) ([]store.Notice, error) {
		notices, err := s.notices(ctx, after)
		if err != nil {
			err = s.explain("follow the record", err)
		}
		return notices, err
	})
}

// notices copies some notices after the position after out of the file.
func (s *Store) notices(ctx context.Context, after store.Position) (notices []store.Notice, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		order, records := tx.Bucket(bucketOrder()), tx.Bucket(bucketRecords())
		end, err := s.end(order)
		if err != nil {
			return err
		}
		if after > end {
			return store.ErrPosition
		}
		cursor := order.Cursor()
		for key, value := cursor.Seek(number(uint64(after) + 1)); key != nil && len(notices) < pieceRecords; key, value = cursor.Next() {
			after++
			n, err := s.parseNotice(records, after, key, value)
			if err != nil {
				return err
			}
			notices = append(notices, n)
		}
		return nil
	})
	return notices, err
}

func (s *Store) parseNotice(records *bbolt.Bucket, at store.Position, key, value []byte) (store.Notice, error) {
	if !bytes.Equal(key, number(uint64(at))) || len(value) < headSize {
		return store.Notice{}, s.corrupt("the list of appends is broken at position %d", at)
	}
	head := newHead(store.Stream(value[headSize:]), value)
	record, err := parseRecord(head.Stream, head.Version, records.Get(recordKey(head.Stream, head.Version)))
	if err != nil || record.Hash != head.Hash {
		return store.Notice{}, s.corrupt("position %d tells of record %d of stream %q, and the record there is missing or another", at, head.Version, head.Stream)
	}
	return store.Notice{Position: at, Stream: head.Stream, Version: head.Version}, nil
}
