package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"magbot/store"
	"magbot/store/memory"
)

// grown is a record of some streams, written in a random order.
func grown(rt *rapid.T, s store.Store, streams map[store.Stream]*store.Head) {
	for range rapid.IntRange(0, 30).Draw(rt, "appends") {
		name := store.Stream(rapid.SampledFrom([]string{"community", "meeting/1", "meeting/12", "work", "receipts/work"}).Draw(rt, "stream"))
		head := streams[name]
		if head == nil {
			head = &store.Head{Stream: name}
			streams[name] = head
		}
		bodies := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 9), 1, 4).Draw(rt, "bodies")
		records := store.Chain(name, head.Version, head.Hash, bodies...)
		if err := s.Append(context.Background(), name, head.Version, records...); err != nil {
			rt.Fatal(err)
		}
		head.Version, head.Hash = records[len(records)-1].Version, records[len(records)-1].Hash
	}
}

// breaking is a store that fails after some appends.
type breaking struct {
	*memory.Store
	left int
}

var errBroken = errors.New("broken off")

func (b *breaking) Append(ctx context.Context, s store.Stream, at store.Version, records ...store.Record) error {
	if b.left == 0 {
		return errBroken
	}
	b.left--
	return b.Store.Append(ctx, s, at, records...)
}

// However often a copy is broken off, the next goes on, and in the end both are
// the same.
func TestACopyThatIsBrokenOffGoesOn(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		from, to := memory.New(), &breaking{Store: memory.New()}
		heads := map[store.Stream]*store.Head{}
		grown(rt, from, heads)
		for {
			to.left = rapid.IntRange(1, 3).Draw(rt, "appends before it breaks")
			records, err := store.Copy(t.Context(), from, to)
			if errors.Is(err, errBroken) {
				continue
			}
			if err != nil {
				rt.Fatal(err)
			}
			same, err := store.Same(t.Context(), from, to.Store)
			if err != nil || same != records {
				rt.Fatalf("copied %d records, and %d are the same: %v", records, same, err)
			}
			return
		}
	})
}

// A snapshot shows nothing of what comes after it, and is a record of its own.
func TestASnapshotIsTheRecordAsItWas(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ctx := t.Context()
		s, was, heads := memory.New(), memory.New(), map[store.Stream]*store.Head{}
		grown(rt, s, heads)
		if _, err := store.Copy(ctx, s, was); err != nil {
			rt.Fatal(err)
		}
		snapshot, err := store.TakeSnapshot(ctx, s)
		if err != nil {
			rt.Fatal(err)
		}
		grown(rt, s, heads)
		copied := memory.New()
		if _, err := store.Copy(ctx, snapshot, copied); err != nil {
			rt.Fatal(err)
		}
		for _, other := range []interface {
			store.Log
			store.Lister
		}{snapshot, copied} {
			if _, err := store.Same(ctx, was, other); err != nil {
				rt.Fatal(err)
			}
		}
		for _, err := range store.Verify(ctx, snapshot) {
			if err != nil {
				rt.Fatal(err)
			}
		}
		if err := snapshot.Append(ctx, "work", 0); !errors.Is(err, store.ErrPast) {
			rt.Fatalf("got %v", err)
		}
	})
}

