package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/moderation"
)

// counter takes what people write in channels.
type counter interface {
	Count(w bot.Wrote, text string) (recorded func(context.Context) error)
}

// following tells the cases of a message what becomes of it. Of what nobody reported
// it hands on to the counter what it was given, and keeps nothing.
type following struct {
	counter

	engine *engine.Engine
}

// Count takes a message as it was written, changed or deleted.
func (f following) Count(w bot.Wrote, text string) (recorded func(context.Context) error) {
	counted := f.counter.Count(w, text)
	if !w.Edit && !w.Gone {
		return counted
	}
	return func(ctx context.Context) error {
		if err := f.tell(ctx, w, text); err != nil {
			return err
		}
		return counted(ctx)
	}
}

func (f following) tell(ctx context.Context, w bot.Wrote, text string) error {
	var cases []bot.StreamID
	f.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { cases = moderation.About(v, w.ID) })
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
