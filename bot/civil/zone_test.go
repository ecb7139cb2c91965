package civil_test

import (
	"testing"
	"time"

	"magbot/bot/civil"
)

func TestParseZone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule, text, name string
		seconds          int // ahead of UTC in March 2027
	}{
		{"UTC", "utc", "UTC", 0},
		{"GMT is UTC", "GMT", "UTC", 0},
		{"Z", "z", "UTC", 0},
		{"no offset is UTC", "+00:00", "UTC", 0},
		{"a place", "Europe/Zurich", "Europe/Zurich", 3600},
		{"a place in lower case", "america/argentina/buenos_aires", "America/Argentina/Buenos_Aires", -3 * 3600},
		{"a place with of", "AMERICA/PORT_OF_SPAIN", "America/Port_of_Spain", -4 * 3600},
		{"a place with es", "africa/dar_es_salaam", "Africa/Dar_es_Salaam", 3 * 3600},
		{"an offset", "+02:00", "+02:00", 7200},
		{"an offset in hours", "+2", "+02:00", 7200},
		{"an offset of four digits", "-0330", "-03:30", -12600},
		{"an offset from UTC", "UTC+5:45", "+05:45", 20700},
		{"an offset from GMT", "gmt-3", "-03:00", -10800},
		{"the easternmost", "+14:00", "+14:00", 14 * 3600},
		{"the westernmost", "-12:00", "-12:00", -12 * 3600},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			loc, err := civil.ParseZone(c.text)
			if err != nil {
				t.Fatal(err)
			}
			if _, got := monday.In(loc).Zone(); loc.String() != c.name || got != c.seconds {
				t.Errorf("%q: got %v, %d seconds", c.text, loc, got)
			}
		})
	}
}

func TestParseZoneRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "Local", "CET", "Europe", "Europe/", "/Europe/Zurich", "Europe/../Europe/Zurich", `Europe\Zurich`, "Etc/GMT+2", "posix/Europe/Zurich",
		"+", "+1:5", "+123", "+15", "-12:30", "+14:30", "+02:60", "UTC2", "+02:00:00", "Europe/Zurich\x00",
	} {
		if loc, err := civil.ParseZone(text); err == nil {
			t.Errorf("%q: got %v", text, loc)
		}
	}
}

func FuzzParseZone(f *testing.F) {
	for _, seed := range []string{"", "UTC", "Europe/Zurich", "+02:00", "-0330", "UTC+2", "../../etc/passwd", "Etc/GMT+2", "a/\x00", "İ/ı"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		loc, err := civil.ParseZone(text)
		if err != nil {
			checkQuote(t, err)
			return
		}
		again, err := civil.ParseZone(loc.String())
		if err != nil || again.String() != loc.String() {
			t.Fatalf("%v is read back as %v, %v", loc, again, err)
		}
		if _, seconds := time.Unix(0, 0).In(loc).Zone(); seconds < -16*3600 || seconds > 16*3600 {
			t.Fatalf("%q is %d seconds away from UTC", text, seconds)
		}
	})
}
