package main_test

import (
	"context"
	"errors"
	"iter"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/house"
	program "magbot/cmd/magbot"
	"magbot/store"
	"magbot/store/seal"
)

// life is one magbot in this process after another, on one data folder. Stages
// embed it; those that stand for one magbot on several platforms share one.
type life struct {
	data string

	keys   *seal.Keyring
	line   *lifeline
	house  *house.House
	engine *engine.Engine
	ctx    context.Context //nolint:containedctx // one life of the bot
	shut   context.CancelFunc
}

// begin opens the data folder and starts a bot that nobody can reach yet. Its
// clock is now; nil for the machine's.
func (l *life) begin(t testing.TB, now func() time.Time) {
	t.Helper()
	record, keys, err := program.OpenData(t.Context(), l.data)
	if err != nil {
		t.Fatal(err)
	}
	if l.house, err = program.NewHouse(); err != nil {
		t.Fatal(err)
	}
	l.keys, l.line = keys, &lifeline{Store: record}
	if l.engine, err = engine.New(engine.Config{Store: l.line, Keys: keys, House: l.house, Now: now}); err != nil {
		t.Fatal(err)
	}
	l.ctx, l.shut = context.WithCancel(context.WithoutCancel(t.Context()))
	if err := l.engine.Start(l.ctx); err != nil {
		t.Fatal(err)
	}
}

// cut cuts the bot off from its store, in the middle of whatever it does, as kill
// -9 would. It reports whether there was one.
func (l *life) cut() bool {
	if l.line == nil {
		return false
	}
	l.line.cut.Store(true)
	return true
}

// bury takes away what is left of the bot, when nobody reaches it any more.
func (l *life) bury(t testing.TB) {
	t.Helper()
	l.engine.Stop()
	if err := errors.Join(l.line.Close(), l.keys.Close()); err != nil {
		t.Error(err)
	}
	l.line = nil
}

// record opens the data folder of a bot that is no more, until the test ends.
func (l *life) record(t testing.TB) (store.Store, *seal.Keyring) {
	t.Helper()
	record, keys, err := program.OpenData(t.Context(), l.data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(record.Close(), keys.Close()); err != nil {
			t.Error(err)
		}
	})
	return record, keys
}

// lifeline is how the bot reaches its store. Once it is cut, nothing of what
// the bot still does is kept.
type lifeline struct {
	store.Store

	cut atomic.Bool
}

var errDead = errors.New("the process is gone")

func (l *lifeline) Append(ctx context.Context, stream store.Stream, at store.Version, records ...store.Record) error {
	if l.cut.Load() {
		return errDead
	}
	return l.Store.Append(ctx, stream, at, records...)
}

func (l *lifeline) Read(ctx context.Context, stream store.Stream, after store.Version) iter.Seq2[store.Record, error] {
	if l.cut.Load() {
		return func(yield func(store.Record, error) bool) { yield(store.Record{}, errDead) }
	}
	return l.Store.Read(ctx, stream, after)
}

// storyClock is the clock of a story and of the bot in it, in a synctest bubble.
// It can stand still while the bot works, and is then behind that of the bubble.
type storyClock struct {
	lock   sync.Mutex
	still  time.Time     // what it shows while it stands
	behind time.Duration // while it runs, how far it is behind
}

// Now implements storytest.Clock.
func (c *storyClock) Now() time.Time {
	c.lock.Lock()
	defer c.lock.Unlock()
	if !c.still.IsZero() {
		return c.still
	}
	return time.Now().Add(-c.behind)
}

// stand lets the clock stand at an instant.
func (c *storyClock) stand(at time.Time) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.still = at
}

// run lets the clock go on from where it stood.
func (c *storyClock) run() {
	c.lock.Lock()
	defer c.lock.Unlock()
	if !c.still.IsZero() {
		c.still, c.behind = time.Time{}, time.Since(c.still)
	}
}

// operate gives a command at the machine itself.
func operate(t testing.TB, e *engine.Engine, path string, args ...string) string {
	t.Helper()
	cause, err := e.NewCause("operator")
	if err != nil {
		t.Fatal(err)
	}
	a, err := e.Handle(t.Context(), bot.Input{
		Cause: cause, Actor: bot.Actor{Self: bot.ByCommand}, Place: bot.Place{Platform: "room"}, Intent: bot.Do(path, args...),
	})
	if err != nil || a.Refused {
		t.Fatalf("%s: %v %+v", path, err, a.Message)
	}
	return saidIn(a.Message)
}
