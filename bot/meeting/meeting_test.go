package meeting_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/community"
	"magbot/bot/meeting"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/roster"
)

func role(id bot.PersonID, roles ...bot.Role) meetingtest.Person {
	return meetingtest.Person{ID: id, Roles: roles}
}

// desk is a community of a Chair, a Secretariat, members of two groups and an
// observer, with its words.
func desk(t meetingtest.TB) *meetingtest.Desk {
	t.Helper()
	d := meetingtest.New(t, meetingtest.Feature{Words: os.DirFS("../house")})
	d.Community(
		role("chair", bot.RoleChair), role("sec", bot.RoleSecretariat),
		meetingtest.Member("gov1", "Government"), meetingtest.Member("gov2", "Government"),
		meetingtest.Member("cs1", "Civil Society"), role("obs1", bot.RoleObserver),
	)
	return d
}

func scheduled(t meetingtest.TB) *meetingtest.Desk {
	t.Helper()
	d := desk(t)
	d.Must("chair", "meeting schedule", "title", "Virtual Meeting XIV", "when", "2028-03-15 13:00 UTC")
	return d
}

const one = bot.StreamID("meeting/1")

func opened(t meetingtest.TB) *meetingtest.Desk {
	t.Helper()
	d := scheduled(t)
	d.Now = time.Date(2028, 3, 15, 13, 0, 0, 0, time.UTC)
	d.Must("chair", "meeting open")
	return d
}

func of(d *meetingtest.Desk) *meeting.State { return meeting.Of(d.View(one, "")) }

func TestSchedulingGivesNumbersInOrderAndBeginsTheStream(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	d.Must("sec", "meeting schedule", "title", "Consultation", "when", "2028-04-01 09:00 UTC", "mode", "consultation", "length", "3h")
	s := meeting.Of(d.View("meeting/2", ""))
	if s.Number != 2 || s.Title.Text != "Consultation" || s.Mode != meeting.ModeConsultation || s.Length != 3*time.Hour || s.CreatedBy != "sec" {
		t.Errorf("meeting 2 is %+v", s)
	}
	if of(d).Phase != meeting.PhaseScheduled || of(d).Length != meeting.UsualTime {
		t.Errorf("meeting 1 is %+v", of(d))
	}
}

