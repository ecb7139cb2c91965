package floor

import (
	"cmp"
	"slices"

	"magbot/bot"
)

// Mode says who goes first on a day.
type Mode string

// The modes of a day.
const (
	AnyDay          Mode = ""
	MAGDay          Mode = "mag"          // members before observers
	ConsultationDay Mode = "consultation" // the community before members
)

// Candidate is what the suggestion looks at in one who waits.
type Candidate struct {
	Person    bot.PersonID
	Group     bot.Group
	Way       Way
	Member    bool // of the body itself, not an observer or guest
	NotNow    bool // said "not now": suggested only where everybody did
	Asked     int  // place in order of asking; where equal, the order given counts
	Overtaken int  // times, by calls
	Turns     int  // had in this meeting
}

// GroupShare is what a group has had of the floor and what it is of those present.
type GroupShare struct {
	Group bot.Group
	Had   float64 // floor time t_g, in any unit that is the same for all
	Base  float64 // baseline b_g, in any unit that is the same for all; 0 where unknown
}

// Key is the rule that decided a suggestion.
type Key string

// The keys, in the order in which they are looked at.
const (
	ByPoint     Key = "point"      // a point of order goes first
	ByOvertaken Key = "overtaken"  // overtaken twice already
	ByTier      Key = "tier"       // members, or the community, go first today
	ByShare     Key = "share"      // the group has had least of what it is
	ByFirst     Key = "first-time" // has not spoken in this meeting
	ByOrder     Key = "order"      // time of asking
)

// Suggestion is whom the bot would call, and why.
type Suggestion struct {
	Person  bot.PersonID // empty when nobody waits
	Group   bot.Group
	InOrder bot.PersonID // who is next in the order people see
	Key     Key          // what set the one before the other
	// The numbers behind the reason, as shares of 1: what the group has had of
	// the floor, and what it is of those present. Known is false where the
	// baseline is not known.
	Had, Base float64
	Known     bool
	Overtaken int
}

// overtakenLimit is how often a person may be overtaken by calls.
const overtakenLimit = 2

// Suggest names the next speaker (design, "The floor and its balance"). waiting
// is in the order people see, share holds each group at most once. The keys in
// this order: a point of order; overtaken twice; the tier of the day; least
// t_g / b_g, where a group with an unknown or zero b_g ranks at the median of
// the others; first-timer before repeater; time of asking.
//
// Among points of order, and among those overtaken twice, the time of asking
// alone decides: otherwise one of them could be overtaken a third time. For the
// same reason a direct reply, which stands first in the order people see, has no
// key of its own here. So
// nobody is overtaken more than twice while the suggestions are followed. Those
// who said "not now" are left out unless everybody did.
//
// Time and memory: O(n + g log g) for n who wait and g groups.
func Suggest(waiting []Candidate, share []GroupShare, day Mode) Suggestion {
	ready := make([]Candidate, 0, len(waiting))
	for _, c := range waiting {
		if !c.NotNow {
			ready = append(ready, c)
		}
	}
	if len(ready) == 0 {
		ready = waiting
	}
	if len(ready) == 0 {
		return Suggestion{}
	}
	rank := newRanking(share, day)
	best := ready[0]
	for _, c := range ready[1:] {
		if _, order := rank.compare(c, best); order < 0 {
			best = c
		}
	}
	s := rank.explain(best, ready[0])
	return s
}

// ranking compares candidates.
type ranking struct {
	ratio  map[bot.Group]float64
	median float64
	day    Mode
	share  map[bot.Group]GroupShare // normalised to 1
}

func newRanking(share []GroupShare, day Mode) ranking {
	r := ranking{ratio: map[bot.Group]float64{}, share: map[bot.Group]GroupShare{}, day: day}
	share = slices.Clone(share)
	slices.SortFunc(share, func(a, b GroupShare) int { return cmp.Compare(a.Group, b.Group) })
	var had, base float64
	for _, g := range share {
		had += g.Had
		base += g.Base
	}
	var ratios []float64
	for _, g := range share {
		n := GroupShare{Group: g.Group, Had: part(g.Had, had), Base: part(g.Base, base)}
		r.share[g.Group] = n
		if g.Group != "" && n.Base > 0 {
			r.ratio[g.Group] = n.Had / n.Base
			ratios = append(ratios, n.Had/n.Base)
		}
	}
	r.median = median(ratios)
	return r
}

func part(x, of float64) float64 {
	if of <= 0 {
		return 0
	}
	return x / of
}

// median of numbers in any order; the mean of the two in the middle of an even
// count, 0 of none.
func median[N int | int64 | float64](of []N) N {
	if len(of) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(of))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

func (r ranking) ratioOf(g bot.Group) float64 {
	if ratio, ok := r.ratio[g]; ok {
		return ratio
	}
	return r.median
}

// compare says which key sets a before b (below 0) or after (above 0).
func (r ranking) compare(a, b Candidate) (Key, int) {
	point := func(c Candidate) bool { return c.Way == PointOfOrder }
	due := func(c Candidate) bool { return c.Overtaken >= overtakenLimit }
	if point(a) || point(b) {
		return ByPoint, cmp.Or(before(point(a), point(b)), cmp.Compare(a.Asked, b.Asked))
	}
	if due(a) || due(b) {
		return ByOvertaken, cmp.Or(before(due(a), due(b)), cmp.Compare(a.Asked, b.Asked))
	}
	if order := r.tier(a, b); order != 0 {
		return ByTier, order
	}
	if order := cmp.Compare(r.ratioOf(a.Group), r.ratioOf(b.Group)); order != 0 {
		return ByShare, order
	}
	if order := before(a.Turns == 0, b.Turns == 0); order != 0 {
		return ByFirst, order
	}
	return ByOrder, cmp.Compare(a.Asked, b.Asked)
}

func (r ranking) tier(a, b Candidate) int {
	switch r.day {
	case MAGDay:
		return before(a.Member, b.Member)
	case ConsultationDay:
		return before(!a.Member, !b.Member)
	case AnyDay:
	}
	return 0
}

// before puts true first.
func before(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// explain names what set the best before the one who is next in order.
func (r ranking) explain(best, next Candidate) Suggestion {
	s := Suggestion{Person: best.Person, Group: best.Group, InOrder: next.Person, Key: ByOrder, Overtaken: best.Overtaken}
	if best.Person != next.Person {
		s.Key, _ = r.compare(best, next)
	} else if best.Way == PointOfOrder {
		s.Key = ByPoint
	}
	share := r.share[best.Group]
	s.Had, s.Base = share.Had, share.Base
	_, s.Known = r.ratio[best.Group]
	return s
}
