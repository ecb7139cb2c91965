package redis

import (
	"context"
	"fmt"

	goredis "github.com/redis/go-redis/v9"

	"magbot/store"
)

func (s *Store) urnKey(stream store.Stream) string { return s.key("urn:" + string(stream)) }

// Slips implements store.Urn.
func (s *Store) Slips(ctx context.Context, stream store.Stream) ([]store.Slip, error) {
	if err := stream.Check(); err != nil {
		return nil, err
	}
	var found *goredis.MapStringStringCmd
	attempt := fmt.Sprintf("look into the urn of stream %s", stream)
	if _, err := s.see(ctx, func(p goredis.Pipeliner) { found = p.HGetAll(ctx, s.urnKey(stream)) }); err != nil {
		return nil, s.explain(attempt, err)
	}
	var list []store.Slip
	for key, sealed := range found.Val() {
		if len(key) != len(store.SlipKey{}) {
			return nil, s.explain(attempt, s.corrupt("the urn of stream %q has a key of %d bytes", string(stream), len(key)))
		}
		list = append(list, store.Slip{Key: store.SlipKey([]byte(key)), Sealed: []byte(sealed)})
	}
	store.SortSlips(list)
	return list, nil
}

// Lay implements store.Urn.
func (s *Store) Lay(ctx context.Context, stream store.Stream, slips ...store.Slip) error {
	if err := store.CheckSlips(stream, slips); err != nil {
		return err
	}
	attempt := fmt.Sprintf("lay slips into the urn of stream %s", stream)
	if s.config.ReadOnly {
		return fmt.Errorf("%s: it was opened to be read only", attempt)
	}
	if len(slips) == 0 {
		return nil
	}
	if err := s.usable(ctx); err != nil {
		return s.explain(attempt, err)
	}
	values := make([]any, 0, 2*len(slips))
	for _, slip := range slips {
		values = append(values, slip.Key[:], slip.Sealed)
	}
	err := s.again(ctx, func(bool) error {
		if err := s.client.HSet(ctx, s.urnKey(stream), values...).Err(); err != nil {
			return err
		}
		return s.confirm(ctx)
	})
	return s.explain(attempt, err)
}
