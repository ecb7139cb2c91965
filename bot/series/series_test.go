package series_test

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/meeting"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/roster"
	"magbot/bot/series"
)

// desk is a community of a Chair, a Secretariat and members in four zones.
func desk(t meetingtest.TB) *meetingtest.Desk {
	t.Helper()
	d := meetingtest.New(t, meetingtest.Feature{Words: os.DirFS("../house")}, meetingtest.Feature{Words: os.DirFS("../agenda")}, meetingtest.Feature{
		Events: series.Events(), Apply: series.Apply, Commands: series.Commands(), Shows: series.Shows(), Due: series.Due, Words: series.Words,
	})
	d.Community(
		meetingtest.Person{ID: "chair", Roles: []bot.Role{bot.RoleChair}}, meetingtest.Person{ID: "sec", Roles: []bot.Role{bot.RoleSecretariat}},
		meetingtest.Member("gov1", "Government"), meetingtest.Member("gov2", "Government"), meetingtest.Member("cs1", "Civil Society"),
	)
	for who, name := range map[bot.PersonID]string{"chair": "Europe/Zurich", "gov1": "Asia/Tokyo", "gov2": "America/Los_Angeles", "cs1": "Africa/Lagos"} {
		d.Record(bot.CommunityStream, bot.Actor{Person: who}, roster.PersonChanged{Person: who, Facts: roster.Facts{Zone: &name}})
	}
	return d
}

// begun is a series every two weeks on Wednesday, three hours in turn.
func begun(t meetingtest.TB) *meetingtest.Desk {
	t.Helper()
	d := desk(t)
	d.Must("chair", "series start", "title", "Virtual Meeting XIV", "when", "2028-03-15 13:00", "every", "2 weeks", "slots", "8h", "zone", "UTC")
	return d
}

func of(d *meetingtest.Desk) *series.Series {
	s, ok := series.Of(d.View(bot.WorkStream, "")).Get(1)
	if !ok {
		d.T.Fatalf("there is no series")
	}
	return s
}

// refolded compares the state with that of a second fold from the record.
func refolded(t meetingtest.TB, d *meetingtest.Desk) {
	t.Helper()
	again := series.Of(bot.View{Work: d.Replay(bot.WorkStream)}).All()
	diff := cmp.Diff(series.Of(d.View(bot.WorkStream, "")).All(), again, cmp.Exporter(func(reflect.Type) bool { return true }),
		cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }), cmp.Comparer(time.Time.Equal))
	if diff != "" {
		t.Fatalf("folded again it is otherwise: %s", diff)
	}
}

// meetings writes every meeting of the directory in one line each.
func meetings(d *meetingtest.Desk) []string {
	var all []string
	for _, e := range meeting.DirectoryOf(d.View(bot.WorkStream, "")).All() {
		all = append(all, e.Title.Text+" "+e.Start.Format("2006-01-02 15:04")+" "+string(e.Phase))
	}
	return all
}

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got)\n%s", what, diff)
	}
}

func TestASeriesPlansItsMeetingsUnderRomanNumbersAndHoursInTurn(t *testing.T) {
	t.Parallel()
	d := begun(t)
	same(t, "meetings", []string{
		"Virtual Meeting XIV 2028-03-15 13:00 scheduled", "Virtual Meeting XV 2028-03-29 21:00 scheduled",
		"Virtual Meeting XVI 2028-04-12 05:00 scheduled", "Virtual Meeting XVII 2028-04-26 13:00 scheduled",
	}, meetings(d))
	d.Now = d.Now.AddDate(0, 0, 11)
	d.Clock()
	if got := meetings(d); len(got) != 5 || got[4] != "Virtual Meeting XVIII 2028-05-10 21:00 scheduled" {
		t.Errorf("eleven days later: %v", got)
	}
	refolded(t, d)
}

func TestTwoMeetingsAreAlwaysPlannedHoweverFarApart(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "series start", "title", "Annual review", "when", "2028-03-15 09:00", "every", "12 months", "zone", "Europe/Zurich")
	same(t, "meetings", []string{"Annual review I 2028-03-15 08:00 scheduled", "Annual review II 2029-03-21 08:00 scheduled"}, meetings(d))
	d.Now = time.Date(2028, 3, 15, 8, 0, 0, 0, time.UTC)
	d.Clock()
	if got := meetings(d); len(got) != 3 {
		t.Errorf("when the first begins: %v", got)
	}
}

