package tally

import (
	"fmt"
	"slices"
)

// Axis is a way in which candidates are divided, with how many seats each part
// may have: stakeholder groups, or regions.
type Axis struct {
	Name   string
	Of     []string // the part of each candidate; "" belongs to none
	Limits []Limit
}

// Limit is how many of the seats go to one part of an axis.
type Limit struct {
	Part string
	Min  int // reserved seats
	Max  int // 0: no upper bound
}

// Seating is what reserved and bounded seats changed.
type Seating struct {
	// BroughtIn are elected, and would not be without the bounds; KeptOut the
	// other way round.
	BroughtIn []Candidate
	KeptOut   []Candidate
	// Without is who would be elected without the bounds. Where that has an open
	// tie, WithoutOpen says so and the comparison is of what is certain.
	Without     []Candidate
	WithoutOpen bool
}

// bounds knows whether a choice of candidates can still end within the limits.
type bounds struct {
	a, b   axisIndex
	seats  int
	nobody Candidate // takes a seat that stays empty; -1: there is none such
}

type axisIndex struct {
	part     []int // by candidate
	min, max []int // by part; the last part is of those who belong to no limit
}

func newBounds(e *Election, axes []Axis, seats int) (*bounds, error) {
	if len(axes) == 0 {
		return nil, nil //nolint:nilnil // no bounds is what is asked for most often, and every method takes nil
	}
	if len(axes) > 2 {
		return nil, wrong(0, "seats can be bounded along two axes at most, not %d", len(axes))
	}
	b := &bounds{seats: seats, nobody: e.none()}
	var err error
	if b.a, err = index(e, axes[0], seats); err != nil {
		return nil, err
	}
	b.b, err = index(e, Axis{Of: make([]string, len(e.Candidates))}, seats)
	if len(axes) == 2 {
		b.b, err = index(e, axes[1], seats)
	}
	if err != nil {
		return nil, err
	}
	if err := b.possible(e); err != nil {
		return nil, err
	}
	return b, nil
}

// possible says whether the standing candidates can fill the seats at all.
func (b *bounds) possible(e *Election) error {
	var all []Candidate
	for c, in := range e.standing() {
		if in && Candidate(c) != b.nobody {
			all = append(all, Candidate(c))
		}
	}
	if !b.feasible(nil, all) {
		return wrong(0, "no choice of %d among the candidates keeps all bounds on seats", b.seats)
	}
	return nil
}

func index(e *Election, axis Axis, seats int) (axisIndex, error) {
	if len(axis.Of) != len(e.Candidates) {
		return axisIndex{}, wrong(0, "the axis %q divides %d candidates, but there are %d", axis.Name, len(axis.Of), len(e.Candidates))
	}
	n := len(axis.Limits)
	x := axisIndex{part: make([]int, len(axis.Of)), min: make([]int, n+1), max: make([]int, n+1)}
	names := make(map[string]int, n)
	for i, l := range axis.Limits {
		if _, twice := names[l.Part]; twice || l.Part == "" {
			return x, wrong(0, "the axis %q must limit each of its parts once, by name", axis.Name)
		}
		names[l.Part] = i
		x.min[i], x.max[i] = l.Min, l.Max
		if l.Max == 0 {
			x.max[i] = seats
		}
		if l.Min < 0 || x.max[i] < l.Min {
			return x, wrong(0, "the bounds on seats of %q exclude each other: at least %d, at most %d", l.Part, l.Min, l.Max)
		}
	}
	x.max[n] = seats
	for c, part := range axis.Of {
		x.part[c] = n
		if i, ok := names[part]; ok {
			x.part[c] = i
		}
	}
	return x, nil
}

// feasible says whether the chosen, with some of the hopeful, can fill the seats
// (or as many as there are people for) within every limit. It is a flow with
// lower bounds: from the parts of one axis to those of the other, a candidate
// being a link between two parts.
func (b *bounds) feasible(chosen, hopeful []Candidate) bool {
	if b == nil {
		return true
	}
	na, nb := len(b.a.min), len(b.b.min)
	f := newFlow(na + nb + 4)
	source, sink := na+nb, na+nb+1
	for i := range na {
		f.between(source, i, b.a.min[i], b.a.max[i])
	}
	for j := range nb {
		f.between(na+j, sink, b.b.min[j], b.b.max[j])
	}
	fixed := 0
	for _, c := range chosen {
		if c != b.nobody {
			f.between(b.a.part[c], na+b.b.part[c], 1, 1)
			fixed++
		}
	}
	some := fixed
	for _, c := range hopeful {
		if c != b.nobody {
			f.between(b.a.part[c], na+b.b.part[c], 0, 1)
			some++
		}
	}
	empty := len(chosen) - fixed
	total := min(b.seats-empty, some)
	f.between(sink, source, total, total)
	return f.satisfied()
}

