package tally_test

import (
	"errors"
	"strconv"
	"testing"

	"magbot/bot/ballot/tally"
)

func TestWhatIsTooLargeOrMalformedIsRefusedBeforeItIsCounted(t *testing.T) {
	of := func(n int) *tally.Election {
		e := &tally.Election{Seats: 1}
		for c := range n {
			e.Candidates = append(e.Candidates, strconv.Itoa(c))
		}
		return e
	}
	with := func(n int, change func(*tally.Election)) *tally.Election {
		e := of(n)
		change(e)
		return e
	}
	ballot := func(b tally.Ballot) *tally.Election {
		return with(3, func(e *tally.Election) { e.Ballots = []tally.Ballot{tally.Rank(1, []tally.Candidate{0}), b} })
	}
	for name, c := range map[string]struct {
		e *tally.Election
		m tally.Method
		o tally.Options
		// ballot is which of them is named, from 1; 0: none
		ballot int
	}{
		"no candidates":                {e: of(0), m: tally.IRV},
		"too many candidates":          {e: of(tally.MaxCandidates + 1), m: tally.IRV},
		"too many to compare":          {e: of(tally.MaxCompared + 1), m: tally.Schulze},
		"too many to compare in a tie": {e: of(tally.MaxCompared + 1), m: tally.IRV, o: tally.Options{Comparison: true}},
		"no seats":                     {e: with(2, func(e *tally.Election) { e.Seats = 0 }), m: tally.Approval},
		"seats without end":            {e: with(2, func(e *tally.Election) { e.Seats = tally.MaxCandidates + 1 }), m: tally.Approval},
		"two seats by IRV":             {e: with(2, func(e *tally.Election) { e.Seats = 2 }), m: tally.IRV},
		"a name twice":                 {e: with(2, func(e *tally.Election) { e.Candidates[1] = "0" }), m: tally.IRV},
		"no name":                      {e: with(2, func(e *tally.Election) { e.Candidates[1] = "" }), m: tally.IRV},
		"none of these not listed":     {e: with(2, func(e *tally.Election) { e.None = "none" }), m: tally.IRV},
		"a withdrawn stranger":         {e: with(2, func(e *tally.Election) { e.Withdrawn = []tally.Candidate{2} }), m: tally.IRV},
		"withdrawn twice":              {e: with(2, func(e *tally.Election) { e.Withdrawn = []tally.Candidate{1, 1} }), m: tally.IRV},
		"lots leave somebody out":      {e: with(2, func(e *tally.Election) { e.Lots = []tally.Candidate{1} }), m: tally.IRV},
		"a quota that nobody knows":    {e: of(2), m: tally.ScottishSTV, o: tally.Options{Quota: "half"}},
		"a weight of nothing":          {e: ballot(tally.Ballot{}), m: tally.IRV, ballot: 2},
		"a weight without end":         {e: ballot(tally.Ballot{Weight: tally.MaxVotes}), m: tally.IRV, ballot: 2},
		"a stranger ranked":            {e: ballot(tally.Rank(1, []tally.Candidate{7})), m: tally.IRV, ballot: 2},
		"somebody ranked twice":        {e: ballot(tally.Rank(1, []tally.Candidate{1}, []tally.Candidate{1})), m: tally.IRV, ballot: 2},
		"places that do not fit":       {e: ballot(tally.Ballot{Weight: 1, Order: []tally.Candidate{1}, Tied: []bool{true}}), m: tally.IRV, ballot: 2},
		"points that do not fit":       {e: ballot(tally.Ballot{Weight: 1, Points: []int64{1}}), m: tally.Score, ballot: 2},
		"points without end":           {e: ballot(tally.Ballot{Weight: 1, Order: []tally.Candidate{1}, Points: []int64{tally.MaxPoints + 1}}), m: tally.Score, ballot: 2},
		"no points where they count":   {e: ballot(tally.Rank(1, []tally.Candidate{1})), m: tally.Score, ballot: 1},
		"negative dots": {
			e: with(2, func(e *tally.Election) {
				e.Ballots = []tally.Ballot{{Weight: 1, Order: []tally.Candidate{1}, Points: []int64{-1}}}
			}),
			m: tally.Dots, ballot: 1,
		},
		"more dots than there are": {
			e: with(2, func(e *tally.Election) {
				e.Ballots = []tally.Ballot{{Weight: 1, Order: []tally.Candidate{1}, Points: []int64{4}}}
			}),
			m: tally.Dots, o: tally.Options{Budget: 3}, ballot: 1,
		},
	} {
		_, err := tally.Count(c.e, c.m, c.o)
		form, ok := errors.AsType[*tally.FormError](err)
		if !ok || form.Ballot != c.ballot {
			t.Errorf("%s: %v, want one that names ballot %d", name, err, c.ballot)
		}
	}
	gone := with(1, func(e *tally.Election) { e.Withdrawn = []tally.Candidate{0} })
	if _, err := tally.Count(gone, tally.IRV, tally.Options{}); !errors.Is(err, tally.ErrNobody) {
		t.Errorf("everyone withdrew: %v", err)
	}
	if _, err := tally.Count(of(1), "coin", tally.Options{}); err == nil {
		t.Error("counted by a rule that is not there")
	}
	for _, m := range tally.Methods() {
		if m.Source() == "" {
			t.Errorf("%s has no source", m)
		}
	}
}

// The greatest numbers that are allowed come to whole results: no sum overflows.
func TestTheGreatestElectionDoesNotOverflow(t *testing.T) {
	e := &tally.Election{Seats: 2, Candidates: []string{"A", "B", "C", "D"}, Lots: []tally.Candidate{0, 1, 2, 3}}
	for i, order := range [][]tally.Candidate{{0, 1, 2, 3}, {1, 0, 2, 3}, {2, 3, 0, 1}, {3, 2, 1, 0}} {
		b := tally.Ballot{Weight: tally.MaxVotes/4 - int64(i), Order: order}
		for range order {
			b.Points = append(b.Points, tally.MaxPoints)
		}
		e.Ballots = append(e.Ballots, b)
	}
	for _, m := range tally.Methods() {
		if m == tally.IRV {
			continue
		}
		r := count(t, e, m, tally.Options{})
		if len(r.Elected) != 2 {
			t.Errorf("%s: elected %v", m, names(e, r.Elected))
		}
		for i, round := range r.Rounds {
			for c, v := range round.Votes {
				if v.Units() < 0 {
					t.Errorf("%s round %d: %s has %v votes", m, i+1, e.Candidates[c], v)
				}
			}
		}
	}
}
