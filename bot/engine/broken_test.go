package engine_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"magbot/bot"
	"magbot/store"
	"magbot/store/memory"
	"magbot/store/seal"
)

// goesOn proves that the stream still takes inputs.
func (b *bundle) goesOn() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	sum := b.state("work").Sum
	if _, err := b.engine.Handle(ctx, b.input("tally add", "by", "1")); err != nil {
		b.t.Fatalf("the stream does not go on: %v", err)
	}
	if got := b.state("work").Sum; got != sum+1 {
		b.t.Errorf("the sum is %d, want %d", got, sum+1)
	}
}

func TestAFactOnWhichTheFoldBreaksIsNotRecorded(t *testing.T) {
	b := setup(t)
	b.do("tally add", "by", "1")
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() { b.do("tally add", "by", "1") })
		wait.Go(func() {
			if _, err := b.engine.Handle(t.Context(), b.input("tally rot")); err == nil {
				t.Error("it was acknowledged")
			}
		})
	}
	wait.Wait()
	if got := b.state("work").Sum; got != 21 {
		t.Errorf("the sum is %d: what others asked was lost with it", got)
	}
	b.goesOn()
	b.restart()
	b.goesOn()
}

func TestAMessageThatCannotBeWrittenHarmsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		defer b.engine.Stop()
		b.do("tally burst")
		b.do("tally tell")
		<-time.After(time.Minute)
		if sent := b.fake.deliveries(); len(sent) != 1 {
			t.Errorf("%+v", sent)
		}
		b.goesOn()
	})
}

func TestAQuestionThatBreaksIsAnError(t *testing.T) {
	b := setup(t)
	if _, err := b.engine.Handle(t.Context(), b.input("tally ask")); err == nil {
		t.Error("no error")
	}
	b.goesOn()
}

func TestWhatIsDueMayBreakInOneStreamAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		defer b.engine.Stop()
		b.do("tally send") // makes meeting/1
		b.do("tally hurry", "until", "90s")
		b.do("tally jinx")
		<-time.After(3 * time.Minute)
		b.goesOn()
	})
}

func TestAnInputThatIsTooLargeIsRefusedAlone(t *testing.T) {
	b := setup(t)
	var wait sync.WaitGroup
	for i := range 10 {
		wait.Go(func() {
			if i == 3 {
				a, err := b.engine.Handle(t.Context(), b.input("tally big", "size", fmt.Sprint(store.MaxBody)))
				if err != nil || !a.Refused {
					t.Errorf("too large: refused %v, %v", a.Refused, err)
				}
				return
			}
			b.do("tally add", "by", "1")
		})
	}
	wait.Wait()
	if got := b.state("work").Sum; got != 9 {
		t.Errorf("the sum is %d", got)
	}
}

func TestAFailedClockInputIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &faulty{Store: memory.New()}
		b := &bundle{t: t, store: f, keys: seal.NewMemory(rand.Reader), fake: &fake{}}
		b.start()
		defer b.engine.Stop()
		b.do("tally add", "by", "1", "until", "10s")
		f.before.Store(1)
		<-time.After(2 * time.Minute)
		if got := b.state("work").Rung; got != 1 {
			t.Errorf("rung %d times", got)
		}
	})
}

func TestWhatWasWrittenUnheardIsShownAndPerformed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &faulty{Store: silent{memory.New()}}
		b := &bundle{t: t, store: f, keys: seal.NewMemory(rand.Reader), fake: &fake{}}
		b.start()
		defer b.engine.Stop()
		f.after.Store(1)
		if _, err := b.engine.Handle(t.Context(), b.input("tally tell")); err == nil {
			t.Fatal("no error")
		}
		synctest.Wait()
		if got := b.state("work").Rung; got != 1 {
			t.Error("readers do not see what the record holds")
		}
		if sent := b.fake.deliveries(); len(sent) != 1 {
			t.Errorf("%+v", sent)
		}
	})
}

func TestWhoStopsWaitingDoesNotStopWhatFollows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := &gate{Store: memory.New(), open: make(chan struct{})}
		b := &bundle{t: t, store: gate, keys: seal.NewMemory(rand.Reader), fake: &fake{}}
		b.start()
		defer b.engine.Stop()
		// The first leads and is held at the gate; the second waits behind it
		// and loses patience.
		first := make(chan struct{})
		go func() {
			defer close(first)
			b.do("tally add", "by", "1")
		}()
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error)
		go func() {
			_, err := b.engine.Handle(ctx, b.input("tally send"))
			gone <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-gone; err == nil {
			t.Error("an input was acknowledged before the record held it")
		}
		close(gate.open)
		<-first
		synctest.Wait()
		if got := b.state("meeting/1").Sum; got != 1 {
			t.Errorf("the other stream was asked %d times", got)
		}
	})
}

func TestOneCauseIsNeverDecidedInTwoStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := &gate{Store: memory.New(), open: make(chan struct{})}
		b := &bundle{t: t, store: gate, keys: seal.NewMemory(rand.Reader), fake: &fake{}}
		b.start()
		defer b.engine.Stop()
		in := b.input("tally add", "by", "1")
		again := in
		again.Intent = bot.Do("tally place", "by", "1") // as if what it means had changed meanwhile
		var wait sync.WaitGroup
		wait.Go(func() { _, _ = b.engine.Handle(t.Context(), in) })
		synctest.Wait()
		var second bot.Answer
		wait.Go(func() { second, _ = b.engine.Handle(t.Context(), again) })
		synctest.Wait()
		close(gate.open)
		wait.Wait()
		if !second.Done || b.state("community").Sum != 0 {
			t.Errorf("the same cause was decided again: %+v", second)
		}
	})
}

// silent tells nobody who follows.
type silent struct{ store.Store }

func (silent) Follow(ctx context.Context, _ store.Position) seqNotice {
	return func(func(store.Notice, error) bool) { <-ctx.Done() }
}

// gate holds appends to the work stream until it is opened.
type gate struct {
	store.Store
	open chan struct{}
}

func (g *gate) Append(ctx context.Context, s store.Stream, at store.Version, r ...store.Record) error {
	if s == "work" {
		<-g.open
	}
	return g.Store.Append(ctx, s, at, r...)
}
