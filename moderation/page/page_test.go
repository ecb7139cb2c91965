package page_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/roster"
	"magbot/moderation/page"
)

var began = time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)

func desk(t meetingtest.TB) *meetingtest.Desk {
	t.Helper()
	d := meetingtest.New(t, meetingtest.Feature{Events: page.Events(), Apply: page.Apply, Commands: page.Commands(), Words: page.Words})
	d.Community(meetingtest.Member("nia", "Civil Society"), meetingtest.Member("sam", "Government"))
	d.Record(bot.CommunityStream, bot.Actor{}, roster.RoleGiven{Person: "nia", Tenure: roster.Tenure{Role: bot.RoleModerator}})
	return d
}

func TestASessionIsItsHandlersAndEndsInTime(t *testing.T) {
	for rule, c := range map[string]struct {
		after  time.Duration
		facts  []bot.Event
		token  string
		person bot.PersonID
	}{
		"open":                            {0, nil, "t1", "nia"},
		"until twelve hours are over":     {11 * time.Hour, nil, "t1", "nia"},
		"not any longer":                  {13 * time.Hour, nil, "t1", ""},
		"of another token":                {0, nil, "t2", ""},
		"of no token":                     {0, nil, "", ""},
		"of the sum instead":              {0, nil, page.Hash("t1"), ""},
		"ended by name":                   {0, []bot.Event{page.Ended{Person: "nia", Session: page.Hash("t1")}}, "t1", ""},
		"ended with all":                  {0, []bot.Event{page.Ended{Person: "nia"}}, "t1", ""},
		"another was ended":               {0, []bot.Event{page.Ended{Person: "nia", Session: page.Hash("t2")}}, "t1", "nia"},
		"somebody else's end":             {0, []bot.Event{page.Ended{Person: "sam"}, page.Ended{Person: "sam", Session: page.Hash("t1")}}, "t1", "nia"},
		"its person was erased":           {0, []bot.Event{roster.Erased{Person: "nia"}}, "t1", ""},
		"the role has ended":              {0, []bot.Event{roster.RoleEnded{Person: "nia", Role: bot.RoleModerator, At: began}}, "t1", ""},
		"of somebody who handles nothing": {0, []bot.Event{page.Opened{Person: "sam", Session: page.Hash("t3"), Until: began.AddDate(9, 0, 0)}}, "t3", ""},
	} {
		t.Run(rule, func(t *testing.T) {
			d := desk(t)
			v := d.View(bot.CommunityStream, "nia")
			d.Record(bot.CommunityStream, bot.Actor{}, append([]bot.Event{page.Opened{Person: "nia", Session: page.Hash("t1"), Until: v.Now.Add(12 * time.Hour)}}, c.facts...)...)
			v = d.View(bot.CommunityStream, "nia")
			v.Now = v.Now.Add(c.after)
			if s, ok := page.Whose(v, c.token); s.Person != c.person || ok != (c.person != "") {
				t.Errorf("it is %q's", s.Person)
			}
		})
	}
}

// However sessions are opened and ended, a person has ten at most, and none that
// was ended.
func TestThereAreTenSessionsAtMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := desk(t)
		until := d.View(bot.CommunityStream, "nia").Now.Add(12 * time.Hour)
		open := map[string]bool{}
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			token := rapid.StringMatching(`[a-c][0-9]`).Draw(t, "token")
			e := bot.Event(page.Opened{Person: "nia", Session: page.Hash(token), Until: until})
			if open[token] = !rapid.Bool().Draw(t, "end"); !open[token] {
				e = page.Ended{Person: "nia", Session: page.Hash(token)}
			}
			d.Record(bot.CommunityStream, bot.Actor{}, e)
		}
		v := d.View(bot.CommunityStream, "nia")
		if n := len(page.Of(v, "nia")); n > 10 {
			t.Fatalf("there are %d", n)
		}
		for token, may := range open {
			if _, is := page.Whose(v, token); is && !may {
				t.Fatalf("%s goes on", token)
			}
		}
	})
}
