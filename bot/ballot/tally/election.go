package tally

import (
	"errors"
	"fmt"
	"slices"
)

// Candidate is somebody or something that can be chosen: its place in
// Election.Candidates, counted from 0.
type Candidate int

// Limits of one election. Within them no sum of the counting rules overflows.
const (
	MaxCandidates = 5_000
	MaxCompared   = 2_000         // where all are compared two and two: a table of so many squared
	MaxVotes      = 1_000_000_000 // the weights of all ballots together
	MaxPoints     = 1_000_000     // what one ballot gives one candidate, in units of Election.Places
	MaxPlaces     = 6             // of points
)

// Ballot is what one voter said, or what Weight voters said alike.
type Ballot struct {
	Weight int64 // how many voters, at least 1

	// Order names the candidates, the most wanted first. Whoever is left out was
	// not ranked, not approved, or given no points. Empty: a blank ballot.
	Order []Candidate

	// Tied, where it is not empty, is as long as Order: Tied[i] says that Order[i]
	// stands at the same place as Order[i-1].
	Tied []bool

	// Points, where it is not nil, is as long as Order: the score of Order[i], or
	// its dots.
	Points []int64
}

// shares says that a candidate stands at the same place as the one before.
func (b *Ballot) shares(i int) bool { return i < len(b.Tied) && b.Tied[i] }

// Places are the candidates of the ballot, those at one place together.
func (b *Ballot) Places() [][]Candidate {
	var places [][]Candidate
	for i, c := range b.Order {
		if b.shares(i) {
			places[len(places)-1] = append(places[len(places)-1], c)
		} else {
			places = append(places, []Candidate{c})
		}
	}
	return places
}

// Rank makes a ballot of places, the most wanted first.
func Rank(weight int64, places ...[]Candidate) Ballot {
	b := Ballot{Weight: weight}
	shared := false
	for _, place := range places {
		for i, c := range place {
			b.Order = append(b.Order, c)
			b.Tied = append(b.Tied, i > 0)
			shared = shared || i > 0
		}
	}
	if !shared {
		b.Tied = nil
	}
	return b
}

// Election is everything that a count needs to know, and all of it is public.
type Election struct {
	Title      string
	Candidates []string // distinct, none empty
	Seats      int      // at least 1
	Withdrawn  []Candidate
	Ballots    []Ballot
	Places     int // decimal places of the points: with 1, Points of 35 are 3.5

	// None is the name of the candidate that stands for "none of these", or ""
	// where the ballot does not have it.
	None string

	// RankedOnly says that a candidate left out of a ranking is compared with
	// nobody. Otherwise all who are left out stand together at the last place.
	RankedOnly bool

	// Lots is the order in which lots fell: in a tie that nothing else breaks it
	// happens to whoever of the tied was drawn first (who is excluded, whose
	// papers are transferred, who is elected). It is nil where no lots were
	// drawn; then a tie stays a tie.
	Lots []Candidate

	// Remarks are what a reader of files passed over without being able to read
	// it, with the line. They do not change the count.
	Remarks []string
}

// Voters is how many voters cast a ballot, blank ones included.
func (e *Election) Voters() int64 {
	var n int64
	for i := range e.Ballots {
		n += e.Ballots[i].Weight
	}
	return n
}

// chose is how many voters name a candidate who stands.
func (e *Election) chose() (n int64) {
	in := e.standing()
	for i := range e.Ballots {
		if slices.ContainsFunc(e.Ballots[i].Order, func(c Candidate) bool { return in[c] }) {
			n += e.Ballots[i].Weight
		}
	}
	return n
}

// Find returns the candidate of that name.
func (e *Election) Find(name string) (Candidate, bool) {
	i := slices.Index(e.Candidates, name)
	return Candidate(i), i >= 0
}

// A FormError says what is wrong with an election, and where.
type FormError struct {
	Ballot int // counted from 1; 0: not in a ballot
	Reason string
}

func (e *FormError) Error() string {
	if e.Ballot > 0 {
		return fmt.Sprintf("ballot %d: %s", e.Ballot, e.Reason)
	}
	return e.Reason
}

func wrong(ballot int, format string, args ...any) error {
	return &FormError{Ballot: ballot, Reason: fmt.Sprintf(format, args...)}
}

// Check says what keeps the election from being counted, as a *FormError.
func (e *Election) Check() error {
	n := len(e.Candidates)
	switch {
	case n == 0:
		return wrong(0, "there is no candidate")
	case n > MaxCandidates:
		return wrong(0, "there are %d candidates; at most %d can be counted", n, MaxCandidates)
	case e.Seats < 1 || e.Seats > MaxCandidates:
		return wrong(0, "there must be at least one seat to fill, and at most %d, not %d", MaxCandidates, e.Seats)
	case e.Places < 0 || e.Places > MaxPlaces:
		return wrong(0, "points have at most %d decimal places, not %d", MaxPlaces, e.Places)
	}
	seen := make(map[string]bool, n)
	for _, name := range e.Candidates {
		if name == "" {
			return wrong(0, "a candidate has no name")
		}
		if seen[name] {
			return wrong(0, "two candidates are called %q", name)
		}
		seen[name] = true
	}
	if e.None != "" && !seen[e.None] {
		return wrong(0, "%q, which stands for none of these, is not among the candidates", e.None)
	}
	if err := e.checkLists(); err != nil {
		return err
	}
	return e.checkBallots()
}

