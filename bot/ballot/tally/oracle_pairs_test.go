package tally_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"magbot/bot/ballot/tally"
)

// pair is how many put a before b, and b before a.
type pair struct{ yes, no int64 }

// pairsOf counts pairs a voter at a time, from the places alone.
func pairsOf(e *tally.Election) [][]pair {
	n := len(e.Candidates)
	m := make([][]pair, n)
	for i := range m {
		m[i] = make([]pair, n)
	}
	for _, b := range e.Ballots {
		place := make([]int, n)
		for i := range place {
			place[i] = n
		}
		for k, cs := range b.Places() {
			for _, c := range cs {
				place[c] = k
			}
		}
		for i := range n {
			for j := range n {
				if place[i] < place[j] {
					m[i][j].yes += b.Weight
					m[j][i].no += b.Weight
				}
			}
		}
	}
	return m
}

// atLeast compares two defeats by winning votes or margins.
func atLeast(a, b pair, margins bool) bool {
	if margins {
		return a.yes-a.no >= b.yes-b.no
	}
	return a.yes > b.yes || a.yes == b.yes && a.no <= b.no
}

// slowSchulze are the potential winners, by Floyd and Warshall.
func slowSchulze(e *tally.Election, margins bool) []tally.Candidate {
	m := pairsOf(e)
	n := len(m)
	type path struct {
		pair
		is bool
	}
	p := make([][]path, n)
	for i := range p {
		p[i] = make([]path, n)
		for j := range p {
			p[i][j] = path{m[i][j], m[i][j].yes > m[i][j].no}
		}
	}
	better := func(a, b path) bool { return a.is && (!b.is || !atLeast(b.pair, a.pair, margins)) }
	for k := range n {
		for i := range n {
			for j := range n {
				if i == j || i == k || j == k || !p[i][k].is || !p[k][j].is {
					continue
				}
				through := p[i][k]
				if better(through, p[k][j]) {
					through = p[k][j]
				}
				if better(through, p[i][j]) {
					p[i][j] = through
				}
			}
		}
	}
	var best []tally.Candidate
	for i := range n {
		beaten := false
		for j := range n {
			beaten = beaten || i != j && better(p[j][i], p[i][j])
		}
		if !beaten {
			best = append(best, tally.Candidate(i))
		}
	}
	return best
}

func TestSchulzeAgreesWithFloydWarshall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawElection(t, rapid.IntRange(1, 7).Draw(t, "candidates"), 1, true)
		for m, margins := range map[tally.Method]bool{tally.Schulze: false, tally.SchulzeMargins: true} {
			r, err := tally.Count(e, m, tally.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if want := slowSchulze(e, margins); !slices.Equal(r.Ranking[0], want) {
				t.Fatalf("%s: first are %v, want %v", m, names(e, r.Ranking[0]), names(e, want))
			}
		}
	})
}

// slowRankedPairs are all who can win when defeats of one strength are locked in
// one order or another.
func slowRankedPairs(e *tally.Election, margins bool) map[tally.Candidate]bool {
	m := pairsOf(e)
	type edge struct{ a, b int }
	var edges []edge
	for a := range m {
		for b := range m {
			if m[a][b].yes > m[a][b].no {
				edges = append(edges, edge{a, b})
			}
		}
	}
	slices.SortStableFunc(edges, func(x, y edge) int {
		p, q := m[x.a][x.b], m[y.a][y.b]
		switch {
		case atLeast(p, q, margins) && atLeast(q, p, margins):
			return 0
		case atLeast(p, q, margins):
			return -1
		default:
			return 1
		}
	})
	winners := map[tally.Candidate]bool{}
	var try func(left, locked []edge, budget *int)
	var reaches func(locked []edge, from, to int, seen map[int]bool) bool
	reaches = func(locked []edge, from, to int, seen map[int]bool) bool {
		if from == to {
			return true
		}
		seen[from] = true
		for _, l := range locked {
			if l.a == from && !seen[l.b] && reaches(locked, l.b, to, seen) {
				return true
			}
		}
		return false
	}
	try = func(left, locked []edge, budget *int) {
		if *budget--; *budget < 0 {
			return
		}
		if len(left) == 0 {
			for c := range m {
				if !slices.ContainsFunc(locked, func(l edge) bool { return l.b == c }) {
					winners[tally.Candidate(c)] = true
				}
			}
			return
		}
		for i := range left {
			p, q := m[left[0].a][left[0].b], m[left[i].a][left[i].b]
			if !atLeast(q, p, margins) {
				break
			}
			rest := slices.Delete(slices.Clone(left), i, i+1)
			if reaches(locked, left[i].b, left[i].a, map[int]bool{}) {
				try(rest, locked, budget)
			} else {
				try(rest, append(slices.Clone(locked), left[i]), budget)
			}
		}
	}
	budget := 20_000
	try(edges, nil, &budget)
	if budget < 0 {
		return nil
	}
	return winners
}

