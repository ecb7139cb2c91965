package tally_test

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"magbot/bot/ballot/tally"
)

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

// slowIRV excludes one after the other, reading every paper anew each time: a
// paper counts for the first of those left, up to a place that two share.
func slowIRV(e *tally.Election) tally.Candidate {
	left := map[tally.Candidate]bool{}
	for c := range e.Candidates {
		left[tally.Candidate(c)] = !slices.Contains(e.Withdrawn, tally.Candidate(c))
	}
	var before []map[tally.Candidate]int64
	for {
		votes, active := map[tally.Candidate]int64{}, int64(0)
		for _, b := range e.Ballots {
			for _, place := range b.Places() {
				place = slices.DeleteFunc(slices.Clone(place), func(c tally.Candidate) bool { return slices.Contains(e.Withdrawn, c) })
				if len(place) > 1 {
					break
				}
				if len(place) == 1 && left[place[0]] {
					votes[place[0]] += b.Weight
					active += b.Weight
					break
				}
			}
		}
		var low []tally.Candidate
		for c := range e.Candidates {
			c := tally.Candidate(c)
			switch {
			case !left[c]:
			case 2*votes[c] > active:
				return c
			case len(low) == 0 || votes[c] == votes[low[0]]:
				low = append(low, c)
			case votes[c] < votes[low[0]]:
				low = []tally.Candidate{c}
			}
		}
		number := 0
		for _, in := range left {
			if in {
				number++
			}
		}
		if number == 1 {
			return low[0]
		}
		for _, votes := range slices.Backward(before) {
			least := votes[low[0]]
			for _, c := range low {
				least = min(least, votes[c])
			}
			low = slices.DeleteFunc(low, func(c tally.Candidate) bool { return votes[c] > least })
		}
		among := map[tally.Candidate]bool{}
		for _, c := range low {
			among[c] = true
		}
		left[firstOf(e.Lots, among)] = false
		before = append(before, votes)
	}
}

func TestIRVAgreesWithEveryPaperReadAnew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawAny(t)
		e.Seats, e.None = 1, ""
		e.Lots = nil
		withLots(t, e)
		r := counted(t, e, tally.IRV)
		if want := slowIRV(e); !slices.Equal(r.Elected, []tally.Candidate{want}) {
			t.Fatalf("elected %v, want %s", names(e, r.Elected), e.Candidates[want])
		}
	})
}
