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

// condorcet is who beats everyone else (or loses to everyone), two and two.
func condorcet(e *tally.Election, beats func(p pair) bool) (tally.Candidate, bool) {
	m := pairsOf(e)
	for a := range m {
		all := true
		for b := range m {
			all = all && (a == b || beats(m[a][b]))
		}
		if all {
			return tally.Candidate(a), true
		}
	}
	return 0, false
}

var compared = []tally.Method{tally.Schulze, tally.SchulzeMargins, tally.RankedPairs, tally.RankedPairsMargins}

func TestWhoeverBeatsEveryoneWinsAndWhoeverLosesToEveryoneDoesNot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawElection(t, rapid.IntRange(2, 6).Draw(t, "candidates"), 1, true)
		best, is := condorcet(e, func(p pair) bool { return p.yes > p.no })
		worst, lost := condorcet(e, func(p pair) bool { return p.yes < p.no })
		for _, m := range compared {
			r := counted(t, e, m)
			if is && !slices.Equal(winners(r), []tally.Candidate{best}) {
				t.Fatalf("%s: %v, but %s beats everyone", m, names(e, winners(r)), e.Candidates[best])
			}
			if lost && slices.Contains(winners(r), worst) {
				t.Fatalf("%s: %s can win, who loses to everyone", m, e.Candidates[worst])
			}
		}
	})
}

// schwartz is the union of the smallest sets that nobody outside stands over:
// all who reach in turn whoever reaches them. With defeats it is the Schwartz
// set; where being equal is enough to stand over somebody, the Smith set.
func schwartz(n int, over func(a, b int) bool) []tally.Candidate {
	reach := make([][]bool, n)
	for i := range reach {
		reach[i] = make([]bool, n)
		for j := range reach {
			reach[i][j] = over(i, j)
		}
	}
	for k := range n {
		for i := range n {
			for j := range n {
				reach[i][j] = reach[i][j] || reach[i][k] && reach[k][j]
			}
		}
	}
	var set []tally.Candidate
	for a := range n {
		in := true
		for b := range n {
			in = in && (!reach[b][a] || reach[a][b])
		}
		if in {
			set = append(set, tally.Candidate(a))
		}
	}
	return set
}

// Ranked Pairs elects from the Schwartz set where no two candidates are equal
// between themselves; where some are, only from the Smith set.
func TestSchulzeAndRankedPairsElectFromTheSchwartzSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawElection(t, rapid.IntRange(1, 6).Draw(t, "candidates"), 1, true)
		m := pairsOf(e)
		beats := func(a, b int) bool { return m[a][b].yes > m[a][b].no }
		level := func(a, b int) bool { return m[a][b].yes >= m[a][b].no }
		for _, m := range compared {
			set := schwartz(len(e.Candidates), beats)
			if m == tally.RankedPairs || m == tally.RankedPairsMargins {
				set = schwartz(len(e.Candidates), level)
			}
			for _, c := range winners(counted(t, e, m)) {
				if !slices.Contains(set, c) {
					t.Fatalf("%s: %s can win from outside %v", m, e.Candidates[c], names(e, set))
				}
			}
		}
	})
}

// raised puts a candidate first on one ballot, and gives more points.
func raised(e *tally.Election, at int, c tally.Candidate) *tally.Election {
	other := *e
	other.Ballots = slices.Clone(e.Ballots)
	b := &other.Ballots[at]
	places := [][]tally.Candidate{{c}}
	points := map[tally.Candidate]int64{c: 5}
	for _, place := range e.Ballots[at].Places() {
		if rest := slices.DeleteFunc(slices.Clone(place), func(x tally.Candidate) bool { return x == c }); len(rest) > 0 {
			places = append(places, rest)
		}
	}
	for i, x := range e.Ballots[at].Order {
		if x != c {
			points[x] = e.Ballots[at].Points[i]
		}
	}
	*b = tally.Rank(b.Weight, places...)
	for _, x := range b.Order {
		b.Points = append(b.Points, points[x])
	}
	return &other
}

func TestWhoeverWinsStillWinsWithMoreSupport(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawAny(t)
		e.Seats, e.None, e.Withdrawn, e.RankedOnly, e.Lots = 1, "", nil, false, nil
		at := rapid.IntRange(0, len(e.Ballots)-1).Draw(t, "ballot")
		for _, m := range []tally.Method{
			tally.Approval, tally.Score, tally.Schulze, tally.SchulzeMargins, tally.RankedPairs, tally.RankedPairsMargins,
		} {
			for _, c := range counted(t, e, m).Elected {
				after := counted(t, raised(e, at, c), m)
				if !slices.Contains(winners(after), c) {
					t.Fatalf("%s: %s wins, and loses with more support to %v", m, e.Candidates[c], names(e, winners(after)))
				}
			}
		}
	})
}

