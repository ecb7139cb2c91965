package chatlog

import (
	"strings"
	"time"
)

// stamp is the time at the front of a line, with as much of a date as it has.
type stamp struct {
	year  int // 0 when unknown
	month time.Month
	day   int // 0 when there is no date
	ofDay time.Duration
	zone  time.Duration // east of UTC
	exact bool          // in brackets, or with seconds: no time in a sentence
	slash slash
}

// slash is in which order a date with strokes has its day and month.
type slash uint8

const (
	noSlash    slash = iota
	dayFirst         // 25/11/2026
	monthFirst       // 11/25/2026
	maybeDay         // both could be months, and it was read day first
	maybeMonth       // the same, month first
)

// cutStamp cuts a stamp from the front of a line: "12:34", "[12:34:56]",
// "12.34.56", "12:34:56,789", "2009-07-29T12:34:56Z", "18-04-2019 09:52:41",
// "11/25/26 14:00", "Jul 29 12:34:56", and seconds since 1970.
func cutStamp(line string) (st stamp, rest string, ok bool) {
	line = strings.TrimLeft(line, " ")
	if line == "" {
		return stamp{}, "", false
	}
	if line[0] == '[' || line[0] == '(' {
		end := strings.IndexAny(line, "])")
		if end < 0 || end > 48 {
			return stamp{}, "", false
		}
		st, after, ok := scanStamp(strings.TrimSpace(line[1:end]))
		if !ok || strings.TrimSpace(after) != "" {
			return stamp{}, "", false
		}
		st.exact = true
		return st, line[end+1:], true
	}
	return scanStamp(line)
}

func scanStamp(s string) (st stamp, rest string, ok bool) {
	if rest, ok = st.scanEpoch(s); ok {
		return st, rest, true
	}
	s = cutWeekday(s)
	if rest, ok = st.scanDate(s); ok {
		if rest == "" || rest[0] != 'T' && rest[0] != ' ' && rest[0] != ',' {
			return stamp{}, "", false
		}
		s = strings.TrimLeft(rest, "T, ")
	}
	s, ok = st.scanTime(s)
	if !ok {
		return stamp{}, "", false
	}
	rest = st.scanZone(s)
	return st, rest, true
}

// cutWeekday cuts "Fri " or "Fri, ": the date, or the passing of midnight,
// tells the day.
func cutWeekday(s string) string {
	const weekdays = "mon tue wed thu fri sat sun "
	if len(s) < 5 || s[3] != ' ' && s[3] != ',' {
		return s
	}
	if i := strings.Index(weekdays, strings.ToLower(s[:3])+" "); i < 0 || i%4 != 0 {
		return s
	}
	return strings.TrimLeft(s[4:], " ")
}

func (st *stamp) scanDate(s string) (rest string, ok bool) {
	if len(s) > 4 && s[0] >= 'A' && s[0] <= 'Z' {
		return st.scanMonth(s)
	}
	a, n := digits(s, 4)
	if n != 2 && n != 4 || len(s) < 10 {
		return s, false
	}
	sep := s[n]
	if sep != '-' && sep != '/' && sep != '.' {
		return s, false
	}
	if rest, ok := st.scanShortYear(s); ok {
		return rest, true
	}
	b, m := digits(s[n+1:], 2)
	at := n + 1 + m
	if m != 2 || at >= len(s) || s[at] != sep {
		return s, false
	}
	c, k := digits(s[at+1:], 6-n)
	if n == 2 {
		a, c, k = c, a, k-2
		if sep == '/' {
			c, b = st.order(c, b, maybeDay)
		}
	}
	if k != 2 || b < 1 || b > 12 || c < 1 || c > 31 {
		return s, false
	}
	st.year, st.month, st.day = a, time.Month(b), c
	return s[10:], true
}

// scanShortYear reads "11/25/26", as strftime's %D writes it, and "25.11.26". A
// time must follow, for "14.10.26" may be a time itself.
func (st *stamp) scanShortYear(s string) (rest string, ok bool) {
	if len(s) < 13 || s[2] != s[5] || s[2] == '-' || s[8] != ' ' && s[8] != ',' {
		return s, false
	}
	day, n := digits(s, 2)
	month, m := digits(s[3:], 2)
	year, k := digits(s[6:], 2)
	var clock stamp
	if _, ok = clock.scanTime(strings.TrimLeft(s[8:], ", ")); !ok || n != 2 || m != 2 || k != 2 {
		return s, false
	}
	swapped := *st
	if s[2] == '/' {
		day, month = swapped.order(day, month, maybeMonth)
	}
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return s, false
	}
	if year += 2000; year > 2080 {
		year -= 100 // IRC is of 1988
	}
	*st = swapped
	st.year, st.month, st.day = year, time.Month(month), day
	return s[8:], true
}

