package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"magbot/adapters/lane"
	"magbot/bot"
	"magbot/bot/engine"
	"magbot/moderation"
)

// attend takes what people write in channels: it is counted, and the cases of a
// message hear of its changes. Now and then it looks who reads the moderators' channel.
func attend(ctx context.Context, e *engine.Engine, logger *slog.Logger) (counter, func()) {
	words := counting(e, logger)
	changes := follow(words, e, logger)
	unwatch := watch(ctx, e, logger, watchEvery)
	return changes, func() {
		unwatch()
		changes.close()
		words.Close()
	}
}

// counter takes what people write in channels.
type counter interface {
	Count(w bot.Wrote, text string) (recorded func(context.Context) error)
}

// following tells the cases of a message what becomes of it, in the order in which it
// is heard. Of what nobody reported it keeps nothing. It stops with close.
type following struct {
	counter

	engine *engine.Engine
	logger *slog.Logger
	lanes  *lane.Lanes
	ctx    context.Context //nolint:containedctx // ends with close: what was heard is told after the call that brought it
	end    context.CancelFunc
	work   sync.WaitGroup
}

func follow(c counter, e *engine.Engine, logger *slog.Logger) *following {
	f := &following{counter: c, engine: e, logger: logger, lanes: lane.New()}
	f.ctx, f.end = context.WithCancel(context.Background())
	return f
}

func (f *following) close() {
	f.end()
	f.work.Wait()
}

// mostTelling is how long it is tried to tell a case what became of its message.
const mostTelling = 10 * time.Minute

// Count takes a message as it was written, changed or deleted. A platform may wait
// for the end of it, or not.
func (f *following) Count(w bot.Wrote, text string) (recorded func(context.Context) error) {
	counted := f.counter.Count(w, text)
	var cases []bot.StreamID
	if w.Edit || w.Gone {
		f.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { cases = moderation.About(v, w.ID) })
	}
	if len(cases) == 0 || f.ctx.Err() != nil {
		return counted
	}
	var failed error
	done := make(chan struct{})
	wait, leave := f.lanes.Enter(w.ID)
	f.work.Go(func() {
		defer close(done)
		defer leave()
		wait()
		_, failed = backoff.Retry(f.ctx, func() (struct{}, error) { return struct{}{}, f.tell(f.ctx, cases, w, text) },
			backoff.WithMaxElapsedTime(mostTelling))
		if failed != nil && f.ctx.Err() == nil {
			f.logger.Error("a case does not know what became of its message", "error", failed)
		}
	})
	return func(ctx context.Context) error {
		select {
		case <-done:
		case <-ctx.Done():
			return ctx.Err()
		}
		return errors.Join(failed, counted(ctx))
	}
}

func (f *following) tell(ctx context.Context, cases []bot.StreamID, w bot.Wrote, text string) error {
	for _, id := range cases {
		_, err := f.engine.Handle(ctx, bot.Input{
			Cause: bot.Cause(fmt.Sprintf("changed:%s:%d:%v", w.ID, w.Changed.UnixNano(), w.Gone)),
			Actor: bot.Actor{Self: bot.ByRecord}, Stream: id, Intent: moderation.Changed(text, w.Gone),
		})
		if err != nil {
			return fmt.Errorf("tell a case what became of its message: %w", err)
		}
	}
	return nil
}

// watchEvery is how often it is looked who can read the moderators' channel. Before a
// card is shown there the platform is asked anyway; this is for the time in between.
const watchEvery = time.Minute

// watch looks who can read the moderators' channel, until what it gives is called.
func watch(ctx context.Context, e *engine.Engine, logger *slog.Logger, every time.Duration) (done func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if err := watchOnce(ctx, e); err != nil && ctx.Err() == nil {
				logger.Warn("who is in the moderators' channel is looked at again later", "error", err)
			}
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}

func watchOnce(ctx context.Context, e *engine.Engine) error {
	var place bot.Place
	var named bool
	e.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { place, named = moderation.Watched(v) })
	if !named {
		return nil
	}
	answer, err := e.Inquire(ctx, bot.Request{Members: &place})
	if err != nil {
		return err
	}
	call, err := moderation.Seen(place, answer)
	if err != nil {
		return err
	}
	cause, err := e.NewCause("members")
	if err != nil {
		return err
	}
	_, err = e.Handle(ctx, bot.Input{Cause: cause, Actor: bot.Actor{Self: bot.ByRecord}, Stream: bot.CommunityStream, Intent: call})
	return err
}
