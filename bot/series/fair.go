package series

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/civil"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// Night is from 22:00 to 07:00 where a person is. A meeting is at night for
// them when any part of it is.
const (
	nightFrom = 22
	nightTo   = 7
)

// AtNight reports whether a meeting is at night, even in part, for who lives in
// loc.
func AtNight(start time.Time, length time.Duration, loc *time.Location) bool {
	from := start.In(loc)
	if from.Hour() < nightTo || from.Hour() >= nightFrom || length >= 24*time.Hour {
		return true
	}
	day := civil.DateOf(from)
	evening, _ := civil.Resolve(day.At(nightFrom, 0), loc)
	return start.Add(length).After(evening)
}

// Sitter is somebody whose nights are counted: one person, or everybody of one
// time zone.
type Sitter struct {
	Person bot.PersonID // empty for a zone
	Zone   *time.Location
	People int // in the zone; 1 for a person
}

// Burden is how often somebody was or will be asked to meet, and how often of
// these at night.
type Burden struct {
	Sitter

	Asked, Nights int // of the meetings so far
	Ahead         int // nights in one turn of the hours as they are
	Proposed      int // nights in one turn of the hours proposed
}

// sitters lists who is invited by time zone, the most people first, and how
// many have told none.
func sitters(v bot.View) (zones, people []Sitter, unknown int) {
	at := map[string]int{}
	r := roster.Of(v)
	for _, id := range meeting.Invitees(v) {
		p, ok := r.Person(id)
		loc, known := civil.Location(p.Zone)
		if !ok || !known {
			unknown++
			continue
		}
		people = append(people, Sitter{Person: id, Zone: loc, People: 1})
		i, had := at[p.Zone]
		if !had {
			i = len(zones)
			at[p.Zone] = i
			zones = append(zones, Sitter{Zone: loc})
		}
		zones[i].People++
	}
	slices.SortStableFunc(zones, func(a, b Sitter) int {
		return cmp.Or(cmp.Compare(b.People, a.People), strings.Compare(a.Zone.String(), b.Zone.String()))
	})
	return zones, people, unknown
}

// asked lists the meetings of a series that have begun, or should have, and
// were not called off.
func (s *Series) asked(v bot.View) []time.Time {
	var all []time.Time
	d := meeting.DirectoryOf(v)
	for _, o := range s.Occurrences {
		e, ok := d.Get(o.Meeting)
		if ok && !o.Gone && e.Phase != meeting.PhaseCancelled && !e.Start.After(v.Now) {
			all = append(all, e.Start)
		}
	}
	return all
}

// burdens counts the nights of each sitter. Past meetings are reckoned in the
// zone in which the person is today.
func (s *Series) burdens(v bot.View, who []Sitter, proposed []Clock) []Burden {
	past, day := s.asked(v), s.nextDay(v)
	all := make([]Burden, len(who))
	for i, sitter := range who {
		b := Burden{Sitter: sitter, Asked: len(past)}
		for _, start := range past {
			if AtNight(start, s.Terms.Length, sitter.Zone) {
				b.Nights++
			}
		}
		b.Ahead, b.Proposed = s.nights(day, s.Slots, sitter.Zone), s.nights(day, proposed, sitter.Zone)
		all[i] = b
	}
	slices.SortStableFunc(all, func(a, b Burden) int { return cmp.Compare(b.Nights, a.Nights) })
	return all
}

// nextDay is the day for which hours are looked at: that of the next meeting.
func (s *Series) nextDay(v bot.View) civil.Date {
	if days := s.Ahead(v, 1); len(days) > 0 {
		return days[0].Date
	}
	return civil.DateOf(v.Now.In(s.Zone))
}

func (s *Series) nights(day civil.Date, hours []Clock, loc *time.Location) int {
	n := 0
	for _, h := range hours {
		if start, _ := s.Instant(day, h); AtNight(start, s.Terms.Length, loc) {
			n++
		}
	}
	return n
}

// Proposal is the rotation that shares the burden of one turn best, and what it
// is for whom it is largest, and for all people together.
type Proposal struct {
	Hours   []Clock
	Largest int
	Sum     int
}

// Propose finds, among all rotations of n hours, the one whose largest burden is
// smallest; among these the one with the smallest sum over all people; among
// these the one that keeps most of the hours that hold, and then the earliest.
// Every quarter of an hour is looked at, and the hours that hold; a full hour
// comes first among those that spare the same people. Nights are those of one
// turn on the given day.
func (s *Series) Propose(day civil.Date, who []Sitter, n int) Proposal {
	p := search{n: n, people: make([]int, len(who)), burden: make([]int, len(who))}
	for i, sitter := range who {
		p.people[i] = sitter.People
	}
	p.hours = s.candidates(day, who)
	for i, h := range p.hours {
		nights, people := len(h.night), 0
		for _, at := range h.night {
			people += p.people[at]
		}
		if i == 0 || nights < p.fewest {
			p.fewest = nights
		}
		if i == 0 || people < p.fewestPeople {
			p.fewestPeople = people
		}
	}
	p.try(0, 0)
	hours := make([]Clock, n)
	for i, h := range p.best {
		hours[i] = p.hours[h].Clock
	}
	return Proposal{Hours: s.inTurn(hours), Largest: p.bestCost[0], Sum: p.bestCost[1]}
}

