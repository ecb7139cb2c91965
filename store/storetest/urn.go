package storetest

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"testing"

	"magbot/store"
)

// slip makes one whose key is as random as a hash.
func slip(n int) store.Slip {
	sum := sha256.Sum256(fmt.Appendf(nil, "slip %d", n))
	return store.Slip{Key: store.SlipKey(sum[:16]), Sealed: fmt.Appendf(nil, "sealed %d", n)}
}

func slipsOf(numbers ...int) []store.Slip {
	var list []store.Slip
	for _, n := range numbers {
		list = append(list, slip(n))
	}
	store.SortSlips(list)
	return list
}

// lies fails unless exactly these slips lie in the urn, in the order of keys.
func lies(t *testing.T, s store.Store, stream store.Stream, numbers ...int) {
	t.Helper()
	got, err := s.Slips(t.Context(), stream)
	if err != nil {
		t.Fatalf("look into the urn of %s: %v", stream, err)
	}
	want := slipsOf(numbers...)
	if len(got) != len(want) {
		t.Fatalf("the urn of %s holds %d slips, want %d", stream, len(got), len(want))
	}
	for i := range want {
		if got[i].Key != want[i].Key || !bytes.Equal(got[i].Sealed, want[i].Sealed) {
			t.Fatalf("slip %d of the urn of %s is %x %q, want %x %q", i, stream, got[i].Key, got[i].Sealed, want[i].Key, want[i].Sealed)
		}
	}
}

// with appends one record and changes the urn.
func (w *writer) with(s store.Store, change store.UrnChange) {
	w.t.Helper()
	records := w.next(fmt.Sprintf("%s record %d", w.stream, len(w.records)+1))
	if err := s.AppendUrn(w.t.Context(), w.stream, w.head().Version, change, records...); err != nil {
		w.t.Fatalf("append to %s with its urn: %v", w.stream, err)
	}
	w.records = append(w.records, records...)
}

func laysSlips(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "ballot/1")
	lies(t, h.Store, "ballot/1")
	w.with(h.Store, store.UrnChange{Lay: slipsOf(1)})
	w.with(h.Store, store.UrnChange{Lay: slipsOf(2, 3)})
	w.with(h.Store, store.UrnChange{Lay: slipsOf(3)})
	w.fill(1)
	lies(t, h.Store, "ballot/1", 1, 2, 3)
	w.same(h.Store)
}

func laysWithRecordsAlone(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "ballot/1")
	w.with(h.Store, store.UrnChange{Lay: slipsOf(1)})
	late := newWriter(t, h.Store, "ballot/1")
	err := h.Store.AppendUrn(t.Context(), "ballot/1", 0, store.UrnChange{Lay: slipsOf(2)}, late.next("too late")...)
	wantIs(t, "an append that comes too late", err, store.ErrConflict)
	err = h.Store.AppendUrn(t.Context(), "ballot/1", 0, store.UrnChange{Empty: true}, late.next("too late")...)
	wantIs(t, "an emptying that comes too late", err, store.ErrConflict)
	err = h.Store.AppendUrn(t.Context(), "ballot/1", 1, store.UrnChange{Lay: slipsOf(2)})
	wantIs(t, "slips without a record", err, store.ErrNothing)
	large := store.Slip{Sealed: make([]byte, store.MaxSlip+1)}
	if err := h.Store.AppendUrn(t.Context(), "ballot/1", 1, store.UrnChange{Lay: []store.Slip{large}}, w.next("large")...); err == nil {
		t.Error("a slip that is too large was laid")
	}
	lies(t, h.Store, "ballot/1", 1)
	w.same(h.Store)
}

func emptiesUrns(t *testing.T, h Harness) {
	one, other := newWriter(t, h.Store, "ballot/1"), newWriter(t, h.Store, "ballot/11")
	one.with(h.Store, store.UrnChange{Lay: slipsOf(1, 2)})
	other.with(h.Store, store.UrnChange{Lay: slipsOf(3)})
	one.with(h.Store, store.UrnChange{Empty: true, Lay: slipsOf(4)})
	lies(t, h.Store, "ballot/1", 4)
	one.with(h.Store, store.UrnChange{Empty: true})
	lies(t, h.Store, "ballot/1")
	lies(t, h.Store, "ballot/11", 3)
	one.with(h.Store, store.UrnChange{Empty: true}) // of an empty one nothing is left either
	lies(t, h.Store, "ballot/1")
	one.same(h.Store)
	other.same(h.Store)
}

func layingIsForCopies(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "ballot/1")
	w.fill(2)
	for range 2 { // a copy that was broken off is made again
		if err := h.Store.Lay(t.Context(), "ballot/1", slipsOf(1, 2)...); err != nil {
			t.Fatal(err)
		}
	}
	lies(t, h.Store, "ballot/1", 1, 2)
	w.same(h.Store)
}

func urnsOutlive(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "ballot/1")
	w.with(h.Store, store.UrnChange{Lay: slipsOf(1, 2)})
	again := h.Reopen(t)
	lies(t, again, "ballot/1", 1, 2)
	w.with(again, store.UrnChange{Empty: true})
	lies(t, again, "ballot/1")
}
