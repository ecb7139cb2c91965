package engine_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/store"
	"magbot/store/memory"
	"magbot/store/seal"
)

var errCrashed = errors.New("the machine is off")

// machine is a process that is switched off after so many appends: nothing it
// tries from then on reaches the store or the platform.
type machine struct {
	store.Store
	left     atomic.Int64
	off      atomic.Bool
	platform *fake
}

// spend uses up one step, and reports whether the machine is still on.
func (m *machine) spend() bool {
	if m.left.Add(-1) < 0 {
		m.off.Store(true)
	}
	return !m.off.Load()
}

func (m *machine) Append(ctx context.Context, s store.Stream, at store.Version, r ...store.Record) error {
	if !m.spend() {
		return errCrashed
	}
	return m.Store.Append(ctx, s, at, r...)
}

func (m *machine) Platform() string { return m.platform.Platform() }

func (m *machine) Deliver(ctx context.Context, d bot.Delivery) (bot.Posted, error) {
	if !m.spend() {
		return bot.Posted{}, errCrashed
	}
	posted, err := m.platform.Deliver(ctx, d)
	if !m.spend() { // off before it hears that it was posted
		return bot.Posted{}, errCrashed
	}
	return posted, err
}

// Wherever the machine is switched off, between a record and what it asks of
// another stream, between a message and its receipt, between an erasure and its
// key: after the next start everything that was answered is there, everything
// is performed, and nothing twice.
func TestNothingIsLostOrDoubledWhereverItStops(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		kept, keys, platform := memory.New(), seal.NewMemory(rand.Reader), &fake{}
		steps := rapid.SliceOfN(rapid.SampledFrom([]string{"tally add", "tally send", "tally tell", "tally note"}), 1, 12).Draw(rt, "steps")
		lives := rapid.SliceOfN(rapid.IntRange(0, 12), 0, 6).Draw(rt, "lives")
		next, answered := 0, 0
		for life := 0; next < len(steps); life++ {
			m := &machine{Store: kept, platform: platform}
			m.left.Store(1 << 40)
			if life < len(lives) {
				m.left.Store(int64(lives[life]))
			}
			next = liveOnce(rt, m, keys, steps, next)
			answered = max(answered, next)
		}
		b := &bundle{t: t, store: kept, keys: keys, fake: platform}
		b.start()
		defer b.engine.Stop()
		b.settle()
		check(rt, b, steps)
	})
}

// liveOnce runs one life of a machine, and gives the first step that was not
// answered. Steps are sent again with the same cause, as platforms do.
func liveOnce(rt *rapid.T, m *machine, keys *seal.Keyring, steps []string, next int) int {
	h, err := newHouse()
	if err != nil {
		rt.Fatal(err)
	}
	e, err := engine.New(engine.Config{Store: m, Keys: keys, House: h})
	if err != nil {
		rt.Fatal(err)
	}
	e.Attach(m)
	if err := e.Start(context.Background()); err != nil {
		rt.Fatal(err)
	}
	defer e.Stop()
	for ; next < len(steps) && !m.off.Load(); next++ {
		args := map[string][]string{"tally add": {"by", "1"}, "tally note": {"who", "p-1", "text", "x"}}[steps[next]]
		_, err := e.Handle(context.Background(), bot.Input{
			Cause: bot.Cause(fmt.Sprint("step:", next)), Place: channel, Intent: bot.Do(steps[next], args...),
		})
		if err != nil {
			if !m.off.Load() {
				rt.Fatal(err)
			}
			return next
		}
	}
	return next
}

