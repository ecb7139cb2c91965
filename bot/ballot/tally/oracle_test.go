package tally_test

import (
	"maps"
	"math/big"
	"slices"
	"testing"

	"magbot/bot/ballot/tally"
	"pgregory.net/rapid"
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

// slowMeek is the Reference Meek Rule in big integers, a paper at a time.
func slowMeek(e *tally.Election) (elected []tally.Candidate, rounds [][]string) {
	one := big.NewInt(1_000_000_000)
	up := func(a, b, c *big.Int) *big.Int {
		n := new(big.Int).Mul(a, b)
		n.Add(n, c).Sub(n, big.NewInt(1))
		return n.Div(n, c)
	}
	keep := make([]*big.Int, len(e.Candidates))
	state := make([]byte, len(keep))
	for c := range keep {
		keep[c], state[c] = new(big.Int).Set(one), 'h'
	}
	number := func(s byte) (n int) {
		for _, x := range state {
			if x == s {
				n++
			}
		}
		return n
	}
	all := voters(e)
	for number('h') > e.Seats-number('e') && number('e') < e.Seats {
		var before *big.Int
		for {
			votes := make([]*big.Int, len(keep))
			for c := range votes {
				votes[c] = new(big.Int)
			}
			for _, order := range all {
				weight := new(big.Int).Set(one)
				for _, c := range order {
					if keep[c].Sign() > 0 && weight.Sign() > 0 {
						kept := up(weight, keep[c], one)
						votes[c].Add(votes[c], kept)
						weight.Sub(weight, kept)
					}
				}
			}
			quota := new(big.Int)
			for _, v := range votes {
				quota.Add(quota, v)
			}
			quota.Div(quota, big.NewInt(int64(e.Seats+1))).Add(quota, big.NewInt(1))
			won := []tally.Candidate{}
			for c := range votes {
				if state[c] == 'h' && votes[c].Cmp(quota) >= 0 {
					won = append(won, tally.Candidate(c))
				}
			}
			slices.SortStableFunc(won, func(a, b tally.Candidate) int { return votes[b].Cmp(votes[a]) })
			for _, c := range won {
				state[c] = 'e'
			}
			elected = append(elected, won...)
			surplus := new(big.Int)
			for c := range votes {
				if state[c] == 'e' {
					surplus.Add(surplus, votes[c]).Sub(surplus, quota)
				}
			}
			if surplus.Sign() < 0 {
				surplus.SetInt64(0)
			}
			done := len(won) > 0 || surplus.Cmp(big.NewInt(1000)) < 0 || before != nil && surplus.Cmp(before) >= 0
			if done {
				round := []string{}
				for _, v := range votes {
					round = append(round, v.String())
				}
				rounds = append(rounds, round)
			}
			if len(won) > 0 {
				break
			}
			if done {
				var low *big.Int
				for c, v := range votes {
					if state[c] == 'h' && (low == nil || v.Cmp(low) < 0) {
						low = v
					}
				}
				limit := new(big.Int).Add(low, surplus)
				tied := map[tally.Candidate]bool{}
				for c, v := range votes {
					if state[c] == 'h' && v.Cmp(limit) <= 0 {
						tied[tally.Candidate(c)] = true
					}
				}
				out := firstOf(e.Lots, tied)
				state[out] = 'x'
				keep[out] = new(big.Int)
				break
			}
			before = surplus
			for c := range keep {
				if state[c] == 'e' {
					keep[c] = up(up(keep[c], quota, one), one, votes[c])
				}
			}
		}
	}
	if number('e') < e.Seats {
		for c := range state {
			if state[c] == 'h' {
				elected = append(elected, tally.Candidate(c))
			}
		}
	}
	return elected, rounds
}

func TestMeekAgreesWithTheReferenceRuleWrittenAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 6).Draw(t, "candidates")
		e := withLots(t, drawElection(t, n, rapid.IntRange(1, n-1).Draw(t, "seats"), false))
		r, err := tally.Count(e, tally.MeekSTV, tally.Options{})
		if err != nil {
			t.Fatal(err)
		}
		elected, rounds := slowMeek(e)
		if got, want := names(e, r.Elected), names(e, elected); !slices.Equal(got, want) {
			t.Fatalf("elected %v, want %v", got, want)
		}
		if len(rounds) != len(r.Rounds) {
			t.Fatalf("%d rounds, want %d", len(r.Rounds), len(rounds))
		}
		for i := range rounds {
			for c, v := range r.Rounds[i].Votes {
				if got := big.NewInt(v.Units()).String(); got != rounds[i][c] {
					t.Fatalf("round %d, %s: %s, want %s billionths", i+1, e.Candidates[c], got, rounds[i][c])
				}
			}
		}
	})
}

