package calendar_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/calendar"
	"magbot/bot/chat"
	"magbot/bot/chat/ical"
	"magbot/bot/community"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/roster"
	"magbot/bot/series"
)

// lines writes a calendar as its identifiers, for tests of what is asked for.
func lines(c ical.Calendar) (string, error) {
	var b strings.Builder
	for _, e := range c.Entries {
		b.WriteString(e.UID + " " + e.Title + "\n")
	}
	return b.String(), nil
}

// outside writes no files that are read, and has a page for each call.
var outside = calendar.Outside{Write: lines, Form: func(room string, call bot.Call) string {
	return room + "/" + strings.ReplaceAll(call.Path, " ", "-") + "/" + call.Args["meeting"]
}}

// desk is a community of a Chair, a Secretariat and two members, in Zurich.
func desk(t meetingtest.TB) *meetingtest.Desk {
	t.Helper()
	d := meetingtest.New(t, meetingtest.Feature{Words: os.DirFS("../house")}, meetingtest.Feature{Words: os.DirFS("../agenda")}, meetingtest.Feature{
		Events: series.Events(), Apply: series.Apply, Commands: series.Commands(), Shows: series.Shows(), Due: series.Due, Words: series.Words,
	}, meetingtest.Feature{Events: calendar.Events(), Apply: calendar.Apply, Commands: calendar.Commands(outside), Words: calendar.Words})
	operator := bot.Actor{Self: bot.ByCommand}
	d.Record(bot.CommunityStream, operator, community.Founded{Name: bot.Words{Text: "Example MAG"}})
	d.Community(
		meetingtest.Person{ID: "chair", Roles: []bot.Role{bot.RoleChair}}, meetingtest.Person{ID: "sec", Roles: []bot.Role{bot.RoleSecretariat}},
		meetingtest.Member("gov1", "Government"), meetingtest.Member("cs1", "Civil Society"),
	)
	set(d, community.Zone, "Europe/Zurich")
	return d
}

func set(d *meetingtest.Desk, name community.Setting, value string) {
	d.T.Helper()
	d.Record(bot.CommunityStream, bot.Actor{Self: bot.ByCommand}, community.Set{Setting: name, Value: bot.Words{Text: value}})
}

// public is a desk whose calendars can be followed.
func public(t meetingtest.TB) *meetingtest.Desk {
	t.Helper()
	d := desk(t)
	set(d, community.Feeds, "https://room.example.org/")
	return d
}

func feed(d *meetingtest.Desk, who bot.PersonID) []ical.Entry {
	return outside.Feed(d.View(bot.WorkStream, who)).Entries
}

// name is an identifier without what tells one community from another.
func name(e ical.Entry) string {
	short, _, _ := strings.Cut(e.UID, ".")
	return short
}

func names(entries []ical.Entry) []string {
	all := make([]string, len(entries))
	for i, e := range entries {
		all[i] = name(e) + " " + string(e.Status)
	}
	return all
}

func find(t *testing.T, entries []ical.Entry, want string) ical.Entry {
	t.Helper()
	i := slices.IndexFunc(entries, func(e ical.Entry) bool { return name(e) == want })
	if i < 0 {
		t.Fatalf("%s is not among %v", want, names(entries))
	}
	return entries[i]
}

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got)\n%s", what, diff)
	}
}

func schedule(d *meetingtest.Desk) {
	d.T.Helper()
	d.Must("chair", "meeting schedule", "title", "Virtual Meeting XIV", "when", "2028-03-15 13:00", "length", "2h", "join", "https://meet.example.org/a")
}

