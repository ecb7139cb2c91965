package meeting_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/meeting"
)

var noon = time.Date(2028, 3, 15, 12, 0, 0, 0, time.UTC)

// fold applies facts at given minutes after noon.
func fold(facts ...at) *meeting.State {
	s := bot.NewState(one)
	for i, f := range facts {
		meeting.Apply(s, bot.Meta{Stream: one, Version: uint64(i + 1), At: minute(f.minute)}, f.event)
	}
	return meeting.Of(bot.View{Here: s})
}

type at struct {
	minute int
	event  bot.Event
}

func minute(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }

func here(p bot.PersonID, g bot.Group) meeting.Present {
	return meeting.Present{Person: p, Group: g, Seat: meeting.SeatMember}
}

func TestMinutesByGroup(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		facts    []at
		from, to int
		want     map[bot.Group]float64
	}{
		"a stay that still lasts runs up to the end": {
			[]at{{0, meeting.Opened{}}, {10, here("a", "G")}}, 0, 30, map[bot.Group]float64{"G": 20},
		},
		"who comes back counts twice over, the time away not": {
			[]at{{0, meeting.Opened{}}, {0, here("a", "G")}, {10, meeting.Left{Person: "a"}}, {15, here("a", "G")}, {20, meeting.Left{Person: "a"}}, {28, here("a", "G")}},
			0, 30,
			map[bot.Group]float64{"G": 17},
		},
		"a window cuts at both ends": {
			[]at{{0, meeting.Opened{}}, {0, here("a", "G")}, {20, meeting.Left{Person: "a"}}}, 5, 10, map[bot.Group]float64{"G": 5},
		},
		"time before the opening and after the close does not count": {
			[]at{{0, here("a", "G")}, {10, meeting.Opened{}}, {25, meeting.Closed{}}}, 0, 60, map[bot.Group]float64{"G": 15},
		},
		"a log that never says when it was opened counts everything": {
			[]at{{0, here("a", "G")}, {10, here("b", "H")}}, 0, 30, map[bot.Group]float64{"G": 30, "H": 20},
		},
		"the pause before a reopening does not count": {
			[]at{{0, meeting.Opened{}}, {0, here("a", "G")}, {10, meeting.Closed{}}, {20, meeting.Reopened{}}, {30, meeting.Closed{}}},
			0, 60,
			map[bot.Group]float64{"G": 20},
		},
		"observers, guests, chair and Secretariat are left out": {
			[]at{
				{0, meeting.Opened{}},
				{0, meeting.Present{Person: "o", Group: "G", Seat: meeting.SeatObserver}},
				{0, meeting.Present{Person: "g", Group: "G", Seat: meeting.SeatGuest}},
				{0, meeting.Present{Person: "c", Group: "G", Seat: meeting.SeatChair}},
				{0, meeting.Present{Person: "s", Group: "G", Seat: meeting.SeatSecretariat}},
				{0, here("a", "")},
			}, 0, 10, map[bot.Group]float64{"": 10},
		},
		"a member does not count while in the chair": {
			[]at{{0, meeting.Opened{}}, {0, here("a", "G")}, {10, meeting.HandedOver{To: "a"}}, {15, meeting.HandedOver{To: "b"}}},
			0, 30,
			map[bot.Group]float64{"G": 25},
		},
		"another capacity counts for the other group from then on": {
			[]at{{0, meeting.Opened{}}, {0, here("a", "G")}, {10, here("a", "H")}}, 0, 30, map[bot.Group]float64{"G": 10, "H": 20},
		},
		"saying twice that one is here counts once": {
			[]at{{0, meeting.Opened{}}, {0, here("a", "G")}, {10, here("a", "G")}}, 0, 30, map[bot.Group]float64{"G": 30},
		},
		"an empty window holds nothing": {
			[]at{{0, meeting.Opened{}}, {0, here("a", "G")}}, 20, 20, map[bot.Group]float64{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := fold(c.facts...).MinutesByGroup(minute(c.from), minute(c.to))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestPresentAtHoldsFromComingUntilJustBeforeLeaving(t *testing.T) {
	t.Parallel()
	s := fold(at{5, here("a", "G")}, at{9, meeting.Left{Person: "a"}})
	for m, want := range map[int]bool{4: false, 5: true, 8: true, 9: false} {
		if got := len(s.PresentAt(minute(m))) == 1; got != want {
			t.Errorf("minute %d: here %v", m, got)
		}
	}
}

// comings draws a history of people who come, leave and chair.
func comings(t *rapid.T) []at {
	people := []bot.PersonID{"a", "b", "c", "d"}
	groups := []bot.Group{"G", "H", ""}
	var facts []at
	now := 0
	for range rapid.IntRange(0, 40).Draw(t, "steps") {
		now += rapid.IntRange(0, 7).Draw(t, "later")
		p := rapid.SampledFrom(people).Draw(t, "person")
		var e bot.Event
		switch rapid.IntRange(0, 6).Draw(t, "what") {
		case 0:
			e = meeting.Opened{}
		case 1:
			e = meeting.Closed{}
		case 2:
			e = meeting.Reopened{}
		case 3:
			e = meeting.HandedOver{To: p}
		case 4:
			e = meeting.Left{Person: p}
		default:
			e = here(p, rapid.SampledFrom(groups).Draw(t, "group"))
		}
		facts = append(facts, at{now, e})
	}
	return facts
}

func TestSumsOverGroupsAndPeopleAgreeWithCountingEveryMinute(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := fold(comings(t)...)
		from := rapid.IntRange(0, 200).Draw(t, "from")
		to := from + rapid.IntRange(0, 200).Draw(t, "length")
		var groups, people float64
		for _, m := range s.MinutesByGroup(minute(from), minute(to)) {
			if m <= 0 {
				t.Fatalf("a group has %v minutes", m)
			}
			groups += m
		}
		for _, p := range []bot.PersonID{"a", "b", "c", "d"} {
			m := s.MinutesOf(p, minute(from), minute(to))
			if m < 0 || m > float64(to-from) {
				t.Fatalf("%s has %v of %d minutes", p, m, to-from)
			}
			people += m
		}
		counted := float64(everyMinute(s, from, to))
		if math.Abs(groups-people) > 1e-9 || math.Abs(groups-counted) > 1e-9 {
			t.Fatalf("groups %v, people %v, minute by minute %v", groups, people, counted)
		}
	})
}

// everyMinute counts by looking: all changes fall on whole minutes.
func everyMinute(s *meeting.State, from, to int) int {
	n := 0
	for m := from; m < to; m++ {
		open := len(s.Sittings) == 0
		for _, sitting := range s.Sittings {
			open = open || sitting.Holds(minute(m))
		}
		if !open {
			continue
		}
		for _, p := range s.PresentAt(minute(m)) {
			chairs := slices.ContainsFunc(s.Chairs, func(c meeting.Chairing) bool { return c.Person == p.Person && c.Holds(minute(m)) })
			if !chairs {
				n++
			}
		}
	}
	return n
}

func TestAWindowIsTheSumOfItsParts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := fold(comings(t)...)
		a := rapid.IntRange(0, 100).Draw(t, "a")
		b := a + rapid.IntRange(0, 100).Draw(t, "b")
		c := b + rapid.IntRange(0, 100).Draw(t, "c")
		whole := s.MinutesByGroup(minute(a), minute(c))
		first, second := s.MinutesByGroup(minute(a), minute(b)), s.MinutesByGroup(minute(b), minute(c))
		for g, m := range whole {
			if math.Abs(m-first[g]-second[g]) > 1e-9 {
				t.Fatalf("%q: %v is not %v and %v", g, m, first[g], second[g])
			}
		}
	})
}

func TestNobodyIsHereTwiceAtOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := fold(comings(t)...)
		for m := range 300 {
			seen := map[bot.PersonID]bool{}
			for _, p := range s.PresentAt(minute(m)) {
				if seen[p.Person] {
					t.Fatalf("%s is here twice in minute %d", p.Person, m)
				}
				seen[p.Person] = true
			}
		}
		for _, p := range s.Here() {
			if !s.IsPresent(p.Person) || !s.WasPresent(p.Person) {
				t.Fatalf("%s is here and is not", p.Person)
			}
		}
	})
}
