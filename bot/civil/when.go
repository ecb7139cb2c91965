package civil

import (
	"strings"
	"time"

	"magbot/bot/lang"
)

// When is an instant that a person named, with what is needed to say how it
// was understood.
type When struct {
	At       time.Time  // the instant, in the zone that was named or else the reader's
	Asked    DateTime   // what the clock in that zone was to show
	How      Resolution // how Asked became At; Exact for what is counted from now
	WholeDay bool       // a day was named without a time; At is its first instant
}

// String writes the instant in UTC and, where it differs, on the clock that was
// meant: "2027-03-15 13:00 UTC (14:00 Europe/Zurich)". It is the same in every
// language; Echo says more.
func (w When) String() string {
	utc, local, zone := w.shown()
	if zone == time.UTC.String() {
		return utc + " UTC"
	}
	return utc + " UTC (" + local + " " + zone + ")"
}

// Echo is String as a sentence that also tells a person when the clocks change
// at that time and what was made of it.
func (w When) Echo() lang.Text {
	utc, local, zone := w.shown()
	switch {
	case w.How == Ambiguous:
		return lang.T("civil.understood-first", "utc", utc, "local", local, "zone", zone)
	case w.How == Gap:
		return lang.T("civil.understood-moved", "utc", utc, "local", local, "zone", zone, "asked", w.Asked.clock())
	case zone == time.UTC.String():
		return lang.T("civil.understood-utc", "utc", utc)
	}
	return lang.T("civil.understood", "utc", utc, "local", local, "zone", zone)
}

// shown gives both clocks; the local one without its date where that is the same.
func (w When) shown() (utc, local, zone string) {
	there, here := DateTimeOf(w.At.UTC()), DateTimeOf(w.At)
	local = here.clock()
	if here.Date != there.Date {
		local = here.String()
	}
	return there.String(), local, w.At.Location().String()
}

// ParseWhen reads an instant as it is named by a person whose clock is in loc,
// at now. It understands, in any case of letters:
//
//   - a day and a clock: 2027-03-15 14:00, 2027-03-15T14:00Z, 15 March 2027 14:00
//   - the next that fits, always after now: 14:00, Wednesday 13:00, 15 Mar 14:00
//   - today 9:30 (which may be past), tomorrow at 14:00
//   - with a zone behind the clock: UTC, Europe/Zurich, +02:00
//   - what is counted from now: in 2 hours, +2h, +1h30, +3d, +1w; days and weeks
//     keep the clock in loc, hours and less are exact
//   - a day alone, which is its first instant (WholeDay)
//   - now
//
// Everything else is refused with a *lang.Error that quotes what was not
// understood and shows how to write it. Neither past nor future is refused.
func ParseWhen(text string, now time.Time, loc *time.Location) (When, error) {
	if len(text) > longest {
		return When{}, refuse("civil.time-unread", text)
	}
	w := splitISO(words(text))
	if len(w) == 1 && strings.EqualFold(w[0], "now") {
		return counted(now.In(loc)), nil
	}
	if s, ok := distance(w); ok {
		return distantTime(s, text, now.In(loc))
	}
	d, rest, err := readDay(w)
	if err != nil {
		return When{}, err
	}
	if len(rest) > 1 && d.kind != anyDay && strings.EqualFold(rest[0], "at") {
		rest = rest[1:]
	}
	if len(rest) == 0 {
		return wholeDay(d, text, now.In(loc))
	}
	c, ok := readClock(rest[0])
	if !ok {
		return When{}, refuse("civil.time-unread", leftOver(rest, text))
	}
	zone, err := readZone(c.zone, rest[1:], loc)
	if err != nil {
		return When{}, err
	}
	return meant(d, c, text, now.In(zone))
}

// splitISO parts 2027-03-15T14:00Z at the T.
func splitISO(w []string) []string {
	const day = len("2027-03-15")
	if len(w) == 0 || len(w[0]) <= day || (w[0][day] != 'T' && w[0][day] != 't') {
		return w
	}
	if _, ok := isoDate(w[0][:day]); !ok {
		return w
	}
	return append([]string{w[0][:day], w[0][day+1:]}, w[1:]...)
}