func TestAMeetingByItself(t *testing.T) {
	d := desk(t)
	schedule(d)
	d.Must("chair", "meeting invite", "really", "yes")
	d.Must("sec", "meeting paper", "link", "https://example.org/p", "title", "Draft")
	got := feed(d, "gov1")
	if len(got) != 1 {
		t.Fatalf("entries: %v", names(got))
	}
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2028, 3, 15, 13, 0, 0, 0, time.UTC)
	want := ical.Entry{
		UID: got[0].UID, Sequence: 3, Created: meetingtest.Begin(), Changed: meetingtest.Begin(), Start: start, End: start.Add(2 * time.Hour),
		Title: "Virtual Meeting XIV", Where: "https://meet.example.org/a", Link: "https://meet.example.org/a", Status: ical.Confirmed,
		About: "Join the meeting: https://meet.example.org/a\nPaper: Draft: https://example.org/p\n" +
			"To say whether you come, use the buttons of the invitation. What you answer in your calendar itself does not reach magbot.",
	}
	if got[0].Zone.String() != zurich.String() {
		t.Errorf("its clock is that of %s", got[0].Zone)
	}
	got[0].Zone = nil
	same(t, "the entry", want, got[0])
	if name(got[0]) != "meeting-1" || !strings.HasSuffix(got[0].UID, "@magbot") || len(got[0].UID) != len("meeting-1.0123456789abcdef@magbot") {
		t.Errorf("its identifier is %s", got[0].UID)
	}
}

func TestTwoCommunitiesNeverShareAnIdentifier(t *testing.T) {
	seen := map[string]bool{}
	for i := range 3 {
		d := meetingtest.New(t, meetingtest.Feature{Events: calendar.Events(), Apply: calendar.Apply, Words: calendar.Words}, meetingtest.Feature{Words: os.DirFS("../house")})
		d.Now = d.Now.Add(time.Duration(i))
		d.Record(bot.CommunityStream, bot.Actor{}, community.Founded{Name: bot.Words{Text: "Same name"}})
		d.Community(meetingtest.Person{ID: "chair", Roles: []bot.Role{bot.RoleChair}})
		schedule(d)
		uid := feed(d, "chair")[0].UID
		if seen[uid] {
			t.Errorf("%s comes twice", uid)
		}
		seen[uid] = true
	}
}

func TestWhatAFeedShowsToWhom(t *testing.T) {
	d := desk(t)
	schedule(d)
	for _, c := range []struct {
		step    func()
		what    string
		leads   []string
		members []string
	}{
		{func() {}, "only planned", []string{"meeting-1 TENTATIVE"}, []string{}},
		{func() { d.Must("chair", "meeting invite", "really", "yes") }, "invited", []string{"meeting-1 CONFIRMED"}, []string{"meeting-1 CONFIRMED"}},
		{
			func() { d.Must("chair", "meeting cancel", "reason", "No quorum.", "really", "yes") }, "called off",
			[]string{"meeting-1 CANCELLED"},
			[]string{"meeting-1 CANCELLED"},
		},
		{
			func() {
				d.Must("chair", "meeting schedule", "title", "Another", "when", "2028-03-16 13:00")
				d.Must("chair", "meeting cancel", "meeting", "2", "reason", "A mistake.")
			}, "called off before anybody knew", []string{"meeting-1 CANCELLED", "meeting-2 CANCELLED"}, []string{"meeting-1 CANCELLED"},
		},
		{
			func() {
				d.Must("chair", "meeting schedule", "title", "At once", "when", "2028-03-01 12:05")
				d.Must("chair", "meeting open", "meeting", "3")
			}, "opened without an invitation",
			[]string{"meeting-1 CANCELLED", "meeting-2 CANCELLED", "meeting-3 CONFIRMED"},
			[]string{"meeting-1 CANCELLED", "meeting-3 CONFIRMED"},
		},
	} {
		c.step()
		for who, want := range map[bot.PersonID][]string{"chair": c.leads, "sec": c.leads, "gov1": c.members} {
			same(t, c.what+", for "+string(who), want, names(feed(d, who)))
		}
	}
	if about := feed(d, "gov1")[0].About; about != "This meeting will not take place. No quorum." {
		t.Errorf("it says %q", about)
	}
}

