package civil

import (
	"strings"
	"time"
	"unicode"

	"magbot/bot/lang"
)

// furthest is how far away, in years, a relative time or date may lie. What is
// further is a slip of the hand.
const furthest = 10

// everyDay is how many days to look ahead for a day that is named without its
// year: 29 February comes back after eight years at the latest (1896 to 1904,
// 2096 to 2104).
const everyDay = 8*366 + 1

// day is a day as it was written, before it is known which one is meant.
type day struct {
	kind    dayKind
	date    Date // of exactDay; of yearlyDay without its year
	weekday time.Weekday
}

type dayKind int

const (
	anyDay    dayKind = iota // none was written
	exactDay                 // 2027-03-15, 15 March 2027
	yearlyDay                // 15 March
	weekDay                  // Wednesday
	todayDay
	tomorrowDay
)

// fixed gives the day when it does not depend on the time of day.
func (d day) fixed(today Date) (Date, bool) {
	switch d.kind {
	case exactDay:
		return d.date, true
	case todayDay:
		return today, true
	case tomorrowDay:
		return today.AddDays(1), true
	case anyDay, yearlyDay, weekDay:
	}
	return Date{}, false
}

// allows reports whether a day may be the one that is meant.
func (d day) allows(date Date) bool {
	switch d.kind {
	case yearlyDay:
		return date.Month == d.date.Month && date.Day == d.date.Day
	case weekDay:
		return date.Weekday() == d.weekday
	case anyDay, exactDay, todayDay, tomorrowDay:
	}
	return true
}

// next gives the first day from today on that is allowed and that fits.
func (d day) next(today Date, fits func(Date) bool) (Date, bool) {
	for n := range everyDay {
		if date := today.AddDays(n); d.allows(date) && fits(date) {
			return date, true
		}
	}
	return Date{}, false
}

// whole gives the day that is meant when no time was written with it. A weekday
// then never means today: on a Friday, "Friday" is in a week.
func (d day) whole(today Date) (Date, bool) {
	if date, ok := d.fixed(today); ok {
		return date, date.Valid()
	}
	return d.next(today, func(date Date) bool { return d.kind != weekDay || date != today })
}

// words splits text at white space and drops the comma or full stop behind a
// word, as in "Wednesday, 13:00".
func words(text string) []string {
	fields := strings.FieldsFunc(text, unicode.IsSpace)
	for i, f := range fields {
		if trimmed := strings.TrimRight(f, ",."); trimmed != "" {
			fields[i] = trimmed
		}
	}
	return fields
}

// readDay reads a day at the start of the words and gives what is left of
// them. Where no day is written it gives anyDay and all of them.
func readDay(w []string) (day, []string, error) {
	if len(w) == 0 {
		return day{}, w, nil
	}
	first := strings.ToLower(w[0])
	switch first {
	case "today":
		return day{kind: todayDay}, w[1:], nil
	case "tomorrow":
		return day{kind: tomorrowDay}, w[1:], nil
	}
	if wd, ok := weekdayNamed(first); ok {
		return readWeekday(wd, w[1:])
	}
	if date, ok := isoDate(first); ok {
		if !date.Valid() {
			return day{}, w, refuse("civil.no-such-date", w[0])
		}
		return day{kind: exactDay, date: date}, w[1:], nil
	}
	return readMonthDay(w)
}

// readWeekday also takes the date that often follows a weekday, and refuses it
// when the two disagree.
func readWeekday(wd time.Weekday, rest []string) (day, []string, error) {
	d, left, err := readDay(rest)
	if err != nil {
		return day{}, rest, err
	}
	if d.kind != exactDay {
		return day{kind: weekDay, weekday: wd}, rest, nil
	}
	if d.date.Weekday() != wd {
		return day{}, rest, refuse("civil.no-such-date", wd.String()+" "+d.date.String())
	}
	return d, left, nil
}

// readMonthDay reads "15 March" and "15 March 2027".
func readMonthDay(w []string) (day, []string, error) {
	if len(w) < 2 {
		return day{}, w, nil
	}
	n, ok := digits(w[0], 99)
	if !ok {
		return day{}, w, nil
	}
	month, ok := monthNamed(strings.ToLower(w[1]))
	if !ok {
		return day{}, w, nil
	}
	kind, date, rest := yearlyDay, Date{Year: 2000, Month: month, Day: n}, w[2:]
	if len(rest) > 0 && len(rest[0]) == 4 {
		if y, ok := digits(rest[0], 9999); ok {
			kind, date.Year, rest = exactDay, y, rest[1:]
		}
	}
	if !date.Valid() {
		return day{}, w, refuse("civil.no-such-date", strings.Join(w[:len(w)-len(rest)], " "))
	}
	return day{kind: kind, date: date}, rest, nil
}

