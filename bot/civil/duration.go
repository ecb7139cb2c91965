package civil

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// amounts is how many of each unit were written, in the order of units.
type amounts [len(unitSeconds)]int64

// unitSeconds is the length of each unit, longest first.
var unitSeconds = [...]int64{7 * 24 * 3600, 24 * 3600, 3600, 60, 1}

// Places in amounts.
const (
	weeks = iota
	days
	hours
	minutes
	seconds
)

func unitNamed(s string) (int, bool) {
	switch s {
	case "w", "week", "weeks":
		return weeks, true
	case "d", "day", "days":
		return days, true
	case "h", "hr", "hrs", "hour", "hours":
		return hours, true
	case "m", "min", "mins", "minute", "minutes":
		return minutes, true
	case "s", "sec", "secs", "second", "seconds":
		return seconds, true
	}
	return 0, false
}

// inSeconds adds everything up, a day being 24 hours. Numbers have at most six
// digits, so nothing overflows.
func (a amounts) inSeconds() int64 {
	var sum int64
	for unit, n := range a {
		sum += n * unitSeconds[unit]
	}
	return sum
}

// split parts the days of the calendar from the seconds of the clock.
func (a amounts) split() (calendarDays, clockSeconds int64) {
	clock := a
	clock[weeks], clock[days] = 0, 0
	return a[weeks]*7 + a[days], clock.inSeconds()
}

// readAmounts reads "2h", "1 h 30 min", "1h30" and "2m30": units from long to
// short, each at most once; a last number without a unit belongs to the unit
// below hours or minutes.
func readAmounts(s string) (amounts, bool) {
	var a amounts
	last := -1
	for s = strings.ToLower(strings.TrimSpace(s)); s != ""; {
		number, rest := cutWhile(s, isDigit)
		n, ok := digits(number, 999999)
		if !ok {
			return a, false
		}
		name, rest := cutWhile(strings.TrimLeftFunc(rest, unicode.IsSpace), unicode.IsLetter)
		unit, ok := unitNamed(name)
		if name == "" && rest == "" && (last == hours || last == minutes) && n < 60 {
			unit, ok = last+1, true
		}
		if !ok || unit <= last {
			return a, false
		}
		a[unit], last = int64(n), unit
		s = strings.TrimLeftFunc(rest, unicode.IsSpace)
	}
	return a, last >= 0
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// cutWhile splits s behind its leading runes that are of a kind.
func cutWhile(s string, of func(rune) bool) (head, tail string) {
	tail = strings.TrimLeftFunc(s, of)
	return s[:len(s)-len(tail)], tail
}

// ParseDuration reads a length of time: 90s, 2m, 2 min, 1h30, 1 h 30 min, 3d,
// 1w (a day is 24 hours), a clock (1:30 is minutes and seconds, 1:30:00 hours,
// minutes and seconds), or a bare number of units of bare (for example
// time.Minute; zero refuses bare numbers). It must lie between least and most,
// both allowed. The error is a *lang.Error that quotes the text.
func ParseDuration(text string, bare, least, most time.Duration) (time.Duration, error) {
	if len(text) > longest {
		return 0, refuse("civil.duration-unread", text)
	}
	total, ok := readSeconds(strings.TrimSpace(text), bare)
	if !ok {
		return 0, refuse("civil.duration-unread", text)
	}
	if total < ceilSeconds(least) || total > int64(most/time.Second) {
		return 0, refuse("civil.duration-range", text, "least", FormatDuration(least), "most", FormatDuration(most))
	}
	return time.Duration(total) * time.Second, nil
}

func ceilSeconds(d time.Duration) int64 {
	n := int64(d / time.Second)
	if d%time.Second > 0 {
		n++
	}
	return n
}

func readSeconds(s string, bare time.Duration) (int64, bool) {
	if n, ok := digits(s, 999999); ok {
		return int64(n) * int64(bare/time.Second), bare >= time.Second
	}
	if strings.Contains(s, ":") {
		return readClockSeconds(strings.Split(s, ":"))
	}
	a, ok := readAmounts(s)
	return a.inSeconds(), ok
}

// readClockSeconds reads m:ss or h:mm:ss.
func readClockSeconds(parts []string) (int64, bool) {
	if len(parts) > 3 {
		return 0, false
	}
	var total int64
	for i, part := range parts {
		most := 59
		if i == 0 {
			most = 999
		}
		n, ok := digits(part, most)
		if !ok || (i > 0 && len(part) != 2) {
			return 0, false
		}
		total = total*60 + int64(n)
	}
	return total, true
}

// FormatDuration writes a length of time for people: "1 h 30 min", "45 s",
// "2 d 3 h", in unit symbols that are the same in every language. Parts of a
// second are rounded to the nearest; ParseDuration reads it back.
func FormatDuration(d time.Duration) string {
	rest, sign := wholeSeconds(d)
	var parts []string
	for i, symbol := range [...]string{days: "d", hours: "h", minutes: "min", seconds: "s"} {
		if n := rest / unitSeconds[i]; symbol != "" && n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, symbol))
			rest -= n * unitSeconds[i]
		}
	}
	if len(parts) == 0 {
		return "0 s"
	}
	return sign + strings.Join(parts, " ")
}

// FormatClock writes a length of time as a running clock shows it: 1:35, or
// 1:02:05 from an hour on. Parts of a second are rounded to the nearest.
func FormatClock(d time.Duration) string {
	rest, sign := wholeSeconds(d)
	h, m, s := rest/3600, rest/60%60, rest%60
	if h > 0 {
		return fmt.Sprintf("%s%d:%02d:%02d", sign, h, m, s)
	}
	return fmt.Sprintf("%s%d:%02d", sign, m, s)
}

// wholeSeconds rounds, and parts the sign: a minus sign or nothing.
func wholeSeconds(d time.Duration) (n int64, sign string) {
	n = int64(d.Round(time.Second) / time.Second)
	if n < 0 {
		return -n, "−"
	}
	return n, ""
}
