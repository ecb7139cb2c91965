package bell

import "sync"

// Bell is ready to use as its zero value.
type Bell struct {
	mu   sync.Mutex
	next chan struct{}
}

// Heard returns a channel that is closed by the next Ring.
func (b *Bell) Heard() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == nil {
		b.next = make(chan struct{})
	}
	return b.next
}

// Ring wakes everybody who waits.
func (b *Bell) Ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next != nil {
		close(b.next)
		b.next = nil
	}
}
