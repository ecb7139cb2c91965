package civil

import "time"

// Resolution says how a civil time became an instant.
type Resolution int

// A civil time comes once, twice or never.
const (
	Exact     Resolution = iota // the clock shows it once
	Ambiguous                   // the clocks go back: it comes twice, the first was taken
	Gap                         // the clocks go forward: it never comes, it was moved on
)

// reach is more than any zone has ever been away from UTC, so the instant that
// is looked for lies within it on either side of the same clock in UTC.
const reach = 26 * time.Hour

// Resolve gives the instant at which a clock in loc shows dt. A time that comes
// twice is its first occurrence; one that is skipped is shifted forward by the
// length of the gap, so 02:30 becomes 03:30 where the clocks go from 02:00 to
// 03:00. time.Date does neither: it takes the second 02:30 in Zurich and the
// first 01:30 in New York.
//
// dt must be valid and loc not nil.
func Resolve(dt DateTime, loc *time.Location) (time.Time, Resolution) {
	var first, moved time.Time
	found := 0
	wall := dt.asUTC()
	for from := wall.Add(-reach).In(loc); from.Before(wall.Add(reach)); {
		start, end := from.ZoneBounds()
		if !end.IsZero() && !end.After(from) {
			// Where a zone has its rule alone and no table (from 2038 on, or sooner),
			// Go 1.26 ends a leap year a day early, and would never go on from there.
			start, end = from, from.Truncate(24*time.Hour).Add(24*time.Hour)
		}
		t := wall.Add(-offset(from)).In(loc)
		switch {
		case inside(t, start, end):
			if found++; found == 1 {
				first = t
			}
		case !end.IsZero() && !t.Before(end):
			// This period is over before its clock would show dt. If no later
			// period shows it either, dt fell into the gap at its end.
			moved = t
		}
		if end.IsZero() {
			break
		}
		from = end
	}
	switch found {
	case 0:
		return moved, Gap
	case 1:
		return first, Exact
	default:
		return first, Ambiguous
	}
}

// offset is how far the clock of t's zone is ahead of UTC at t.
func offset(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}

// inside reports start <= t < end, where a zero bound is open.
func inside(t, start, end time.Time) bool {
	return (start.IsZero() || !t.Before(start)) && (end.IsZero() || t.Before(end))
}