func check(rt *rapid.T, b *bundle, steps []string) {
	count := map[string]int{}
	for _, s := range steps {
		count[s]++
	}
	work, meeting := b.state("work"), b.state("meeting/1")
	if work.Sum != count["tally add"] || meeting.Sum != count["tally send"] || len(work.Notes) != count["tally note"] {
		rt.Errorf("sum %d, sent %d, notes %d of %v", work.Sum, meeting.Sum, len(work.Notes), count)
	}
	told, last := 0, ""
	for _, d := range b.fake.deliveries() {
		if d.Kind == bot.Post {
			told++
		} else {
			last = fmt.Sprint(d.Message.Blocks)
		}
	}
	if told != count["tally tell"] {
		rt.Errorf("told %d times of %d", told, count["tally tell"])
	}
	if want := fmt.Sprintf("sum %d}]", work.Sum); count["tally add"] > 0 && !strings.HasSuffix(strings.ReplaceAll(last, "]}]", "}]"), want) {
		rt.Errorf("the live message shows %s, not %s", last, want)
	}
}

// A crash between the record of an erasure and the deletion of the key.
func TestAnErasureIsFinishedAfterACrash(t *testing.T) {
	m := &machine{Store: memory.New(), platform: &fake{}}
	keys := &stubborn{Keyring: seal.NewMemory(rand.Reader)}
	keys.refuse.Store(true)
	m.left.Store(1 << 40)
	h, err := newHouse()
	if err != nil {
		t.Fatal(err)
	}
	start := func() *engine.Engine {
		e, err := engine.New(engine.Config{Store: m, Keys: keys, House: h})
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		return e
	}
	e := start()
	for i, call := range []bot.Call{bot.Do("tally note", "who", "p-1", "text", "a remark"), bot.Do("tally erase", "who", "p-1")} {
		if _, err := e.Handle(t.Context(), bot.Input{Cause: bot.Cause(fmt.Sprint(i)), Place: channel, Intent: call}); err != nil {
			t.Fatal(err)
		}
	}
	e.Stop()
	keys.refuse.Store(false)
	e = start()
	defer e.Stop()
	e.Read("work", bot.Actor{}, bot.Place{}, func(v bot.View) {
		if d := cmp.Diff([]string{"(gone)"}, slot.Of(v.Here).Notes); d != "" {
			t.Error(d)
		}
	})
}

// What another process has erased is gone here too, though nobody starts anew.
func TestAnErasureIsFeltInEveryProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := setup(t)
		defer func() { a.engine.Stop() }()
		away := &leaver{fake: &fake{}}
		b := &bundle{t: t, store: a.store, keys: a.keys, fake: away.fake}
		b.n.Store(1 << 30)
		b.start()
		b.engine.Attach(away)
		defer b.engine.Stop()
		a.do("tally note", "who", "p-1", "text", "a remark")
		synctest.Wait()
		if d := cmp.Diff([]string{"a remark"}, b.state("work").Notes); d != "" {
			t.Fatal(d)
		}
		a.do("tally erase", "who", "p-1")
		synctest.Wait()
		if d := cmp.Diff([]string{"(gone)"}, b.state("work").Notes); d != "" {
			t.Error(d)
		}
		if len(away.gone) != 1 || away.gone[0] != "p-1" {
			t.Errorf("the platform of the other process was told to forget %v", away.gone)
		}
	})
}

// The same message reaches another process before that one has heard what the
// first recorded, and means something else there by now: it is still one message.
func TestWhatAnotherProcessHasDecidedIsKnownWhereverItWasDecided(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept, keys := memory.New(), seal.NewMemory(rand.Reader)
		a := &bundle{t: t, store: kept, keys: keys, fake: &fake{}}
		a.start()
		defer func() { a.engine.Stop() }()
		behind := &late{Store: kept, told: make(chan struct{})}
		b := &bundle{t: t, store: behind, keys: keys, fake: &fake{}}
		b.start()
		defer b.engine.Stop()
		first := a.input("tally place", "by", "1")
		if _, err := a.engine.Handle(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		again, answered := first, make(chan bot.Answer)
		again.Intent = bot.Do("tally add", "by", "1")
		go func() {
			answer, err := b.engine.Handle(t.Context(), again)
			if err != nil {
				t.Error(err)
			}
			answered <- answer
		}()
		synctest.Wait()
		close(behind.told)
		if answer := <-answered; !answer.Done || b.state("work").Sum != 0 {
			t.Errorf("it was decided again: %+v, the sum is %d", answer, b.state("work").Sum)
		}
	})
}

