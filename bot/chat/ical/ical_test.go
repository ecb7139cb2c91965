package ical_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"magbot/bot/chat/ical"
	"magbot/bot/civil/zonetest"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// offsetAt reads a zone as RFC 5545, 3.6.5 says: the observance with the latest
// onset at or before the instant holds.
func offsetAt(z ical.Zone, at time.Time) (time.Duration, string, bool) {
	var last time.Time
	var found *ical.Observance
	for _, o := range z.Observances {
		if onset := o.Onset.Add(-o.From); !onset.After(at) && (found == nil || !onset.Before(last)) {
			last, found = onset, &o
		}
	}
	if found == nil {
		return 0, "", false
	}
	return found.To, found.Name, true
}

func TestAZoneShowsTheClockThatItHasAtEveryHour(t *testing.T) {
	zones := zonetest.All(t)
	rapid.Check(t, func(t *rapid.T) {
		loc := zones[rapid.IntRange(0, len(zones)-1).Draw(t, "zone")]
		from := time.Unix(rapid.Int64Range(2_000_000, 1_900_000_000).Draw(t, "from"), 0)
		to := from.Add(time.Duration(rapid.IntRange(0, 3*365*24).Draw(t, "hours")) * time.Hour)
		z := ical.Over(loc, from, to)
		check := []time.Time{from, to}
		for _, change := range zonetest.Changes(loc, from, to) {
			check = append(check, change.Add(-time.Second), change, change.Add(time.Second))
		}
		for i := range 200 {
			check = append(check, from.Add(to.Sub(from)/200*time.Duration(i)))
		}
		for _, at := range check {
			name, seconds := at.In(loc).Zone()
			ahead, called, ok := offsetAt(z, at)
			if !ok || ahead != time.Duration(seconds)*time.Second || called != name {
				t.Fatalf("%s at %s: %v %q, the zone says %d s %q", loc, at.UTC(), ahead, called, seconds, name)
			}
		}
	})
}

func TestEveryChangeOfEveryZoneTo2030IsThere(t *testing.T) {
	from, to := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, loc := range zonetest.All(t) {
		z := ical.Over(loc, from, to)
		for _, change := range zonetest.Changes(loc, from, to) {
			before, _, _ := offsetAt(z, change.Add(-time.Second))
			after, _, _ := offsetAt(z, change)
			_, was := change.Add(-time.Second).In(loc).Zone()
			_, is := change.In(loc).Zone()
			if before != time.Duration(was)*time.Second || after != time.Duration(is)*time.Second {
				t.Errorf("%s: at %s the clock goes from %d s to %d s, not from %v to %v", loc, change.UTC(), was, is, before, after)
			}
		}
	}
}

func TestZonesWhoseRulesChange(t *testing.T) {
	for _, c := range []struct {
		what, name string
		from, to   string
		want       int // observances
	}{
		{"Ramadan comes twice to Morocco in 2030", "Africa/Casablanca", "2030-01-01", "2030-12-31", 4},
		{"Egypt began again in 2023", "Africa/Cairo", "2022-01-01", "2023-12-31", 3},
		{"Mexico gave it up in 2022", "America/Mexico_City", "2021-06-01", "2024-12-31", 4},
		{"Turkey stayed ahead from 2016 on, under another name", "Europe/Istanbul", "2015-12-01", "2019-12-31", 3},
		{"Samoa left out a day", "Pacific/Apia", "2011-12-01", "2012-01-31", 2},
		{"Lord Howe moves by half an hour", "Australia/Lord_Howe", "2028-02-01", "2028-12-31", 3},
		{"Nairobi keeps one clock", "Africa/Nairobi", "2028-01-01", "2035-12-31", 1},
	} {
		t.Run(c.what, func(t *testing.T) {
			from, err := time.Parse(time.DateOnly, c.from)
			if err != nil {
				t.Fatal(err)
			}
			to, err := time.Parse(time.DateOnly, c.to)
			if err != nil {
				t.Fatal(err)
			}
			z := ical.Over(zone(t, c.name), from, to)
			if len(z.Observances) != c.want {
				t.Errorf("%d observances, not %d: %+v", len(z.Observances), c.want, z.Observances)
			}
		})
	}
}

func TestOnsetsStandOnTheClockBeforeThem(t *testing.T) {
	z := ical.Over(zone(t, "Europe/Zurich"), time.Date(2028, 3, 1, 12, 0, 0, 0, time.UTC), time.Date(2028, 4, 1, 12, 0, 0, 0, time.UTC))
	want := []ical.Observance{
		{Onset: time.Date(2027, 10, 31, 3, 0, 0, 0, time.UTC), From: 2 * time.Hour, To: time.Hour, Name: "CET"},
		{Onset: time.Date(2028, 3, 26, 2, 0, 0, 0, time.UTC), From: time.Hour, To: 2 * time.Hour, Name: "CEST", Daylight: true},
	}
	if len(z.Observances) != 2 || z.Observances[0] != want[0] || z.Observances[1] != want[1] {
		t.Errorf("got  %+v\nwant %+v", z.Observances, want)
	}
}

func TestACalendarNamesEachZoneOnceOverAllItsEntries(t *testing.T) {
	zurich := zone(t, "Europe/Zurich")
	at := func(month time.Month) ical.Entry {
		start := time.Date(2028, month, 10, 12, 0, 0, 0, time.UTC)
		return ical.Entry{Start: start, End: start.Add(time.Hour), Zone: zurich}
	}
	utc, tokyo := at(6), at(6)
	utc.Zone, tokyo.Zone = time.UTC, zone(t, "Asia/Tokyo")
	zones := ical.Calendar{Entries: []ical.Entry{at(12), at(1), at(7), utc, {Start: utc.Start, End: utc.End}, tokyo}}.Zones()
	if len(zones) != 2 || zones[0].Name != "Asia/Tokyo" || zones[1].Name != "Europe/Zurich" {
		t.Fatalf("zones: %+v", zones)
	}
	if n := len(zones[1].Observances); n != 3 {
		t.Errorf("a year in Zurich has %d observances, not 3", n)
	}
}

func TestAnHourThatComesTwiceIsWrittenInUTCTheSecondTime(t *testing.T) {
	zurich := zone(t, "Europe/Zurich")
	at := func(hour, minute int) ical.Entry {
		start := time.Date(2028, 10, 29, hour, minute, 0, 0, time.UTC)
		return ical.Entry{Start: start, End: start, Zone: zurich}
	}
	for _, c := range []struct {
		entry ical.Entry
		want  bool
	}{
		{at(0, 30), false}, // 02:30 the first time
		{at(1, 0), true},   // 02:00 the second time
		{at(1, 59), true},
		{at(2, 0), false}, // 03:00
	} {
		if got := c.entry.InUTC(); got != c.want {
			t.Errorf("%s is written in UTC: %t", c.entry.Start, got)
		}
	}
	spring := time.Date(2028, 3, 26, 1, 0, 0, 0, time.UTC)
	if e := (ical.Entry{Start: spring, End: spring, Zone: zurich}); e.InUTC() {
		t.Error("an hour after a gap comes once")
	}
}