func TestDaysThatWentByWhileNothingRanTakeNoNumberAndNoTurn(t *testing.T) {
	t.Parallel()
	d := begun(t)
	d.Now = d.Now.AddDate(1, 0, 0)
	d.Clock()
	got := meetings(d)
	if got[4] != "Virtual Meeting XVIII 2029-03-14 21:00 scheduled" {
		t.Errorf("a year later: %v", got)
	}
	if n := strings.Count(strings.Join(d.Kinds(bot.WorkStream), " "), "series.passed.v1"); n != 22 {
		t.Errorf("%d days are recorded as gone by", n)
	}
}

func TestNobodyIsToldBeforeTheInvitationWasSeen(t *testing.T) {
	t.Parallel()
	d := begun(t)
	before := len(d.Effects)
	preview := d.Must("chair", "series invite").Reply
	if said := d.Reply(preview); len(d.Effects) != before || !strings.Contains(said, "5 people") || !strings.Contains(said, "Every 2 weeks on Wednesday") {
		t.Fatalf("the preview: %s", said)
	}
	press(d, preview)
	same(t, "told", []string{"chair", "channels", "cs1", "gov1", "gov2", "sec"}, told(d.Effects[before:]))
	for _, m := range meetings(d) {
		if !strings.HasSuffix(m, "invited") {
			t.Errorf("not invited: %s", m)
		}
	}
	d.Now = d.Now.AddDate(0, 0, 20)
	sent := len(d.Effects)
	d.Clock()
	if got := meetings(d); !strings.HasSuffix(got[len(got)-1], "invited") || len(told(d.Effects[sent:])) != 0 {
		t.Errorf("what is planned later counts as invited to, and nobody is told again: %v", got)
	}
}

func press(d *meetingtest.Desk, r bot.Reply) bot.Decision {
	d.T.Helper()
	if r.Message == nil || len(r.Message.Buttons) == 0 {
		d.T.Fatalf("no button: %s", d.Reply(r))
	}
	decision, err := d.Press("chair", bot.Call(r.Message.Buttons[0].Call))
	if err != nil {
		d.T.Fatalf("press: %v", err)
	}
	return decision
}

func told(effects []bot.Effect) []string {
	var who []string
	for _, e := range effects {
		switch {
		case e.To.Channels:
			who = append(who, "channels")
		case e.To.Person != "":
			who = append(who, string(e.To.Person))
		}
	}
	slices.Sort(who)
	return who
}

func invitedTo(t meetingtest.TB) *meetingtest.Desk {
	t.Helper()
	d := begun(t)
	d.Must("chair", "series invite", "really", "yes")
	return d
}

func TestOneMeetingIsMovedWithAReason(t *testing.T) {
	t.Parallel()
	d := invitedTo(t)
	before := len(d.Effects)
	preview := d.Must("chair", "series move", "day", "XV", "when", "2028-03-30 21:00", "reason", "A holiday").Reply
	if said := d.Reply(preview); !strings.Contains(said, "> A holiday") || len(d.Effects) != before {
		t.Fatalf("the preview: %s", said)
	}
	press(d, preview)
	same(t, "told", []string{"chair", "channels", "cs1", "gov1", "gov2", "sec"}, told(d.Effects[before:]))
	if got := meetings(d)[1]; got != "Virtual Meeting XV 2028-03-30 21:00 invited" {
		t.Error(got)
	}
	last := d.Effects[len(d.Effects)-1]
	if said := d.Show("meeting/2", "gov1", last); !strings.Contains(said, "A holiday") || !strings.Contains(said, "30 March 2028") {
		t.Errorf("told: %s", said)
	}
	s := meeting.Of(d.View("meeting/2", ""))
	if s.Revision != 1 || !s.MovedAt.Equal(d.Now) {
		t.Errorf("revision %d, moved at %v", s.Revision, s.MovedAt)
	}
	d.Clock()
	if got := meetings(d)[2]; got != "Virtual Meeting XVI 2028-04-12 05:00 invited" {
		t.Errorf("the next keeps its day and hour: %s", got)
	}
}

