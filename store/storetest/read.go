package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/store"
)

func readFromTheMiddle(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "work")
	for range 12 {
		w.add(slices.Repeat([]string{"x"}, 100)...) // more than any store copies at once
	}
	for _, after := range []store.Version{0, 1, 511, 512, 513, 600, 1199, 1200} {
		got, err := read(t, h.Store, "work", after)
		if err != nil {
			t.Fatalf("after %d: %v", after, err)
		}
		if len(got) != 1200-int(after) {
			t.Fatalf("after %d: got %d records", after, len(got))
		}
		equal(t, "the rest", w.records[after:], append([]store.Record{}, got...))
	}
}

func readBeyondTheEnd(t *testing.T, h Harness) {
	newWriter(t, h.Store, "work").fill(3)
	for stream, after := range map[store.Stream]store.Version{"work": 4, "nothing": 1} {
		got, err := read(t, h.Store, stream, after)
		lost := wantErr[*store.ChainError](t, "read "+string(stream), err)
		if lost.Stream != stream || len(got) != 0 {
			t.Errorf("read %s after %d: got %d records and %v", stream, after, len(got), lost)
		}
	}
}

func readStops(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "work")
	w.fill(5)
	records := h.Store.Read(t.Context(), "work", 0)
	for range 2 { // a sequence may be used again
		n := 0
		for _, err := range records {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n == 2 {
				break
			}
		}
	}
	for _, err := range h.Store.Streams(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	w.fill(1)
	w.same(h.Store)
}

// slowReader writes from inside the loop that reads: were a lock or a
// transaction held there, this would never end.
func slowReader(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "work")
	w.add(slices.Repeat([]string{"before"}, 600)...)
	other := newWriter(t, h.Store, "other")
	n := 0
	for r, err := range h.Store.Read(t.Context(), "work", 0) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n > 700 {
			break // it may go on for ever, as every record read adds one
		}
		if n%10 == 0 {
			w.add(strings.Repeat("during", 5000))
			other.add(fmt.Sprintf("seen %d", r.Version))
		}
	}
	if n < 600 {
		t.Errorf("the reader saw %d records of the 600 that were there", n)
	}
	for _, err := range h.Store.Streams(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		other.fill(1)
	}
	w.same(h.Store)
	other.same(h.Store)
}

func manyStreams(t *testing.T, h Harness) {
	const streams = 600
	writers := make([]*writer, streams)
	for i := range writers {
		writers[i] = newWriter(t, h.Store, store.Stream(fmt.Sprintf("ballot/%d", i)))
		writers[i].add("opened " + string(writers[i].stream))
	}
	for _, w := range writers[:50] {
		w.add("closed " + string(w.stream))
	}
	for _, w := range writers {
		w.same(h.Store)
	}
	all, err := heads(t, h.Store, "ballot/")
	if err != nil || len(all) != streams {
		t.Fatalf("listed %d streams, %v", len(all), err)
	}
	if !slices.IsSortedFunc(all, func(a, b store.Head) int { return strings.Compare(string(a.Stream), string(b.Stream)) }) {
		t.Error("the list is not sorted")
	}
}

func listStreams(t *testing.T, h Harness) {
	if all, err := heads(t, h.Store, ""); err != nil || len(all) != 0 {
		t.Fatalf("an empty store lists %v, %v", all, err)
	}
	last := make(map[store.Stream]store.Head)
	for _, stream := range []store.Stream{"meeting/2", "meeting/10", "meeting/1", "community", "meeting", "meeting-x", "meeting/1.5", "receipts/meeting/1"} {
		w := newWriter(t, h.Store, stream)
		w.fill(2)
		last[stream] = w.head()
	}
	for prefix, want := range map[string][]store.Stream{
		"":          {"community", "meeting", "meeting-x", "meeting/1", "meeting/1.5", "meeting/10", "meeting/2", "receipts/meeting/1"},
		"meeting":   {"meeting", "meeting-x", "meeting/1", "meeting/1.5", "meeting/10", "meeting/2"},
		"meeting/":  {"meeting/1", "meeting/1.5", "meeting/10", "meeting/2"},
		"meeting/1": {"meeting/1", "meeting/1.5", "meeting/10"},
		"receipts/": {"receipts/meeting/1"},
		"z":         nil, "Meeting": nil, "meeting/2/": nil, "\xff": nil, "*": nil, "meeting/?": nil,
	} {
		all, err := heads(t, h.Store, prefix)
		if err != nil {
			t.Fatal(err)
		}
		var wanted []store.Head
		for _, stream := range want {
			wanted = append(wanted, last[stream])
		}
		if diff := cmp.Diff(wanted, all); diff != "" {
			t.Errorf("prefix %q (-want +got):\n%s", prefix, diff)
		}
	}
}

func verifies(t *testing.T, h Harness) {
	for _, stream := range []store.Stream{"community", "work", "meeting/1"} {
		newWriter(t, h.Store, stream).fill(5)
	}
	n := 0
	for head, err := range store.Verify(t.Context(), h.Store) {
		if err != nil || head.Version != 5 {
			t.Errorf("%v: %v", head, err)
		}
		n++
	}
	if n != 3 {
		t.Errorf("verified %d streams, want 3", n)
	}
}

func closed(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "work")
	w.fill(2)
	next := w.next("late")
	started := 0
	for _, err := range h.Store.Read(t.Context(), "work", 0) {
		if started++; started == 1 {
			closeStore(t, h.Store)
			continue
		}
		wantIs(t, "read that was under way", err, store.ErrClosed)
	}
	if started != 2 {
		t.Errorf("the reader got %d times something, want a record and an error", started)
	}
	closeStore(t, h.Store)
	wantIs(t, "append", h.Store.Append(t.Context(), "work", 2, next...), store.ErrClosed)
	_, err := read(t, h.Store, "work", 0)
	wantIs(t, "read", err, store.ErrClosed)
	_, err = heads(t, h.Store, "")
	wantIs(t, "list", err, store.ErrClosed)
	var last error
	for _, last = range h.Store.Follow(t.Context(), 0) {
	}
	wantIs(t, "follow", last, store.ErrClosed)
}

func cancelled(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "work")
	w.fill(3)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	var last error
	for _, last = range h.Store.Read(ctx, "work", 0) {
		n++
		cancel()
	}
	wantIs(t, "read that was under way", last, context.Canceled)
	if n != 2 {
		t.Errorf("the reader got %d times something, want a record and an error", n)
	}
	wantIs(t, "append", h.Store.Append(ctx, "work", 3, w.next("late")...), context.Canceled)
	for _, last = range h.Store.Streams(ctx, "") {
	}
	wantIs(t, "list", last, context.Canceled)
	w.same(h.Store)
	w.fill(1)
	w.same(h.Store)
}
