package tally_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"magbot/bot/ballot/tally"
)

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
