package engine_test

import (
	"context"
	"crypto/rand"
	"errors"
	"iter"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"magbot/bot"
	"magbot/store"
	"magbot/store/memory"
	"magbot/store/seal"
)

// beside starts a second engine on the store of the first.
func beside(t *testing.T, a *bundle, on store.Store) *bundle {
	t.Helper()
	b := &bundle{t: t, store: on, keys: a.keys, fake: &fake{}}
	b.n.Store(1 << 30)
	b.start()
	t.Cleanup(func() { b.engine.Stop() })
	return b
}

// listener is a platform that says when it was told to forget somebody.
type listener struct {
	fake
	told chan bot.PersonID
}

func (f *listener) Platform() string { return "listening" }

func (f *listener) Forget(_ context.Context, person bot.PersonID) error {
	f.told <- person
	return nil
}

// Who is erased by one process is forgotten by the other too, from memory and
// from its platforms, whether or not it is told of the receipt first.
func TestAnErasureReachesTheOtherProcess(t *testing.T) {
	a := setup(t)
	b := beside(t, a, a.store)
	there := &listener{told: make(chan bot.PersonID, 8)}
	b.engine.Attach(there)
	a.do("tally note", "who", "p-1", "text", "what p-1 said")
	b.do("tally add", "by", "1") // by now the other has read what came before
	if notes := b.state("work").Notes; len(notes) != 1 || notes[0] != "what p-1 said" {
		t.Fatalf("the other process holds %q", notes)
	}
	a.do("tally erase", "who", "p-1")
	select {
	case person := <-there.told:
		if person != "p-1" {
			t.Errorf("told to forget %q", person)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the other process was not told to forget")
	}
	if notes := b.state("work").Notes; len(notes) != 1 || notes[0] == "what p-1 said" {
		t.Errorf("the other process still holds %q", notes)
	}
}

// An effect that names nobody erases nobody: what nobody in particular said stays.
func TestAnErasureWithoutANameErasesNothing(t *testing.T) {
	b := setup(t)
	b.do("tally note", "text", "a remark of nobody")
	b.do("tally erase")
	b.settle()
	b.restart()
	if notes := b.state("work").Notes; !slices.Equal(notes, []string{"a remark of nobody"}) {
		t.Errorf("left are %q", notes)
	}
}

// hiccup is a store that fails to read for a while.
type hiccup struct {
	store.Store
	broken atomic.Bool
	reads  atomic.Int64 // records given
}

func (h *hiccup) Read(ctx context.Context, s store.Stream, after store.Version) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		if h.broken.Load() {
			yield(store.Record{}, errors.New("away"))
			return
		}
		for r, err := range h.Store.Read(ctx, s, after) {
			h.reads.Add(1)
			if !yield(r, err) {
				return
			}
		}
	}
}

// What another process wrote while the store could not be read is taken in once
// it can, though nothing more is written.
func TestWhatCouldNotBeReadIsTakenInLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := setup(t)
		defer a.engine.Stop()
		h := &hiccup{Store: a.store}
		b := beside(t, a, h)
		defer b.engine.Stop()
		h.broken.Store(true)
		a.do("tally add", "by", "5")
		synctest.Wait()
		if got := b.state("work").Sum; got != 0 {
			t.Fatalf("it read %d from a store that is away", got)
		}
		h.broken.Store(false)
		<-time.After(6 * time.Second)
		synctest.Wait()
		if got := b.state("work").Sum; got != 5 {
			t.Errorf("it has %d, want 5", got)
		}
	})
}

// A second process reads what is new, not everything again for every record.
func TestFollowingReadsWhatIsNew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := setup(t)
		defer a.engine.Stop()
		h := &hiccup{Store: a.store}
		b := beside(t, a, h)
		defer b.engine.Stop()
		b.do("tally add", "by", "0") // so that it has folds to go on from
		const many = 300
		for range many {
			a.do("tally add", "by", "1")
			synctest.Wait()
		}
		if got := b.state("work").Sum; got != many {
			t.Errorf("it has %d, want %d", got, many)
		}
		// The decisions, and their receipts in a stream of their own.
		if n := h.reads.Load(); n > 5*many {
			t.Errorf("it read %d records to follow %d decisions", n, many)
		}
	})
}

