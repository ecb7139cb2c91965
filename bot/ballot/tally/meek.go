package tally

import (
	"slices"
)

// The reference rule counts with nine decimal places and stops iterating when
// the surpluses together are less than omega, 10^-6.
const (
	meekPlaces = 9
	meekOne    = 1_000_000_000
	meekOmega  = 1_000
)

// meek is the Reference Meek Rule of the Proportional Representation Foundation
// (prfound.org/resources/reference/reference-meek-rule); its steps are cited
// where they apply. It is Hill, Wichmann and Woodall's Algorithm 123 (Computer
// Journal 30, 1987) in fixed point. Its procedure T for ties is lots: it does not
// look at earlier rounds, because its tied are within the surplus that is still
// to be moved, and need not be equal. None of these and bounds on seats are as
// in Scottish STV.
func meek(e *Election, papers []paper, br *breaker) way {
	return func(c *chooser, b *bounds) outcome {
		m := newKeeping(e, papers)
		m.chooser, m.breaker, m.bounds = c, br, b
		return m.run()
	}
}

// keeping is the state of a Meek count. Numbers are in billionths.
type keeping struct {
	papers   []paper
	seats    int
	none     Candidate
	keep     []int64
	votes    []int64
	quota    int64
	surplus  int64
	residue  int64
	hopeful  []Candidate
	elected  []Candidate
	excluded []Candidate
	rounds   []Round

	chooser *chooser
	breaker *breaker
	bounds  *bounds
}

// newKeeping is step A.
func newKeeping(e *Election, papers []paper) *keeping {
	n := len(e.Candidates)
	m := &keeping{papers: papers, seats: e.Seats, none: e.none(), keep: make([]int64, n), votes: make([]int64, n)}
	for c, in := range e.standing() {
		if in {
			m.hopeful = append(m.hopeful, Candidate(c))
			m.keep[c] = meekOne
		}
	}
	return m
}

func (m *keeping) vacancies() int { return m.seats - len(m.elected) }

// run is steps B and C.
func (m *keeping) run() outcome {
	for m.vacancies() > 0 && len(m.hopeful) > m.vacancies() { // B.1
		round := Round{}
		if doomed := m.doomed(); len(doomed) > 0 {
			m.distribute()
			round.Doomed = doomed
			m.exclude(&round, extreme(doomed, m.votes, false))
			m.note(round)
			continue
		}
		if m.iterate(&round) {
			m.note(round)
			continue
		}
		free := m.free()
		round.Guarded = without(m.hopeful, free...)
		if len(free) == 0 {
			m.elect(&round, m.hopeful...)
		} else {
			m.exclude(&round, m.lowest(free))
		}
		m.note(round)
	}
	if len(m.rounds) == 0 {
		m.distribute()
		m.note(Round{})
	}
	if m.vacancies() > 0 { // C
		m.elect(&m.rounds[len(m.rounds)-1], m.hopeful...)
	}
	o := outcome{quota: Fixed(m.quota, meekPlaces), rounds: m.rounds}
	o.elected = without(m.elected, m.none)
	o.vacant = m.seats - len(o.elected)
	o.ranking = finalRanking(m.elected, m.hopeful, m.excluded, m.votes)
	return o
}

// iterate is step B.2: true when it elected somebody.
func (m *keeping) iterate(round *Round) bool {
	for before := int64(-1); ; before = m.surplus {
		m.distribute()
		var won []Candidate
		for _, c := range m.hopeful { // B.2.c
			if m.votes[c] >= m.quota {
				won = append(won, c)
			}
		}
		if m.electWithin(round, won) {
			return true
		}
		if m.surplus < meekOmega || before >= 0 && m.surplus >= before { // B.2.e
			return false
		}
		for _, c := range m.elected { // B.2.f
			m.keep[c] = mulDivUp(mulDivUp(m.keep[c], m.quota, meekOne), meekOne, m.votes[c])
		}
	}
}

