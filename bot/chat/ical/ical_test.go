package ical_test

import (
	"slices"
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

// onsets lists when an observance begins until an instant, as RFC 5545, 3.3.10
// and 3.6.5 say, by looking at every day there is.
func onsets(o ical.Observance, until time.Time) []time.Time {
	if o.Yearly == (ical.Rule{}) {
		return []time.Time{o.Onset.Add(-o.From)}
	}
	var all []time.Time
	for year := o.Onset.Year(); year <= until.Year()+1; year++ {
		var days []time.Time
		for day := time.Date(year, o.Yearly.Month, 1, o.Onset.Hour(), o.Onset.Minute(), o.Onset.Second(), 0, time.UTC); day.Month() == o.Yearly.Month; day = day.AddDate(0, 0, 1) {
			if day.Weekday() == o.Yearly.Day {
				days = append(days, day)
			}
		}
		day := days[len(days)-1]
		if o.Yearly.Nth > 0 {
			day = days[o.Yearly.Nth-1]
		}
		if !day.Before(o.Onset) {
			all = append(all, day.Add(-o.From))
		}
	}
	return all
}

// offsetAt reads a zone as RFC 5545, 3.6.5 says: the observance with the latest
// onset at or before the instant holds.
func offsetAt(z ical.Zone, at time.Time) (time.Duration, bool) {
	var last time.Time
	var found *ical.Observance
	for _, o := range z.Observances {
		for _, onset := range onsets(o, at) {
			if !onset.After(at) && (found == nil || onset.After(last)) {
				last, found = onset, &o
			}
		}
	}
	if found == nil {
		return 0, false
	}
	return found.To, true
}

// reads fails when a zone does not show the clock that it has at an instant.
func reads(t zonetest.TB, loc *time.Location, z ical.Zone, at time.Time) {
	t.Helper()
	_, seconds := at.In(loc).Zone()
	if ahead, ok := offsetAt(z, at); !ok || ahead != time.Duration(seconds)*time.Second {
		t.Fatalf("%s at %s: %v, the zone says %d s: %+v", loc, at.UTC(), ahead, seconds, z.Observances)
	}
}

func TestAZoneShowsTheClockThatItHasAtEveryHour(t *testing.T) {
	zones := zonetest.All(t)
	rapid.Check(t, func(t *rapid.T) {
		loc := zones[rapid.IntRange(0, len(zones)-1).Draw(t, "zone")]
		from := time.Unix(rapid.Int64Range(2_000_000, 1_900_000_000).Draw(t, "from"), 0)
		to := from.Add(time.Duration(rapid.IntRange(0, 3*365*24).Draw(t, "hours")) * time.Hour)
		z, ok := ical.Over(loc, from, to)
		changes := zonetest.Changes(loc, from, to)
		if !ok {
			if len(zonetest.Changes(loc, from.AddDate(0, 0, -8), to.AddDate(0, 0, 8))) == 0 {
				t.Fatalf("%s keeps one clock, and has no description", loc)
			}
			return
		}
		check := []time.Time{from, to}
		for _, change := range changes {
			check = append(check, change.Add(-time.Second), change, change.Add(time.Second))
		}
		for i := range 200 {
			check = append(check, from.Add(to.Sub(from)/200*time.Duration(i)))
		}
		for _, at := range check {
			reads(t, loc, z, at)
		}
	})
}

// A zone of which there is no table, as slim databases have it: the standard
// library ends its leap years early.
func TestAZoneWithoutATableIsReadThroughLeapYears(t *testing.T) {
	for _, name := range []string{"Europe/Zurich", "America/New_York", "Australia/Sydney", "Asia/Tokyo"} {
		loc := zone(t, name)
		from, to := time.Date(2040, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(2045, 6, 1, 0, 0, 0, 0, time.UTC)
		z, ok := ical.Over(loc, from, to)
		if !ok {
			t.Fatalf("%s has no rule", name)
		}
		for at := from; at.Before(to); at = at.Add(7 * time.Hour) {
			reads(t, loc, z, at)
		}
	}
}

// What a feed spans, from every month of the years to 2030: nearly every zone
// keeps a rule, and each shows every change of its clocks to the second.
func TestEveryChangeOfEveryZoneTo2030IsThere(t *testing.T) {
	odd := map[string]int{}
	const feeds = 36
	for _, loc := range zonetest.All(t) {
		for month := range feeds {
			from := time.Date(2026, time.January+time.Month(month), 1, 0, 0, 0, 0, time.UTC)
			to := from.AddDate(0, 0, 580)
			z, ok := ical.Over(loc, from, to)
			if !ok {
				odd[loc.String()]++
				continue
			}
			for _, change := range zonetest.Changes(loc, from, to) {
				reads(t, loc, z, change.Add(-time.Second))
				reads(t, loc, z, change)
			}
		}
	}
	// Ramadan moves the clocks of Morocco and Palestine; the others go by a
	// weekday after a date, which is no place in its month in some years.
	want := map[string]int{
		"Africa/Casablanca": feeds, "Africa/El_Aaiun": feeds, "Asia/Gaza": 27, "Asia/Hebron": 27, "America/Santiago": 16, "Chile/Continental": 16,
		"America/Godthab": 4, "America/Nuuk": 4, "America/Scoresbysund": 4, "Asia/Jerusalem": 4, "Asia/Tel_Aviv": 4, "Israel": 4,
	}
	for name, n := range odd {
		if n > want[name] {
			t.Errorf("%s stands in UTC in %d of %d feeds", name, n, feeds)
		}
	}
	if len(odd) == 0 {
		t.Error("and Morocco has a rule")
	}
}

func TestWhichClocksAreDescribed(t *testing.T) {
	sunday := func(month time.Month, nth int) ical.Rule { return ical.Rule{Month: month, Day: time.Sunday, Nth: nth} }
	for _, c := range []struct {
		what, name string
		from, to   string
		want       []ical.Rule // none: they stand in UTC
	}{
		{"Zurich goes by last Sundays", "Europe/Zurich", "2027-01-01", "2029-12-31", []ical.Rule{sunday(10, -1), sunday(3, -1)}},
		{"the last is taken for the last, not for the fourth", "Europe/Zurich", "2027-03-29", "2027-10-01", []ical.Rule{sunday(10, -1), sunday(3, -1)}},
		{"New York by the second and the first", "America/New_York", "2027-01-01", "2029-12-31", []ical.Rule{sunday(11, 1), sunday(3, 2)}},
		{"in the south the year turns in summer", "Australia/Sydney", "2027-01-01", "2029-12-31", []ical.Rule{sunday(4, 1), sunday(10, 1)}},
		{"Lord Howe moves by half an hour", "Australia/Lord_Howe", "2027-01-01", "2028-12-31", []ical.Rule{sunday(4, 1), sunday(10, 1)}},
		{"Dublin's winter is no daylight time", "Europe/Dublin", "2027-01-01", "2028-12-31", []ical.Rule{sunday(10, -1), sunday(3, -1)}},
		{"one summer's day has both clocks", "Europe/Zurich", "2028-07-05", "2028-07-05", []ical.Rule{sunday(10, -1), sunday(3, -1)}},
		{"Nairobi keeps one clock", "Africa/Nairobi", "2028-01-01", "2035-12-31", []ical.Rule{{}}},
		{"Turkey keeps one since 2016", "Europe/Istanbul", "2017-01-01", "2029-12-31", []ical.Rule{{}}},
		{"Turkey stayed ahead from 2016 on, under another name", "Europe/Istanbul", "2016-08-01", "2019-12-31", []ical.Rule{{}}},
		{"Morocco follows the moon", "Africa/Casablanca", "2028-01-01", "2029-12-31", nil},
		{"Morocco between two Ramadans", "Africa/Casablanca", "2028-05-01", "2028-09-01", []ical.Rule{{}}},
		{"Egypt began again in 2023", "Africa/Cairo", "2022-01-01", "2023-12-31", nil},
		{"Mexico gave it up in 2022", "America/Mexico_City", "2021-06-01", "2024-12-31", nil},
		{"Samoa left out a day", "Pacific/Apia", "2011-12-01", "2012-01-31", nil},
	} {
		t.Run(c.what, func(t *testing.T) {
			z, ok := ical.Over(zone(t, c.name), day(t, c.from), day(t, c.to))
			var got []ical.Rule
			for _, o := range z.Observances {
				got = append(got, o.Yearly)
			}
			if ok != (c.want != nil) || !slices.Equal(got, c.want) {
				t.Errorf("%t, %+v", ok, z.Observances)
			}
		})
	}
}

func day(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestOnsetsStandOnTheClockBeforeThem(t *testing.T) {
	z, ok := ical.Over(zone(t, "Europe/Zurich"), time.Date(2028, 3, 1, 12, 0, 0, 0, time.UTC), time.Date(2028, 4, 1, 12, 0, 0, 0, time.UTC))
	want := []ical.Observance{
		{Onset: time.Date(2027, 10, 31, 3, 0, 0, 0, time.UTC), From: 2 * time.Hour, To: time.Hour, Name: "CET", Yearly: ical.Rule{Month: 10, Nth: -1}},
		{Onset: time.Date(2027, 3, 28, 2, 0, 0, 0, time.UTC), From: time.Hour, To: 2 * time.Hour, Name: "CEST", Daylight: true, Yearly: ical.Rule{Month: 3, Nth: -1}},
	}
	if !ok || !slices.Equal(z.Observances, want) {
		t.Errorf("got  %+v\nwant %+v", z.Observances, want)
	}
}

func TestACalendarNamesEachZoneOnceOverAllItsEntries(t *testing.T) {
	zurich := zone(t, "Europe/Zurich")
	at := func(month time.Month) ical.Entry {
		start := time.Date(2028, month, 10, 12, 0, 0, 0, time.UTC)
		return ical.Entry{Start: start, End: start.Add(time.Hour), Zone: zurich}
	}
	utc, tokyo, early, late := at(6), at(6), at(1), at(12)
	utc.Zone, tokyo.Zone = time.UTC, zone(t, "Asia/Tokyo")
	early.Zone, late.Zone = zone(t, "Africa/Casablanca"), zone(t, "Africa/Casablanca") // with Ramadan between
	zones := ical.Calendar{Entries: []ical.Entry{at(12), at(1), at(7), utc, {Start: utc.Start, End: utc.End}, tokyo, early, late}}.Zones()
	if len(zones) != 2 || zones[0].Name != "Asia/Tokyo" || zones[1].Name != "Europe/Zurich" {
		t.Fatalf("zones: %+v", zones)
	}
	for _, e := range []ical.Entry{at(1), at(7), at(12)} {
		reads(t, zurich, zones[1], e.Start)
	}
}

func TestAnHourThatComesTwiceIsWrittenInUTC(t *testing.T) {
	zurich := zone(t, "Europe/Zurich")
	at := func(hour, minute int) ical.Entry {
		start := time.Date(2028, 10, 29, hour, minute, 0, 0, time.UTC)
		return ical.Entry{Start: start, End: start, Zone: zurich}
	}
	for _, c := range []struct {
		entry ical.Entry
		want  bool
	}{
		{at(-1, 59), false}, // 01:59
		{at(0, 0), true},    // 02:00 the first time
		{at(0, 30), true},
		{at(1, 0), true}, // 02:00 the second time
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
