package discord_test

import (
	"context"
	"sync"

	"magbot/bot"
	"magbot/bot/chat"
)

// greeter greets everybody once, on the spot.
type greeter struct {
	mu  sync.Mutex
	met map[string]bool
}

func (g *greeter) Greet(_ context.Context, a bot.Account) (bot.Answer, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.met[a.User] {
		return bot.Answer{}, nil
	}
	if g.met == nil {
		g.met = map[string]bool{}
	}
	g.met[a.User] = true
	return bot.Answer{Message: chat.Say("Hello, I am magbot.", "/mag me unlink ends it.")}, nil
}
