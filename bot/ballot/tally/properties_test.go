package tally_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"magbot/bot/ballot/tally"
)

// exactly compares results to the last digit; no list and an empty list are the
// same.
var exactly = []cmp.Option{
	cmp.AllowUnexported(tally.Amount{}), cmpopts.EquateEmpty(),
}

// drawAny is an election as wild as the rules allow: shared places, blank and
// empty ballots, points, withdrawn candidates, none of these, with or without
// lots.
func drawAny(t *rapid.T) *tally.Election {
	n := rapid.IntRange(1, 6).Draw(t, "candidates")
	e := drawElection(t, n, rapid.IntRange(1, 4).Draw(t, "seats"), rapid.Bool().Draw(t, "shared places"))
	for i := range e.Ballots {
		e.Ballots[i].Points = make([]int64, len(e.Ballots[i].Order))
		for k := range e.Ballots[i].Points {
			e.Ballots[i].Points[k] = rapid.Int64Range(0, 5).Draw(t, "points")
		}
	}
	e.RankedOnly = rapid.Bool().Draw(t, "ranked only")
	for c := range n - 1 {
		if rapid.IntRange(0, 5).Draw(t, "withdrawn") == 0 {
			e.Withdrawn = append(e.Withdrawn, tally.Candidate(c))
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "none of these") == 0 {
		e.None = e.Candidates[n-1]
	}
	if rapid.Bool().Draw(t, "lots drawn") {
		withLots(t, e)
	}
	return e
}

// methodsFor are the rules that can count an election of so many seats.
func methodsFor(e *tally.Election) []tally.Method {
	return slices.DeleteFunc(tally.Methods(), func(m tally.Method) bool { return m == tally.IRV && e.Seats != 1 })
}

func counted(t *rapid.T, e *tally.Election, m tally.Method) *tally.Result {
	r, err := tally.Count(e, m, tally.Options{})
	if err != nil {
		t.Fatalf("%s: %v", m, err)
	}
	return r
}

func winners(r *tally.Result) []tally.Candidate {
	return slices.Sorted(slices.Values(slices.Concat(r.Elected, r.Tied)))
}

func TestAnyElectionIsCountedToAWholeResult(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawAny(t)
		none, _ := e.Find(e.None)
		for _, m := range methodsFor(e) {
			r := counted(t, e, m)
			if len(r.Elected)+r.Open+r.Vacant != e.Seats {
				t.Fatalf("%s: %d elected, %d open and %d vacant make not %d seats", m, len(r.Elected), r.Open, r.Vacant, e.Seats)
			}
			if r.Open > 0 && len(r.Tied) <= r.Open && len(r.Committees) == 0 {
				t.Fatalf("%s: %d tied for %d seats is no tie", m, len(r.Tied), r.Open)
			}
			if e.Lots != nil && !r.Decided() {
				t.Fatalf("%s: lots were drawn, but %v stay tied", m, names(e, r.Tied))
			}
			for _, c := range winners(r) {
				if slices.Contains(e.Withdrawn, c) || e.None != "" && c == none {
					t.Fatalf("%s: elects %q", m, e.Candidates[c])
				}
			}
			all := slices.Sorted(slices.Values(slices.Concat(r.Ranking...)))
			if len(slices.Compact(slices.Clone(all))) != len(all) || len(all)+len(e.Withdrawn) != len(e.Candidates) {
				t.Fatalf("%s: the ranking %v is not every standing candidate once", m, r.Ranking)
			}
			for _, set := range r.Committees {
				for _, c := range r.Elected {
					if !slices.Contains(set, c) {
						t.Fatalf("%s: %q is elected, but not in every committee %v", m, e.Candidates[c], r.Committees)
					}
				}
			}
		}
	})
}

// shuffled is the same ballots in another order, some of them split in two.
func shuffled(t *rapid.T, e *tally.Election) *tally.Election {
	other := *e
	other.Ballots = nil
	for _, b := range e.Ballots {
		if b.Weight > 1 && rapid.Bool().Draw(t, "split") {
			part := b
			part.Weight = rapid.Int64Range(1, b.Weight-1).Draw(t, "part")
			b.Weight -= part.Weight
			other.Ballots = append(other.Ballots, part)
		}
		other.Ballots = append(other.Ballots, b)
	}
	other.Ballots = rapid.Permutation(other.Ballots).Draw(t, "ballots")
	return &other
}

func TestTheOrderOfBallotsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawAny(t)
		other := shuffled(t, e)
		for _, m := range methodsFor(e) {
			if d := cmp.Diff(counted(t, e, m), counted(t, other, m), exactly...); d != "" {
				t.Fatalf("%s (-before +after):\n%s", m, d)
			}
		}
	})
}

