package engine

import (
	"context"
	"errors"
	"time"

	"magbot/bot"
	"magbot/store"
)

// followAgain is how long after an error the record is followed again.
const followAgain = 5 * time.Second

// follow takes in what other processes append: decisions and receipts.
func (e *Engine) follow(ctx context.Context) {
	at := store.Position(0)
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
		return
	}
	id, ok := receiptsFor(n.Stream)
	if !ok {
		return
	}
	if err := e.performedElsewhere(ctx, id, n.Version); err != nil {
		e.log.Error("take in what another process performed", "stream", id, "error", err)
	}
}

// performedElsewhere takes in receipts. An erasure that another process has
// finished must be felt here too: what was folded before still shows the text.
func (e *Engine) performedElsewhere(ctx context.Context, id bot.StreamID, version store.Version) error {
	open := e.outbox.erasures(id)
	if err := e.outbox.ledger(id).catchUp(ctx, e.store, version); err != nil {
		return err
	}
	still := e.outbox.erasures(id)
	for ref, person := range open {
		if _, pending := still[ref]; pending {
			continue
		}
		if err := e.reloadAll(); err != nil {
			return err
		}
		if err := e.forget(person); err != nil {
			return err
		}
	}
	return nil
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