// flow is a small network with lower and upper bounds; its last two nodes lend
// what the lower bounds force through.
type flow struct {
	n     int
	cap   []int
	needs int
}

func newFlow(n int) *flow { return &flow{n: n, cap: make([]int, n*n)} }

func (f *flow) between(u, v, least, most int) {
	from, to := f.n-2, f.n-1
	f.cap[u*f.n+v] += most - least
	f.cap[from*f.n+v] += least
	f.cap[u*f.n+to] += least
	f.needs += least
}

// satisfied says whether every lower bound can be met.
func (f *flow) satisfied() bool {
	got := 0
	for f.augment() {
		got++
	}
	return got == f.needs
}

// augment sends one more unit along a shortest way.
func (f *flow) augment() bool {
	from, to := f.n-2, f.n-1
	back := make([]int, f.n)
	for i := range back {
		back[i] = -1
	}
	queue := []int{from}
	for len(queue) > 0 && back[to] < 0 {
		u := queue[0]
		queue = queue[1:]
		for v := range f.n {
			if f.cap[u*f.n+v] > 0 && back[v] < 0 && v != from {
				back[v] = u
				queue = append(queue, v)
			}
		}
	}
	if back[to] < 0 {
		return false
	}
	for v := to; v != from; v = back[v] {
		f.cap[back[v]*f.n+v]--
		f.cap[v*f.n+back[v]]++
	}
	return true
}

// can says whether these more can be seated beside the elected, when whoever else
// stands in the ranking is still to be had.
func (b *bounds) can(ranking [][]Candidate, elected []Candidate, more ...Candidate) bool {
	if b == nil {
		return true
	}
	chosen := slices.Concat(elected, more)
	var rest []Candidate
	for _, place := range ranking {
		rest = append(rest, without(place, chosen...)...)
	}
	return b.feasible(chosen, rest)
}

// seat fills seats from a ranking, best place first. Where more candidates share
// a place than can be seated, one is chosen after the other. Nobody is seated
// who does not stand before none of these: such a seat stays empty.
func seat(ranking [][]Candidate, none Candidate, seats int, b *bounds, c *chooser) (elected []Candidate, ties []Tie, known bool) {
	for _, place := range ranking {
		if slices.Contains(place, none) {
			break
		}
		left := slices.Clone(place)
		for len(left) > 0 && len(elected) < seats {
			left = slices.DeleteFunc(left, func(x Candidate) bool { return !b.can(ranking, elected, x) })
			if len(left) <= seats-len(elected) && b.can(ranking, elected, left...) {
				elected = append(elected, left...)
				break
			}
			if len(left) == 0 {
				break
			}
			// equal defeats can have led to another ranking, with the same elected
			if c.known(setKey(elected) + fmt.Sprint(ranking)) {
				return nil, nil, true
			}
			tie := c.choose(left)
			ties = append(ties, tie)
			elected = append(elected, tie.Chosen)
			left = without(left, tie.Chosen)
			if b == nil && c.place == nil {
				left = inTurn(tie, left, seats-len(elected))
			}
		}
	}
	return elected, ties, false
}

// inTurn are those who can be chosen after the one chosen in an open tie, so that
// each set of them is looked at once: whoever comes later on the list, or enough
// of the others to fill the seats.
func inTurn(tie Tie, left []Candidate, seats int) []Candidate {
	later := slices.DeleteFunc(slices.Clone(left), func(x Candidate) bool { return x < tie.Chosen })
	if len(later) >= seats {
		return later
	}
	return left
}

// setKey names a set of candidates.
func setKey(set []Candidate) string { return fmt.Sprint(sorted(set)) }

// without is the list less some candidates.
func without(list []Candidate, some ...Candidate) []Candidate {
	rest := make([]Candidate, 0, len(list))
	for _, c := range list {
		if !slices.Contains(some, c) {
			rest = append(rest, c)
		}
	}
	return rest
}
