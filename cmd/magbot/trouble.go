package main

import (
	"context"
	"log/slog"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/trouble"
)

// troubles has what a platform does not let magbot do told to the Chair and the
// Secretariat, and logged for the operator: once a problem, until it is over.
type troubles struct {
	engine   *engine.Engine
	logger   *slog.Logger
	platform string
}

// report takes a problem: its key, what failed, and the words that say what to do.
func (t troubles) report(ctx context.Context, key, what, text string) {
	known := false
	t.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { known = trouble.Of(v).Knows(t.platform, key) })
	if !known {
		t.logger.Error("a platform needs something", "platform", t.platform, "what", text)
	}
	t.tell(ctx, bot.Do("trouble report", "key", key, "platform", t.platform, "what", what, "text", text))
}

// works takes that something has worked. That is so all the time, and hardly ever
// of interest.
func (t troubles) works(ctx context.Context, what string) {
	concerns := false
	t.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { concerns = trouble.Of(v).Concerns(t.platform, what) })
	if concerns {
		t.tell(ctx, bot.Do("trouble works", "platform", t.platform, "what", what))
	}
}

func (t troubles) tell(ctx context.Context, call bot.Call) {
	cause, err := t.engine.NewCause("trouble")
	if err == nil {
		_, err = t.engine.Handle(ctx, bot.Input{Cause: cause, Actor: bot.Actor{Self: bot.ByRecord}, Stream: bot.CommunityStream, Intent: call})
	}
	if err != nil {
		t.logger.Error("note what a platform needs", "platform", t.platform, "error", err)
	}
}
