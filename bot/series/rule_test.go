package series_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"magbot/bot/civil"
	"magbot/bot/lang"
	"magbot/bot/series"
)

func TestRule(t *testing.T) {
	t.Parallel()
	wednesday := civil.Date{Year: 2027, Month: time.March, Day: 3} // the first of its month
	for _, c := range []struct {
		rule, text string
		first      civil.Date
		want       string // the next three days
	}{
		{"a week", "week", wednesday, "2027-03-10 2027-03-17 2027-03-24"},
		{"as people say it", "Every 2 weeks", wednesday, "2027-03-17 2027-03-31 2027-04-14"},
		{"every other week", "other week", wednesday, "2027-03-17 2027-03-31 2027-04-14"},
		{"a month keeps the weekday: the first Wednesday", "month", wednesday, "2027-04-07 2027-05-05 2027-06-02"},
		{"the fifth is the last", "month", civil.Date{Year: 2027, Month: time.March, Day: 31}, "2027-04-28 2027-05-26 2027-06-30"},
		{"three months", "3 months", wednesday, "2027-06-02 2027-09-01 2027-12-01"},
		{"days", "10 days", wednesday, "2027-03-13 2027-03-23 2027-04-02"},
		{"an RRULE", "RRULE:FREQ=MONTHLY;BYDAY=1WE,3WE", wednesday, "2027-03-17 2027-04-07 2027-04-21"},
		{"in lower case", "freq=weekly;interval=3", wednesday, "2027-03-24 2027-04-14 2027-05-05"},
		{"with its last day", "FREQ=WEEKLY;UNTIL=20270317", wednesday, "2027-03-10 2027-03-17"},
		{"so many times", "FREQ=WEEKLY;COUNT=2", wednesday, "2027-03-10"},
		{"the last working day of the month", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", civil.Date{Year: 2027, Month: time.April, Day: 30}, "2027-05-31 2027-06-30 2027-07-30"},
		{"29 February", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", civil.Date{Year: 2028, Month: time.February, Day: 29}, "2032-02-29 2036-02-29 2040-02-29"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			r, err := series.ParseRule(c.text, c.first)
			if err != nil {
				t.Fatal(err)
			}
			var days []string
			for d, ok := r.Next(c.first, c.first); ok && len(days) < 3; d, ok = r.Next(c.first, d) {
				days = append(days, d.String())
			}
			if got := strings.Join(days, " "); got != c.want {
				t.Errorf("%s: got %s, want %s", r, got, c.want)
			}
		})
	}
}

// Days of a rule come one after another, wherever one begins to look.
func TestDaysOfARuleComeInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := civil.Date{Year: 2027, Month: time.January, Day: 1}.AddDays(rapid.IntRange(0, 1000).Draw(t, "first"))
		text := rapid.SampledFrom([]string{"week", "2 weeks", "month", "5 months", "3 days", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=WEEKLY;BYDAY=MO,WE"}).Draw(t, "rule")
		r, err := series.ParseRule(text, first)
		if err != nil {
			if refusal, ok := lang.AsError(err); !ok || refusal.Key != "series.rule-first" {
				t.Fatal(err)
			}
			return
		}
		after := first.AddDays(rapid.IntRange(-10, 800).Draw(t, "after"))
		next, ok := r.Next(first, after)
		if !ok || next.Compare(after) <= 0 || next.Compare(first) < 0 {
			t.Fatalf("%s from %v: after %v comes %v, %v", r, first, after, next, ok)
		}
		if again, _ := r.Next(first, next.AddDays(-1)); again != next {
			t.Fatalf("%s: %v is a day, but looked for from the day before it is %v", r, next, again)
		}
	})
}

func TestName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		title, name string
		number      int
		next        string
	}{
		{"Virtual Meeting XIV", "Virtual Meeting", 14, "Virtual Meeting XV"},
		{"IGF 2027 – MAG – Virtual Meeting – XIII", "IGF 2027 – MAG – Virtual Meeting", 13, "IGF 2027 – MAG – Virtual Meeting – XIV"},
		{"Call 9", "Call", 9, "Call 10"},
		{"Open Consultations 2027", "Open Consultations 2027", 1, "Open Consultations 2027 II"},
		{"Stocktaking", "Stocktaking", 1, "Stocktaking II"},
		{"Working Group C", "Working Group C", 1, "Working Group C II"},
		{"Town hall in Gala Mix", "Town hall in Gala Mix", 1, "Town hall in Gala Mix II"},
		{"XIV", "XIV", 1, "XIV II"},
		{"Call  007", "Call 007", 1, "Call 007 II"},
	} {
		name, n := series.ParseName(c.title)
		if name.String() != c.name || n != c.number || name.Of(n+1) != c.next {
			t.Errorf("%q: %q, %d, then %q", c.title, name, n, name.Of(n+1))
		}
	}
}

func TestSlots(t *testing.T) {
	t.Parallel()
	first := []series.Clock{{Hour: 13, Minute: 30}}
	for text, want := range map[string]string{
		"8h": "13:30 21:30 05:30", "12 hours": "13:30 01:30", "24h": "13:30", "13:30, 21:00": "13:30 21:00", "9:00;13:30": "09:00 13:30", "4h": "13:30 17:30 21:30 01:30 05:30 09:30",
	} {
		slots, err := series.ParseSlots(text, first)
		var got []string
		for _, s := range slots {
			got = append(got, s.String())
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, bad := range []string{"", "7h", "1h", "25:00", "13:60", "a", "1:00,2:00,3:00,4:00,5:00,6:00,7:00", "90m"} {
		if slots, err := series.ParseSlots(bad, first); err == nil {
			t.Errorf("%q is read as %v", bad, slots)
		}
	}
}

func FuzzParseRule(f *testing.F) {
	for _, seed := range []string{
		"week", "every 2 weeks", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=-1", "FREQ=WEEKLY;BYDAY=+53MO", "FREQ=MONTHLY;BYSETPOS=1",
		"FREQ=WEEKLY;UNTIL=99991231T235959Z", "FREQ=DAILY;COUNT=1000;UNTIL=20270101", "FREQ=SECONDLY", "FREQ=WEEKLY\nDTSTART=20270101", "freq=monthly;bymonthday=31;interval=100",
	} {
		f.Add(seed, 20)
	}
	f.Fuzz(func(t *testing.T, text string, days int) {
		first := civil.Date{Year: 2027, Month: time.January, Day: 1}.AddDays(days % 3000)
		r, err := series.ParseRule(text, first)
		if err != nil {
			if _, ok := lang.AsError(err); !ok {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		if again, err := series.ParseRule(string(r), first); err != nil || again != r {
			t.Fatalf("%s is read back as %s, %v", r, again, err)
		}
		for d, n := first, 0; n < 3; n++ {
			next, ok := r.Next(first, d)
			if !ok {
				return
			}
			if next.Compare(d) <= 0 {
				t.Fatalf("%s: after %v comes %v", r, d, next)
			}
			d = next
		}
	})
}

func FuzzParseSlots(f *testing.F) {
	for _, seed := range []string{"8h", "13:00, 21:00", "1:0", "２１:00", "99999999h", ":"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		slots, err := series.ParseSlots(text, []series.Clock{{Hour: 13}})
		if err != nil {
			if _, ok := lang.AsError(err); !ok {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		if len(slots) == 0 || len(slots) > 6 || slices.ContainsFunc(slots, func(c series.Clock) bool { return c.Hour > 23 || c.Minute > 59 }) {
			t.Fatalf("%q is read as %v", text, slots)
		}
	})
}
