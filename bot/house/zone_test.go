package house_test

import (
	"strings"
	"testing"
)

func TestHoursAreShownInTheZoneInWhichTheyAreRead(t *testing.T) {
	w := newTown(t)
	w.types("sec", "/mag me zone Africa/Nairobi")
	if text := w.asks("sec", `/mag meeting schedule title: First when: tomorrow 13:00`); !strings.Contains(text, "10:00 UTC") || !strings.Contains(text, "13:00 Africa/Nairobi") {
		t.Errorf("what was understood is not echoed in UTC and in the reader's zone: %s", text)
	}
	w.settle()
	w.types("gov", "/mag me zone America/Lima")
	if text := w.asks("gov", "/mag meeting show"); !strings.Contains(text, "10:00 UTC") || !strings.Contains(text, "05:00 America/Lima") || strings.Contains(text, "Nairobi") {
		t.Errorf("another reader: %s", text)
	}
	w.types("gov", "/mag me zone Asia/Tokyo")
	if text := w.asks("gov", "/mag meeting show"); !strings.Contains(text, "19:00 Asia/Tokyo") || strings.Contains(text, "Lima") {
		t.Errorf("after another zone was chosen: %s", text)
	}
}

func TestTheCommunitysZoneIsThatOfWhoHasNone(t *testing.T) {
	w := newTown(t)
	w.types("sec", "/mag settings set zone Asia/Tokyo")
	if text := w.asks("chair", `/mag meeting schedule title: First when: tomorrow 13:00`); !strings.Contains(text, "04:00 UTC") || !strings.Contains(text, "13:00 Asia/Tokyo") {
		t.Errorf("without a zone of one's own: %s", text)
	}
}

func TestMinutesShowOneClockToEverybodyAndNameIt(t *testing.T) {
	w := newTown(t)
	w.types("sec", "/mag me zone Africa/Nairobi")
	w.types("gov", "/mag me zone Asia/Tokyo")
	w.types("sec", "/mag meeting schedule when: +1h title: First")
	w.meets("First")
	if a, b := w.asks("sec", "/mag minutes show"), w.asks("gov", "/mag minutes show"); a != b || !strings.Contains(a, "09:00 UTC") {
		t.Errorf("two readers see\n%s\n%s", a, b)
	}
	w.types("sec", "/mag settings set zone Asia/Tokyo")
	if text := w.asks("sec", "/mag minutes show"); !strings.Contains(text, "18:00") || !strings.Contains(text, "in the zone Asia/Tokyo") {
		t.Errorf("the community's zone: %s", text)
	}
}
