package main

import (
	"context"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/welcome"
)

// greeter has each person told once, over all platforms, what is kept of them.
type greeter struct{ engine *engine.Engine }

// Greet implements what the adapters ask.
func (g greeter) Greet(ctx context.Context, account bot.Account) (bot.Answer, error) {
	met := false
	g.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { met = welcome.Met(v, account) })
	if met {
		return bot.Answer{}, nil
	}
	cause, err := g.engine.NewCause("greet")
	if err != nil {
		return bot.Answer{}, err
	}
	return g.engine.Handle(ctx, bot.Input{
		Cause: cause, Actor: bot.Actor{Self: bot.ByRecord}, Stream: bot.CommunityStream, Intent: welcome.Greet(account),
	})
}
