package reminder_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda"
	"magbot/bot/chat"
	"magbot/bot/community"
	"magbot/bot/cycle"
	"magbot/bot/meeting"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/minutes"
	"magbot/bot/reminder"
	"magbot/bot/roster"
	"magbot/bot/series"
)

// desk is a community of a Chair, a Secretariat and members in three zones,
// with everything that has dates.
func desk(t meetingtest.TB, more ...reminder.Source) *meetingtest.Desk {
	t.Helper()
	r := reminder.New(more...)
	d := meetingtest.New(t,
		meetingtest.Feature{Words: os.DirFS("../house")},
		meetingtest.Feature{Events: series.Events(), Apply: series.Apply, Commands: series.Commands(), Shows: series.Shows(), Due: series.Due, Words: series.Words},
		meetingtest.Feature{Events: agenda.Events(), Apply: agenda.Apply, Commands: agenda.Commands(), Shows: agenda.Shows(), Words: agenda.Words},
		meetingtest.Feature{Events: action.Events(), Apply: action.Apply, Commands: action.Commands(), Shows: action.Shows(), Words: action.Words},
		meetingtest.Feature{Events: minutes.Events(), Apply: minutes.Apply, Words: minutes.Words},
		meetingtest.Feature{Events: cycle.Events(), Apply: cycle.Apply, Commands: cycle.Commands(), Shows: cycle.Shows(), Words: cycle.Words},
		meetingtest.Feature{Events: reminder.Events(), Apply: reminder.Apply, Commands: r.Commands(), Shows: r.Shows(), Due: r.Due, Words: reminder.Words},
	)
	d.Community(
		meetingtest.Person{ID: "chair", Roles: []bot.Role{bot.RoleChair}}, meetingtest.Person{ID: "sec", Roles: []bot.Role{bot.RoleSecretariat}},
		meetingtest.Member("gov1", "Government"), meetingtest.Member("cs1", "Civil Society"),
	)
	for who, name := range map[bot.PersonID]string{"chair": "Europe/Zurich", "gov1": "Asia/Tokyo", "cs1": "America/New_York"} {
		d.Record(bot.CommunityStream, bot.Actor{Person: who}, roster.PersonChanged{Person: who, Facts: roster.Facts{Zone: &name}})
	}
	return d
}

const one = bot.StreamID("meeting/1")

// invited is a meeting on 15 March 2028 at 13:00 UTC that people are invited
// to two weeks and an hour ahead.
func invited(t meetingtest.TB, more ...reminder.Source) *meetingtest.Desk {
	t.Helper()
	d := desk(t, more...)
	d.Must("chair", "meeting schedule", "title", "Virtual Meeting XIV", "when", "2028-03-15 13:00 UTC")
	d.Must("chair", "meeting invite", "really", "yes")
	return d
}

func start() time.Time { return time.Date(2028, 3, 15, 13, 0, 0, 0, time.UTC) }

// jump is a clock that stood still, or was set.
func jump(d *meetingtest.Desk, to time.Time) {
	d.T.Helper()
	d.Now = to
	d.Clock()
}

// reminders writes what the record holds of reminders: slot, and how it went.
func reminders(d *meetingtest.Desk, stream bot.StreamID) []string {
	var all []string
	for _, r := range d.Log(stream) {
		for _, raw := range r.Events {
			for _, kind := range reminder.Events() {
				if kind.Kind != raw.Kind {
					continue
				}
				e, err := kind.Decode(raw.Body, func(*bot.Words) error { return nil })
				if err != nil {
					d.T.Fatalf("%v", err)
				}
				switch e := e.(type) {
				case reminder.Sent:
					said := e.Slot
					if e.Late {
						said += " late"
					}
					if e.By != "" {
						said += " by " + e.By
					}
					all = append(all, said)
				case reminder.Missed:
					all = append(all, e.Slot+" missed")
				}
			}
		}
	}
	return all
}

// told lists who was told by what, since so many effects.
func told(effects []bot.Effect, show string) []string {
	var who []string
	for _, e := range effects {
		switch {
		case e.Show != show:
		case e.To.Person != "":
			who = append(who, string(e.To.Person))
		case e.To.Role != "":
			who = append(who, string(e.To.Role))
		default:
			who = append(who, "channel")
		}
	}
	slices.Sort(who)
	return who
}

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got)\n%s", what, diff)
	}
}

