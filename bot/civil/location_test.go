package civil_test

import (
	"testing"

	"magbot/bot/civil"
)

func TestLocation(t *testing.T) {
	t.Parallel()
	first, ok := civil.Location("Europe/Zurich")
	again, _ := civil.Location("Europe/Zurich")
	if !ok || first.String() != "Europe/Zurich" || first != again {
		t.Errorf("got %v and %v", first, again)
	}
	for _, name := range []string{"", "Local", "Europe/Atlantis", "../etc/passwd"} {
		if loc, ok := civil.Location(name); ok {
			t.Errorf("%q is %v", name, loc)
		}
	}
}
