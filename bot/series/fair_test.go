package series_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/civil"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/series"
)

func TestAtNight(t *testing.T) {
	t.Parallel()
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		t.Fatal(err)
	}
	at := func(hour, minute int) time.Time { return time.Date(2027, 3, 3, hour, minute, 0, 0, zurich) }
	for _, c := range []struct {
		rule   string
		start  time.Time
		length time.Duration
		want   bool
	}{
		{"the morning", at(7, 0), 2 * time.Hour, false},
		{"just before it", at(6, 59), time.Hour, true},
		{"an evening that ends at ten", at(20, 0), 2 * time.Hour, false},
		{"an evening that reaches into the night", at(20, 1), 2 * time.Hour, true},
		{"ten in the evening", at(22, 0), time.Minute, true},
		{"midnight", at(0, 0), time.Hour, true},
		{"a whole day", at(12, 0), 24 * time.Hour, true},
	} {
		if got := series.AtNight(c.start, c.length, zurich); got != c.want {
			t.Errorf("%s: %v", c.rule, got)
		}
	}
}

// What is proposed is compared with every rotation there is.
func TestTheProposalIsTheBestOfAllRotations(t *testing.T) {
	t.Parallel()
	names := []string{"Asia/Tokyo", "America/Los_Angeles", "America/New_York", "Africa/Lagos", "Europe/Zurich", "Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo"}
	day := civil.Date{Year: 2028, Month: time.March, Day: 15}
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 3).Draw(rt, "hours")
		var who []series.Sitter
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 6, rapid.ID[string]).Draw(rt, "zones") {
			loc, err := time.LoadLocation(name)
			if err != nil {
				rt.Fatal(err)
			}
			who = append(who, series.Sitter{Zone: loc, People: rapid.IntRange(1, 9).Draw(rt, "people")})
		}
		length := time.Duration(rapid.IntRange(1, 6).Draw(rt, "length")) * 30 * time.Minute
		d := desk(rt)
		now := rapid.SampledFrom([]string{"13:00", "01:30", "18:45", "07:10"}).Draw(rt, "hour now")
		d.Must("chair", "series start", "title", "Call", "when", "2028-03-15 "+now, "every", "week", "zone", "UTC", "length", length.String())
		got := of(d).Propose(day, who, n)
		largest, sum := burden(day, got.Hours, who, length)
		if len(got.Hours) != n || largest != got.Largest || sum != got.Sum {
			rt.Fatalf("%+v has a burden of %d and %d", got, largest, sum)
		}
		minutes := 15
		if n == 3 {
			minutes = 60 // there are too many others
		}
		every(n, minutes, nil, func(hours []series.Clock) {
			if l, s := burden(day, hours, who, length); l < largest || l == largest && s < sum {
				rt.Fatalf("%v (%d, %d) is better than %v (%d, %d)", hours, l, s, got.Hours, largest, sum)
			}
		})
	})
}

func every(n, minutes int, hours []series.Clock, do func([]series.Clock)) {
	if n == 0 {
		do(hours)
		return
	}
	for at := 0; at < 24*60; at += minutes {
		every(n-1, minutes, append(hours, series.Clock{Hour: at / 60, Minute: at % 60}), do)
	}
}

// At half past one in UTC nobody in New York, Kolkata and Auckland is up at
// night for ninety minutes; at every full hour somebody is.
func TestHalfAnHourMaySpareEverybody(t *testing.T) {
	t.Parallel()
	var who []series.Sitter
	for _, name := range []string{"America/New_York", "Asia/Kolkata", "Pacific/Auckland"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		who = append(who, series.Sitter{Zone: loc, People: 1})
	}
	for _, now := range []string{"01:30", "13:00"} {
		d := desk(t)
		d.Must("chair", "series start", "title", "Call", "when", "2029-01-13 "+now, "every", "week", "zone", "UTC", "length", "90m")
		if got := of(d).Propose(civil.Date{Year: 2029, Month: time.January, Day: 13}, who, 1); got.Largest != 0 || got.Hours[0].String() != "01:30" {
			t.Errorf("where it is %s, %+v is proposed", now, got)
		}
	}
}

