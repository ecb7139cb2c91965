package tally

// Lock is what became of one defeat in Ranked Pairs.
type Lock struct {
	Win, Lose     Candidate
	Votes, Oppose int64
	Locked        bool
	// Among counts the defeats of the same strength that were looked at together.
	Among int
}

// rankedPairs locks one defeat after the other, the strongest first, unless it
// would close a circle with those already locked (Tideman, "Independence of
// clones as a criterion for voting rules", Social Choice and Welfare 4, 1987).
// By winning votes the defeat with more votes comes first, then the one with
// less against it; by margins, as Tideman has it, the greater difference.
//
// Defeats of the same strength are looked at together, so that no order of the
// list and no lot decides between them: all are locked but those that would
// close a circle with the others. Where this leaves candidates equal, they are
// reported as equal.
func rankedPairs(p *Pairs, among []Candidate, margins bool) (ranking [][]Candidate, locks []Lock) {
	ds, level := p.defeats(among, margins)
	r := newReach(len(p.Over))
	for from := 0; from < len(ds); {
		to := from + 1
		for to < len(ds) && level[to] == level[from] {
			to++
		}
		locks = append(locks, lock(r, ds[from:to])...)
		from = to
	}
	return layers(among, func(a, b Candidate) bool { return r.has(a, b) }), locks
}

// lock adds defeats of one strength.
func lock(r *reach, ds []defeat) []Lock {
	together := r
	if len(ds) > 1 {
		together = r.clone()
		for _, d := range ds {
			together.link(d.win, d.lose, nil)
		}
	}
	locks := make([]Lock, len(ds))
	for i, d := range ds {
		locks[i] = Lock{Win: d.win, Lose: d.lose, Votes: d.votes, Oppose: d.oppose, Among: len(ds)}
		locks[i].Locked = !together.has(d.lose, d.win)
	}
	for i, d := range ds {
		if locks[i].Locked {
			r.link(d.win, d.lose, nil)
		}
	}
	return locks
}