func TestEveryChangeRaisesTheNumber(t *testing.T) {
	d := desk(t)
	schedule(d)
	last := find(t, feed(d, "chair"), "meeting-1")
	for what, step := range [...]func(){
		func() { d.Must("chair", "meeting invite", "really", "yes") },
		func() {
			d.Must("chair", "meeting change", "when", "2028-03-16 13:00", "reason", "Room.", "really", "yes")
		},
		func() { d.Must("chair", "meeting change", "title", "Other", "reason", "Name.", "really", "yes") },
		func() { d.Must("chair", "meeting join", "link", "https://meet.example.org/b") },
		func() { d.Must("chair", "meeting paper", "link", "https://example.org/p") },
		func() { d.Must("chair", "regrets add") },
		func() { d.Must("chair", "regrets remove") },
		func() { d.Must("chair", "present add") },
		func() { set(d, community.Join, "https://meet.example.org/c") },
		func() { set(d, community.Zone, "Asia/Tokyo") },
		func() { d.Must("chair", "meeting cancel", "reason", "No quorum.", "really", "yes") },
	} {
		d.Now = d.Now.Add(time.Minute)
		step()
		now := find(t, feed(d, "chair"), "meeting-1")
		if now.UID != last.UID || now.Sequence <= last.Sequence || !now.Changed.Equal(d.Now) {
			t.Errorf("step %d: %s has number %d after %d, of %s at %s", what+1, now.UID, now.Sequence, last.Sequence, now.Changed, d.Now)
		}
		last = now
	}
	again := find(t, feed(d, "chair"), "meeting-1")
	same(t, "read once more", last.Sequence, again.Sequence)
}

func TestTheSameRecordGivesTheSameCalendar(t *testing.T) {
	d := desk(t)
	begin(d)
	schedule(d)
	d.Must("chair", "meeting invite", "really", "yes")
	before := feed(d, "gov1")
	d.Now = d.Now.Add(time.Second)
	v := d.View(bot.WorkStream, "gov1")
	v.Here, v.Work, v.Community, v.Other = d.Replay(bot.WorkStream), d.Replay(bot.WorkStream), d.Replay(bot.CommunityStream), d.Replay
	sameZone := cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })
	if diff := cmp.Diff(before, outside.Feed(v).Entries, sameZone); diff != "" {
		t.Errorf("folded again it is otherwise: %s", diff)
	}
}

func TestOnesOwnAnswerStandsInOnesOwnCalendar(t *testing.T) {
	d := desk(t)
	schedule(d)
	d.Must("chair", "meeting invite", "really", "yes")
	d.Must("gov1", "regrets add")
	d.Must("cs1", "present add")
	gov, cs := feed(d, "gov1")[0], feed(d, "cs1")[0]
	if !gov.Free || !strings.Contains(gov.About, "You have sent regrets.") || strings.Contains(gov.About, "you will come.") {
		t.Errorf("who sent regrets: free %t, %q", gov.Free, gov.About)
	}
	if cs.Free || !strings.Contains(cs.About, "You have said that you will come.") {
		t.Errorf("who comes: free %t, %q", cs.Free, cs.About)
	}
}

func TestAnEntryLinksToWhereItIsAnswered(t *testing.T) {
	const honest = "What you answer in your calendar itself does not reach magbot."
	d := desk(t)
	schedule(d)
	d.Must("chair", "meeting invite", "really", "yes")
	if about := feed(d, "gov1")[0].About; strings.Contains(about, "/present-add/") || !strings.Contains(about, honest) {
		t.Errorf("without a room: %q", about)
	}
	set(d, community.Room, "https://room.example.org")
	about := feed(d, "gov1")[0].About
	for _, want := range []string{"I will be there: https://room.example.org/present-add/1", "Regrets: https://room.example.org/regrets-add/1", honest} {
		if !strings.Contains(about, want) {
			t.Errorf("%q is not in %q", want, about)
		}
	}
	if bare := (calendar.Outside{Write: lines}).Feed(d.View(bot.WorkStream, "gov1")).Entries[0].About; strings.Contains(bare, "https://room") || !strings.Contains(bare, honest) {
		t.Errorf("without pages: %q", bare)
	}
	d.Must("chair", "meeting cancel", "reason", "No quorum.", "really", "yes")
	if about := feed(d, "gov1")[0].About; strings.Contains(about, "https://room") {
		t.Errorf("called off, it is still to be answered: %q", about)
	}
}