// order tells day and month of a date with strokes apart: by the one that is no
// month, and else as usual for such a date.
func (st *stamp) order(first, second int, usual slash) (day, month int) {
	st.slash = usual
	switch {
	case first > 12:
		st.slash = dayFirst
	case second > 12:
		st.slash = monthFirst
	}
	if st.slash == monthFirst || st.slash == maybeMonth {
		return second, first
	}
	return first, second
}

// scanEpoch reads the seconds since 1970 of the years 2001 to 2100, with or
// without a fraction.
func (st *stamp) scanEpoch(s string) (rest string, ok bool) {
	v, n := digits(s, 10)
	if n != 10 || v < 1e9 || v > 4102444800 || n < len(s) && isDigit(s[n]) {
		return s, false
	}
	rest = s[n:]
	fraction := time.Duration(0)
	if len(rest) > 1 && rest[0] == '.' && isDigit(rest[1]) {
		fraction, rest = cutFraction(rest[1:])
	}
	if rest != "" && rest[0] != ' ' && rest[0] != '\t' {
		return s, false
	}
	at := time.Unix(int64(v), 0).UTC()
	st.year, st.month, st.day = at.Date()
	st.ofDay = at.Sub(at.Truncate(24*time.Hour)) + fraction
	st.exact = true
	return rest, true
}

// cutFraction reads the digits of a fraction of a second.
func cutFraction(s string) (d time.Duration, rest string) {
	frac, k := digits(s, 9)
	for range 9 - k {
		frac *= 10
	}
	return time.Duration(frac), s[k:]
}

// scanMonth reads "Jul 29" and "Jul 29 2009".
func (st *stamp) scanMonth(s string) (rest string, ok bool) {
	m := monthOf(s[:3])
	if m == 0 || s[3] != ' ' {
		return s, false
	}
	after := strings.TrimLeft(s[3:], " ")
	d, n := digits(after, 2)
	if n == 0 || d < 1 || d > 31 {
		return s, false
	}
	st.month, st.day = m, d
	return after[n:], true
}

func monthOf(s string) time.Month {
	const months = "jan feb mar apr may jun jul aug sep oct nov dec "
	if i := strings.Index(months, strings.ToLower(s)+" "); len(s) == 3 && i >= 0 && i%4 == 0 {
		return time.Month(i/4 + 1)
	}
	return 0
}

func (st *stamp) scanTime(s string) (rest string, ok bool) {
	h, n := digits(s, 2)
	if n == 0 || n >= len(s) || s[n] != ':' && !dottedTime(s) {
		return s, false
	}
	colon := s[n]
	m, k := digits(s[n+1:], 2)
	if k != 2 || h > 23 || m > 59 {
		return s, false
	}
	s = s[n+3:]
	st.ofDay = time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	if len(s) > 2 && s[0] == colon {
		st.exact = true
		sec, k := digits(s[1:], 2)
		if k != 2 || sec > 60 {
			return s, false
		}
		st.ofDay += time.Duration(sec) * time.Second
		s = s[3:]
		if len(s) > 1 && (s[0] == '.' || s[0] == ',') && isDigit(s[1]) {
			var fraction time.Duration
			fraction, s = cutFraction(s[1:])
			st.ofDay += fraction
		}
	}
	if s != "" && (s[0] >= '0' && s[0] <= '9' || s[0] == ':') {
		return s, false
	}
	return st.scanHalf(s), true
}

// dottedTime recognises "14.00.01". Two parts alone are a number.
func dottedTime(s string) bool {
	return len(s) >= 8 && s[2] == '.' && s[5] == '.' && isDigit(s[1]) && isDigit(s[3]) && isDigit(s[4]) && isDigit(s[6]) && isDigit(s[7]) &&
		(len(s) == 8 || s[8] != '.')
}

