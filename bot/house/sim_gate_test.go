package house_test

import (
	"cmp"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// gates hold whatever the engines' goroutines are about to do, until the
// simulation lets one of them go on. So one thing happens at a time, in an order
// that the seed chooses, and a run can be made again.
type gates struct {
	mu      sync.Mutex
	round   int
	waiting []*ticket
	arrived chan struct{} // somebody waits
}

// ticket is one goroutine that waits at a gate.
type ticket struct {
	of    *life
	what  string
	round int // in which it came
	pass  chan struct{}
}

func (t *ticket) is(what string) bool { return strings.HasPrefix(t.what, what) }

// news tells a ticket that takes in what was written, maybe by another machine.
func (t *ticket) news() bool { return t.is("news ") }

// input tells a ticket that gives the engine what a person did.
func (t *ticket) input() bool { return t.is("input ") }

func newGates() *gates { return &gates{arrived: make(chan struct{}, 1)} }

// wait holds the caller. A life that is over holds nobody.
func (g *gates) wait(of *life, what string) {
	g.mu.Lock()
	if of.over {
		g.mu.Unlock()
		return
	}
	t := &ticket{of, what, g.round, make(chan struct{})}
	g.waiting = append(g.waiting, t)
	g.mu.Unlock()
	select {
	case g.arrived <- struct{}{}:
	default:
	}
	<-t.pass
}

// end lets all of a life go, for ever.
func (g *gates) end(of *life) {
	g.mu.Lock()
	defer g.mu.Unlock()
	of.over = true
	g.waiting = slices.DeleteFunc(g.waiting, func(t *ticket) bool {
		if t.of == of {
			close(t.pass)
		}
		return t.of == of
	})
}

// next lets one go on, and reports whether anybody waited. What another machine
// wrote may be left waiting when lag is allowed.
func (g *gates) next(r *rand.Rand, lag bool) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.round++
	leave := lag && r.IntN(3) > 0
	able := slices.DeleteFunc(slices.Clone(g.waiting), func(t *ticket) bool {
		return t.news() && leave || t.input() && t.of.open > 0 && g.has(t.of, "news ") || !t.is(g.turn(t.of))
	})
	if len(able) == 0 {
		return false
	}
	slices.SortFunc(able, func(a, b *ticket) int {
		return cmp.Or(cmp.Compare(a.round, b.round), cmp.Compare(a.of.name, b.of.name), cmp.Compare(a.what, b.what))
	})
	t := able[r.IntN(len(able))]
	if t.input() {
		t.of.open++
	}
	g.waiting = slices.DeleteFunc(g.waiting, func(o *ticket) bool { return o == t })
	close(t.pass)
	return true
}

// has reports whether something of a life waits. An input waits inside the engine
// until it has heard of everything; two that did would go on at once, in an order
// that nobody has chosen.
func (g *gates) has(of *life, what string) bool {
	return slices.ContainsFunc(g.waiting, func(t *ticket) bool { return t.of == of && t.is(what) })
}

// turn is what of a life comes before all else, because who waits there holds a
// lock of the engine: receipts first, as an append may go on to write some.
func (g *gates) turn(of *life) string {
	for _, first := range []string{"receipt ", "append "} {
		if g.has(of, first) {
			return first
		}
	}
	return ""
}

// answered notes that an input which was let go has ended.
func (g *gates) answered(of *life) {
	g.mu.Lock()
	defer g.mu.Unlock()
	of.open--
}

// random is what an engine draws from. It draws for each input that it makes
// itself (what time brings, what a record asks of another stream), holding no
// lock: there the simulation lets it wait its turn.
type random struct{ life *life }

func (r random) Read(b []byte) (int, error) {
	r.life.world.gates.wait(r.life, "own input: "+reason())
	if r.life.off.Load() {
		return 0, errOff
	}
	return r.life.world.drawn.Read(b)
}

// reason tells for what the engine makes an input, from who calls.
func reason() string {
	var callers [32]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	for {
		f, more := frames.Next()
		for _, known := range []string{"clock).ask", "outbox).ask", "Engine).refused"} {
			if strings.HasSuffix(f.Function, known) {
				return known
			}
		}
		if !more {
			return "unknown to the simulation"
		}
	}
}
