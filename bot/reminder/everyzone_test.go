package reminder_test

import (
	"fmt"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/civil"
	"magbot/bot/civil/zonetest"
	"magbot/bot/community"
	"magbot/bot/meeting"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/reminder"
)

// TestRemindersAroundEveryChangeOfEveryZone holds a meeting half an hour after
// each change of a clock until the end of 2030, for a community in that zone.
// Days before it are at the same hour on the wall (or moved on, where that hour
// is skipped); hours before are exact; each slot is named once.
func TestRemindersAroundEveryChangeOfEveryZone(t *testing.T) {
	t.Parallel()
	r := reminder.New()
	d := meetingtest.New(t)
	d.Community(meetingtest.Person{ID: "chair", Roles: []bot.Role{bot.RoleChair}})
	n := 0
	for _, loc := range zonetest.All(t) {
		changes := zonetest.Changes(loc, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC))
		if len(changes) > 0 {
			d.Record(bot.CommunityStream, bot.Actor{Self: bot.ByCommand}, community.Set{Setting: community.Zone, Value: bot.Words{Text: loc.String()}})
		}
		for _, change := range changes {
			n++
			start := change.Add(30 * time.Minute).UTC()
			d.Now = start.AddDate(0, 0, -20)
			id := bot.MeetingID(fmt.Sprint(n))
			stream := bot.MeetingStream(id)
			d.Record(stream, bot.Actor{Person: "chair"}, meeting.Created{Facts: meeting.Facts{ID: id, Start: start}}, meeting.Invited{})
			checkDue(t, loc, start, slots(r.Due(d.View(stream, ""))), id)
		}
	}
	if n < 1500 {
		t.Fatalf("only %d changes", n)
	}
}

func slots(due []bot.Due) map[string]time.Time {
	at := map[string]time.Time{}
	for _, one := range due {
		if _, twice := at[one.Key]; twice {
			at[one.Key+" twice"] = one.At
		}
		at[one.Key] = one.At
	}
	return at
}

func checkDue(t *testing.T, loc *time.Location, start time.Time, due map[string]time.Time, id bot.MeetingID) {
	t.Helper()
	if len(due) != 5 {
		t.Fatalf("%v, %v: %v", loc, start, due)
	}
	at := func(before string) time.Time { return due["reminder.meeting/"+string(id)+"/0/"+before] }
	for before, exact := range map[string]time.Duration{"24h": 24 * time.Hour, "1h": time.Hour, "10m": 10 * time.Minute} {
		if !at(before).Equal(start.Add(-exact)) {
			t.Fatalf("%v: %s before %v is %v", loc, before, start, at(before))
		}
	}
	for before, days := range map[string]int{"14d": 14, "3d": 3} {
		wall := civil.DateTimeOf(start.In(loc))
		wall.Date = wall.Date.AddDays(-days)
		shown := civil.DateTimeOf(at(before).In(loc))
		if _, how := civil.Resolve(wall, loc); how != civil.Gap && shown != wall {
			t.Fatalf("%v: %s before %v is %v, want %v", loc, before, start.In(loc), shown, wall)
		}
	}
}

// TestQuietHoursEndInEveryZone: whatever the clocks do in the night, quiet
// hours end after the instant, at their hour on the wall, and not a day later.
func TestQuietHoursEndInEveryZone(t *testing.T) {
	t.Parallel()
	n := 0
	for _, loc := range zonetest.All(t) {
		for _, change := range zonetest.Changes(loc, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)) {
			for _, q := range []reminder.Quiet{{From: 22 * 60, To: 7 * 60}, {From: 0, To: 2*60 + 30}, {From: 60, To: 3 * 60}, {From: 23 * 60, To: 0}} {
				for minutes := -180; minutes <= 180; minutes += 15 {
					at := change.Add(time.Duration(minutes) * time.Minute)
					until, quiet := q.Until(at, loc)
					if !quiet {
						continue
					}
					n++
					end := civil.DateTimeOf(until.In(loc))
					wall := civil.DateTime{Date: end.Date, Hour: q.To / 60, Minute: q.To % 60}
					resolved, _ := civil.Resolve(wall, loc)
					if !until.After(at) || until.Sub(at) > 13*time.Hour || !resolved.Equal(until) {
						t.Fatalf("%v: quiet hours %v at %v end at %v", loc, q, at.In(loc), until.In(loc))
					}
				}
			}
		}
	}
	if n < 10_000 {
		t.Fatalf("only %d instants", n)
	}
}

func TestQuietHours(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, text, at, until string }{
		{"over midnight, in the evening", "22:00-07:00", "23:00", "2028-03-02 07:00"},
		{"over midnight, in the morning", "22:00-07:00", "06:59", "2028-03-01 07:00"},
		{"the end is not quiet any more", "22:00-07:00", "07:00", ""},
		{"the beginning is", "22:00 – 07:00", "22:00", "2028-03-02 07:00"},
		{"within a day", "12:00 to 13:00", "12:30", "2028-03-01 13:00"},
		{"outside", "12:00-13:00", "13:30", ""},
		{"until midnight", "9:00-0:00", "23:59", "2028-03-02 00:00"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			q, err := reminder.ParseQuiet(c.text)
			if err != nil {
				t.Fatal(err)
			}
			at, err := time.Parse("2006-01-02 15:04", "2028-03-01 "+c.at)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if until, quiet := q.Until(at, time.UTC); quiet {
				got = until.Format("2006-01-02 15:04")
			}
			if got != c.until {
				t.Errorf("got %q, want %q", got, c.until)
			}
		})
	}
	for _, bad := range []string{"", "22:00", "25:00-07:00", "07:00-07:00", "a-b", "22:00-07:00-08:00"} {
		if q, err := reminder.ParseQuiet(bad); err == nil {
			t.Errorf("%q is read as %v", bad, q)
		}
	}
}

func FuzzParseQuiet(f *testing.F) {
	for _, seed := range []string{"22:00-07:00", "9:00 to 17:30", "–", "\x00-\xff", "22:00–07:00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := reminder.ParseQuiet(text)
		if err != nil {
			return
		}
		if back, err := reminder.ParseQuiet(q.String()); err != nil || back != q {
			t.Fatalf("%v is read back as %v, %v", q, back, err)
		}
	})
}