func TestForwardedCallsHoldIdentifiersAlone(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	d.Must("chair", "meeting change", "title", "Secret words")
	for _, e := range d.Effects {
		if e.Send != nil {
			for k, v := range e.Send.Call.Args {
				if k != "meeting" || v != "1" {
					t.Errorf("%s carries %s=%s", e.Send.Call.Path, k, v)
				}
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		key string
		who bot.PersonID
		do  []string
	}{
		"a meeting in the past is refused":             {"meeting.past", "chair", []string{"meeting schedule", "title", "x", "when", "2028-02-01 09:00 UTC"}},
		"a meeting of two minutes is refused":          {"meeting.length", "chair", []string{"meeting schedule", "title", "x", "when", "+2h", "length", "2m"}},
		"a member cannot schedule":                     {"command.not-allowed.leads", "gov1", []string{"meeting schedule", "title", "x", "when", "+2h"}},
		"a change of nothing is refused":               {"meeting.nothing-to-change", "chair", []string{"meeting change"}},
		"a meeting nobody knows cannot be opened":      {"meeting.unknown", "chair", []string{"meeting open", "meeting", "9"}},
		"a member enters nobody else":                  {"meeting.only-yourself", "gov1", []string{"present add", "persons", "gov2"}},
		"an account without a person is told whom":     {"command.not-allowed.anyone", "nobody", []string{"present add"}},
		"going off the record needs an open meeting":   {"meeting.not-open", "chair", []string{"record off"}},
		"a cancel needs a reason":                      {"command.missing", "chair", []string{"meeting cancel"}},
		"two names at once are not a guest":            {"meeting.guest.one", "sec", []string{"guest add", "name", "Ana, Ben"}},
		"a guest whose name is on the roster is known": {"meeting.guest.known", "sec", []string{"guest add", "name", "GOV1"}},
		"a guest nobody named is not marked as here":   {"meeting.guest.unknown", "sec", []string{"guests add", "persons", "Zoe Q"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := scheduled(t)
			said := d.Refused(c.key, c.who, c.do[0], c.do[1:]...)
			if !strings.Contains(said, "Nothing was changed") && !strings.Contains(said, "Nothing would change") {
				t.Errorf("the refusal does not say that nothing was changed: %s", said)
			}
		})
	}
}

func TestNothingGoesOutBeforeItWasSeen(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	before := len(d.Effects)
	preview := d.Must("chair", "meeting invite").Reply
	if len(d.Effects) != before || of(d).Phase != meeting.PhaseScheduled {
		t.Fatal("the preview was sent")
	}
	if said := d.Reply(preview); !strings.Contains(said, "Nothing has been sent") || !strings.Contains(said, "6 people") {
		t.Errorf("the preview says %s", said)
	}
	if _, err := d.Press("chair", bot.Call(preview.Message.Buttons[0].Call)); err != nil {
		t.Fatal(err)
	}
	if of(d).Phase != meeting.PhaseInvited {
		t.Error("not invited")
	}
	if e, _ := meeting.DirectoryOf(d.View(bot.WorkStream, "")).Get("1"); e.Phase != meeting.PhaseInvited {
		t.Error("the directory does not know of the invitation")
	}
	told := audience(d.Effects[before:])
	if diff := cmp.Diff([]string{"chair", "channels", "cs1", "gov1", "gov2", "obs1", "sec"}, told); diff != "" {
		t.Errorf("told (-want +got)\n%s", diff)
	}
}

func audience(effects []bot.Effect) []string {
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

func TestTheInvitationSaysWhenHowAndWhat(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	d.Must("chair", "meeting join", "link", "https://meet.example/xiv")
	d.Must("sec", "meeting paper", "link", "https://docs.example/criteria", "title", "Criteria, version 3", "item", "3")
	d.Must("sec", "meeting paper", "link", "https://docs.example/criteria", "item", "3")
	d.Must("chair", "meeting invite", "really", "yes")
	effect := d.Effects[slices.IndexFunc(d.Effects, func(e bot.Effect) bool { return e.To.Person == "gov1" })]
	want := `# Virtual Meeting XIV
Wednesday 15 March 2028, 13:00 UTC · 2028-03-15 13:00Z for you · 2 h
- Join the meeting <https://meet.example/xiv>
- Paper for item 3: Criteria, version 3 <https://docs.example/criteria>
You can hand in what should be on the agenda: use the button, or write /mag agenda add. You will be told what becomes of it.
[I will be there] present add
[Regrets] regrets add (asks)
[Agenda input …] agenda add (asks)
[Agenda] agenda show
[Calendar] meeting calendar
(Only you see this.)
`
	if diff := cmp.Diff(want, d.Show(one, "gov1", effect)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAChangeAfterTheInvitationIsSeenFirstAndThenToldToAll(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	d.Must("chair", "meeting invite", "really", "yes")
	before := len(d.Effects)
	preview := d.Must("chair", "meeting change", "when", "+3h", "reason", "The building is closed").Reply
	if len(d.Effects) != before || !of(d).Start.Equal(time.Date(2028, 3, 15, 13, 0, 0, 0, time.UTC)) {
		t.Fatal("changed before it was seen")
	}
	d.Now = d.Now.Add(time.Hour) // "+3h" means what was shown, however long it is looked at
	if _, err := d.Press("chair", bot.Call(preview.Message.Buttons[0].Call)); err != nil {
		t.Fatal(err)
	}
	if want := meetingtest.Begin().Add(3 * time.Hour); !of(d).Start.Equal(want) {
		t.Errorf("begins %v, want %v", of(d).Start, want)
	}
	if e, _ := meeting.DirectoryOf(d.View(bot.WorkStream, "")).Get("1"); !e.Start.Equal(of(d).Start) {
		t.Error("the directory was not told")
	}
	if told := audience(d.Effects[before:]); len(told) != 7 {
		t.Errorf("told: %v", told)
	}
}

func TestACancelledMeetingIsToldWithItsReason(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	d.Must("chair", "meeting invite", "really", "yes")
	d.Must("chair", "meeting cancel", "reason", "The host withdrew", "really", "yes")
	if of(d).Phase != meeting.PhaseCancelled {
		t.Fatal("not cancelled")
	}
	said := d.Show(one, "", bot.Effect{Do: bot.Post, Show: "meeting.cancelled"})
	if !strings.Contains(said, "“Virtual Meeting XIV” will not take place") || !strings.Contains(said, "> The host withdrew") {
		t.Error(said)
	}
	d.Refused("meeting.is-cancelled", "chair", "meeting open", "meeting", "1")
	d.Refused("meeting.none-to-open", "chair", "meeting open")
}

func TestOpeningSaysWhoIsHereByGroupAndWhereTheRecordBegins(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	d.Now = time.Date(2028, 3, 15, 12, 50, 0, 0, time.UTC)
	d.Must("gov1", "present add")
	d.Now = d.Now.Add(10 * time.Minute)
	d.Must("chair", "meeting open")
	post := d.Effects[len(d.Effects)-1]
	want := `# Virtual Meeting XIV is open
In the chair: chair
| Group | Here | Seats |
| Civil Society | 0 | 1 |
| Government | 1 | 2 |
| All | 1 | 3 |
Please say that you are here: press the button or type present+. To ask for the floor, type q+ and what about.
· Head of the record before the opening: head-2
[I am here] present add
[Ask for the floor] queue add
[Agenda] agenda show
(Everybody in the channel sees this.)
`
	if diff := cmp.Diff(want, d.Show(one, "", post)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !of(d).IsPresent("chair") || of(d).Chair != "chair" {
		t.Error("the Chair who opened is not here or not in the chair")
	}
}

func TestOneMeetingIsOpenInAChannel(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Must("sec", "meeting schedule", "title", "Second", "when", "+1h")
	d.Refused("meeting.open.taken", "sec", "meeting open", "meeting", "2")
	if decision := d.Must("chair", "meeting open", "meeting", "1"); len(decision.Events) != 0 {
		t.Error("opened twice")
	}
	d.Record(one, bot.Actor{Person: "chair"}, meeting.Closed{})
	d.Record(bot.WorkStream, bot.Actor{}, meeting.Released{ID: "1"})
	d.Must("sec", "meeting open", "meeting", "2")
	if id, _ := meeting.DirectoryOf(d.View(bot.WorkStream, "")).OpenAt(bot.Place{Platform: "room", Channel: "mag", Thread: "t"}); id != "2" {
		t.Errorf("open in the channel: %q", id)
	}
	d.Refused("meeting.open.closed", "chair", "meeting open", "meeting", "1")
}

func TestAMeetingHeldHereAloneDoesNotTakeTheOtherChannels(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "meeting schedule", "title", "All", "when", "+1h")
	d.Place = bot.Place{Platform: "room", Channel: "wg"}
	d.Must("chair", "meeting schedule", "title", "Working group", "when", "+1h", "where", "here")
	d.Must("sec", "meeting open", "meeting", "2")
	d.Place = meetingtest.Channel()
	d.Must("chair", "meeting open", "meeting", "1")
	dir := meeting.DirectoryOf(d.View(bot.WorkStream, ""))
	if _, only := dir.OnlyOpen(); only {
		t.Error("two are open")
	}
	if id, _ := dir.OpenAt(bot.Place{Platform: "room", Channel: "wg"}); id != "2" {
		t.Errorf("in #wg: %q", id)
	}
}

func TestADelayedNoteNeverOpensOrClosesAMeeting(t *testing.T) {
	t.Parallel()
	d := opened(t)
	for _, phase := range []meeting.Phase{meeting.PhaseInvited, meeting.PhaseCancelled, meeting.PhaseClosed} {
		d.Record(bot.WorkStream, bot.Actor{}, meeting.Noted{Facts: of(d).Facts(), Phase: phase})
		if e, _ := meeting.DirectoryOf(d.View(bot.WorkStream, "")).Get("1"); e.Phase != meeting.PhaseOpen || len(e.Places) == 0 {
			t.Errorf("after a note of %s: %+v", phase, e)
		}
	}
}

func TestTheChairPassesByHandOverAlone(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	d.Now = of(d).Start
	d.Must("sec", "meeting open")
	if of(d).Chair != "" {
		t.Errorf("the chair went to %s without a hand-over", of(d).Chair)
	}
	d.Must("sec", "meeting hand-over", "person", "sec")
	d.Must("chair", "present add")
	if len(d.Must("sec", "meeting hand-over", "person", "sec").Events) != 0 {
		t.Error("handed over twice")
	}
	d.Now = d.Now.Add(10 * time.Minute)
	d.Must("sec", "meeting hand-over", "person", "chair")
	d.Must("gov1", "present add")
	d.Refused("meeting.chair.is-here", "sec", "meeting hand-over", "person", "gov1")
	d.Now = d.Now.Add(10 * time.Minute)
	passed := d.Must("chair", "meeting hand-over", "person", "gov1")
	if !slices.ContainsFunc(passed.Effects, func(e bot.Effect) bool { return e.Show == "floor.chair" && e.To.Role == bot.RoleActingChair }) {
		t.Error("what the Chair alone sees does not move with the chair")
	}
	if said := d.Show(one, "gov1", passed.Effects[0]); !strings.HasPrefix(said, "You hold the chair of “Virtual Meeting XIV” now.") {
		t.Error(said)
	}
	if !d.View(one, "gov1").Reader.Has(bot.RoleActingChair) {
		t.Error("the deputy has no right to chair")
	}
	d.Must("chair", "meeting take-back")
	var held []string
	for _, c := range of(d).Chairs {
		held = append(held, string(c.Person))
	}
	if diff := cmp.Diff([]string{"sec", "chair", "gov1", "chair"}, held); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	said := d.Show(one, "", bot.Effect{Do: bot.Post, Show: "meeting.chair"})
	if !strings.HasPrefix(said, "chair holds the chair now, after gov1.") {
		t.Error(said)
	}
}

func TestAGuestCannotHoldTheChair(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Must("sec", "guest add", "name", "Ana Phone")
	d.Refused("meeting.chair.no-role", "chair", "meeting hand-over", "person", "Ana Phone")
}

func TestTheSecretariatTakesTheChairWhenTheChairIsGone(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Refused("meeting.chair.is-here", "sec", "meeting hand-over", "person", "sec")
	d.Must("sec", "present remove", "persons", "chair")
	d.Must("sec", "meeting hand-over", "person", "sec")
	if of(d).Chair != "sec" {
		t.Errorf("in the chair: %s", of(d).Chair)
	}
}

func TestAttendance(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	d.Must("cs1", "present add") // two weeks before: their word to come
	if len(of(d).Here()) != 0 || !slices.Contains(of(d).Expects, "cs1") {
		t.Fatal("somebody is here two weeks before the meeting")
	}
	d.Must("gov2", "regrets add", "note", "travelling")
	d.Now = of(d).Start
	d.Must("chair", "meeting open")
	d.Now = d.Now.Add(meeting.LateAfter)
	d.Must("cs1", "present add")
	d.Now = d.Now.Add(time.Minute)
	d.Must("sec", "present add", "persons", "gov1, obs1")
	d.Must("sec", "guest add", "name", "Ana Phone", "group", "Private Sector")
	d.Must("gov1", "present add") // once more changes nothing
	want := `# Attendance of Virtual Meeting XIV
| Group | Here | Seats |
| Civil Society | 1 | 1 |
| Government | 1 | 2 |
| All | 2 | 3 |
- Chair and Secretariat: chair
- Members: cs1 (Civil Society); gov1 (Government), came 13:06 UTC, entered by sec
- Observers: obs1, came 13:06 UTC, entered by sec
- Guests: Ana Phone (Private Sector), came 13:06 UTC, entered by sec
- Regrets: gov2 “travelling”
(Only you see this.)
`
	if diff := cmp.Diff(want, d.Reply(d.Must("gov1", "attendance").Reply)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	d.Must("gov2", "regrets remove")
	if said := d.Reply(d.Must("chair", "attendance").Reply); !strings.Contains(said, "- Not here and no word (1): gov2") {
		t.Errorf("the Chair does not see who is missing:\n%s", said)
	}
	if said := d.Reply(d.Must("gov1", "attendance").Reply); strings.Contains(said, "no word") {
		t.Errorf("a member sees who is missing:\n%s", said)
	}
}

// A sign that one comes, such as interest in an event, can be taken back by taking
// the sign back, unless the person has said something since; it says of nobody that
// they are here.
func TestASignThatOneComesCanBeTakenBack(t *testing.T) {
	t.Parallel()
	const sign = "way"
	for name, c := range map[string]struct {
		said [][]string // by gov1, in order
		want bool       // gov1 is expected
		by   string
	}{
		"the sign":                              {[][]string{{"present add", sign, "event"}}, true, "event"},
		"the sign and back":                     {[][]string{{"present add", sign, "event"}, {"present remove", sign, "event"}}, false, ""},
		"and again":                             {[][]string{{"present add", sign, "event"}, {"present remove", sign, "event"}, {"present add", sign, "event"}}, true, "event"},
		"in words before":                       {[][]string{{"present add"}, {"present add", sign, "event"}, {"present remove", sign, "event"}}, true, ""},
		"in words since":                        {[][]string{{"present add", sign, "event"}, {"present add"}, {"present remove", sign, "event"}}, true, ""},
		"late since":                            {[][]string{{"present add", sign, "event"}, {"late add"}, {"present remove", sign, "event"}}, true, ""},
		"regrets since":                         {[][]string{{"present add", sign, "event"}, {"regrets add"}, {"present remove", sign, "event"}}, false, ""},
		"another sign":                          {[][]string{{"present add", sign, "event"}, {"present remove", sign, "other"}}, true, "event"},
		"no sign was given":                     {[][]string{{"present remove", sign, "event"}}, false, ""},
		"a word is taken back in words as well": {[][]string{{"present add"}, {"present remove"}}, false, ""},
		"and so is a sign":                      {[][]string{{"present add", sign, "event"}, {"present remove"}}, false, ""},
	} {
		for at, before := range map[string]time.Duration{"long before": 48 * time.Hour, "just before": 10 * time.Minute} {
			t.Run(name+", "+at, func(t *testing.T) {
				t.Parallel()
				d := scheduled(t)
				d.Now = of(d).Start.Add(-before)
				for _, call := range c.said {
					d.Must("gov1", call[0], call[1:]...)
				}
				here := of(d).IsPresent("gov1")
				if got := slices.Contains(of(d).Expects, "gov1"); got != c.want && !here || of(d).Ways["gov1"] != c.by {
					t.Errorf("expected: %t, by %q", got, of(d).Ways["gov1"])
				}
				if here != (before < meeting.EarlyFrom && strings.HasPrefix(name, "in words")) {
					t.Errorf("here: %t", here)
				}
			})
		}
	}
	d := opened(t)
	d.Refused("meeting.sign-too-late", "gov1", "present add", sign, "event")
	d.Must("gov1", "present add")
	d.Must("gov1", "present remove", sign, "event")
	if !of(d).IsPresent("gov1") {
		t.Error("who is here has left by taking a sign back")
	}
}

func TestWhoComesBackIsNotLate(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Must("gov1", "present add")
	d.Must("gov1", "present remove")
	d.Now = d.Now.Add(time.Hour)
	d.Must("gov1", "present add")
	if here := of(d).Here(); len(here) != 2 || here[1].Late {
		t.Errorf("here: %+v", here)
	}
}

func TestRegretsEndWhenThePersonComes(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	d.Must("gov1", "regrets add")
	if len(d.Must("gov1", "regrets add").Events) != 0 {
		t.Error("regrets twice")
	}
	d.Now = of(d).Start
	d.Must("chair", "meeting open")
	d.Must("gov1", "late add", "note", "ten minutes")
	if of(d).HasRegrets("gov1") || len(of(d).Late) != 1 {
		t.Error("who comes late has no regrets")
	}
	if missing := meeting.Missing(d.View("meeting/1", "chair")); slices.Contains(missing, "gov1") {
		t.Errorf("who said that they come late is missing without a word: %v", missing)
	}
	d.Must("gov1", "present add")
	d.Must("gov1", "present remove")
	if missing := meeting.Missing(d.View("meeting/1", "chair")); !slices.Contains(missing, "gov1") {
		t.Errorf("who came late and left is not here, and said nothing of it: %v", missing)
	}
	d.Must("gov1", "present add")
	d.Refused("meeting.regrets.is-here", "gov1", "regrets add")
	d.Refused("meeting.late.is-here", "gov1", "late add")
}

func TestStretchesOffTheRecordAreKept(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.Must("chair", "record off")
	if len(d.Must("sec", "record off").Events) != 0 {
		t.Error("off twice")
	}
	off := d.Now
	d.Now = d.Now.Add(2 * time.Minute)
	if !of(d).OffRecord || !of(d).OffRecordAt(off.Add(time.Minute)) {
		t.Error("not off the record")
	}
	d.Must("sec", "record on")
	p := of(d).Pauses
	if len(p) != 1 || p[0].By != "chair" || p[0].Back != "sec" || p[0].To.Sub(p[0].From) != 2*time.Minute || of(d).OffRecord {
		t.Errorf("pauses: %+v", p)
	}
	if of(d).OffRecordAt(d.Now) {
		t.Error("still off the record")
	}
}

func TestReopeningAfterABreatherKeepsWhoWasHere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after time.Duration
		here  int
	}{
		"at once: everybody is still here":        {time.Minute, 2},
		"a day later: presence is taken anew":     {24 * time.Hour, 0},
		"at the very end of it: still a breather": {meeting.Breather, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := opened(t)
			d.Must("gov1", "present add")
			d.Must("gov2", "present add")
			d.Must("gov2", "present remove")
			d.Now = d.Now.Add(time.Hour)
			d.Record(one, bot.Actor{}, meeting.Closed{})
			if len(of(d).Here()) != 0 || of(d).Phase != meeting.PhaseClosed {
				t.Fatal("somebody is left")
			}
			d.Now = d.Now.Add(c.after)
			d.Record(one, bot.Actor{}, meeting.Reopened{})
			if n := len(of(d).Here()); n != c.here {
				t.Errorf("%d here, want %d", n, c.here)
			}
			if len(of(d).Sittings) != 2 || !of(d).ClosedAt.IsZero() || of(d).OpenedAt.IsZero() {
				t.Errorf("sittings %+v", of(d).Sittings)
			}
		})
	}
}

func TestInAnArchivePresenceNeedsNoOpening(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Archive = true
	d.Must("gov1", "present add", "persons", "gov2, cs1")
	d.Must("gov1", "regrets add", "persons", "obs1")
	d.Must("gov1", "guests add", "persons", "sec, sec")
	if here := of(d).Here(); len(here) != 3 || here[2].Seat != meeting.SeatGuest {
		t.Errorf("here: %+v", here)
	}
	if !of(d).HasRegrets("obs1") {
		t.Error("regrets are lost")
	}
	d.Record(one, bot.Actor{}, meeting.Opened{})
	d.Must("gov1", "record off")
	if !of(d).OffRecord || !of(d).IsOpen() {
		t.Error("not open and off the record")
	}
}

func TestWhatIsDeferredNeverGoesToAForgottenMeeting(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	d.Must("chair", "meeting schedule", "title", "XV", "when", "2028-04-15 13:00 UTC")
	dir := meeting.DirectoryOf(d.View(bot.WorkStream, ""))
	for name, c := range map[string]struct {
		after bot.MeetingID
		now   time.Time
		want  bot.MeetingID
	}{
		"the one after":                 {"1", d.Now, "2"},
		"none after the last":           {"2", d.Now, ""},
		"none that was never held":      {"1", time.Date(2028, 4, 17, 0, 0, 0, 0, time.UTC), ""},
		"the first for what has no own": {"", d.Now, "1"},
	} {
		if got, ok := dir.NextAfter(c.after, c.now); got.ID != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q", name, got.ID)
		}
	}
	if next, _ := dir.Next(time.Date(2028, 3, 17, 0, 0, 0, 0, time.UTC)); next.ID != "2" {
		t.Errorf("a forgotten meeting comes before %q", next.ID)
	}
	if last, ok := dir.Last(); ok {
		t.Errorf("the last meeting is %q before any was held", last.ID)
	}
}

func TestANewLinkIsShownAtOnceWhileTheMeetingIsOpen(t *testing.T) {
	t.Parallel()
	d := opened(t)
	decision := d.Must("sec", "meeting join", "link", "https://meet.example/other")
	i := slices.IndexFunc(decision.Effects, func(e bot.Effect) bool { return e.Do == bot.Post })
	if i < 0 || !strings.Contains(d.Show(one, "", decision.Effects[i]), "Join the meeting <https://meet.example/other>") {
		t.Errorf("effects: %v", decision.Effects)
	}
	if len(d.Must("sec", "meeting join", "link", "https://meet.example/other").Events) != 0 {
		t.Error("set twice")
	}
	d.Must("chair", "meeting mode", "mode", "consultation")
	if of(d).Mode != meeting.ModeConsultation || len(d.Must("chair", "meeting mode", "mode", "consultation").Events) != 0 {
		t.Errorf("mode: %s", of(d).Mode)
	}
}

func TestClosingFreesTheChannelsOnce(t *testing.T) {
	t.Parallel()
	d := opened(t)
	effect := meeting.Release(d.View(one, "chair"))
	d.Record(one, bot.Actor{}, meeting.Closed{})
	for range 2 {
		d.Forward(effect.Send.Stream, effect.Send.Call)
	}
	if n := len(slices.DeleteFunc(d.Kinds(bot.WorkStream), func(k string) bool { return k != "meeting.released.v1" })); n != 1 {
		t.Errorf("released %d times", n)
	}
	d.Refused("meeting.attendance-is-over", "gov1", "present add", "meeting", "1")
}

func TestTheListShowsEveryMeetingWithItsState(t *testing.T) {
	t.Parallel()
	d := desk(t)
	if said := d.Reply(d.Must("gov1", "meeting list").Reply); !strings.HasPrefix(said, "No meeting is planned yet.") {
		t.Error(said)
	}
	d = opened(t)
	want := `# Meetings
| No. | Title | When | State |
| 1 | Virtual Meeting XIV | Wednesday 15 March 2028, 13:00 UTC · 2028-03-15 13:00Z | open |
(Only you see this.)
`
	if diff := cmp.Diff(want, d.Reply(d.Must("gov1", "meeting list").Reply)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if said := d.Reply(d.Must("gov1", "meeting show").Reply); !strings.Contains(said, "· open · In the chair: chair") {
		t.Error(said)
	}
}

func TestTheScheduleAnswerOffersTheInvitation(t *testing.T) {
	t.Parallel()
	d := desk(t)
	reply := d.Must("chair", "meeting schedule", "title", "XIV", "when", "+2h").Reply
	if reply.Message == nil || !slices.ContainsFunc(reply.Message.Buttons, func(b chat.Button) bool {
		return b.Call.Path == "meeting invite" && b.Call.Args["meeting"] == "1"
	}) {
		t.Errorf("reply: %s", d.Reply(reply))
	}
}

func TestADeputyOpensTheMeetingWhoseChairTheyHoldAndNamesGuests(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	d.Must("chair", "meeting schedule", "title", "Consultation", "when", "2028-04-01 09:00 UTC")
	d.Refused("command.not-allowed.leads", "gov1", "meeting open")
	d.Must("sec", "meeting hand-over", "person", "gov1")
	d.Now = time.Date(2028, 3, 15, 13, 0, 0, 0, time.UTC)
	d.Refused("command.not-allowed.leads", "gov2", "meeting open")
	d.Refused("command.not-allowed.leads", "gov1", "meeting open", "meeting", "2")
	d.Refused("command.not-allowed.chair", "gov1", "meeting take-back")
	d.Must("gov1", "meeting open")
	if s := of(d); !s.IsOpen() || s.Chair != "gov1" || s.Sittings[0].By != "gov1" {
		t.Errorf("the meeting is %+v", s)
	}
	d.Must("gov1", "guest add", "name", "Ana on the phone")
	if here := of(d).Here(); len(here) != 2 || here[1].Seat != meeting.SeatGuest || here[1].By != "gov1" {
		t.Errorf("here: %+v", here)
	}
	d.Must("gov1", "meeting hand-over", "person", "gov2")
	d.Refused("command.not-allowed.leads", "gov1", "guest add", "name", "Ben on the phone")
}

func TestTheOpeningCountsWhoSaidTheyCome(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	for _, p := range []bot.PersonID{"gov1", "gov2", "cs1", "obs1"} {
		d.Must(p, "present add")
	}
	d.Must("gov2", "regrets add")
	d.Now = time.Date(2028, 3, 15, 12, 55, 0, 0, time.UTC)
	d.Must("cs1", "present add")
	lines := meeting.ByGroup(d.View(one, ""))
	want := []meeting.GroupLine{{Group: "Civil Society", Here: 1, Seats: 1}, {Group: "Government", Coming: 1, Seats: 2}}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	d.Must("chair", "meeting open")
	said := d.Show(one, "", bot.Effect{Show: "meeting.opened"})
	if !strings.Contains(said, "Said they come") {
		t.Errorf("the opening says %s", said)
	}
	d.Must("gov1", "present add")
	if said := d.Show(one, "", bot.Effect{Show: "meeting.opened"}); strings.Contains(said, "Said they come") {
		t.Errorf("all who said so are here, and it says %s", said)
	}
}

func TestAMeetingWithoutALinkHasThatOfTheCommunity(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	d.Record(bot.CommunityStream, bot.Actor{Self: bot.ByCommand},
		community.Set{Setting: community.Join, Value: bot.Write("", "https://meet.example/all")})
	d.Must("sec", "meeting paper", "link", "https://example.org/p1", "title", "Draft rules")
	d.Must("sec", "meeting paper", "link", "https://example.org/p2", "title", "Criteria", "item", "2")
	d.Now = time.Date(2028, 3, 15, 13, 0, 0, 0, time.UTC)
	d.Must("chair", "meeting open")
	for _, show := range []string{"meeting.invitation", "meeting.changed", "meeting.opened"} {
		said := d.Show(one, "", bot.Effect{Show: show})
		for _, want := range []string{"https://meet.example/all", "https://example.org/p1", "Paper for item 2:", "https://example.org/p2"} {
			if !strings.Contains(said, want) {
				t.Errorf("%s says nothing of %s: %s", show, want, said)
			}
		}
	}
	d.Must("sec", "meeting join", "link", "https://meet.example/own")
	if said := d.Show(one, "", bot.Effect{Show: "meeting.invitation"}); strings.Contains(said, "/all") || !strings.Contains(said, "/own") {
		t.Errorf("with a link of its own: %s", said)
	}
}

func TestAChangeThatPeopleAreToldOfHasAReason(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	d.Must("chair", "meeting change", "when", "2028-03-16 13:00 UTC") // nobody was told of it yet
	d.Must("chair", "meeting invite", "really", "yes")
	d.Refused("meeting.change-reason", "chair", "meeting change", "when", "2028-03-17 13:00 UTC", "really", "yes")
	before := len(d.Effects)
	d.Must("chair", "meeting change", "when", "2028-03-17 13:00 UTC", "reason", "The building is closed", "really", "yes")
	said := ""
	for _, e := range d.Effects[before:] {
		if e.To.Person == "gov1" {
			said = d.Show(one, "gov1", e)
		}
	}
	if !strings.Contains(said, "> The building is closed") || !strings.Contains(said, "17 March 2028") {
		t.Errorf("told: %s", said)
	}
	s := of(d)
	if s.Revision != 2 || !s.MovedAt.Equal(d.Now) || !s.InvitedAt.Equal(d.Now) || s.Changed.By != "chair" {
		t.Errorf("%+v", s)
	}
	d.Must("chair", "meeting change", "title", "Meeting 14", "reason", "x", "really", "yes")
	if of(d).Revision != 2 {
		t.Error("a new title is taken for a new time")
	}
}

func TestAModeratorWhoIsNoMemberIsNoObserver(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Community(role("mod", bot.RoleModerator), role("both", bot.RoleModerator, bot.RoleMember))
	d.Must("chair", "meeting schedule", "title", "Virtual Meeting XIV", "when", "2028-03-15 13:00 UTC")
	d.Now = time.Date(2028, 3, 15, 13, 0, 0, 0, time.UTC)
	d.Must("chair", "meeting open")
	d.Must("mod", "present add")
	d.Must("both", "present add")
	said := d.Reply(d.Must("chair", "attendance").Reply)
	if !strings.Contains(said, "- Moderators: mod\n") || strings.Contains(said, "Observers") || !strings.Contains(said, "- Members: both") {
		t.Error(said)
	}
}

// The focal point is the Secretariat's person, also where the roster gives no other role. Who
// leads a working group and is no member of the body sits with the observers.
func TestTheFocalPointSitsWithTheSecretariat(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Community(
		role("fay", bot.RoleFocalPoint), role("max", bot.RoleFocalPoint, bot.RoleMember),
		role("wil", bot.RoleWorkingGroup), role("wim", bot.RoleWorkingGroup, bot.RoleMember),
	)
	for person, want := range map[bot.PersonID]meeting.Seat{
		"fay": meeting.SeatSecretariat, "max": meeting.SeatMember, "wil": meeting.SeatObserver, "wim": meeting.SeatMember,
	} {
		if got := meeting.SeatOf(d.View(bot.CommunityStream, "chair"), person); got != want {
			t.Errorf("%s sits as %q, want %q", person, got, want)
		}
	}
}

func TestOpeningLongBeforeItsTimeIsRemarkedOn(t *testing.T) {
	t.Parallel()
	for before, remarked := range map[time.Duration]bool{24 * time.Hour: true, time.Hour: false, 0: false} {
		d := scheduled(t)
		d.Now = time.Date(2028, 3, 15, 13, 0, 0, 0, time.UTC).Add(-before)
		said := d.Reply(d.Must("chair", "meeting open").Reply)
		if got := strings.Contains(said, "It is planned for Wednesday 15 March 2028, 13:00 UTC"); got != remarked {
			t.Errorf("%s before: %s", before, said)
		}
	}
}

func TestATimeIsWrittenOnceForWhoseClockShowsUTC(t *testing.T) {
	t.Parallel()
	d := scheduled(t)
	start := time.Date(2028, 3, 15, 13, 0, 0, 0, time.UTC)
	spans := func(zone string) int {
		d.Record(bot.CommunityStream, bot.Actor{}, roster.PersonChanged{Person: "gov1", Facts: roster.Facts{Zone: &zone}})
		return len(meeting.WhenLine(d.View(one, "gov1"), start, 0))
	}
	if n := spans("Africa/Accra"); n != 1 {
		t.Errorf("%d spans in Accra", n)
	}
	if n := spans("Europe/Zurich"); n != 4 {
		t.Errorf("%d spans in Zurich", n)
	}
	if n := len(meeting.WhenLine(d.View(one, ""), start, 0)); n != 4 {
		t.Errorf("%d spans for a channel", n)
	}
}
