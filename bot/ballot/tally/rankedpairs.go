package tally

import (
	"cmp"
	"fmt"
	"slices"
)

// Lock is what became of one defeat in Ranked Pairs.
type Lock struct {
	Win, Lose     Candidate
	Votes, Oppose int64
	Locked        bool // otherwise it would have closed a circle
	ByLot         bool // lots decided that it was looked at before an equal one
	Open          bool // nothing decided that: this is one way of several
}

// rankedPairs locks one defeat after the other, the strongest first, unless it
// would close a circle with those already locked (Tideman, "Independence of
// clones as a criterion for voting rules", Social Choice and Welfare 4, 1987).
// By winning votes the defeat with more votes comes first, then the one with
// less against it; by margins, as Tideman has it, the greater difference.
//
// The order of equal defeats matters only where they close a circle with each
// other. There lots decide as in Zavist and Tideman ("Complete independence of
// clones in the ranked pairs rule", Social Choice and Welfare 6, 1989) with the
// order of pairs of Eppley's Maximize Affirmed Majorities: first the defeat of
// whoever was drawn last, then that by whoever was drawn first. Without lots
// every order is looked at; or, with together, none of them is locked.
func rankedPairs(p *Pairs, among []Candidate, margins, together bool, c *chooser) (ranking [][]Candidate, locks []Lock, known bool) {
	ds, level := p.defeats(among, margins)
	r := newReach(len(p.Over))
	for from := 0; from < len(ds); {
		to := from + 1
		for to < len(ds) && level[to] == level[from] {
			to++
		}
		more, known := lockEqual(r, ds[from:to], together, c)
		if known {
			return nil, nil, true
		}
		locks = append(locks, more...)
		from = to
	}
	return layers(among, r.has), locks, false
}

// lockEqual locks defeats of one strength.
func lockEqual(r *reach, ds []defeat, together bool, c *chooser) (locks []Lock, known bool) {
	circle := inCircle(r, ds)
	for i, d := range ds {
		if circle[i] {
			continue
		}
		locks = append(locks, newLock(r, d))
	}
	var left []defeat
	for i, d := range ds {
		switch {
		case circle[i] && together:
			locks = append(locks, Lock{Win: d.win, Lose: d.lose, Votes: d.votes, Oppose: d.oppose})
		case circle[i]:
			left = append(left, d)
		}
	}
	for len(left) > 0 {
		// whoever is reached already, or would close a circle, is no choice
		left = slices.DeleteFunc(left, func(d defeat) bool {
			if !r.has(d.win, d.lose) && !r.has(d.lose, d.win) {
				return false
			}
			locks = append(locks, newLock(r, d))
			return true
		})
		if len(left) == 0 {
			break
		}
		at, lot, open := 0, false, false
		switch {
		case !slices.Contains(inCircle(r, left), true):
		case c.place != nil:
			lot = true
			at = byLot(left, c)
		default:
			if c.known(fmt.Sprint(r.from)) {
				return nil, true
			}
			open = true
			winners := make([]Candidate, len(left))
			for i, d := range left {
				winners[i] = d.win
			}
			at = c.way(winners)
		}
		l := newLock(r, left[at])
		l.ByLot, l.Open = lot, open
		locks = append(locks, l)
		left = slices.Delete(left, at, at+1)
	}
	return locks, false
}

// newLock locks a defeat where it can be locked.
func newLock(r *reach, d defeat) Lock {
	l := Lock{Win: d.win, Lose: d.lose, Votes: d.votes, Oppose: d.oppose, Locked: !r.has(d.lose, d.win)}
	if l.Locked {
		r.link(d.win, d.lose, nil)
	}
	return l
}

// inCircle marks the defeats that could be locked now, but not all of them
// together, because they close a circle with each other. All others are locked,
// or not, in whatever order they come.
func inCircle(r *reach, ds []defeat) []bool {
	marks := make([]bool, len(ds))
	if len(ds) == 1 {
		return marks
	}
	together := r.clone()
	for _, d := range ds {
		if !r.has(d.lose, d.win) {
			together.link(d.win, d.lose, nil)
		}
	}
	for i, d := range ds {
		marks[i] = together.has(d.lose, d.win) && !r.has(d.lose, d.win)
	}
	return marks
}

func byLot(ds []defeat, c *chooser) int {
	best := 0
	for i, d := range ds {
		if cmp.Or(cmp.Compare(c.place[ds[best].lose], c.place[d.lose]), cmp.Compare(c.place[d.win], c.place[ds[best].win])) < 0 {
			best = i
		}
	}
	return best
}
