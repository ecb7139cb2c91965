package civil_test

import (
	"fmt"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"pgregory.net/rapid"

	"magbot/bot/civil"
	"magbot/bot/civil/zonetest"
)

// zones have, between 2024 and 2030, every kind of change there is: both
// hemispheres, half an hour (Lord Howe), at midnight (Cairo, Beirut, Santiago),
// twice more around Ramadan (Casablanca), two hours (Troll), winter time as the
// exception (Dublin), offsets in quarters of an hour (Chatham), and no changes.
var zones = []string{
	"Europe/Zurich", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Kyiv", "Europe/Chisinau",
	"Atlantic/Azores", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
	"America/Anchorage", "America/Adak", "America/St_Johns", "America/Halifax", "America/Havana",
	"America/Port-au-Prince", "America/Santiago", "America/Punta_Arenas", "America/Asuncion", "America/Nuuk",
	"America/Scoresbysund", "America/Miquelon", "America/Sao_Paulo", "Africa/Cairo", "Africa/Casablanca",
	"Africa/El_Aaiun", "Africa/Nairobi", "Asia/Beirut", "Asia/Jerusalem", "Asia/Gaza", "Asia/Tokyo",
	"Asia/Kathmandu", "Asia/Almaty", "Asia/Kolkata", "Australia/Sydney", "Australia/Adelaide",
	"Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Easter", "Pacific/Norfolk",
	"Pacific/Kiritimati", "Pacific/Pago_Pago", "Antarctica/Troll", "Antarctica/Casey", "UTC",
}

func zone(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, name string,
) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatalf("load zone: %v", err)
	}
	return loc
}

// TestResolveAtEveryTransition compares Resolve with the plain truth: what a
// clock on the wall shows, minute after minute, for hours around each change.
func TestResolveAtEveryTransition(t *testing.T) {
	t.Parallel()
	from := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	to := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	checked, twice, never := 0, 0, 0
	for _, name := range zones {
		loc := zone(t, name)
		for _, change := range zonetest.Changes(loc, from, to) {
			shown := map[civil.DateTime][]time.Time{}
			for at := change.Add(-8 * time.Hour); at.Before(change.Add(8 * time.Hour)); at = at.Add(time.Minute) {
				dt := civil.DateTimeOf(at.In(loc))
				shown[dt] = append(shown[dt], at)
			}
			_, before := change.Add(-time.Second).In(loc).Zone()
			_, after := change.In(loc).Zone()
			skipped := time.Duration(after-before) * time.Second
			wall := change.UTC().Add(time.Duration(before) * time.Second)
			for minute := -4 * 60; minute < 4*60; minute++ {
				dt := civil.DateTimeOf(wall.Add(time.Duration(minute) * time.Minute))
				got, how := civil.Resolve(dt, loc)
				want, wantHow := expected(dt, shown[dt], skipped, shown)
				if !got.Equal(want) || how != wantHow {
					t.Fatalf("%s, %v around %v: got %v (%d), want %v (%d)", name, dt, change, got, how, want, wantHow)
				}
				checked++
				switch how {
				case civil.Ambiguous:
					twice++
				case civil.Gap:
					never++
				case civil.Exact:
				}
			}
		}
	}
	if checked < 100000 || twice < 10000 || never < 10000 {
		t.Fatalf("the zone data hold too few changes to prove anything: %d times, %d twice, %d never", checked, twice, never)
	}
}

func expected(dt civil.DateTime, at []time.Time, skipped time.Duration, shown map[civil.DateTime][]time.Time) (time.Time, civil.Resolution) {
	switch len(at) {
	case 0:
		wall := time.Date(dt.Date.Year, dt.Date.Month, dt.Date.Day, dt.Hour, dt.Minute, 0, 0, time.UTC)
		return shown[civil.DateTimeOf(wall.Add(skipped))][0], civil.Gap
	case 1:
		return at[0], civil.Exact
	default:
		return at[0], civil.Ambiguous
	}
}