func begin(d *meetingtest.Desk) {
	d.T.Helper()
	d.Must("chair", "series start", "title", "Virtual Meeting XIV", "when", "2028-03-15 13:00", "every", "2 weeks", "zone", "Europe/Zurich")
	d.Clock()
}

func TestASeriesIsThereWithItsDeadlinesAndTheDaysToCome(t *testing.T) {
	d := desk(t)
	begin(d)
	same(t, "before the invitation", []string{}, names(feed(d, "gov1")))
	d.Must("chair", "series invite", "really", "yes")
	got := feed(d, "gov1")
	first := find(t, got, "series-1-2028-03-15")
	if first.Title != "Virtual Meeting XIV" || first.Status != ical.Confirmed || first.Zone.String() != "Europe/Zurich" {
		t.Errorf("the first: %+v", first)
	}
	deadline := find(t, got, "series-1-2028-03-15-inputs")
	if want := first.Start.AddDate(0, 0, -10); !deadline.Start.Equal(want) || !deadline.End.Equal(want) || !deadline.Free || deadline.Title != "Agenda inputs close: Virtual Meeting XIV" {
		t.Errorf("its deadline: %+v", deadline)
	}
	if !strings.Contains(first.About, "Agenda inputs until Sunday 5 March 2028") {
		t.Errorf("it says %q", first.About)
	}
	far := find(t, got, "series-1-2028-12-20")
	if far.Status != ical.Tentative || far.Title != "Virtual Meeting XXXIV" {
		t.Errorf("a day to come: %+v", far)
	}
	// The clock on the wall stays, whatever Zurich does with it.
	for _, e := range got {
		if !strings.HasSuffix(name(e), "-inputs") && e.Start.In(e.Zone).Hour() != 13 {
			t.Errorf("%s is at %s", e.UID, e.Start.In(e.Zone))
		}
	}
	if slices.ContainsFunc(got, func(e ical.Entry) bool { return strings.HasSuffix(name(e), "-agenda") }) {
		t.Error("a member has the Chair's deadlines")
	}
	find(t, feed(d, "sec"), "series-1-2028-03-15-agenda")
}

func TestADayKeepsItsIdentifierWhenItBecomesAMeetingAndIsMoved(t *testing.T) {
	d := desk(t)
	begin(d)
	d.Must("chair", "series invite", "really", "yes")
	const day = "series-1-2028-06-07"
	before := find(t, feed(d, "gov1"), day)
	if before.Status != ical.Tentative {
		t.Fatalf("it is planned already: %+v", before)
	}
	d.RunTo(time.Date(2028, 5, 20, 12, 0, 0, 0, time.UTC))
	planned := find(t, feed(d, "gov1"), day)
	if planned.UID != before.UID || planned.Status != ical.Confirmed || planned.Sequence <= before.Sequence {
		t.Errorf("before %+v\nafter %+v", before, planned)
	}
	d.Must("chair", "series move", "day", "2028-06-07", "when", "2028-06-08 09:00", "reason", "A holiday.", "really", "yes")
	moved := find(t, feed(d, "gov1"), day)
	if moved.Sequence <= planned.Sequence || moved.Start.Equal(planned.Start) {
		t.Errorf("moved: %+v", moved)
	}
	d.Must("chair", "series change", "every", "3 weeks", "when", "2028-06-15 13:00", "reason", "Thursdays suit more of us.", "really", "yes")
	changed := find(t, feed(d, "gov1"), day)
	if changed.Sequence <= moved.Sequence {
		t.Errorf("changed: %+v", changed)
	}
	unique(t, feed(d, "gov1"))
}

