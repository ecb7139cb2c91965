package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/store"
)

// patience is how long a test waits for what must come, and would wait for ever
// in a store that is broken.
const patience = 20 * time.Second

// follow returns the next n notices after a position.
func follow(t *testing.T, f store.Follower, after store.Position, n int) []store.Notice {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var notices []store.Notice
	for notice, err := range f.Follow(ctx, after) {
		if err != nil {
			t.Fatalf("follow: %v", err)
		}
		if notices = append(notices, notice); len(notices) == n {
			return notices
		}
	}
	t.Fatalf("%d appends were told within %v, want %d", len(notices), patience, n)
	return nil
}

// threeAppends leaves three appends on two streams.
func threeAppends(t *testing.T, log store.Log) []store.Notice {
	t.Helper()
	a, b := newWriter(t, log, "a"), newWriter(t, log, "b")
	a.add("1", "2")
	b.add("1")
	a.add("3")
	return []store.Notice{{Position: 1, Stream: "a", Version: 2}, {Position: 2, Stream: "b", Version: 1}, {Position: 3, Stream: "a", Version: 3}}
}

func followFromTheStart(t *testing.T, h Harness) {
	want := threeAppends(t, h.Store)
	if diff := cmp.Diff(want, follow(t, h.Store, 0, 3)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	many := newWriter(t, h.Store, "many")
	many.fill(1100) // more than any store copies at once
	got := follow(t, h.Store, 3, 1100)
	for i, n := range got {
		if want := (store.Notice{Position: store.Position(i + 4), Stream: "many", Version: store.Version(i + 1)}); n != want {
			t.Fatalf("got %v, want %v", n, want)
		}
	}
}

func followFromTheMiddle(t *testing.T, h Harness) {
	want := threeAppends(t, h.Store)
	if diff := cmp.Diff(want[2:], follow(t, h.Store, 2, 1)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// followInto sends what a follower sees to a channel that is closed at its end.
func followInto(ctx context.Context, f store.Follower, after store.Position) (<-chan store.Notice, <-chan error) {
	notices, end := make(chan store.Notice), make(chan error, 1)
	go func() {
		defer close(notices)
		for n, err := range f.Follow(ctx, after) {
			if err != nil {
				end <- err
				return
			}
			select {
			case notices <- n:
			case <-ctx.Done():
			}
		}
		end <- nil
	}()
	return notices, end
}

func followWaits(t *testing.T, h Harness) {
	notices, end := followInto(t.Context(), h.Store, 0)
	w := newWriter(t, h.Store, "work")
	for i := range 20 {
		w.fill(1)
		select {
		case n := <-notices:
			if want := (store.Notice{Position: store.Position(i + 1), Stream: "work", Version: store.Version(i + 1)}); n != want {
				t.Fatalf("got %v, want %v", n, want)
			}
		case err := <-end:
			t.Fatalf("the follower ended: %v", err)
		}
	}
	closeStore(t, h.Store)
	wantIs(t, "end", <-end, store.ErrClosed)
}

func twoFollowers(t *testing.T, h Harness) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	first, firstEnd := followInto(ctx, h.Store, 0)
	second, secondEnd := followInto(ctx, h.Store, 0)
	var writers [4]*writer
	for i := range writers {
		writers[i] = newWriter(t, h.Store, store.Stream(fmt.Sprintf("writer-%d", i)))
	}
	for n := range 40 {
		writers[n%4].fill(1)
		if a, b := <-first, <-second; a != b || a.Position != store.Position(n+1) {
			t.Fatalf("one follower saw %v, the other %v", a, b)
		}
	}
	cancel()
	if a, b := <-firstEnd, <-secondEnd; a != nil || b != nil {
		t.Errorf("the followers ended with %v and %v", a, b)
	}
}

func followCancelled(t *testing.T, h Harness) {
	threeAppends(t, h.Store)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen := 0
	for _, err := range h.Store.Follow(ctx, 0) {
		if err != nil {
			t.Fatalf("got the error %v", err)
		}
		if seen++; seen == 2 {
			cancel()
		}
	}
	if seen != 2 {
		t.Errorf("saw %d notices, want 2", seen)
	}
	waiting, end := followInto(ctx, h.Store, 3)
	if n, open := <-waiting; open {
		t.Errorf("got %v after the end", n)
	}
	if err := <-end; err != nil {
		t.Errorf("ended with %v", err)
	}
}

func followBeyondTheEnd(t *testing.T, h Harness) {
	threeAppends(t, h.Store)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var last error
	for _, last = range h.Store.Follow(ctx, 4) {
	}
	wantIs(t, "follow", last, store.ErrPosition)
}

func closeEndsFollower(t *testing.T, h Harness) {
	threeAppends(t, h.Store)
	notices, end := followInto(t.Context(), h.Store, 2)
	<-notices
	closeStore(t, h.Store)
	wantIs(t, "end", <-end, store.ErrClosed)
}

// latest is a rule for those that several processes share.
func latest(t *testing.T, h Harness) {
	shared, ok := h.Store.(store.Shared)
	if !ok {
		t.Log("only one process can open this store, which needs no store.Shared")
		return
	}
	w := newWriter(t, h.Store, "work")
	for n := range 4 {
		if at, err := shared.Latest(t.Context()); err != nil || at != store.Position(n) {
			t.Errorf("after %d appends the latest position is %d, %v", n, at, err)
		}
		w.add("one", "append")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := shared.Latest(ctx)
	wantIs(t, "cancelled", err, context.Canceled)
	closeStore(t, h.Store)
	_, err = shared.Latest(t.Context())
	wantIs(t, "closed", err, store.ErrClosed)
}

// appendNext is a rule for those that several processes share.
func appendNext(t *testing.T, h Harness) {
	shared, ok := h.Store.(store.Shared)
	if !ok {
		t.Log("only one process can open this store, which needs no store.Shared")
		return
	}
	w, other := newWriter(t, h.Store, "work"), newWriter(t, h.Store, "elsewhere")
	slip := store.Slip{Key: store.SlipKey{1}, Sealed: []byte("sealed")}
	for n := range store.Position(3) {
		records := w.next("next", "and one more")
		if err := shared.AppendNext(t.Context(), 2*n, "work", w.head().Version, store.UrnChange{Lay: []store.Slip{slip}}, records...); err != nil {
			t.Fatalf("append after position %d: %v", 2*n, err)
		}
		w.records = append(w.records, records...)
		other.add("one's own, which need not be told from others'")
	}
	w.same(h.Store)
	if slips, err := h.Store.Slips(t.Context(), "work"); err != nil || len(slips) != 1 {
		t.Errorf("%d slips were laid: %v", len(slips), err)
	}
	stale := w.next("after a position that is past")
	switch err := shared.AppendNext(t.Context(), 1, "work", w.head().Version, store.UrnChange{}, stale...); {
	case err == nil:
		w.records = append(w.records, stale...)
	case !errors.Is(err, store.ErrOthers):
		t.Errorf("after one's own appends: %v", err)
	}
	w.same(h.Store)
	wantIs(t, "at another version", shared.AppendNext(t.Context(), 9, "work", 0, store.UrnChange{}, chain(store.Head{Stream: "work"}, "first")...), store.ErrConflict)
	_ = wantErr[*store.StreamError](t, "no name", shared.AppendNext(t.Context(), 9, "", 0, store.UrnChange{}, chain(store.Head{}, "nowhere")...))
	closeStore(t, h.Store)
	wantIs(t, "closed", shared.AppendNext(t.Context(), 9, "work", w.head().Version, store.UrnChange{}, w.next("late")...), store.ErrClosed)
}

// appendNextAfterOthers is appendNext with another process, whose append counts
// wherever it was.
func appendNextAfterOthers(t *testing.T, h Harness) {
	other := h.Share(t)
	shared, ok := h.Store.(store.Shared)
	if !ok {
		t.Fatal("a store of which there can be two handles is a store.Shared")
	}
	w, elsewhere := newWriter(t, h.Store, "work"), newWriter(t, other, "elsewhere")
	next := func(after store.Position, body string) error {
		records := w.next(body)
		err := shared.AppendNext(t.Context(), after, "work", w.head().Version, store.UrnChange{}, records...)
		if err == nil {
			w.records = append(w.records, records...)
		}
		return err
	}
	w.add("one")
	elsewhere.add("of another")
	for _, after := range []store.Position{0, 1} {
		wantIs(t, "after another's append", next(after, "too early"), store.ErrOthers)
	}
	w.same(h.Store)
	if err := next(2, "two"); err != nil {
		t.Errorf("once it knows: %v", err)
	}
	for range 100 {
		w.add("more of one's own than is looked through")
	}
	if err := next(2, "far behind"); err != nil && !errors.Is(err, store.ErrOthers) {
		t.Errorf("far behind: %v", err)
	}
	elsewhere.add("again")
	wantIs(t, "after another's append among many", next(100, "too early again"), store.ErrOthers)
	w.same(other)
}

// claims is a rule for those that several processes share: whoever claims a name
// gets what was noted first.
func claims(t *testing.T, h Harness) {
	shared, ok := h.Store.(store.Shared)
	if !ok {
		t.Log("only one process can open this store, which needs no store.Shared")
		return
	}
	const rivals = 8
	held := make(chan string, rivals)
	for n := range rivals {
		go func() {
			got, err := shared.Claim(t.Context(), "name", fmt.Sprintf("meeting/%d", n+1))
			if err != nil {
				t.Errorf("claim: %v", err)
			}
			held <- got
		}()
	}
	first := <-held
	for range rivals - 1 {
		if got := <-held; got != first || !strings.HasPrefix(got, "meeting/") {
			t.Errorf("one holds %q and another %q", first, got)
		}
	}
	if got, err := shared.Claim(t.Context(), "name", "late"); err != nil || got != first {
		t.Errorf("later it is %q, %v; it was %q", got, err, first)
	}
	if got, err := shared.Claim(t.Context(), "another", "work"); err != nil || got != "work" {
		t.Errorf("another name is held by %q, %v", got, err)
	}
	for head, err := range h.Store.Streams(t.Context(), "") {
		t.Errorf("a claim is in the record: %v, %v", head, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := shared.Claim(ctx, "name", "work")
	wantIs(t, "cancelled", err, context.Canceled)
	closeStore(t, h.Store)
	_, err = shared.Claim(t.Context(), "name", "work")
	wantIs(t, "closed", err, store.ErrClosed)
}
