package house_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"magbot/bot"
	"magbot/store/seal"
)

var (
	simSeed   = flag.Uint64("sim.seed", 1, "first seed of the simulation")
	simSeeds  = flag.Uint64("sim.seeds", 4, "how many seeds to simulate")
	simInputs = flag.Int("sim.inputs", 100, "inputs of one simulation")
	simFor    = flag.Duration("sim.for", 0, "begin no further seed after so long, and let histories end early after twice as long; no limit when 0")
)

// simLate is set when histories that are under way are to come to their end. A
// flag, as inside a simulation there is no clock but its own.
var simLate atomic.Bool

// Two machines serve forty people on one store through many meetings. Whatever
// people do, in whatever order it arrives and however often, whether clocks are
// set forward or back, wherever a machine is switched off (before and after each
// append, effect and receipt), whatever the store refuses or leaves unclear: what
// was answered is in the record, nothing is decided twice, both machines show
// the fold of the record, the chain holds, and everything is performed.
func TestSimulation(t *testing.T) {
	var mu sync.Mutex
	began, total, done := time.Now(), map[string]int{}, 0
	if *simFor > 0 {
		late := time.AfterFunc(2**simFor, func() { simLate.Store(true) })
		defer late.Stop()
	}
	t.Run("seeds", func(t *testing.T) {
		for n := range *simSeeds {
			seed := *simSeed + n
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				if *simFor > 0 && time.Since(began) > *simFor {
					return // the log tells how many there were
				}
				w := simulate(t, seed, *simInputs)
				mu.Lock()
				defer mu.Unlock()
				done++
				if w != nil {
					for what, times := range w.counts {
						total[what] += times
					}
				}
			})
		}
	})
	t.Logf("%d seeds of %d inputs in %v", done, *simInputs, time.Since(began).Round(time.Second))
	for _, what := range slices.Sorted(maps.Keys(total)) {
		t.Logf("%7d times: %s", total[what], what)
	}
	if total["records"] < 20_000 || t.Failed() {
		return // few seeds need not come to everything
	}
	for _, must := range []string{
		"crash before append", "crash after append", "crash before effect", "crash after effect", "crash before receipt", "crash after receipt",
		"conflict", "delivered twice at once", "record undone", "refused append", "unsure append", "delivered again", "clock set forward", "clock set back", "meeting closed", "records that time brought",
	} {
		if total[must] == 0 {
			t.Errorf("it never came to this: %s", must)
		}
	}
}

// A seed is a whole history: it ends with the same record every time.
func TestTheSameSeedMakesTheSameRecord(t *testing.T) {
	seed := *simSeed
	a, b := simulate(t, seed, 80), simulate(t, seed, 80)
	if a == nil || b == nil {
		return
	}
	if a.digest == b.digest {
		return
	}
	for i := range min(len(a.audit.order), len(b.audit.order)) {
		if x, y := a.audit.order[i], b.audit.order[i]; x != y {
			t.Fatalf("seed %d: the record differs from %s to %s", seed, x, y)
		}
	}
	t.Fatalf("seed %d: %d records and %d", seed, len(a.audit.order), len(b.audit.order))
}

// sim is a simulated world.
type sim struct {
	*crowd
	seed     uint64
	gates    *gates
	rand     *rand.Rand // of the schedule and of what people do
	drawn    *rand.ChaCha8
	machines []*machine
	aliases  []string
	skew     atomic.Int64 // by which both clocks were set
	rates    rates
	shown    map[string]bot.Posted

	faultMu sync.Mutex
	tried   map[string]uint64
	counts  map[string]int
	inARow  atomic.Int64 // crashes since the last decision that was recorded

	answerMu sync.Mutex
	answered []outcome

	script  []string    // what the meeting's people mean to do next
	meeting int         // its number
	owed    []bot.Input // that had no answer
	crashed bool        // a machine, and the folds were not compared since
	audit   *audit
	digest  string
}

// rates are the chances of what goes wrong, each time that it is tried: a crash
// on each side of an append or of a receipt, a crash on each side of an effect,
// and a failure.
type rates struct{ crash, effect, fail float64 }

// outcome is what came of one input.
type outcome struct {
	in     bot.Input
	on     *life
	answer bot.Answer
	err    error
}

