package house_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/meeting"
	"magbot/bot/minutes"
)

// asks is the answer to a person's line, refused or not.
func (w *town) asks(p, text string) string {
	w.t.Helper()
	return said(w.handle(w.input(w.as(p), bot.Typed{Text: text})).Message)
}

// meets opens and closes a meeting at once.
func (w *town) meets(title string) {
	w.t.Helper()
	for _, line := range []string{`/mag meeting open meeting: "` + title + `"`, "/mag meeting close really: yes"} {
		w.types("chair", line)
		w.settle()
		w.later(time.Minute)
	}
}

func (w *town) inputs(id bot.MeetingID) (titles []string) {
	w.t.Helper()
	w.engine.Read(bot.MeetingStream(id), bot.Actor{}, general, func(v bot.View) {
		for _, in := range agenda.Of(v).Inputs {
			titles = append(titles, in.Title.Text)
		}
	})
	return titles
}

// comes waits for the inputs of a meeting: the clock carries them in its own
// time.
func (w *town) comes(id bot.MeetingID) []string {
	w.t.Helper()
	end := time.Now().Add(20 * time.Second)
	for {
		w.settle()
		if got := w.inputs(id); len(got) > 0 || time.Now().After(end) {
			return got
		}
		<-time.After(5 * time.Millisecond)
	}
}

func TestWhatWasNotReachedGoesToTheMeetingThatTakesPlaceNext(t *testing.T) {
	w := newTown(t)
	w.types("sec", "/mag meeting schedule when: tomorrow 14:00 title: First")
	w.types("gov", "/mag agenda add Venue")
	w.meets("First") // a day early
	w.types("sec", "/mag meeting schedule when: +2h title: Second")
	w.settle()
	if got := w.comes("2"); len(got) != 1 || got[0] != "Venue" {
		t.Errorf("what waited for the next meeting that is planned did not come to it: %v", got)
	}
	w.types("sec", "/mag meeting schedule when: +3h title: Third")
	w.meets("Second")
	w.settle()
	if got := w.comes("3"); len(got) != 1 {
		t.Errorf("what the second meeting did not reach is not on the third: %v", got)
	}
}

func TestTheMinutesMeantAreThoseOfTheMeetingClosedLast(t *testing.T) {
	w := newTown(t)
	w.types("sec", "/mag meeting schedule when: tomorrow 14:00 title: First")
	w.types("sec", "/mag meeting schedule when: +2h title: Second")
	w.meets("First")
	w.meets("Second")
	if said := w.asks("gov", "/mag minutes show"); !strings.Contains(said, "Second") || strings.Contains(said, "First") {
		t.Errorf("minutes of another meeting are shown: %s", said)
	}
	if said := w.asks("chair", "/mag minutes approve"); !strings.Contains(said, "“Second”") {
		t.Errorf("the answer does not name the meeting closed last: %s", said)
	}
	if said := w.asks("chair", "/mag minutes approve meeting: 1"); !strings.Contains(said, "“First”") {
		t.Errorf("the meeting that is named is not the one approved: %s", said)
	}
	for id, want := range map[bot.MeetingID]minutes.Phase{"1": minutes.Window, "2": minutes.Window} {
		w.engine.Read(bot.MeetingStream(id), bot.Actor{}, general, func(v bot.View) {
			if got := minutes.Of(v).Phase; got != want || meeting.Of(v).Phase != meeting.PhaseClosed {
				t.Errorf("meeting %s: minutes are %s", id, got)
			}
		})
	}
}

// desks lists the names of those to whom a desk that is not empty was shown.
func (w *town) desks() (names []string) {
	w.t.Helper()
	w.settle()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, d := range w.sent {
		if strings.Contains(d.Key, "chairing.desk") && len(d.Message.Blocks) > 0 {
			names = append(names, d.Account.User)
		}
	}
	return names
}

func TestWhoBeginsToLeadHasTheDeskOfWhatIsPlanned(t *testing.T) {
	w := newTown(t)
	w.types("sec", "/mag meeting schedule when: tomorrow 14:00 title: First")
	late := people + "Eko Chair,,chair,,,eko@example.org\n"
	preview := w.operate("roster import", "file", late)
	w.operate("roster import", "file", late, "confirm", preview.Form.Call.Args["confirm"])
	if eko := w.as("eko").Account.User; !slices.Contains(w.desks(), eko) {
		t.Errorf("the Chair who came onto the roster after the planning has no desk: %v", w.desks())
	}
	before := w.records()
	late += "Femi Gov,Government,member,,,femi@example.org\n"
	preview = w.operate("roster import", "file", late)
	w.operate("roster import", "file", late, "confirm", preview.Form.Call.Args["confirm"])
	w.settle()
	if n := w.records() - before; n != 1 {
		t.Errorf("who leads nothing moved %d records", n)
	}
	if femi := w.as("femi").Account.User; slices.Contains(w.desks(), femi) {
		t.Error("a member has a desk")
	}
}