func TestOneMeetingIsLeftOut(t *testing.T) {
	t.Parallel()
	d := invitedTo(t)
	d.Must("chair", "series skip", "day", "2028-03-29", "reason", "A holiday", "really", "yes")
	if got := meetings(d)[1]; got != "Virtual Meeting XV 2028-03-29 21:00 cancelled" {
		t.Error(got)
	}
	if s := meeting.Of(d.View("meeting/2", "")); s.Cancelled.Text != "A holiday" || s.Cancelled.By != "chair" {
		t.Errorf("the reason: %+v", s.Cancelled)
	}
	// 10 May is not planned yet: number and turn go to the next.
	before := len(d.Effects)
	d.Must("chair", "series skip", "day", "2028-05-10", "reason", "The forum", "really", "yes")
	same(t, "told", []string{"chair", "channels", "cs1", "gov1", "gov2", "sec"}, told(d.Effects[before:]))
	if said := d.Show(bot.WorkStream, "gov1", d.Effects[before]); !strings.Contains(said, "will not meet on 2028-05-10") || !strings.Contains(said, "The forum") {
		t.Errorf("told: %s", said)
	}
	d.Now = time.Date(2028, 4, 1, 0, 0, 0, 0, time.UTC)
	d.Clock()
	if got := meetings(d); got[4] != "Virtual Meeting XVIII 2028-05-24 21:00 invited" {
		t.Errorf("%v", got)
	}
}

func TestADayThatIsNotPlannedYetIsMovedWhenItIs(t *testing.T) {
	t.Parallel()
	d := begun(t)
	d.Must("chair", "series move", "day", "2028-05-10", "when", "2028-05-11 10:00", "reason", "The forum")
	d.Now = time.Date(2028, 4, 1, 0, 0, 0, 0, time.UTC)
	d.Clock()
	if got := meetings(d); got[4] != "Virtual Meeting XVIII 2028-05-11 10:00 scheduled" {
		t.Errorf("%v", got)
	}
}

func TestAChangeHoldsFromTheNextMeetingOn(t *testing.T) {
	t.Parallel()
	d := invitedTo(t)
	d.Must("chair", "series move", "day", "XVI", "when", "2028-04-13 05:00", "reason", "x", "really", "yes")
	d.Now = time.Date(2028, 3, 20, 0, 0, 0, 0, time.UTC)
	d.Clock()
	d.Refused("meeting.change-reason", "chair", "series change", "when", "2028-03-30 14:00", "every", "week")
	before := len(d.Effects)
	preview := d.Must("chair", "series change", "when", "2028-03-30 14:00", "every", "2 weeks", "slots", "14:00, 22:00", "reason", "Thursdays suit more of us").Reply
	if said := d.Reply(preview); len(d.Effects) != before || !strings.Contains(said, "Every 2 weeks on Thursday · in turn at 14:00, 22:00 UTC") {
		t.Fatalf("the preview: %s", said)
	}
	press(d, preview)
	same(t, "meetings", []string{
		"Virtual Meeting XIV 2028-03-15 13:00 invited", // should have been held
		"Virtual Meeting XV 2028-03-30 14:00 invited",
		"Virtual Meeting XVI 2028-04-13 05:00 invited", // moved by itself: it stays
		"Virtual Meeting XVII 2028-04-27 14:00 invited",
		"Virtual Meeting XVIII 2028-05-11 22:00 invited",
	}, meetings(d)[:5])
	refolded(t, d)
	if n := len(told(d.Effects[before:])); n != 6 {
		t.Errorf("%d are told: everybody once, for all meetings together", n)
	}
	said := ""
	for _, e := range d.Effects[before:] {
		if e.To.Person == "gov1" {
			said = d.Show(bot.WorkStream, "gov1", e)
		}
	}
	if !strings.Contains(said, "Thursdays suit more of us") {
		t.Errorf("told: %s", said)
	}
}

// What is not about days leaves them as they are, and comes to every meeting
// that was not given its own.
func TestALinkOrALengthReachesTheMeetingsThatArePlanned(t *testing.T) {
	t.Parallel()
	d := invitedTo(t)
	d.Must("chair", "series skip", "day", "XV", "reason", "A holiday", "really", "yes")
	d.Must("chair", "series move", "day", "XVII", "when", "2028-04-27 09:00", "reason", "x", "really", "yes")
	d.Must("chair", "meeting join", "meeting", "3", "link", "https://own.example.org")
	want := meetings(d)
	change := []string{"join", "https://new.example.org", "length", "90m", "reason", "Another room"}
	said := d.Reply(d.Must("chair", "series change", change...).Reply)
	if !strings.Contains(said, "https://new.example.org") || strings.Contains(said, "2028-03-29") {
		t.Errorf("the preview: %s", said)
	}
	before := len(d.Effects)
	d.Must("chair", "series change", append(change, "really", "yes")...)
	same(t, "told once", []string{"chair", "channels", "cs1", "gov1", "gov2", "sec"}, told(d.Effects[before:]))
	same(t, "meetings", want, meetings(d))
	for id, link := range map[bot.MeetingID]string{"1": "https://new.example.org", "3": "https://own.example.org", "4": "https://new.example.org"} {
		if m := meeting.Of(d.View(bot.MeetingStream(id), "")); m.Join != link || m.Length != 90*time.Minute || m.Revision > 1 {
			t.Errorf("meeting %s: %s, %v, revision %d", id, m.Join, m.Length, m.Revision)
		}
	}
	refolded(t, d)
	d.RunTo(time.Date(2028, 4, 20, 0, 0, 0, 0, time.UTC))
	same(t, "and so on", []string{"Virtual Meeting XVIII 2028-05-10 21:00 invited", "Virtual Meeting XIX 2028-05-24 05:00 invited"}, meetings(d)[4:6])
}

