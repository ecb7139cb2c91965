package home_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/cycle"
	"magbot/bot/floor"
	"magbot/bot/home"
	"magbot/bot/meeting"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/minutes"
	"magbot/bot/proposal"
	"magbot/bot/reminder"
	"magbot/bot/roster"
	"magbot/bot/series"
)

// desk is a community with a meeting to come. gov1 lives in Tokyo, cs1 has not
// said where.
func desk(t meetingtest.TB, more ...home.Part) *meetingtest.Desk {
	t.Helper()
	r := reminder.New()
	d := meetingtest.New(t,
		meetingtest.Feature{Words: os.DirFS("../house")},
		meetingtest.Feature{Events: series.Events(), Apply: series.Apply, Commands: series.Commands(), Shows: series.Shows(), Words: series.Words},
		meetingtest.Feature{Events: agenda.Events(), Apply: agenda.Apply, Commands: agenda.Commands(), Shows: agenda.Shows(), Words: agenda.Words},
		meetingtest.Feature{Events: floor.Events(), Apply: floor.Apply, Commands: floor.Commands(), Shows: floor.Shows(), Words: floor.Words},
		meetingtest.Feature{Events: proposal.Events(), Apply: proposal.Apply, Commands: proposal.Commands(), Shows: proposal.Shows(), Words: proposal.Words},
		meetingtest.Feature{Events: action.Events(), Apply: action.Apply, Commands: action.Commands(), Shows: action.Shows(), Words: action.Words},
		meetingtest.Feature{Events: minutes.Events(), Apply: minutes.Apply, Commands: minutes.Commands(), Words: minutes.Words},
		meetingtest.Feature{Events: cycle.Events(), Apply: cycle.Apply, Words: cycle.Words},
		meetingtest.Feature{Events: reminder.Events(), Apply: reminder.Apply, Commands: r.Commands(), Words: reminder.Words},
		meetingtest.Feature{Commands: home.New(more...).Commands(), Words: home.Words},
	)
	d.Community(
		meetingtest.Person{ID: "chair", Roles: []bot.Role{bot.RoleChair}}, meetingtest.Person{ID: "sec", Roles: []bot.Role{bot.RoleSecretariat}},
		meetingtest.Member("gov1", "Government"), meetingtest.Member("cs1", "Civil Society"),
	)
	zone := "Asia/Tokyo"
	d.Record(bot.CommunityStream, bot.Actor{Person: "gov1"}, roster.PersonChanged{Person: "gov1", Facts: roster.Facts{Zone: &zone}})
	d.Must("chair", "meeting schedule", "title", "Virtual Meeting XIV", "when", "2028-03-15 13:00 UTC", "join", "https://meet.example.org/xiv")
	return d
}

// page is what somebody sees, and the message behind it.
func page(d *meetingtest.Desk, who bot.PersonID, args ...string) (string, chat.Message) {
	d.T.Helper()
	r := d.Must(who, "home", args...).Reply
	if r.Message == nil {
		return "", chat.Message{}
	}
	return meetingtest.Text(*r.Message), *r.Message
}

func holds(t *testing.T, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("%q is missing in:\n%s", w, text)
		}
	}
}

func lacks(t *testing.T, text string, never ...string) {
	t.Helper()
	for _, w := range never {
		if strings.Contains(text, w) {
			t.Errorf("%q stands in:\n%s", w, text)
		}
	}
}

func TestThePageShowsTheNextMeetingAndWhatOneSaidAboutIt(t *testing.T) {
	t.Parallel()
	d := desk(t)
	text, m := page(d, "gov1")
	holds(t, text, "Virtual Meeting XIV", "Wednesday 15 March 2028, 13:00 UTC", "https://meet.example.org/xiv", "Only you see this.")
	lacks(t, text, "Your inputs", "Your actions", "waits for your word", "You said that you will be there")
	d.Press("gov1", button(t, m, "I will be there")) //nolint:errcheck // what it did is looked at
	text, m = page(d, "gov1")
	holds(t, text, "You said that you will be there.")
	if slices.ContainsFunc(m.Buttons, func(b chat.Button) bool { return b.Label == "I will be there" }) {
		t.Error("who is coming is asked again")
	}
	d.Must("gov1", "regrets add")
	text, _ = page(d, "gov1")
	holds(t, text, "You sent your regrets.")
	text, _ = page(d, "cs1")
	lacks(t, text, "You sent your regrets.")
}

func button(t *testing.T, m chat.Message, label string) bot.Call {
	t.Helper()
	for _, b := range m.Buttons {
		if b.Label == label {
			return bot.Call(b.Call)
		}
	}
	t.Fatalf("no button %q in %+v", label, m.Buttons)
	return bot.Call{}
}

func TestWhatWaitsForOnesWordIsShownWithWhatOneSaid(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "meeting open")
	d.Must("cs1", "proposal make", "text", "We take turns.")
	d.Must("chair", "vote start", "question", "When do we meet?", "options", "Monday, Friday")
	text, m := page(d, "gov1")
	holds(t, text, "open now", "Proposal 1 in “Virtual Meeting XIV”", "We take turns.", "you have not said anything yet", "Straw poll 1", "When do we meet?")
	if _, err := d.Press("gov1", button(t, m, "+1")); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Press("gov1", button(t, m, "Friday")); err != nil {
		t.Fatal(err)
	}
	text, _ = page(d, "gov1")
	holds(t, text, "you said +1", "you said Friday")
	text, _ = page(d, "cs1")
	lacks(t, text, "you said")
	d.Must("chair", "proposal close")
	d.Must("chair", "vote end")
	text, _ = page(d, "gov1")
	lacks(t, text, "We take turns.", "When do we meet?")
}

