package engine_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/store"
	"magbot/store/memory"
	"magbot/store/seal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fake is a platform that remembers, and fails when told to.
type fake struct {
	mu    sync.Mutex
	sent  []bot.Delivery
	ids   map[string]string
	fail  int
	never bool
}

func (f *fake) Platform() string { return "fake" }

func (f *fake) Deliver(_ context.Context, d bot.Delivery) (bot.Posted, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.never {
		return bot.Posted{}, &bot.Undeliverable{Why: "the channel is gone"}
	}
	if f.fail > 0 {
		f.fail--
		return bot.Posted{}, errors.New("try later")
	}
	if f.ids == nil {
		f.ids = map[string]string{}
	}
	if id, again := f.ids[d.ID]; again {
		return bot.Posted{Message: id}, nil
	}
	f.sent = append(f.sent, d)
	f.ids[d.ID] = fmt.Sprint("m", len(f.sent))
	return bot.Posted{Message: f.ids[d.ID]}, nil
}

func (f *fake) deliveries() []bot.Delivery {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]bot.Delivery(nil), f.sent...)
}

// bundle is one community on one store, which can be stopped and started again.
type bundle struct {
	t      testing.TB
	store  store.Store
	keys   *seal.Keyring
	fake   *fake
	engine *engine.Engine
	now    func() time.Time
	paused bool
	bare   bool // no platform is attached
	n      atomic.Int64
}

func setup(t testing.TB) *bundle {
	t.Helper()
	b := &bundle{t: t, store: memory.New(), keys: seal.NewMemory(rand.Reader), fake: &fake{}}
	b.start()
	t.Cleanup(func() { b.engine.Stop() })
	return b
}

func (b *bundle) start() {
	b.t.Helper()
	h, err := newHouse()
	if err != nil {
		b.t.Fatal(err)
	}
	b.engine, err = engine.New(engine.Config{Store: b.store, Keys: b.keys, House: h, Now: b.now, Paused: b.paused})
	if err != nil {
		b.t.Fatal(err)
	}
	if !b.bare {
		b.engine.Attach(b.fake)
	}
	if err := b.engine.Start(context.Background()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bundle) restart() {
	b.t.Helper()
	b.engine.Stop()
	b.start()
}

func (b *bundle) input(path string, args ...string) bot.Input {
	return bot.Input{Cause: bot.Cause(fmt.Sprint("test:", b.n.Add(1))), Place: channel, Intent: bot.Do(path, args...)}
}

func (b *bundle) do(path string, args ...string) bot.Answer {
	b.t.Helper()
	a, err := b.engine.Handle(context.Background(), b.input(path, args...))
	if err != nil {
		b.t.Fatalf("%s: %v", path, err)
	}
	return a
}

func (b *bundle) settle() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := b.engine.Settle(ctx); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bundle) state(id bot.StreamID) tally {
	var t tally
	b.engine.Read(id, bot.Actor{}, bot.Place{}, func(v bot.View) { t = *slot.Of(v.Here) })
	return t
}

func TestAnAnsweredInputIsInTheRecord(t *testing.T) {
	b := setup(t)
	if a := b.do("tally add", "by", "5"); a.Record != (bot.Ref{Stream: "work", Version: 1}) {
		t.Errorf("record %v", a.Record)
	}
	b.restart()
	if got := b.state("work").Sum; got != 5 {
		t.Errorf("after a restart the sum is %d", got)
	}
}

func TestTheSameCauseIsDecidedOnce(t *testing.T) {
	b := setup(t)
	in := b.input("tally add", "by", "5")
	for i := range 3 {
		a, err := b.engine.Handle(t.Context(), in)
		if err != nil || a.Done != (i > 0) {
			t.Errorf("try %d: %+v %v", i, a, err)
		}
		b.restart()
	}
	if got := b.state("work").Sum; got != 5 {
		t.Errorf("the sum is %d", got)
	}
}

