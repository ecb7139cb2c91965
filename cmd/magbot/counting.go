package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"magbot/adapters/wordcount"
	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/written"
	"magbot/cmd/magbot/ops"
	watching "magbot/moderation/watch"
)

// counting counts what is written in channels, whatever the platform.
func counting(e *engine.Engine, logger *slog.Logger) *wordcount.Counter {
	return wordcount.New(wordcount.Config{
		Logger: logger,
		Knows: func(p bot.Place) (knows bool) {
			e.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { knows = written.Of(v).Knows(p) })
			return knows
		},
		Record: func(ctx context.Context, cause bot.Cause, stream bot.StreamID, all []bot.Wrote) error {
			call, err := written.Count(all)
			if err != nil {
				return err
			}
			answer, err := e.Handle(ctx, bot.Input{Cause: cause, Actor: bot.Actor{Self: bot.ByRecord}, Stream: stream, Intent: call})
			if err == nil && answer.Refused {
				err = errors.New("the count was refused")
			}
			return err
		},
	})
}

// announcing tells the community's record when a platform has taken the
// announcement that words are counted in a channel, or messages looked at: from then
// on they are.
type announcing struct {
	to     ops.Platform
	engine *engine.Engine
}

// Platform names the platform.
func (p announcing) Platform() string { return p.to.Platform() }

// Conduct hands on who may be heard, where the platform has voice channels.
func (p announcing) Conduct(ctx context.Context, stage bot.Stage) error {
	if to, ok := p.to.(engine.Conductor); ok {
		return to.Conduct(ctx, stage)
	}
	return nil
}

// Members hands on the question who can read a channel.
func (p announcing) Members(ctx context.Context, place bot.Place) (bot.Members, error) {
	if to, ok := p.to.(engine.Lister); ok {
		return to.Members(ctx, place)
	}
	return bot.Members{}, &bot.Unable{Why: bot.Unsupported}
}

// Around hands on the question what was said around a message.
func (p announcing) Around(ctx context.Context, around bot.Around) ([]bot.Said, error) {
	if to, ok := p.to.(engine.Recaller); ok {
		return to.Around(ctx, around)
	}
	return nil, &bot.Unable{Why: bot.Unsupported}
}

// Act hands on what is to be done on the platform.
func (p announcing) Act(ctx context.Context, act bot.Act) error {
	if to, ok := p.to.(engine.Enforcer); ok {
		return to.Act(ctx, act)
	}
	return &bot.Unable{Why: bot.Unsupported}
}

// Forget hands an erasure on.
func (p announcing) Forget(ctx context.Context, person bot.PersonID) error {
	return p.to.Forget(ctx, person)
}

// Deliver hands the message on. When the record does not take what follows, the
// delivery is tried again under its ID, which shows it once.
func (p announcing) Deliver(ctx context.Context, d bot.Delivery) (bot.Posted, error) {
	posted, err := p.to.Deliver(ctx, d)
	if err != nil {
		return posted, err
	}
	call, is := written.AnnouncedBy(d)
	if watched, too := watching.AnnouncedBy(d); too {
		call, is = watched, true
	}
	if !is {
		return posted, nil
	}
	_, err = p.engine.Handle(ctx, bot.Input{
		Cause: bot.Cause("announced:" + d.ID), Actor: bot.Actor{Self: bot.ByRecord}, Stream: bot.CommunityStream, Intent: call,
	})
	if err != nil {
		return bot.Posted{}, fmt.Errorf("note that a channel was told: %w", err)
	}
	return posted, nil
}
