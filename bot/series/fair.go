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

// Propose finds, among all rotations of n full hours, the one whose largest
// burden is smallest; among these the one with the smallest sum over all
// people; among these the one that keeps most of the hours that hold, and then
// the earliest. Nights are those of one turn on the given day.
func (s *Series) Propose(day civil.Date, who []Sitter, n int) Proposal {
	p := search{n: n, people: make([]int, len(who)), has: map[Clock]int{}}
	for _, h := range s.Slots {
		p.has[h]++
	}
	for hour := range 24 {
		start, _ := s.Instant(day, Clock{Hour: hour})
		for i, sitter := range who {
			p.people[i] = sitter.People
			if AtNight(start, s.Terms.Length, sitter.Zone) {
				p.night[hour] = append(p.night[hour], i)
			}
		}
	}
	p.burden = make([]int, len(who))
	p.try(0, 0)
	hours := make([]Clock, n)
	for i, h := range p.best {
		hours[i] = Clock{Hour: h}
	}
	return Proposal{Hours: s.inTurn(hours), Largest: p.bestCost[0], Sum: p.bestCost[1]}
}

// inTurn lets a rotation begin with the hour that is next after the one the
// series begins with, so that who was up last is not up again at once.
func (s *Series) inTurn(hours []Clock) []Clock {
	first := s.Slots[s.Turn]
	at := max(0, slices.IndexFunc(hours, func(c Clock) bool { return c.Hour*60+c.Minute >= first.Hour*60+first.Minute }))
	return append(slices.Clone(hours[at:]), hours[:at]...)
}

// search looks through every choice of n hours, an hour twice allowed.
type search struct {
	n      int
	people []int
	night  [24][]int // sitters for whom an hour is at night
	has    map[Clock]int

	chosen   []int
	burden   []int
	best     []int
	bestCost [3]int // largest, sum, hours that change
}

func (p *search) try(from, changed int) {
	cost := p.cost(changed)
	if p.best != nil && (cost[0] > p.bestCost[0] || cost[0] == p.bestCost[0] && cost[1] > p.bestCost[1]) {
		return // more hours only add to it
	}
	if len(p.chosen) == p.n {
		if p.best == nil || slices.Compare(cost[:], p.bestCost[:]) < 0 {
			p.best, p.bestCost = slices.Clone(p.chosen), cost
		}
		return
	}
	for hour := from; hour < 24; hour++ {
		more := 1
		if used := count(p.chosen, hour); used < p.has[Clock{Hour: hour}] {
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
	for _, i := range p.night[hour] {
		p.burden[i] += n
	}
}

func (p *search) cost(changed int) [3]int {
	largest, sum := 0, 0
	for i, b := range p.burden {
		largest, sum = max(largest, b), sum+b*p.people[i]
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