func TestManyAtOnceLoseAndDoubleNothing(t *testing.T) {
	b := setup(t)
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			for range 25 {
				in := b.input("tally add", "by", "1")
				for range 2 { // redelivered at once
					if _, err := b.engine.Handle(t.Context(), in); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wait.Wait()
	if got := b.state("work").Sum; got != 400 {
		t.Errorf("the sum is %d", got)
	}
	b.restart()
	if got := b.state("work").Sum; got != 400 {
		t.Errorf("after a restart the sum is %d", got)
	}
}

func TestTwoEnginesOnOneStoreAgree(t *testing.T) {
	a := setup(t)
	b := &bundle{t: t, store: a.store, keys: a.keys, fake: &fake{}}
	b.n.Store(1 << 30)
	b.start()
	t.Cleanup(func() { b.engine.Stop() })
	var wait sync.WaitGroup
	for _, one := range []*bundle{a, b} {
		wait.Go(func() {
			for range 100 {
				one.do("tally add", "by", "1")
			}
		})
	}
	wait.Wait()
	a.do("tally add", "by", "1")
	b.do("tally add", "by", "1")
	if x, y := a.state("work").Sum, b.state("work").Sum; y != 202 || x < 201 {
		t.Errorf("sums %d and %d", x, y)
	}
}

func TestRefusalsAreAnsweredAndNotRecorded(t *testing.T) {
	b := setup(t)
	for _, in := range []bot.Input{
		b.input("tally refuse"), b.input("tally add"), b.input("tally add", "by", "x"), b.input("tally nothing"),
		{Cause: "typed", Place: channel, Intent: bot.Typed{Text: "/mag tally ad 5"}},
	} {
		a, err := b.engine.Handle(t.Context(), in)
		if err != nil || !a.Refused || a.Record.Version != 0 || a.Message.IsZero() {
			t.Errorf("%v: %+v %v", in.Intent, a, err)
		}
	}
	if a, err := b.engine.Handle(t.Context(), bot.Input{Cause: "talk", Place: channel, Intent: bot.Typed{Text: "good morning"}}); err != nil || !a.Ignored {
		t.Errorf("talk: %+v %v", a, err)
	}
	for head, err := range b.store.Streams(t.Context(), "") {
		t.Errorf("%v was recorded (%v)", head, err)
	}
}

func TestWhatBreaksInsideIsAnErrorAndHarmsNobodyElse(t *testing.T) {
	b := setup(t)
	for _, path := range []string{"tally break", "tally panic"} {
		if _, err := b.engine.Handle(t.Context(), b.input(path)); err == nil {
			t.Errorf("%s: no error", path)
		}
	}
	if b.do("tally add", "by", "2"); b.state("work").Sum != 2 {
		t.Error("the stream does not go on")
	}
}

func TestPersonalTextIsSealedAndErased(t *testing.T) {
	b := setup(t)
	b.do("tally note", "who", "p-1", "text", "a private remark")
	b.do("tally note", "who", "p-2", "text", "another remark")
	b.do("tally confide", "text", "for the secretariat")
	for r, err := range b.store.Read(t.Context(), "work", 0) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(r.Body), "remark") || strings.Contains(string(r.Body), "secretariat\"}") {
			t.Errorf("text stands in the clear: %s", r.Body)
		}
	}
	b.restart()
	if d := cmp.Diff([]string{"a private remark", "another remark"}, b.state("work").Notes); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"for the secretariat"}, b.state("work").Confided); d != "" {
		t.Error(d)
	}
	b.do("tally erase", "who", "p-1")
	for _, when := range []string{"at once", "after a restart"} {
		if d := cmp.Diff([]string{"(gone)", "another remark"}, b.state("work").Notes); d != "" {
			t.Errorf("%s: %s", when, d)
		}
		b.restart()
	}
	for head, err := range store.Verify(t.Context(), b.store) {
		if err != nil {
			t.Errorf("%v: %v", head, err)
		}
	}
}

func TestAnotherStreamIsAskedOnce(t *testing.T) {
	b := setup(t)
	b.do("tally send")
	b.restart()
	b.do("tally send")
	if got := b.state("meeting/1").Sum; got != 2 {
		t.Errorf("the other stream has %d", got)
	}
}

func TestAnUndoneRecordIsLeftOut(t *testing.T) {
	b := setup(t)
	b.do("tally add", "by", "5")
	b.do("tally add", "by", "7")
	b.do("tally undo", "version", "2")
	b.do("tally add", "by", "1")
	for _, when := range []string{"at once", "after a restart"} {
		if got := b.state("work").Sum; got != 6 {
			t.Errorf("%s the sum is %d", when, got)
		}
		b.restart()
	}
}

func TestLiveMessagesAreRenewedInPlace(t *testing.T) {
	b := setup(t)
	b.do("tally add", "by", "5")
	b.settle()
	b.do("tally add", "by", "6")
	b.settle()
	sent := b.fake.deliveries()
	if len(sent) != 2 || sent[0].Replaces != "" || sent[1].Replaces != "m1" || sent[0].Key != sent[1].Key {
		t.Fatalf("%+v", sent)
	}
	b.restart()
	b.do("tally add", "by", "1")
	b.settle()
	if sent = b.fake.deliveries(); sent[2].Replaces != "m2" {
		t.Errorf("after a restart it replaces %q", sent[2].Replaces)
	}
}

func TestDeliveriesAreTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		defer b.engine.Stop()
		b.fake.fail = 3
		b.do("tally tell")
		b.settle()
		if sent := b.fake.deliveries(); len(sent) != 1 {
			t.Errorf("%+v", sent)
		}
	})
}

func TestWhatCanNeverBeDeliveredIsGivenUp(t *testing.T) {
	b := setup(t)
	b.fake.never = true
	b.do("tally tell")
	b.settle()
	b.fake.never = false
	b.restart()
	b.settle()
	if sent := b.fake.deliveries(); len(sent) != 0 {
		t.Errorf("%+v", sent)
	}
}

