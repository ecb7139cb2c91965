package tally

import (
	"cmp"
	"slices"
)

// The Order has transfer values of five decimal places (rule 49(3)).
const (
	scottishPlaces = 5
	scottishOne    = 100_000
)

// scottish is the count of the Scottish Local Government Elections Order 2011
// (SSI 2011/399), schedule 1 part III. The rules are cited where they apply.
// What the Order has no word for: none of these is a candidate like the others,
// whose seat stays empty; bounds on seats exclude at once whoever can no longer
// be elected within them, and keep whoever is needed (Hill, "STV with
// constraints", Voting matters 9, 1998).
func scottish(e *Election, papers []paper, br *breaker, o Options) (way, error) {
	quota, err := scottishQuota(papers, e.Seats, o.Quota)
	if err != nil {
		return nil, err
	}
	return func(c *chooser, b *bounds) outcome {
		s := newStages(e, papers, quota)
		s.chooser, s.breaker, s.bounds, s.last = c, br, b, o.LastTransfer
		return s.run()
	}, nil
}

// scottishQuota is rule 47: the valid papers over one more than the seats, any
// decimal places ignored, and one more.
func scottishQuota(papers []paper, vacancies int, q Quota) (int64, error) {
	var valid int64
	for _, p := range papers {
		if len(p.order) > 0 {
			valid += p.weight
		}
	}
	seats := int64(vacancies)
	switch q {
	case DroopQuota:
		return (valid/(seats+1) + 1) * scottishOne, nil
	case HagenbachBischoffQuota:
		seats++
	case ImperialiQuota:
		seats += 2
	case HareQuota:
	default:
		return 0, wrong(0, "there is no quota %q", string(q))
	}
	units, _ := mulDiv(valid, scottishOne, seats)
	return max(units, 1), nil
}

// slip is a paper in somebody's pile, at the preference at which it lies there,
// with the value with which it came.
type slip struct {
	paper, at int
	value     int64
}

// stages is the state of a Scottish count.
type stages struct {
	papers   []paper
	quota    int64
	seats    int
	none     Candidate
	votes    []int64
	pile     [][]slip
	hopeful  []Candidate
	elected  []Candidate // none of these included
	surplus  []Candidate // elected, their surplus not yet transferred
	excluded []Candidate
	spent    int64 // votes on papers with no further preference
	lost     int64 // remainders ignored
	history  [][]int64
	rounds   []Round

	chooser   *chooser
	breaker   *breaker
	bounds    *bounds
	continues []bool
	last      bool // transfer even when the vacancies are filled
}

// newStages is rule 46, the first stage.
func newStages(e *Election, papers []paper, quota int64) *stages {
	n := len(e.Candidates)
	s := &stages{
		papers: papers, quota: quota, seats: e.Seats, none: e.none(),
		votes: make([]int64, n), pile: make([][]slip, n), continues: e.standing(),
	}
	for c, in := range s.continues {
		if in {
			s.hopeful = append(s.hopeful, Candidate(c))
		}
	}
	for i, p := range papers {
		if len(p.order) == 0 {
			s.spent += p.weight * scottishOne
			continue
		}
		first := p.order[0]
		s.pile[first] = append(s.pile[first], slip{i, 0, scottishOne})
		s.votes[first] += p.weight * scottishOne
	}
	s.note(Round{})
	return s
}

func (s *stages) vacancies() int { return s.seats - len(s.elected) }

func (s *stages) round() *Round { return &s.rounds[len(s.rounds)-1] }

