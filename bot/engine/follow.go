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
		e.noticedDecision(ctx, n)
		return
	}
	id, ok := receiptsFor(n.Stream)
	if !ok || e.restsStill(id) { // one that rests has its receipts read when it wakes
		return
	}
	if err := e.outbox.ledger(id).catchUp(ctx, e.store, n.Version); err != nil {
		e.log.Error("take in what another process performed", "stream", loggedName(id), "error", err)
	}
}

// bring notes the place of an append that this process tries.
func (e *Engine) bring(at store.Head) {
	e.followMu.Lock()
	defer e.followMu.Unlock()
	e.brought[at] = true
}

// leave ends bring: the record has told of an append in that place, or one's own has
// failed. Where nothing was brought, or the other of the two has ended it, the append
// there is another process's and counts: both may try the same place, and may hear of
// it in either order.
func (e *Engine) leave(at store.Head) {
	e.followMu.Lock()
	defer e.followMu.Unlock()
	if !e.brought[at] {
		e.strange++
	}
	delete(e.brought, at)
}

// strangers counts what others have recorded, of what was taken in, and tells how
// far that goes.
func (e *Engine) strangers() (count uint64, upTo store.Position) {
	e.followMu.Lock()
	defer e.followMu.Unlock()
	return e.strange, e.followed
}

func (e *Engine) noticedDecision(ctx context.Context, n store.Notice) {
	// It counts once it is taken in: what was routed before is to be routed again.
	defer e.leave(store.Head{Stream: n.Stream, Version: n.Version})
	id := bot.StreamID(n.Stream)
	e.mu.RLock()
	known := e.rest.streams[id].head.Version
	e.mu.RUnlock()
	if known >= n.Version {
		return
	}
	s, err := e.at(ctx, id)
	if err != nil {
		e.log.Error("take in what another process recorded", "stream", loggedName(id), "error", err)
		e.rest.drop()
		return
	}
	e.catchUp(s, uint64(n.Version))
}

// abreast waits until everything is taken in that was durable when it was
// called, also by other processes. An input that another process has decided is
// then known, wherever it was decided; what it means may have changed since. It gives
// up when late fires, where that is not nil.
func (e *Engine) abreast(ctx context.Context, late <-chan time.Time) error {
	shared, ok := e.store.(store.Shared)
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
		case <-late:
			return errors.New("it takes too long to know what others have recorded")
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

// catchUp takes in what another process has recorded, and tries again later
// when the store does not give it.
func (e *Engine) catchUp(s *stream, version uint64) {
	e.mu.RLock()
	known := s.seen.state.Version
	e.mu.RUnlock()
	if known >= version {
		return
	}
	if err := e.takeIn(s, version); err != nil {
		e.log.Error("take in what another process recorded", "stream", loggedName(s.id), "error", err)
		e.run(func(ctx context.Context) { e.catchUpLate(ctx, s, version) })
		return
	}
	e.caughtUp(s, known)
}

func (e *Engine) catchUpLate(ctx context.Context, s *stream, version uint64) {
	for {
		timer := time.NewTimer(followAgain)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return
		}
		e.mu.RLock()
		known := s.seen.state.Version
		e.mu.RUnlock()
		if e.takeIn(s, version) == nil {
			e.caughtUp(s, known)
			return
		}
	}
}

// caughtUp does what follows from the records after the version known: whom, and
// what, another process erased is forgotten here too, and what is pending may have
// become ours to deliver.
func (e *Engine) caughtUp(s *stream, known uint64) {
	for _, n := range e.erasures(s, known) {
		if err := e.outbox.erase(s.id, n); err != nil {
			e.log.Error("forget what another process erased", "stream", loggedName(s.id), "record", n.version, "error", err)
		}
	}
	e.outbox.poke(s.id)
}

// erasures are the effects after a version that erase a person, words or a stream.
func (e *Engine) erasures(s *stream, after uint64) (found []named) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	for _, n := range s.seen.named {
		if n.version > after && n.effect.Do == bot.Restart {
			found = append(found, n)
		}
	}
	return found
}

// takeIn folds what a stream holds up to a version, unless it is known.
func (e *Engine) takeIn(s *stream, version uint64) error {
	s.write.Lock()
	defer s.write.Unlock()
	if s.seen.state.Version >= version {
		return nil
	}
	further, err := e.further(s)
	if err != nil || further {
		return err
	}
	return e.reload(s)
}

// further folds only what came after the durable fold, which is quicker than
// all of it. It reports false when that will not do: the writer's fold is ahead
// or gone, a record was undone, or the record is not the one that was read.
// s.write must be held.
func (e *Engine) further(s *stream) (done bool, err error) {
	known := s.seen.state.Version
	if s.next == nil || s.next.head != s.seen.head || known == 0 {
		return false, nil
	}
	var fresh []entry
	head := s.seen.head
	for r, err := range e.store.Read(e.ctx, store.Stream(s.id), store.Version(known)) {
		if err != nil {
			return false, fmt.Errorf("read on in stream %s: %w", s.id, err)
		}
		one, err := e.read(s.id, r)
		if err != nil {
			return false, err
		}
		if r.Prev != head || undoes(one.events) || one.body.gone {
			return false, nil
		}
		fresh, head = append(fresh, one), r.Hash
	}
	return true, e.takeBoth(s, fresh)
}

// takeBoth folds records into both folds. After an error they are to be thrown
// away, the writer's here and the readers' by the next reload.
func (e *Engine) takeBoth(s *stream, fresh []entry) (err error) {
	next := s.next
	s.next = nil
	for i, r := range fresh {
		if err := r.into(next, e.house); err != nil {
			return err
		}
		if fresh[i], err = e.again(s.id, r); err != nil {
			return err
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, r := range fresh {
		if err := r.into(s.seen, e.house); err != nil {
			return err
		}
	}
	next.named = nil
	s.next = next
	e.clock.changed(s.id)
	return nil
}