// distance gives what stands behind "in" or "+".
func distance(w []string) (string, bool) {
	if len(w) == 0 {
		return "", false
	}
	all := strings.Join(w, " ")
	if strings.EqualFold(w[0], "in") {
		return all[len("in"):], true
	}
	return strings.CutPrefix(all, "+")
}

func distantTime(s, text string, now time.Time) (When, error) {
	a, ok := readAmounts(s)
	if !ok {
		return When{}, refuse("civil.time-unread", text)
	}
	calendarDays, clockSeconds := a.split()
	if calendarDays > furthest*366 || clockSeconds > furthest*366*24*3600 {
		return When{}, tooFar(text)
	}
	if calendarDays == 0 {
		return counted(now.Add(time.Duration(clockSeconds) * time.Second)), nil
	}
	asked := DateTimeOf(now)
	asked.Date = asked.Date.AddDays(int(calendarDays))
	if !asked.Valid() {
		return When{}, tooFar(text)
	}
	at, how := Resolve(asked, now.Location())
	at = at.Add(time.Duration(clockSeconds+int64(now.Second()))*time.Second + time.Duration(now.Nanosecond()))
	if clockSeconds > 0 {
		return counted(at), nil
	}
	return When{At: at, Asked: asked, How: how}, nil
}

// counted is a When that was counted from now, so no clock had to be resolved.
func counted(at time.Time) When { return When{At: at, Asked: DateTimeOf(at), How: Exact} }

func wholeDay(d day, text string, now time.Time) (When, error) {
	if d.kind == anyDay {
		return When{}, refuse("civil.time-unread", text)
	}
	date, ok := d.whole(DateOf(now))
	if !ok {
		return When{}, refuse("civil.time-unread", text)
	}
	at, how := Resolve(date.At(0, 0), now.Location())
	return When{At: at, Asked: date.At(0, 0), How: how, WholeDay: true}, nil
}

// meant finds the day that a clock belongs to. now is in the zone of the clock.
func meant(d day, c clock, text string, now time.Time) (When, error) {
	today := DateOf(now)
	date, ok := d.fixed(today)
	if !ok {
		date, ok = d.next(today, func(date Date) bool {
			at, _ := Resolve(date.At(c.hour, c.minute), now.Location())
			return at.After(now)
		})
	}
	asked := date.At(c.hour, c.minute)
	if !ok || !asked.Valid() {
		return When{}, refuse("civil.time-unread", text)
	}
	at, how := Resolve(asked, now.Location())
	return When{At: at, Asked: asked, How: how}, nil
}

// clock is a time of day with what was written right behind it.
type clock struct {
	hour, minute int
	zone         string
}

// readClock reads 14:00, 9:30, 14:00Z, 14:00+02:00 and, because machines write
// it, 14:00:00; other seconds are refused, since a minute is all we keep.
func readClock(s string) (clock, bool) {
	var c clock
	if i := strings.IndexAny(s, "zZ+-"); i >= 0 {
		s, c.zone = s[:i], s[i:]
	}
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 || len(parts[0]) > 2 || len(parts[1]) != 2 {
		return c, false
	}
	if len(parts) == 3 && parts[2] != "00" {
		return c, false
	}
	var okHour, okMinute bool
	c.hour, okHour = digits(parts[0], 23)
	c.minute, okMinute = digits(parts[1], 59)
	return c, okHour && okMinute
}

// readZone reads the zone that was written: right behind the clock, as the word
// after it, or not at all.
func readZone(suffix string, rest []string, otherwise *time.Location) (*time.Location, error) {
	switch {
	case suffix != "" && len(rest) == 0:
		return ParseZone(suffix)
	case suffix == "" && len(rest) == 0:
		return otherwise, nil
	case suffix == "" && len(rest) == 1:
		return ParseZone(rest[0])
	}
	return nil, refuse("civil.time-unread", strings.Join(rest, " "))
}