func TestADayThatIsLeftOutIsCancelled(t *testing.T) {
	d := desk(t)
	begin(d)
	d.Must("chair", "series invite", "really", "yes")
	d.Must("chair", "series skip", "day", "2028-06-07", "reason", "A holiday.", "really", "yes") // still to be planned
	d.Must("chair", "series skip", "day", "2028-03-29", "reason", "Elections.", "really", "yes") // a meeting already
	got := feed(d, "gov1")
	for day, why := range map[string]string{"series-1-2028-06-07": "A holiday.", "series-1-2028-03-29": "Elections."} {
		e := find(t, got, day)
		if e.Status != ical.Cancelled || !strings.HasSuffix(e.About, why) {
			t.Errorf("%s: %+v", day, e)
		}
	}
	if e := find(t, got, "series-1-2028-03-29-inputs"); e.Status != ical.Cancelled {
		t.Errorf("its deadline is still %s", e.Status)
	}
	d.Must("chair", "series end", "reason", "It is done.", "really", "yes")
	for _, e := range feed(d, "gov1") {
		if e.Status != ical.Cancelled {
			t.Errorf("after the end %s is %s", e.UID, e.Status)
		}
	}
}

func unique(t meetingtest.TB, entries []ical.Entry) {
	t.Helper()
	seen := map[string]bool{}
	for _, e := range entries {
		if seen[e.UID] {
			t.Fatalf("%s comes twice", e.UID)
		}
		seen[e.UID] = true
	}
}

// Whatever a Chair does with a series: no identifier comes twice, no number
// falls, and nothing ends before it begins.
func TestAnyOrderOfChangesKeepsTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := desk(t)
		begin(d)
		last := map[string]int{}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			day := d.Now.AddDate(0, 0, rapid.IntRange(1, 90).Draw(t, "day")).Format(time.DateOnly)
			number := rapid.SampledFrom([]string{"XIV", "XV", "XVI", "XVII", "XX"}).Draw(t, "number")
			steps := [][]string{
				{"series invite", "really", "yes"},
				{"series skip", "day", number, "reason", "r", "really", "yes"},
				{"series move", "day", number, "when", day + " 09:00", "reason", "r", "really", "yes"},
				{"series change", "when", day + " 15:00", "reason", "r", "really", "yes"},
				{"series change", "every", "3 weeks", "when", day + " 15:00", "reason", "r", "really", "yes"},
				{"series deadline", "what", "inputs", "offset", "5d"},
				{"meeting cancel", "meeting", "2", "reason", "r", "really", "yes"},
				{"meeting change", "meeting", "1", "when", day + " 08:00", "reason", "r", "really", "yes"},
				{"series end", "reason", "r", "really", "yes"},
			}
			step := rapid.SampledFrom(steps).Draw(t, "step")
			_, err := d.Do("chair", step[0], step[1:]...) // some are refused, as they should be
			t.Logf("%v: %v", step, err)
			d.RunTo(d.Now.AddDate(0, 0, rapid.IntRange(0, 20).Draw(t, "pass")))
			for _, who := range []bot.PersonID{"chair", "gov1"} {
				entries := feed(d, who)
				unique(t, entries)
				for _, e := range entries {
					key := string(who) + e.UID
					if e.Sequence < last[key] || e.End.Before(e.Start) || e.Changed.IsZero() || e.Created.IsZero() || e.Changed.Before(e.Created) {
						t.Fatalf("after number %d: %+v", last[key], e)
					}
					last[key] = e.Sequence
				}
			}
		}
	})
}

func TestOldAndFarMeetingsStayOutOfAFeed(t *testing.T) {
	d := desk(t)
	schedule(d)
	d.Must("chair", "meeting invite", "really", "yes")
	for days, want := range map[int]int{0: 1, 180: 1, 200: 0} {
		v := d.View(bot.WorkStream, "gov1")
		v.Now = v.Now.AddDate(0, 0, days)
		if got := len(outside.Feed(v).Entries); got != want {
			t.Errorf("after %d days: %d entries", days, got)
		}
	}
}

func file(t *testing.T, d bot.Decision) chat.File {
	t.Helper()
	if d.Reply.Message == nil {
		t.Fatalf("no message: %+v", d.Reply)
	}
	for _, b := range d.Reply.Message.Blocks {
		if f, ok := b.(chat.File); ok {
			return f
		}
	}
	t.Fatalf("no file in %+v", d.Reply.Message)
	return chat.File{}
}