func TestEachReminderIsSentOnceAndInTime(t *testing.T) {
	t.Parallel()
	d := invited(t)
	d.RunTo(start().Add(time.Hour))
	same(t, "reminders", []string{"meeting/1/0/14d", "meeting/1/0/3d", "meeting/1/0/24h", "meeting/1/0/1h", "meeting/1/0/10m"}, reminders(d, one))
	same(t, "told", 5*5, len(told(d.Effects, "reminder.told")))
}

func TestWhatIsSetLateMissesNothing(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Now = start().Add(-2 * time.Hour)
	d.Must("chair", "meeting schedule", "title", "Urgent", "when", "2028-03-15 13:00 UTC")
	d.Must("chair", "meeting invite", "really", "yes")
	d.RunTo(start())
	same(t, "reminders", []string{"meeting/1/0/1h", "meeting/1/0/10m"}, reminders(d, one))
}

func TestNobodyIsRemindedOfWhatTheyWereNotInvitedTo(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "meeting schedule", "title", "Draft", "when", "2028-03-15 13:00 UTC")
	d.RunTo(start())
	same(t, "reminders", 0, len(reminders(d, one)))
}

func TestLateByHalfAnHourIsSentAndLaterIsMissed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule string
		late time.Duration
		want string
	}{
		{"in time", 30 * time.Second, "meeting/1/0/3d"},
		{"late, and it says so", 29 * time.Minute, "meeting/1/0/3d late"},
		{"exactly half an hour", 30 * time.Minute, "meeting/1/0/3d late"},
		{"later is missed", 30*time.Minute + time.Second, "meeting/1/0/3d missed"},
		{"two days later is missed", 36 * time.Hour, "meeting/1/0/3d missed"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			d := invited(t)
			jump(d, start().AddDate(0, 0, -14))
			before := len(d.Effects)
			jump(d, start().AddDate(0, 0, -3).Add(c.late))
			same(t, "reminders", []string{"meeting/1/0/14d", c.want}, reminders(d, one))
			sent, missed := told(d.Effects[before:], "reminder.told"), told(d.Effects[before:], "reminder.missed")
			if strings.HasSuffix(c.want, "missed") {
				same(t, "the Chair is told", []string{"acting-chair"}, missed)
				same(t, "nobody else", 0, len(sent))
				said := d.Show(one, "chair", d.Effects[len(d.Effects)-1])
				if !strings.Contains(said, "1 reminder came too late") || !strings.Contains(said, "“Virtual Meeting XIV”, 3d before") {
					t.Errorf("told: %s", said)
				}
				return
			}
			same(t, "everybody is told", []string{"chair", "channel", "cs1", "gov1", "sec"}, sent)
			said := d.Show(one, "gov1", d.Effects[before])
			if strings.Contains(said, "This reminder is late") != strings.HasSuffix(c.want, "late") {
				t.Errorf("told: %s", said)
			}
		})
	}
}

func TestADowntimeOverTheWholeMeetingIsToldOnce(t *testing.T) {
	t.Parallel()
	d := invited(t)
	jump(d, start().AddDate(0, 0, -14))
	before := len(d.Effects)
	jump(d, start().AddDate(0, 0, 2))
	same(t, "reminders", []string{
		"meeting/1/0/14d", "meeting/1/0/3d missed", "meeting/1/0/24h missed", "meeting/1/0/1h missed", "meeting/1/0/10m missed",
	}, reminders(d, one))
	same(t, "told", []string{"acting-chair"}, told(d.Effects[before:], "reminder.missed"))
	jump(d, start().AddDate(1, 0, 0))
	same(t, "nothing later", 5, len(reminders(d, one)))
}

func TestAClockThatIsSetBackRepeatsNothing(t *testing.T) {
	t.Parallel()
	d := invited(t)
	d.RunTo(start().Add(-30 * time.Minute))
	want := reminders(d, one)
	jump(d, start().AddDate(0, 0, -13))
	d.RunTo(start().Add(-20 * time.Minute))
	same(t, "reminders", want, reminders(d, one))
	d.RunTo(start())
	same(t, "and the rest", len(want)+1, len(reminders(d, one)))
}

