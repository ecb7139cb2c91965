package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"magbot/store"
)

func appendAndRead(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "meeting/7")
	w.add("one")
	w.add("two", "three", "four")
	w.add("five")
	w.same(h.Store)
	got, err := read(t, h.Store, "meeting/7", 0)
	if err != nil || len(got) != 5 || string(got[3].Body) != "four" || got[3].Version != 4 {
		t.Fatalf("got %d records and %v, want the fourth to be \"four\"", len(got), err)
	}
}

func emptyStream(t *testing.T, h Harness) {
	newWriter(t, h.Store, "meeting/7").fill(1)
	for _, stream := range []store.Stream{"meeting/77", "meeting", "meeting/7/a", "a"} {
		if got, err := read(t, h.Store, stream, 0); err != nil || len(got) != 0 {
			t.Errorf("stream %s: got %d records and the error %v", stream, len(got), err)
		}
	}
}

func conflictByVersion(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "work")
	w.fill(3)
	for _, at := range []store.Version{0, 1, 2, 4, 100} {
		head := store.Head{Stream: "work", Version: at, Hash: w.head().Hash}
		err := h.Store.Append(t.Context(), "work", at, chain(head, "late")...)
		wantIs(t, fmt.Sprintf("append after %d", at), err, store.ErrConflict)
		conflict := wantErr[*store.ConflictError](t, "append", err)
		if conflict.Head != w.head() || conflict.At != at {
			t.Errorf("append after %d: the conflict says that the stream stands at %v and the writer at %d", at, conflict.Head, conflict.At)
		}
	}
	w.same(h.Store)
	missing := chain(store.Head{Stream: "new", Version: 1, Hash: w.head().Hash}, "late")
	wantIs(t, "append after 1 to a new stream", h.Store.Append(t.Context(), "new", 1, missing...), store.ErrConflict)
	if all, err := heads(t, h.Store, ""); err != nil || len(all) != 1 {
		t.Errorf("a refused append left %v, %v", all, err)
	}
}

func conflictByHash(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "work")
	w.fill(2)
	other := store.Chain("work", 0, store.Hash{}, []byte("another"), []byte("past"))
	err := h.Store.Append(t.Context(), "work", 2, chain(store.Head{Stream: "work", Version: 2, Hash: other[1].Hash}, "late")...)
	wantIs(t, "append", err, store.ErrConflict)
	if text := err.Error(); !strings.Contains(text, other[1].Hash.Short()) || !strings.Contains(text, w.head().Hash.Short()) {
		t.Errorf("the conflict %q names not both hashes", text)
	}
	fresh := chain(store.Head{Stream: "fresh", Hash: other[1].Hash}, "first")
	wantIs(t, "append to an empty stream", h.Store.Append(t.Context(), "fresh", 0, fresh...), store.ErrConflict)
	w.same(h.Store)
}

func allOrNone(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "work")
	w.fill(2)
	changes := map[string]func([]store.Record){
		"a body changed":      func(r []store.Record) { r[2].Body = []byte("x") },
		"a hash changed":      func(r []store.Record) { r[2].Hash[0] ^= 1 },
		"a link changed":      func(r []store.Record) { r[2].Prev[0] ^= 1 },
		"a number changed":    func(r []store.Record) { r[2].Version++ },
		"two records swapped": func(r []store.Record) { r[1], r[2] = r[2], r[1] },
		"a record twice":      func(r []store.Record) { r[2] = r[1] },
		"of another stream": func(r []store.Record) {
			copy(r, store.Chain("other", 2, w.head().Hash, []byte("a"), []byte("b"), []byte("c")))
		},
		"numbered from too low": func(r []store.Record) {
			copy(r, store.Chain("work", 1, w.head().Hash, []byte("a"), []byte("b"), []byte("c")))
		},
		"numbered from too high": func(r []store.Record) {
			copy(r, store.Chain("work", 3, w.head().Hash, []byte("a"), []byte("b"), []byte("c")))
		},
	}
	for name, change := range changes {
		batch := w.next("a", "b", "c")
		change(batch)
		wantAs[*store.ChainError](t, name, h.Store.Append(t.Context(), "work", 2, batch...))
	}
	wantIs(t, "late batch", h.Store.Append(t.Context(), "work", 0, chain(store.Head{Stream: "work"}, "a", "b", "c")...), store.ErrConflict)
	w.same(h.Store)
	w.add("d", "e", "f")
	if told := follow(t, h.Store, 2, 1); told[0].Version != 5 {
		t.Errorf("the third append is told as %v", told[0])
	}
	w.same(h.Store)
}

