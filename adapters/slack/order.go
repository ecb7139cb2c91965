package slack

import (
	"sync"
	"time"
)

// lanes keep what happens in one place in order: each does its work when the
// one before it in the lane is done.
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

// recent remembers for a while what was done, because Slack sends the same event
// again, and under several identifiers.
type recent struct {
	now func() time.Time

	mu    sync.Mutex
	until map[string]time.Time
	swept time.Time
}

// remember is how long: Slack's last retry comes after some six minutes.
const remember = 15 * time.Minute

func newRecent(now func() time.Time) *recent {
	return &recent{now: now, until: map[string]time.Time{}}
}

// first reports whether something is new, and remembers it.
func (r *recent) first(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if now.Sub(r.swept) > time.Minute {
		for k, until := range r.until {
			if now.After(until) {
				delete(r.until, k)
			}
		}
		r.swept = now
	}
	if until, ok := r.until[key]; ok && !now.After(until) {
		return false
	}
	r.until[key] = now.Add(remember)
	return true
}

// again forgets something, because it failed and is to be done when it comes again.
func (r *recent) again(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.until, key)
}