func TestAMovedMeetingIsANewOccasion(t *testing.T) {
	t.Parallel()
	d := invited(t)
	d.RunTo(start().AddDate(0, 0, -2))
	d.Must("chair", "meeting change", "when", "2028-03-22 13:00 UTC", "reason", "A holiday", "really", "yes")
	last := d.Effects[len(d.Effects)-1]
	d.RunTo(start().AddDate(0, 0, 8))
	same(t, "reminders", []string{
		"meeting/1/0/14d", "meeting/1/0/3d", "meeting/1/1/3d", "meeting/1/1/24h", "meeting/1/1/1h", "meeting/1/1/10m",
	}, reminders(d, one))
	if said := d.Show(one, "gov1", last); !strings.Contains(said, "A holiday") {
		t.Errorf("the change was told as %s", said)
	}
	old := bot.Effect{Do: bot.Direct, Show: "reminder.told", To: bot.ToPerson("gov1"), With: map[string]string{"occasion": "meeting/1/0"}}
	if said := d.Show(one, "gov1", old); said != "" {
		t.Errorf("of the old time it still says %s", said)
	}
}

func TestACancelledMeetingRemindsNobody(t *testing.T) {
	t.Parallel()
	d := invited(t)
	jump(d, start().AddDate(0, 0, -14))
	d.Must("chair", "meeting cancel", "reason", "x", "really", "yes")
	d.RunTo(start())
	same(t, "reminders", []string{"meeting/1/0/14d"}, reminders(d, one))
}

func TestWishesOfTheReader(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule string
		do   [][]string
		want []string // told directly, one hour before
	}{
		{"everybody until they say otherwise", nil, []string{"chair", "channel", "cs1", "gov1", "sec"}},
		{"no reminders at all", [][]string{{"remind me", "answer", "off"}}, []string{"chair", "channel", "gov1", "sec"}},
		{"none of meetings", [][]string{{"remind me", "answer", "off", "of", "meeting"}}, []string{"chair", "channel", "gov1", "sec"}},
		{"none of actions", [][]string{{"remind me", "answer", "off", "of", "action"}}, []string{"chair", "channel", "cs1", "gov1", "sec"}},
		{"again", [][]string{{"remind me", "answer", "off"}, {"remind me", "answer", "on"}}, []string{"chair", "channel", "cs1", "gov1", "sec"}},
		{"nothing but meetings", [][]string{{"remind me", "answer", "off"}, {"remind me", "answer", "on", "of", "meeting"}}, []string{"chair", "channel", "cs1", "gov1", "sec"}},
		{"nothing but ballots", [][]string{{"remind me", "answer", "off"}, {"remind me", "answer", "on", "of", "ballot"}}, []string{"chair", "channel", "gov1", "sec"}},
		{"regrets", [][]string{{"regrets add"}}, []string{"chair", "channel", "gov1", "sec"}},
		// 08:00 in New York, 09:00 is the meeting
		{"quiet hours that end after the meeting", [][]string{{"remind quiet", "hours", "22:00-10:00"}}, []string{"chair", "channel", "gov1", "sec"}},
		{"quiet hours at another time", [][]string{{"remind quiet", "hours", "22:00-07:00"}}, []string{"chair", "channel", "cs1", "gov1", "sec"}},
		{"no quiet hours again", [][]string{{"remind quiet", "hours", "22:00-10:00"}, {"remind quiet", "hours", "none"}}, []string{"chair", "channel", "cs1", "gov1", "sec"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			d := invited(t)
			for _, do := range c.do {
				d.Must("cs1", do[0], do[1:]...)
			}
			jump(d, start().Add(-61*time.Minute))
			before := len(d.Effects)
			jump(d, start().Add(-time.Hour))
			same(t, "told", c.want, told(d.Effects[before:], "reminder.told"))
		})
	}
}

func TestInQuietHoursAReminderWaitsForTheirEnd(t *testing.T) {
	t.Parallel()
	d := invited(t)
	d.Must("gov1", "remind quiet", "hours", "21:00 - 08:00") // 13:00 UTC is 22:00 in Tokyo
	jump(d, start().AddDate(0, 0, -3))
	if got := told(d.Effects, "reminder.told"); slices.Contains(got, "gov1") {
		t.Fatalf("disturbed: %v", got)
	}
	before := len(d.Effects)
	jump(d, time.Date(2028, 3, 12, 22, 59, 0, 0, time.UTC))
	same(t, "not yet", 0, len(told(d.Effects[before:], "reminder.told")))
	jump(d, time.Date(2028, 3, 12, 23, 0, 0, 0, time.UTC))
	same(t, "at 08:00 in Tokyo", []string{"gov1"}, told(d.Effects[before:], "reminder.told"))
	if said := d.Show(one, "gov1", d.Effects[len(d.Effects)-1]); !strings.Contains(said, "in 3 days") {
		t.Errorf("told: %s", said)
	}
	jump(d, start().Add(-10*time.Minute))
	if n := strings.Count(strings.Join(reminders(d, one), "\n"), "/held/"); n != 1 { // that of 24h was missed before it could wait
		t.Errorf("%v", reminders(d, one))
	}
}

