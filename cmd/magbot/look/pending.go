package look

import (
	"slices"
	"sync"

	"magbot/bot"
)

// Pending knows whose messages are still being looked at: they wait, or an outside
// service has not answered. It is used from many goroutines at once; the zero value
// knows of none.
type Pending struct {
	mu sync.Mutex
	n  map[bot.Account]int
}

// Any reports whether a message of one of these accounts is still being looked at.
func (p *Pending) Any(accounts []bot.Account) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.ContainsFunc(accounts, func(a bot.Account) bool { return p.n[a] > 0 })
}

func (p *Pending) begin(a bot.Account) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.n == nil {
		p.n = map[bot.Account]int{}
	}
	p.n[a]++
}

func (p *Pending) end(a bot.Account) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.n[a]--; p.n[a] == 0 {
		delete(p.n, a)
	}
}
