package ical

import (
	"slices"
	"strings"
	"time"

	"magbot/bot/civil"
)

// Zone is a time zone over a span, for a VTIMEZONE: one clock throughout, or
// two that take turns once a year each. Outlook reads no other (MS-OXCICAL,
// 2.1.3.1.1.19): it makes one yearly pair of whatever it is given, and shifts
// the hour of what does not follow that.
type Zone struct {
	Name        string // IANA
	Observances []Observance
}

// Observance is a stretch in which a zone keeps one distance from UTC.
type Observance struct {
	// Onset is what the clock showed, by the distance before, at the instant
	// from which this one held first. It stands in UTC and is a time on the wall.
	Onset    time.Time
	From, To time.Duration // ahead of UTC, before and after the onset
	Name     string        // CET; +03 where it has no letters
	Daylight bool          // it is the one further ahead of the two
	Yearly   Rule          // zero for the only one
}

// Rule is a day of each year: the first Sunday of April, the last of October.
type Rule struct {
	Month time.Month
	Day   time.Weekday
	Nth   int // 1 to 4 from the beginning of the month, -1 for the last
}

// in gives the day of a year, at midnight.
func (r Rule) in(year int) time.Time {
	if r.Nth < 0 {
		end := time.Date(year, r.Month+1, 0, 0, 0, 0, 0, time.UTC)
		return end.AddDate(0, 0, -int(end.Weekday()-r.Day+7)%7)
	}
	first := time.Date(year, r.Month, 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, int(r.Day-first.Weekday()+7)%7+7*(r.Nth-1))
}

// epoch is where a zone begins that has kept one clock since before it: there
// are programs that read no earlier year, and none that asks for one.
var epoch = time.Date(1970, time.January, 1, 0, 0, 0, 0, time.UTC)

// Zones gives every zone that the entries name, by name, over the span of the
// entries in it. UTC needs none, and a zone that keeps no yearly rule over its
// span has none: its entries are to be written in UTC.
func (c Calendar) Zones() []Zone {
	type span struct {
		loc      *time.Location
		from, to time.Time
	}
	spans := map[string]span{}
	for _, e := range c.Entries {
		if e.InUTC() {
			continue
		}
		s, known := spans[e.Zone.String()]
		if !known {
			s = span{e.Zone, e.Start, e.End}
		}
		if e.Start.Before(s.from) {
			s.from = e.Start
		}
		if e.End.After(s.to) {
			s.to = e.End
		}
		spans[e.Zone.String()] = s
	}
	zones := make([]Zone, 0, len(spans))
	for _, s := range spans {
		if z, ok := Over(s.loc, s.from, s.to); ok {
			zones = append(zones, z)
		}
	}
	slices.SortFunc(zones, func(a, b Zone) int { return strings.Compare(a.Name, b.Name) })
	return zones
}

// margin is how far a zone is written beyond its entries, so that a program
// which reckons a day around an entry finds its clock too.
const margin = 7 * 24 * time.Hour

// Over describes a zone from one instant to another. It is false when the
// clocks keep no yearly rule between them, or one that a program may misread.
func Over(loc *time.Location, from, to time.Time) (Zone, bool) {
	from, to = from.Add(-margin), to.Add(margin)
	z := Zone{Name: loc.String()}
	before, within := last(loc, from), changes(loc, from, to)
	if pair, ok := yearly(loc, before, within, to); ok {
		z.Observances = pair
		return z, true
	}
	if len(within) > 0 {
		return Zone{}, false
	}
	z.Observances = []Observance{constant(loc, from)}
	return z, true
}

// change is an instant at which the clocks of a zone are moved.
type change struct {
	at       time.Time
	from, to time.Duration
	name     string // from then on
}

// wall is what the clock showed that is moved.
func (c change) wall() time.Time { return c.at.UTC().Add(c.from) }

// changeAt gives the change at the beginning of a stretch; false when the clock
// is not moved there, but only has another name.
func changeAt(loc *time.Location, start time.Time) (change, bool) {
	name, now := start.In(loc).Zone()
	_, before := start.Add(-time.Second).In(loc).Zone()
	c := change{start, time.Duration(before) * time.Second, time.Duration(now) * time.Second, name}
	return c, c.from != c.to
}