// What was true in the evening need not be so in the morning.
func TestWhatWaitedIsForThoseWhomItStillConcerns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule string
		do   []string
		want int
	}{
		{"nothing has changed", nil, 1},
		{"regrets were sent", []string{"regrets add"}, 0},
		{"no reminders are wanted any more", []string{"remind me", "answer", "off"}, 0},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			d := invited(t)
			d.Must("gov1", "remind quiet", "hours", "21:00-08:00")
			jump(d, start().AddDate(0, 0, -3))
			if c.do != nil {
				d.Must("gov1", c.do[0], c.do[1:]...)
			}
			before := len(d.Effects)
			jump(d, time.Date(2028, 3, 12, 23, 10, 0, 0, time.UTC))
			same(t, "told", c.want, len(told(d.Effects[before:], "reminder.told")))
			if c.want > 0 {
				if said := d.Show(one, "gov1", d.Effects[before]); !strings.Contains(said, "This reminder is late") {
					t.Errorf("ten minutes late: %s", said)
				}
			}
		})
	}
}

func TestQuietHoursThatAreMadeLongerHoldWhatWaits(t *testing.T) {
	t.Parallel()
	d := invited(t)
	d.Must("gov1", "remind quiet", "hours", "21:00-08:00")
	d.Must("sec", "remind quiet", "hours", "12:00-00:30") // in UTC: they wait for the same instant in the end
	jump(d, start().AddDate(0, 0, -3))                    // 22:00 in Tokyo
	d.Must("gov1", "remind quiet", "hours", "21:00-09:30")
	before := len(d.Effects)
	jump(d, time.Date(2028, 3, 12, 23, 0, 0, 0, time.UTC)) // 08:00
	same(t, "at eight", 0, len(told(d.Effects[before:], "reminder.told")))
	jump(d, time.Date(2028, 3, 13, 0, 30, 0, 0, time.UTC))
	same(t, "at half past nine", []string{"gov1", "sec"}, told(d.Effects[before:], "reminder.told"))
	before = len(d.Effects)
	d.RunTo(time.Date(2028, 3, 14, 0, 0, 0, 0, time.UTC))
	same(t, "and once", 0, len(told(d.Effects[before:], "reminder.told")))
}

func TestWhatWaitedAndIsMissedIsSaidSo(t *testing.T) {
	t.Parallel()
	d := invited(t)
	d.Must("gov1", "remind quiet", "hours", "21:00-08:00")
	jump(d, start().AddDate(0, 0, -3))
	before := len(d.Effects)
	jump(d, time.Date(2028, 3, 13, 2, 0, 0, 0, time.UTC))
	same(t, "the Chair is told", []string{"acting-chair"}, told(d.Effects[before:], "reminder.missed"))
	if said := d.Show(one, "chair", d.Effects[before]); !strings.Contains(said, "“Virtual Meeting XIV”, 3d before (for 1 person whose quiet hours had ended; the others got it)") {
		t.Errorf("told: %s", said)
	}
}

// An action is to be done on its day, not by nine in the morning.
func TestWhoSleepsLongIsToldOfTheDayAllTheSame(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("gov1", "remind quiet", "hours", "22:00-10:00")
	d.Record(bot.WorkStream, bot.Actor{Self: bot.ByRecord}, action.Taken{
		Number: 1, Text: bot.Write("chair", "Write the note"), Owners: []bot.PersonID{"gov1"}, Due: "2028-03-10", By: "chair",
	})
	d.RunTo(time.Date(2028, 3, 10, 0, 59, 0, 0, time.UTC)) // 09:59 in Tokyo
	before := len(d.Effects)
	d.RunTo(time.Date(2028, 3, 11, 0, 0, 0, 0, time.UTC))
	same(t, "told on the day", []string{"gov1"}, told(d.Effects[before:], "reminder.told"))
}

