package kepttest

import (
	"context"
	"sync"

	"magbot/bot"
	"magbot/bot/chat"
)

// Greeter greets everybody once, on the spot.
type Greeter struct {
	mu  sync.Mutex
	met map[string]bool
}

// Greet implements the Greeter of an adapter.
func (g *Greeter) Greet(_ context.Context, a bot.Account) (bot.Answer, error) {
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
