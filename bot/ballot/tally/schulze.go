package tally

import (
	"cmp"
	"slices"
)

// stronger says that a defeat comes before another one: by winning votes the one
// with more votes, then the one with less against it; by margins the one with
// the greater difference (Schulze, "A new monotonic, clone-independent,
// reversal symmetric, and Condorcet-consistent single-winner election method",
// Social Choice and Welfare 36, 2011, section 2.1; the same order in the Debian
// constitution, A.5.7).
func stronger(a, b defeat, margins bool) bool { return weigh(a, b, margins) > 0 }

func weigh(a, b defeat, margins bool) int {
	if margins {
		return cmp.Compare(a.votes-a.oppose, b.votes-b.oppose)
	}
	return cmp.Or(cmp.Compare(a.votes, b.votes), cmp.Compare(b.oppose, a.oppose))
}

func sortDefeats(ds []defeat, margins bool) {
	slices.SortFunc(ds, func(a, b defeat) int {
		return cmp.Or(weigh(b, a, margins), cmp.Compare(a.win, b.win), cmp.Compare(a.lose, b.lose))
	})
}

// schulze ranks the candidates by the strongest paths: a stands over b when the
// strongest path from a to b is stronger than the one back. A path is as strong
// as its weakest defeat. Defeats are added from the strongest on, so whoever
// becomes reachable does so at the strength of that defeat.
func schulze(p *Pairs, among []Candidate, margins bool) (ranking [][]Candidate, paths [][]int64) {
	n := len(p.Over)
	ds, level := p.defeats(among, margins)
	at := make([]int32, n*n) // 0: no path; else: a greater number is stronger
	paths = make([][]int64, n)
	flat := make([]int64, n*n)
	for i := range paths {
		paths[i] = flat[i*n : (i+1)*n : (i+1)*n]
	}
	r := newReach(n)
	for i, d := range ds {
		strength := d.votes
		if margins {
			strength -= d.oppose
		}
		rank := int32(len(ds)) - level[i]
		r.link(d.win, d.lose, func(x, y Candidate) {
			at[int(x)*n+int(y)] = rank
			paths[x][y] = strength
		})
	}
	return layers(among, func(a, b Candidate) bool {
		return at[int(a)*n+int(b)] > at[int(b)*n+int(a)]
	}), paths
}
