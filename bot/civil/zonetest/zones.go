package zonetest

import (
	_ "embed"
	"strings"
	"time"
)

//go:embed zones.txt
var names string

// TB is the part of testing.TB and rapid.TB that is needed.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
}

// All loads every zone, in order of name.
func All(t TB) []*time.Location {
	t.Helper()
	var all []*time.Location
	for name := range strings.FieldsSeq(names) {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatalf("load zone %s: %v", name, err)
		}
		all = append(all, loc)
	}
	if len(all) < 500 {
		t.Fatalf("only %d zones are listed", len(all))
	}
	return all
}

// Changes lists the instants from, and before, two others at which the clock
// in loc is set.
func Changes(loc *time.Location, from, to time.Time) []time.Time {
	var changes []time.Time
	for t := from.In(loc); ; {
		_, end := t.ZoneBounds()
		if end.IsZero() || !end.Before(to) {
			return changes
		}
		if offset(end) != offset(end.Add(-time.Second)) { // else its name alone
			changes = append(changes, end)
		}
		t = end
	}
}

func offset(t time.Time) int {
	_, seconds := t.Zone()
	return seconds
}