// A slip in the number, or a new year: the meetings to come are called anew, but
// for one that was given its own title.
func TestASeriesIsCalledOtherwise(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule, title string
		want        []string
	}{
		{"another name, and the numbers go on", "MAG Call", []string{"MAG Call XIV", "MAG Call XV", "The one about rules", "MAG Call XVII", "MAG Call XVIII"}},
		{"another number", "Virtual Meeting XX", []string{"Virtual Meeting XX", "Virtual Meeting XXI", "The one about rules", "Virtual Meeting XXIII", "Virtual Meeting XXIV"}},
		{"a new year, in digits", "IGF 2029 – MAG – 1", []string{"IGF 2029 – MAG – 1", "IGF 2029 – MAG – 2", "The one about rules", "IGF 2029 – MAG – 4", "IGF 2029 – MAG – 5"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			d := invitedTo(t)
			d.Must("chair", "meeting change", "meeting", "3", "title", "The one about rules", "reason", "x", "really", "yes")
			d.Must("chair", "series change", "title", c.title, "reason", "x", "really", "yes")
			d.RunTo(time.Date(2028, 4, 1, 0, 0, 0, 0, time.UTC))
			var titles []string
			for _, e := range meeting.DirectoryOf(d.View(bot.WorkStream, "")).All() {
				titles = append(titles, e.Title.Text)
			}
			same(t, "titles", c.want, titles[:5])
			refolded(t, d)
			d.Refused("series.nothing-to-change", "chair", "series change", "title", of(d).Title(of(d).Ahead(d.View(bot.WorkStream, ""), 1)[0].Number), "reason", "x")
		})
	}
}

func TestADayThatIsLeftOutStaysSo(t *testing.T) {
	t.Parallel()
	d := invitedTo(t)
	d.Must("chair", "series skip", "day", "XV", "reason", "A holiday", "really", "yes")         // planned
	d.Must("chair", "series skip", "day", "2028-05-10", "reason", "The forum", "really", "yes") // not yet
	d.Must("chair", "series move", "day", "2028-05-24", "when", "2028-05-25 09:00", "reason", "x", "really", "yes")
	d.Must("chair", "series change", "slots", "14:00", "reason", "Later suits more of us", "really", "yes")
	d.RunTo(time.Date(2028, 4, 20, 0, 0, 0, 0, time.UTC))
	same(t, "meetings", []string{
		"Virtual Meeting XIV 2028-03-15 14:00 invited", "Virtual Meeting XV 2028-03-29 21:00 cancelled",
		"Virtual Meeting XVI 2028-04-12 14:00 invited", "Virtual Meeting XVII 2028-04-26 14:00 invited",
		"Virtual Meeting XVIII 2028-05-25 09:00 invited", "Virtual Meeting XIX 2028-06-07 14:00 invited",
	}, meetings(d)[:6])
	refolded(t, d)
}

func TestAMeetingThatWasCancelledByItselfKeepsItsDayFree(t *testing.T) {
	t.Parallel()
	d := invitedTo(t)
	d.Must("chair", "meeting cancel", "meeting", "2", "reason", "Too few", "really", "yes")
	d.Must("chair", "meeting cancel", "meeting", "4", "reason", "Too few", "really", "yes") // the last that is planned
	d.Must("chair", "series change", "slots", "14:00", "reason", "Later suits more of us", "really", "yes")
	d.RunTo(time.Date(2028, 4, 20, 0, 0, 0, 0, time.UTC))
	same(t, "meetings", []string{
		"Virtual Meeting XIV 2028-03-15 14:00 invited", "Virtual Meeting XV 2028-03-29 21:00 cancelled",
		"Virtual Meeting XVI 2028-04-12 14:00 invited", "Virtual Meeting XVII 2028-04-26 13:00 cancelled",
		"Virtual Meeting XVIII 2028-05-10 14:00 invited", "Virtual Meeting XIX 2028-05-24 14:00 invited",
	}, meetings(d)[:6])
	refolded(t, d)
	d.Must("chair", "series skip", "day", "2028-05-24", "reason", "x", "really", "yes")
	d.Refused("series.left-out", "chair", "series change", "when", "2028-05-24 14:00", "reason", "x")
	said := d.Reply(d.Must("chair", "series change", "slots", "15:00", "reason", "x", "really", "yes").Reply)
	if !strings.Contains(said, "Virtual Meeting XX · Wednesday 7 June 2028, 15:00") {
		t.Errorf("what is planned by the change itself is named: %s", said)
	}
}

