package picture_test

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"magbot/bot/ballot/picture"
	"magbot/bot/ballot/tally"
	"magbot/bot/lang"
)

func printer(t interface{ Fatal(...any) }) *lang.Printer {
	c, err := lang.Load(tally.Words)
	if err != nil {
		t.Fatal(err)
	}
	return c.For("en")
}

func wellFormed(t interface{ Fatalf(string, ...any) }, svg string) {
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
	}
}

func greens(t *testing.T) *tally.Election {
	t.Helper()
	raw, err := os.ReadFile("../tally/testdata/greens2005.blt")
	if err != nil {
		t.Fatal(err)
	}
	e, err := tally.ParseBLT(raw)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Each picture of a real election holds the sentence of its result in words.
func TestEachPictureSaysWhatWasDecided(t *testing.T) {
	t.Parallel()
	e, p := greens(t), printer(t)
	for m, want := range map[tally.Method][]string{
		tally.ScottishSTV: {"Elected are Rebecca Rotzler", "quota: 19.00000", "13 rounds.", "Round 1: Rebecca Rotzler", "Round 13: Kristen Olsen excluded."},
		tally.MeekSTV:     {"Elected are Rebecca Rotzler", "Meek's method"},
		tally.Approval:    {"Elected are", "Base: 94 ballots", "Rebecca Rotzler: votes"},
	} {
		r, err := tally.Count(e, m, tally.ForFile(e, m))
		if err != nil {
			t.Fatal(err)
		}
		got, ok := picture.Of(p, p.Text(r.Sentence(e)), e, r)
		if !ok {
			t.Fatalf("%s has no picture", m)
		}
		for _, w := range want {
			if !strings.Contains(got.Alt, w) {
				t.Errorf("%s: no %q in %s", m, w, got.Alt)
			}
		}
		wellFormed(t, got.SVG)
	}
}

func TestPairsAreToldInWords(t *testing.T) {
	t.Parallel()
	e, err := tally.ParseCVotes([]byte("A > B > C * 3\nB > C > A * 2\nC = A * 1"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := tally.Count(e, tally.Schulze, tally.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := printer(t)
	got, _ := picture.Of(p, p.Text(r.Sentence(e)), e, r)
	for _, want := range []string{"Elected is A.", "A before B: 4 to 2.", "B before C: 5 to 1."} {
		if !strings.Contains(got.Alt, want) {
			t.Errorf("no %q in %s", want, got.Alt)
		}
	}
	for _, want := range []string{">4<", "1. A", "3. C"} {
		if !strings.Contains(got.SVG, want) {
			t.Errorf("no %q in %s", want, got.SVG)
		}
	}
}

// What the mode of a ballot hides is in no picture of it, nor in its words.
func TestWhatIsHiddenIsInNoPicture(t *testing.T) {
	t.Parallel()
	p := printer(t)
	m, err := tally.CountMotion([]tally.GroupVotes{
		{Group: "Government", Entitled: 90, Said: [3]int64{41, 37, 0}},
		{Group: "Civil Society", Entitled: 80, Said: [3]int64{33, 1, 0}},
		{Group: "Business", Entitled: 70, Said: [3]int64{29, 31, 0}},
	}, tally.MotionRule{Double: true})
	if err != nil {
		t.Fatal(err)
	}
	told, hidden := picture.Motion(p, p.Text(m.Sentence()), m), picture.Motion(p, p.Text(m.Sentence()), m.Suppressed())
	for _, text := range []string{told.Alt, told.SVG} {
		if !strings.Contains(text, "33") {
			t.Errorf("an open ballot does not tell 33 in %s", text)
		}
	}
	for _, text := range []string{hidden.Alt, hidden.SVG} {
		if strings.Contains(text, ">33<") || strings.Contains(text, "yes 33") || !strings.Contains(text, "not told") {
			t.Errorf("what Civil Society said is told, or that it is hidden is not: %s", text)
		}
	}
	if !strings.HasPrefix(hidden.Alt, p.Text(m.Sentence())) {
		t.Errorf("no sentence in %s", hidden.Alt)
	}
	wellFormed(t, hidden.SVG)
}

// Whatever was elected, its pictures are whole.
func TestAnyCountCanBeDrawn(t *testing.T) {
	t.Parallel()
	p := printer(t)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "candidates")
		e := &tally.Election{Seats: 1}
		for range n {
			e.Candidates = append(e.Candidates, rapid.StringN(1, 40, -1).Filter(func(s string) bool { return !slices.Contains(e.Candidates, s) }).Draw(t, "name"))
		}
		groups := []string{}
		for range rapid.IntRange(0, 9).Draw(t, "ballots") {
			all := make([]tally.Candidate, n)
			for i := range all {
				all[i] = tally.Candidate(i)
			}
			b := tally.Ballot{Weight: 1, Order: rapid.Permutation(all).Draw(t, "order")[:rapid.IntRange(0, n).Draw(t, "length")], Points: []int64{}}
			for range b.Order {
				b.Points = append(b.Points, rapid.Int64Range(0, 5).Draw(t, "points"))
			}
			e.Ballots, groups = append(e.Ballots, b), append(groups, rapid.SampledFrom([]string{"X", "Y"}).Draw(t, "group"))
		}
		for _, m := range tally.Methods() {
			f := e.ForMethod(m)
			r, err := tally.Count(f, m, tally.Options{Mean: len(groups)%2 == 0})
			if err != nil {
				t.Fatal(err)
			}
			got, ok := picture.Of(p, p.Text(r.Sentence(f)), f, r)
			if ok == (m == tally.Phragmen || m == tally.EqualShares) {
				t.Fatalf("%s: drawn is %v", m, ok)
			}
			if ok {
				wellFormed(t, got.SVG)
			}
			parts, err := tally.ByGroup(f, m, groups, nil, true)
			if err != nil {
				t.Fatal(err)
			}
			wellFormed(t, picture.Groups(p, p.Text(r.Sentence(f)), f, r, parts).SVG)
		}
	})
}

// A scale is drawn level by level where colours can tell them apart, and else by
// what each level counts as; a hidden group is in neither.
func TestAScaleIsDrawnAsFarAsItCanBeToldApart(t *testing.T) {
	t.Parallel()
	p := printer(t)
	for name, c := range map[string]struct {
		levels    []string
		at        []int64
		has, hide string
	}{
		"three levels": {[]string{"for", "so so", "against"}, []int64{41, 5, 3}, "for 41, so so 5, against 3", ">1<"},
		"eight levels": {
			[]string{"a", "b", "c", "d", "e", "f", "g", "h"},
			[]int64{11, 10, 20, 5, 0, 0, 0, 3},
			"in support 21, between 25, objecting 3", ">1<",
		},
	} {
		few := make([]int64, len(c.levels))
		few[0], few[1] = 1, 7
		g := tally.Gradient{Levels: c.levels, Supports: 2, Objects: 1, Groups: []tally.Gradings{
			{Group: "Government", Entitled: 60, At: c.at}, {Group: "Business", Entitled: 60, At: few}, {Group: "Civil Society", Entitled: 60, At: c.at},
		}}
		if len(c.levels) == 3 {
			g.Supports = 1
		}
		r, err := tally.CountGradient(g, true)
		if err != nil {
			t.Fatal(err)
		}
		got := picture.Gradient(p, "Said first.", g, r)
		if !strings.HasPrefix(got.Alt, "Said first. All: ") || !strings.Contains(got.Alt, "Civil Society: "+c.has) || !strings.Contains(got.Alt, "Business: not told") {
			t.Errorf("%s: %s", name, got.Alt)
		}
		if strings.Contains(got.SVG, c.hide) || strings.Contains(got.Alt, "1, ") && strings.Contains(got.Alt, " 1,") {
			t.Errorf("%s: what Business said is in %s", name, got.SVG)
		}
		wellFormed(t, got.SVG)
	}
}