// An input that waits for what others have recorded ends with its context, and
// when the engine stops.
func TestWaitingForOthersEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept, keys := memory.New(), seal.NewMemory(rand.Reader)
		behind := &late{Store: kept, told: make(chan struct{})}
		defer close(behind.told)
		b := &bundle{t: t, store: behind, keys: keys, fake: &fake{}}
		b.start()
		a := &bundle{t: t, store: kept, keys: keys, fake: &fake{}}
		a.start()
		defer func() { a.engine.Stop() }()
		a.do("tally add", "by", "1")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := b.engine.Handle(ctx, b.input("tally add", "by", "1")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		ended := make(chan error)
		go func() {
			_, err := b.engine.Handle(t.Context(), b.input("tally add", "by", "1"))
			ended <- err
		}()
		synctest.Wait()
		b.engine.Stop()
		if err := <-ended; !errors.Is(err, engine.ErrNotRunning) {
			t.Errorf("got %v", err)
		}
	})
}

// late is a store that tells what was appended only when it may.
type late struct {
	*memory.Store
	told chan struct{}
}

func (l *late) Follow(ctx context.Context, after store.Position) iter.Seq2[store.Notice, error] {
	return func(yield func(store.Notice, error) bool) {
		select {
		case <-l.told:
		case <-ctx.Done():
			return
		}
		for n, err := range l.Store.Follow(ctx, after) {
			if !yield(n, err) {
				return
			}
		}
	}
}

// leaver is a platform that keeps something of people.
type leaver struct {
	*fake
	gone []bot.PersonID
}

func (l *leaver) Forget(_ context.Context, p bot.PersonID) error {
	l.gone = append(l.gone, p)
	return nil
}

// stubborn does not erase while it refuses.
type stubborn struct {
	*seal.Keyring
	refuse atomic.Bool
}

func (s *stubborn) Erase(id seal.KeyID, at time.Time) error {
	if s.refuse.Load() {
		return errCrashed
	}
	return s.Keyring.Erase(id, at)
}

// What one stream asks of another comes in the order of its records, also when
// the first could not be asked at once.
func TestWhatIsAskedOfAnotherStreamKeepsItsOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &elsewhere{Store: memory.New()}
		b := &bundle{t: t, store: f, keys: seal.NewMemory(rand.Reader), fake: &fake{}}
		b.start()
		defer b.engine.Stop()
		f.refuse.Store(2) // both when the first is asked and when the second is
		b.do("tally send", "what", "first")
		b.do("tally send", "what", "second")
		b.do("tally send", "what", "third")
		<-time.After(2 * time.Minute)
		if d := cmp.Diff([]string{"first", "second", "third"}, b.state("meeting/1").Notes); d != "" {
			t.Error(d)
		}
	})
}

// elsewhere refuses a number of appends to the meeting's stream.
type elsewhere struct {
	store.Store
	refuse atomic.Int32
}

func (e *elsewhere) Append(ctx context.Context, s store.Stream, at store.Version, r ...store.Record) error {
	if s == "meeting/1" && e.refuse.Load() > 0 && e.refuse.Add(-1) >= 0 {
		return store.ErrFull
	}
	return e.Store.Append(ctx, s, at, r...)
}

