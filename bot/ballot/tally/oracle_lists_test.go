package tally_test

import (
	"math/big"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"magbot/bot/ballot/tally"
)

// slowBalanced is Phragmén's rule and Equal Shares a voter at a time. It returns
// every committee that some order of breaking ties leads to.
func slowBalanced(e *tally.Election, shares bool) [][]tally.Candidate {
	all := voters(e)
	n := len(e.Candidates)
	var found [][]tally.Candidate
	var step func(elected []tally.Candidate, money []*big.Rat, paying bool)
	step = func(elected []tally.Candidate, money []*big.Rat, paying bool) {
		if len(elected) == min(e.Seats, n) {
			set := slices.Sorted(slices.Values(elected))
			if !slices.ContainsFunc(found, func(s []tally.Candidate) bool { return slices.Equal(s, set) }) {
				found = append(found, set)
			}
			return
		}
		price := make([]*big.Rat, n)
		var best *big.Rat
		for c := range n {
			if slices.Contains(elected, tally.Candidate(c)) {
				continue
			}
			var who []*big.Rat
			for v, order := range all {
				if slices.Contains(order, tally.Candidate(c)) {
					who = append(who, money[v])
				}
			}
			if len(who) == 0 {
				continue
			}
			if !paying {
				sum := big.NewRat(1, 1)
				for _, m := range who {
					sum.Sub(sum, m) // money spent is a load
				}
				price[c] = sum.Quo(sum, big.NewRat(int64(len(who)), 1))
			} else {
				price[c] = cheapest(who)
			}
			if price[c] != nil && (best == nil || price[c].Cmp(best) < 0) {
				best = price[c]
			}
		}
		if best == nil && paying {
			step(elected, money, false)
			return
		}
		for c := range n {
			if slices.Contains(elected, tally.Candidate(c)) || best != nil && (price[c] == nil || price[c].Cmp(best) != 0) {
				continue
			}
			next := make([]*big.Rat, len(money))
			for v, order := range all {
				next[v] = money[v]
				if !slices.Contains(order, tally.Candidate(c)) {
					continue
				}
				if paying {
					next[v] = new(big.Rat).Sub(money[v], best)
					if next[v].Sign() < 0 {
						next[v] = new(big.Rat)
					}
				} else {
					next[v] = new(big.Rat).Neg(best)
				}
			}
			step(append(slices.Clone(elected), tally.Candidate(c)), next, paying)
		}
	}
	money := make([]*big.Rat, len(all))
	for v := range money {
		money[v] = new(big.Rat)
		if shares {
			money[v] = big.NewRat(int64(e.Seats), int64(len(all)))
		}
	}
	step(nil, money, shares)
	slices.SortFunc(found, slices.Compare)
	return found
}

// cheapest is the least q with which the payments min(q, budget) make 1: one of
// the prices at which the k poorest give all they have.
func cheapest(budgets []*big.Rat) *big.Rat {
	b := slices.Clone(budgets)
	slices.SortFunc(b, (*big.Rat).Cmp)
	for k := range b {
		left := big.NewRat(1, 1)
		for _, poor := range b[:k] {
			left.Sub(left, poor)
		}
		q := left.Quo(left, big.NewRat(int64(len(b)-k), 1))
		sum := new(big.Rat)
		for _, m := range b {
			if m.Cmp(q) < 0 {
				sum.Add(sum, m)
			} else {
				sum.Add(sum, q)
			}
		}
		if sum.Cmp(big.NewRat(1, 1)) == 0 {
			return q
		}
	}
	return nil
}

func TestBalancedListsAgreeWithEveryVoterCountedAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(t, "candidates")
		e := drawElection(t, n, rapid.IntRange(1, 3).Draw(t, "seats"), false)
		for m, shares := range map[tally.Method]bool{tally.Phragmen: false, tally.EqualShares: true} {
			r, err := tally.Count(e, m, tally.Options{})
			if err != nil {
				t.Fatal(err)
			}
			got := r.Committees
			if r.Decided() {
				got = [][]tally.Candidate{slices.Sorted(slices.Values(r.Elected))}
			}
			want := slowBalanced(e, shares)
			if !slices.EqualFunc(got, want, slices.Equal) {
				t.Fatalf("%s: committees %v, want %v", m, got, want)
			}
		}
	})
}

// Whoever is approved by the same voters ties for every seat, so that each choice
// among them is a committee: they are listed, once each, as long as the list is one
// that can be read, and else it is said between whom it is open.
func TestEveryTiedCommitteeIsListedOnce(t *testing.T) {
	for _, c := range []struct {
		rule                string
		candidates, seats   int
		committees, between int
	}{
		{"all of a middling number", 14, 7, 3432, 14},
		{"nearly all are elected", 14, 13, 14, 14},
		{"too many to list", 30, 10, 0, 30},
	} {
		t.Run(c.rule, func(t *testing.T) {
			e := &tally.Election{Seats: c.seats, Ballots: []tally.Ballot{{Weight: 3}}}
			for i := range c.candidates {
				e.Candidates = append(e.Candidates, strconv.Itoa(i))
				e.Ballots[0].Order = append(e.Ballots[0].Order, tally.Candidate(i))
			}
			for _, m := range []tally.Method{tally.Phragmen, tally.EqualShares} {
				r, err := tally.Count(e, m, tally.Options{})
				if err != nil {
					t.Fatal(err)
				}
				if len(r.Committees) != c.committees || len(r.Tied) != c.between || r.Open != c.seats || len(r.Elected) != 0 {
					t.Errorf("%s: %d committees, %d tied for %d seats, %v elected", m, len(r.Committees), len(r.Tied), r.Open, r.Elected)
				}
				for i, set := range r.Committees {
					if len(set) != c.seats || i > 0 && slices.Compare(r.Committees[i-1], set) >= 0 {
						t.Fatalf("%s: the committee %d is %v", m, i, set)
					}
				}
			}
		})
	}
}
