package civil

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// ParseZone reads a time zone: UTC, GMT or Z, an offset (+02:00, -0330, UTC+2),
// or a place of the IANA database (Europe/Zurich; case does not matter).
// Abbreviations (CST, EST) are refused: several zones share them. The error is
// a *lang.Error.
func ParseZone(text string) (*time.Location, error) {
	s := strings.TrimSpace(text)
	if len(s) > longest {
		return nil, refuse("civil.zone-unread", s)
	}
	upper := strings.ToUpper(s)
	if upper == "UTC" || upper == "GMT" || upper == "Z" {
		return time.UTC, nil
	}
	if rest, ok := strings.CutPrefix(upper, "UTC"); ok {
		upper = rest
	} else if rest, ok := strings.CutPrefix(upper, "GMT"); ok {
		upper = rest
	}
	if loc, ok := fixed(upper); ok {
		return loc, nil
	}
	if loc, ok := place(s); ok {
		return loc, nil
	}
	return nil, refuse("civil.zone-unread", s)
}

// fixed reads +2, +02, +0200 or +02:00. Zones reach from -12:00 to +14:00.
func fixed(s string) (*time.Location, bool) {
	if len(s) < 2 || (s[0] != '+' && s[0] != '-') {
		return nil, false
	}
	hours, minutes, colon := strings.Cut(s[1:], ":")
	switch {
	case colon && (len(minutes) != 2 || len(hours) > 2):
		return nil, false
	case !colon && len(hours) == 4:
		hours, minutes = hours[:2], hours[2:]
	case !colon && len(hours) > 2:
		return nil, false
	}
	h, ok := digits(hours, 14)
	if !ok {
		return nil, false
	}
	m := 0
	if minutes != "" {
		if m, ok = digits(minutes, 59); !ok {
			return nil, false
		}
	}
	seconds := h*3600 + m*60
	if seconds > 14*3600 || (s[0] == '-' && seconds > 12*3600) {
		return nil, false
	}
	if seconds == 0 {
		return time.UTC, true
	}
	name := fmt.Sprintf("%c%02d:%02d", s[0], h, m)
	if s[0] == '-' {
		seconds = -seconds
	}
	return time.FixedZone(name, seconds), true
}

// place looks a name such as Europe/Zurich up. The database also holds legacy
// names without a slash (EST), clocks that count leap seconds (right/…) and
// offsets with the sign turned round (Etc/GMT+2 is two hours behind); all of
// them mislead and are refused.
func place(name string) (*time.Location, bool) {
	area, _, ok := strings.Cut(name, "/")
	if !ok || strings.ContainsAny(name, `\.: `) {
		return nil, false
	}
	switch strings.ToLower(area) {
	case "", "right", "posix", "etc", "systemv":
		return nil, false
	}
	for _, spelt := range []string{name, capitals(name)} {
		if loc, err := time.LoadLocation(spelt); err == nil {
			return loc, true
		}
	}
	return nil, false
}

// capitals spells a place as the database does: America/Port_of_Spain.
func capitals(name string) string {
	var b strings.Builder
	start := true
	for word := range strings.SplitAfterSeq(strings.ToLower(name), "_") {
		if bare := strings.TrimSuffix(word, "_"); bare == "of" || bare == "es" {
			b.WriteString(word)
			continue
		}
		for _, r := range word {
			if start || b.Len() == 0 {
				r = unicode.ToUpper(r)
			}
			start = r == '/' || r == '_' || r == '-'
			b.WriteRune(r)
		}
	}
	return b.String()
}

// digits reads a number of one to six ASCII digits that is at most most.
func digits(s string, most int) (int, bool) {
	if s == "" || len(s) > 6 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n <= most
}