func TestInputsAreShownWithTheirFate(t *testing.T) {
	t.Parallel()
	d := desk(t)
	for i := range 12 {
		d.Must("gov1", "agenda add", "title", fmt.Sprintf("Topic %d of mine", i+1))
	}
	d.Must("chair", "agenda decline", "input", "12", "reason", "The host decides.")
	text, _ := page(d, "gov1")
	holds(t, text, "Your inputs", "Topic 12 of mine", "declined: The host decides.", "not decided yet", "2 earlier inputs are not shown")
	lacks(t, text, "Topic 2 of mine")
	text, _ = page(d, "cs1")
	lacks(t, text, "Topic", "Your inputs")
	d.Must("chair", "meeting open")
	d.Record(bot.WorkStream, bot.Actor{}, meeting.Released{ID: "1"})
	d.Now = d.Now.Add(home.Lately - time.Hour)
	text, _ = page(d, "gov1")
	holds(t, text, "Topic 12 of mine")
	d.Now = d.Now.Add(2 * time.Hour)
	text, _ = page(d, "gov1")
	lacks(t, text, "Topic 12 of mine")
}

func TestActionsAreShownByDate(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "meeting open")
	d.Must("chair", "action add", "owners", "GOV1", "text", "write the rules")
	d.Must("chair", "action add", "owners", "GOV1", "text", "send them out", "due", "2028-03-20")
	d.Must("chair", "action add", "owners", "CS1", "text", "book the room")
	text, m := page(d, "gov1")
	holds(t, text, "Your actions", "write the rules", "send them out", "2028-03-20")
	lacks(t, text, "book the room")
	if strings.Index(text, "send them out") > strings.Index(text, "write the rules") {
		t.Errorf("what has a date stands after what has none:\n%s", text)
	}
	if _, err := d.Press("gov1", button(t, m, "2 is done")); err != nil {
		t.Fatal(err)
	}
	text, _ = page(d, "gov1")
	lacks(t, text, "send them out")
}

func TestSettingsSayHowOneHasSetTheBot(t *testing.T) {
	t.Parallel()
	d := desk(t)
	text, _ := page(d, "gov1")
	holds(t, text, "Times are shown in Asia/Tokyo.", "You get all reminders.", "You have no quiet hours.")
	text, _ = page(d, "cs1")
	holds(t, text, "No time zone is set for you")
	d.Must("gov1", "remind quiet", "hours", "22:00-07:00")
	d.Must("gov1", "remind me", "answer", "off", "of", "inputs")
	text, _ = page(d, "gov1")
	holds(t, text, "Quiet hours: 22:00", "but none of: deadlines for agenda inputs")
	d.Must("gov1", "remind me", "answer", "off")
	text, _ = page(d, "gov1")
	holds(t, text, "You get no reminders.")
}

func TestAnybodyElseIsToldHowToBeLinked(t *testing.T) {
	t.Parallel()
	text, m := page(desk(t), "")
	holds(t, text, "not linked to anybody")
	lacks(t, text, "Virtual Meeting XIV")
	if call := button(t, m, "I have a code …"); call.Path != "me link" {
		t.Errorf("it calls %+v", call)
	}
}

func TestEachPartStandsByItself(t *testing.T) {
	t.Parallel()
	extra := home.Part{Name: "ballots", Show: func(v bot.View) chat.Message { return chat.Say("for " + string(v.Reader.Person)) }}
	d := desk(t, extra)
	whole, m := page(d, "gov1")
	holds(t, whole, "for gov1")
	var parts string
	buttons := 0
	for _, call := range home.New(extra).Calls() {
		text, part := page(d, "gov1", "part", call.Args["part"])
		parts += text
		buttons += len(part.Buttons)
	}
	holds(t, parts, "Virtual Meeting XIV", "for gov1", "Times are shown in Asia/Tokyo.")
	if buttons != len(m.Buttons) {
		t.Errorf("%d buttons in the parts, %d on the page", buttons, len(m.Buttons))
	}
	if text, _ := page(d, "gov1", "part", "inputs"); text != "" {
		t.Errorf("a part with nothing to show says %q", text)
	}
	if text, _ := page(d, "", "part", "votes"); text != "" {
		t.Errorf("a part says %q to nobody", text)
	}
}

// A button is pressed anywhere, when several meetings are there: it names its own.
func TestEveryButtonAboutAMeetingNamesIt(t *testing.T) {
	t.Parallel()
	d := desk(t)
	d.Must("chair", "meeting schedule", "title", "Another", "when", "2028-04-15 13:00 UTC")
	d.Must("chair", "meeting open", "meeting", "1")
	d.Must("cs1", "proposal make", "text", "We take turns.", "meeting", "1")
	d.Must("chair", "vote start", "question", "When?", "options", "a,b,c,d,e,f,g,h", "meeting", "1")
	_, m := page(d, "gov1")
	for _, b := range m.Buttons {
		if cmd, known := d.Table().Get(b.Call.Path); known && cmd.On == command.Meeting && b.Call.Args[command.MeetingArg] == "" {
			t.Errorf("%q does not say which meeting is meant: %+v", b.Label, b.Call)
		}
	}
	if n := len(m.Buttons); n > 25 {
		t.Errorf("%d buttons", n)
	}
}
