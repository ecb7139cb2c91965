package lexicon_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"magbot/moderation/signal/lexicon"
)

// Lists are what was added, and one that somebody appends to does not reach into the next.
func TestListsAreWhatWasAdded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOf(rapid.SliceOfN(rapid.Uint16(), 0, 5)).Draw(t, "lists")
		var lists lexicon.Lists[uint16]
		for i, list := range want {
			if n := lists.Add(list); n != i {
				t.Fatalf("list %d has the number %d", i, n)
			}
		}
		for i := range want {
			_ = append(lists.Of(i), 1, 2, 3)
		}
		if lists.Len() != len(want) {
			t.Fatalf("%d lists instead of %d", lists.Len(), len(want))
		}
		for i, list := range want {
			if got := lists.Of(i); !slices.Equal(got, list) {
				t.Fatalf("list %d is %v instead of %v", i, got, list)
			}
		}
	})
}
