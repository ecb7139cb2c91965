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
}

// cutStamp cuts a stamp from the front of a line: "12:34", "[12:34:56]",
// "2009-07-29T12:34:56Z", "18-04-2019 09:52:41", "Jul 29 12:34:56".
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
		return st, line[end+1:], true
	}
	return scanStamp(line)
}

func scanStamp(s string) (st stamp, rest string, ok bool) {
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
	b, m := digits(s[n+1:], 2)
	at := n + 1 + m
	if m != 2 || at >= len(s) || s[at] != sep {
		return s, false
	}
	c, k := digits(s[at+1:], 6-n)
	if n == 2 {
		a, c, k = c, a, k-2
	}
	if k != 2 || b < 1 || b > 12 || c < 1 || c > 31 {
		return s, false
	}
	st.year, st.month, st.day = a, time.Month(b), c
	return s[10:], true
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
	if n == 0 || n >= len(s) || s[n] != ':' {
		return s, false
	}
	m, k := digits(s[n+1:], 2)
	if k != 2 || h > 23 || m > 59 {
		return s, false
	}
	s = s[n+3:]
	st.ofDay = time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	if len(s) > 2 && s[0] == ':' {
		sec, k := digits(s[1:], 2)
		if k != 2 || sec > 60 {
			return s, false
		}
		st.ofDay += time.Duration(sec) * time.Second
		s = s[3:]
		if len(s) > 1 && s[0] == '.' {
			frac, k := digits(s[1:], 9)
			for range 9 - k {
				frac *= 10
			}
			if k > 0 {
				st.ofDay += time.Duration(frac)
				s = s[1+k:]
			}
		}
	}
	if s != "" && (s[0] >= '0' && s[0] <= '9' || s[0] == ':') {
		return s, false
	}
	return st.scanHalf(s), true
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
	day  time.Time // midnight of the present day; Base without a date
	last time.Duration
}

// backwards is how far the time of day may go back, at a change to winter time
// or between two servers, before it means that midnight has passed.
const backwards = 2 * time.Hour

func (c *clock) at(st stamp) time.Time {
	if c.day.IsZero() {
		c.day = Base()
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
