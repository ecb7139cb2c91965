package tally

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// approvers are voters who approve the same candidates, and what they have: a
// load in Phragmén's rule, a budget in Equal Shares.
type approvers struct {
	of     []Candidate
	weight int64
	has    *big.Rat // each of them
}

// balanced is the state of a count that fills a list so that each part of the
// voters gets its share.
type balanced struct {
	groups  []approvers
	in      []bool  // who stands
	support []int64 // approvals of each candidate
	seats   int
	left    []Candidate // who can be elected
	elected []Candidate
	rounds  []Round
	bounds  *bounds
	chooser *chooser
	budget  *big.Rat // what each had to pay with; nil when nobody pays, or any more
}

// newBalanced puts voters together who approve the same. With none of these on
// the ballot, only those can be elected whom more voters approve than it.
func newBalanced(e *Election) *balanced {
	in := e.standing()
	s := &balanced{in: in, support: make([]int64, len(in)), seats: e.Seats}
	index := map[string]int{}
	for i := range e.Ballots {
		var of []Candidate
		for _, c := range sorted(e.Ballots[i].Order) {
			if in[c] {
				of = append(of, c)
				s.support[c] += e.Ballots[i].Weight
			}
		}
		key := setKey(of)
		at, ok := index[key]
		if !ok {
			at = len(s.groups)
			index[key] = at
			s.groups = append(s.groups, approvers{of: of})
		}
		s.groups[at].weight += e.Ballots[i].Weight
	}
	none := e.none()
	for c := range in {
		if in[c] && (none < 0 || s.support[c] > s.support[none]) {
			s.left = append(s.left, Candidate(c))
		}
	}
	return s
}

// from is a fresh count of the same ballots, in which everybody has start.
func (s *balanced) from(start *big.Rat, c *chooser, b *bounds) *balanced {
	n := &balanced{in: s.in, support: s.support, seats: s.seats, bounds: b, chooser: c}
	n.groups, n.left = slices.Clone(s.groups), slices.Clone(s.left)
	for i := range n.groups {
		n.groups[i].has = start
	}
	return n
}

// phragmen is Phragmén's sequential rule: each seat is a load of 1, shared by
// those who approve whoever has it, so that the greatest load of any voter stays
// as low as it can.
func phragmen(base *balanced) way {
	return func(c *chooser, b *bounds) outcome {
		return base.from(new(big.Rat), c, b).run()
	}
}

// equalShares gives each voter an equal share of the seats to spend, a seat
// costing 1. Elected is, again and again, whoever those who approve can pay for
// at the lowest price for the one who pays most; when nobody can be paid for any
// more, Phragmén's rule fills what is left, with what each has spent as a load.
func equalShares(base *balanced, voters int64) way {
	return func(c *chooser, b *bounds) outcome {
		budget := big.NewRat(int64(base.seats), max(voters, 1))
		s := base.from(budget, c, b)
		s.budget = budget
		return s.run()
	}
}

// run counts, seat after seat. How an open tie could go otherwise is looked at from
// where it stands, and not from the beginning again.
func (s *balanced) run() outcome {
	start := s.branch()
	s.chooser.all = start.committees
	for {
		best, price := s.next()
		if len(best) == 0 {
			return s.outcome()
		}
		s.elect(s.take(best, price), price)
	}
}

// committees are the distinct sets of elected in which the open ties can end, and
// whether all are there: at most limit steps are looked at.
func (s *balanced) committees(limit int) (sets [][]Candidate, all bool) {
	seen, todo := map[string]bool{}, []*balanced{s}
	for steps := 0; len(todo) > 0; {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		best, price := at.next()
		if len(best) == 0 {
			if key := setKey(at.elected); !seen[key] {
				seen[key] = true
				sets = append(sets, sorted(at.elected))
			}
		}
		for _, c := range slices.Backward(best) {
			after := at.branch()
			after.elect(c, price)
			key := after.key()
			if steps++; steps > limit || len(sets) > mostCommittees {
				return sets, false
			}
			if !seen[key] {
				seen[key] = true
				todo = append(todo, after)
			}
		}
	}
	return sets, true
}

// branch is the same count, to go on from here in another way.
func (s *balanced) branch() *balanced {
	n := *s
	n.groups, n.left, n.elected = slices.Clone(s.groups), slices.Clone(s.left), slices.Clone(s.elected)
	n.rounds, n.chooser = nil, nil
	return &n
}

func (s *balanced) outcome() outcome {
	o := outcome{elected: s.elected, vacant: s.seats - len(s.elected), rounds: s.rounds}
	for _, c := range s.elected {
		o.ranking = append(o.ranking, []Candidate{c})
	}
	var rest []Candidate
	for c, in := range s.in {
		if in && !slices.Contains(s.elected, Candidate(c)) {
			rest = append(rest, Candidate(c))
		}
	}
	if len(rest) > 0 {
		o.ranking = append(o.ranking, rest)
	}
	return o
}

