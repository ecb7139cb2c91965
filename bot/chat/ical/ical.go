package ical

import (
	"slices"
	"strings"
	"time"
)

// Calendar is a row of entries under a name.
type Calendar struct {
	Name    string
	Refresh time.Duration // how often a program that follows it asks again; 0: it is a file
	Entries []Entry
}

// Status says whether an entry holds.
type Status string

// The statuses (RFC 5545, 3.8.1.11).
const (
	Confirmed Status = "CONFIRMED"
	Tentative Status = "TENTATIVE"
	Cancelled Status = "CANCELLED"
)

// Entry is one date.
type Entry struct {
	UID      string // for ever, in every calendar
	Sequence int    // grows with each change
	Created  time.Time
	Changed  time.Time // last; what the entry says was so from then on
	Start    time.Time
	End      time.Time      // equal to Start for a deadline
	Zone     *time.Location // in which its clock is kept; nil or UTC for UTC
	Title    string
	About    string // several lines
	Where    string
	Link     string
	Status   Status
	Free     bool // does not make its owner busy
	// Alarm is how long before the start a program rings; nil where nobody
	// wished for that.
	Alarm *time.Duration
}

// Zone is a time zone over a span, for a VTIMEZONE.
type Zone struct {
	Name        string // IANA
	Observances []Observance
}

// Observance is a stretch in which a zone keeps one distance from UTC.
type Observance struct {
	// Onset is what the clock showed, by the distance before, at the instant
	// from which this one holds. It stands in UTC and is a time on the wall.
	Onset    time.Time
	From, To time.Duration // ahead of UTC, before and after the onset
	Name     string        // CET; +03 where it has no letters
	Daylight bool
}

// epoch is where a zone begins that has kept one clock since before it: there
// are programs that read no earlier year, and none that asks for one.
var epoch = time.Date(1970, time.January, 1, 0, 0, 0, 0, time.UTC)

// Zones gives every zone that the entries name, by name, over the span of the
// entries in it. UTC needs none.
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
		zones = append(zones, Over(s.loc, s.from, s.to))
	}
	slices.SortFunc(zones, func(a, b Zone) int { return strings.Compare(a.Name, b.Name) })
	return zones
}

// InUTC reports whether the entry is to be written by the clock of UTC, which
// needs no zone: because that is its clock, or because the clock of its zone
// shows one of its times twice and a program would take the first (RFC 5545,
// 3.3.5), which is another instant.
func (e Entry) InUTC() bool {
	return e.Zone == nil || e.Zone == time.UTC || e.Zone.String() == "UTC" || again(e.Start.In(e.Zone)) || again(e.End.In(e.Zone))
}

// again reports whether the clock at t shows what it has shown before.
func again(t time.Time) bool {
	start, _ := t.ZoneBounds()
	if start.IsZero() {
		return false
	}
	_, before := start.Add(-time.Second).Zone()
	_, now := t.Zone()
	return t.Sub(start) < time.Duration(before-now)*time.Second
}

// margin is how far a zone is written beyond its entries, so that a program
// which reckons a day around an entry finds its clock too.
const margin = 7 * 24 * time.Hour

// Over gives a zone from the observance in force at an instant to that in force
// at another, each with the very onset that the zone has.
func Over(loc *time.Location, from, to time.Time) Zone {
	z := Zone{Name: loc.String()}
	for at := from.Add(-margin).In(loc); ; {
		start, end := at.ZoneBounds()
		z.Observances = append(z.Observances, observance(loc, at, start))
		if end.IsZero() || end.After(to.Add(margin)) {
			return z
		}
		at = end
	}
}

// observance describes the clock at an instant, which it has kept since start.
func observance(loc *time.Location, at, start time.Time) Observance {
	name, seconds := at.Zone()
	ahead := time.Duration(seconds) * time.Second
	o := Observance{Onset: epoch, From: ahead, To: ahead, Name: name, Daylight: at.IsDST()}
	if start.After(epoch) {
		_, before := start.Add(-time.Second).In(loc).Zone()
		o.From = time.Duration(before) * time.Second
		o.Onset = start.UTC().Add(o.From)
	}
	return o
}
