package discord

import (
	"sync"
	"time"
)

// recent knows for a while what arrived, because Discord may send the same
// twice, and history holds again what was heard.
type recent struct {
	mu    sync.Mutex
	known map[string]time.Time
	swept time.Time
}

// remember is how long: a token of an interaction lives so long.
const remember = 15 * time.Minute

func newRecent() *recent { return &recent{known: map[string]time.Time{}} }

// first reports whether something is new.
func (r *recent) first(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	if now.Sub(r.swept) > time.Minute {
		for k, until := range r.known {
			if now.After(until) {
				delete(r.known, k)
			}
		}
		r.swept = now
	}
	if _, known := r.known[key]; known {
		return false
	}
	r.known[key] = now.Add(remember)
	return true
}