func (s *stages) run() outcome {
	for {
		s.reachQuota()
		if s.vacancies() == 0 {
			break
		}
		if len(s.hopeful) <= s.vacancies() { // rule 53(1)
			s.elect(s.hopeful...)
			break
		}
		if doomed := s.doomed(); len(doomed) > 0 {
			out, ties := s.lowest(doomed)
			s.exclude(out, Round{Ties: ties, Doomed: doomed})
			continue
		}
		if len(s.surplus) > 0 {
			s.transferSurplus()
			continue
		}
		free := s.free()
		if len(free) == 0 {
			s.elect(s.hopeful...)
			break
		}
		out, ties := s.lowest(free)
		s.exclude(out, Round{Ties: ties, Guarded: without(s.hopeful, free...)})
	}
	return s.outcome()
}

// reachQuota is rule 48: whoever has the quota is deemed to be elected.
func (s *stages) reachQuota() {
	for s.vacancies() > 0 {
		var reached []Candidate
		for _, c := range s.hopeful {
			if s.votes[c] >= s.quota && s.bounds.feasible(append(slices.Clone(s.elected), c), without(s.hopeful, c)) {
				reached = append(reached, c)
			}
		}
		if len(reached) == 0 {
			return
		}
		top := extreme(reached, s.votes, true)
		if len(top) <= s.vacancies() && s.bounds.feasible(slices.Concat(s.elected, top), without(s.hopeful, top...)) {
			s.elect(top...)
			continue
		}
		tie := s.breaker.pick(s.chooser, top, s.history[:len(s.history)-1], true, false)
		s.round().Ties = append(s.round().Ties, tie)
		s.elect(tie.Chosen)
	}
}

func (s *stages) elect(cs ...Candidate) {
	cs = slices.Clone(cs)
	slices.SortStableFunc(cs, func(a, b Candidate) int { return cmp.Compare(s.votes[b], s.votes[a]) })
	for _, c := range cs {
		s.hopeful = without(s.hopeful, c)
		s.continues[c] = false
		s.elected = append(s.elected, c)
		s.round().Elected = append(s.round().Elected, c)
		if s.votes[c] > s.quota {
			s.surplus = append(s.surplus, c)
		}
	}
}

// transferSurplus is rules 49 and 50: the highest surplus first, and among equal
// ones that of whoever had more votes at the latest stage at which they differed.
func (s *stages) transferSurplus() {
	top := extreme(s.surplus, s.votes, true)
	from := top[0]
	var round Round
	if len(top) > 1 {
		tie := s.breaker.pick(s.chooser, top, s.history[:len(s.history)-1], true, false)
		round.Ties = append(round.Ties, tie)
		from = tie.Chosen
	}
	s.surplus = without(s.surplus, from)
	surplus, total := s.votes[from]-s.quota, s.votes[from]
	moved := s.transfer(from, func(value int64) int64 {
		v, _ := mulDiv(surplus, value, total) // rule 49(3)
		return v
	})
	s.votes[from] = s.quota
	s.lost += surplus
	for _, t := range moved {
		s.lost -= t.Votes.units
	}
	round.Transfers = moved
	s.note(round)
}

// exclude is rule 51. Where the last vacancies can now be filled, no further
// transfer is made (rule 53(2)).
func (s *stages) exclude(out Candidate, round Round) {
	s.hopeful = without(s.hopeful, out)
	s.continues[out] = false
	s.excluded = append(s.excluded, out)
	round.Eliminated = []Candidate{out}
	if len(s.hopeful) > s.vacancies() || s.last {
		round.Transfers = s.transfer(out, func(value int64) int64 { return value })
		s.votes[out] = 0
	}
	s.note(round)
}

// transfer moves the papers of a candidate to their next available preferences,
// each with a new value.
func (s *stages) transfer(from Candidate, revalue func(int64) int64) []Transfer {
	type parcel struct {
		to    Candidate
		value int64
	}
	parcels := map[parcel]int64{}
	for _, sl := range s.pile[from] {
		p := s.papers[sl.paper]
		to := Nowhere
		for sl.at++; sl.at < len(p.order); sl.at++ {
			if s.continues[p.order[sl.at]] {
				to = p.order[sl.at]
				break
			}
		}
		sl.value = revalue(sl.value)
		parcels[parcel{to, sl.value}] += p.weight
		if to == Nowhere {
			s.spent += sl.value * p.weight
			continue
		}
		s.pile[to] = append(s.pile[to], sl)
		s.votes[to] += sl.value * p.weight
	}
	s.pile[from] = nil
	var ts []Transfer
	for k, n := range parcels {
		ts = append(ts, Transfer{
			From: from, To: k.to, Papers: n,
			Value: Fixed(k.value, scottishPlaces), Votes: Fixed(k.value*n, scottishPlaces),
		})
	}
	sortTransfers(ts)
	return ts
}