// solid are how many voters put all of a set before everyone else.
func solid(e *tally.Election, set []tally.Candidate) (n int64) {
	for _, b := range e.Ballots {
		if len(b.Order) >= len(set) && len(set) > 0 &&
			slices.Equal(slices.Sorted(slices.Values(b.Order[:len(set)])), set) {
			n += b.Weight
		}
	}
	return n
}

// subsets are all sets of the candidates but the empty one, each in order.
func subsets(of []tally.Candidate) (all [][]tally.Candidate) {
	for bits := 1; bits < 1<<len(of); bits++ {
		var set []tally.Candidate
		for i, c := range of {
			if bits>>i&1 == 1 {
				set = append(set, c)
			}
		}
		all = append(all, set)
	}
	return all
}

// Proportionality for solid coalitions (Dummett, Voting Procedures, 1984): k
// Droop quotas of voters who put a set first elect k of it.
func TestSolidCoalitionsGetTheirShareByTransferableVotes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 6).Draw(t, "candidates")
		e := withLots(t, drawElection(t, n, rapid.IntRange(1, n).Draw(t, "seats"), false))
		var valid int64
		for _, b := range e.Ballots {
			if len(b.Order) > 0 {
				valid += b.Weight
			}
		}
		methods := []tally.Method{tally.ScottishSTV, tally.MeekSTV}
		if e.Seats == 1 {
			methods = append(methods, tally.IRV)
		}
		for _, m := range methods {
			r := counted(t, e, m)
			for _, set := range subsets(slices.Sorted(slices.Values(slices.Concat(r.Ranking...)))) {
				// the Order's quota is a whole number; else any more than V/(s+1) will do
				k := solid(e, set) / (valid/int64(e.Seats+1) + 1)
				if m != tally.ScottishSTV && valid > 0 {
					k = (solid(e, set)*int64(e.Seats+1) - 1) / valid
				}
				got := int64(0)
				for _, c := range set {
					if slices.Contains(r.Elected, c) {
						got++
					}
				}
				if want := min(k, int64(len(set))); got < want {
					t.Fatalf("%s: %v has %d quotas and gets %d of %d seats", m, names(e, set), k, got, e.Seats)
				}
			}
		}
	})
}

// approvals are the voters who approve all of a set, by what they have of the
// elected.
func approvals(e *tally.Election, set, elected []tally.Candidate) (sizes map[string]int64, has map[string][]tally.Candidate) {
	sizes, has = map[string]int64{}, map[string][]tally.Candidate{}
	for _, b := range e.Ballots {
		all := true
		for _, c := range set {
			all = all && slices.Contains(b.Order, c)
		}
		if !all {
			continue
		}
		var mine []tally.Candidate
		for _, c := range elected {
			if slices.Contains(b.Order, c) {
				mine = append(mine, c)
			}
		}
		key := string(rune('0' + len(mine)))
		for _, c := range mine {
			key += string(rune('A' + c))
		}
		sizes[key] += b.Weight
		has[key] = mine
	}
	return sizes, has
}

// Extended justified representation of Equal Shares (Peters and Skowron 2020),
// and proportional justified representation of Phragmén's rule (Brill and others
// 2024): of voters worth l seats who agree on l candidates, one has l of them
// elected; or together they have l.
func TestVotersWhoAgreeAreRepresentedOnBalancedLists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(t, "candidates")
		e := withLots(t, drawElection(t, n, rapid.IntRange(1, n).Draw(t, "seats"), false))
		shares := counted(t, e, tally.EqualShares).Elected
		loads := counted(t, e, tally.Phragmen).Elected
		all := make([]tally.Candidate, n)
		for i := range all {
			all[i] = tally.Candidate(i)
		}
		for _, set := range subsets(all) {
			l := int64(len(set))
			worth := func(voters int64) bool { return voters > 0 && voters*int64(e.Seats) >= l*e.Voters() }
			sizes, has := approvals(e, set, shares)
			var poor int64
			for key, n := range sizes {
				if len(has[key]) < len(set) {
					poor += n
				}
			}
			if worth(poor) {
				t.Fatalf("Equal Shares: %d voters of %d agree on %v, and none has %d of %v", poor, e.Voters(), names(e, set), l, names(e, shares))
			}
			sizes, has = approvals(e, set, loads)
			for _, few := range append(subsets(loads), nil) {
				if len(few) >= len(set) {
					continue
				}
				poor = 0
				for key, n := range sizes {
					if !slices.ContainsFunc(has[key], func(c tally.Candidate) bool { return !slices.Contains(few, c) }) {
						poor += n
					}
				}
				if worth(poor) {
					t.Fatalf("Phragmén: %d voters of %d agree on %v, and have only %v", poor, e.Voters(), names(e, set), names(e, few))
				}
			}
		}
	})
}