func TestEverythingThatIsMissedHasAName(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "series start", "title", "Call", "when", "2028-03-29 13:00", "every", "month", "zone", "UTC")
	d.Must("chair", "series invite", "really", "yes")
	d.Must("sec", "cycle deadline", "name", "Workshop call closes", "days", "100")
	d.Must("sec", "cycle forum", "date", "2028-06-30")
	d.Record(bot.WorkStream, bot.Actor{Self: bot.ByRecord}, action.Taken{
		Number: 1, Text: bot.Write("chair", "Write the note"), Owners: []bot.PersonID{"gov1"}, Due: "2028-03-20", By: "chair",
	})
	jump(d, time.Date(2028, 3, 30, 13, 0, 0, 0, time.UTC))
	var said []string
	for _, e := range d.Effects {
		if e.Show == "reminder.missed" {
			said = append(said, d.Show(one, "chair", e))
		}
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{
		"“Call I”, 14d before", "The deadline for inputs for “Call I”, 24h before", "The publication of the agenda of “Call I”, when it was due",
		"The hour that moves for some people at “Call I”, 7d before", "“Workshop call closes” in the yearly cycle, 7d before", "Action 1, when it was due",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
}

func TestTheReaderSeesTheirOwnPart(t *testing.T) {
	t.Parallel()
	d := invited(t)
	d.Must("gov1", "agenda add", "title", "Hybrid speaking rules", "kind", "decision")
	d.Must("chair", "agenda accept", "inputs", "1")
	d.Must("chair", "agenda publish", "really", "yes")
	before := len(d.Effects)
	jump(d, start().Add(-24*time.Hour))
	show := func(who bot.PersonID) string {
		for _, e := range d.Effects[before:] {
			if e.To.Person == who && e.Show == "reminder.told" {
				return d.Show(one, who, e)
			}
		}
		return ""
	}
	said := show("gov1")
	for _, want := range []string{
		"# Virtual Meeting XIV · tomorrow", "13:00 UTC", "1 item, 1 for decision. Your input “Hybrid speaking rules” is item 1.",
		"It is night for 1 member.", "(Only you see this.)", "present add",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	if other := show("cs1"); strings.Contains(other, "Your input") {
		t.Errorf("cs1 is told of an input that is not theirs: %s", other)
	}
	for _, e := range d.Effects[before:] {
		if e.Do == bot.Post && e.Show == "reminder.told" {
			if said := d.Show(one, "gov1", e); strings.Contains(said, "Your input") {
				t.Errorf("the channel reads what is one reader's: %s", said)
			}
		}
	}
}

func TestOffsetsAndDeadlinesOfASeries(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "series start", "title", "Virtual Meeting XIV", "when", "2028-03-15 13:00", "every", "2 weeks", "slots", "8h", "zone", "UTC")
	d.Must("chair", "series remind", "what", "meeting", "before", "2d, 30m")
	d.Must("chair", "series deadline", "what", "agenda", "offset", "5d")
	d.Must("chair", "series invite", "really", "yes")
	before := len(d.Effects)
	d.RunTo(start())
	same(t, "reminders", []string{
		"inputs/1/0/3d", "inputs/1/0/24h", "agenda/1/1000/3d", "clocks/1/0/7d", "agenda/1/1000/24h", "agenda/1/1000/0d", "meeting/1/0/2d", "meeting/1/0/30m",
	}, reminders(d, one))
	for _, e := range d.Effects[before:] {
		if strings.HasPrefix(e.Key, "agenda/1/0") && e.To.Person != "chair" && e.To.Person != "sec" {
			t.Errorf("the publication of the agenda is for who leads, not for %+v", e.To)
		}
	}
	d.Must("chair", "meeting open")
	d.Record(one, bot.Actor{Person: "chair"}, meeting.Closed{By: "chair"})
	closed := d.Now
	d.RunTo(closed.AddDate(0, 0, 15))
	if got := reminders(d, one); !slices.Equal(got[len(got)-3:], []string{"report/1/1/3d", "report/1/1/24h", "report/1/1/0d"}) {
		t.Errorf("%v", got)
	}
}

// What has another day is another occasion, also when it is the Chair who gave
// the deadline another distance: people have been told of the old day alone.
func TestADeadlineThatIsChangedIsRemindedOfAnew(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "series start", "title", "Call", "when", "2028-03-25 13:00", "every", "month", "zone", "UTC")
	d.Must("chair", "series invite", "really", "yes")
	jump(d, time.Date(2028, 3, 12, 13, 0, 0, 0, time.UTC))
	same(t, "three days before the fifteenth", []string{"meeting/1/0/14d missed", "inputs/1/0/3d"}, reminders(d, one))
	d.Now = d.Now.Add(time.Hour)
	d.Must("chair", "series deadline", "what", "inputs", "offset", "5d")
	d.Must("chair", "series deadline", "what", "agenda", "offset", "none")
	d.RunTo(time.Date(2028, 3, 21, 0, 0, 0, 0, time.UTC))
	same(t, "and before the twentieth", []string{"inputs/1/1000/3d", "clocks/1/0/7d", "inputs/1/1000/24h"}, reminders(d, one)[2:])
}