// Undoing an undoing brings back what was taken back.
func TestAnUndoneUndoingUndoesNothing(t *testing.T) {
	b := setup(t)
	b.do("tally add", "by", "5")       // 1
	b.do("tally add", "by", "7")       // 2
	b.do("tally undo", "version", "2") // 3
	b.do("tally undo", "version", "3") // 4
	b.do("tally undo", "version", "7") // 5: nothing that was
	b.do("tally undo", "version", "6") // 6: itself
	b.do("tally add", "by", "1")       // 7
	for _, when := range []string{"at once", "after a restart"} {
		if got := b.state("work").Sum; got != 13 {
			t.Errorf("%s the sum is %d", when, got)
		}
		b.restart()
	}
}

// Readers see an undo whole: never the undoing beside what it takes back.
func TestReadersSeeAnUndoWhole(t *testing.T) {
	b := setup(t)
	b.do("tally add", "by", "7")
	stop, seen := make(chan struct{}), make(chan string, 1)
	go func() {
		defer close(seen)
		for {
			select {
			case <-stop:
				return
			default:
			}
			b.engine.Read("work", bot.Actor{}, bot.Place{}, func(v bot.View) {
				if v.Here.Version%2 == 0 && slot.Of(v.Here).Sum != 7 || v.Here.Version%2 == 1 && v.Here.Version > 1 && slot.Of(v.Here).Sum != 14 {
					select {
					case seen <- fmt.Sprintf("at version %d the sum is %d", v.Here.Version, slot.Of(v.Here).Sum):
					default:
					}
				}
			})
		}
	}()
	b.do("tally note", "text", "x") // so that additions have odd versions
	for i := range 50 {
		b.do("tally add", "by", "7")
		b.do("tally undo", "version", fmt.Sprint(3+2*i))
	}
	close(stop)
	if half, ok := <-seen; ok {
		t.Error(half)
	}
}

func TestManyStreamsAtOnce(t *testing.T) {
	b := setup(t)
	var wait sync.WaitGroup
	for id := range 40 {
		wait.Go(func() {
			for range 10 {
				in := b.input("tally received")
				in.Actor, in.Stream = bot.Actor{Self: bot.ByRecord}, bot.MeetingStream(bot.MeetingID(fmt.Sprint(id)))
				if _, err := b.engine.Handle(t.Context(), in); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	for _, when := range []string{"at once", "after a restart"} {
		for id := range 40 {
			if got := b.state(bot.MeetingStream(bot.MeetingID(fmt.Sprint(id)))).Sum; got != 10 {
				t.Errorf("%s meeting %d has %d", when, id, got)
			}
		}
		b.restart()
	}
}

func TestTwoEnginesRingOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := setup(t)
		defer func() { a.engine.Stop() }()
		b := &bundle{t: t, store: a.store, keys: a.keys, fake: a.fake}
		b.n.Store(1 << 30)
		b.start()
		defer b.engine.Stop()
		a.do("tally add", "by", "1", "until", "90s")
		<-time.After(3 * time.Minute)
		if x, y := a.state("work").Rung, b.state("work").Rung; x != 1 || y != 1 {
			t.Errorf("rung %d and %d times", x, y)
		}
	})
}

// Two engines serve the same platform: their receipts meet in one stream, and
// each learns from it what the other has done.
func TestReceiptsOfTwoEnginesMeet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := setup(t)
		defer func() { a.engine.Stop() }()
		b := &bundle{t: t, store: a.store, keys: a.keys, fake: a.fake}
		b.n.Store(1 << 30)
		b.start()
		defer b.engine.Stop()
		var wait sync.WaitGroup
		for _, one := range []*bundle{a, b} {
			wait.Go(func() {
				for range 20 {
					one.do("tally tell")
					one.do("tally add", "by", "1")
				}
			})
		}
		wait.Wait()
		<-time.After(5 * time.Minute)
		told := 0
		for _, d := range a.fake.deliveries() {
			if d.Kind == bot.Post {
				told++
			}
		}
		if told != 40 {
			t.Errorf("told %d times of 40", told)
		}
		for head, err := range store.Verify(t.Context(), a.store) {
			if err != nil {
				t.Errorf("%v: %v", head, err)
			}
		}
		a.settle()
		b.settle()
	})
}

