package moderation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot/chat"
)

// history gives the lines of what happened as somebody reads them, each after its
// instant.
func (w *town) history(alias, name string) (lines []string) {
	w.t.Helper()
	a := w.must(alias, "conduct history", "case", name)
	for _, b := range a.Message.Blocks {
		list, ok := b.(chat.List)
		if !ok {
			continue
		}
		for _, line := range list.Lines {
			at, _ := line[0].(chat.Time)
			words, _ := line[2].(chat.Plain)
			lines = append(lines, at.At.UTC().Format("2 15:04 ")+string(words))
		}
	}
	return lines
}

func TestTheHistoryOfACase(t *testing.T) {
	inTown(t, func(w *town) {
		w.set(func(d *desk) { d.around = w.said("The item is open.", "You know nothing.") })
		name, token := w.report("rita", "sam", "2", "message", reported)
		steps := []struct {
			alias, path string
			args        []string
		}{
			{"nia", "conduct take", nil},
			{"nia", "conduct note", []string{"text", "A word that stays inside."}},
			{"pim", "conduct tell", []string{"text", "We look at it."}},
			{"nia", "conduct propose", []string{"step", "talk", "text", "A word that stays inside."}},
			{"nia", "conduct not-second", []string{"reason", "Too early."}},
			{"nia", "conduct propose", []string{"step", "time-out", "text", "A word that stays inside."}},
			{"pim", "conduct second", nil},
			{"pim", "conduct lift", nil},
			{"pim", "conduct decide", []string{"finding", "agree", "reason", "A word that stays inside."}},
			{"nia", "conduct reopen", []string{"reason", "There is more."}},
			{"nia", "conduct party", []string{"person", "cleo"}},
		}
		for _, s := range steps {
			w.later(time.Hour)
			w.must(s.alias, s.path, append([]string{"case", name}, s.args...)...)
		}
		w.later(time.Hour)
		w.must("rita", "conduct add", "token", token, "text", "They did it again.")
		w.changes("room:general:2", "Other words.", false)
		want := []string{
			"1 09:00 It was reported.",
			"1 09:00 What was said around the message was kept.",
			"1 10:00 Nia took it.",
			"1 11:00 Nia wrote a note for those who handle it.",
			"1 12:00 Pim wrote to those who reported it.",
			"1 13:00 Nia proposed a step: A talk, without a mark.",
			"1 14:00 Nia took back the step that they had proposed: A talk, without a mark.",
			"1 15:00 Nia proposed a step: Time-out on the platform. Length: 14 days.",
			"1 16:00 Pim agreed to a step, which was done: Time-out on the platform.",
			"1 16:00 The platform did it: Time-out on the platform.",
			"1 17:00 Pim ended a step before its time: Time-out on the platform.",
			"1 17:00 The platform took it back: Time-out on the platform.",
			"1 18:00 Pim closed it: Agree: it was as reported.",
			"1 19:00 Nia opened it again.",
			"1 20:00 Nia said that it is about Cleo, too.",
			"1 21:00 Whoever reported something added to it.",
			"1 21:00 The message was edited.",
		}
		for _, alias := range []string{"nia", "pim"} {
			if got := w.history(alias, name); !slices.Equal(got, want) {
				t.Errorf("%s reads:\n%s", alias, strings.Join(got, "\n"))
			}
		}
		for _, alias := range []string{"mo", "sam", "rita", "ada", "cleo"} {
			hidden, none := w.do(alias, "conduct history", "case", name), w.do(alias, "conduct history", "case", "ZZZZ")
			if !hidden.Refused || strings.ReplaceAll(text(hidden.Message), name, "ZZZZ") != text(none.Message) {
				t.Errorf("%s reads %s", alias, text(hidden.Message))
			}
		}
		w.later(2 * day)
		if got := w.history("pim", name); !strings.Contains(got[len(got)-1], "were reminded") {
			t.Errorf("Pim reads:\n%s", strings.Join(got, "\n"))
		}
	})
}

// While a report about Nia is dealt with in a case, she may see none of both. Once
// they are parted she may see the case again, and reads nothing of the other.
func TestTheHistoryTellsNothingOfAReportThatTheReaderMayNotSee(t *testing.T) {
	inTown(t, func(w *town) {
		lead, _ := w.report("rita", "sam", "2")
		before := w.history("nia", lead)
		other, _ := w.report("cleo", "nia", "3", "text", "Another matter.")
		w.later(time.Hour)
		w.must("pim", "conduct merge", "case", other, "into", lead)
		if a := w.do("nia", "conduct history", "case", lead); !a.Refused {
			t.Errorf("Nia reads %s", text(a.Message))
		}
		if got := strings.Join(w.history("pim", lead), "\n"); !strings.Contains(got, "Another report is dealt with here, too: "+other) || strings.Count(got, "It was reported.") != 2 {
			t.Errorf("Pim reads:\n%s", got)
		}
		if got := strings.Join(w.history("pim", other), "\n"); !strings.Contains(got, "as part of case "+lead) {
			t.Errorf("Pim reads of the part:\n%s", got)
		}
		w.later(time.Hour)
		w.must("pim", "conduct split", "case", other)
		if got := w.history("nia", lead); !slices.Equal(got, before) {
			t.Errorf("Nia reads:\n%s", strings.Join(got, "\n"))
		}
		if got := strings.Join(w.history("pim", lead), "\n"); !strings.Contains(got, "Report "+other+" is a case of its own again") {
			t.Errorf("Pim reads:\n%s", got)
		}
		mo := strings.Join(w.history("mo", other), "\n") // of Sam's organisation, free of Nia's
		if strings.Contains(mo, lead) || !strings.Contains(mo, "It was reported.") {
			t.Errorf("Mo reads:\n%s", mo)
		}
	})
}

// What was carried over from another case, when both were one, is told to those alone
// who may see that one.
func TestWhatWasCarriedOverTellsNobodyOfTheOtherCase(t *testing.T) {
	inTown(t, func(w *town) {
		lead, _ := w.report("rita", "sam", "2")
		name, _ := w.report("rita", "cleo", "2")
		w.must("nia", "conduct merge", "case", name, "into", lead)
		w.must("nia", "conduct party", "case", lead, "person", "ora")
		w.must("nia", "conduct split", "case", name)
		w.must("pim", "conduct involved", "case", lead)
		for alias, told := range map[string]bool{"nia": true, "pim": false} {
			got := strings.Join(w.history(alias, name), "\n")
			if strings.Contains(got, "another case") != told || got == "" {
				t.Errorf("%s reads:\n%s", alias, got)
			}
		}
	})
}