func TestRankedPairsAgreesWithEveryOrderOfEqualDefeats(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawElection(t, rapid.IntRange(1, 4).Draw(t, "candidates"), 1, true)
		for m, margins := range map[tally.Method]bool{tally.RankedPairs: false, tally.RankedPairsMargins: true} {
			r, err := tally.Count(e, m, tally.Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := slowRankedPairs(e, margins)
			if want == nil {
				continue // too many orders to look at them all here
			}
			got := slices.Concat(r.Elected, r.Tied)
			if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(maps.Keys(want))) {
				t.Fatalf("%s: %v can win, but in every order %v", m, names(e, got), want)
			}
		}
	})
}

// Maximize Affirmed Majorities (Eppley) by its definition: one order of all
// defeats, equal ones by who loses and then by who wins, each kept unless it
// closes a circle.
func TestRankedPairsByLotsKeepsDefeatsInOneOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := withLots(t, drawElection(t, rapid.IntRange(1, 6).Draw(t, "candidates"), 1, true))
		m := pairsOf(e)
		type edge struct{ a, b int }
		for method, margins := range map[tally.Method]bool{tally.RankedPairs: false, tally.RankedPairsMargins: true} {
			var edges []edge
			for a := range m {
				for b := range m {
					if m[a][b].yes > m[a][b].no {
						edges = append(edges, edge{a, b})
					}
				}
			}
			lot := func(c int) int { return slices.Index(e.Lots, tally.Candidate(c)) }
			slices.SortFunc(edges, func(x, y edge) int {
				p, q := m[x.a][x.b], m[y.a][y.b]
				switch {
				case !atLeast(q, p, margins):
					return -1
				case !atLeast(p, q, margins):
					return 1
				case x.b != y.b:
					return lot(y.b) - lot(x.b)
				}
				return lot(x.a) - lot(y.a)
			})
			over := make([][]bool, len(m))
			for i := range over {
				over[i] = make([]bool, len(m))
				over[i][i] = true
			}
			for _, x := range edges {
				if over[x.b][x.a] {
					continue
				}
				for i := range over {
					for j := range over {
						over[i][j] = over[i][j] || over[i][x.a] && over[x.b][j]
					}
				}
			}
			var first []tally.Candidate
			for c := range m {
				beaten := false
				for d := range m {
					beaten = beaten || c != d && over[d][c]
				}
				if !beaten {
					first = append(first, tally.Candidate(c))
				}
			}
			if r := counted(t, e, method); !slices.Equal(r.Ranking[0], first) {
				t.Fatalf("%s: first %v, want %v", method, names(e, r.Ranking[0]), names(e, first))
			}
		}
	})
}

// In example 4 of ericgorr.net (case 8 of the file) two defeats of 54 to 46 close
// a circle: in one order B wins, in the other C. Setting both aside hides that.
func TestEqualDefeatsThatMatterAreATie(t *testing.T) {
	e := parse(t, "A>D>C>B*12\nB>A>C>D*3\nB>C>A>D*25\nC>B>A>D*21\nD>A>B>C*12\nD>A>C>B*21\nD>B>A>C*6")
	r := count(t, e, tally.RankedPairs, tally.Options{})
	if got := names(e, r.Tied); !slices.Equal(got, []string{"B", "C"}) || r.Open != 1 || len(r.Elected) != 0 {
		t.Errorf("tied are %v for %d seats, want B and C for one", got, r.Open)
	}
	for lots, want := range map[string]string{"ABCD": "B", "ACBD": "C", "BCDA": "B", "CBDA": "C"} {
		e.Lots = nil
		for _, l := range lots {
			e.Lots = append(e.Lots, tally.Candidate(l-'A'))
		}
		r := count(t, e, tally.RankedPairs, tally.Options{})
		if got := names(e, r.Elected); !slices.Equal(got, []string{want}) || !r.Decided() {
			t.Errorf("lots %s: elected %v, want %s", lots, got, want)
		}
	}
}
