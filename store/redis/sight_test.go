package redis //nolint:testpackage // what a process knows of its own appends has no other way in

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"magbot/store"
)

// In whatever order a process hears of its own appends: what it tells without
// asking follows the position at once, one after another, and is what it brought.
func TestOwnAppendsAreToldInOrderAndWithoutGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var g sight
		brought := map[store.Position]store.Version{}
		next := store.Position(0)
		for range rapid.IntRange(0, 600).Draw(t, "appends") {
			next += store.Position(rapid.SampledFrom([]int{1, 1, 1, 1, 1, 1, 1, 1, 2}).Draw(t, "step"))
			at := next
			if rapid.IntRange(0, 20).Draw(t, "late") == 0 && at > 3 {
				at -= 2 // told late
			}
			if _, twice := brought[at]; twice {
				continue
			}
			brought[at] = store.Version(at * 3)
			g.brought(seen{Position: at, Stream: "work", Version: brought[at]})
		}
		after := store.Position(rapid.Uint64Range(0, uint64(next)+2).Draw(t, "after"))
		for i, n := range g.after(after) {
			if n.Position != after+store.Position(i)+1 || brought[n.Position] != n.Version || n.Stream != "work" {
				t.Fatalf("after %d it tells %+v", after, n)
			}
		}
		for i := 1; i < len(g.own); i++ {
			if told := g.after(g.own[i-1].Position); len(told) != len(g.own)-i {
				t.Fatalf("of %d own appends from there, %d are told", len(g.own)-i, len(told))
			}
		}
		if len(g.own) > mostOwn {
			t.Fatalf("%d are remembered", len(g.own))
		}
		if after+1 == next && brought[next] != 0 && g.own[len(g.own)-1].Position == next && len(g.after(after)) != 1 {
			t.Fatalf("the last own append %d is not told", next)
		}
	})
}

// Who asks while a look is under way is answered by one that began later, and
// all who wait by the same.
func TestALookIsNeverOlderThanItsQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g looks
		var count atomic.Int64
		begun, goOn := make(chan struct{}), make(chan struct{})
		do := func() error {
			n := count.Add(1)
			begun <- struct{}{}
			<-goOn
			if n == 2 {
				return errors.New("the second")
			}
			return nil
		}
		var group sync.WaitGroup
		run := func(all func(context.Context)) bool {
			group.Go(func() { all(t.Context()) })
			return true
		}
		first := g.join(do, run)
		<-begun
		second := g.join(do, run)
		for range 5 {
			if g.join(do, run) != second {
				t.Fatal("who waits for the same is given another look")
			}
		}
		goOn <- struct{}{}
		<-first.done
		<-begun
		third := g.join(do, run)
		goOn <- struct{}{}
		<-second.done
		<-begun
		goOn <- struct{}{}
		<-third.done
		group.Wait()
		if first.err != nil || second.err == nil || third.err != nil || count.Load() != 3 {
			t.Errorf("%v, %v, %v in %d looks", first.err, second.err, third.err, count.Load())
		}
		group.Go(func() { <-begun; goOn <- struct{}{} })
		if l := g.join(do, run); first == l {
			t.Error("an old look is given")
		}
		group.Wait()
	})
}

func TestNobodyIsLeftWaitingByAStoreThatIsClosed(t *testing.T) {
	var g looks
	l := g.join(func() error { return nil }, func(func(context.Context)) bool { return false })
	<-l.done
	if !errors.Is(l.err, errLookEnded) {
		t.Errorf("got %v", l.err)
	}
}
