package house_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"iter"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/store"
)

var (
	errOff    = errors.New("simulated: the machine is off")
	errRefuse = errors.New("simulated: the store refuses")
	errUnsure = errors.New("simulated: nobody knows whether it was written")
	errBusy   = errors.New("simulated: the platform is busy")
)

// machine is one of the processes that serve the community on one store. It dies
// and lives again.
type machine struct {
	world *sim
	name  string
	lives int
	skew  atomic.Int64 // by which its clock is wrong
	life  *life
}

// life is a machine from its start to its crash.
type life struct {
	*machine
	name   string
	over   bool        // guarded by gates.mu; its goroutines are let go
	open   int         // guarded by gates.mu; inputs under way
	off    atomic.Bool // nothing it tries reaches anybody
	ready  atomic.Bool // it has started
	engine *engine.Engine
	ended  chan struct{} // closed when its start has ended
}

// begin starts the machine, in the background: the start waits at gates too.
func (m *machine) begin() {
	m.lives++
	l := &life{machine: m, name: fmt.Sprintf("%s%d", m.name, m.lives), ended: make(chan struct{})}
	m.life = l
	w := m.world
	e, err := engine.New(engine.Config{
		Store: disk{w.store, l}, Keys: w.keys, House: w.house, Random: random{l}, Logger: slog.New(&ear{&w.faults, l}),
		Now: func() time.Time { return w.now().Add(time.Duration(w.skew.Load() + m.skew.Load())) },
	})
	if err != nil {
		w.failf("%v", err)
	}
	l.engine = e
	e.Attach(socket{l})
	go func() {
		defer close(l.ended)
		if err := e.Start(context.Background()); err != nil {
			if !l.off.Load() {
				w.faults.add("the start of " + l.name + ": " + err.Error())
			}
			return
		}
		l.ready.Store(true)
	}()
}

// bury ends what a crash has left, as the operating system would.
func (l *life) bury() {
	l.world.gates.end(l)
	l.engine.Stop()
	<-l.ended
}

// ear hears what an engine warns of, but for what was simulated.
type ear struct {
	*faults
	life *life
}

func (e *ear) Handle(ctx context.Context, r slog.Record) error {
	simulated := e.life.off.Load()
	r.Attrs(func(a slog.Attr) bool {
		simulated = simulated || strings.Contains(a.Value.String(), "simulated:")
		return true
	})
	if simulated {
		return nil
	}
	return e.faults.Handle(ctx, r)
}

// disk is the store as a machine sees it, with faults.
type disk struct {
	store.Store
	life *life
}

func (d disk) Append(ctx context.Context, s store.Stream, at store.Version, records ...store.Record) error {
	return d.append(s, at, func() error { return d.Store.Append(ctx, s, at, records...) })
}

func (d disk) AppendUrn(ctx context.Context, s store.Stream, at store.Version, change store.UrnChange, records ...store.Record) error {
	return d.append(s, at, func() error { return d.Store.AppendUrn(ctx, s, at, change, records...) })
}

func (d disk) AppendNext(ctx context.Context, after store.Position, s store.Stream, at store.Version, change store.UrnChange, records ...store.Record) error {
	return d.append(s, at, func() error { return d.life.world.store.AppendNext(ctx, after, s, at, change, records...) })
}

func (d disk) append(s store.Stream, at store.Version, do func() error) error {
	w, kind := d.life.world, "append"
	if !engine.Decided(s) {
		kind = "receipt"
	}
	w.gates.wait(d.life, fmt.Sprintf("%s %s@%d", kind, s, at))
	chance := w.fault(d.life, string(s), uint64(at))
	write := func() error {
		err := do()
		if errors.Is(err, store.ErrOthers) {
			w.count("decided in vain")
		}
		if err == nil && kind == "append" {
			w.inARow.Store(0)
		}
		if errors.Is(err, store.ErrConflict) {
			w.count("conflict")
		}
		return err
	}
	switch {
	case d.life.off.Load():
		return errOff
	case chance < w.rates.crash:
		return d.life.crash("crash before " + kind)
	case chance < 2*w.rates.crash:
		if err := write(); err != nil {
			return err
		}
		return d.life.crash("crash after " + kind)
	case kind == "append" && chance < 2*w.rates.crash+w.rates.fail:
		w.count("refused append")
		return errRefuse
	case kind == "append" && chance < 2*w.rates.crash+2*w.rates.fail:
		if err := write(); err != nil {
			return err
		}
		w.count("unsure append")
		return errUnsure
	}
	return write()
}

