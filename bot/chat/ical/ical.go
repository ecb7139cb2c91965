package ical

import "time"

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
