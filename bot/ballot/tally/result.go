package tally

import "slices"

// Method is a counting rule.
type Method string

// The counting rules, under the names that magbot tally takes.
const (
	PickOne            Method = "pick-one"
	Approval           Method = "approval"
	Score              Method = "score"
	Dots               Method = "dots"
	Schulze            Method = "schulze"
	SchulzeMargins     Method = "schulze-margins"
	RankedPairs        Method = "ranked-pairs"
	RankedPairsMargins Method = "ranked-pairs-margins"
	IRV                Method = "irv"
	ScottishSTV        Method = "scottish-stv"
	MeekSTV            Method = "meek-stv"
	Phragmen           Method = "phragmen"
	EqualShares        Method = "equal-shares"
)

// Result is a count: what came out, and every step that led there, so that
// anyone can do the same steps again.
type Result struct {
	Method Method
	Source string // where the rule is published
	Seats  int
	Voters int64 // all who cast a ballot, blank ones too
	Chose  int64 // those whose ballot names a candidate who stands

	// Elected are elected whatever the open ties bring, the first elected first.
	Elected []Candidate

	// Tied are the candidates between whom a tie is open, for Open seats. It is
	// empty when the count decides everything.
	Tied []Candidate
	Open int

	// Committees are all sets that can come out of the open ties, each in the
	// order of the list, when there is more than one and fewer than could be
	// looked at. Each includes Elected.
	Committees [][]Candidate

	// Vacant is how many seats stay empty because voters preferred none of these,
	// or because nobody is left.
	Vacant int

	// Ranking is every standing candidate, the best first, those who are equal
	// together.
	Ranking [][]Candidate

	Quota  Amount // of STV; in Meek's rule that of the last round
	Rounds []Round
	Pairs  *Pairs    // of the methods that compare two and two
	Locked []Lock    // of Ranked Pairs
	Paths  [][]int64 // of Schulze: the strength of the strongest path

	// Seating says what bounds on seats changed; nil where there were none.
	Seating *Seating
}

// Decided says that no tie is left open.
func (r *Result) Decided() bool { return r.Open == 0 }

// LotsFell says that somewhere in the count the published lots took one of several
// equal candidates, or put an equal defeat first.
func (r *Result) LotsFell() bool {
	byLot := func(t Tie) bool { return t.By == ByLot }
	return slices.ContainsFunc(r.Locked, func(l Lock) bool { return l.ByLot }) ||
		slices.ContainsFunc(r.Rounds, func(round Round) bool { return slices.ContainsFunc(round.Ties, byLot) })
}

// Round is one stage of a count.
//
// In Scottish STV a stage is what the Order calls so: the first preferences, a
// transfer of a surplus, or an exclusion, and Votes are those at its end. In IRV
// and Meek's rule Votes are those on which the round decided; the papers of the
// eliminated have moved in the next one. In the rules for balanced lists they are
// the load or price at which each could have been elected in that round, to nine
// places.
type Round struct {
	Votes     []Amount // by candidate
	Exact     []string // of rules with fractions: the same as fractions
	Exhausted Amount   // on papers with no further preference
	Rounding  Amount   // lost by ignoring remainders, so far; in Meek's rule rounding up makes it 0
	Quota     Amount
	Keep      []Amount // keep factors of Meek's rule

	Elected    []Candidate
	Eliminated []Candidate
	Transfers  []Transfer
	Ties       []Tie

	// Guarded could not be excluded and Doomed could no longer be elected because
	// of bounds on seats.
	Guarded []Candidate
	Doomed  []Candidate
}

// Transfer is papers that went from one candidate to another.
type Transfer struct {
	From   Candidate
	To     Candidate // Nowhere: no further preference
	Papers int64
	Value  Amount // of each paper
	Votes  Amount // Papers times Value
}

// Nowhere is where papers go that name nobody else.
const Nowhere Candidate = -1

// TieBreak is how a tie was broken.
type TieBreak string

// How a tie is broken, in the order in which it is tried.
const (
	ByEarlierRound TieBreak = "earlier-round" // the latest round in which they were unequal
	ByComparison   TieBreak = "comparison"    // wins less defeats, two and two; only where it was asked for
	ByLot          TieBreak = "lot"           // the published order
	NoMatter       TieBreak = "no-matter"     // whatever happens, the same candidates win
	StillOpen      TieBreak = "open"          // the Chair's: the steps after it show one possibility
)

// Tie is a place where two or more candidates were equal and one had to be
// taken, to be excluded, to be transferred or to be elected.
type Tie struct {
	Between []Candidate
	Chosen  Candidate
	By      TieBreak
	Round   int // of ByEarlierRound: which, counted from 1
}

// outcome is one way in which a count can go.
type outcome struct {
	elected []Candidate // seats that none of these won are not in it
	vacant  int
	ranking [][]Candidate
	quota   Amount
	rounds  []Round
	locked  []Lock
	known   bool // it came to where another way had been; nothing else in it counts
}