// mostInARow is how often machines crash without a decision in between, at most. To
// write all messages of a long history anew after an erasure takes so many effects
// and receipts that a machine which may crash at each of them would never be done.
const mostInARow = 40

func (l *life) crash(where string) error {
	l.world.inARow.Add(1)
	l.world.count(where)
	l.off.Store(true)
	return errOff
}

func (d disk) Read(ctx context.Context, s store.Stream, after store.Version) iter.Seq2[store.Record, error] {
	if d.life.off.Load() {
		return func(yield func(store.Record, error) bool) { yield(store.Record{}, errOff) }
	}
	return d.Store.Read(ctx, s, after)
}

func (d disk) Latest(ctx context.Context) (store.Position, error) {
	if d.life.off.Load() {
		return 0, errOff
	}
	return d.life.world.store.Latest(ctx)
}

func (d disk) Claim(ctx context.Context, name, value string) (string, error) {
	if d.life.off.Load() {
		return "", errOff
	}
	return d.life.world.store.Claim(ctx, name, value)
}

func (d disk) Follow(ctx context.Context, after store.Position) iter.Seq2[store.Notice, error] {
	return func(yield func(store.Notice, error) bool) {
		for n, err := range d.Store.Follow(ctx, after) {
			d.life.world.gates.wait(d.life, fmt.Sprintf("news %d", n.Position))
			if d.life.off.Load() || !yield(n, err) {
				return
			}
		}
	}
}

// socket is the platform as a machine reaches it. The platform knows a delivery
// again by its ID.
type socket struct{ life *life }

func (socket) Platform() string { return "room" }

func (s socket) Deliver(ctx context.Context, d bot.Delivery) (bot.Posted, error) {
	w := s.life.world
	w.gates.wait(s.life, "deliver "+d.ID)
	chance := w.fault(s.life, d.ID, 0)
	switch {
	case s.life.off.Load():
		return bot.Posted{}, errOff
	case chance < w.rates.effect:
		return bot.Posted{}, s.life.crash("crash before effect")
	case chance < w.rates.effect+w.rates.fail:
		w.count("busy platform")
		return bot.Posted{}, errBusy
	}
	posted, err := w.show(ctx, d)
	if err == nil && chance >= 1-w.rates.effect {
		return bot.Posted{}, s.life.crash("crash after effect")
	}
	return posted, err
}

// show puts a message before people, once.
func (w *sim) show(ctx context.Context, d bot.Delivery) (bot.Posted, error) {
	if before, ok := w.shown[d.ID]; ok {
		w.count("message posted again")
		return before, nil
	}
	posted, err := w.desk.Deliver(ctx, d)
	w.shown[d.ID] = posted
	return posted, err
}

// fault draws a number from 0 to 1 for something that a life tries. It depends
// on what is tried and how often, not on when.
func (w *sim) fault(l *life, what string, at uint64) float64 {
	w.faultMu.Lock()
	defer w.faultMu.Unlock()
	if w.inARow.Load() > mostInARow {
		return 0.5 // nothing happens by chance
	}
	key := fmt.Sprintf("%d %s %s %d", w.seed, l.name, what, at)
	w.tried[key]++
	h := fnv.New64a()
	h.Write(binary.BigEndian.AppendUint64([]byte(key), w.tried[key]))
	x := h.Sum64() // finished as splitmix64 does, for FNV mixes its last bytes little
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	x ^= x >> 31
	return float64(x>>11) / (1 << 53)
}
