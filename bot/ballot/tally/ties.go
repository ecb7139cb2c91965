package tally

import "slices"

// chooser takes one of several equal candidates: by lot where lots were drawn,
// and otherwise by a script of numbers, so that all ways can be looked at.
type chooser struct {
	place  []int // by candidate: when its lot fell; nil: no lots
	script []int
	open   [][]Candidate // between whom the ties were that nothing broke, in order
	seen   map[string]bool
	// all lists in what the open ties can end, for a method that can say it without
	// counting from the beginning for each; nil for others
	all func(limit int) (sets [][]Candidate, all bool)
}

func newChooser(lots []Candidate, script []int) *chooser {
	c := &chooser{script: script}
	if lots == nil {
		return c
	}
	last := Candidate(0)
	for _, l := range lots {
		last = max(last, l)
	}
	c.place = make([]int, last+1)
	for i, l := range lots {
		c.place[l] = i
	}
	return c
}

// known says that another way has been at this place, of which the key tells all
// that matters for what follows, so that there is nothing new behind it.
func (c *chooser) known(key string) bool {
	if c.place != nil || len(c.open) < len(c.script) {
		return false
	}
	was := c.seen[key]
	c.seen[key] = true
	return was
}

// choose takes one of the tied, who are more than one.
func (c *chooser) choose(tied []Candidate) Tie {
	tie := Tie{Between: sorted(tied)}
	if c.place != nil {
		tie.By = ByLot
		tie.Chosen = slices.MinFunc(tied, func(a, b Candidate) int { return c.place[a] - c.place[b] })
		return tie
	}
	tie.By, tie.Chosen = StillOpen, tie.Between[c.way(tie.Between)]
	return tie
}

// way is which of several ways is taken where nothing decides; each is somebody's.
func (c *chooser) way(of []Candidate) int {
	at := 0
	if n := len(c.open); n < len(c.script) {
		at = c.script[n]
	}
	c.open = append(c.open, of)
	return at
}

// earlier narrows the tied down to those with the least (or, with most, the
// most) votes at the end of the latest earlier round at which they were unequal,
// and goes on with whoever is left (Scottish Local Government Elections Order
// 2011, schedule 1, rules 50(2) and 52(2)(a)). round counts from 1.
func earlier(history [][]int64, tied []Candidate, most bool) (left []Candidate, round int) {
	left = tied
	for i := len(history) - 1; i >= 0 && len(left) > 1; i-- {
		best, same := history[i][left[0]], true
		for _, c := range left[1:] {
			v := history[i][c]
			if same = same && v == best; v != best && (v > best) == most {
				best = v
			}
		}
		if same {
			continue
		}
		narrowed := make([]Candidate, 0, len(left))
		for _, c := range left {
			if history[i][c] == best {
				narrowed = append(narrowed, c)
			}
		}
		left, round = narrowed, i+1
	}
	return left, round
}

// extreme are the candidates with the least (or the most) votes.
func extreme(of []Candidate, votes []int64, most bool) []Candidate {
	var at []Candidate
	for _, c := range of {
		switch {
		case len(at) == 0 || votes[c] == votes[at[0]]:
			at = append(at, c)
		case (votes[c] > votes[at[0]]) == most:
			at = append(at[:0], c)
		}
	}
	return at
}

// breaker breaks the ties of the rules that go from round to round.
type breaker struct {
	balance []int // wins less defeats of each candidate; nil where it does not count
}

func newBreaker(e *Election, o Options) *breaker {
	if !o.Comparison {
		return &breaker{}
	}
	p, in := Compare(e), e.standing()
	b := &breaker{balance: make([]int, len(in))}
	for x := range in {
		for y := range in {
			if !in[x] || !in[y] {
				continue
			}
			if p.Beats(Candidate(x), Candidate(y)) {
				b.balance[x]++
				b.balance[y]--
			}
		}
	}
	return b
}

// pick takes one of the tied: with most, the one with the most votes earlier on,
// and otherwise the one with the least. harmless says that it does not matter
// who is taken, because all of the tied will be, one after the other.
func (b *breaker) pick(c *chooser, tied []Candidate, history [][]int64, most, harmless bool) Tie {
	left, round := earlier(history, tied, most)
	if len(left) == 1 {
		return Tie{Between: sorted(tied), Chosen: left[0], By: ByEarlierRound, Round: round}
	}
	if b.balance != nil && !most {
		before := left
		left = lowest(left, b.balance)
		if len(left) == 1 {
			return Tie{Between: sorted(before), Chosen: left[0], By: ByComparison}
		}
	}
	if c.place == nil && harmless {
		left = sorted(left)
		return Tie{Between: left, Chosen: left[0], By: NoMatter}
	}
	return c.choose(left)
}

func lowest(of []Candidate, balance []int) []Candidate {
	var at []Candidate
	for _, c := range of {
		switch {
		case len(at) == 0 || balance[c] == balance[at[0]]:
			at = append(at, c)
		case balance[c] < balance[at[0]]:
			at = append(at[:0], c)
		}
	}
	return at
}
