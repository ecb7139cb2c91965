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
// shows one of its times twice. RFC 5545, 3.3.5 means the first, and not every
// program does.
func (e Entry) InUTC() bool {
	return e.Zone == nil || e.Zone == time.UTC || e.Zone.String() == "UTC" || twice(e.Start, e.Zone) || twice(e.End, e.Zone)
}

// twice reports whether the clock of a zone shows what it shows at an instant at
// another one too. No clock is moved by more than a day.
func twice(at time.Time, loc *time.Location) bool {
	const most = 25 * time.Hour
	shown := func(at time.Time) string { return at.In(loc).Format(time.DateTime) }
	for _, c := range changes(loc, at.Add(-most), at.Add(most)) {
		by := c.from - c.to // what is shown again, when it is positive
		if by > 0 && (shown(at.Add(by)) == shown(at) || shown(at.Add(-by)) == shown(at)) {
			return true
		}
	}
	return false
}
