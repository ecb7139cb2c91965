package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"magbot/bot"
	"magbot/store"
)

// followAgain is how long after an error the record is followed again.
const followAgain = 5 * time.Second

// follow takes in what other processes append: decisions and receipts.
func (e *Engine) follow(ctx context.Context) {
	e.followMu.Lock()
	at := e.followed
	e.followMu.Unlock()
	for ctx.Err() == nil {
		for notice, err := range e.store.Follow(ctx, at) {
			if errors.Is(err, store.ErrClosed) {
				return
			}
			if err != nil {
				e.log.Error("follow the record", "error", err)
				break
			}
			at = notice.Position
			e.noticed(ctx, notice)
			e.passed(at)
		}
		select {
		case <-ctx.Done():
		case <-time.After(followAgain):
		}
	}
}

func (e *Engine) noticed(ctx context.Context, n store.Notice) {
	if Decided(n.Stream) {
		e.catchUp(e.at(bot.StreamID(n.Stream)), uint64(n.Version))
		e.feel(bot.StreamID(n.Stream))
		return
	}
	id, ok := receiptsFor(n.Stream)
	if !ok {
		return
	}
	if err := e.outbox.ledger(id).catchUp(ctx, e.store, n.Version); err != nil {
		e.log.Error("take in what another process performed", "stream", id, "error", err)
	}
	e.feel(id)
}

// abreast waits until everything is taken in that was durable when it was
// called, also by other processes. An input that another process has decided is
// then known, wherever it was decided; what it means may have changed since.
func (e *Engine) abreast(ctx context.Context) error {
	shared, ok := e.store.(store.Latest)
	if !ok {
		return nil
	}
	want, err := shared.Latest(ctx)
	if err != nil {
		return fmt.Errorf("ask how far the record goes: %w", err)
	}
	for {
		e.followMu.Lock()
		there, moved := e.followed >= want, e.moved
		e.followMu.Unlock()
		if there {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return fmt.Errorf("wait for what others have recorded: %w", ctx.Err())
		case <-e.ctx.Done():
			return ErrNotRunning
		}
	}
}

// passed notes how far the record was followed.
func (e *Engine) passed(at store.Position) {
	e.followMu.Lock()
	defer e.followMu.Unlock()
	e.followed = at
	close(e.moved)
	e.moved = make(chan struct{})
}

// catchUp folds a stream again when another process has recorded something.
func (e *Engine) catchUp(s *stream, version uint64) {
	e.mu.RLock()
	known := s.seen.state.Version >= version
	e.mu.RUnlock()
	if known {
		return
	}
	if !e.takeIn(s, version) {
		return
	}
	e.outbox.poke(s.id)
}

func (e *Engine) takeIn(s *stream, version uint64) bool {
	s.write.Lock()
	defer s.write.Unlock()
	if s.seen.state.Version >= version {
		return false
	}
	if err := e.reload(s); err != nil {
		e.log.Error("take in what another process recorded", "stream", s.id, "error", err)
		return false
	}
	return true
}
