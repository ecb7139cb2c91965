package house_test

import (
	"strings"
	"testing"

	"magbot/bot"
)

func TestHelpTellsWhatAnArgumentCanBe(t *testing.T) {
	w := newTown(t)
	for about, wanted := range map[string][]string{
		"minutes answer":  {"one of: yes, no", "meeting: 2", "closed last"},
		"minutes approve": {"meeting: 2", "closed last"},
		"settings set":    {"correction-window", "a length such as 7 days"},
		"agenda":          {"meeting: 2"},
		"agenda add":      {"or else the next one"},
	} {
		text := said(w.handle(w.input(w.as("sec"), bot.Do("help", "command", about))).Message)
		for _, part := range wanted {
			if !strings.Contains(text, part) {
				t.Errorf("help %s lacks %q:\n%s", about, part, text)
			}
		}
	}
	if text := said(w.handle(w.input(w.as("sec"), bot.Do("help"))).Message); strings.Contains(text, " ,") {
		t.Errorf("a stray comma in help:\n%s", text)
	}
}

func TestTheNearestCommandIsFoundByItsWords(t *testing.T) {
	w := newTown(t)
	for text, wanted := range map[string]string{
		"meeting take-chair":  "meeting take-back",
		"take-back":           "meeting take-back",
		"minutes correct x y": "record correct",
		"agenda merge-inputs": "agenda merge",
		"meetng schedule":     "meeting schedule",
	} {
		a := w.handle(w.input(w.as("chair"), bot.Typed{Text: "/mag " + text}))
		if !a.Refused || !strings.Contains(said(a.Message), wanted) || strings.Contains(said(a.Message), "/mag settings") {
			t.Errorf("%q: %s", text, said(a.Message))
		}
	}
}

func TestInputsAreMergedAsPeopleSayIt(t *testing.T) {
	w := newTown(t)
	w.twoMeetings()
	for _, title := range []string{"Fees", "Rules", "Dues"} {
		w.types("gov", "/mag agenda add "+title)
	}
	if a := w.handle(w.input(w.as("chair"), bot.Typed{Text: "/mag agenda merge 3 into 1"})); a.Refused || !strings.Contains(said(a.Message), "Fees") {
		t.Errorf("merge 3 into 1: %s", said(a.Message))
	}
	a := w.handle(w.input(w.as("chair"), bot.Typed{Text: "/mag agenda accept 2 minutes: 10"}))
	if !a.Refused || !strings.Contains(said(a.Message), "/mag agenda accept INPUTS…") || !strings.Contains(said(a.Message), "“minutes:”") {
		t.Errorf("a misplaced word: %s", said(a.Message))
	}
}

func TestWhatWasTypedIsKeptWhereACommandIsMistyped(t *testing.T) {
	w := newTown(t)
	w.types("sec", "/mag meeting schedule when:2027-04-01 14:00 title:First")
	a := w.handle(w.input(w.as("gov"), bot.Typed{Text: "/mag agenda ad Fees of 2027 why: They rose"}))
	for _, b := range a.Message.Buttons {
		if b.Call.Path == "agenda add" {
			if b.Call.Args["title"] != "Fees of 2027" || b.Call.Args["why"] != "They rose" || !b.Ask {
				t.Errorf("the button lost what was typed: %+v", b)
			}
			return
		}
	}
	t.Errorf("no button for it: %+v", a.Message.Buttons)
}

func TestATitleWithoutQuotationMarksIsToldOf(t *testing.T) {
	w := newTown(t)
	a := w.handle(w.input(w.as("sec"), bot.Typed{Text: "/mag meeting schedule Virtual Meeting XV 4 December 2027 13:00"}))
	if want := `/mag meeting schedule "Virtual Meeting XV" 4 December 2027 13:00`; !a.Refused || !strings.Contains(said(a.Message), want) {
		t.Errorf("it does not show how to write it: %s", said(a.Message))
	}
	a = w.handle(w.input(w.as("sec"), bot.Typed{Text: "/mag meeting schedule Budget some day soon"}))
	if !a.Refused || strings.Contains(said(a.Message), "quotation marks") {
		t.Errorf("there is no time in it: %s", said(a.Message))
	}
}
