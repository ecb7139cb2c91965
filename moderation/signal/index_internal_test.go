package signal

import (
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Candidates are all patterns that can be met: nothing else is found when every pattern is
// looked for at every word.
func TestNoPatternIsPassedOver(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/cases.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var sentences []string
	for line := range strings.Lines(string(raw)) {
		sentences = append(sentences, strings.Split(strings.TrimSpace(line), "\t")[2:]...)
	}
	found := func(r *reading) (at []span, rules []string, spared bool) {
		clear(r.done)
		r.each(func(rule *rule, where span) { at, rules = append(at, where), append(rules, rule.id) })
		return at, rules, r.spared
	}
	met := 0
	rapid.Check(t, func(t *rapid.T) {
		message := strings.Join(rapid.SliceOfN(rapid.SampledFrom(sentences), 1, 4).Draw(t, "sentences"), " ")
		r := newReading(shared())
		r.read(message)
		at, rules, spared := found(r)
		r.ready, r.anywhere = nil, ^uint64(0)
		for _, p := range r.book.patterns {
			if p.in == 0 || p.in&r.languages != 0 {
				r.ready = append(r.ready, candidate{p, ^uint64(0)})
			}
		}
		allAt, all, allSpared := found(r)
		if !slices.Equal(at, allAt) || !slices.Equal(rules, all) || spared != allSpared {
			t.Fatalf("%q: %v at %v, and of all patterns %v at %v", message, rules, at, all, allAt)
		}
		met += len(rules)
	})
	if met == 0 {
		t.Error("no rule was met")
	}
}
