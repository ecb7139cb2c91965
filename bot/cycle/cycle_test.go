package cycle_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/cycle"
	"magbot/bot/meeting/meetingtest"
)

func desk(t meetingtest.TB) *meetingtest.Desk {
	t.Helper()
	d := meetingtest.New(t, meetingtest.Feature{Words: os.DirFS("../house")}, meetingtest.Feature{
		Events: cycle.Events(), Apply: cycle.Apply, Commands: cycle.Commands(), Shows: cycle.Shows(), Words: cycle.Words,
	})
	d.Community(meetingtest.Person{ID: "chair", Roles: []bot.Role{bot.RoleChair}}, meetingtest.Member("gov1", "Government"))
	return d
}

// days writes the day of each deadline, in order.
func days(d *meetingtest.Desk) string {
	s := cycle.Of(d.View(bot.WorkStream, ""))
	var all []string
	for _, one := range s.ByDay() {
		day, ok := s.Day(one)
		if !ok {
			return "unknown"
		}
		all = append(all, one.Name.Text+" "+day.String())
	}
	return strings.Join(all, ", ")
}

func TestDeadlinesAreDistancesFromTheForum(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "cycle deadline", "name", "Reports", "days", "30", "side", "after")
	d.Must("chair", "cycle deadline", "name", "Workshop call", "days", "200")
	if got := days(d); got != "unknown" {
		t.Errorf("without a forum: %s", got)
	}
	d.Must("chair", "cycle forum", "date", "2028-11-13")
	if got := days(d); got != "Workshop call 2028-04-27, Reports 2028-12-13" {
		t.Error(got)
	}
	d.Now = d.Now.Add(time.Hour)
	d.Must("chair", "cycle forum", "date", "2028-12-04", "reason", "The host asked", "really", "yes")
	if got := days(d); got != "Workshop call 2028-05-18, Reports 2029-01-03" {
		t.Error(got)
	}
	d.Must("chair", "cycle deadline", "name", "Call for workshops", "days", "190", "deadline", "2")
	if got := days(d); got != "Call for workshops 2028-05-28, Reports 2029-01-03" {
		t.Error(got)
	}
	d.Must("chair", "cycle remove", "deadline", "2")
	d.Must("chair", "cycle deadline", "name", "New", "days", "1")
	if one, ok := cycle.Of(d.View(bot.WorkStream, "")).Deadline(3); !ok || one.Name.Text != "New" {
		t.Error("a number that was taken away is given again")
	}
}

func TestRefusalsOfTheCycle(t *testing.T) {
	t.Parallel()
	for rule, c := range map[string]struct {
		key string
		who bot.PersonID
		do  []string
	}{
		"a move without a reason":          {"cycle.reason", "chair", []string{"cycle forum", "date", "2028-12-04"}},
		"a date that does not exist":       {"civil.no-such-date", "chair", []string{"cycle forum", "date", "2028-02-30"}},
		"a member cannot move it":          {"command.not-allowed.leads", "gov1", []string{"cycle forum", "date", "2028-12-04"}},
		"a deadline that is none, changed": {"cycle.no-such", "chair", []string{"cycle deadline", "name", "x", "days", "1", "deadline", "9"}},
		"a deadline that is none, removed": {"cycle.no-such", "chair", []string{"cycle remove", "deadline", "9"}},
		"more days than two years":         {"command.number-range", "chair", []string{"cycle deadline", "name", "x", "days", "800"}},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			d := desk(t)
			d.Must("chair", "cycle forum", "date", "2028-11-13")
			d.Refused(c.key, c.who, c.do[0], c.do[1:]...)
		})
	}
}
