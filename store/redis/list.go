package redis

import (
	"context"
	"iter"

	goredis "github.com/redis/go-redis/v9"

	"magbot/store"
)

// Streams implements store.Lister.
func (s *Store) Streams(ctx context.Context, prefix string) iter.Seq2[store.Head, error] {
	return func(yield func(store.Head, error) bool) {
		fail := func(err error) { yield(store.Head{}, s.explain("list streams", err)) }
		from := "[" + prefix
		if prefix == "" {
			from = "-"
		}
		for {
			heads, err := s.heads(ctx, prefix, from)
			if err != nil {
				fail(err)
				return
			}
			if len(heads) == 0 {
				return
			}
			for _, head := range heads {
				if err := s.usable(ctx); err != nil {
					fail(err)
					return
				}
				if !yield(head, nil) {
					return
				}
				from = "(" + string(head.Stream)
			}
		}
	}
}

// heads reads some heads, in order from a name on.
func (s *Store) heads(ctx context.Context, prefix, from string) ([]store.Head, error) {
	to := "+"
	if prefix != "" {
		to = "[" + prefix + "\xff" // no name has this byte
	}
	var found *goredis.StringSliceCmd
	var fewer, headed, named *goredis.IntCmd // a stream may come in between
	_, err := s.see(ctx, func(p goredis.Pipeliner) {
		found = p.ZRangeByLex(ctx, s.key("names"), &goredis.ZRangeBy{Min: from, Max: to, Count: pieceRecords})
		fewer, headed, named = p.ZCard(ctx, s.key("names")), p.HLen(ctx, s.key("heads")), p.ZCard(ctx, s.key("names"))
	})
	if err != nil {
		return nil, err
	}
	if headed.Val() < fewer.Val() || headed.Val() > named.Val() {
		return nil, s.corrupt("%d streams are named and %d have a head", named.Val(), headed.Val())
	}
	names := found.Val()
	if len(names) == 0 {
		return nil, nil
	}
	var texts *goredis.SliceCmd
	if _, err := s.see(ctx, func(p goredis.Pipeliner) { texts = p.HMGet(ctx, s.key("heads"), names...) }); err != nil {
		return nil, err
	}
	heads := make([]store.Head, 0, len(names))
	for i, value := range texts.Val() {
		text, _ := value.(string)
		head, err := s.parseHead(store.Stream(names[i]), text)
		if err != nil {
			return nil, err
		}
		heads = append(heads, head)
	}
	return heads, nil
}