func TestMeetingsThatAreCountedAreNotCountedAnew(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "series start", "title", "Call", "when", "2028-03-08 13:00", "every", "FREQ=WEEKLY;COUNT=5", "zone", "UTC")
	d.RunTo(time.Date(2028, 3, 16, 0, 0, 0, 0, time.UTC)) // two have been
	d.Must("chair", "series change", "slots", "15:00")
	d.Must("chair", "series change", "when", "2028-03-23 15:00", "every", "FREQ=WEEKLY;COUNT=2")
	d.Must("chair", "series change", "slots", "16:00")
	d.RunTo(time.Date(2028, 9, 1, 0, 0, 0, 0, time.UTC))
	same(t, "meetings", []string{
		"Call I 2028-03-08 13:00 scheduled", "Call II 2028-03-15 13:00 scheduled", "Call III 2028-03-23 16:00 scheduled",
		"Call IV 2028-03-30 16:00 scheduled", "Call V 2028-04-05 15:00 cancelled",
	}, meetings(d))
}

func TestWhoIsInvitedToOneMeetingIsToldOfItsChange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule, show string
		do         []string
	}{
		{"a change of the series", "meeting.changed", []string{"series change", "slots", "14:00", "reason", "Later suits more of us"}},
		{"a day that is left out", "meeting.cancelled", []string{"series skip", "day", "XIV", "reason", "Later suits more of us"}},
		{"a day that is moved", "meeting.changed", []string{"series move", "day", "XIV", "when", "2028-03-16 13:00", "reason", "Later suits more of us"}},
		{"the end of the series", "meeting.cancelled", []string{"series end", "reason", "Later suits more of us"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			d := begun(t)
			d.Must("chair", "meeting invite", "meeting", "1", "really", "yes") // to this one, not to the series
			before := len(d.Effects)
			preview := d.Must("chair", c.do[0], c.do[1:]...).Reply
			if said := d.Reply(preview); len(d.Effects) != before || !strings.Contains(said, "Later suits more of us") || !strings.Contains(said, "Virtual Meeting") {
				t.Fatalf("the preview: %s", said)
			}
			press(d, preview)
			same(t, "told", []string{"chair", "channels", "cs1", "gov1", "gov2", "sec"}, told(d.Effects[before:]))
			for _, e := range d.Effects[before:] {
				if e.To.Person == "gov1" && (e.Show != c.show || !strings.Contains(d.Show("meeting/1", "gov1", e), "Later suits more of us")) {
					t.Errorf("told by %s: %s", e.Show, d.Show("meeting/1", "gov1", e))
				}
			}
		})
	}
	d := begun(t)
	d.Must("chair", "meeting invite", "meeting", "1", "really", "yes")
	d.Refused("meeting.change-reason", "chair", "series change", "slots", "14:00")
}

func TestWhatTheNewRuleHasNoDayForIsCalledOff(t *testing.T) {
	t.Parallel()
	d := invitedTo(t)
	d.Must("chair", "series change", "when", "2028-03-16 13:00", "every", "FREQ=WEEKLY;COUNT=2", "reason", "Two more, then the forum", "really", "yes")
	same(t, "meetings", []string{
		"Virtual Meeting XIV 2028-03-16 13:00 invited", "Virtual Meeting XV 2028-03-23 13:00 invited",
		"Virtual Meeting XVI 2028-04-12 05:00 cancelled", "Virtual Meeting XVII 2028-04-26 13:00 cancelled",
	}, meetings(d))
	if said := d.Reply(d.Must("gov1", "series show").Reply); !strings.Contains(said, "By the rule FREQ=WEEKLY;COUNT=2") {
		t.Error(said)
	}
}