// lowest is who is excluded: the one with the least votes (rule 51(1)), and in a
// tie the one with the least at the latest stage at which they differed, then by
// lot (rule 52).
func (s *stages) lowest(of []Candidate) (Candidate, []Tie) {
	low := extreme(of, s.votes, false)
	if len(low) == 1 {
		return low[0], nil
	}
	// papers that nobody gave move nowhere, in whatever order
	harmless := s.bounds == nil && s.votes[low[0]] == 0 && len(s.hopeful)-len(low) >= s.vacancies()
	tie := s.breaker.pick(s.chooser, low, s.history[:len(s.history)-1], false, harmless)
	return tie.Chosen, []Tie{tie}
}

// doomed are those who can no longer be elected within the bounds.
func (s *stages) doomed() []Candidate {
	if s.bounds == nil {
		return nil
	}
	var d []Candidate
	for _, c := range s.hopeful {
		if !s.bounds.feasible(append(slices.Clone(s.elected), c), without(s.hopeful, c)) {
			d = append(d, c)
		}
	}
	return d
}

// free are those who can be excluded within the bounds.
func (s *stages) free() []Candidate {
	if s.bounds == nil {
		return s.hopeful
	}
	var f []Candidate
	for _, c := range s.hopeful {
		if s.bounds.feasible(s.elected, without(s.hopeful, c)) {
			f = append(f, c)
		}
	}
	return f
}

// note closes a stage.
func (s *stages) note(round Round) {
	round.Votes = make([]Amount, len(s.votes))
	for c, v := range s.votes {
		round.Votes[c] = Fixed(v, scottishPlaces)
	}
	round.Exhausted, round.Rounding = Fixed(s.spent, scottishPlaces), Fixed(s.lost, scottishPlaces)
	round.Quota = Fixed(s.quota, scottishPlaces)
	s.rounds = append(s.rounds, round)
	s.history = append(s.history, slices.Clone(s.votes))
}

func (s *stages) outcome() outcome {
	o := outcome{quota: Fixed(s.quota, scottishPlaces), rounds: s.rounds}
	o.elected = without(s.elected, s.none)
	o.vacant = s.seats - len(o.elected)
	o.ranking = finalRanking(s.elected, s.hopeful, s.excluded, s.votes)
	return o
}

// finalRanking is the elected as they were elected, whoever is left by votes, and
// the excluded, the last first.
func finalRanking(elected, hopeful, excluded []Candidate, votes []int64) [][]Candidate {
	var ranking [][]Candidate
	for _, c := range elected {
		ranking = append(ranking, []Candidate{c})
	}
	ranking = append(ranking, layers(hopeful, func(a, b Candidate) bool { return votes[a] > votes[b] })...)
	for i := range excluded {
		ranking = append(ranking, []Candidate{excluded[len(excluded)-1-i]})
	}
	return ranking
}

// sortTransfers puts transfers in the order of the list, then by falling value;
// papers that name nobody else come last.
func sortTransfers(ts []Transfer) {
	slices.SortFunc(ts, func(a, b Transfer) int {
		if (a.To == Nowhere) != (b.To == Nowhere) {
			return cmp.Compare(b.To, a.To)
		}
		return cmp.Or(cmp.Compare(a.To, b.To), cmp.Compare(b.Value.units, a.Value.units))
	})
}
