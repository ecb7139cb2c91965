package discord

import (
	"sync"
	"time"
)

// lanes keep what happens in one place in order: each does its work when the one
// before it in the lane is done.
type lanes struct {
	mu    sync.Mutex
	tails map[string]chan struct{}
}

func newLanes() *lanes { return &lanes{tails: map[string]chan struct{}{}} }

// enter takes the next place in a lane. Wait returns when all before it have
// left; leave must be called once.
func (l *lanes) enter(key string) (wait, leave func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before, mine := l.tails[key], make(chan struct{})
	l.tails[key] = mine
	wait = func() {
		if before != nil {
			<-before
		}
	}
	return wait, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.tails[key] == mine {
			delete(l.tails, key)
		}
		close(mine)
	}
}

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