func TestTheEndCallsTheMeetingsToComeOff(t *testing.T) {
	t.Parallel()
	d := invitedTo(t)
	before := len(d.Effects)
	d.Must("sec", "series end", "reason", "The mandate ends", "really", "yes")
	for _, m := range meetings(d) {
		if !strings.HasSuffix(m, "cancelled") {
			t.Error(m)
		}
	}
	if n := len(told(d.Effects[before:])); n != 6 {
		t.Errorf("%d are told, want everybody once", n)
	}
	d.Now = d.Now.AddDate(0, 3, 0)
	d.Clock()
	if n := len(meetings(d)); n != 4 {
		t.Errorf("%d meetings: planned on after the end", n)
	}
	d.Refused("series.none", "chair", "series skip", "day", "XV", "reason", "x")
	d.Refused("series.is-ended", "chair", "series skip", "day", "XV", "reason", "x", "series", "1")
}

// The clocks go forward in Zurich on 26 March 2028 at 02:00 and back on 29
// October at 03:00.
func TestHoursThatTheClocksSkipOrRepeat(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, when, meeting, note string }{
		{"an hour that does not exist is shifted forward", "2028-03-19 02:30", "Call II 2028-03-26 01:30 scheduled", "skip 02:30 Europe/Zurich"},
		{"an hour that comes twice is its first occurrence", "2028-10-22 02:30", "Call II 2028-10-29 00:30 scheduled", "02:30 Europe/Zurich comes twice"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			d := desk(t)
			said := d.Reply(d.Must("chair", "series start", "title", "Call", "when", c.when, "every", "week", "zone", "Europe/Zurich").Reply)
			if got := meetings(d); got[1] != c.meeting || !strings.Contains(said, c.note) {
				t.Errorf("planned %v, said %s", got, said)
			}
		})
	}
}

func TestTheReaderIsToldWhenTheirHourMoves(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "series start", "title", "Call", "when", "2028-03-22 13:00", "every", "week", "zone", "UTC")
	v := d.View(bot.WorkStream, "chair")
	s := of(d)
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		t.Fatal(err)
	}
	after := s.Ahead(v, 2)[1]
	earlier, ok := s.Earlier(after)
	if from, to, moved := series.LocalMove(earlier, after.Start, zurich); !ok || !moved || from.String() != "14:00" || to.String() != "15:00" {
		t.Errorf("from %s to %s, %v %v", from, to, moved, ok)
	}
	if _, _, moved := series.LocalMove(earlier, after.Start, time.UTC); moved {
		t.Error("nothing moves in UTC")
	}
	if first := s.Ahead(v, 1)[0]; func() bool {
		e, ok := s.Earlier(first)
		return !ok || !e.Equal(time.Date(2028, 3, 1, 13, 0, 0, 0, time.UTC))
	}() {
		t.Error("the first meeting is compared with its hour on the day the series began")
	}
}

// People are told of a change of hours as such: no clock is to blame for it.
func TestAnHourThatTheChairChangesIsNotThatOfAClock(t *testing.T) {
	t.Parallel()
	for rule, change := range map[string][]string{
		"another hour":                  {"slots", "15:00"},
		"the same hour in another zone": {"zone", "Asia/Tokyo"},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			d := desk(t)
			d.Must("chair", "series start", "title", "Call", "when", "2028-03-08 13:00", "every", "week", "zone", "UTC")
			d.Must("chair", "series invite", "really", "yes")
			d.RunTo(time.Date(2028, 4, 20, 0, 0, 0, 0, time.UTC)) // after the clocks of Zurich
			said := d.Reply(d.Must("chair", "series change", append(change, "reason", "x")...).Reply)
			if strings.Contains(said, "the clocks change") {
				t.Errorf("the preview: %s", said)
			}
			d.Must("chair", "series change", append(change, "reason", "x", "really", "yes")...)
			if said := d.Reply(d.Must("chair", "series show").Reply); strings.Contains(said, "the clocks change") {
				t.Errorf("shown: %s", said)
			}
			refolded(t, d)
		})
	}
}

// Of the meetings in a list each is compared with the one before it, whether it
// is planned already or not: a clock that is changed is named once.
func TestAClockIsNamedOnceInAList(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "series start", "title", "Call", "when", "2028-03-15 13:00", "every", "month", "slots", "13:00, 21:00", "zone", "UTC")
	said := d.Reply(d.Must("chair", "series show").Reply)
	if n := strings.Count(said, "the clocks change"); n != 2 { // once for each hour
		t.Errorf("%d times: %s", n, said)
	}
}