// simulate runs one seed, and returns nil when something went wrong.
func simulate(t *testing.T, seed uint64, inputs int) (w *sim) {
	t.Helper()
	var wrong failure
	synctest.Test(t, func(*testing.T) {
		w = newSim(seed)
		defer func() {
			said := recover()
			for _, m := range w.machines {
				if m.life != nil {
					m.life.off.Store(true)
					m.life.bury()
				}
			}
			if f, ok := said.(failure); ok {
				wrong = f + failure("\n\nafter:\n"+strings.Join(w.told[max(0, len(w.told)-40):], "\n"))
			} else if said != nil {
				panic(said)
			}
		}()
		w.run(inputs)
	})
	if wrong != "" {
		t.Errorf("seed %d: %s\n\nto see it again:\n\tgo test ./bot/house -run '^TestSimulation$' -sim.seed=%d -sim.seeds=1 -sim.inputs=%d", seed, wrong, seed, inputs)
		return nil
	}
	return w
}

func newSim(seed uint64) *sim {
	key := sha256.Sum256(fmt.Append(nil, "simulation ", seed))
	w := &sim{
		crowd: newCrowd(), seed: seed, gates: newGates(), rand: rand.New(rand.NewPCG(seed, 1)), drawn: rand.NewChaCha8(key),
		shown: map[string]bot.Posted{}, tried: map[string]uint64{}, counts: map[string]int{},
	}
	w.crowd.rand = w.rand
	w.keys = seal.NewMemory(rand.NewChaCha8(sha256.Sum256(key[:])))
	w.roster = forty()
	w.ask = w.decide
	w.audit = newAudit(w)
	h, err := oneHouse()
	if err != nil {
		panic(failure(err.Error()))
	}
	w.house = h
	for _, c := range h.Table().All() {
		if !c.Inner {
			w.table = append(w.table, c.Path)
		}
	}
	return w
}

// run is a whole history.
func (w *sim) run(inputs int) {
	for i, name := range []string{"a", "b"} {
		m := &machine{world: w, name: name}
		m.skew.Store(int64(i) * int64(1500*time.Millisecond))
		w.machines = append(w.machines, m)
		m.begin()
		w.rest(false)
	}
	w.engine = w.machines[0].life.engine
	w.found()
	w.aliases = slices.Sorted(maps.Keys(w.people))
	if len(w.aliases) != 40 {
		w.failf("%d people", len(w.aliases))
	}
	w.rates = rates{crash: 0.02, effect: 0.005, fail: 0.01}
	for w.causes < inputs && !simLate.Load() {
		w.someStep()
	}
	if w.causes < inputs {
		w.count("history that ended early, for want of time")
	}
	w.rates = rates{}
	w.peace()
	w.silent()
	w.finish()
}

// someStep is one thing that happens.
func (w *sim) someStep() {
	w.engine = w.anyLife().engine
	switch n := w.rand.IntN(100); {
	case n < 70:
		for range 1 + w.rand.IntN(3) { // on the way at once, so in any order
			in := w.newInput()
			w.send(in)
			if w.rand.IntN(8) == 0 {
				w.count("delivered twice at once")
				w.send(in)
			}
		}
	case n < 78 && len(w.before) > 0:
		w.count("delivered again")
		w.send(w.before[max(0, len(w.before)-1-w.rand.IntN(40))])
	case n < 82:
		w.setClock()
	default:
		w.pass(pick(w.crowd, []time.Duration{time.Second, 4 * time.Second, time.Minute, 3 * time.Minute, 10 * time.Minute}))
	}
	w.rest(w.rand.IntN(2) == 0)
	w.take()
	for _, in := range w.owed {
		if w.rand.IntN(3) == 0 {
			w.count("sent again for want of an answer")
			w.send(in)
		}
	}
	w.rest(w.rand.IntN(2) == 0)
	w.take()
	w.audit.read()
	if w.crashed || w.rand.IntN(60) == 0 {
		w.crashed = false
		w.agree()
	}
}

// setClock sets the clocks of both machines, or of one.
func (w *sim) setClock() {
	d := pick(w.crowd, []time.Duration{time.Hour, 26 * time.Hour, 5 * time.Minute, 8 * 24 * time.Hour, -time.Second, -90 * time.Second, -time.Hour})
	if d < 0 {
		w.count("clock set back")
	} else {
		w.count("clock set forward")
	}
	w.told = append(w.told, fmt.Sprint("the clocks are set by ", d))
	w.skew.Add(int64(d))
	for _, m := range w.machines {
		m.skew.Store(int64(w.rand.IntN(4000)-2000) * int64(time.Millisecond))
	}
}