// checkLists looks at the withdrawn candidates and at the order of lots.
func (e *Election) checkLists() error {
	gone, err := e.marked("the list of withdrawn candidates", e.Withdrawn)
	if err != nil {
		return err
	}
	drawn, err := e.marked("the order of lots", e.Lots)
	if err != nil || e.Lots == nil {
		return err
	}
	for c, name := range e.Candidates {
		if !drawn[c] && !gone[c] {
			return wrong(0, "the order of lots leaves out %q", name)
		}
	}
	return nil
}

func (e *Election) marked(what string, list []Candidate) ([]bool, error) {
	marks := make([]bool, len(e.Candidates))
	for _, c := range list {
		if c < 0 || int(c) >= len(marks) {
			return nil, wrong(0, "%s: there is no candidate %d", what, int(c)+1)
		}
		if marks[c] {
			return nil, wrong(0, "%s has %q twice", what, e.Candidates[c])
		}
		marks[c] = true
	}
	return marks, nil
}

func (e *Election) checkBallots() error {
	seen := make([]int, len(e.Candidates))
	var total int64
	for i := range e.Ballots {
		b := &e.Ballots[i]
		if b.Weight < 1 || b.Weight > MaxVotes-total {
			return wrong(i+1, "its weight is %d; it must be at least 1, and all together at most %d", b.Weight, MaxVotes)
		}
		total += b.Weight
		if len(b.Tied) > 0 && (len(b.Tied) != len(b.Order) || b.Tied[0]) {
			return wrong(i+1, "its list of shared places does not fit its candidates")
		}
		if b.Points != nil && len(b.Points) != len(b.Order) {
			return wrong(i+1, "its points do not fit its candidates")
		}
		for _, p := range b.Points {
			if p < -MaxPoints || p > MaxPoints {
				return wrong(i+1, "%d points are more than can be counted", p)
			}
		}
		for _, c := range b.Order {
			if c < 0 || int(c) >= len(seen) {
				return wrong(i+1, "there is no candidate %d", int(c)+1)
			}
			if seen[c] == i+1 {
				return wrong(i+1, "it names %q twice", e.Candidates[c])
			}
			seen[c] = i + 1
		}
	}
	return nil
}

// standing marks the candidates who did not withdraw.
func (e *Election) standing() []bool {
	in := make([]bool, len(e.Candidates))
	for i := range in {
		in[i] = true
	}
	for _, c := range e.Withdrawn {
		in[c] = false
	}
	return in
}

// none is the candidate that stands for none of these, or -1.
func (e *Election) none() Candidate {
	if e.None == "" {
		return -1
	}
	c, _ := e.Find(e.None)
	return c
}

// ErrNobody is returned where every candidate has withdrawn.
var ErrNobody = errors.New("every candidate has withdrawn")

// paper is a ballot as the rules read it that follow one preference after the
// other: the standing candidates in order, up to the first place that two of
// them share, because a mark that fits two candidates names neither.
type paper struct {
	order  []Candidate
	weight int64
}

// papers are all ballots as single preferences, equal ones put together.
func (e *Election) papers() []paper {
	in := e.standing()
	all := make([]paper, 0, len(e.Ballots))
	put := func(at int, found bool, order []Candidate, weight int64) {
		if found {
			all[at].weight += weight
			return
		}
		all = append(all, paper{order: order, weight: weight})
	}
	if len(e.Candidates) <= fewCandidates {
		// a short list of few candidates fits a number, which is found quicker
		index := make(map[uint64]int, len(e.Ballots))
		for i := range e.Ballots {
			order := singles(&e.Ballots[i], in)
			var key uint64
			for _, c := range order {
				key = key<<4 | uint64(c+1)
			}
			at, found := index[key]
			if !found {
				index[key] = len(all)
			}
			put(at, found, order, e.Ballots[i].Weight)
		}
		return all
	}
	index := make(map[string]int, len(e.Ballots))
	var key []byte
	for i := range e.Ballots {
		order := singles(&e.Ballots[i], in)
		key = key[:0]
		for _, c := range order {
			key = append(key, byte(c), byte(int(c)>>8))
		}
		at, found := index[string(key)]
		if !found {
			index[string(key)] = len(all)
		}
		put(at, found, order, e.Ballots[i].Weight)
	}
	return all
}

// fewCandidates are so many that an order of all of them fits 64 bits, four for
// each.
const fewCandidates = 15

// singles are the preferences of a ballot up to the first shared place. They are
// only read.
func singles(b *Ballot, in []bool) []Candidate {
	if len(b.Tied) == 0 && !slices.ContainsFunc(b.Order, func(c Candidate) bool { return !in[c] }) {
		return b.Order
	}
	order := make([]Candidate, 0, len(b.Order))
	for i := 0; i < len(b.Order); {
		found, n := Candidate(-1), 0
		j := i
		for ; j < len(b.Order) && (j == i || b.shares(j)); j++ {
			if in[b.Order[j]] {
				found = b.Order[j]
				n++
			}
		}
		if n > 1 {
			return order
		}
		if n == 1 {
			order = append(order, found)
		}
		i = j
	}
	return order
}

// sorted is the same candidates in the order of the list.
func sorted(cs []Candidate) []Candidate {
	s := slices.Clone(cs)
	slices.Sort(s)
	return s
}