// behind is a store as a process sees it that hears of nothing others append.
type behind struct{ *memory.Store }

func (behind) Latest(context.Context) (store.Position, error) { return 0, nil }

func (behind) Follow(ctx context.Context, _ store.Position) iter.Seq2[store.Notice, error] {
	return func(func(store.Notice, error) bool) { <-ctx.Done() }
}

// Two processes are given one input, neither knows of the other yet, and their
// clocks stand on both sides of an instant that matters: it is decided once.
func TestOneInputIsDecidedInOneStream(t *testing.T) {
	record := memory.New()
	first := &bundle{t: t, store: record, keys: seal.NewMemory(rand.Reader), fake: &fake{}, now: func() time.Time { return noon.Add(-time.Second) }}
	second := &bundle{t: t, store: behind{record}, keys: first.keys, fake: &fake{}, now: func() time.Time { return noon }}
	for _, b := range []*bundle{first, second} {
		b.start()
		t.Cleanup(func() { b.engine.Stop() })
	}
	in := first.input("tally nearest")
	a, err := first.engine.Handle(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	b, err := second.engine.Handle(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if a.Record != b.Record || a.Record != (bot.Ref{Stream: bot.WorkStream, Version: 1}) || !b.Done {
		t.Errorf("the one has it at %v, the other at %v", a.Record, b.Record)
	}
	for head, err := range record.Streams(t.Context(), string(bot.CommunityStream)) {
		t.Errorf("it was decided in %v too, %v", head, err)
	}
}

// asked is a store that counts how its engine makes sure of what others have
// recorded, and tells what was appended only when it may.
type asked struct {
	*late
	latest, next atomic.Int64
}

func (s *asked) Latest(ctx context.Context) (store.Position, error) {
	s.latest.Add(1)
	return s.Store.Latest(ctx)
}

func (s *asked) AppendNext(ctx context.Context, after store.Position, id store.Stream, at store.Version, change store.UrnChange, records ...store.Record) error {
	s.next.Add(1)
	return s.Store.AppendNext(ctx, after, id, at, change, records...)
}

// Who is alone asks nothing before a decision: the append makes sure. Where another
// process has recorded something, wherever that was, nothing is recorded before it
// is known, and for a while it is asked first.
func TestAnAppendMakesSureThatNobodyElseHasRecordedAnything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := setup(t)
		defer a.engine.Stop()
		kept, ok := a.store.(*memory.Store)
		if !ok {
			t.Fatalf("a store of type %T", a.store)
		}
		there := &asked{late: &late{Store: kept, told: make(chan struct{})}}
		b := beside(t, a, there)
		defer b.engine.Stop()
		began := there.latest.Load()

		a.do("tally place", "by", "3")
		answered := make(chan bot.Answer)
		go func() { answered <- b.do("tally add", "by", "1") }()
		synctest.Wait()
		if there.next.Load() != 1 || there.latest.Load() == began {
			t.Errorf("%d appends were tried, and it was asked %d times what others have recorded", there.next.Load(), there.latest.Load()-began)
		}
		if got := a.state("work").Sum; got != 0 {
			t.Errorf("it recorded %d before it knew", got)
		}
		close(there.told)
		if answer := <-answered; answer.Refused {
			t.Errorf("answer %+v", answer)
		}
		synctest.Wait()
		if here, beside := a.state("work").Sum, b.state("work").Sum; here != 1 || beside != 1 {
			t.Errorf("the sum is %d here and %d there, want 1", here, beside)
		}

		inCompany := there.latest.Load()
		for n := range 80 {
			b.do("tally add", "by", "1")
			synctest.Wait() // until it has heard of its own append
			if n == 0 && there.latest.Load() == inCompany {
				t.Error("right after another's record it is not asked first")
			}
		}
		alone := there.latest.Load()
		if alone-inCompany > 70 {
			t.Errorf("it was asked %d times, though nobody else recorded anything", alone-inCompany)
		}
		for range 10 {
			b.do("tally add", "by", "1")
			synctest.Wait()
		}
		if again := there.latest.Load() - alone; again != 0 {
			t.Errorf("alone it was asked %d times", again)
		}
		if got := a.state("work").Sum; got != 91 {
			t.Errorf("the sum is %d, want 91", got)
		}
	})
}