// candidate is an hour that a rotation may have.
type candidate struct {
	Clock

	night []int // the sitters for whom it is at night
	holds int   // how often the series has it
}

// candidates lists the hours of a day that are worth looking at, the earliest
// first.
func (s *Series) candidates(day civil.Date, who []Sitter) []candidate {
	clocks := slices.Clone(s.Slots)
	for quarter := range 24 * 4 {
		clocks = append(clocks, Clock{quarter / 4, quarter % 4 * 15})
	}
	slices.SortFunc(clocks, func(a, b Clock) int { return cmp.Or(cmp.Compare(a.Hour, b.Hour), cmp.Compare(a.Minute, b.Minute)) })
	var all []candidate
	for _, c := range slices.Compact(clocks) {
		one := candidate{Clock: c}
		start, _ := s.Instant(day, c)
		for i, sitter := range who {
			if AtNight(start, s.Terms.Length, sitter.Zone) {
				one.night = append(one.night, i)
			}
		}
		for _, h := range s.Slots {
			if h == c {
				one.holds++
			}
		}
		all = append(all, one)
	}
	return slices.DeleteFunc(slices.Clone(all), func(c candidate) bool {
		return slices.ContainsFunc(all, func(other candidate) bool { return other.instead(c) })
	})
}

// instead reports whether an hour does as well wherever another does: it spares
// all whom that spares, and somebody more; or the same people, where the other
// does not hold and is later, or no full hour while this is one.
func (c candidate) instead(other candidate) bool {
	switch {
	case !within(c.night, other.night):
		return false
	case len(c.night) < len(other.night):
		return true
	case other.holds > 0 || c.Clock == other.Clock:
		return false
	case (c.Minute == 0) != (other.Minute == 0):
		return c.Minute == 0
	}
	return cmp.Or(cmp.Compare(c.Hour, other.Hour), cmp.Compare(c.Minute, other.Minute)) < 0
}

// within reports whether every one of a is in b; both are in order.
func within(a, b []int) bool {
	for _, x := range a {
		if _, ok := slices.BinarySearch(b, x); !ok {
			return false
		}
	}
	return true
}

// inTurn orders a rotation: an hour that comes several times comes with the
// others in between, and the first is the one next after that with which the
// series begins, so that who was up last is not up again at once.
func (s *Series) inTurn(hours []Clock) []Clock {
	var turn []Clock
	for left := slices.Clone(hours); len(left) > 0; {
		round := slices.Compact(slices.Clone(left)) // each hour that is left, once
		turn = append(turn, round...)
		for _, h := range round {
			at := slices.Index(left, h)
			left = slices.Delete(left, at, at+1)
		}
	}
	first := s.Slots[s.Turn]
	at := max(0, slices.IndexFunc(turn, func(c Clock) bool { return c.Hour*60+c.Minute >= first.Hour*60+first.Minute }))
	return append(slices.Clone(turn[at:]), turn[:at]...)
}

// search looks through every choice of n hours, an hour twice allowed.
type search struct {
	n      int
	people []int
	hours  []candidate

	fewest, fewestPeople int // for how many sitters, and people, any hour is at night at the least

	chosen   []int
	burden   []int
	best     []int
	bestCost [3]int // largest, sum, hours that change
}

func (p *search) try(from, changed int) {
	cost := p.least(changed)
	if p.best != nil && slices.Compare(cost[:], p.bestCost[:]) >= 0 {
		return // whatever is added, it does not get better
	}
	if len(p.chosen) == p.n {
		p.best, p.bestCost = slices.Clone(p.chosen), cost
		return
	}
	for hour := from; hour < len(p.hours); hour++ {
		more := 1
		if used := count(p.chosen, hour); used < p.hours[hour].holds {
			more = 0
		}
		p.add(hour, 1)
		p.chosen = append(p.chosen, hour)
		p.try(hour, changed+more)
		p.chosen = p.chosen[:len(p.chosen)-1]
		p.add(hour, -1)
	}
}

func (p *search) add(hour, n int) {
	for _, i := range p.hours[hour].night {
		p.burden[i] += n
	}
}

// least is what the hours chosen cost at the least, whatever is still added:
// each hour more is at night for so many, and all nights together are shared by
// all at best. When all are chosen it is what they cost.
func (p *search) least(changed int) [3]int {
	left := p.n - len(p.chosen)
	largest, sum, nights := 0, left*p.fewestPeople, left*p.fewest
	for i, b := range p.burden {
		largest, sum, nights = max(largest, b), sum+b*p.people[i], nights+b
	}
	if n := len(p.burden); n > 0 {
		largest = max(largest, (nights+n-1)/n)
	}
	return [3]int{largest, sum, changed}
}

func count(list []int, x int) int {
	n := 0
	for _, y := range list {
		if x == y {
			n++
		}
	}
	return n
}