// ways bounds how many ways of breaking open ties are looked at: fewer in a
// large election, and by the election alone, so that every recount looks at as
// many. Kinds are how many different ballots there are as the method reads them.
func ways(candidates, kinds int, m Method) int {
	switch m {
	case IRV, ScottishSTV, MeekSTV:
		return min(max(20_000_000/max(1, kinds*candidates+10*candidates*candidates), 8), 1_000)
	case RankedPairs, RankedPairsMargins:
		return min(max(60_000/(candidates*candidates), 8), 5_000)
	default:
		return min(max(50_000_000/max(1, kinds*candidates), 64), 400_000)
	}
}

// mostCommittees bounds how many are listed.
const mostCommittees = 20_000

// explore counts once for each way in which the open ties can fall, and puts
// into r what they agree on. The steps that r shows are those of the first way.
func explore(r *Result, e *Election, limit int, count func(*chooser) outcome) {
	first := newChooser(e.Lots, nil)
	first.seen = map[string]bool{}
	shown := count(first)
	r.Elected, r.Vacant, r.Ranking = shown.elected, shown.vacant, shown.ranking
	r.Quota, r.Rounds, r.Locked = shown.quota, shown.rounds, shown.locked
	if len(first.open) == 0 {
		return
	}
	sets, all := branches(first, shown, limit, count)
	if all && len(sets) == 1 {
		for i := range r.Rounds {
			for k := range r.Rounds[i].Ties {
				if r.Rounds[i].Ties[k].By == StillOpen {
					r.Rounds[i].Ties[k].By = NoMatter
				}
			}
		}
		return
	}
	if all {
		leaveOpen(r, sets)
		return
	}
	leaveMuchOpen(r, e.none(), sets, first.open)
}

// branches are the distinct sets of elected candidates, and whether all ways
// were looked at.
func branches(first *chooser, shown outcome, limit int, count func(*chooser) outcome) (sets [][]Candidate, all bool) {
	if first.all != nil {
		if sets, all = first.all(limit); !all {
			sets = append(sets, sorted(shown.elected))
		}
		slices.SortFunc(sets, slices.Compare)
		return sets, all
	}
	seen := map[string]bool{}
	add := func(o outcome) {
		if o.known {
			return
		}
		if key := setKey(o.elected); !seen[key] {
			seen[key] = true
			sets = append(sets, sorted(o.elected))
		}
	}
	add(shown)
	todo := forks(nil, first.open)
	for n := 1; len(todo) > 0; n++ {
		if n == limit || len(sets) > mostCommittees {
			return sets, false
		}
		script := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		c := &chooser{script: script, seen: first.seen}
		add(count(c))
		todo = append(todo, forks(script, c.open)...)
	}
	slices.SortFunc(sets, slices.Compare)
	return sets, true
}

// forks are the ways not yet taken beyond a script: at each later tie somebody
// other than the first.
func forks(script []int, open [][]Candidate) [][]int {
	var more [][]int
	for at := len(script); at < len(open); at++ {
		for j := 1; j < len(open[at]); j++ {
			way := make([]int, at+1)
			copy(way, script)
			way[at] = j
			more = append(more, way)
		}
	}
	return more
}

// leaveOpen keeps what all sets agree on, and says between whom it is open.
func leaveOpen(r *Result, sets [][]Candidate) {
	possible := map[Candidate]int{}
	for _, s := range sets {
		for _, c := range s {
			possible[c]++
		}
	}
	shown, seats := r.Elected, len(r.Elected)+r.Vacant
	r.Elected = nil
	for _, c := range shown {
		if possible[c] == len(sets) {
			r.Elected = append(r.Elected, c)
		}
	}
	for c, n := range possible {
		if n < len(sets) {
			r.Tied = append(r.Tied, c)
		}
	}
	r.Tied, r.Committees = sorted(r.Tied), sets
	r.Open, r.Vacant = openSeats(sets, len(r.Elected), seats)
}

// leaveMuchOpen is for more ways than can be looked at: what was certain before
// the first open tie stands, and everyone of whom a tie was seen, or a win, is
// open.
func leaveMuchOpen(r *Result, none Candidate, sets, open [][]Candidate) {
	seats := len(r.Elected) + r.Vacant
	certain := before(r.Rounds)
	if slices.ContainsFunc(r.Locked, func(l Lock) bool { return l.Open }) {
		certain = nil
	}
	r.Elected = without(certain, none)
	var tied []Candidate
	for _, some := range slices.Concat(sets, open) {
		tied = append(tied, without(some, r.Elected...)...)
	}
	r.Tied = slices.Compact(sorted(without(tied, none)))
	r.Open, r.Vacant = seats-len(certain), len(certain)-len(r.Elected)
}

// openSeats splits the seats that are not decided: those that are vacant
// whatever happens, and those that the tie is about.
func openSeats(sets [][]Candidate, certain, seats int) (open, vacant int) {
	most := 0
	for _, s := range sets {
		most = max(most, len(s))
	}
	return most - certain, seats - most
}

// before are those elected in rounds that precede the first open tie.
func before(rounds []Round) []Candidate {
	var elected []Candidate
	for i := range rounds {
		if slices.ContainsFunc(rounds[i].Ties, func(t Tie) bool { return t.By == StillOpen }) {
			break
		}
		elected = append(elected, rounds[i].Elected...)
	}
	return elected
}
