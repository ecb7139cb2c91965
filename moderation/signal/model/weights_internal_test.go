package model

import (
	"testing"

	"pgregory.net/rapid"
)

// The kinds are added up eight at a time, and as they would be one by one.
func TestKindsAreAddedUpAsOneByOne(t *testing.T) {
	t.Parallel()
	made := Blank()
	for k := range made.Kinds {
		for b := range made.Kinds[k].Weights {
			made.Kinds[k].Weights[b] = float32((b*31+k*7)%255 - 127)
		}
	}
	packed, err := made.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	w, err := Read(packed)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		features := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Feature {
			return Feature{rapid.Uint32Range(0, conductBuckets-1).Draw(t, "bucket"), Alone, rapid.Uint16Range(1, uint16(mostTimes)).Draw(t, "times")}
		}), 0, 3*atOnce).Draw(t, "features")
		var want [Kinds]int
		times := 0
		for _, f := range features {
			times += int(f.Times)
			for k := range want {
				want[k] += int(made.Kinds[k].Weights[f.Bucket%kindBuckets]) * int(f.Times)
			}
		}
		got, all := w.add(features)
		if all != times || [Kinds]int(got[:Kinds]) != want {
			t.Fatalf("%v of %d instead of %v of %d", got[:Kinds], all, want, times)
		}
	})
}

// Words of fewer letters than a beginning has count for it themselves, so that all words
// count as much.
func TestEveryWordCountsAsMuch(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"", "a", "word", "words", "longer", "longest", "longest-of-all", "слово", "和"} {
		count := 0
		for _, f := range stems(nil, word) {
			count += int(f.Times)
		}
		if count != mostTimes {
			t.Errorf("%q counts %d times", word, count)
		}
	}
}
