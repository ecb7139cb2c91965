package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"magbot/store"
)

func reopening(t *testing.T, h Harness) {
	a, b := newWriter(t, h.Store, "a"), newWriter(t, h.Store, "b")
	a.fill(7)
	b.add("1", "2", "")
	before := follow(t, h.Store, 0, 8)
	for range 2 {
		s := h.Reopen(t)
		a.log, b.log = s, s
		a.same(s)
		b.same(s)
		for i, n := range follow(t, s, 0, 8) {
			if n != before[i] {
				t.Errorf("position %d is now %v, was %v", i+1, n, before[i])
			}
		}
		a.fill(1)
		b.fill(1)
		if all, err := heads(t, s, ""); err != nil || len(all) != 2 || all[0] != a.head() || all[1] != b.head() {
			t.Errorf("heads %v, %v", all, err)
		}
	}
}

func secondRefused(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "work")
	w.fill(1)
	locked := wantErr[*store.LockedError](t, "second", h.Second())
	if text := locked.Error(); !strings.Contains(text, "process ") || !strings.Contains(text, "since ") || !strings.Contains(text, locked.Path) {
		t.Errorf("the error %q must name the file, the process and since when", text)
	}
	w.fill(1)
	w.same(h.Store)
	closeStore(t, h.Store)
	if err := h.Second(); err != nil {
		t.Errorf("after the first was closed: %v", err)
	}
}

func shared(t *testing.T, h Harness) {
	other := h.Share(t)
	notices, end := followInto(t.Context(), other, 0)
	w := newWriter(t, h.Store, "work")
	for range 5 {
		w.fill(1)
		w.same(other)
		if n := <-notices; n.Stream != "work" || n.Version != w.head().Version {
			t.Errorf("the second handle heard of %v", n)
		}
	}
	first := w.next("by the second")
	if err := other.Append(t.Context(), "work", 5, first...); err != nil {
		t.Fatal(err)
	}
	wantIs(t, "append by the first", w.try(w.next("by the first")), store.ErrConflict)
	<-notices
	closeStore(t, other)
	wantIs(t, "end", <-end, store.ErrClosed)
}

func tampered(t *testing.T, h Harness) {
	changes := []struct {
		name    string
		version store.Version // that is changed
		named   store.Version // where the chain breaks
		change  func(*store.Record)
	}{
		{"content", 3, 3, func(r *store.Record) { r.Body = []byte("what was never said") }},
		{"one bit of the content", 3, 3, func(r *store.Record) { r.Body[0] ^= 1 }},
		{"no content", 3, 3, func(r *store.Record) { r.Body = nil }},
		{"hash", 3, 3, func(r *store.Record) { r.Hash[31] ^= 1 }},
		{"previous hash", 3, 3, func(r *store.Record) { r.Prev[0] ^= 1 }},
		{"the first record", 1, 1, func(r *store.Record) { r.Body = []byte("x") }},
		{"the last record", 5, 5, func(r *store.Record) { r.Body = []byte("x") }},
		{"a forged record with its own hash", 3, 4, func(r *store.Record) { *r = store.Chain("forged-a", 2, r.Prev, []byte("x"))[0] }},
		{"a forged last record with its own hash", 5, 5, func(r *store.Record) { *r = store.Chain("forged-b", 4, r.Prev, []byte("x"))[0] }},
		{"a record of another stream", 3, 3, func(r *store.Record) { *r = store.Chain("elsewhere", 2, r.Prev, r.Body)[0] }},
	}
	streams := []store.Stream{"c-0", "c-1", "c-2", "c-3", "c-4", "c-5", "c-6", "forged-a", "forged-b", "c-9"}
	s := h.Store
	for i, c := range changes {
		w := newWriter(t, s, streams[i])
		w.fill(5)
		s = h.Tamper(t, streams[i], c.version, c.change)
		got, err := read(t, s, streams[i], 0)
		broken := wantErr[*store.ChainError](t, c.name, err)
		if broken.Stream != streams[i] || broken.Version != c.named {
			t.Errorf("%s: the error %q should name stream %s record %d", c.name, broken, streams[i], c.named)
		}
		if want := fmt.Sprintf("stream %s record %d: ", streams[i], c.named); !strings.HasPrefix(broken.Error(), want) {
			t.Errorf("%s: the error %q should begin with %q", c.name, broken, want)
		}
		if len(got) != int(c.named)-1 && c.named == c.version {
			t.Errorf("%s: %d sound records came before the error, want %d", c.name, len(got), c.named-1)
		}
	}
	verifyFinds(t, s, len(changes), len(changes))
}

// verifyFinds wants Verify to name damage in some of all streams.
func verifyFinds(t *testing.T, s store.Store, damaged, all int) {
	t.Helper()
	seen, bad := 0, 0
	for head, err := range store.Verify(t.Context(), s) {
		seen++
		if err == nil {
			continue
		}
		bad++
		if broken := wantErr[*store.ChainError](t, "verify", err); broken.Stream != head.Stream {
			t.Errorf("verify of %s names stream %s", head.Stream, broken.Stream)
		}
	}
	if seen != all || bad != damaged {
		t.Errorf("verify saw %d streams, %d damaged; want %d and %d", seen, bad, all, damaged)
	}
}

