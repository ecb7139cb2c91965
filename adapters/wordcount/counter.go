package wordcount

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"magbot/bot"
)

const (
	// mostBatch is how many messages one record carries.
	mostBatch = 500
	// mostTries is how often a batch is tried, about half an hour, so that one that
	// can never be recorded does not stop all others.
	mostTries = 80
	// mostWaiting is how many messages may wait while the record takes none; what
	// comes on top is left to the platform, which sends it again.
	mostWaiting = 100_000
)

// Config is what a counter needs. Record and Knows are required.
type Config struct {
	// Record has messages of one month recorded, and returns when they are. The
	// same cause with the same messages may come again after an error.
	Record func(ctx context.Context, cause bot.Cause, stream bot.StreamID, all []bot.Wrote) error
	// Knows reports whether messages in a channel can matter at all. It is asked
	// for every message, so it answers from memory.
	Knows  func(bot.Place) bool
	Logger *slog.Logger // never given the content of a message; nil for none
}

// Counter counts what is written. It is used from many goroutines at once, and
// stops with Close.
type Counter struct {
	Config

	mu      sync.Mutex
	waiting []job
	closed  bool
	wake    chan struct{}

	ctx  context.Context //nolint:containedctx // ends with Close
	end  context.CancelFunc
	done chan struct{}
}

// job is a message on its way into the record.
type job struct {
	wrote  bot.Wrote
	result *result
}

// result is what became of the messages of one batch, or of one message alone.
type result struct {
	done chan struct{}
	err  error
}

// New makes a counter that runs.
func New(c Config) *Counter {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	w := &Counter{Config: c, wake: make(chan struct{}, 1), done: make(chan struct{})}
	w.ctx, w.end = context.WithCancel(context.Background())
	go w.run()
	return w
}

// ErrClosed is the error for what came when the counter was closed, or was not
// recorded by then.
var ErrClosed = errors.New("words are not counted any more: magbot stops")

var errFull = errors.New("too much waits to be counted")

func nothing(context.Context) error { return nil }

// Count takes a message as it was written, changed or deleted (then text is
// empty), and does not wait. Recorded waits until the record holds its count; an
// error means that it may be given again. What was typed to the bot is no talk.
func (c *Counter) Count(w bot.Wrote, text string) (recorded func(context.Context) error) {
	if w.Asked || w.Place.Private() || !c.Knows(w.Place) {
		return nothing
	}
	if w.Words = 0; !w.Gone {
		w.Words = Words(text)
	}
	r := &result{done: make(chan struct{})}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return func(context.Context) error { return ErrClosed }
	case len(c.waiting) >= mostWaiting:
		return func(context.Context) error { return errFull }
	}
	c.waiting = append(c.waiting, job{w, r})
	select {
	case c.wake <- struct{}{}:
	default:
	}
	return r.wait
}

func (r *result) wait(ctx context.Context) error {
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		return fmt.Errorf("wait until a message is counted: %w", ctx.Err())
	}
}

// lastTry is how long a counter that closes may take to record what waits.
const lastTry = 5 * time.Second

// Close has what waits recorded, if that works at once, and ends. It may be
// called twice.
func (c *Counter) Close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	timer := time.AfterFunc(lastTry, c.end)
	defer timer.Stop()
	select {
	case c.wake <- struct{}{}:
	default:
	}
	<-c.done
	c.end()
}

func (c *Counter) run() {
	defer close(c.done)
	for {
		batch, more := c.next()
		if len(batch) > 0 {
			c.record(batch)
			continue
		}
		if !more {
			return
		}
		<-c.wake
	}
}

// next gives what waits, at most so much as one record carries; more is false
// when nothing waits and nothing will come.
func (c *Counter) next() (batch []job, more bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := min(len(c.waiting), mostBatch)
	batch, c.waiting = c.waiting[:n:n], c.waiting[n:]
	if len(c.waiting) == 0 {
		c.waiting = nil
	}
	return batch, len(batch) > 0 || !c.closed
}

// record has a batch recorded, month by month, each in the order in which it was
// heard.
func (c *Counter) record(batch []job) {
	var order []bot.StreamID
	months := map[bot.StreamID][]job{}
	for _, j := range batch {
		stream := bot.MonthStream(j.wrote.At)
		if months[stream] == nil {
			order = append(order, stream)
		}
		months[stream] = append(months[stream], j)
	}
	for _, stream := range order {
		err := c.insist(stream, months[stream])
		for _, j := range months[stream] {
			j.result.err = err
			close(j.result.done)
		}
	}
}

// insist tries until it works, or until the counter ends.
func (c *Counter) insist(stream bot.StreamID, jobs []job) error {
	all := make([]bot.Wrote, len(jobs))
	for i, j := range jobs {
		all[i] = j.wrote
	}
	cause := bot.Cause("written:" + rand.Text())
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval = 200*time.Millisecond, 30*time.Second
	for try := 1; ; try++ {
		err := c.safely(cause, stream, all)
		switch {
		case err == nil:
			return nil
		case c.ctx.Err() != nil || c.isClosed():
			return errors.Join(ErrClosed, err)
		case try == mostTries:
			c.Logger.Error("what was written is not counted", "stream", stream, "messages", len(all), "error", err)
			return err
		}
		c.Logger.Error("what was written is not counted yet; it is tried again", "stream", stream, "messages", len(all), "error", err)
		timer := time.NewTimer(wait.NextBackOff())
		select {
		case <-timer.C:
		case <-c.ctx.Done():
		}
		timer.Stop()
	}
}

func (c *Counter) isClosed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

// safely makes an error of a panic.
func (c *Counter) safely(cause bot.Cause, stream bot.StreamID, all []bot.Wrote) (err error) {
	defer func() {
		if r := recover(); r != nil {
			c.Logger.Error("counting broke", "where", string(debug.Stack()))
			err = fmt.Errorf("counting broke: %T", r)
		}
	}()
	return c.Record(c.ctx, cause, stream, all)
}
