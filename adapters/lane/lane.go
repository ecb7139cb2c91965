package lane

import "sync"

// Lanes are the lanes in use, by key.
type Lanes struct {
	mu    sync.Mutex
	tails map[string]chan struct{}
}

// New gives lanes that are all empty.
func New() *Lanes { return &Lanes{tails: map[string]chan struct{}{}} }

// Enter takes the next place in a lane. Wait returns when all before it have
// left; leave must be called once.
func (l *Lanes) Enter(key string) (wait, leave func()) {
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