// scanHalf reads "AM" and "PM".
func (st *stamp) scanHalf(s string) string {
	after := strings.TrimPrefix(s, " ")
	if len(after) < 2 || len(after) > 2 && isLetter(after[2]) {
		return s
	}
	switch strings.ToUpper(after[:2]) {
	case "AM":
		if st.ofDay >= 12*time.Hour {
			st.ofDay -= 12 * time.Hour
		}
		return after[2:]
	case "PM":
		if st.ofDay < 12*time.Hour {
			st.ofDay += 12 * time.Hour
		}
		return after[2:]
	}
	return s
}

func isLetter(c byte) bool { c |= 0x20; return c >= 'a' && c <= 'z' }

// scanZone reads "Z", "+02:00", "-0500" and " -0500".
func (st *stamp) scanZone(s string) string {
	if strings.HasPrefix(s, "Z") && (len(s) == 1 || !isLetter(s[1])) {
		return s[1:]
	}
	after := strings.TrimPrefix(s, " ")
	if len(after) < 5 || after[0] != '+' && after[0] != '-' {
		return s
	}
	h, n := digits(after[1:], 2)
	tail := strings.TrimPrefix(after[1+n:], ":")
	m, k := digits(tail, 2)
	if n != 2 || k != 2 || h > 14 || m > 59 {
		return s
	}
	st.zone = time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	if after[0] == '-' {
		st.zone = -st.zone
	}
	return tail[k:]
}

// digits reads up to limit digits.
func digits(s string, limit int) (value, n int) {
	for n < len(s) && n < limit && s[n] >= '0' && s[n] <= '9' {
		value = value*10 + int(s[n]-'0')
		n++
	}
	return value, n
}

// clock turns stamps into instants: it remembers the date that a heading gave,
// and passes midnight.
type clock struct {
	day   time.Time // midnight of the present day; Base without a date
	last  time.Duration
	slash slash // how the log writes dates with strokes, where it shows
}

// backwards is how far the time of day may go back, at a change to winter time
// or between two servers, before it means that midnight has passed.
const backwards = 2 * time.Hour

func (c *clock) at(st stamp) time.Time {
	if c.day.IsZero() {
		c.day = Base()
	}
	if st.slash == maybeDay && c.slash == monthFirst || st.slash == maybeMonth && c.slash == dayFirst {
		st.day, st.month = int(st.month), time.Month(st.day)
	}
	switch {
	case st.day > 0 && st.year > 0:
		c.setDay(st.year, st.month, st.day)
	case st.day > 0:
		year := c.day.Year()
		if c.day.Month() == time.December && st.month == time.January && c.day.After(Base()) {
			year++
		}
		c.setDay(year, st.month, st.day)
	case st.ofDay < c.last-backwards:
		c.day = c.day.AddDate(0, 0, 1)
	}
	c.last = st.ofDay
	return c.day.Add(st.ofDay - st.zone)
}

// strokes finds out how a log writes dates with strokes. The first stamp says
// whether it does at all.
func (c *clock) strokes(src []source) {
	for _, s := range src {
		st, _, ok := cutStamp(s.text)
		switch {
		case !ok:
		case st.slash == noSlash:
			return
		case st.slash == dayFirst || st.slash == monthFirst:
			c.slash = st.slash
			return
		}
	}
}

func (c *clock) setDay(year int, month time.Month, day int) {
	c.day, c.last = time.Date(year, month, day, 0, 0, 0, 0, time.UTC), 0
}

// heading takes the date out of a heading such as "--- Log opened Wed Jul 29
// 12:00:01 2009", "--- Day changed Thu Jul 30 2009", "# 2009-07-29".
func (c *clock) heading(line string) {
	var st stamp
	year := 0
	for i := range len(line) {
		if i > 0 && line[i-1] != ' ' && line[i-1] != '(' && line[i-1] != '[' {
			continue
		}
		if st.day == 0 {
			if _, ok := st.scanDate(line[i:]); ok {
				continue
			}
		}
		if y, n := digits(line[i:], 4); n == 4 && y > 1980 && (i+4 == len(line) || !isDigit(line[i+4])) {
			year = y
		}
	}
	if st.year == 0 {
		st.year = year
	}
	if st.day > 0 && st.year > 0 {
		c.setDay(st.year, st.month, st.day)
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
