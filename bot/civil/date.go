package civil

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar, in no zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf gives the day that it is at t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// Valid reports whether there is such a day (no 30 February) within the years
// 1 to 9999, which four digits can write.
func (d Date) Valid() bool {
	return d.Year >= 1 && d.Year <= 9999 && DateOf(d.utc()) == d
}

// AddDays gives the day n days later, or earlier for a negative n.
func (d Date) AddDays(n int) Date { return DateOf(d.utc().AddDate(0, 0, n)) }

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Compare is negative when d is before e, zero when they are the same day and
// positive when d is after e.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// String writes the day as ISO 8601 does: 2027-03-15.
func (d Date) String() string {
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// At gives the minute of the day; nothing is checked.
func (d Date) At(hour, minute int) DateTime { return DateTime{d, hour, minute} }

// utc gives midnight UTC, on which the calendar's arithmetic is exact.
func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// DateTime is a minute as a clock on the wall shows it, in no zone.
type DateTime struct {
	Date   Date
	Hour   int
	Minute int
}

// DateTimeOf gives what a clock on the wall shows at t in t's own zone.
func DateTimeOf(t time.Time) DateTime { return DateTime{DateOf(t), t.Hour(), t.Minute()} }

// Valid reports whether a clock can show it: a valid day, 00:00 to 23:59.
func (dt DateTime) Valid() bool {
	return dt.Date.Valid() && dt.Hour >= 0 && dt.Hour < 24 && dt.Minute >= 0 && dt.Minute < 60
}

// String writes the day and the clock: 2027-03-15 14:00.
func (dt DateTime) String() string { return dt.Date.String() + " " + dt.clock() }

func (dt DateTime) clock() string { return fmt.Sprintf("%02d:%02d", dt.Hour, dt.Minute) }

// asUTC gives the instant at which a clock in UTC shows dt.
func (dt DateTime) asUTC() time.Time {
	d := dt.Date
	return time.Date(d.Year, d.Month, d.Day, dt.Hour, dt.Minute, 0, 0, time.UTC)
}