// next are those of whom one is elected next, with the prices; nobody when the
// count is over. By Phragmén's rule whoever nobody approves comes after all others.
func (s *balanced) next() (best []Candidate, price []*big.Rat) {
	if len(s.elected) >= s.seats || len(s.left) == 0 {
		return nil, nil
	}
	if s.budget != nil {
		price = s.prices(s.price)
		if best = s.cheapest(price); len(best) > 0 {
			return best, price
		}
		budget := s.budget
		spent := once(func(has *big.Rat) *big.Rat { return new(big.Rat).Sub(budget, has) })
		for i := range s.groups { // what was spent is the load
			s.groups[i].has = spent(s.groups[i].has)
		}
		s.budget = nil
	}
	price = s.prices(s.load)
	if best = s.cheapest(price); len(best) == 0 {
		best = s.seatable()
	}
	return best, price
}

// load is what each who approves would bear; nil where nobody does.
func (s *balanced) load(c Candidate) *big.Rat {
	if s.support[c] == 0 {
		return nil
	}
	load := big.NewRat(1, 1)
	for _, p := range s.purses(c) {
		load.Add(load, new(big.Rat).Mul(p.has, big.NewRat(p.weight, 1)))
	}
	return load.Quo(load, big.NewRat(s.support[c], 1))
}

// elect seats one, and takes the price from those who approve.
func (s *balanced) elect(c Candidate, price []*big.Rat) {
	s.elected, s.left = append(s.elected, c), without(s.left, c)
	rest := once(func(has *big.Rat) *big.Rat {
		if has.Cmp(price[c]) < 0 {
			return new(big.Rat)
		}
		return new(big.Rat).Sub(has, price[c])
	})
	for i := range s.groups {
		g := &s.groups[i]
		switch {
		case !slices.Contains(g.of, c):
		case s.budget == nil:
			g.has = price[c]
		default:
			g.has = rest(g.has)
		}
	}
}

// once works out a new amount for all voters who share an amount, so that they
// share the new one too: of 100,000 voters, few have different ones.
func once(of func(*big.Rat) *big.Rat) func(*big.Rat) *big.Rat {
	known := map[*big.Rat]*big.Rat{}
	return func(has *big.Rat) *big.Rat {
		after, ok := known[has]
		if !ok {
			after = of(has)
			known[has] = after
		}
		return after
	}
}

// purse is how many voters share an amount.
type purse struct {
	has    *big.Rat
	weight int64
}

// purses are those of the voters who approve a candidate.
func (s *balanced) purses(c Candidate) []purse {
	var all []purse
	at := map[*big.Rat]int{}
	for _, g := range s.groups {
		if !slices.Contains(g.of, c) {
			continue
		}
		i, ok := at[g.has]
		if !ok {
			i = len(all)
			at[g.has], all = i, append(all, purse{has: g.has})
		}
		all[i].weight += g.weight
	}
	return all
}

// price is the least that each who approves must be ready to pay, so that
// together they pay 1; nil where they cannot.
func (s *balanced) price(c Candidate) *big.Rat {
	who := s.purses(c)
	slices.SortFunc(who, func(a, b purse) int { return a.has.Cmp(b.has) })
	owed, payers := big.NewRat(1, 1), s.support[c]
	for _, g := range who {
		each := new(big.Rat).Quo(owed, big.NewRat(payers, 1))
		if each.Cmp(g.has) <= 0 {
			return each
		}
		owed.Sub(owed, new(big.Rat).Mul(g.has, big.NewRat(g.weight, 1)))
		payers -= g.weight
	}
	return nil
}

// prices are those of all who are left, nil for everyone else.
func (s *balanced) prices(of func(Candidate) *big.Rat) []*big.Rat {
	price := make([]*big.Rat, len(s.support))
	for _, c := range s.left {
		price[c] = of(c)
	}
	return price
}

// cheapest are those with the least price among those who can be seated.
func (s *balanced) cheapest(price []*big.Rat) []Candidate {
	var best []Candidate
	for _, c := range s.seatable() {
		switch {
		case price[c] == nil:
		case len(best) == 0 || price[c].Cmp(price[best[0]]) == 0:
			best = append(best, c)
		case price[c].Cmp(price[best[0]]) < 0:
			best = append(best[:0], c)
		}
	}
	return best
}

// seatable are those who can be elected within the bounds.
func (s *balanced) seatable() []Candidate {
	var can []Candidate
	for _, c := range s.left {
		if s.bounds.feasible(append(slices.Clone(s.elected), c), without(s.left, c)) {
			can = append(can, c)
		}
	}
	return can
}

// take chooses one of the best, and shows the prices.
func (s *balanced) take(best []Candidate, price []*big.Rat) Candidate {
	round := Round{Votes: make([]Amount, len(price)), Exact: make([]string, len(price))}
	for c, p := range price {
		round.Votes[c] = Fixed(0, meekPlaces)
		if p != nil {
			round.Exact[c] = p.RatString()
			round.Votes[c] = rounded(p, meekPlaces)
		}
	}
	c := best[0]
	if len(best) > 1 {
		tie := s.chooser.choose(best)
		round.Ties, c = []Tie{tie}, tie.Chosen
	}
	round.Elected = []Candidate{c}
	s.rounds = append(s.rounds, round)
	return c
}

// key is all that matters for what follows: who is elected and what each has.
func (s *balanced) key() string {
	var k strings.Builder
	k.WriteString(setKey(s.elected))
	k.WriteString(strconv.FormatBool(s.budget != nil))
	for _, g := range s.groups {
		k.WriteByte(' ')
		k.WriteString(g.has.RatString())
	}
	return k.String()
}
