package tally_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot/ballot/tally"
)

// keeps says whether a set keeps all bounds, by counting.
func keeps(set []tally.Candidate, axes []tally.Axis, seats int) bool {
	for _, a := range axes {
		for _, l := range a.Limits {
			n := 0
			for _, c := range set {
				if a.Of[c] == l.Part {
					n++
				}
			}
			most := l.Max
			if most == 0 {
				most = seats
			}
			if n < l.Min || n > most {
				return false
			}
		}
	}
	return true
}

func drawAxes(t *rapid.T, candidates, seats int) (axes []tally.Axis) {
	for _, name := range []string{"group", "region"}[:rapid.IntRange(1, 2).Draw(t, "axes")] {
		a := tally.Axis{Name: name}
		for range candidates {
			a.Of = append(a.Of, rapid.SampledFrom([]string{"x", "y", "z", ""}).Draw(t, "part"))
		}
		for _, part := range []string{"x", "y", "z"}[:rapid.IntRange(0, 3).Draw(t, "limits")] {
			l := tally.Limit{Part: part, Min: rapid.IntRange(0, 2).Draw(t, "least")}
			if rapid.Bool().Draw(t, "bounded above") {
				l.Max = max(l.Min, rapid.IntRange(1, seats).Draw(t, "most"))
			}
			a.Limits = append(a.Limits, l)
		}
		axes = append(axes, a)
	}
	return axes
}

// Whatever the ballots say, each set that can be elected keeps the bounds, and
// an election is refused exactly where no set of candidates keeps them.
func TestBoundsOnSeatsAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawAny(t)
		e.None = ""
		axes := drawAxes(t, len(e.Candidates), e.Seats)
		var standing []tally.Candidate
		for c := range e.Candidates {
			if !slices.Contains(e.Withdrawn, tally.Candidate(c)) {
				standing = append(standing, tally.Candidate(c))
			}
		}
		seats := min(e.Seats, len(standing))
		possible := slices.ContainsFunc(subsets(standing), func(s []tally.Candidate) bool {
			return len(s) == seats && keeps(s, axes, e.Seats)
		})
		for _, m := range methodsFor(e) {
			if m == tally.IRV {
				continue
			}
			r, err := tally.Count(e, m, tally.Options{Axes: axes})
			var form *tally.FormError
			switch {
			case errors.As(err, &form) && !possible:
				continue
			case err != nil:
				t.Fatalf("%s: %v, possible %v", m, err, possible)
			case !possible:
				t.Fatalf("%s: elects %v, and no set keeps the bounds", m, r.Elected)
			}
			ways := r.Committees
			if r.Decided() {
				ways = [][]tally.Candidate{r.Elected}
			}
			for _, set := range ways {
				if len(set) != seats || !keeps(set, axes, e.Seats) {
					t.Fatalf("%s: %v of %d does not keep %+v", m, set, e.Seats, axes)
				}
			}
			plain := counted(t, e, m)
			if d := cmp.Diff(plain.Elected, r.Seating.Without, exactly...); d != "" || plain.Decided() == r.Seating.WithoutOpen {
				t.Fatalf("%s without bounds (-counted +told):\n%s", m, d)
			}
		}
	})
}

func TestACountSaysWhomBoundsOnSeatsBroughtIn(t *testing.T) {
	// A and B would be elected; one seat is reserved for y, and D has more of it
	e := blt(t, `4 2 9 1 0 8 2 0 2 3 0 3 4 0 0 "A" "B" "C" "D"`)
	axes := []tally.Axis{{Name: "group", Of: []string{"x", "x", "y", "y"}, Limits: []tally.Limit{{Part: "y", Min: 1}}}}
	for _, m := range []tally.Method{tally.PickOne, tally.Approval, tally.Schulze, tally.ScottishSTV, tally.MeekSTV, tally.Phragmen, tally.EqualShares} {
		r := count(t, e, m, tally.Options{Axes: axes})
		want := &tally.Seating{BroughtIn: []tally.Candidate{3}, KeptOut: []tally.Candidate{1}, Without: []tally.Candidate{0, 1}}
		if d := cmp.Diff(want, r.Seating, exactly...); d != "" {
			t.Errorf("%s (-want +got):\n%s", m, d)
		}
		if d := cmp.Diff([]string{"A", "D"}, names(e, r.Elected)); d != "" {
			t.Errorf("%s elected (-want +got):\n%s", m, d)
		}
	}
}

func TestBoundsOnSeatsThatMakeNoSenseAreRefused(t *testing.T) {
	e := blt(t, `3 2 1 1 0 0 "A" "B" "C"`)
	of := []string{"x", "x", "y"}
	for name, axes := range map[string][]tally.Axis{
		"three axes":               {{Of: of}, {Of: of}, {Of: of}},
		"a part left out":          {{Of: of[:2]}},
		"a part bounded twice":     {{Of: of, Limits: []tally.Limit{{Part: "x"}, {Part: "x"}}}},
		"a part without a name":    {{Of: of, Limits: []tally.Limit{{Part: "", Min: 1}}}},
		"more than the most":       {{Of: of, Limits: []tally.Limit{{Part: "x", Min: 2, Max: 1}}}},
		"less than nobody":         {{Of: of, Limits: []tally.Limit{{Part: "x", Min: -1}}}},
		"more than there are":      {{Of: of, Limits: []tally.Limit{{Part: "y", Min: 2}}}},
		"more than seats in all":   {{Of: of, Limits: []tally.Limit{{Part: "x", Min: 2}, {Part: "y", Min: 1}}}},
		"too few can be seated":    {{Of: of, Limits: []tally.Limit{{Part: "x", Max: 1}}}, {Of: []string{"q", "q", "p"}, Limits: []tally.Limit{{Part: "q", Min: 2}}}},
		"a part nobody belongs to": {{Of: of, Limits: []tally.Limit{{Part: "w", Min: 1}}}},
	} {
		var form *tally.FormError
		if _, err := tally.Count(e, tally.ScottishSTV, tally.Options{Axes: axes}); !errors.As(err, &form) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := tally.Count(blt(t, `2 1 0 "A" "B"`), tally.IRV, tally.Options{Axes: []tally.Axis{{Of: []string{"x", "y"}}}}); err == nil {
		t.Error("IRV took bounds on seats")
	}
}
