package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"magbot/bot"
	"magbot/store"
)

// A stream rests when neither time nor another stream can bring it anything
// (house.Rests) and all that it names is complete. Most of a long record does:
// meetings of years ago. Such a stream is not held in memory. Who reads it has
// it folded from the record; who writes to it, in this process or another, wakes
// it first. Of each are kept where it ends and the causes it has decided.
//
// What this costs: while such a stream is read for the first time, writers wait
// for the few milliseconds that it takes to fold it. An erasure wakes all of them,
// because messages that show the person may stand anywhere.

// rested is what is known of a stream that rests.
type rested struct {
	head     store.Head // its end; that of its receipts is part of the claim
	receipts store.Head
	causes   []causeSum
}

// rest is what an engine holds of the streams that rest. The maps are guarded by
// Engine.mu.
type rest struct {
	streams map[bot.StreamID]rested
	causes  map[causeSum]struct{} // of all of them, and of some that have woken since

	mu    sync.Mutex // guards what was read lately; Engine.mu is held, too
	used  uint64
	ready map[bot.StreamID]*lately
}

// lately is a resting stream that somebody has read.
type lately struct {
	state *bot.State
	used  uint64
}

// mostReady bounds how many resting streams that were read stay in memory.
const mostReady = 64

func newRest() *rest {
	return &rest{streams: map[bot.StreamID]rested{}, causes: map[causeSum]struct{}{}, ready: map[bot.StreamID]*lately{}}
}

// add notes that a stream rests. Engine.mu must be held.
func (r *rest) add(s rested) {
	r.streams[bot.StreamID(s.head.Stream)] = s
	for _, c := range s.causes {
		r.causes[c] = struct{}{}
	}
}

// drop forgets what was read of resting streams, because a key was erased.
func (r *rest) drop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.ready)
}

// find gives what was read lately, and keep takes it.
func (r *rest) find(id bot.StreamID) *bot.State {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.ready[id]
	if l == nil {
		return nil
	}
	r.used++
	l.used = r.used
	return l.state
}

func (r *rest) keep(s *bot.State) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used++
	r.ready[s.Stream] = &lately{s, r.used}
	if len(r.ready) <= mostReady {
		return
	}
	oldest := s.Stream
	for id, l := range r.ready {
		if l.used < r.ready[oldest].used {
			oldest = id
		}
	}
	delete(r.ready, oldest)
}

// unreadable is what a rule is stopped with when a stream that rests cannot be
// read: it was sound when it came to rest, so the record was damaged since.
type unreadable struct{ err error }

// resting gives the state of a stream that rests, nil for any other. A view has
// no room for an error, so a damaged record stops whoever looks, by a panic that
// rescue turns into an error. e.mu must be held for reading.
func (e *Engine) resting(id bot.StreamID) *bot.State {
	if _, rests := e.rest.streams[id]; !rests {
		return nil
	}
	if s := e.rest.find(id); s != nil {
		return s
	}
	f, _, err := e.load(e.last, id)
	if err != nil {
		panic(unreadable{err})
	}
	e.rest.keep(f.state)
	return f.state
}

// wake folds a stream that rests and its receipts, and holds it as any other.
func (e *Engine) wake(ctx context.Context, id bot.StreamID) error {
	if !e.rests(id) {
		return nil
	}
	e.wakeMu.Lock()
	defer e.wakeMu.Unlock()
	if !e.rests(id) {
		return nil
	}
	if err := e.outbox.adopt(ctx, id); err != nil {
		return fmt.Errorf("wake stream %s: %w", id, err)
	}
	f, _, err := e.load(ctx, id)
	if err != nil {
		return fmt.Errorf("wake stream %s: %w", id, err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.streams[id] = &stream{id: id, seen: f}
	delete(e.rest.streams, id)
	e.rest.mu.Lock()
	delete(e.rest.ready, id)
	e.rest.mu.Unlock()
	e.clock.changed(id)
	return nil
}

// wakeAll wakes every stream that rests, in the order of their names. They rest
// again at the next start.
func (e *Engine) wakeAll() error {
	e.mu.RLock()
	all := slices.Sorted(maps.Keys(e.rest.streams))
	e.mu.RUnlock()
	for _, id := range all {
		if err := e.wake(e.ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// rests reports whether a stream rests.
func (e *Engine) rests(id bot.StreamID) bool {
	e.mu.RLock()
	defer e.mu.RUnlock()
	_, is := e.rest.streams[id]
	return is
}

// restsStill waits for a stream that is being woken.
func (e *Engine) restsStill(id bot.StreamID) bool {
	e.wakeMu.Lock()
	defer e.wakeMu.Unlock()
	return e.rests(id)
}

// canRest reports whether a stream that was just folded may rest: nothing is due
// to it ever again, nothing of it is pending, and it erases nobody, because those are
// sought at every start.
func (e *Engine) canRest(f *fold, l *ledger) (yes bool) {
	erasing := slices.ContainsFunc(f.named, func(n named) bool { return n.effect.Do == bot.Restart })
	if erasing || len(l.pending(f.named)) > 0 {
		return false
	}
	err := func() (err error) {
		defer rescue(&err, "whether a stream rests")
		yes = e.house.Rests(bot.View{Now: e.now().UTC(), Here: f.state})
		return nil
	}()
	if err != nil {
		e.log.Error("ask whether a stream rests", "stream", loggedName(f.state.Stream), "error", err)
		return false
	}
	return yes
}

// restedOf is what is kept of a fold.
func restedOf(f *fold, l *ledger) rested {
	id := store.Stream(f.state.Stream)
	r := rested{
		head:     store.Head{Stream: id, Version: store.Version(f.state.Version), Hash: f.head},
		receipts: store.Head{Stream: receiptsOf(f.state.Stream), Version: l.version, Hash: l.head},
		causes:   make([]causeSum, 0, len(f.causes)),
	}
	for c := range f.causes {
		r.causes = append(r.causes, c)
	}
	return r
}