func TestFiles(t *testing.T) {
	d := desk(t)
	begin(d)
	d.Must("chair", "series invite", "really", "yes")
	schedule(d) // after the series' own
	for _, c := range []struct {
		who        bot.PersonID
		call       []string
		name, has  string
		hasNot     string
		fromWhence string
	}{
		{"gov1", []string{"meeting calendar", "meeting", "1"}, "meeting-1.ics", "series-1-2028-03-15.", "series-1-2028-03-29", "one meeting"},
		{"gov1", []string{"series calendar"}, "series-1.ics", "series-1-2028-12-20.", "meeting-", "a series"},
		{"gov1", []string{"me calendar file"}, "meetings.ics", "series-1-2028-03-29.", "meeting-", "all, for a member"},
		{"chair", []string{"me calendar file"}, "meetings.ics", "meeting-", "nothing", "all, for the Chair"},
		{"gov1", []string{"me calendar"}, "meetings.ics", "series-1-2028-03-15.", "meeting-", "where no address is offered"},
	} {
		f := file(t, d.Must(c.who, c.call[0], c.call[1:]...))
		if f.Name != c.name || f.Type != "text/calendar" || !strings.Contains(f.Text, c.has) || strings.Contains(f.Text, c.hasNot) {
			t.Errorf("%s: %+v", c.fromWhence, f)
		}
	}
}

func TestWithoutAPublicAddressThereAreFilesAlone(t *testing.T) {
	d := desk(t)
	schedule(d)
	d.Must("chair", "meeting invite", "really", "yes")
	for _, call := range [][]string{{"me calendar"}, {"meeting calendar", "meeting", "1"}} {
		m := d.Must("gov1", call[0], call[1:]...).Reply.Message
		if len(m.Buttons) > 0 {
			t.Errorf("%v offers %+v", call, m.Buttons)
		}
	}
	if said := d.Refused("calendar.none-offered", "gov1", "me calendar renew"); !strings.Contains(said, "--public-url") {
		t.Errorf("it does not say how to mend it: %s", said)
	}
	if slices.Contains(d.Kinds(bot.CommunityStream), calendar.FeedMade{}.Kind()) {
		t.Error("an address was recorded")
	}
}

func TestWithoutAMeetingThereIsNoFile(t *testing.T) {
	d := desk(t)
	if r := d.Must("gov1", "me calendar").Reply; r.Text.Key != "calendar.empty" {
		t.Errorf("%+v", r)
	}
}

func TestWhereNoFilesAreWrittenItIsSaid(t *testing.T) {
	d := meetingtest.New(t, meetingtest.Feature{Words: os.DirFS("../house")}, meetingtest.Feature{
		Events: calendar.Events(), Apply: calendar.Apply, Commands: calendar.Commands(calendar.Outside{}), Words: calendar.Words,
	})
	d.Community(meetingtest.Person{ID: "chair", Roles: []bot.Role{bot.RoleChair}})
	schedule(d)
	d.Refused("calendar.no-files", "chair", "meeting calendar", "meeting", "1")
}

// link gives the address in an answer.
func link(t *testing.T, d bot.Decision) string {
	t.Helper()
	for _, b := range d.Reply.Message.Blocks {
		if p, ok := b.(chat.Paragraph); ok {
			for _, span := range p.Text {
				if l, ok := span.(chat.Link); ok {
					return l.URL
				}
			}
		}
	}
	t.Fatalf("no address in %+v", d.Reply.Message)
	return ""
}

func token(t *testing.T, address string) string {
	t.Helper()
	text, ok := strings.CutPrefix(address, "https://room.example.org/calendar/")
	text, isFile := strings.CutSuffix(text, ".ics")
	if !ok || !isFile || len(text) != 32 || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz234567") != "" {
		t.Fatalf("the address is %s", address)
	}
	return text
}

func owner(d *meetingtest.Desk, token string) bot.PersonID {
	id, _ := calendar.Owner(d.View(bot.CommunityStream, ""), token)
	return id
}

