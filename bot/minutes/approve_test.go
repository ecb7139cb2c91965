package minutes_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/meeting"
	"magbot/bot/meeting/meetingtest"
	"magbot/bot/minutes"
)

// closed is a desk whose meeting is over.
func closed(t meetingtest.TB) *meetingtest.Desk {
	d := opened(t)
	d.Must("chair", "topic", "title", "Budget")
	d.Must("cs1", "record info", "text", "The host offers Jnue")
	d.Must("chair", "meeting close", "really", "yes")
	return d
}

func phase(d *meetingtest.Desk) minutes.Phase { return minutes.Of(d.View(here, "")).Phase }

// told lists who is told what by the effects of a decision.
func told(d bot.Decision) []string {
	var all []string
	for _, e := range d.Effects {
		to := "channels"
		if e.To.Person != "" {
			to = string(e.To.Person)
		}
		if e.To.Role != "" {
			to = string(e.To.Role)
		}
		all = append(all, e.Show+" to "+to)
	}
	return all
}

func TestApproval(t *testing.T) {
	d := closed(t)
	d.Refused("minutes.no-window.draft", "cs1", "minutes request", "text", "x")
	d.Refused("minutes.approve-first", "chair", "minutes release")
	d.Refused("command.not-allowed.chair", "sec", "minutes approve")
	approved := d.Must("chair", "minutes approve")
	if diff := cmp.Diff([]string{"minutes.window to channels"}, told(approved)); diff != "" {
		t.Error(diff)
	}
	if until := minutes.Of(d.View(here, "")).Until; !until.Equal(d.Now.Add(7 * 24 * time.Hour)) {
		t.Errorf("the window ends at %s, want seven days from now", until)
	}
	if again := d.Must("chair", "minutes approve"); len(again.Events) != 0 {
		t.Error("approved twice")
	}
	if sentence := d.Refused("minutes.window-open", "chair", "minutes release"); !strings.Contains(sentence, "2028-03-08 13:00 UTC") {
		t.Errorf("it does not say until when: %s", sentence)
	}
	asked := d.Must("cs1", "minutes request", "text", "It was June", "line", "9")
	if diff := cmp.Diff([]string{"minutes.request to acting-chair"}, told(asked)); diff != "" {
		t.Error(diff)
	}
	d.Refused("command.not-allowed.members", "obs1", "minutes request", "text", "x")
	d.Refused("minutes.no-such-line", "cs1", "minutes request", "text", "x", "line", "999")
	d.Must("cs2", "minutes request", "text", "I did not say that")
	d.Clock()
	if phase(d) != minutes.Window {
		t.Fatal("the window closed early")
	}
	wait(d, 7*24*time.Hour)
	d.Refused("minutes.no-window.settled", "cs1", "minutes request", "text", "late")
	d.Clock()
	if phase(d) != minutes.Closed {
		t.Fatalf("after the window: %s", phase(d))
	}
	if sentence := d.Refused("minutes.undecided", "chair", "minutes release"); !strings.Contains(sentence, "1, 2") {
		t.Errorf("it does not name the requests: %s", sentence)
	}
	yes := d.Must("chair", "minutes answer", "number", "1", "answer", "yes", "reason", "Indeed")
	if diff := cmp.Diff([]string{"minutes.answer to cs1"}, told(yes)); diff != "" {
		t.Error(diff)
	}
	d.Must("chair", "minutes answer", "number", "2", "answer", "no", "reason", "You did")
	if again := d.Must("chair", "minutes answer", "number", "2", "answer", "yes", "reason", "x"); len(again.Events) != 0 {
		t.Error("answered twice")
	}
	d.Refused("minutes.no-such-request", "chair", "minutes answer", "number", "3", "answer", "yes", "reason", "x")
	d.Must("chair", "record correct", "old", "Jnue", "new", "June")
	d.Refused("minutes.ask-instead", "cs1", "record correct", "old", "June", "new", "May")
	head := d.State(here).Head
	released := d.Must("chair", "minutes release")
	if diff := cmp.Diff([]string{"minutes.released to channels"}, told(released)); diff != "" {
		t.Error(diff)
	}
	if s := minutes.Of(d.View(here, "")); s.Head != head || s.Phase != minutes.Final {
		t.Errorf("released with head %q in phase %s, want %q", s.Head, s.Phase, head)
	}
	d.Refused("minutes.final", "chair", "record correct", "old", "June", "new", "May")
	d.Refused("minutes.no-window.released", "cs1", "minutes request", "text", "x")
	d.Refused("minutes.past-approval", "chair", "minutes approve")
}

