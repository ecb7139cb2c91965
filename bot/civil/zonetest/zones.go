package zonetest

import (
	_ "embed"
	"strings"
	"time"

	"magbot/bot/civil"
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

// Changes lists the instants after one and before another at which the clock in
// loc is set.
func Changes(loc *time.Location, from, to time.Time) []time.Time {
	var changes []time.Time
	for at, ok := civil.NextChange(from.In(loc)); ok && at.Before(to); at, ok = civil.NextChange(at) {
		changes = append(changes, at)
	}
	return changes
}
