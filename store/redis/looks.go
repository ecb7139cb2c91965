package redis

import (
	"context"
	"errors"
	"sync"
)

// looks lets many who ask the same at once share one answer. Who joins while a
// look is under way waits for the next one: an answer is never older than its
// question.
type looks struct {
	mu   sync.Mutex
	next *look // not begun yet; nil when nobody waits
	busy bool
}

// look is one look of several. err is to be read once done is closed.
type look struct {
	done chan struct{}
	err  error
}

var errLookEnded = errors.New("the store was closed meanwhile")

// join gives the next look to begin, and has run begin it when none is under way.
// It does not depend on who asked first: they may go away.
func (g *looks) join(do func() error, run func(func(context.Context)) bool) *look {
	g.mu.Lock()
	if g.next == nil {
		g.next = &look{done: make(chan struct{})}
	}
	l, begin := g.next, !g.busy
	g.busy = true
	g.mu.Unlock()
	if begin && !run(func(context.Context) { g.all(do) }) {
		g.all(func() error { return errLookEnded })
	}
	return l
}

// all looks until nobody waits any more.
func (g *looks) all(do func() error) {
	for {
		g.mu.Lock()
		l := g.next
		g.next = nil
		g.busy = l != nil
		g.mu.Unlock()
		if l == nil {
			return
		}
		l.err = do()
		close(l.done)
	}
}
