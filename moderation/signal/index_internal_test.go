package signal

import (
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"magbot/moderation/signal/lexicon"
	"magbot/moderation/signal/model"
)

// said are the sentences of our cases.
func said(t *testing.T) (all []string) {
	t.Helper()
	raw, err := os.ReadFile("testdata/cases.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		all = append(all, strings.Split(strings.TrimSpace(line), "\t")[2:]...)
	}
	return all
}

// Candidates are all patterns that can be met: nothing else is found when every pattern is
// looked for at every word.
func TestNoPatternIsPassedOver(t *testing.T) {
	t.Parallel()
	sentences := said(t)
	found := func(r *reading) (at []span, rules []string, spared bool) {
		clear(r.done)
		r.each(func(rule *rule, where span) { at, rules = append(at, where), append(rules, rule.id) })
		return at, rules, r.spared
	}
	met := 0
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]int{4, 4, 4, 150}).Draw(t, "most") // also more sentences than have a bit of their own
		message := strings.Join(rapid.SliceOfN(rapid.SampledFrom(sentences), 1, most).Draw(t, "sentences"), rapid.SampledFrom([]string{" ", "\n"}).Draw(t, "between"))
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

// A reading that had other messages before reads one as a new reading does.
func TestAReadingKeepsNothingOfOtherMessages(t *testing.T) {
	t.Parallel()
	sentences := append(said(t), `Please do not write "you are an idiot", for example.`, `For example: "shut up" is not welcome.`, "Nothing.")
	rapid.Check(t, func(t *rapid.T) {
		used := newReading(shared())
		for range 4 {
			message := strings.Join(rapid.SliceOfN(rapid.SampledFrom(sentences), 1, 4).Draw(t, "sentences"), " ")
			fresh := newReading(shared())
			used.forget()
			used.read(message)
			fresh.read(message)
			if !slices.Equal(used.units, fresh.units) || !slices.Equal(used.found, fresh.found) || !slices.Equal(used.ready, fresh.ready) ||
				used.named != fresh.named || used.anywhere != fresh.anywhere || !slices.Equal(used.seen.shows, fresh.seen.shows) ||
				!slices.Equal(model.Features(&used.doc, used.units, &used.named, nil), model.Features(&fresh.doc, fresh.units, &fresh.named, nil)) ||
				!slices.Equal(used.seen.report, fresh.seen.report) || !slices.Equal(used.seen.counter, fresh.seen.counter) {
				t.Fatalf("%q is read otherwise than by a new reading", message)
			}
		}
	})
}

// A reading that was given back holds nothing of its message (what packages text and lexicon
// keep of it is tested there).
func TestAReadingThatWasGivenBackHoldsNothing(t *testing.T) {
	t.Parallel()
	r := newReading(shared())
	r.read("You are an idiot. Nobody asked you.")
	r.list = model.Features(&r.doc, r.units, &r.named, r.list)
	units, found, list := r.units, r.found, r.list
	r.forget()
	if slices.ContainsFunc(units, func(u lexicon.Unit) bool { return u != lexicon.Unit{} }) || slices.ContainsFunc(found, func(f lexicon.Found) bool { return f != lexicon.Found{} }) ||
		slices.ContainsFunc(list, func(f model.Feature) bool { return f != model.Feature{} }) || r.doc.Raw != "" {
		t.Error("something of the message is held")
	}
}