// Hours far ahead: a meeting is planned before the first reminder of it is due.
func TestADeadlineLongBeforeTheMeetingIsRemindedOf(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "series start", "title", "Call", "when", "2028-03-25 13:00", "every", "month", "zone", "UTC")
	d.Must("chair", "series deadline", "what", "inputs", "offset", "100d")
	d.Must("chair", "series remind", "what", "meeting", "before", "120d, 1h")
	d.Must("chair", "series invite", "really", "yes")
	d.RunTo(time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC))
	fifth := reminders(d, "meeting/9") // 25 November 2028: the ninth
	same(t, "reminders of the ninth", []string{"meeting/9/0/120d", "inputs/9/1000/3d", "inputs/9/1000/24h", "agenda/9/0/3d"}, fifth[:min(4, len(fifth))])
}

func TestInputsAreNotAskedForWhenTheAgendaIsPublished(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "series start", "title", "Call", "when", "2028-03-25 13:00", "every", "month", "zone", "UTC")
	d.Must("chair", "series invite", "really", "yes")
	d.Must("gov1", "agenda add", "title", "x")
	d.Must("chair", "agenda accept", "inputs", "1")
	d.Must("chair", "agenda publish", "really", "yes")
	jump(d, time.Date(2028, 3, 15, 13, 0, 0, 0, time.UTC))
	for _, slot := range reminders(d, one) {
		if !strings.HasPrefix(slot, "meeting/") {
			t.Errorf("reminded of %s", slot)
		}
	}
}

func TestActionsFallDueInTheMorningWhereTheirOwnersAre(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Record(bot.WorkStream, bot.Actor{Self: bot.ByRecord}, action.Taken{
		Number: 1, Text: bot.Write("chair", "Write the note"), Owners: []bot.PersonID{"gov1", "cs1"}, Due: "2028-03-10", By: "chair",
	})
	due := time.Date(2028, 3, 10, 0, 0, 0, 0, time.UTC) // 09:00 in Tokyo
	jump(d, due.AddDate(0, 0, -3))
	same(t, "three days before, in Tokyo", []string{"gov1"}, told(d.Effects, "reminder.told"))
	if said := d.Show(bot.WorkStream, "gov1", d.Effects[len(d.Effects)-1]); !strings.Contains(said, "Your action 1 is due on 2028-03-10") || !strings.Contains(said, "> Write the note") {
		t.Errorf("told: %s", said)
	}
	jump(d, due.AddDate(0, 0, -3).Add(14*time.Hour))
	same(t, "and in New York", []string{"cs1", "gov1"}, told(d.Effects, "reminder.told"))
	d.Must("gov1", "action done", "action", "1")
	d.RunTo(due.AddDate(0, 0, 1))
	same(t, "what is done reminds nobody", 2, len(reminders(d, bot.WorkStream)))
}

