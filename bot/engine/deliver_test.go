package engine_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"iter"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"magbot/bot"
	"magbot/store"
	"magbot/store/memory"
	"magbot/store/seal"
)

type seqNotice = iter.Seq2[store.Notice, error]

func TestALiveMessageLeavesWhoIsNoLongerToldOnce(t *testing.T) {
	b := setup(t)
	for _, to := range []string{"old", "new", "new", "new"} {
		b.do("tally desk", "to", to)
		b.settle()
	}
	emptied := 0
	for _, d := range b.fake.deliveries() {
		if d.Place.Channel == "old" && d.Message.IsZero() {
			emptied++
			if d.Replaces != "m1" {
				t.Errorf("it empties %q", d.Replaces)
			}
		}
	}
	if emptied != 1 {
		t.Errorf("the old message was emptied %d times", emptied)
	}
	b.do("tally desk", "to", "old")
	b.settle()
	sent := b.fake.deliveries()
	if back := sent[len(sent)-2]; back.Place.Channel != "old" || back.Replaces != "" {
		t.Errorf("who is told again gets %+v", back)
	}
}

// receiptless refuses receipts while full.
type receiptless struct {
	store.Store
	full  atomic.Bool
	tries atomic.Int32
}

func (r *receiptless) Append(ctx context.Context, s store.Stream, at store.Version, records ...store.Record) error {
	if strings.HasPrefix(string(s), "receipts/") {
		r.tries.Add(1)
		if r.full.Load() {
			return store.ErrFull
		}
	}
	return r.Store.Append(ctx, s, at, records...)
}

// forgetful shows everything that it is given, again and again.
type forgetful struct{ fake }

func (f *forgetful) Deliver(_ context.Context, d bot.Delivery) (bot.Posted, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent = append(f.sent, d)
	return bot.Posted{Message: d.ID}, nil
}

func TestWhatHasNoReceiptForWantOfRoomIsNotPostedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiptless{Store: memory.New()}
		b := &bundle{t: t, store: r, keys: seal.NewMemory(rand.Reader), fake: &fake{}}
		f := &forgetful{}
		b.start()
		b.engine.Attach(f)
		r.full.Store(true)
		b.do("tally tell")
		<-time.After(5 * time.Minute)
		if n := len(f.deliveries()); n != 1 {
			t.Errorf("posted %d times", n)
		}
		r.full.Store(false)
		<-time.After(5 * time.Minute)
		b.restart()
		b.engine.Attach(f)
		<-time.After(5 * time.Minute)
		if n := len(f.deliveries()); n != 1 {
			t.Errorf("after a restart posted %d times", n)
		}
		b.engine.Stop()
	})
}

// slow takes its time, and does what is asked even when the engine stops.
type slow struct {
	forgetful
	asked, goOn chan struct{}
	once        sync.Once
}

func (s *slow) Deliver(ctx context.Context, d bot.Delivery) (bot.Posted, error) {
	s.once.Do(func() { close(s.asked) })
	<-s.goOn
	return s.forgetful.Deliver(ctx, d)
}

func TestWhatWasPostedWhileStoppingIsNotPostedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bundle{t: t, store: memory.New(), keys: seal.NewMemory(rand.Reader), fake: &fake{}}
		s := &slow{asked: make(chan struct{}), goOn: make(chan struct{})}
		b.start()
		b.engine.Attach(s)
		b.do("tally tell")
		<-s.asked
		stopped := make(chan struct{})
		go func() {
			b.engine.Stop()
			close(stopped)
		}()
		synctest.Wait()
		close(s.goOn)
		<-stopped
		b.start()
		b.engine.Attach(s)
		b.settle()
		b.engine.Stop()
		if n := len(s.deliveries()); n != 1 {
			t.Errorf("posted %d times", n)
		}
	})
}

// A reader never waits for the disk, not even while receipts are kept.
func TestReadersDoNotWaitForReceipts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &receiptGate{Store: memory.New(), open: make(chan struct{})}
		b := &bundle{t: t, store: g, keys: seal.NewMemory(rand.Reader), fake: &fake{}}
		b.start()
		defer b.engine.Stop()
		b.do("tally tell")
		synctest.Wait() // the receipt is held
		done := make(chan struct{})
		go func() {
			defer close(done)
			b.do("tally tell")
			b.state("work")
		}()
		synctest.Wait()
		select {
		case <-done:
		default:
			t.Error("a reader waits for the disk")
		}
		close(g.open)
		<-done
	})
}

