package bolt

import (
	"errors"
	"sync"

	"go.etcd.io/bbolt"

	"magbot/store"
)

// What one transaction carries at most.
const (
	groupAdditions = 256
	groupBytes     = 16 << 20
)

// addition is one append that waits for its transaction.
type addition struct {
	stream  store.Stream
	at      store.Version
	records []store.Record
	urn     store.UrnChange

	done chan bool // true: lead the next group; false: it is decided
	err  error
}

// group gathers appends that come while another one is being written, so that
// one sync carries them all. The first leads; when its own is done, it hands
// over to one that waits.
type group struct {
	mu      sync.Mutex
	queue   []*addition
	leading bool
}

func (g *group) append(a *addition, commit func([]*addition)) error {
	a.done = make(chan bool, 1)
	g.mu.Lock()
	g.queue = append(g.queue, a)
	lead := !g.leading
	g.leading = true
	g.mu.Unlock()
	if !lead {
		lead = <-a.done
	}
	if lead {
		g.lead(a, commit)
	}
	return a.err
}

// lead commits what waits, a itself first of all, and hands over.
func (g *group) lead(a *addition, commit func([]*addition)) {
	g.mu.Lock()
	n, size := 0, 0
	for n < len(g.queue) && n < groupAdditions && (n == 0 || size < groupBytes) {
		size += g.queue[n].size()
		n++
	}
	some := g.queue[:n:n]
	g.queue = g.queue[n:]
	g.mu.Unlock()
	commit(some)
	g.mu.Lock()
	if g.leading = len(g.queue) > 0; g.leading {
		g.queue[0].done <- true
	}
	g.mu.Unlock()
	for _, o := range some {
		if o != a {
			o.done <- false
		}
	}
}

func (a *addition) size() (n int) {
	for _, r := range a.records {
		n += len(r.Body)
	}
	for _, slip := range a.urn.Lay {
		n += len(slip.Sealed)
	}
	return n
}

// errNothing rolls a transaction back in which nothing is written.
var errNothing = errors.New("nothing is to be written")

// commit writes appends in one transaction. One that does not follow its stream
// is refused alone. When the whole transaction fails in a way that leaves the
// file as it was, each is tried on its own, for it may have been too large
// together.
func (s *Store) commit(some []*addition) {
	var written []*addition
	err := s.update(func(tx *bbolt.Tx) error {
		written = written[:0]
		for _, a := range some {
			var begun bool
			if begun, a.err = s.write(tx, a); begun && a.err != nil {
				return a.err
			}
			if begun {
				written = append(written, a)
			}
		}
		if len(written) == 0 {
			return errNothing
		}
		return nil
	})
	switch {
	case err == nil || errors.Is(err, errNothing):
	case len(some) == 1 || s.failed.write.Load() != nil || s.failed.inside.Load():
		for _, a := range some {
			a.err = err
		}
	default:
		for _, a := range some {
			s.commit([]*addition{a})
		}
	}
}
