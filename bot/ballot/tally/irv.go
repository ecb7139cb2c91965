package tally

import "slices"

// irv is the alternative vote: as long as nobody has more than half of the
// papers that still name a candidate, whoever has the least is excluded and
// their papers go to the next preference. It is Scottish STV for one seat, but
// with the majority taken of the papers that are still in play.
func irv(e *Election, papers []paper, br *breaker) way {
	return func(c *chooser, _ *bounds) outcome {
		return newRunoff(e, papers).run(c, br, e.none())
	}
}

// runoff is the state of an IRV count.
type runoff struct {
	papers  []paper
	at      []int   // by paper: the preference at which it lies
	pile    [][]int // by candidate: the papers
	votes   []int64
	left    []Candidate
	in      []bool // by candidate: is in left
	spent   int64  // votes on papers with no further preference
	history [][]int64
	rounds  []Round
}

func newRunoff(e *Election, papers []paper) *runoff {
	n := len(e.Candidates)
	r := &runoff{papers: papers, at: make([]int, len(papers)), pile: make([][]int, n), votes: make([]int64, n), in: e.standing()}
	for c, in := range r.in {
		if in {
			r.left = append(r.left, Candidate(c))
		}
	}
	for i, p := range papers {
		if len(p.order) == 0 {
			r.spent += p.weight
			continue
		}
		r.pile[p.order[0]] = append(r.pile[p.order[0]], i)
		r.votes[p.order[0]] += p.weight
	}
	return r
}

func (r *runoff) run(c *chooser, br *breaker, none Candidate) outcome {
	var gone [][]Candidate
	r.note(nil)
	for {
		var active int64
		for _, x := range r.left {
			active += r.votes[x]
		}
		round := &r.rounds[len(r.rounds)-1]
		top := extreme(r.left, r.votes, true)
		if len(r.left) == 1 || 2*r.votes[top[0]] > active {
			return r.won(top[0], r.rest(top[0]), gone, none)
		}
		low := extreme(r.left, r.votes, false)
		out := low[0]
		if len(low) > 1 {
			tie := br.pick(c, low, r.history[:len(r.history)-1], false, r.harmless(low))
			round.Ties = append(round.Ties, tie)
			out = tie.Chosen
			if tie.By == StillOpen && len(tie.Between) == len(r.left) {
				// all who are left are equal: whoever is taken is the winner
				o := r.won(out, nil, gone, none)
				o.ranking[0] = tie.Between
				return o
			}
		}
		gone = append(gone, []Candidate{out})
		round.Eliminated = append(round.Eliminated, out)
		r.note(r.exclude(out))
	}
}

// harmless says that all of the lowest will go, in whatever order: even all
// their votes together on one of them stay below everyone else's.
func (r *runoff) harmless(low []Candidate) bool {
	if len(low) == len(r.left) {
		return false
	}
	together := r.votes[low[0]] * int64(len(low))
	for _, c := range r.left {
		if !slices.Contains(low, c) && r.votes[c] <= together {
			return false
		}
	}
	return true
}

// exclude gives the papers of a candidate to their next preferences.
func (r *runoff) exclude(out Candidate) []Transfer {
	r.left, r.in[out] = without(r.left, out), false
	to := map[Candidate]int64{}
	for _, i := range r.pile[out] {
		next := Nowhere
		for r.at[i]++; r.at[i] < len(r.papers[i].order); r.at[i]++ {
			if x := r.papers[i].order[r.at[i]]; r.in[x] {
				next = x
				break
			}
		}
		to[next] += r.papers[i].weight
		if next == Nowhere {
			r.spent += r.papers[i].weight
			continue
		}
		r.pile[next] = append(r.pile[next], i)
		r.votes[next] += r.papers[i].weight
	}
	r.pile[out], r.votes[out] = nil, 0
	var ts []Transfer
	for x, n := range to {
		ts = append(ts, Transfer{From: out, To: x, Papers: n, Value: Votes(1), Votes: Votes(n)})
	}
	sortTransfers(ts)
	return ts
}

// note opens a new round with what is so now.
func (r *runoff) note(moved []Transfer) {
	round := Round{Votes: make([]Amount, len(r.votes)), Exhausted: Votes(r.spent), Transfers: moved}
	for c, v := range r.votes {
		round.Votes[c] = Votes(v)
	}
	r.rounds = append(r.rounds, round)
	r.history = append(r.history, slices.Clone(r.votes))
}

// rest ranks those who are left beside the winner, by their votes.
func (r *runoff) rest(winner Candidate) [][]Candidate {
	return layers(without(r.left, winner), func(a, b Candidate) bool { return r.votes[a] > r.votes[b] })
}

func (r *runoff) won(winner Candidate, rest, gone [][]Candidate, none Candidate) outcome {
	o := outcome{ranking: append([][]Candidate{{winner}}, rest...)}
	for i := range gone {
		o.ranking = append(o.ranking, gone[len(gone)-1-i])
	}
	if winner == none {
		o.vacant = 1
	} else {
		o.elected = []Candidate{winner}
		r.rounds[len(r.rounds)-1].Elected = o.elected
	}
	o.rounds = r.rounds
	return o
}