// anyLife is a machine that has started.
func (w *sim) anyLife() *life {
	return pick(w.crowd, w.machines).life
}

// send gives an input to one of the machines.
func (w *sim) send(in bot.Input) {
	l := w.anyLife()
	w.told = append(w.told, fmt.Sprintf("%s to %s by %s%s: %+v", in.Cause, l.name, in.Actor.Account.User, in.Actor.Self, in.Intent))
	sum := sha256.Sum256(fmt.Append(nil, w.seed, in.Cause, w.rand.Uint64()))
	in.Fresh = hex.EncodeToString(sum[:])
	go func() {
		w.gates.wait(l, "input "+string(in.Cause))
		answer, err := l.engine.Handle(context.Background(), in)
		w.gates.answered(l)
		w.answerMu.Lock()
		defer w.answerMu.Unlock()
		w.answered = append(w.answered, outcome{in, l, answer, err})
	}()
}

// decide has one input decided and everything that follows done.
func (w *sim) decide(in bot.Input) (bot.Answer, error) {
	w.send(in)
	w.rest(false)
	o := w.answered[len(w.answered)-1]
	w.answered = nil
	w.audit.read()
	return o.answer, o.err
}

// take looks at the answers.
func (w *sim) take() {
	slices.SortStableFunc(w.answered, func(a, b outcome) int { return strings.Compare(string(a.in.Cause), string(b.in.Cause)) })
	for _, o := range w.answered {
		w.owed = slices.DeleteFunc(w.owed, func(in bot.Input) bool { return in.Cause == o.in.Cause })
		if o.err != nil {
			slow := strings.Contains(o.err.Error(), "it takes too long to know what others have recorded") // as news may wait while time passes
			if slow {
				w.count("news that came too late for an input")
			}
			if !slow && !o.on.off.Load() && !strings.Contains(o.err.Error(), "simulated:") {
				w.failf("%s to %s: %v", o.in.Cause, o.on.name, o.err)
			}
			o.in.Fresh = ""
			w.owed = append(w.owed, o.in)
			continue
		}
		w.checkAnswer(o.in, o.answer)
		w.audit.promised(o)
	}
	w.answered = nil
	w.heard()
}

// heard fails when an engine complained of something that was not simulated.
func (w *sim) heard() {
	w.faults.mu.Lock()
	defer w.faults.mu.Unlock()
	if len(w.faults.said) > 0 {
		w.failf("complaints: %s", strings.Join(w.faults.said, "\n"))
	}
}

// rest lets everything happen that can without time, one thing after another.
func (w *sim) rest(lag bool) {
	for {
		synctest.Wait()
		if !w.revive() && !w.gates.next(w.rand, lag) {
			return
		}
	}
}

// revive starts anew what is off, and reports whether anything was.
func (w *sim) revive() (found bool) {
	for _, m := range w.machines {
		if m.life.off.Load() {
			w.told = append(w.told, m.life.name+" crashed")
			m.life.bury()
			m.begin()
			found, w.crashed = true, true
		}
	}
	return found
}

// pass lets time pass.
func (w *sim) pass(d time.Duration) {
	w.told = append(w.told, fmt.Sprint(d, " pass"))
	until := time.After(d)
	for {
		w.rest(w.rand.IntN(4) == 0)
		select {
		case <-w.gates.arrived:
		case <-until:
			return
		}
	}
}

// peace lets everything be answered and performed.
func (w *sim) peace() {
	for range 50 {
		w.rest(false)
		w.take()
		if len(w.owed) == 0 {
			break
		}
		for _, in := range w.owed {
			w.send(in)
		}
	}
	if len(w.owed) > 0 {
		w.failf("%d inputs find no answer in quiet times", len(w.owed))
	}
	w.pass(3 * time.Minute) // longer than anything waits until it is tried again
	w.agree()
}

func (w *sim) count(what string) {
	w.faultMu.Lock()
	defer w.faultMu.Unlock()
	w.counts[what]++
}