func TestAPausedEnginePostsOnlyWhenTold(t *testing.T) {
	b := setup(t)
	b.engine.Stop()
	b.paused = true
	b.start()
	b.do("tally tell")
	b.settle()
	if sent := b.fake.deliveries(); len(sent) != 0 {
		t.Fatalf("%+v", sent)
	}
	b.engine.Resume()
	b.settle()
	if sent := b.fake.deliveries(); len(sent) != 1 {
		t.Errorf("%+v", sent)
	}
}

func TestTheClockAsksWhenTheInstantComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		defer b.engine.Stop()
		b.do("tally add", "by", "1", "until", "90s")
		<-time.After(89 * time.Second)
		synctest.Wait()
		if b.state("work").Rung != 0 {
			t.Error("rung early")
		}
		<-time.After(2 * time.Second)
		synctest.Wait()
		if got := b.state("work").Rung; got != 1 {
			t.Errorf("rung %d times", got)
		}
	})
}

func TestAnInstantThatPassedWhileStoppedComesOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.do("tally add", "by", "1", "until", "1h")
		b.engine.Stop()
		<-time.After(48 * time.Hour)
		b.start()
		defer b.engine.Stop()
		synctest.Wait()
		b.restart()
		synctest.Wait()
		if got := b.state("work").Rung; got != 1 {
			t.Errorf("rung %d times", got)
		}
	})
}

func TestAtNeverDecreases(t *testing.T) {
	var back atomic.Int64
	b := setup(t)
	b.engine.Stop()
	b.now = func() time.Time {
		return time.Date(2027, 3, 15, 13, 0, 0, 0, time.UTC).Add(-time.Duration(back.Load()))
	}
	b.start()
	b.do("tally add", "by", "1")
	back.Store(int64(time.Hour))
	b.do("tally add", "by", "1")
	b.engine.Read("work", bot.Actor{}, bot.Place{}, func(v bot.View) {
		if !v.Here.Last.Equal(time.Date(2027, 3, 15, 13, 0, 0, 0, time.UTC)) {
			t.Errorf("the last record is of %s", v.Here.Last)
		}
	})
}

// faulty fails appends: before they are written, or after.
type faulty struct {
	store.Store
	before, after atomic.Int32
}

func (f *faulty) Append(ctx context.Context, s store.Stream, at store.Version, r ...store.Record) error {
	if s != "work" {
		return f.Store.Append(ctx, s, at, r...)
	}
	if f.before.Load() > 0 && f.before.Add(-1) >= 0 {
		return store.ErrFull
	}
	err := f.Store.Append(ctx, s, at, r...)
	if f.after.Load() > 0 && f.after.Add(-1) >= 0 {
		return errors.New("the answer was lost")
	}
	return err
}

func (f *faulty) Read(ctx context.Context, s store.Stream, after store.Version) iter.Seq2[store.Record, error] {
	return f.Store.Read(ctx, s, after)
}

func TestAFailedAppendIsNotAnsweredAndCanBeTriedAgain(t *testing.T) {
	f := &faulty{Store: memory.New()}
	b := &bundle{t: t, store: f, keys: seal.NewMemory(rand.Reader), fake: &fake{}}
	b.start()
	t.Cleanup(func() { b.engine.Stop() })
	for name, arm := range map[string]*atomic.Int32{"nothing was written": &f.before, "it was written, but nobody heard": &f.after} {
		t.Run(name, func(t *testing.T) {
			sum := b.state("work").Sum
			in := b.input("tally add", "by", "3")
			arm.Store(1)
			if _, err := b.engine.Handle(t.Context(), in); err == nil {
				t.Fatal("an input that is not known to be recorded was acknowledged")
			}
			if _, err := b.engine.Handle(t.Context(), in); err != nil {
				t.Fatal(err)
			}
			if got := b.state("work").Sum; got != sum+3 {
				t.Errorf("the sum is %d, want %d", got, sum+3)
			}
		})
	}
}

// Any order of inputs, redeliveries and restarts leaves the state that the
// record gives.
func TestReplayEqualsState(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := &bundle{t: t, store: memory.New(), keys: seal.NewMemory(rand.Reader), fake: &fake{}}
		b.start()
		defer func() { b.engine.Stop() }()
		sum, notes := 0, []string(nil)
		var last *bot.Input
		steps := rapid.SliceOfN(rapid.IntRange(0, 4), 1, 30).Draw(rt, "steps")
		for i, step := range steps {
			switch step {
			case 0, 1:
				in := b.input("tally add", "by", fmt.Sprint(i))
				last = &in
				sum += i
				if _, err := b.engine.Handle(t.Context(), in); err != nil {
					rt.Fatal(err)
				}
			case 2:
				text := fmt.Sprint("note ", i)
				notes = append(notes, text)
				b.do("tally note", "who", "p-1", "text", text)
			case 3:
				b.restart()
			case 4:
				if last != nil {
					if a, err := b.engine.Handle(t.Context(), *last); err != nil || !a.Done {
						rt.Fatalf("%+v %v", a, err)
					}
				}
			}
		}
		got := b.state("work")
		if got.Sum != sum || cmp.Diff(notes, got.Notes) != "" {
			rt.Fatalf("got %+v, want %d %q", got, sum, notes)
		}
	})
}
