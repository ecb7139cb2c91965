package slack

import (
	"sync"
	"time"
)

// recent knows for a while what arrived, because Slack sends the same event
// again, and under several identifiers.
type recent struct {
	now func() time.Time

	mu    sync.Mutex
	known map[string]*arrival
	swept time.Time
}

// arrival is something that arrived, once or more often.
type arrival struct {
	until time.Time
	done  chan struct{} // closed when err says what came of it
	err   error
}

// remember is how long: Slack's last retry comes after some six minutes.
const remember = 15 * time.Minute

func newRecent(now func() time.Time) *recent {
	return &recent{now: now, known: map[string]*arrival{}}
}

// first reports whether something is new. What is not new comes to what the
// first comes to: wait for its done.
func (r *recent) first(key string) (a *arrival, first bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if now.Sub(r.swept) > time.Minute {
		for k, known := range r.known {
			if now.After(known.until) {
				delete(r.known, k)
			}
		}
		r.swept = now
	}
	if known := r.known[key]; known != nil {
		return known, false
	}
	a = &arrival{until: now.Add(remember), done: make(chan struct{})}
	r.known[key] = a
	return a, true
}

// finish says what came of the first. What failed is to be done when it comes
// again, so it is forgotten.
func (r *recent) finish(key string, a *arrival, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		delete(r.known, key)
	}
	a.err = err
	close(a.done)
}