func TestOnlyWhoHasAClockIsToldWhatItShows(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "series start", "title", "Call", "when", "2028-03-22 13:00", "every", "week", "zone", "Europe/Zurich")
	d.Must("chair", "series invite", "really", "yes")
	said := map[bot.PersonID]string{}
	for _, e := range d.Effects {
		if e.Show == "series.invitation" {
			said[e.To.Person] = d.Show(bot.WorkStream, e.To.Person, e)
		}
	}
	if !strings.Contains(said["gov1"], "20:00 for you, no longer 21:00") {
		t.Errorf("Tokyo is told %s", said["gov1"])
	}
	for _, who := range []bot.PersonID{"", "sec", "chair"} { // the channel, who told no zone, who is where the series is
		if strings.Contains(said[who], "for you, no longer") {
			t.Errorf("%q is told %s", who, said[who])
		}
	}
}

func TestTheFirstDayOfAChangeIsOneOfTheRule(t *testing.T) {
	t.Parallel()
	d := begun(t)
	d.Refused("series.rule-first", "chair", "series change", "when", "2028-03-30 13:00") // a Thursday; the rule has Wednesdays
	d.Must("chair", "series change", "when", "2028-03-22 13:00")
	if got := meetings(d)[0]; got != "Virtual Meeting XIV 2028-03-22 13:00 scheduled" {
		t.Error(got)
	}
}

func TestRefusalsOfSeries(t *testing.T) {
	t.Parallel()
	start := []string{"series start", "title", "Call", "when", "2028-03-15 13:00", "every"}
	for rule, c := range map[string]struct {
		key string
		who bot.PersonID
		do  []string
	}{
		"a rule that nobody can read":                        {"series.rule-unread", "chair", append(slices.Clone(start), "sometimes")},
		"a rule of hours":                                    {"series.rule-unread", "chair", append(slices.Clone(start), "FREQ=HOURLY")},
		"a rule of every second":                             {"series.rule-unread", "chair", append(slices.Clone(start), "FREQ=DAILY;BYSECOND=1,2")},
		"a rule that names no day":                           {"series.rule-never", "chair", append(slices.Clone(start), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")},
		"a first day that is none of the rule":               {"series.rule-first", "chair", append(slices.Clone(start), "FREQ=WEEKLY;BYDAY=MO")},
		"a member cannot begin one":                          {"command.not-allowed.leads", "gov1", append(slices.Clone(start), "week")},
		"hours that nobody can read":                         {"series.slots-unread", "chair", append(slices.Clone(start), "week", "slots", "25:00")},
		"hours around the clock that do not close":           {"series.slots-unread", "chair", append(slices.Clone(start), "week", "slots", "7h")},
		"hours without the first":                            {"series.slots-first", "chair", append(slices.Clone(start), "week", "slots", "14:00, 22:00")},
		"a series in the past":                               {"meeting.past", "chair", []string{"series start", "title", "x", "when", "2028-02-01 13:00", "every", "week"}},
		"a length of a minute":                               {"meeting.length", "chair", append(slices.Clone(start), "week", "length", "1m")},
		"a day that is none":                                 {"series.no-such-day", "chair", []string{"series skip", "day", "2028-03-16", "reason", "x"}},
		"a number that is none":                              {"series.no-such-day", "chair", []string{"series skip", "day", "CCC", "reason", "x"}},
		"a move into the past":                               {"meeting.past", "chair", []string{"series move", "day", "XIV", "when", "2028-02-01 13:00", "reason", "x"}},
		"a move to the same time":                            {"series.nothing-to-change", "chair", []string{"series move", "day", "XIV", "when", "2028-03-15 13:00", "reason", "x"}},
		"a change of nothing":                                {"series.nothing-to-change", "chair", []string{"series change"}},
		"a series nobody knows":                              {"series.unknown", "chair", []string{"series change", "every", "week", "series", "Other"}},
		"reminders that nobody can read":                     {"civil.offset-unread", "chair", []string{"series remind", "what", "meeting", "before", "soon"}},
		"a deadline that nobody can read":                    {"civil.offset-unread", "chair", []string{"series deadline", "what", "report", "offset", "soon"}},
		"the nights of single people are for who leads":      {"series.fair.leads", "gov1", []string{"series fair", "by", "person"}},
		"a change that begins with a meeting that has begun": {"series.from-earlier", "chair", []string{"series change", "when", "2028-03-15 15:00", "every", "week"}},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			d := begun(t)
			if c.key == "series.from-earlier" {
				d.Now = time.Date(2028, 3, 15, 13, 5, 0, 0, time.UTC)
			}
			said := d.Refused(c.key, c.who, c.do[0], c.do[1:]...)
			if !strings.Contains(said, "Nothing was changed") && !strings.Contains(said, "Nothing would change") && !strings.Contains(c.key, "fair") && c.who != "gov1" {
				t.Errorf("the refusal does not say that nothing was changed: %s", said)
			}
		})
	}
}