// The most that a community can ask for is found soon: an hour is at night for
// eleven in twenty-four, so that nobody can be spared more than half of six.
func TestSixHoursAmongManyZones(t *testing.T) {
	t.Parallel()
	var who []series.Sitter
	for hour := -11; hour <= 12; hour++ {
		for _, minutes := range []int{0, 30, 45} {
			who = append(who, series.Sitter{Zone: time.FixedZone("", (hour*60+minutes)*60), People: 3})
		}
	}
	got := of(begun(t)).Propose(civil.Date{Year: 2028, Month: time.March, Day: 15}, who, 6)
	if len(got.Hours) != 6 || got.Largest != 3 || got.Sum > 6*3*33 {
		t.Errorf("%+v", got)
	}
	for i, h := range got.Hours {
		if h == got.Hours[(i+1)%6] {
			t.Errorf("%v: the same people are up twice in a row", got.Hours)
		}
	}
}

func burden(day civil.Date, hours []series.Clock, who []series.Sitter, length time.Duration) (largest, sum int) {
	for _, s := range who {
		n := 0
		for _, h := range hours {
			at := time.Date(day.Year, day.Month, day.Day, h.Hour, h.Minute, 0, 0, time.UTC)
			if series.AtNight(at, length, s.Zone) {
				n++
			}
		}
		largest, sum = max(largest, n), sum+n*s.People
	}
	return largest, sum
}

// Whatever is asked of a series, in any order: no number is given twice, days
// stay in order, and the record gives the state.
func TestAnyOrderOfCallsKeepsTheSeries(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := begun(rt)
		days := []string{"XIV", "XV", "XVII", "2028-04-12", "2028-05-10", "2028-06-07"}
		for range rapid.IntRange(1, 12).Draw(rt, "calls") {
			day := rapid.SampledFrom(days).Draw(rt, "day")
			call := rapid.SampledFrom([][]string{
				{"series invite", "really", "yes"},
				{"series skip", "day", day, "reason", "x", "really", "yes"},
				{"series move", "day", day, "when", "+40d", "reason", "x", "really", "yes"},
				{"series change", "every", "week", "reason", "x", "really", "yes"},
				{"series change", "slots", "14:00, 22:00", "reason", "x", "really", "yes"},
				{"series change", "title", "Other", "length", "1h", "reason", "x", "really", "yes"},
				{"series change", "when", "+9d", "every", "2 weeks", "reason", "x", "really", "yes"},
				{"series change", "every", "FREQ=WEEKLY;COUNT=3", "reason", "x", "really", "yes"},
				{"meeting change", "meeting", "2", "when", "+11d", "reason", "x", "really", "yes"},
				{"meeting cancel", "meeting", "3", "reason", "x", "really", "yes"},
				{"series remind", "what", "meeting", "before", "1d"},
				{"series deadline", "what", "inputs", "offset", "none"},
				{"series end", "reason", "x", "really", "yes"},
			}).Draw(rt, "call")
			_, err := d.Do("chair", call[0], call[1:]...)
			_ = err // refused or not: what holds is looked at below
			if rapid.Bool().Draw(rt, "wait") {
				d.RunTo(d.Now.AddDate(0, 0, rapid.IntRange(1, 40).Draw(rt, "days")))
			}
			ordered(rt, d)
		}
		refolded(rt, d)
	})
}

func ordered(t meetingtest.TB, d *meetingtest.Desk) {
	t.Helper()
	numbers := map[int]bool{}
	var last civil.Date
	for _, o := range of(d).Occurrences {
		if o.Date.Compare(last) <= 0 {
			t.Fatalf("%v comes after %v", o.Date, last)
		}
		last = o.Date
		if o.Number > 0 && numbers[o.Number] {
			t.Fatalf("number %d is given twice", o.Number)
		}
		numbers[o.Number] = true
	}
	for _, o := range of(d).Ahead(d.View(bot.WorkStream, ""), 20) {
		if o.Start.Before(d.Now) || o.Gone {
			t.Fatalf("%+v is shown as coming", o)
		}
	}
}
