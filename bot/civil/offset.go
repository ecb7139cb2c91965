package civil

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Offset is a distance from an instant: whole days keep the clock on the wall,
// hours and minutes are exact. "14d" before a meeting at 13:00 is 13:00 two
// weeks earlier, whatever the clocks did meanwhile; "24h" is 24 hours.
type Offset struct {
	Days  int
	Exact time.Duration
}

// Limits of an offset.
const (
	mostOffsetDays = 400 // a cycle of a year, and some
	mostOffsets    = 12
)

// Before gives the instant an offset before t, by the clock in loc.
func (o Offset) Before(t time.Time, loc *time.Location) time.Time { return o.from(t, loc, -1) }

// After gives the instant an offset after t, by the clock in loc.
func (o Offset) After(t time.Time, loc *time.Location) time.Time { return o.from(t, loc, 1) }

func (o Offset) from(t time.Time, loc *time.Location, sign int) time.Time {
	if o.Days != 0 {
		local := t.In(loc)
		at := DateTimeOf(local)
		at.Date = at.Date.AddDays(sign * o.Days)
		if !at.Valid() {
			return t
		}
		moved, _ := Resolve(at, loc)
		t = moved.Add(time.Duration(local.Second())*time.Second + time.Duration(local.Nanosecond()))
	}
	return t.Add(time.Duration(sign) * o.Exact).UTC()
}

// String writes an offset as ParseOffset reads it: 14d, 24h, 1h30m, 0d.
func (o Offset) String() string {
	var b strings.Builder
	write := func(n int64, unit string) {
		if n != 0 {
			b.WriteString(strconv.FormatInt(n, 10) + unit)
		}
	}
	write(int64(o.Days), "d")
	write(int64(o.Exact/time.Hour), "h")
	write(int64(o.Exact%time.Hour/time.Minute), "m")
	if b.Len() == 0 {
		return "0d"
	}
	return b.String()
}

// ParseOffset reads a distance in weeks, days, hours and minutes, each once and
// in that order: 14d, 2w, 24h, 1h30m, "3 days". The error is a *lang.Error.
func ParseOffset(text string) (Offset, error) {
	if len(text) > longest {
		return Offset{}, refuse("civil.offset-unread", text, "days", mostOffsetDays)
	}
	s := strings.TrimPrefix(strings.TrimSpace(text), "-")
	if s == "0" {
		return Offset{}, nil
	}
	amounts, ok := readAmounts(s)
	if !ok {
		return Offset{}, refuse("civil.offset-unread", text, "days", mostOffsetDays)
	}
	days, seconds := amounts.split()
	o := Offset{Days: int(min(days, mostOffsetDays+1)), Exact: time.Duration(min(seconds, mostOffsetDays*86400)) * time.Second}
	if o.Days > mostOffsetDays || seconds > mostOffsetDays*86400 || o.Exact%time.Minute != 0 {
		return Offset{}, refuse("civil.offset-unread", text, "days", mostOffsetDays)
	}
	return o, nil
}

// ParseOffsets reads several distances with commas between, the longest first,
// each once. Up to twelve are taken. The error is a *lang.Error.
func ParseOffsets(text string) ([]Offset, error) {
	var all []Offset
	for piece := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if strings.TrimSpace(piece) == "" {
			continue
		}
		o, err := ParseOffset(piece)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(all, o) {
			all = append(all, o)
		}
	}
	if len(all) == 0 || len(all) > mostOffsets {
		return nil, refuse("civil.offset-unread", text, "days", mostOffsetDays)
	}
	slices.SortStableFunc(all, func(a, b Offset) int { return int(b.length()/time.Second) - int(a.length()/time.Second) })
	return all, nil
}

// length is how long an offset is where no clock changes.
func (o Offset) length() time.Duration { return time.Duration(o.Days)*24*time.Hour + o.Exact }

// Compare is negative when o is shorter than p, where no clock changes.
func (o Offset) Compare(p Offset) int {
	return int(o.length()/time.Minute) - int(p.length()/time.Minute)
}