// slowScottish is rules 46 to 53 of the Order with a value for each paper.
func slowScottish(e *tally.Election) (elected []tally.Candidate, stages [][]int64) {
	type paper struct {
		order []tally.Candidate
		with  tally.Candidate // -1: nobody
		value int64
	}
	var papers []*paper
	valid := int64(0)
	for _, order := range voters(e) {
		if len(order) > 0 {
			papers = append(papers, &paper{order, order[0], 100_000})
			valid++
		}
	}
	quota := (valid/int64(e.Seats+1) + 1) * 100_000
	state := map[tally.Candidate]byte{}
	for c := range e.Candidates {
		state[tally.Candidate(c)] = 'c'
	}
	votes := make([]int64, len(e.Candidates))
	for _, p := range papers {
		votes[p.with] += p.value
	}
	note := func() { stages = append(stages, slices.Clone(votes)) }
	note()
	continuing := func() (cs []tally.Candidate) {
		for c := range e.Candidates {
			if state[tally.Candidate(c)] == 'c' {
				cs = append(cs, tally.Candidate(c))
			}
		}
		return cs
	}
	move := func(from tally.Candidate, value func(int64) int64) {
		for _, p := range papers {
			if p.with != from {
				continue
			}
			p.value = value(p.value)
			at := slices.Index(p.order, from)
			p.with = -1
			for _, c := range p.order[at+1:] {
				if state[c] == 'c' {
					p.with = c
					votes[c] += p.value
					break
				}
			}
		}
	}
	// pick narrows the tied by the latest stages at which they differed
	pick := func(tied []tally.Candidate, better func(a, b int64) bool) tally.Candidate {
		for _, stage := range slices.Backward(stages) {
			best := stage[tied[0]]
			for _, c := range tied {
				if better(stage[c], best) {
					best = stage[c]
				}
			}
			tied = slices.DeleteFunc(slices.Clone(tied), func(c tally.Candidate) bool { return stage[c] != best })
		}
		among := map[tally.Candidate]bool{}
		for _, c := range tied {
			among[c] = true
		}
		return firstOf(e.Lots, among)
	}
	less := func(a, b int64) bool { return a < b }
	more := func(a, b int64) bool { return a > b }
	var pending []tally.Candidate
	for {
		for _, c := range continuing() {
			if votes[c] >= quota && len(elected) < e.Seats {
				state[c] = 'e'
				elected = append(elected, c)
				if votes[c] > quota {
					pending = append(pending, c)
				}
			}
		}
		vacancies := e.Seats - len(elected)
		if vacancies == 0 {
			return elected, stages
		}
		if len(continuing()) <= vacancies {
			return append(elected, continuing()...), stages
		}
		if len(pending) > 0 {
			top := pick(pending, more)
			pending = slices.DeleteFunc(pending, func(c tally.Candidate) bool { return c == top })
			surplus, total := votes[top]-quota, votes[top]
			move(top, func(v int64) int64 { return surplus * v / total })
			votes[top] = quota
			note()
			continue
		}
		out := pick(continuing(), less)
		state[out] = 'x'
		if len(continuing()) > vacancies {
			move(out, func(v int64) int64 { return v })
			votes[out] = 0
		}
		note()
	}
}

func TestScottishAgreesWithTheOrderWrittenAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 7).Draw(t, "candidates")
		e := withLots(t, drawElection(t, n, rapid.IntRange(1, n-1).Draw(t, "seats"), false))
		r, err := tally.Count(e, tally.ScottishSTV, tally.Options{})
		if err != nil {
			t.Fatal(err)
		}
		elected, stages := slowScottish(e)
		if got, want := names(e, r.Elected), names(e, elected); !slices.Equal(got, want) {
			t.Fatalf("elected %v, want %v", got, want)
		}
		if len(stages) != len(r.Rounds) {
			t.Fatalf("%d stages, want %d", len(r.Rounds), len(stages))
		}
		for i := range stages {
			for c, v := range r.Rounds[i].Votes {
				if v.Units() != stages[i][c] {
					t.Fatalf("stage %d, %s: %v, want %d hundred-thousandths", i+1, e.Candidates[c], v, stages[i][c])
				}
			}
		}
	})
}

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
