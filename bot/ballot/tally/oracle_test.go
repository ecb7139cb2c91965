package tally_test

import (
	"pgregory.net/rapid"

	"magbot/bot/ballot/tally"
)

// The counts here are written a second time, slowly and in another way, one
// paper after the other, so that an error would have to be made twice.

// drawElection is an election of single preferences, or with shared places.
func drawElection(t *rapid.T, candidates, seats int, shared bool) *tally.Election {
	e := &tally.Election{Seats: seats}
	for i := range candidates {
		e.Candidates = append(e.Candidates, string(rune('A'+i)))
	}
	n := rapid.IntRange(1, 12).Draw(t, "kinds of ballots")
	for range n {
		all := make([]tally.Candidate, candidates)
		for i := range all {
			all[i] = tally.Candidate(i)
		}
		order := rapid.Permutation(all).Draw(t, "order")
		order = order[:rapid.IntRange(0, candidates).Draw(t, "length")]
		places := [][]tally.Candidate{}
		for i, c := range order {
			if i > 0 && shared && rapid.IntRange(0, 3).Draw(t, "shared") == 0 {
				places[len(places)-1] = append(places[len(places)-1], c)
				continue
			}
			places = append(places, []tally.Candidate{c})
		}
		e.Ballots = append(e.Ballots, tally.Rank(rapid.Int64Range(1, 9).Draw(t, "weight"), places...))
	}
	return e
}

func withLots(t *rapid.T, e *tally.Election) *tally.Election {
	for i := range e.Candidates {
		e.Lots = append(e.Lots, tally.Candidate(i))
	}
	e.Lots = rapid.Permutation(e.Lots).Draw(t, "lots")
	return e
}

// voters are the ballots one by one.
func voters(e *tally.Election) [][]tally.Candidate {
	var all [][]tally.Candidate
	for _, b := range e.Ballots {
		for range b.Weight {
			all = append(all, b.Order)
		}
	}
	return all
}

func firstOf(lots []tally.Candidate, among map[tally.Candidate]bool) tally.Candidate {
	for _, c := range lots {
		if among[c] {
			return c
		}
	}
	panic("nobody")
}