func TestDeadlinesAndRemindersAreThoseOfTheChair(t *testing.T) {
	t.Parallel()
	d := begun(t)
	start := time.Date(2028, 3, 15, 13, 0, 0, 0, time.UTC)
	if at, ok := of(d).DueAt(series.TheInputs, start); !ok || !at.Equal(start.AddDate(0, 0, -10)) {
		t.Errorf("inputs are due %v", at)
	}
	d.Must("chair", "series deadline", "what", "inputs", "offset", "2w")
	d.Must("chair", "series deadline", "what", "agenda", "offset", "none")
	d.Must("chair", "series remind", "what", "meeting", "before", "1h, 2d")
	d.Must("chair", "series remind", "what", "report", "before", "none")
	s := of(d)
	if at, _ := s.DueAt(series.TheInputs, start); !at.Equal(start.AddDate(0, 0, -14)) {
		t.Errorf("inputs are due %v", at)
	}
	if at, ok := s.DueAt(series.TheAgenda, start); ok {
		t.Errorf("the agenda is due %v", at)
	}
	if at, _ := s.DueAt(series.TheReport, start); !at.Equal(start.AddDate(0, 0, 14)) {
		t.Errorf("the report is due %v", at)
	}
	same(t, "reminders", []civil.Offset{{Days: 2}, {Exact: time.Hour}}, s.Reminders(series.TheMeeting))
	same(t, "none of the report", 0, len(s.Reminders(series.TheReport)))
	if said := d.Reply(d.Must("gov1", "series show").Reply); !strings.Contains(said, "Reminders of the meeting: 2d, 1h") || !strings.Contains(said, "Agenda inputs are due 14d before") {
		t.Error(said)
	}
}

func TestFairHours(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "series start", "title", "Call", "when", "2028-03-15 22:00", "every", "week", "zone", "UTC")
	d.Now = time.Date(2028, 4, 6, 0, 0, 0, 0, time.UTC)
	d.Must("chair", "meeting cancel", "meeting", "2", "reason", "x")
	r := d.Must("gov1", "series fair").Reply
	said := d.Reply(r)
	for _, want := range []string{
		"| Europe/Zurich (1) | 3 | 3 | 1 | 0 |", // three of four were held
		"| Asia/Tokyo (1) | 3 | 0 | 0 |",        // 07:00 there
		"Asia/Tokyo (1): 07:00.", "Europe/Zurich (1): 00:00 night.",
		"1 person has told no zone",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	if len(r.Message.Buttons) != 0 {
		t.Error("a member is offered to change the hours")
	}
	by := d.Reply(d.Must("chair", "series fair", "by", "person").Reply)
	if !strings.Contains(by, "| cs1 | 3 | 3 | 1 |") {
		t.Error(by)
	}
	take := d.Must("chair", "series fair").Reply.Message.Buttons[0]
	if take.Call.Path != "series change" || !take.Ask {
		t.Errorf("the first button: %+v", take)
	}
	if _, err := d.Press("chair", bot.Call(take.Call)); err != nil {
		t.Error(err)
	}
	if text := pictures(r); len(text) == 0 || !strings.Contains(text[0], "<svg") {
		t.Error("no picture")
	}
}

func pictures(r bot.Reply) []string {
	var all []string
	for _, b := range r.Message.Blocks {
		if p, ok := b.(chat.Picture); ok {
			all = append(all, p.SVG)
		}
	}
	return all
}

func TestExportHoldsWhatThePersonSaidAlone(t *testing.T) {
	t.Parallel()
	d := invitedTo(t)
	d.Must("sec", "series skip", "day", "XV", "reason", "A holiday", "really", "yes")
	v := d.View(bot.WorkStream, "")
	same(t, "of the Secretariat", []series.Own{{Series: 1, Name: "Virtual Meeting", Reasons: []string{"A holiday"}}}, series.Export(v, "sec"))
	same(t, "of the Chair", []series.Own{{Series: 1, Name: "Virtual Meeting", Began: true}}, series.Export(v, "chair"))
	same(t, "of a member", 0, len(series.Export(v, "gov1")))
	same(t, "of nobody", 0, len(series.Export(v, "stranger")))
}
