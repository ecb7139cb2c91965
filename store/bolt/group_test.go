package bolt_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"magbot/store"
	"magbot/store/bolt"
)

// Appends that share a transaction fail and succeed each on its own: those who
// come too late are refused, and nobody beside them.
func TestAppendsInOneTransactionFailAlone(t *testing.T) {
	s, err := bolt.Open(filepath.Join(t.TempDir(), "record.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	const writers, each = 12, 40
	var wait sync.WaitGroup
	taken := make([]int, writers)
	for w := range writers {
		stream := store.Stream(fmt.Sprint("meeting/", w/2)) // two for each stream
		wait.Go(func() {
			for taken[w] < each {
				head := store.Head{Stream: stream}
				for r, err := range s.Read(t.Context(), stream, 0) {
					if err != nil {
						t.Error(err)
						return
					}
					head.Version, head.Hash = r.Version, r.Hash
				}
				r := store.Chain(stream, head.Version, head.Hash, fmt.Appendf(nil, "%d by %d", taken[w], w))[0]
				switch err := s.Append(t.Context(), stream, head.Version, r); {
				case err == nil:
					taken[w]++
				case !errors.Is(err, store.ErrConflict):
					t.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	for head, err := range store.Verify(t.Context(), s) {
		if err != nil || head.Version != 2*each {
			t.Errorf("%s has %d records, not %d: %v", head.Stream, head.Version, 2*each, err)
		}
		next := map[string]int{}
		for r, err := range s.Read(t.Context(), head.Stream, 0) {
			if err != nil {
				t.Fatal(err)
			}
			var n int
			var by string
			if _, err := fmt.Sscanf(string(r.Body), "%d by %s", &n, &by); err != nil {
				t.Fatal(err)
			}
			if n != next[by] {
				t.Errorf("%s: %s comes after %d", head.Stream, r.Body, next[by]-1)
			}
			next[by]++
		}
	}
	at := store.Position(0)
	for n, err := range s.Follow(t.Context(), 0) {
		if at++; err != nil || n.Position != at {
			t.Fatalf("notice %d has position %d: %v", at, n.Position, err)
		}
		if at == writers*each {
			break
		}
	}
}
