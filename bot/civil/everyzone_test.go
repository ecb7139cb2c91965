package civil_test

import (
	"testing"
	"time"

	"magbot/bot/civil"
	"magbot/bot/civil/zonetest"
)

// TestResolveInEveryZone compares Resolve with what a clock on the wall shows,
// a quarter of an hour after the other, around every change of every zone until
// the end of 2030.
func TestResolveInEveryZone(t *testing.T) {
	t.Parallel()
	const step = 15 * time.Minute
	checked, changes := 0, 0
	for _, loc := range zonetest.All(t) {
		for _, change := range zonetest.Changes(loc, time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)) {
			changes++
			shown := map[civil.DateTime][]time.Time{}
			for at := change.Add(-6 * time.Hour); at.Before(change.Add(6 * time.Hour)); at = at.Add(step) {
				dt := civil.DateTimeOf(at.In(loc))
				shown[dt] = append(shown[dt], at)
			}
			_, before := change.Add(-time.Second).In(loc).Zone()
			_, after := change.In(loc).Zone()
			wall := change.UTC().Add(time.Duration(before) * time.Second)
			for n := range 24 {
				dt := civil.DateTimeOf(wall.Add(time.Duration(n-12) * step))
				want, wantHow := expected(dt, shown[dt], time.Duration(after-before)*time.Second, shown)
				if got, how := civil.Resolve(dt, loc); !got.Equal(want) || how != wantHow {
					t.Fatalf("%v, %v around %v: got %v (%d), want %v (%d)", loc, dt, change, got, how, want, wantHow)
				}
				checked++
			}
		}
	}
	if changes < 2000 {
		t.Fatalf("only %d changes and %d times were looked at", changes, checked)
	}
}

// TestOffsetsInEveryZone: whatever the clocks do, days before an instant keep
// the clock on the wall where there is such a time, and are near where not;
// hours are exact; and what is longer before comes first.
func TestOffsetsInEveryZone(t *testing.T) {
	t.Parallel()
	offsets, err := civil.ParseOffsets("14d, 3d, 24h, 1h, 10m")
	if err != nil {
		t.Fatal(err)
	}
	for _, loc := range zonetest.All(t) {
		for _, change := range zonetest.Changes(loc, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)) {
			for _, after := range []time.Duration{-time.Hour, 0, 30 * time.Minute, 5 * time.Hour, 3 * 24 * time.Hour, 14 * 24 * time.Hour} {
				start := change.Add(after)
				var last time.Time
				for i, o := range offsets {
					at := o.Before(start, loc)
					if i > 0 && !at.After(last) || !at.Before(start) {
						t.Fatalf("%v: %v before %v is %v, after %v", loc, o, start.In(loc), at.In(loc), last.In(loc))
					}
					last = at
					checkOffset(t, o, start, at, loc)
				}
			}
		}
	}
}

func checkOffset(t *testing.T, o civil.Offset, start, at time.Time, loc *time.Location) {
	t.Helper()
	if o.Days == 0 {
		if start.Sub(at) != o.Exact {
			t.Fatalf("%v: %v before %v is %v", loc, o, start, at)
		}
		return
	}
	want := civil.DateTimeOf(start.In(loc))
	want.Date = want.Date.AddDays(-o.Days)
	if resolved, how := civil.Resolve(want, loc); how != civil.Gap && civil.DateTimeOf(at.In(loc)) != want || !resolved.Equal(at) {
		t.Fatalf("%v: %v before %v is %v, want %v", loc, o, start.In(loc), at.In(loc), want)
	}
}
