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
	last := wall.Add(reach)
	for from, more := wall.Add(-reach).In(loc), true; more && from.Before(last); from, more = unset(from) {
		t := wall.Add(-offset(from)).In(loc)
		switch {
		case offset(t) == offset(from):
			if found == 0 || !t.Equal(first) {
				found++
			}
			if found == 1 {
				first = t
			}
		case t.After(from):
			// This period is over before its clock would show dt. If no later
			// period shows it either, dt fell into the gap at its end.
			moved = t
		}
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

// NextChange gives the next instant after t at which the clock of t's zone is
// set; false when it never is again. A new name for the same clock is none.
func NextChange(t time.Time) (at time.Time, ok bool) {
	was := offset(t)
	for at, ok = unset(t); ok && offset(at) == was; at, ok = unset(at) {
	}
	return at, ok
}

// unset gives an instant after t up to which the clock of t's zone is not set;
// false when it never is again. Beyond the table of a zone (2037) the bounds
// that package time gives end a day before the year does in leap years: on that
// day, on which no clock is set, they would lead nowhere.
func unset(t time.Time) (until time.Time, ok bool) {
	_, end := t.ZoneBounds()
	switch {
	case end.IsZero():
		return t, false
	case !end.After(t):
		return t.Add(time.Hour), true
	}
	return end, true
}

// offset is how far the clock of t's zone is ahead of UTC at t.
func offset(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}