func TestAnAddressIsItsOwnersUntilItIsRenewedOrRevoked(t *testing.T) {
	d := public(t)
	first := token(t, link(t, d.Must("gov1", "me calendar")))
	other := token(t, link(t, d.Must("cs1", "me calendar renew")))
	same(t, "the first", bot.PersonID("gov1"), owner(d, first))
	same(t, "the other", bot.PersonID("cs1"), owner(d, other))
	for _, guess := range []string{"", "x", first[:31], first + "a", strings.ToUpper(first), calendar.Hash(first)} {
		if who := owner(d, guess); who != "" {
			t.Errorf("%q is %s's", guess, who)
		}
	}
	// Asked again it is not shown, and nothing is recorded.
	before := len(d.Log(bot.CommunityStream))
	m := d.Must("gov1", "me calendar").Reply.Message
	if text := meetingtest.Text(*m); strings.Contains(text, "https://") || len(d.Log(bot.CommunityStream)) != before {
		t.Errorf("asked again: %s", text)
	}
	second := token(t, link(t, d.Must("gov1", "me calendar renew")))
	if second == first || owner(d, first) != "" || owner(d, second) != "gov1" {
		t.Error("a new address does not end the last")
	}
	d.Must("gov1", "me calendar revoke")
	if owner(d, second) != "" || owner(d, other) != "cs1" {
		t.Error("revoking reached too little or too much")
	}
	if r := d.Must("gov1", "me calendar revoke").Reply; r.Text.Key != "calendar.revoked-already" {
		t.Errorf("revoked twice: %+v", r)
	}
	third := token(t, link(t, d.Must("gov1", "me calendar")))
	if third == first || third == second || owner(d, third) != "gov1" {
		t.Error("no address after a revoked one")
	}
	again := d.View(bot.CommunityStream, "")
	again.Here, again.Community = d.Replay(bot.CommunityStream), d.Replay(bot.CommunityStream)
	if who, ok := calendar.Owner(again, third); !ok || who != "gov1" {
		t.Error("folded again it is nobody's")
	}
}

// How long it takes to say that an address is none tells nobody whether it was
// one: the two are asked in turn, and compared by what half of them took.
func TestNoAddressIsToldByTheTimeItTakes(t *testing.T) {
	d := public(t)
	for _, who := range []bot.PersonID{"chair", "sec", "cs1"} {
		d.Must(who, "me calendar")
	}
	revoked := token(t, link(t, d.Must("gov1", "me calendar")))
	d.Must("gov1", "me calendar revoke")
	guess := strings.Repeat("a", len(revoked))
	v := d.View(bot.CommunityStream, "")
	const rounds = 4001
	took := map[string][]time.Duration{}
	for range rounds {
		for _, token := range []string{guess, revoked} {
			began := time.Now()
			if _, ok := calendar.Owner(v, token); ok {
				t.Fatal("it is somebody's")
			}
			took[token] = append(took[token], time.Since(began))
		}
	}
	half := func(token string) time.Duration { slices.Sort(took[token]); return took[token][rounds/2] }
	if a, b := half(guess), half(revoked); a > 2*b || b > 2*a {
		t.Errorf("a guess takes %v, one that was revoked %v", a, b)
	}
}

func TestTheRecordNeverHoldsAToken(t *testing.T) {
	d := public(t)
	secret := token(t, link(t, d.Must("gov1", "me calendar")))
	found := false
	for _, r := range d.Log(bot.CommunityStream) {
		for _, e := range r.Events {
			if strings.Contains(string(e.Body), secret) {
				t.Errorf("%s holds it: %s", e.Kind, e.Body)
			}
			found = found || strings.Contains(string(e.Body), calendar.Hash(secret))
		}
		for _, effect := range r.Effects {
			t.Errorf("an effect of it: %+v", effect)
		}
	}
	if !found {
		t.Error("and its sum is not there either")
	}
}

