package engine

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"magbot/bot"
)

// clock lets time in: it sleeps until the next instant that Due names and asks
// for what has come. A metronome of its own sweeps, in case a timer was missed.
type clock struct {
	engine *Engine
	every  time.Duration // between two sweeps
	wake   chan struct{}

	mu    sync.Mutex
	next  map[bot.StreamID]time.Time // the earliest instant of each stream
	stale map[bot.StreamID]bool      // streams to ask again
	all   bool                       // ask every stream again
	cases bool                       // ask every sealed stream again
	tried map[bot.StreamID]refusals  // not asked again until the stream or the community changes
}

// refusals are the occasions that a stream has refused at one version.
type refusals struct {
	version uint64
	causes  map[bot.Cause]bool
}

func newClock(e *Engine, sweep time.Duration) *clock {
	if sweep <= 0 {
		sweep = usualSweep
	}
	return &clock{
		engine: e, every: sweep, wake: make(chan struct{}, 1), all: true,
		next: map[bot.StreamID]time.Time{}, stale: map[bot.StreamID]bool{}, tried: map[bot.StreamID]refusals{},
	}
}

// changed says that a stream has new records. It may be called with any lock
// of the engine held.
func (c *clock) changed(id bot.StreamID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stale[id] = true
	switch {
	case id == bot.CommunityStream:
		c.all = true // terms and roles may concern any stream
		clear(c.tried)
	case id.Sealed():
		c.cases = true // who may see a case may follow from another
		maps.DeleteFunc(c.tried, func(id bot.StreamID, _ refusals) bool { return id.Sealed() })
	}
	c.nudge()
}

func (c *clock) nudge() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// usualSweep is how often everything pending is looked at again.
const usualSweep = 30 * time.Second

func (c *clock) run(ctx context.Context) {
	metronome := cron.New(cron.WithLocation(time.UTC), cron.WithLogger(cron.DiscardLogger),
		cron.WithChain(cron.SkipIfStillRunning(cron.DiscardLogger)))
	metronome.Schedule(cron.Every(c.every), cron.FuncJob(c.sweep))
	metronome.Start()
	defer func() { <-metronome.Stop().Done() }()
	for {
		wait := c.tick()
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-c.wake:
		case <-ctx.Done():
			timer.Stop()
			return
		}
		timer.Stop()
	}
}

// sweep looks at everything again. A panic in it would end the process, so it
// becomes a line in the log.
func (c *clock) sweep() {
	var err error
	defer func() {
		if err != nil {
			c.engine.log.Error("sweep", "error", err)
		}
	}()
	defer rescue(&err, "the sweep")
	c.mu.Lock()
	c.all = true
	c.mu.Unlock()
	c.nudge()
	c.engine.outbox.sweep()
}

// longestSleep bounds how long the clock sleeps, because the machine's clock
// may be set while it does.
const longestSleep = time.Minute

// tick asks for everything whose instant has come, and says how long to sleep.
func (c *clock) tick() time.Duration {
	now := c.engine.now().UTC()
	for _, due := range c.collect(now) {
		c.ask(due, now)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all || len(c.stale) > 0 {
		return 0
	}
	wait := max(longestSleep, c.every)
	for _, at := range c.next {
		wait = min(wait, max(0, at.Sub(now)))
	}
	return max(wait, time.Millisecond)
}

// occasion is a Due of a stream.
type occasion struct {
	stream  bot.StreamID
	version uint64
	due     bot.Due
}

func (o occasion) cause() bot.Cause {
	return bot.Cause(fmt.Sprintf("clock:%s:%s", o.stream, o.due.Key))
}

// collect asks the streams that changed, or whose instant has come, what is due
// now, earliest first, and remembers when each comes next.
func (c *clock) collect(now time.Time) []occasion {
	e := c.engine
	e.mu.RLock()
	defer e.mu.RUnlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	var ready []occasion
	for id, s := range e.streams {
		at, waits := c.next[id]
		asked := c.all || c.stale[id] || c.cases && id.Sealed()
		if !asked && (!waits || at.After(now)) {
			continue
		}
		delete(c.next, id)
		for _, due := range e.due(id, now) {
			o := occasion{id, s.seen.state.Version, due}
			if e.hasDecided(s, o.cause()) || c.refused(o) {
				continue
			}
			if !due.At.After(now) {
				ready = append(ready, o)
				continue
			}
			if next, has := c.next[id]; !has || due.At.Before(next) {
				c.next[id] = due.At
			}
		}
	}
	c.all, c.cases = false, false
	clear(c.stale)
	slices.SortStableFunc(ready, func(a, b occasion) int {
		return cmp.Or(a.due.At.Compare(b.due.At), cmp.Compare(a.stream, b.stream))
	})
	return ready
}

// hasDecided reports whether a stream has decided a cause. e.mu must be held.
func (e *Engine) hasDecided(s *stream, cause bot.Cause) bool {
	in := bot.Input{Cause: cause}
	if s.id.Sealed() {
		var err error
		if in.Veil.Cause, err = e.veil("cause", string(cause)); err != nil {
			e.log.Error("look whether something was decided", "error", err)
			return true // as nothing could be recorded either; the sweep looks again
		}
	}
	return s.seen.causes[sumCause(causeIn(s.id, in))] != 0
}

// due asks the features what time brings to a stream. A rule that breaks
// leaves the other streams their time. e.mu must be held.
func (e *Engine) due(id bot.StreamID, now time.Time) []bot.Due {
	var all []bot.Due
	err := func() (err error) {
		defer rescue(&err, "what is due")
		all = e.house.Due(e.view(id, nil, now))
		return nil
	}()
	if err != nil {
		e.log.Error("ask what is due", "stream", loggedName(id), "error", err)
	}
	return all
}

// refused reports whether the stream, as it stands, has refused the occasion.
// c.mu must be held.
func (c *clock) refused(o occasion) bool {
	t := c.tried[o.stream]
	return t.version == o.version && t.causes[o.cause()]
}

// ask lets the stream decide what is due. What it refuses is not asked again
// until it has changed; what failed is asked again by the sweep.
func (c *clock) ask(o occasion, now time.Time) {
	if c.engine.ctx.Err() != nil {
		return
	}
	answer, err := c.engine.Handle(c.engine.ctx, bot.Input{
		Cause: o.cause(), At: now, Actor: bot.Actor{Self: bot.ByClock}, Stream: o.stream, Intent: o.due.Call,
	})
	if err != nil {
		c.engine.log.Error("decide what time has brought", "stream", loggedName(o.stream), "occasion", o.due.Key, "error", err)
		return
	}
	if answer.Record.Version != 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.tried[o.stream]
	if t.version != o.version || t.causes == nil {
		t = refusals{version: o.version, causes: map[bot.Cause]bool{}}
	}
	t.causes[o.cause()] = true
	c.tried[o.stream] = t
}