func TestAnEngineThatDoesNotRunTakesNothing(t *testing.T) {
	b := setup(t)
	b.engine.Stop()
	b.engine.Stop()
	if _, err := b.engine.Handle(t.Context(), b.input("tally add", "by", "1")); !errors.Is(err, engine.ErrNotRunning) {
		t.Error(err)
	}
	if _, err := b.engine.Form(t.Context(), b.input("tally add")); !errors.Is(err, engine.ErrNotRunning) {
		t.Error(err)
	}
	if err := b.engine.Start(t.Context()); err == nil {
		t.Error("it was started again")
	}
	b.engine.Resume()
	b.engine.Attach(b.fake)
	b.settle()
}

// When Stop returns nobody is at work: nothing reaches the store any more.
func TestStopWaitsForWhoIsInside(t *testing.T) {
	for range 20 {
		w := &watch{Store: memory.New()}
		b := &bundle{t: t, store: w, keys: seal.NewMemory(rand.Reader), fake: &fake{}}
		b.start()
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				for {
					if _, err := b.engine.Handle(t.Context(), b.input("tally tell")); err != nil {
						return
					}
				}
			})
		}
		<-w.busy()
		b.engine.Stop()
		w.stopped.Store(true)
		wait.Wait()
		if n := w.late.Load(); n > 0 {
			t.Fatalf("%d appends came after Stop", n)
		}
	}
}

// watch counts what comes after the stop.
type watch struct {
	store.Store
	once    sync.Once
	first   chan struct{}
	appends atomic.Int32
	stopped atomic.Bool
	late    atomic.Int32
}

// busy is closed when some work has been done.
func (w *watch) busy() <-chan struct{} {
	w.once.Do(func() { w.first = make(chan struct{}) })
	return w.first
}

func (w *watch) Append(ctx context.Context, s store.Stream, at store.Version, r ...store.Record) error {
	w.busy()
	if w.appends.Add(1) == 20 {
		close(w.first)
	}
	runtime.Gosched()
	if w.stopped.Load() {
		w.late.Add(1)
	}
	return w.Store.Append(ctx, s, at, r...)
}

// Effects that are done are let go; those that come after are still performed,
// and none twice.
func TestALongStreamForgetsWhatIsDone(t *testing.T) {
	b := setup(t)
	const many = 1000
	for range many {
		b.do("tally tell")
	}
	b.settle()
	for _, when := range []string{"at once", "after a restart"} {
		b.do("tally tell")
		b.settle()
		if n := len(b.fake.deliveries()); when == "at once" && n != many+1 || when != "at once" && n != many+2 {
			t.Errorf("%s posted %d times", when, n)
		}
		b.restart()
	}
}

// Two engines undo and add on one stream: whatever one reads while the other
// writes, both come to what the record says.
func TestTwoEnginesUndoOnOneStream(t *testing.T) {
	a := setup(t)
	b := &bundle{t: t, store: a.store, keys: a.keys, fake: &fake{}}
	b.n.Store(1 << 30)
	b.start()
	t.Cleanup(func() { b.engine.Stop() })
	var wait sync.WaitGroup
	for _, one := range []*bundle{a, b} {
		wait.Go(func() {
			for range 25 {
				version := one.do("tally add", "by", "7").Record.Version
				one.do("tally undo", "version", fmt.Sprint(version))
				one.do("tally add", "by", "1")
			}
		})
	}
	wait.Wait()
	for name, one := range map[string]*bundle{"first": a, "second": b} {
		one.do("tally add", "by", "0")
		if got := one.state("work").Sum; got != 50 {
			t.Errorf("the %s has %d", name, got)
		}
		one.restart()
		if got := one.state("work").Sum; got != 50 {
			t.Errorf("the %s has %d after a restart", name, got)
		}
	}
}
