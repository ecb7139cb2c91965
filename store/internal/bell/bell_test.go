package bell_test

import (
	"sync"
	"testing"

	"magbot/store/internal/bell"
)

func rung(heard <-chan struct{}) bool {
	select {
	case <-heard:
		return true
	default:
		return false
	}
}

func TestRingWakesThoseWhoListenedBefore(t *testing.T) {
	var b bell.Bell
	b.Ring() // nobody listens: no harm
	first, second := b.Heard(), b.Heard()
	if rung(first) || rung(second) {
		t.Fatal("it rang by itself")
	}
	b.Ring()
	later := b.Heard()
	if !rung(first) || !rung(second) || rung(later) {
		t.Errorf("first %v, second %v, later %v", rung(first), rung(second), rung(later))
	}
}

func TestNoRingIsMissed(t *testing.T) {
	var b bell.Bell
	var mu sync.Mutex
	value := 0
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for seen := 0; seen < 1000; {
				heard := b.Heard()
				mu.Lock()
				now := value
				mu.Unlock()
				if now == seen {
					<-heard
				}
				seen = now
			}
		})
	}
	for range 1000 {
		mu.Lock()
		value++
		mu.Unlock()
		b.Ring()
	}
	group.Wait()
}