// isoDate reads 2027-03-15; whether there is such a day is not yet checked.
func isoDate(s string) (Date, bool) {
	if len(s) != len("2027-03-15") || s[4] != '-' || s[7] != '-' {
		return Date{}, false
	}
	y, okYear := digits(s[:4], 9999)
	m, okMonth := digits(s[5:7], 99)
	d, okDay := digits(s[8:], 99)
	return Date{y, time.Month(m), d}, okYear && okMonth && okDay
}

// weekdayNamed reads an English weekday, whole or by its first three letters.
func weekdayNamed(s string) (time.Weekday, bool) {
	for wd := time.Sunday; wd <= time.Saturday; wd++ {
		if name := strings.ToLower(wd.String()); s == name || s == name[:3] {
			return wd, true
		}
	}
	return 0, false
}

// monthNamed reads an English month, whole or by its first three letters, and
// "Sept".
func monthNamed(s string) (time.Month, bool) {
	for m := time.January; m <= time.December; m++ {
		if name := strings.ToLower(m.String()); s == name || s == name[:3] {
			return m, true
		}
	}
	return time.September, s == "sept"
}

// ParseDate reads the day of a deadline as it is seen in loc at now: an ISO
// date (2027-03-15), today, tomorrow, a weekday (always after today), a day of
// a month with or without its year (15 March 2027, 15 Mar), or a distance in
// days and weeks (+3d, in 2 weeks). "by" may stand in front. The error is a
// *lang.Error that quotes what was not understood.
func ParseDate(text string, now time.Time, loc *time.Location) (Date, error) {
	if len(text) > longest {
		return Date{}, refuse("civil.date-unread", text)
	}
	w := words(text)
	if len(w) > 1 && strings.EqualFold(w[0], "by") {
		w = w[1:]
	}
	today := DateOf(now.In(loc))
	if s, ok := distance(w); ok {
		return distantDate(s, text, today)
	}
	d, rest, err := readDay(w)
	if err != nil {
		return Date{}, err
	}
	if len(rest) > 0 || d.kind == anyDay {
		return Date{}, refuse("civil.date-unread", leftOver(rest, text))
	}
	date, ok := d.whole(today)
	if !ok {
		return Date{}, refuse("civil.date-unread", text)
	}
	return date, nil
}

func distantDate(s, text string, today Date) (Date, error) {
	amounts, ok := readAmounts(s)
	if !ok {
		return Date{}, refuse("civil.date-unread", text)
	}
	days, rest := amounts.split()
	if rest != 0 {
		return Date{}, refuse("civil.date-unread", text)
	}
	if days > furthest*366 {
		return Date{}, tooFar(text)
	}
	date := today.AddDays(int(days))
	if !date.Valid() {
		return Date{}, tooFar(text)
	}
	return date, nil
}

// CutDeadline splits a text such as "send the draft by Friday" before the last
// " by " that is followed by nothing but a date. Without one, ok is false and
// task is the whole text.
func CutDeadline(text string, now time.Time, loc *time.Location) (task string, due Date, ok bool) {
	for end := len(text); ; {
		i := lastBy(text[:end])
		if i < 0 {
			return text, Date{}, false
		}
		if due, err := ParseDate(text[i+len("by "):], now, loc); err == nil {
			return strings.TrimSpace(text[:i]), due, true
		}
		end = i
	}
}

// lastBy gives the place of the last whole word "by" that more follows.
func lastBy(s string) int {
	for i := len(s) - len("by "); i >= 0; i-- {
		if strings.EqualFold(s[i:i+2], "by") && (s[i+2] == ' ' || s[i+2] == '\t') &&
			(i == 0 || s[i-1] == ' ' || s[i-1] == '\t') {
			return i
		}
	}
	return -1
}

// leftOver is what a refusal quotes: the words that nobody understood, or the
// whole text when it is empty of them.
func leftOver(rest []string, text string) string {
	if len(rest) == 0 {
		return text
	}
	return strings.Join(rest, " ")
}

func tooFar(s string) *lang.Error { return refuse("civil.too-far", s, "years", furthest) }