// renumbered is the same election with the candidates in another order on the
// list.
func renumbered(t *rapid.T, e *tally.Election) *tally.Election {
	to := make([]tally.Candidate, len(e.Candidates))
	for i := range to {
		to[i] = tally.Candidate(i)
	}
	to = rapid.Permutation(to).Draw(t, "candidates")
	move := func(cs []tally.Candidate) []tally.Candidate {
		if cs == nil {
			return nil
		}
		moved := make([]tally.Candidate, len(cs))
		for i, c := range cs {
			moved[i] = to[c]
		}
		return moved
	}
	copied := *e
	copied.Candidates = make([]string, len(e.Candidates))
	for c, name := range e.Candidates {
		copied.Candidates[to[c]] = name
	}
	copied.Withdrawn, copied.Lots = move(e.Withdrawn), move(e.Lots)
	copied.Ballots = slices.Clone(e.Ballots)
	for i := range copied.Ballots {
		copied.Ballots[i].Order = move(copied.Ballots[i].Order)
	}
	return &copied
}

func TestTheOrderOfCandidatesChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawAny(t)
		other := renumbered(t, e)
		for _, m := range methodsFor(e) {
			a, b := counted(t, e, m), counted(t, other, m)
			if d := cmp.Diff(names(e, a.Elected), names(other, b.Elected)); d != "" {
				t.Fatalf("%s elected (-before +after):\n%s", m, d)
			}
			if d := cmp.Diff(names(e, a.Tied), names(other, b.Tied)); d != "" || a.Open != b.Open || a.Vacant != b.Vacant {
				t.Fatalf("%s tied (-before +after):\n%s", m, d)
			}
			sets := func(e *tally.Election, r *tally.Result) (all [][]string) {
				for _, s := range r.Committees {
					all = append(all, names(e, s))
				}
				slices.SortFunc(all, slices.Compare)
				return all
			}
			if d := cmp.Diff(sets(e, a), sets(other, b)); d != "" {
				t.Fatalf("%s committees (-before +after):\n%s", m, d)
			}
		}
	})
}

func TestLotsChooseOneOfTheOpenWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawAny(t)
		e.Lots = nil
		open := map[tally.Method]*tally.Result{}
		for _, m := range methodsFor(e) {
			open[m] = counted(t, e, m)
		}
		withLots(t, e)
		for m, o := range open {
			got := slices.Sorted(slices.Values(counted(t, e, m).Elected))
			if !o.Decided() && len(o.Committees) == 0 { // too many ways to list
				for _, c := range got {
					if !slices.Contains(winners(o), c) {
						t.Fatalf("%s: lots elect %v, of whom %q was not among the tied", m, got, e.Candidates[c])
					}
				}
				continue
			}
			ways := o.Committees
			if o.Decided() {
				ways = [][]tally.Candidate{slices.Sorted(slices.Values(o.Elected))}
			}
			if !slices.ContainsFunc(ways, func(s []tally.Candidate) bool { return slices.Equal(s, got) }) {
				t.Fatalf("%s: lots elect %v, which is none of %v", m, got, ways)
			}
		}
	})
}

// Whoever has the papers and the transfers of a round gets the next one.
func TestVotesAreKeptAndEachRoundFollowsFromTheOneBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawAny(t)
		for _, m := range []tally.Method{tally.IRV, tally.ScottishSTV, tally.MeekSTV} {
			if m == tally.IRV && e.Seats != 1 {
				continue
			}
			r := counted(t, e, m)
			for i, round := range r.Rounds {
				sum := new(big.Rat).Add(round.Exhausted.Rat(), round.Rounding.Rat())
				for _, v := range round.Votes {
					sum.Add(sum, v.Rat())
				}
				if sum.Cmp(new(big.Rat).SetInt64(e.Voters())) != 0 {
					t.Fatalf("%s round %d: all votes make %s, but %d voted", m, i+1, sum.FloatString(9), e.Voters())
				}
				if m != tally.MeekSTV && i > 0 {
					follows(t, e, r.Rounds[i-1], round, r.Quota)
				}
			}
		}
	})
}

// follows counts a round by hand from the one before it.
func follows(t *rapid.T, e *tally.Election, before, after tally.Round, quota tally.Amount) {
	votes := make([]*big.Rat, len(e.Candidates))
	for c := range votes {
		votes[c] = before.Votes[c].Rat()
	}
	spent := before.Exhausted.Rat()
	for _, tr := range after.Transfers {
		worth := new(big.Rat).Mul(tr.Value.Rat(), new(big.Rat).SetInt64(tr.Papers))
		if worth.Cmp(tr.Votes.Rat()) != 0 {
			t.Fatalf("%d papers of %v are not %v votes", tr.Papers, tr.Value, tr.Votes)
		}
		if tr.To == tally.Nowhere {
			spent.Add(spent, worth)
		} else {
			votes[tr.To].Add(votes[tr.To], worth)
		}
		switch {
		case quota.Units() == 0 || slices.Contains(after.Eliminated, tr.From):
			votes[tr.From] = new(big.Rat) // excluded: all papers went
		default:
			votes[tr.From] = quota.Rat() // a surplus
		}
	}
	for c, v := range votes {
		if v.Cmp(after.Votes[c].Rat()) != 0 && len(after.Transfers) > 0 {
			t.Fatalf("%s has %v votes, but by hand %s", e.Candidates[c], after.Votes[c], v.FloatString(5))
		}
	}
	if spent.Cmp(after.Exhausted.Rat()) != 0 {
		t.Fatalf("%v votes are exhausted, but by hand %s", after.Exhausted, spent.FloatString(5))
	}
}