func TestAChangeAfterTheReleaseMakesANewVersion(t *testing.T) {
	d := closed(t)
	d.Must("chair", "minutes approve")
	wait(d, 8*24*time.Hour)
	d.Must("chair", "minutes release")
	d.Must("chair", "meeting reopen", "reason", "One decision is missing")
	doc := minutes.Document(d.View(here, "cs1"))
	if doc.Version != 2 || doc.Phase != minutes.Draft {
		t.Fatalf("reopened: version %d, %s", doc.Version, doc.Phase)
	}
	if len(doc.Sittings) != 2 || doc.Sittings[1].Reason != "One decision is missing" {
		t.Errorf("sittings %+v", doc.Sittings)
	}
	d.Must("chair", "meeting close", "really", "yes")
	d.Must("chair", "minutes approve")
	wait(d, 8*24*time.Hour)
	d.Clock()
	d.Must("chair", "minutes release")
	if doc := minutes.Document(d.View(here, "cs1")); doc.Version != 2 || doc.Phase != minutes.Final {
		t.Errorf("released again: version %d, %s", doc.Version, doc.Phase)
	}
}

func TestAnInputWithoutFateBlocksTheRelease(t *testing.T) {
	d := newDesk(t)
	d.Must("chair", "meeting schedule", "title", "XIV", "when", "2028-03-01 13:00 UTC")
	d.Must("cs1", "agenda add", "title", "Themes")
	wait(d, time.Hour)
	d.Must("chair", "meeting open")
	// The usual close sends it on; a record of another release may not have.
	d.Record(here, bot.Actor{Person: "chair"}, meeting.Closed{By: "chair"})
	d.Must("chair", "minutes approve")
	wait(d, 8*24*time.Hour)
	if sentence := d.Refused("minutes.no-fate", "chair", "minutes release"); !strings.Contains(sentence, "1 “Themes”") {
		t.Errorf("it does not name the input: %s", sentence)
	}
}

func TestNoApprovalBeforeTheEnd(t *testing.T) {
	opened(t).Refused("minutes.not-closed", "chair", "minutes approve")
}

func TestMessagesOfTheApproval(t *testing.T) {
	d := closed(t)
	show := func(name string, with ...string) string {
		e := bot.Effect{Show: name, With: map[string]string{}}
		for i := 0; i+1 < len(with); i += 2 {
			e.With[with[i]] = with[i+1]
		}
		return d.Show(here, "chair", e)
	}
	has := func(text string, wanted ...string) {
		t.Helper()
		for _, w := range wanted {
			if !strings.Contains(text, w) {
				t.Errorf("%q is missing in:\n%s", w, text)
			}
		}
	}
	d.Must("chair", "minutes approve")
	has(show("minutes.window"), "until", "Ask for a correction")
	d.Must("cs1", "minutes request", "text", "It was June", "line", "9")
	has(show("minutes.request", "number", "1"), "cs1", "It was June", "r9", "Accept", "Decline")
	if text := show("minutes.answer", "number", "1"); text != "" {
		t.Errorf("an answer is told before there is one: %s", text)
	}
	d.Must("chair", "minutes answer", "number", "1", "answer", "no", "reason", "It was July")
	has(show("minutes.answer", "number", "1"), "declined", "It was July")
	if text := show("minutes.request", "number", "1"); text != "" {
		t.Errorf("an answered request still asks: %s", text)
	}
	wait(d, 8*24*time.Hour)
	d.Clock()
	has(show("minutes.settled"), "Release the minutes")
	d.Must("chair", "minutes release")
	has(show("minutes.released"), "released", "version 1", minutes.Of(d.View(here, "")).Head)
	for _, old := range []string{"minutes.window", "minutes.settled"} {
		if text := show(old); text != "" {
			t.Errorf("%s is still shown: %s", old, text)
		}
	}
}

func TestShowOffersWhatTheReaderCanDo(t *testing.T) {
	d := closed(t)
	offers := func(who bot.PersonID) []string {
		var labels []string
		for _, b := range d.Must(who, "minutes show").Reply.Message.Buttons {
			labels = append(labels, b.Label)
		}
		return labels
	}
	if diff := cmp.Diff([]string{"Approve the draft", "As Markdown"}, offers("chair")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"As Markdown"}, offers("cs1")); diff != "" {
		t.Error(diff)
	}
	d.Must("chair", "minutes approve")
	if diff := cmp.Diff([]string{"Ask for a correction", "As Markdown"}, offers("cs1")); diff != "" {
		t.Error(diff)
	}
	wait(d, 8*24*time.Hour)
	if diff := cmp.Diff([]string{"Release the minutes", "As Markdown"}, offers("chair")); diff != "" {
		t.Error(diff)
	}
}

func TestLinesAreNumberedWhileARequestCanNameThem(t *testing.T) {
	d := closed(t)
	shown := func() string { return meetingtest.Text(*d.Must("cs1", "minutes show").Reply.Message) }
	line := regexp.MustCompile(`The host offers Jnue · (r\d+)\n`)
	if line.MatchString(shown()) {
		t.Errorf("a draft is cluttered with numbers:\n%s", shown())
	}
	d.Must("chair", "minutes approve")
	number := line.FindStringSubmatch(shown())
	if number == nil {
		t.Fatalf("the line has no number:\n%s", shown())
	}
	d.Must("cs1", "minutes request", "text", "It was June", "line", number[1])
	if r, _ := minutes.Of(d.View(here, "")).Request(1); "r"+strconv.FormatUint(r.Line, 10) != number[1] {
		t.Errorf("the request is about line %d, want %s", r.Line, number[1])
	}
	d.Refused("minutes.no-such-line", "cs1", "minutes request", "text", "x", "line", "the third")
	d.Refused("minutes.no-such-line", "cs1", "minutes request", "text", "x", "line", "-1")
}

