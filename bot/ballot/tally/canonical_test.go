package tally_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"magbot/bot/ballot/tally"
)

func TestWhatABallotSaysHasOneForm(t *testing.T) {
	for want, b := range map[string]tally.Ballot{
		"":        tally.Rank(1),
		"2>1=3":   tally.Rank(7, []tally.Candidate{1}, []tally.Candidate{2, 0}),
		"1:5,3:0": {Weight: 1, Order: []tally.Candidate{2, 0}, Points: []int64{0, 5}},
	} {
		if got := b.Canonical(tally.Schulze); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, m := range []tally.Method{tally.Approval, tally.Phragmen, tally.EqualShares} {
		one, other := tally.Rank(1, []tally.Candidate{0}, []tally.Candidate{2}), tally.Rank(1, []tally.Candidate{2, 0})
		if one.Canonical(m) != "1=3" || other.Canonical(m) != "1=3" {
			t.Errorf("%s: the same approvals are %q and %q", m, one.Canonical(m), other.Canonical(m))
		}
	}
}

// Two ballots have one form exactly when they say the same.
func TestBallotsThatSayTheSameHaveTheSameForm(t *testing.T) {
	says := func(b tally.Ballot) (all [][]tally.Candidate) {
		for _, place := range b.Places() {
			all = append(all, slices.Sorted(slices.Values(place)))
		}
		return all
	}
	rapid.Check(t, func(t *rapid.T) {
		e := drawElection(t, 3, 1, true)
		for _, a := range e.Ballots {
			for _, b := range e.Ballots {
				if same := slices.EqualFunc(says(a), says(b), slices.Equal); same != (a.Canonical(tally.Schulze) == b.Canonical(tally.Schulze)) {
					t.Fatalf("%v and %v: %q and %q", a, b, a.Canonical(tally.Schulze), b.Canonical(tally.Schulze))
				}
			}
		}
	})
}