type receiptGate struct {
	store.Store
	open chan struct{}
}

func (g *receiptGate) Append(ctx context.Context, s store.Stream, at store.Version, r ...store.Record) error {
	if strings.HasPrefix(string(s), "receipts/") {
		<-g.open
	}
	return g.Store.Append(ctx, s, at, r...)
}

func TestEnginesThatServeDifferentPlatformsBothComeToRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &bundle{t: t, store: memory.New(), keys: seal.NewMemory(rand.Reader), fake: &fake{}}
		a.start()
		defer func() { a.engine.Stop() }()
		b := &bundle{t: t, store: a.store, keys: a.keys, fake: &fake{}, bare: true}
		b.n.Store(1 << 30)
		b.start()
		defer func() { b.engine.Stop() }()
		b.do("tally tell")
		<-time.After(5 * time.Minute)
		b.settle()
		if n := len(a.fake.deliveries()); n != 1 {
			t.Errorf("posted %d times", n)
		}
	})
}

// clumsy breaks the first time.
type clumsy struct {
	forgetful
	broken bool
}

func (c *clumsy) Deliver(ctx context.Context, d bot.Delivery) (bot.Posted, error) {
	if !c.broken {
		c.broken = true
		panic("an adapter went wrong")
	}
	return c.forgetful.Deliver(ctx, d)
}

func TestAnAdapterThatBreaksIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bundle{t: t, store: memory.New(), keys: seal.NewMemory(rand.Reader), fake: &fake{}}
		c := &clumsy{}
		b.start()
		defer b.engine.Stop()
		b.engine.Attach(c)
		b.do("tally tell")
		b.settle()
		if n := len(c.deliveries()); n != 1 {
			t.Errorf("posted %d times", n)
		}
	})
}

// What comes while a pass is under way waits for the next, which shows it in one.
func TestWhatComesAtOnceIsShownInOneChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bundle{t: t, store: memory.New(), keys: seal.NewMemory(rand.Reader), fake: &fake{}}
		s := &slow{asked: make(chan struct{}), goOn: make(chan struct{})}
		b.start()
		b.engine.Attach(s)
		b.do("tally add", "by", "1")
		<-s.asked
		from := time.Now()
		for range 100 {
			b.do("tally add", "by", "1")
		}
		close(s.goOn)
		b.settle()
		sent := s.deliveries()
		if len(sent) != 2 {
			t.Errorf("a hundred and one changes were shown in %d", len(sent))
		}
		if last := fmt.Sprint(sent[len(sent)-1].Message.Blocks); !strings.Contains(last, "101") {
			t.Errorf("the last shows %q", last)
		}
		if took := time.Since(from); took > time.Second {
			t.Errorf("it took %v", took)
		}
		b.engine.Stop()
	})
}

// stuck is a store that appends nothing to a stream until it may.
type stuck struct {
	store.Store
	stream store.Stream
	goOn   chan struct{}
}

func (s *stuck) Append(ctx context.Context, stream store.Stream, at store.Version, records ...store.Record) error {
	if stream == s.stream {
		<-s.goOn
	}
	return s.Store.Append(ctx, stream, at, records...)
}

// While many inputs are under way, a live message is changed at a pace; what it
// shows at last is all of them.
func TestWhereMuchComesPassesKeepAPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &stuck{Store: memory.New(), stream: "community", goOn: make(chan struct{})}
		b := &bundle{t: t, store: s, keys: seal.NewMemory(rand.Reader), fake: &fake{}}
		b.start()
		b.do("tally add", "by", "1")
		b.settle()
		var wait sync.WaitGroup
		for range 5 {
			in := b.input("tally place", "by", "1")
			wait.Go(func() {
				if _, err := b.engine.Handle(t.Context(), in); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		before := len(b.fake.deliveries())
		from := time.Now()
		for range 100 {
			b.do("tally add", "by", "1")
			<-time.After(10 * time.Millisecond)
		}
		b.settle()
		sent := b.fake.deliveries()
		if n, took := len(sent)-before, time.Since(from); n < 10 || n > 22 {
			t.Errorf("in %v it was changed %d times", took, n)
		}
		if last := fmt.Sprint(sent[len(sent)-1].Message.Blocks); !strings.Contains(last, "101") {
			t.Errorf("the last shows %q", last)
		}
		close(s.goOn)
		wait.Wait()
		b.engine.Stop()
	})
}
