package house_test

import (
	"slices"
	"strings"
	"testing"

	"magbot/bot"
)

// talks is a line in the channel that names nobody.
func (w *town) talks(p, text string) bot.Answer {
	w.t.Helper()
	return w.handle(w.input(w.as(p), bot.Typed{Text: text}))
}

func TestShorthandBeforeAMeetingIsAnswered(t *testing.T) {
	w := newTown(t)
	refused := func(line string, wanted ...string) {
		t.Helper()
		before := w.records()
		a := w.talks("gov", line)
		for _, part := range wanted {
			if !a.Refused || !strings.Contains(said(a.Message), part) {
				t.Errorf("%q: refused %v, %s; want %q", line, a.Refused, said(a.Message), part)
			}
		}
		if w.records() != before {
			t.Errorf("%q was recorded", line)
		}
	}
	ignored := func(lines ...string) {
		t.Helper()
		for _, line := range lines {
			if a := w.talks("gov", line); !a.Ignored {
				t.Errorf("talk is answered: %q: %s", line, said(a.Message))
			}
		}
	}
	talk := []string{
		"+1", "-1", "0", "next item", "agenda for tomorrow?", "the queue is long", "Topic: what to eat", "s/June/July/",
		"agenda items are due on Friday", "quick question?", "Proposal: lunch at one", "Action needed", "who is here?", "present company excepted",
	}
	refused("agenda+ Venue", "No meeting is planned", "was not handed in")
	refused("q+ to say why", "No meeting is open in this channel")
	ignored(talk...)
	w.types("sec", "/mag meeting schedule when:2027-04-01 14:00 title:First")
	if a := w.talks("gov", "agenda+ Venue"); a.Refused || !strings.Contains(said(a.Message), "First") || !slices.Equal(w.inputs("1"), []string{"Venue"}) {
		t.Errorf("the one meeting that is planned did not get the input: %s %v", said(a.Message), w.inputs("1"))
	}
	if a := w.talks("gov", "agenda?"); a.Ignored || a.Refused {
		t.Errorf("agenda? %+v", a)
	}
	for _, line := range []string{"q?", "q+", "q-", "Q+ to ask", "present+", "PROPOSAL: We meet in June", "RESOLUTION: June", "ACTION: Chidi to write"} {
		refused(line, "No meeting is open in this channel", "“First” comes next")
	}
	ignored(talk...)
	w.types("sec", "/mag meeting schedule when:2027-05-01 14:00 title:Second")
	refused("agenda+ Fees", "2 meetings are planned", "/mag agenda add YOUR INPUT meeting: 1")
}

func TestLinesAreCorrectedWhereTheMeetingWasHeldUntilTheRelease(t *testing.T) {
	w := newTown(t)
	w.types("sec", "/mag meeting schedule when: +1h title: First")
	w.types("chair", "/mag meeting open")
	w.settle()
	w.types("gov", "#info We meet in July")
	w.types("chair", "/mag meeting close really: yes")
	w.settle()
	w.types("chair", "/mag minutes approve")
	w.types("gov", "/mag minutes request It was June")
	a := w.handle(w.input(w.as("chair"), bot.Typed{Text: "/mag minutes answer 1 yes quite so"}))
	if a.Refused || len(a.Message.Buttons) != 2 || a.Message.Buttons[1].Call.Path != "minutes attendance" || a.Message.Buttons[0].Call.Path != "record correct" || a.Message.Buttons[0].Call.Args["meeting"] != "1" || !a.Message.Buttons[0].Ask {
		t.Fatalf("accepting a request offers no way to correct the line: %+v", a.Message)
	}
	if text := said(a.Message); !strings.Contains(text, "s/old/new/") || !strings.Contains(text, "It was June") {
		t.Errorf("it does not say what to do: %s", text)
	}
	if a := w.talks("dana", "s/July/June/"); !a.Refused || !strings.Contains(said(a.Message), "/mag minutes request") {
		t.Errorf("a member's correction after the close: %+v", said(a.Message))
	}
	if a := w.talks("chair", "s/July/June/"); a.Refused || a.Ignored || a.Record.Stream != bot.MeetingStream("1") {
		t.Errorf("the Chair's correction: %+v %s", a, said(a.Message))
	}
	if text := w.asks("gov", "/mag minutes show"); !strings.Contains(text, "We meet in June") {
		t.Errorf("it reads as before: %s", text)
	}
}