func TestTheWholeDocumentCanBeHadAsAFile(t *testing.T) {
	d := closed(t)
	for format, begins := range map[string]string{"": "# ", "markdown": "# ", "html": "<!"} {
		m := d.Must("cs1", "minutes source", "format", format).Reply.Message
		quote, ok := m.Blocks[1].(chat.Quote)
		if !ok || !strings.HasPrefix(strings.ToLower(quote.Text), begins) || !strings.Contains(quote.Text, "Virtual Meeting XIV") {
			t.Errorf("%q: %.80s", format, quote.Text)
		}
	}
}

func TestLongMinutesAreReadInParts(t *testing.T) {
	d := opened(t)
	for i := range 150 {
		d.Must("chair", "record info", "text", fmt.Sprint("note number ", i))
	}
	read := map[string]bool{}
	for part := 1; part > 0; {
		m, next := minutes.Message(d.View(here, "cs1"), minutes.Document(d.View(here, "cs1")), part)
		for line := range strings.SplitSeq(meetingtest.Text(m), "\n") {
			read[line] = true
		}
		if next != 0 && next != part+1 {
			t.Fatalf("part %d is followed by %d", part, next)
		}
		part = next
	}
	for i := range 150 {
		found := false
		for line := range read {
			found = found || strings.Contains(line, fmt.Sprint("note number ", i))
		}
		if !found {
			t.Errorf("note %d is in no part", i)
		}
	}
}

func TestWhoWasThereIsCorrectedAfterTheClose(t *testing.T) {
	d := closed(t)
	d.Must("chair", "minutes approve")
	d.Refused("meeting.attendance-is-over", "cs2", "present add")
	d.Refused("meeting.attendance-correct", "chair", "present add", "persons", "cs2")
	d.Must("cs2", "minutes request", "text", "I was there")
	accepted := d.Must("chair", "minutes answer", "number", "1", "answer", "yes", "reason", "She was")
	if said := meetingtest.Text(*accepted.Reply.Message); !strings.Contains(said, "/mag minutes attendance NAME reason: …") {
		t.Errorf("the answer does not say which command does it: %s", said)
	}
	d.Refused("command.not-allowed.leads", "cs2", "minutes attendance", "persons", "cs2", "reason", "x")
	d.Refused("minutes.attendance-when", "chair", "minutes attendance", "persons", "cs2", "from", "half past", "reason", "x")
	d.Must("chair", "minutes attendance", "persons", "cs2", "reason", "Spoke on item 1")
	d.Must("sec", "minutes attendance", "persons", "cs1", "was", "absent", "reason", "Was on a plane")
	present := map[bot.PersonID]minutes.Attendee{}
	doc := minutes.Document(d.View(here, ""))
	for _, a := range doc.Present {
		present[a.Person] = a
	}
	if a, ok := present["cs2"]; !ok || a.Late || !a.Left.IsZero() || !a.Fixed {
		t.Errorf("cs2 was there from the beginning to the end: %+v", a)
	}
	if _, ok := present["cs1"]; ok {
		t.Error("cs1 was not there")
	}
	if text := minutes.Markdown(d.View(here, "chair"), doc); !strings.Contains(text, "Spoke on item 1") || !strings.Contains(text, "Was on a plane") {
		t.Errorf("the reasons do not stand in the minutes: %s", text)
	}
	if own := meeting.Export(d.View(here, ""), "sec"); len(own) != 1 || !slices.Contains(own[0].Corrected, "Was on a plane") {
		t.Errorf("who gave the reason gets it with their data: %+v", own)
	}
	if phase(d) != minutes.Window {
		t.Errorf("the approval is gone: %s", phase(d))
	}
}

func TestAnApprovalThatLapsesIsTold(t *testing.T) {
	d := closed(t)
	again := []bot.Event{meeting.Reopened{By: "chair"}}
	if e := minutes.Also(d.View(here, ""), again); len(e) != 0 {
		t.Errorf("a draft has no approval to lose: %v", e)
	}
	d.Must("chair", "minutes approve")
	if e := minutes.Also(d.View(here, ""), []bot.Event{meeting.Closed{}}); len(e) != 0 {
		t.Errorf("told without a reason: %v", e)
	}
	lapsed := minutes.Also(d.View(here, ""), again)
	if len(lapsed) != 1 {
		t.Fatal("nobody is told")
	}
	d.Record(here, bot.Actor{}, again[0])
	if said := d.Show(here, "", lapsed[0]); !strings.Contains(said, "they are a draft again") {
		t.Error(said)
	}
}