// distribute is steps B.2.a, b and d. Every paper gives each candidate what is
// left of it times the keep factor, rounded up.
func (m *keeping) distribute() {
	for c := range m.votes {
		m.votes[c] = 0
	}
	m.residue = 0
	for _, p := range m.papers {
		weight := int64(meekOne)
		for _, c := range p.order {
			if m.keep[c] == 0 {
				continue
			}
			kept := mulDivUp(weight, m.keep[c], meekOne)
			m.votes[c] += kept * p.weight
			// A keep factor can be a billionth above 1 when the quota rises by
			// a rounding; such a paper gives a billionth more than it has.
			if weight -= kept; weight <= 0 {
				break
			}
		}
		m.residue += weight * p.weight
	}
	var total int64
	for _, v := range m.votes {
		total += v
	}
	m.quota = total/int64(m.seats+1) + 1
	m.surplus = 0
	for _, c := range m.elected {
		m.surplus += m.votes[c] - m.quota
	}
	m.surplus = max(m.surplus, 0)
}

// electWithin elects whoever has the quota and can be seated, and says whether
// that was anybody.
func (m *keeping) electWithin(round *Round, won []Candidate) bool {
	some := false
	for len(won) > 0 {
		won = slices.DeleteFunc(won, func(c Candidate) bool {
			return !m.bounds.feasible(append(slices.Clone(m.elected), c), without(m.hopeful, c))
		})
		if len(won) == 0 {
			break
		}
		some = true
		if m.bounds.feasible(slices.Concat(m.elected, won), without(m.hopeful, won...)) {
			m.elect(round, won...)
			break
		}
		top := extreme(won, m.votes, true)
		next := top[0]
		if len(top) > 1 {
			tie := m.breaker.pick(m.chooser, top, nil, true, false)
			round.Ties = append(round.Ties, tie)
			next = tie.Chosen
		}
		m.elect(round, next)
		won = without(won, next)
	}
	return some
}

func (m *keeping) elect(round *Round, cs ...Candidate) {
	cs = slices.Clone(cs)
	slices.SortStableFunc(cs, func(a, b Candidate) int { return int(min(max(m.votes[b]-m.votes[a], -1), 1)) })
	m.hopeful = without(m.hopeful, cs...)
	m.elected = append(m.elected, cs...)
	round.Elected = append(round.Elected, cs...)
}

// lowest are those tied for defeat: whoever has no more than the least votes and
// the surplus that is still to be moved (B.3).
func (m *keeping) lowest(of []Candidate) []Candidate {
	least := m.votes[extreme(of, m.votes, false)[0]]
	var low []Candidate
	for _, c := range of {
		if m.votes[c] <= least+m.surplus {
			low = append(low, c)
		}
	}
	return low
}

// exclude is step B.3.
func (m *keeping) exclude(round *Round, low []Candidate) {
	out := low[0]
	if len(low) > 1 {
		nothing := m.bounds == nil && len(m.hopeful)-len(low) >= m.vacancies()
		for _, c := range low {
			nothing = nothing && m.votes[c] == 0
		}
		tie := m.breaker.pick(m.chooser, low, nil, false, nothing)
		round.Ties = append(round.Ties, tie)
		out = tie.Chosen
	}
	round.Eliminated = append(round.Eliminated, out)
	m.excluded = append(m.excluded, out)
	m.hopeful = without(m.hopeful, out)
	m.keep[out] = 0
}

func (m *keeping) doomed() []Candidate {
	if m.bounds == nil {
		return nil
	}
	var d []Candidate
	for _, c := range m.hopeful {
		if !m.bounds.feasible(append(slices.Clone(m.elected), c), without(m.hopeful, c)) {
			d = append(d, c)
		}
	}
	return d
}

func (m *keeping) free() []Candidate {
	if m.bounds == nil {
		return m.hopeful
	}
	var f []Candidate
	for _, c := range m.hopeful {
		if m.bounds.feasible(m.elected, without(m.hopeful, c)) {
			f = append(f, c)
		}
	}
	return f
}

// note closes a round with the votes on which it decided.
func (m *keeping) note(round Round) {
	round.Votes, round.Keep = make([]Amount, len(m.votes)), make([]Amount, len(m.votes))
	for c, v := range m.votes {
		round.Votes[c], round.Keep[c] = Fixed(v, meekPlaces), Fixed(m.keep[c], meekPlaces)
	}
	round.Exhausted, round.Rounding = Fixed(m.residue, meekPlaces), Fixed(0, meekPlaces)
	round.Quota = Fixed(m.quota, meekPlaces)
	m.rounds = append(m.rounds, round)
}