// changes lists those after one instant, up to and with another.
func changes(loc *time.Location, from, to time.Time) []change {
	var all []change
	for at := from.In(loc); ; {
		next, ok := civil.NextChange(at)
		if !ok || next.After(to) {
			return all
		}
		if c, ok := changeAt(loc, next); ok {
			all = append(all, c)
		}
		at = next
	}
}

// last lists the two changes before an instant, the older first; fewer where
// there were no more since the epoch.
func last(loc *time.Location, at time.Time) []change {
	var two []change
	for at = at.In(loc); len(two) < 2; {
		start, _ := at.ZoneBounds()
		if start.IsZero() || start.Before(epoch) {
			break
		}
		if c, ok := changeAt(loc, start); ok {
			two = append(two, c)
		}
		at = start.Add(-time.Second)
	}
	slices.Reverse(two)
	return two
}

// constant describes the one clock that a zone keeps at an instant.
func constant(loc *time.Location, at time.Time) Observance {
	name, seconds := at.In(loc).Zone()
	ahead := time.Duration(seconds) * time.Second
	o := Observance{Onset: epoch, From: ahead, To: ahead, Name: name}
	if before := last(loc, at); len(before) > 0 {
		c := before[len(before)-1]
		o.Onset, o.From = c.wall(), c.from
	}
	return o
}

// yearly describes the changes before and within a span as two clocks that take
// turns, when that says where each of them was until its end, and nothing else.
func yearly(loc *time.Location, before, within []change, to time.Time) ([]Observance, bool) {
	if len(before) < 2 {
		return nil, false
	}
	var ahead, back []change
	for _, c := range append(before, within...) {
		if c.to > c.from {
			ahead = append(ahead, c)
		} else {
			back = append(back, c)
		}
	}
	if len(ahead) == 0 || len(back) == 0 || before[0].from != before[1].to || ahead[0].from != back[0].to || ahead[0].to != back[0].from {
		return nil, false
	}
	standard, ok := repeated(loc, back, to)
	if !ok {
		return nil, false
	}
	daylight, ok := repeated(loc, ahead, to)
	daylight.Daylight = true
	return []Observance{standard, daylight}, ok
}

// repeated describes changes of one direction by the rule that they keep. One
// change keeps any rule, so the next must keep it too. Of two rules that they
// keep, it takes the one that the zone keeps longer afterwards.
func repeated(loc *time.Location, kind []change, to time.Time) (Observance, bool) {
	first := kind[0]
	o := Observance{Onset: first.wall(), From: first.from, To: first.to, Name: kind[len(kind)-1].name}
	longest := -1
	for _, nth := range places(o.Onset) {
		rule := Rule{o.Onset.Month(), o.Onset.Weekday(), nth}
		if !slices.EqualFunc(expected(rule, first, to), kind, same) {
			continue
		}
		if n := keeps(loc, rule, first, to); n > longest && len(kind)+n > 1 {
			longest, o.Yearly = n, rule
		}
	}
	return o, longest >= 0
}

func same(a, b change) bool { return a.at.Equal(b.at) && a.from == b.from && a.to == b.to }

// places says which of its weekday in its month a day is, from either end.
func places(day time.Time) []int {
	var all []int
	if day.AddDate(0, 0, 7).Month() != day.Month() {
		all = append(all, -1)
	}
	if n := (day.Day()-1)/7 + 1; n < 5 {
		all = append(all, n)
	}
	return all
}

// expected lists the changes that a rule makes from the first until an instant.
func expected(rule Rule, first change, to time.Time) []change {
	clock := first.wall()
	clock = time.Date(1, 1, 1, clock.Hour(), clock.Minute(), clock.Second(), 0, time.UTC)
	var all []change
	for year := first.wall().Year(); ; year++ {
		c := first
		c.at = rule.in(year).Add(clock.Sub(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC))).Add(-first.from)
		if c.at.After(to) {
			return all
		}
		all = append(all, c)
	}
}

// lookAhead is for how many years a rule is tried on what comes.
const lookAhead = 12

// keeps counts the years in which a zone keeps a rule after an instant.
func keeps(loc *time.Location, rule Rule, first change, to time.Time) int {
	end := to.AddDate(lookAhead, 0, 0)
	coming := changes(loc, to, end)
	n := 0
	for _, want := range expected(rule, first, end) {
		if !want.at.After(to) {
			continue
		}
		if !slices.ContainsFunc(coming, func(c change) bool { return same(c, want) }) {
			return n
		}
		n++
	}
	return n
}