func lostRecord(t *testing.T, h Harness) {
	newWriter(t, h.Store, "sound").fill(3)
	newWriter(t, h.Store, "work").fill(5)
	s := h.Lose(t, "work", 3)
	got, err := read(t, s, "work", 0)
	lost := wantErr[*store.ChainError](t, "read", err)
	if len(got) != 2 || lost.Version != 3 || lost.Stream != "work" {
		t.Errorf("got %d records and %v, want 2 and record 3 named", len(got), lost)
	}
	_, err = read(t, s, "work", 3)
	if lost := wantErr[*store.ChainError](t, "read after the lost one", err); lost.Version != 3 {
		t.Errorf("got %v, want record 3 named", lost)
	}
	verifyFinds(t, s, 1, 2)
}

func lostTail(t *testing.T, h Harness) {
	w := newWriter(t, h.Store, "work")
	w.fill(5)
	s := h.Lose(t, "work", 5)
	got, err := read(t, s, "work", 0)
	if lost := wantErr[*store.ChainError](t, "read", err); len(got) != 4 || lost.Version != 5 {
		t.Errorf("got %d records and %v, want 4 and record 5 named", len(got), lost)
	}
	short := (&writer{stream: "work", records: w.records[:4]}).head()
	err = s.Append(t.Context(), "work", 4, chain(short, "papered over")...)
	if err == nil {
		t.Fatal("a writer could put another record in the place of the lost one")
	}
	if _, chained := errors.AsType[*store.ChainError](err); !chained && !errors.Is(err, store.ErrConflict) {
		t.Errorf("got the error %v, want a conflict or a chain error", err)
	}
}

// sample writes what the damage tests compare with.
func sample(t *testing.T, s store.Store) []*writer {
	t.Helper()
	writers := make([]*writer, 8)
	for i := range writers {
		writers[i] = newWriter(t, s, store.Stream(fmt.Sprintf("meeting/%d", i)))
		for range 5 {
			writers[i].add(strings.Repeat("said ", 20*(i+1)), "and done")
		}
	}
	writers[0].add(strings.Repeat("long ", 5000))
	return writers
}

// truthful fails when a damaged store gives something that was never written, or
// leaves something out, and neither opening nor verifying says so.
func truthful(t *testing.T, what string, s store.Store, err error, writers []*writer) (found bool) {
	t.Helper()
	if err != nil {
		broken := wantErr[*store.CorruptError](t, what, err)
		if text := broken.Error(); broken.Path == "" || !strings.Contains(text, broken.Path) || !strings.Contains(text, "backup") {
			t.Errorf("%s: the error %q must name the file and what to do", what, text)
		}
		return true
	}
	defer closeStore(t, s)
	for _, err := range store.Verify(t.Context(), s) {
		found = found || err != nil
	}
	for _, w := range writers {
		got, err := read(t, s, w.stream, 0)
		equal(t, what+": "+string(w.stream), w.records[:min(len(got), len(w.records))], got)
		if len(got) < len(w.records) && err == nil {
			t.Fatalf("%s: %d records of %s are gone without an error", what, len(w.records)-len(got), w.stream)
		}
		found = found || err != nil
	}
	at := store.Position(0)
	total := store.Position(5*len(writers) + 1)
	for n, err := range s.Follow(t.Context(), 0) {
		if err != nil {
			return true
		}
		if at++; n.Position != at {
			t.Fatalf("%s: notice %d has position %d", what, at, n.Position)
		}
		if at == total {
			break
		}
	}
	return found
}

func cutFile(t *testing.T, h Harness) {
	writers := sample(t, h.Store)
	for _, keep := range []float64{0, 0.00001, 0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.99, 1} {
		s, err := h.Damage(t, Wound{Keep: keep, Bit: 8})
		found := truthful(t, fmt.Sprintf("%v of the file left", keep), s, err, writers)
		if keep == 1 && found {
			t.Errorf("the whole file was found damaged: %v", err)
		}
		if keep <= 0.01 && err == nil {
			t.Errorf("%v of the file left: it opened", keep)
		}
	}
}

func turnedBits(t *testing.T, h Harness) {
	writers := sample(t, h.Store)
	random := rand.New(rand.NewPCG(7, 2026))
	found := 0
	const wounds = 300
	for range wounds {
		w := Wound{Keep: 1, At: random.Float64(), Bit: uint8(random.IntN(8))}
		s, err := h.Damage(t, w)
		if truthful(t, fmt.Sprintf("bit %d at %v turned", w.Bit, w.At), s, err, writers) {
			found++
		}
	}
	t.Logf("%d of %d turned bits were found; the others lay in unused room", found, wounds)
	if found == 0 {
		t.Error("not one turned bit was found")
	}
}

func fullDisk(t *testing.T, h Harness) {
	h.Fill(t, func(t *testing.T, s store.Store, free func(t *testing.T)) {
		w := newWriter(t, s, "work")
		var err error
		for err == nil && len(w.records) < 100_000 {
			err = w.try(w.next(strings.Repeat("fill ", 1000)))
		}
		wantIs(t, "append to a full disk", err, store.ErrFull)
		w.same(s)
		if len(w.records) == 0 {
			t.Fatal("there was no room for a single record")
		}
		wantIs(t, "append again", w.try(w.next(strings.Repeat("more ", 100_000))), store.ErrFull)
		verifyFinds(t, s, 0, 1)
		free(t)
		w.fill(20)
		w.same(s)
	})
}
