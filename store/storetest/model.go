package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/store"
)

// attempt is one writer in one round: it appends some records to a stream,
// from where the stream stood before the round, or from one record too early.
type attempt struct {
	stream  store.Stream
	bodies  []string
	stale   bool
	records []store.Record
	err     error
}

// equalsModel lets writers race, round after round, and compares the store with
// a model in which one writer a stream wins each round.
func equalsModel(t *testing.T, h Harness) {
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		model := make(map[store.Stream][]store.Record)
		for range rapid.IntRange(1, 4).Draw(rt, "rounds") {
			playRound(t, rt, h.Store, model, run)
		}
		compare(t, rt, h.Store, model, fmt.Sprintf("run-%d/", run))
	})
}

func playRound(t *testing.T, rt *rapid.T, log store.Log, model map[store.Stream][]store.Record, run int) {
	attempts := make([]*attempt, rapid.IntRange(1, 5).Draw(rt, "writers"))
	for i := range attempts {
		a := &attempt{
			stream: store.Stream(fmt.Sprintf("run-%d/%d", run, rapid.IntRange(0, 2).Draw(rt, "stream"))),
			bodies: rapid.SliceOfN(rapid.StringN(0, 20, -1), 1, 3).Draw(rt, "bodies"),
			stale:  rapid.IntRange(0, 4).Draw(rt, "stale") == 0,
		}
		// Two writers never write the same, or both would be right to have won.
		a.bodies[0] = fmt.Sprintf("writer %d: %s", i, a.bodies[0])
		attempts[i] = a
	}
	var group sync.WaitGroup
	for _, a := range attempts {
		known := model[a.stream]
		if a.stale = a.stale && len(known) > 0; a.stale {
			known = known[:len(known)-1]
		}
		head := (&writer{stream: a.stream, records: known}).head()
		a.records = chain(head, a.bodies...)
		group.Go(func() { a.err = log.Append(t.Context(), a.stream, head.Version, a.records...) })
	}
	group.Wait()
	settle(rt, model, attempts)
}

// settle checks who won and takes the winners into the model.
func settle(rt *rapid.T, model map[store.Stream][]store.Record, attempts []*attempt) {
	tried, won := make(map[store.Stream]bool), make(map[store.Stream]bool)
	for _, a := range attempts {
		tried[a.stream] = tried[a.stream] || !a.stale
		switch {
		case a.err != nil && !errors.Is(a.err, store.ErrConflict):
			rt.Fatalf("append to %s: %v", a.stream, a.err)
		case a.err == nil && a.stale:
			rt.Fatalf("a writer that was behind won on %s", a.stream)
		case a.err == nil && won[a.stream]:
			rt.Fatalf("two writers won on %s", a.stream)
		case a.err == nil:
			won[a.stream] = true
			model[a.stream] = append(model[a.stream], a.records...)
		}
	}
	for stream := range tried {
		if tried[stream] != won[stream] {
			rt.Fatalf("nobody won on %s", stream)
		}
	}
}

func compare(t *testing.T, rt *rapid.T, s store.Store, model map[store.Stream][]store.Record, prefix string) {
	all, err := heads(t, s, prefix)
	if err != nil {
		rt.Fatal(err)
	}
	listed := make(map[store.Stream]store.Head)
	for _, head := range all {
		listed[head.Stream] = head
	}
	wanted := make(map[store.Stream]store.Head)
	for stream, records := range model {
		if len(records) == 0 {
			continue
		}
		wanted[stream] = (&writer{stream: stream, records: records}).head()
		got, err := read(t, s, stream, 0)
		if err != nil {
			rt.Fatal(err)
		}
		if difference := diff(records, got); difference != "" {
			rt.Fatalf("stream %s (-model +store):\n%s", stream, difference)
		}
	}
	if diff := cmp.Diff(wanted, listed); diff != "" {
		rt.Fatalf("heads (-model +store):\n%s", diff)
	}
}
