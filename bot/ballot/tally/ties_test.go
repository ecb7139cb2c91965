package tally_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot/ballot/tally"
)

// blt reads a ballot file of candidates A, B, C, …
func blt(t *testing.T, text string) *tally.Election {
	t.Helper()
	e, err := tally.ParseBLT([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestWhichTieBreakDecided(t *testing.T) {
	for name, c := range map[string]struct {
		file   string
		method tally.Method
		option tally.Options
		round  int
		want   []tally.Tie
		won    []string
	}{
		// rule 52(2)(a): B and C have 3 votes, but at the first stage B had 2
		"the latest stage at which they differed excludes": {
			file:   "5 2 [tie 3 2 1 4 5] 1 1 2 0 2 2 0 3 3 0 4 4 0 5 5 0 0 \"A\" \"B\" \"C\" \"D\" \"E\"",
			method: tally.ScottishSTV, round: 2,
			want: []tally.Tie{{Between: []tally.Candidate{1, 2}, Chosen: 1, By: tally.ByEarlierRound, Round: 1}},
			won:  []string{"D", "E"},
		},
		// rule 52(2)(b)
		"a lot excludes whoever was equal at all stages": {
			file:   "3 1 [tie 2 1 3] 2 1 3 0 2 2 3 0 3 3 0 0 \"A\" \"B\" \"C\"",
			method: tally.ScottishSTV, round: 1,
			want: []tally.Tie{{Between: []tally.Candidate{0, 1}, Chosen: 1, By: tally.ByLot}},
			won:  []string{"C"},
		},
		// rule 50(2): B and C both have 12, and at the first stage B had more
		"the latest stage at which they differed transfers a surplus first": {
			file:   "5 4 [tie 3 1 2 4 5] 20 1 3 5 0 12 2 4 0 2 3 5 0 7 4 0 6 5 0 0 \"A\" \"B\" \"C\" \"D\" \"E\"",
			method: tally.ScottishSTV, round: 2,
			want: []tally.Tie{{Between: []tally.Candidate{1, 2}, Chosen: 1, By: tally.ByEarlierRound, Round: 1}},
			won:  []string{"A", "B", "C", "D"},
		},
		// Helen has 2 votes, Pollux 4 billionths less, and 3 billionths are still
		// to be moved: no tie in the Reference Meek Rule (B.3), as Droop counts it
		"more than the surplus apart is no tie in Meek's rule": {
			file:   "3 2 [tie 3 2 1] 4 1 2 0 2 3 0 0 \"Castor\" \"Pollux\" \"Helen\"",
			method: tally.MeekSTV, round: 1,
			won: []string{"Castor", "Helen"},
		},
		"lots decide between the equal in Meek's rule": {
			file:   "3 1 [tie 2 1 3] 2 1 3 0 2 2 3 0 3 3 0 0 \"A\" \"B\" \"C\"",
			method: tally.MeekSTV, round: 0,
			want: []tally.Tie{{Between: []tally.Candidate{0, 1}, Chosen: 1, By: tally.ByLot}},
			won:  []string{"C"},
		},
		"it does not matter who of those without a vote goes first": {
			file:   "4 1 3 1 0 2 2 0 0 \"A\" \"B\" \"C\" \"D\"",
			method: tally.IRV, round: 0, won: []string{"A"},
		},
		"a comparison two and two comes before lots where it is asked for": {
			file:   "3 1 [tie 1 2 3] 2 1 2 3 0 2 2 1 3 0 3 3 1 2 0 0 \"A\" \"B\" \"C\"",
			method: tally.IRV, option: tally.Options{Comparison: true}, round: 0,
			want: []tally.Tie{{Between: []tally.Candidate{0, 1}, Chosen: 1, By: tally.ByComparison}},
			won:  []string{"A"},
		},
		"a lot seats one of those who are equal": {
			file:   "3 1 [tie 2 1 3] 1 1 0 1 2 0 0 \"A\" \"B\" \"C\"",
			method: tally.Approval, round: 0,
			want: []tally.Tie{{Between: []tally.Candidate{0, 1}, Chosen: 1, By: tally.ByLot}},
			won:  []string{"B"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := blt(t, c.file)
			r := count(t, e, c.method, c.option)
			if d := cmp.Diff(c.won, names(e, r.Elected)); d != "" {
				t.Errorf("elected (-want +got):\n%s", d)
			}
			if d := cmp.Diff(c.want, r.Rounds[c.round].Ties, exactly...); d != "" {
				t.Errorf("ties of round %d of %d (-want +got):\n%s", c.round+1, len(r.Rounds), d)
			}
		})
	}
}

func TestWithoutLotsATieIsTheChairs(t *testing.T) {
	e := blt(t, `3 1 2 1 0 2 2 0 1 3 0 0 "A" "B" "C"`)
	for _, m := range []tally.Method{tally.PickOne, tally.Approval, tally.Schulze, tally.RankedPairs, tally.IRV, tally.ScottishSTV, tally.MeekSTV, tally.Phragmen} {
		r := count(t, e, m, tally.Options{})
		if r.Decided() || r.Open != 1 || len(r.Elected) != 0 {
			t.Errorf("%s: elected %v, %d open", m, names(e, r.Elected), r.Open)
		}
		if d := cmp.Diff([]string{"A", "B"}, names(e, r.Tied)); d != "" {
			t.Errorf("%s: tied (-want +got):\n%s", m, d)
		}
		if d := cmp.Diff([][]tally.Candidate{{0}, {1}}, r.Committees); d != "" {
			t.Errorf("%s: committees (-want +got):\n%s", m, d)
		}
	}
}

func TestATieThatChangesNothingIsNoTie(t *testing.T) {
	// A and B are equal, and both are seated
	e := blt(t, `3 2 2 1 0 2 2 0 1 3 0 0 "A" "B" "C"`)
	for _, m := range []tally.Method{tally.Approval, tally.Schulze, tally.ScottishSTV, tally.MeekSTV, tally.Phragmen} {
		r := count(t, e, m, tally.Options{})
		if d := cmp.Diff([]string{"A", "B"}, names(e, r.Elected)); d != "" || !r.Decided() {
			t.Errorf("%s (-want +got):\n%s", m, d)
		}
	}
}

func TestNoneOfTheseKeepsASeatEmpty(t *testing.T) {
	e := blt(t, `3 1 4 2 0 2 1 0 1 3 1 0 0 "A" "none of these" "C"`)
	e.None = "none of these"
	for _, m := range tally.Methods() {
		if m == tally.Score || m == tally.Dots {
			continue // these ballots give no points
		}
		r := count(t, e, m, tally.Options{})
		if len(r.Elected)+len(r.Tied) != 0 || r.Vacant != 1 {
			t.Errorf("%s: elected %v, tied %v, %d vacant", m, names(e, r.Elected), names(e, r.Tied), r.Vacant)
		}
	}
}

func TestMoreWaysThanCanBeLookedAtStayOpen(t *testing.T) {
	e := &tally.Election{Seats: 12, None: "none of these", Candidates: []string{"none of these"}}
	for c := range 30 {
		e.Candidates = append(e.Candidates, "C"+string(rune('A'+c)))
	}
	// C A and none of these have the quota; nobody else has a vote
	e.Ballots = []tally.Ballot{tally.Rank(50, []tally.Candidate{1}), tally.Rank(50, []tally.Candidate{0})}
	for _, m := range []tally.Method{tally.ScottishSTV, tally.MeekSTV} {
		r := count(t, e, m, tally.Options{})
		if d := cmp.Diff([]string{"CA"}, names(e, r.Elected)); d != "" {
			t.Errorf("%s: elected (-want +got):\n%s", m, d)
		}
		if len(r.Tied) != 29 || r.Open != 10 || r.Vacant != 1 || r.Committees != nil {
			t.Errorf("%s: %d tied for %d seats, %d vacant; want 29 for 10, and 1", m, len(r.Tied), r.Open, r.Vacant)
		}
	}
}