// Who travels east is not late for what would have been due there.
func TestAnotherClockMissesNothing(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Record(bot.WorkStream, bot.Actor{Self: bot.ByRecord}, action.Taken{
		Number: 1, Text: bot.Write("chair", "Write the note"), Owners: []bot.PersonID{"cs1"}, Due: "2028-03-10", By: "chair",
	})
	d.Must("sec", "cycle deadline", "name", "Call closes", "days", "100")
	d.Must("sec", "cycle forum", "date", "2028-06-20") // 12 March: a week before it is 5 March, 09:00 UTC
	d.RunTo(time.Date(2028, 3, 9, 3, 0, 0, 0, time.UTC))
	want := append(reminders(d, bot.WorkStream), "action/1/cs1/0/0d")
	same(t, "so far", []string{"deadline/1/1000/7d", "action/1/cs1/0/3d"}, want[:2])
	tokyo := "Asia/Tokyo" // 09:00 there was three hours ago
	d.Record(bot.CommunityStream, bot.Actor{Person: "cs1"}, roster.PersonChanged{Person: "cs1", Facts: roster.Facts{Zone: &tokyo}})
	d.RunTo(time.Date(2028, 3, 10, 3, 0, 0, 0, time.UTC))
	got := slices.DeleteFunc(reminders(d, bot.WorkStream), func(s string) bool { return s == "deadline/1/1000/2d" })
	same(t, "the day before is over in Tokyo, and nothing of it was missed", want, got)
	d.Record(bot.CommunityStream, bot.Actor{Person: "sec"}, community.Set{Setting: community.Zone, Value: bot.Words{Text: tokyo}})
	d.Clock()
	for _, slot := range reminders(d, bot.WorkStream) {
		if strings.HasSuffix(slot, "missed") {
			t.Error(slot)
		}
	}
}

func TestDeadlinesMoveWithTheForum(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("sec", "cycle deadline", "name", "Workshop call closes", "days", "100")
	d.Must("sec", "cycle forum", "date", "2028-06-30") // 22 March
	jump(d, time.Date(2028, 3, 8, 9, 0, 0, 0, time.UTC))
	same(t, "two weeks before", []string{"deadline/1/1000/14d"}, reminders(d, bot.WorkStream))
	if said := d.Show(bot.WorkStream, "gov1", d.Effects[len(d.Effects)-1]); !strings.Contains(said, "Workshop call closes · in 14 days") || !strings.Contains(said, "2028-03-22") {
		t.Errorf("told: %s", said)
	}
	d.Refused("cycle.reason", "sec", "cycle forum", "date", "2028-07-10")
	before := len(d.Effects)
	preview := d.Must("sec", "cycle forum", "date", "2028-07-10", "reason", "The host asked").Reply
	if said := d.Reply(preview); len(d.Effects) != before || !strings.Contains(said, "2028-04-01") {
		t.Fatalf("the preview: %s", said)
	}
	if _, err := d.Press("sec", bot.Call(preview.Message.Buttons[0].Call)); err != nil {
		t.Fatal(err)
	}
	same(t, "everybody is told", []string{"chair", "channel", "cs1", "gov1", "sec"}, told(d.Effects[before:], "cycle.moved"))
	d.RunTo(time.Date(2028, 4, 2, 0, 0, 0, 0, time.UTC))
	same(t, "reminders", []string{"deadline/1/1000/14d", "deadline/1/2000/14d", "deadline/1/2000/7d", "deadline/1/2000/2d"}, reminders(d, bot.WorkStream))
	d.Must("sec", "cycle remove", "deadline", "1")
	if said := d.Reply(d.Must("gov1", "cycle show").Reply); !strings.Contains(said, "The forum begins on 2028-07-10") || !strings.Contains(said, "No deadlines") {
		t.Error(said)
	}
}

func TestWhoseHourMovesIsToldBefore(t *testing.T) {
	t.Parallel()
	d := desk(t)
	// New York goes forward on 12 March 2028, Zurich on 26 March; Tokyo never.
	d.Must("chair", "series start", "title", "Call", "when", "2028-03-08 13:00", "every", "week", "zone", "UTC")
	d.Must("chair", "series invite", "really", "yes")
	d.RunTo(time.Date(2028, 4, 30, 0, 0, 0, 0, time.UTC))
	moved := map[string][]string{}
	for _, e := range d.Effects {
		if strings.HasPrefix(e.With["occasion"], "clocks/") && e.Show == "reminder.told" {
			moved[e.With["occasion"]] = append(moved[e.With["occasion"]], string(e.To.Person))
		}
	}
	same(t, "told", map[string][]string{"clocks/2/0": {"cs1"}, "clocks/4/0": {"chair"}}, moved)
	d.Now = time.Date(2028, 3, 22, 13, 0, 0, 0, time.UTC)
	note := bot.Effect{Do: bot.Direct, Show: "reminder.told", To: bot.ToPerson("chair"), With: map[string]string{"occasion": "clocks/4/0"}}
	if said := d.Show("meeting/4", "chair", note); !strings.Contains(said, "15:00 for you, no longer 14:00") {
		t.Errorf("told: %s", said)
	}
	utc := "UTC"
	d.Record(bot.CommunityStream, bot.Actor{Person: "chair"}, roster.PersonChanged{Person: "chair", Facts: roster.Facts{Zone: &utc}})
	if said := d.Show("meeting/4", "chair", note); said != "" {
		t.Errorf("a reader in UTC is told that their hour moves: %s", said)
	}
}