func filled(t *testing.T, streams map[store.Stream][]string) *memory.Store {
	t.Helper()
	s := memory.New()
	for name, texts := range streams {
		var bodies [][]byte
		for _, text := range texts {
			bodies = append(bodies, []byte(text))
		}
		if err := s.Append(t.Context(), name, 0, store.Chain(name, 0, store.Hash{}, bodies...)...); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// What is there and is no beginning of the record is named, and nothing is
// written to it.
func TestACopyNeverMixesTwoRecords(t *testing.T) {
	record := map[store.Stream][]string{"community": {"a", "b"}, "work": {"c"}}
	for name, c := range map[string]struct {
		there map[store.Stream][]string
		want  string
	}{
		"another record":      {map[store.Stream][]string{"community": {"x"}}, "stream community record 1: the record that is copied has the hash"},
		"another stream":      {map[store.Stream][]string{"meeting/9": {"x"}}, "stream meeting/9: it is there"},
		"a longer stream":     {map[store.Stream][]string{"work": {"c", "d"}}, "stream work record 2: it is there"},
		"the same to its end": {map[store.Stream][]string{"community": {"a", "b"}}, ""},
		"the beginning":       {map[store.Stream][]string{"community": {"a"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			from, to := filled(t, record), filled(t, c.there)
			_, err := store.Copy(t.Context(), from, to)
			_, different := errors.AsType[*store.DifferentError](err)
			if different != (c.want != "") || different && !strings.HasPrefix(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			if different {
				if _, err := store.Same(t.Context(), to, filled(t, c.there)); err != nil {
					t.Errorf("it was changed: %v", err)
				}
			}
		})
	}
}

func TestTheFirstDifferenceIsNamed(t *testing.T) {
	base := map[store.Stream][]string{"community": {"a", "b"}, "work": {"c"}}
	for name, c := range map[string]struct {
		other map[store.Stream][]string
		want  string
	}{
		"another body":      {map[store.Stream][]string{"community": {"a", "x"}, "work": {"c"}}, "stream community record 2: it ends there"},
		"one record fewer":  {map[store.Stream][]string{"community": {"a"}, "work": {"c"}}, "stream community record 2: it ends there"},
		"a stream fewer":    {map[store.Stream][]string{"community": {"a", "b"}}, "stream work: the other does not have it"},
		"a stream more":     {map[store.Stream][]string{"community": {"a", "b"}, "work": {"c"}, "zone": {"z"}}, "stream zone: only the other has it"},
		"a stream between":  {map[store.Stream][]string{"community": {"a", "b"}, "meeting": {"z"}, "work": {"c"}}, "stream meeting: only the other has it"},
		"another beginning": {map[store.Stream][]string{"community": {"x", "b"}, "work": {"c"}}, "stream community record 2: it ends there"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := store.Same(t.Context(), filled(t, base), filled(t, c.other))
			if _, is := errors.AsType[*store.DifferentError](err); !is || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if n, err := store.Same(t.Context(), filled(t, base), filled(t, base)); err != nil || n != 3 {
		t.Errorf("%d records are the same: %v", n, err)
	}
}

// A closed store and a context that has ended are told, and no half of a record
// passes for all of it.
func TestCopiesAndSnapshotsThatCannotBeMadeSaySo(t *testing.T) {
	s := filled(t, map[store.Stream][]string{"work": {"a"}})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.TakeSnapshot(ctx, s); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	snapshot, err := store.TakeSnapshot(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Copy(ctx, snapshot, memory.New()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	for _, err := range snapshot.Read(t.Context(), "work", 2) {
		if _, is := errors.AsType[*store.ChainError](err); !is {
			t.Errorf("beyond the end: %v", err)
		}
	}
	for r, err := range snapshot.Read(t.Context(), "no stream!", 0) {
		if _, is := errors.AsType[*store.StreamError](err); !is {
			t.Errorf("a name that none can have: %v, %v", r, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"copy": second(store.Copy(t.Context(), s, memory.New())), "compare": second(store.Same(t.Context(), s, memory.New())),
		"copy into": second(store.Copy(t.Context(), memory.New(), s)), "snapshot": second(store.TakeSnapshot(t.Context(), s)),
	} {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func ExampleCopy() {
	ctx := context.Background()
	from, to := memory.New(), memory.New()
	_ = from.Append(ctx, "work", 0, store.Chain("work", 0, store.Hash{}, []byte("one"), []byte("two"))...)
	copied, _ := store.Copy(ctx, from, to)
	same, err := store.Same(ctx, from, to)
	fmt.Println(copied, same, err)
	// Output: 2 2 <nil>
}

// What lies beside a stream is carried over with it, once, and missed by Same
// where it is not.
func TestACopyCarriesTheUrns(t *testing.T) {
	from, to := memory.New(), memory.New()
	records := store.Chain("ballot/1", 0, store.Hash{}, []byte("somebody voted"))
	slip := store.Slip{Key: store.SlipKey{7}, Sealed: []byte("sealed")}
	if err := from.AppendUrn(t.Context(), "ballot/1", 0, store.UrnChange{Lay: []store.Slip{slip}}, records...); err != nil {
		t.Fatal(err)
	}
	if err := to.Append(t.Context(), "ballot/1", 0, records...); err != nil {
		t.Fatal(err)
	}
	var different *store.DifferentError
	if _, err := store.Same(t.Context(), from, to); !errors.As(err, &different) || different.Stream != "ballot/1" {
		t.Errorf("an urn that was not carried over is not missed: %v", err)
	}
	for range 2 {
		if _, err := store.Copy(t.Context(), from, to); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Same(t.Context(), from, to); err != nil {
			t.Error(err)
		}
	}
	got, err := to.Slips(t.Context(), "ballot/1")
	if err != nil || len(got) != 1 || got[0].Key != slip.Key || string(got[0].Sealed) != "sealed" {
		t.Errorf("the copy has %v: %v", got, err)
	}
}
