package bolt

import (
	"bytes"
	"context"
	"fmt"

	"go.etcd.io/bbolt"

	"magbot/store"
)

// changeUrn does to an urn what an append asks for.
func changeUrn(urns *bbolt.Bucket, stream store.Stream, change store.UrnChange) error {
	if change.Empty {
		prefix := slipPrefix(stream)
		c := urns.Cursor()
		for key, _ := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, _ = c.Seek(prefix) {
			if err := urns.Delete(key); err != nil {
				return err
			}
		}
	}
	for _, slip := range change.Lay {
		if err := urns.Put(append(slipPrefix(stream), slip.Key[:]...), slip.Sealed); err != nil {
			return err
		}
	}
	return nil
}

// slipPrefix is what the keys of all slips of a stream begin with.
func slipPrefix(stream store.Stream) []byte {
	key := make([]byte, 0, len(stream)+1+len(store.SlipKey{}))
	return append(append(key, stream...), 0)
}

// Slips implements store.Urn. A file that was never written by a release with
// urns has none.
func (s *Store) Slips(ctx context.Context, stream store.Stream) ([]store.Slip, error) {
	if err := stream.Check(); err != nil {
		return nil, err
	}
	var list []store.Slip
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		list = nil
		urns := tx.Bucket(bucketUrns())
		if urns == nil {
			return nil
		}
		prefix := slipPrefix(stream)
		c := urns.Cursor()
		for key, sealed := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, sealed = c.Next() {
			if len(key) != len(prefix)+len(store.SlipKey{}) {
				return s.corrupt("the urn of stream %s has a key of %d bytes", stream, len(key)-len(prefix))
			}
			list = append(list, store.Slip{Key: store.SlipKey(key[len(prefix):]), Sealed: bytes.Clone(sealed)})
		}
		return nil
	})
	if err != nil {
		return nil, s.explain(fmt.Sprintf("look into the urn of stream %s", stream), err)
	}
	return list, nil
}

// Lay implements store.Urn.
func (s *Store) Lay(ctx context.Context, stream store.Stream, slips ...store.Slip) error {
	if err := store.CheckSlips(stream, slips); err != nil {
		return err
	}
	attempt := fmt.Sprintf("lay slips into the urn of stream %s", stream)
	if err := s.usable(ctx); err != nil {
		return s.explain(attempt, err)
	}
	err := s.update(func(tx *bbolt.Tx) error {
		return changeUrn(tx.Bucket(bucketUrns()), stream, store.UrnChange{Lay: slips})
	})
	if err != nil {
		return s.explain(attempt, err)
	}
	return nil
}