func TestWhoIsErasedHasNoAddressAndNoWish(t *testing.T) {
	d := public(t)
	secret := token(t, link(t, d.Must("gov1", "me calendar")))
	d.Must("gov1", "me calendar alarm", "before", "15 min")
	d.Record(bot.CommunityStream, bot.Actor{Person: "gov1"}, roster.Erased{Person: "gov1"})
	if owner(d, secret) != "" {
		t.Error("the address still works")
	}
	if own := calendar.Export(d.View(bot.CommunityStream, "gov1"), "gov1"); own != nil {
		t.Errorf("there is still %+v", own)
	}
	if _, err := d.Do("gov1", "me calendar renew"); err == nil {
		t.Error("and they get another")
	}
}

func TestWhoseTermIsOverHasNoAddressUntilTheyHaveAnother(t *testing.T) {
	d := public(t)
	secret := token(t, link(t, d.Must("gov1", "me calendar")))
	term := func(until time.Time) {
		d.Record(bot.CommunityStream, bot.Actor{Person: "sec"}, roster.PersonChanged{Person: "gov1", Facts: roster.Facts{Term: &roster.Term{Until: until}}})
	}
	term(d.Now.Add(time.Hour))
	same(t, "in term", bot.PersonID("gov1"), owner(d, secret))
	d.Now = d.Now.Add(time.Hour)
	same(t, "after it", bot.PersonID(""), owner(d, secret))
	if _, ok := calendar.Following(d.View(bot.CommunityStream, ""), "gov1"); ok {
		t.Error("it is still followed")
	}
	for _, path := range []string{"me calendar", "me calendar renew"} {
		if said := d.Refused("calendar.over", "gov1", path); !strings.Contains(said, "Secretariat") {
			t.Errorf("%s: it does not say who mends it: %s", path, said)
		}
	}
	term(d.Now.AddDate(1, 0, 0))
	same(t, "appointed again", bot.PersonID("gov1"), owner(d, secret))
	d.Now = d.Now.AddDate(1, 0, 0)
	d.Must("gov1", "me calendar revoke") // also when it is over
	term(d.Now.AddDate(1, 0, 0))
	same(t, "revoked meanwhile", bot.PersonID(""), owner(d, secret))
}

func TestWhoIsNobodyHasNoCalendar(t *testing.T) {
	d := public(t)
	d.Record(bot.CommunityStream, bot.Actor{}, roster.GuestAdded{Person: "guest", Name: bot.Words{Text: "Guest"}})
	for _, path := range []string{"me calendar renew", "me calendar revoke", "me calendar"} {
		for _, who := range []bot.PersonID{"guest", "stranger"} {
			if _, err := d.Do(who, path); err == nil {
				t.Errorf("%s: %s is answered", who, path)
			}
		}
	}
}

func TestACalendarRingsForWhoWishesIt(t *testing.T) {
	d := public(t)
	schedule(d)
	d.Must("chair", "meeting invite", "really", "yes")
	d.Must("gov1", "me calendar")
	rings := func(who bot.PersonID) string {
		e := feed(d, who)[0]
		if e.Alarm == nil {
			return "no"
		}
		return e.Alarm.String()
	}
	same(t, "nobody wished it", "no", rings("gov1"))
	d.Must("gov1", "me calendar alarm", "before", "1h 30")
	same(t, "wished", "1h30m0s", rings("gov1"))
	same(t, "by somebody else", "no", rings("cs1"))
	before := len(d.Log(bot.CommunityStream))
	d.Must("gov1", "me calendar alarm", "before", "90")
	same(t, "wished twice", before, len(d.Log(bot.CommunityStream)))
	own := calendar.Export(d.View(bot.CommunityStream, "gov1"), "gov1")
	if len(own) != 1 || own[0].Before != "1h30m0s" || own[0].Since.IsZero() {
		t.Errorf("exported: %+v", own)
	}
	d.Must("gov1", "me calendar renew")
	same(t, "kept with a new address", "1h30m0s", rings("gov1"))
	d.Must("gov1", "me calendar alarm", "before", "none")
	same(t, "no more", "no", rings("gov1"))
	d.Refused("civil.duration-unread", "gov1", "me calendar alarm", "before", "soon")
	d.Refused("civil.duration-range", "gov1", "me calendar alarm", "before", "30d")
}
