package civil

import (
	"sync"
	"time"
)

// locations remembers every zone that was looked up: there are some hundreds,
// and they never change while the program runs.
var locations sync.Map

// Location gives a zone of the IANA database by its exact name, as
// time.LoadLocation does, and reads it once. The empty name and "Local" are no
// zones: they would mean something else on another machine.
func Location(name string) (*time.Location, bool) {
	if loc, ok := locations.Load(name); ok {
		return loc.(*time.Location), true
	}
	if name == "" || name == "Local" {
		return nil, false
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, false
	}
	locations.Store(name, loc)
	return loc, true
}
