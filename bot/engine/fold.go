package engine

import (
	"context"
	"crypto/sha256"
	"fmt"

	"magbot/bot"
	"magbot/store"
)

// fold is one stream computed from its record.
type fold struct {
	state  *bot.State
	head   store.Hash
	causes map[causeSum]uint64 // version by cause
	named  []named             // effects in order, receipts apart
}

// named is an effect and the record that names it.
type named struct {
	version uint64
	index   int
	effect  bot.Effect
}

// causeSum is a cause in the room that a million of them can have.
type causeSum [16]byte

func sumCause(c bot.Cause) causeSum {
	sum := sha256.Sum256([]byte(c))
	return causeSum(sum[:16])
}

func newFold(id bot.StreamID) *fold {
	return &fold{state: bot.NewState(id), causes: map[causeSum]uint64{}}
}

// apply folds one decided record. Events of an undone record are left out, but
// its cause and its place in the chain stay.
func (f *fold) apply(h Rules, version uint64, hash store.Hash, b body, events []bot.Event, undone bool) {
	f.state.Version, f.state.Last, f.state.Head = version, b.At, hash.String()
	f.head = hash
	f.causes[sumCause(b.Cause)] = version
	if !undone {
		for i, e := range events {
			h.Apply(f.state, bot.Meta{
				Stream: f.state.Stream, Version: version, Index: i,
				At: b.At, Actor: b.Actor, Place: b.Place, Cause: b.Cause,
			}, e)
		}
	}
	for i, e := range b.Effects {
		f.named = append(f.named, named{version, i, e})
	}
}

// load computes a stream from the log. A record that a later one undoes is left
// out, and the stream is then read a second time.
func (e *Engine) load(ctx context.Context, id bot.StreamID) (*fold, error) {
	undone := map[uint64]bool{}
	for {
		f, found, err := e.loadOnce(ctx, id, undone)
		if err != nil || !found {
			return f, err
		}
	}
}

func (e *Engine) loadOnce(ctx context.Context, id bot.StreamID, undone map[uint64]bool) (_ *fold, again bool, _ error) {
	f := newFold(id)
	for r, err := range e.store.Read(ctx, store.Stream(id), 0) {
		if err != nil {
			return nil, false, fmt.Errorf("fold stream %s: %w", id, err)
		}
		b, events, err := e.codec.decode(id, uint64(r.Version), r.Body)
		if err != nil {
			return nil, false, err
		}
		for _, event := range events {
			if u, ok := event.(bot.Undone); ok && !undone[u.Version] {
				undone[u.Version] = true
				again = true
			}
		}
		if !again {
			f.apply(e.house, uint64(r.Version), r.Hash, b, events, undone[uint64(r.Version)])
		}
	}
	return f, again, nil
}
