package engine

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"math"
	"slices"

	"magbot/bot"
	"magbot/store"
)

// fold is one stream computed from its record.
type fold struct {
	state  *bot.State
	head   store.Hash
	causes map[causeSum]uint64 // version by cause
	named  []named             // effects in order; those that are complete may be left out
}

// named is an effect and the record that names it.
type named struct {
	version uint64
	index   int
	effect  bot.Effect
}

func (n named) ref() effectRef { return effectRef{n.version, n.index} }

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
// its cause, its effects and its place in the chain stay. A rule that breaks
// is an error, and the fold must then be thrown away.
func (f *fold) apply(h Rules, version uint64, hash store.Hash, b body, events []bot.Event, undone bool) (err error) {
	defer rescue(&err, "the fold of record %d of stream %s", version, f.state.Stream)
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
	return nil
}

// extent says how much of a stream is folded: up to a version, without some
// records.
type extent struct {
	upTo uint64
	out  map[uint64]bool
}

// load computes a stream from the log, and gives what it has folded. When
// records were undone, the stream is read a second time without them.
func (e *Engine) load(ctx context.Context, id bot.StreamID) (*fold, extent, error) {
	f, undoing, x, err := e.loadExtent(ctx, id, extent{upTo: math.MaxUint64})
	if err != nil || len(undoing) == 0 {
		return f, x, err
	}
	f, _, x, err = e.loadExtent(ctx, id, extent{upTo: x.upTo, out: leftOut(undoing)})
	return f, x, err
}

// loadExtent folds a part of a stream. It tells which records undo which, and
// how far the stream went: another process may have added to it meanwhile.
// While nothing is said to be left out, it folds until the first undoing.
func (e *Engine) loadExtent(ctx context.Context, id bot.StreamID, x extent) (*fold, map[uint64][]uint64, extent, error) {
	f, undoing, read := newFold(id), map[uint64][]uint64{}, extent{out: x.out}
	for r, err := range e.store.Read(ctx, store.Stream(id), 0) {
		if err != nil {
			return nil, nil, x, fmt.Errorf("fold stream %s: %w", id, err)
		}
		version := uint64(r.Version)
		if version > x.upTo {
			break
		}
		read.upTo = version
		b, events, err := e.codec.decode(id, version, r.Body)
		if err != nil {
			return nil, nil, x, err
		}
		for _, event := range events {
			if u, ok := event.(bot.Undone); ok {
				undoing[version] = append(undoing[version], u.Version)
			}
		}
		if len(undoing) > 0 && x.out == nil {
			continue
		}
		if err := f.apply(e.house, version, r.Hash, b, events, x.out[version]); err != nil {
			return nil, nil, x, err
		}
	}
	return f, undoing, read, nil
}

// leftOut says which records an account of who undoes whom leaves out. An
// undoing that was itself undone undoes nothing, and nothing undoes what comes
// after it.
func leftOut(undoing map[uint64][]uint64) map[uint64]bool {
	out := map[uint64]bool{}
	for _, version := range slices.Backward(slices.Sorted(maps.Keys(undoing))) {
		if out[version] {
			continue
		}
		for _, target := range undoing[version] {
			if target < version {
				out[target] = true
			}
		}
	}
	return out
}
