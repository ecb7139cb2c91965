package engine

import (
	"context"
	"fmt"
	"slices"

	"magbot/bot"
)

// shown is an effect whose live messages stand on platforms.
type shown struct {
	id bot.StreamID
	n  named
}

// erasure names an effect that erases a person.
type erasure struct {
	id  bot.StreamID
	ref effectRef
}

func (e erasure) String() string { return fmt.Sprintf("%s@%d#%d", e.id, e.ref.version, e.ref.index) }

// lives lists the effects whose live messages show something somewhere, the
// newest of each key. What is pending is written anew anyway.
func (o *outbox) lives() (all []shown) {
	for _, s := range o.engine.all() {
		l := o.ledger(s.id)
		o.engine.mu.RLock()
		effects := slices.Clone(s.seen.named)
		o.engine.mu.RUnlock()
		newest := newestLive(effects)
		for _, n := range effects {
			if n.effect.Do == bot.Live && newest[n.effect.Key] == n.ref() && len(l.messages(n.effect.Key)) > 0 {
				all = append(all, shown{s.id, n})
			}
		}
	}
	return all
}

// isDrawnAnew reports whether a person was erased here, and the messages that
// may name them are about to be written anew.
func (o *outbox) isDrawnAnew(at erasure) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, due := o.redraws[at]
	return due
}

// dueRedraws lists the erasures of a stream after which live messages are still
// to be written anew.
func (o *outbox) dueRedraws(id bot.StreamID) (due []erasure) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for at := range o.redraws {
		if at.id == id {
			due = append(due, at)
		}
	}
	slices.SortFunc(due, func(a, b erasure) int { return a.ref.compare(b.ref) })
	return due
}

// redraw writes the live messages anew that stood when a person was erased:
// those that named them do so no more. Messages on a platform that another
// process serves are left to that process. It reports whether all are written;
// the others are tried again.
func (o *outbox) redraw(ctx context.Context, at erasure) bool {
	o.mu.Lock()
	due := o.redraws[at]
	o.mu.Unlock()
	var left []shown
	for i, s := range due {
		if ctx.Err() != nil {
			left = append(left, due[i:]...)
			break
		}
		done, complete := o.perform(ctx, o.ledger(s.id), s.n, at.String())
		if len(done) > 0 && !o.keep(s.id, done) || !complete {
			left = append(left, s)
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(left) > 0 {
		o.redraws[at] = left
		return false
	}
	delete(o.redraws, at)
	return true
}