func TestResolveKnownCases(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule, zone, civil, utc string
		how                    civil.Resolution
	}{
		{"an ordinary time", "Europe/Zurich", "2027-03-15 14:00", "2027-03-15 13:00", civil.Exact},
		{"clocks go back in Zurich: the first 02:30", "Europe/Zurich", "2026-10-25 02:30", "2026-10-25 00:30", civil.Ambiguous},
		{"clocks go back in New York: the first 01:30", "America/New_York", "2026-11-01 01:30", "2026-11-01 05:30", civil.Ambiguous},
		{"clocks go forward in Zurich: 02:30 is 03:30", "Europe/Zurich", "2027-03-28 02:30", "2027-03-28 01:30", civil.Gap},
		{"clocks go forward in New York: 02:30 is 03:30", "America/New_York", "2027-03-14 02:30", "2027-03-14 07:30", civil.Gap},
		{"the end of a gap exists", "Europe/Zurich", "2027-03-28 03:00", "2027-03-28 01:00", civil.Exact},
		{"half an hour is skipped on Lord Howe", "Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:45", civil.Gap},
		{"a whole day was skipped in Samoa", "Pacific/Apia", "2011-12-30 12:00", "2011-12-30 22:00", civil.Gap},
		{"midnight is skipped in Cairo", "Africa/Cairo", "2026-04-24 00:00", "2026-04-23 22:00", civil.Gap},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			asked, err := time.Parse("2006-01-02 15:04", c.civil)
			if err != nil {
				t.Fatal(err)
			}
			got, how := civil.Resolve(civil.DateTimeOf(asked), zone(t, c.zone))
			if text := got.UTC().Format("2006-01-02 15:04"); text != c.utc || how != c.how {
				t.Errorf("got %s (%d), want %s (%d)", text, how, c.utc, c.how)
			}
		})
	}
}

func TestResolveIsReadBackFromTheClock(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		loc := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		at := time.Unix(rapid.Int64Range(-5e9, 9e9).Draw(t, "at")/60*60, 0).In(loc)
		if at.Second() != 0 {
			return // local mean time of long ago, with seconds: no clock shows it
		}
		dt := civil.DateTimeOf(at)
		got, how := civil.Resolve(dt, loc)
		if civil.DateTimeOf(got) != dt {
			t.Fatalf("%v resolved to %v", dt, got)
		}
		switch how {
		case civil.Exact:
			if !got.Equal(at) {
				t.Fatalf("%v is exact but became %v, not %v", dt, got, at)
			}
		case civil.Ambiguous:
			if got.After(at) {
				t.Fatalf("%v comes at %v already, but became %v", dt, at, got)
			}
		case civil.Gap:
			t.Fatalf("%v is shown at %v, so it is not in a gap", dt, at)
		}
	})
}

func ExampleResolve() {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		fmt.Println(err)
		return
	}
	at, how := civil.Resolve(civil.Date{Year: 2026, Month: time.November, Day: 1}.At(1, 30), newYork)
	fmt.Println(at, how == civil.Ambiguous)
	// Output: 2026-11-01 01:30:00 -0400 EDT true
}

// Beyond the tables of zones, package time ends the last day of a leap year
// before it begins; a day typed there once kept the program busy for ever.
func TestTheLastDayOfEveryYearIsADay(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Australia/Lord_Howe", "Europe/Zurich", "America/New_York", "Pacific/Auckland", "Africa/Casablanca", "Europe/Dublin", "Asia/Gaza", "UTC"} {
		loc := zone(t, name)
		for year := 2024; year < 4405; year++ {
			for _, hour := range []int{-13, -1, 0, 11, 23, 30} {
				want := time.Date(year, time.December, 31, hour, 30, 0, 0, loc)
				got, how := civil.Resolve(civil.DateTimeOf(want), loc)
				if !got.Equal(want) || how != civil.Exact {
					t.Fatalf("%s: %v is %v (%d)", name, want, got, how)
				}
			}
		}
	}
}

func TestNextChangeMissesNoneAndInventsNone(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Australia/Lord_Howe", "Europe/Zurich", "America/Santiago", "Africa/Casablanca", "Asia/Gaza", "Antarctica/Troll", "Asia/Kolkata"} {
		loc := zone(t, name)
		at, ok := civil.NextChange(time.Date(2026, 1, 1, 0, 0, 0, 0, loc))
		var seen []time.Time // by looking at the clock every quarter of an hour
		for now := time.Date(2026, 1, 1, 0, 15, 0, 0, loc); now.Year() < 2050; now = now.Add(15 * time.Minute) {
			_, before := now.Add(-15 * time.Minute).Zone()
			if _, after := now.Zone(); before != after {
				seen = append(seen, now)
			}
		}
		for _, want := range seen {
			if !ok || !at.Equal(want) {
				t.Fatalf("%s: %v, %v, want %v", name, at, ok, want)
			}
			at, ok = civil.NextChange(at)
		}
		if ok && at.Year() < 2050 {
			t.Fatalf("%s: %v is invented", name, at)
		}
	}
}
