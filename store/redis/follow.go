package redis

import (
	"context"
	"errors"
	"iter"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"magbot/store"
	"magbot/store/internal/bell"
)

// block is how long the server is asked to wait for the next append at once. In
// between it is asked whether it still has what was seen.
const block = time.Second

// Follow implements store.Follower.
func (s *Store) Follow(ctx context.Context, after store.Position) iter.Seq2[store.Notice, error] {
	asked := false // the first look is at the server, which may have lost something
	follow := bell.Follow(ctx, &s.bell, after, func(ctx context.Context, after store.Position) ([]store.Notice, error) {
		if own := s.sight.after(after); asked && len(own) > 0 && s.usable(ctx) == nil {
			return own, nil // known without asking
		}
		asked = true
		notices, err := s.notices(ctx, after)
		return notices, s.explain("follow the record", err)
	})
	return func(yield func(store.Notice, error) bool) {
		s.tailOnce.Do(func() { s.run(s.tail) })
		follow(yield)
	}
}

// Latest implements store.Latest. With replicas, what another process brought
// is confirmed first. Those who ask at once are answered by one look that began
// after all of them had asked.
func (s *Store) Latest(ctx context.Context) (store.Position, error) {
	if err := s.usable(ctx); err != nil {
		return 0, s.explain("ask for the last append", err)
	}
	l := s.looks.join(func() error { return s.take(s.ctx) }, s.run)
	select {
	case <-l.done:
	case <-ctx.Done():
		return 0, s.explain("ask for the last append", ctx.Err())
	}
	if l.err != nil {
		return 0, s.explain("ask for the last append", l.err)
	}
	return s.sight.now().Position, nil
}

// Claim implements store.Shared: the one key here that expires. It is not waited
// for on replicas: a failover at that very moment lets two processes go their own
// ways, which is what happens without claims.
func (s *Store) Claim(ctx context.Context, name, value string) (held string, err error) {
	if err := s.usable(ctx); err != nil {
		return "", s.explain("claim", err)
	}
	var there *goredis.StringCmd
	err = s.again(ctx, func(bool) error {
		_, err := s.client.TxPipelined(ctx, func(p goredis.Pipeliner) error {
			p.SetNX(ctx, s.key("claim:"+name), value, store.ClaimKept)
			there = p.Get(ctx, s.key("claim:"+name))
			return nil
		})
		return err
	})
	if err != nil {
		return "", s.explain("claim", err)
	}
	return there.Val(), nil
}

// notices reads some notices after a position.
func (s *Store) notices(ctx context.Context, after store.Position) ([]store.Notice, error) {
	var entries *goredis.XMessageSliceCmd
	end, err := s.see(ctx, func(p goredis.Pipeliner) {
		entries = p.XRangeN(ctx, s.key("order"), entryID(uint64(after)+1), "+", pieceRecords)
	})
	if err != nil {
		return nil, err
	}
	if after > end.Position {
		return nil, store.ErrPosition
	}
	sure := s.sight.now().Position // what replicas have not confirmed is told later
	notices := make([]store.Notice, 0, len(entries.Val()))
	for _, m := range entries.Val() {
		if after++; after > sure {
			break
		}
		n, err := s.parseOrder(m)
		if err != nil {
			return nil, err
		}
		if n.Position != after {
			return nil, s.corrupt("the list of appends goes on with %d where %d should be", n.Position, after)
		}
		notices = append(notices, store.Notice{Position: n.Position, Stream: n.Stream, Version: n.Version})
	}
	return notices, nil
}

// tail waits at the end of the list of appends, and rings for all followers of
// this process when something came, or when something is wrong: they look for
// themselves.
func (s *Store) tail(ctx context.Context) {
	told, look := store.Position(0), true
	for ctx.Err() == nil {
		var err error
		if look {
			err = s.take(ctx)
		}
		last := s.sight.now().Position
		if err != nil || last > told {
			told = last
			s.bell.Ring()
		}
		if look = true; err == nil {
			var came []goredis.XStream
			came, err = s.client.XRead(ctx, &goredis.XReadArgs{
				Streams: []string{s.key("order"), entryID(uint64(last))}, Count: 1, Block: block,
			}).Result()
			look = err != nil || !s.knows(came)
		}
		if err != nil && !errors.Is(err, goredis.Nil) {
			rest(ctx, block)
		}
	}
}

// knows reports whether what came is an append that was seen already: mostly one
// of this process.
func (s *Store) knows(came []goredis.XStream) bool {
	if len(came) == 0 || len(came[0].Messages) == 0 {
		return false
	}
	n, ok := parseID(came[0].Messages[0].ID)
	return ok && store.Position(n) <= s.sight.now().Position
}

// take looks at the end of the list of appends and, when replicas must confirm
// and somebody else brought something, has them confirm it.
func (s *Store) take(ctx context.Context) error {
	end, err := s.see(ctx, func(goredis.Pipeliner) {})
	if err != nil || end.Position <= s.sight.now().Position {
		return err
	}
	if err := s.confirm(ctx); err != nil {
		return err
	}
	s.sight.saw(end)
	return nil
}

// rest waits, unless ctx ends before.
func rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