func appendNothing(t *testing.T, h Harness) {
	wantIs(t, "append of nothing", h.Store.Append(t.Context(), "work", 0), store.ErrNothing)
	if all, err := heads(t, h.Store, ""); err != nil || len(all) != 0 {
		t.Errorf("it left %v, %v", all, err)
	}
}

func invalidNames(t *testing.T, h Harness) {
	long := strings.Repeat("a", store.MaxStream)
	for _, name := range []string{"", "A", "a b", "a_b", "/a", "a/", "a//b", "a\x00b", "é", ".", "a/..", "../a", "a\n", long + "a"} {
		stream := store.Stream(name)
		wantAs[*store.StreamError](t, fmt.Sprintf("append to %q", name),
			h.Store.Append(t.Context(), stream, 0, store.Chain(stream, 0, store.Hash{}, []byte("x"))...))
		_, err := read(t, h.Store, stream, 0)
		wantAs[*store.StreamError](t, fmt.Sprintf("read %q", name), err)
	}
	for _, name := range []store.Stream{"a", "0", "-", "a.b", "a/b/c", "...", store.Stream(long)} {
		w := newWriter(t, h.Store, name)
		w.fill(1)
		w.same(h.Store)
	}
}

func bodies(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "work")
	w.add("", "", "\x00", "")
	w.add(strings.Repeat("x\x00\xff", 5<<20/3))
	w.add("after")
	w.same(h.Store)
	_, err := read(t, h.Store, "work", 5)
	if err != nil {
		t.Errorf("read after the large one: %v", err)
	}
	huge := w.next("small", strings.Repeat("x", store.MaxBody+1))
	tooLarge := wantErr[*store.BodyError](t, "append", h.Store.Append(t.Context(), "work", 6, huge...))
	if tooLarge.Version != 8 || tooLarge.Size != store.MaxBody+1 {
		t.Errorf("the error names record %d of %d bytes", tooLarge.Version, tooLarge.Size)
	}
	w.same(h.Store)
}

func ownBodies(t *testing.T, h Harness) {
	body := []byte("as it was written")
	records := store.Chain("work", 0, store.Hash{}, body)
	if err := h.Store.Append(t.Context(), "work", 0, records...); err != nil {
		t.Fatal(err)
	}
	copy(body, "changed")
	for range 2 {
		got, err := read(t, h.Store, "work", 0)
		if err != nil || len(got) != 1 || !bytes.Equal(got[0].Body, []byte("as it was written")) {
			t.Fatalf("got %v, %v", got, err)
		}
		copy(got[0].Body, "changed by a reader")
	}
}

// race has writers compete for one stream until each has won ten times.
func race(t *testing.T, h Harness, writers int) {
	const wins = 10
	var group sync.WaitGroup
	errs := make([]error, writers)
	for i := range writers {
		group.Go(func() { errs[i] = compete(t, h.Store, i, wins) })
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	got, err := read(t, h.Store, "race", 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]int)
	for _, r := range got {
		seen[string(r.Body)]++
	}
	for i := range writers {
		for win := range wins {
			if n := seen[entry(i, win)]; n != 1 {
				t.Errorf("%q is there %d times", entry(i, win), n)
			}
		}
	}
	if len(got) != writers*wins {
		t.Errorf("got %d records, want %d", len(got), writers*wins)
	}
}

func entry(writer, win int) string { return fmt.Sprintf("writer %d entry %d", writer, win) }

// compete appends its entries, reading on after each conflict.
func compete(t *testing.T, log store.Log, writer, wins int) error {
	head := store.Head{Stream: "race"}
	for win := 0; win < wins; {
		records := chain(head, entry(writer, win))
		err := log.Append(t.Context(), "race", head.Version, records...)
		switch {
		case err == nil:
			head.Version, head.Hash = records[0].Version, records[0].Hash
			win++
		case errors.Is(err, store.ErrConflict):
			for r, err := range log.Read(t.Context(), "race", head.Version) {
				if err != nil {
					return err
				}
				head.Version, head.Hash = r.Version, r.Hash
			}
		default:
			return err
		}
	}
	return nil
}