// Who has told no zone goes by the clock of the community, if it has chosen one.
func TestWhoReadsInTheZoneOfTheCommunityIsToldOfItsClocks(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string][]string{"Europe/Zurich": {"chair", "sec"}, "UTC": {"chair"}} {
		d := desk(t)
		d.Record(bot.CommunityStream, bot.Actor{Person: "sec"}, community.Set{Setting: community.Zone, Value: bot.Words{Text: zone}})
		d.Must("chair", "series start", "title", "Call", "when", "2028-03-22 13:00 UTC", "every", "week", "zone", "UTC")
		d.Must("chair", "series invite", "really", "yes")
		d.RunTo(time.Date(2028, 4, 1, 0, 0, 0, 0, time.UTC))
		var who []string
		for _, e := range d.Effects {
			if strings.HasPrefix(e.With["occasion"], "clocks/2/") && e.Show == "reminder.told" {
				who = append(who, string(e.To.Person))
			}
		}
		slices.Sort(who)
		same(t, "told in a community in "+zone, want, who)
	}
}

// Another feature brings what it has to remind of: the seam for ballots.
func TestAnotherSource(t *testing.T) {
	t.Parallel()
	at := time.Date(2028, 3, 3, 12, 0, 0, 0, time.UTC)
	waiting := []bot.PersonID{"gov1", "cs1"}
	d := invited(t, reminder.Source{
		Kind: reminder.Ballot,
		Occasions: func(v bot.View) []reminder.Occasion {
			if v.Here.Stream != bot.WorkStream {
				return nil
			}
			return []reminder.Occasion{{
				Kind: reminder.Ballot, Key: "9", At: at, Offsets: reminder.Usual(reminder.Ballot),
				People: func() []bot.PersonID { return waiting },
			}}
		},
		Show: func(bot.View, reminder.Occasion) chat.Message { return chat.Say("Poll 9 closes soon") },
	})
	d.Must("chair", "cycle deadline", "name", "x", "days", "1") // the work stream begins
	jump(d, at.Add(-24*time.Hour))
	same(t, "a day before", []string{"cs1", "gov1"}, told(d.Effects[len(d.Effects)-2:], "reminder.told"))
	waiting = waiting[:1]
	before := len(d.Effects)
	jump(d, at.Add(-time.Hour))
	same(t, "who has voted is left alone", []string{"gov1"}, told(d.Effects[before:], "reminder.told"))
	if said := d.Show(bot.WorkStream, "gov1", d.Effects[before]); !strings.Contains(said, "Poll 9 closes soon") || !strings.Contains(said, "Only you") {
		t.Errorf("told: %s", said)
	}
}

func TestExportOfWishes(t *testing.T) {
	t.Parallel()
	d := invited(t)
	d.Must("cs1", "remind me", "answer", "off", "of", "inputs")
	d.Must("cs1", "remind quiet", "hours", "22:00-07:00")
	d.Must("sec", "cycle forum", "date", "2028-06-30", "reason", "The host asked")
	v := d.View(bot.CommunityStream, "")
	same(t, "of cs1", []reminder.Own{{Off: []reminder.Kind{reminder.Inputs}, Quiet: "22:00–07:00"}}, reminder.Export(v, "cs1"))
	same(t, "of who said nothing", 0, len(reminder.Export(v, "gov1")))
	same(t, "of who moved the forum", []cycle.Own{{Reason: "The host asked"}}, cycle.Export(v, "sec"))
	same(t, "of others", 0, len(cycle.Export(v, "gov1")))
	if said := d.Reply(d.Must("cs1", "remind show").Reply); !strings.Contains(said, "| deadlines for agenda inputs | No |") || !strings.Contains(said, "22:00–07:00 (America/New_York)") {
		t.Error(said)
	}
}
