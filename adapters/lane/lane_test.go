package lane_test

import (
	"sync"
	"testing"
	"testing/synctest"

	"magbot/adapters/lane"
)

func TestALaneKeepsTheOrderOfEntering(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := lane.New()
		var order []int
		var all sync.WaitGroup
		wait, leave := lanes.Enter("one")
		for i := range 5 {
			wait, leave := lanes.Enter("one")
			all.Go(func() {
				defer leave()
				wait()
				order = append(order, i)
			})
		}
		wait() // the first waits for nobody
		synctest.Wait()
		if len(order) != 0 {
			t.Errorf("%v went on before the first had left", order)
		}
		leave()
		all.Wait()
		for i, n := range order {
			if i != n {
				t.Fatalf("the order was %v", order)
			}
		}
		if len(order) != 5 {
			t.Errorf("the order was %v", order)
		}
	})
}

func TestAnotherLaneGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lanes := lane.New()
		_, leaveOne := lanes.Enter("one")
		waitTwo, leaveTwo := lanes.Enter("two")
		waitTwo() // would be a deadlock
		leaveTwo()
		leaveOne()
		wait, leave := lanes.Enter("one") // and an empty one is free again
		wait()
		leave()
	})
}
