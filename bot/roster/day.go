package roster

import (
	"regexp"
	"strings"
	"time"

	"magbot/bot/civil"
	"magbot/bot/lang"
)

func (b *builder) first(text string) time.Time { return StartOf(b.day(text)) }
func (b *builder) last(text string) time.Time  { return EndOf(b.day(text)) }

func (b *builder) day(text string) string {
	if text == "" {
		return ""
	}
	day, err := parseDay(text)
	if err != nil {
		b.wrong(err.Key, err.Args...)
	}
	return day
}

// numeric is a day with the year in front.
var numeric = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?Z?)?$`)

// spelt is a day with the name of its month.
var spelt = regexp.MustCompile(`^(\d{1,2})\.? ([A-Za-z]{3,9})\.?,? (\d{4})$`)

// parseDay reads a day that can only be read in one way: 2027-03-15, 2027/3/15
// or 15 March 2027, and writes it as 2027-03-15. 03/04/2027 is refused.
func parseDay(text string) (string, *lang.Error) {
	var d civil.Date
	switch m, s := numeric.FindStringSubmatch(text), spelt.FindStringSubmatch(text); {
	case len(m) > 0:
		d = civil.Date{Year: number(m[1]), Month: time.Month(number(m[2])), Day: number(m[3])}
	case len(s) > 0 && monthOf(s[2]) != 0:
		d = civil.Date{Year: number(s[3]), Month: monthOf(s[2]), Day: number(s[1])}
	default:
		return "", lang.Refuse("roster.csv.date", "text", firstRunes(text, 40))
	}
	if !d.Valid() || d.Year < 1900 {
		return "", lang.Refuse("roster.csv.no-such-date", "text", firstRunes(text, 40))
	}
	return d.String(), nil
}

// number reads digits that a pattern has found.
func number(s string) int {
	n := 0
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}

func monthOf(name string) time.Month {
	name = strings.ToLower(name)
	for m := time.January; m <= time.December; m++ {
		if full := strings.ToLower(m.String()); name == full || name == full[:3] || (name == "sept" && m == time.September) {
			return m
		}
	}
	return 0
}
