package moderation_test

import (
	"strings"
	"testing"
	"time"
)

// Who said that they are involved in a report sees nothing of it in the case that it
// is put to either; nor afterwards, when what they said was said of both.
func TestWhoIsInvolvedInAReportSeesItInNoCase(t *testing.T) {
	inTown(t, func(w *town) {
		lead, _ := w.report("rita", "sam", "2", "text", "The first matter.")
		other, _ := w.report("cleo", "sam", "3", "text", "The second matter.")
		w.onlySeen(other, "nia", "pim")
		w.must("pim", "conduct involved", "case", other)
		w.must("nia", "conduct merge", "case", other, "into", lead)
		w.onlySeen(lead, "nia")
		w.must("nia", "conduct split", "case", other)
		w.onlySeen(lead, "nia", "pim")
		w.onlySeen(other, "nia")
	})
	inTown(t, func(w *town) {
		lead, _ := w.report("rita", "cleo", "2", "text", "The first matter.")
		other, _ := w.report("rita", "cleo", "3", "text", "The second matter.")
		w.onlySeen(other, "mo", "nia", "pim")
		w.must("nia", "conduct merge", "case", other, "into", lead)
		w.later(time.Hour)
		w.must("pim", "conduct involved", "case", lead)
		w.later(time.Hour)
		w.must("nia", "conduct party", "case", lead, "person", "sam")
		w.onlySeen(lead, "nia")
		w.later(day)
		w.must("nia", "conduct split", "case", other)
		w.onlySeen(lead, "nia")
		w.onlySeen(other, "nia")
		if got := strings.Join(w.history("nia", other), "\n"); !strings.Contains(got, "1 10:00 Pim stepped aside") || !strings.Contains(got, "1 11:00 It is about Sam, too, as was said while") {
			t.Errorf("Nia reads:\n%s", got)
		}
	})
}

// Of two reports of one message one names its author, and the other nobody: they are one
// case when the platform has said that it is the author, and not by the word of a report.
func TestAReportOfNobodyIsOneCaseWithThatOfTheMessagesAuthor(t *testing.T) {
	for rule, c := range map[string]struct {
		first, second, wrote, other string // other than rita, who reports first
		begun, one                  bool
		seen                        []string // the second report
	}{
		"the author was named first":                  {"sam", "unknown", "sam", "ora", false, true, []string{"nia", "pim"}},
		"the author was named first, and it is taken": {"sam", "unknown", "sam", "ora", true, true, []string{"nia", "pim"}},
		"nobody was named first":                      {"unknown", "sam", "sam", "ora", false, true, []string{"nia", "pim"}},
		"nobody was named first, and it is taken":     {"unknown", "sam", "sam", "ora", true, false, []string{"nia", "pim"}},
		"somebody else was named":                     {"cleo", "unknown", "sam", "ora", false, false, []string{"fay"}},
		"a moderator wrote it, and Sam was named":     {"sam", "unknown", "nia", "ora", false, false, []string{"fay"}},
		"nobody was named twice":                      {"unknown", "unknown", "sam", "ora", true, true, []string{"fay"}},
		"the author reports it":                       {"sam", "unknown", "sam", "sam", false, false, []string{"fay"}},
		"of an organisation with the author":          {"sam", "unknown", "sam", "mo", false, false, []string{"fay"}},
		"nobody knows the author":                     {"sam", "unknown", "stranger", "ora", false, false, []string{"fay"}},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				w.set(func(d *desk) { d.around = w.wroteIt(c.wrote) })
				first, _ := w.report("rita", c.first, "2", "message", reported)
				w.later(time.Minute)
				if c.begun {
					w.must(map[bool]string{true: "fay", false: "nia"}[c.first == "unknown"], "conduct take", "case", first)
				}
				second, token := w.report(c.other, c.second, "2", "message", reported)
				w.later(time.Minute)
				if got := w.look(second).Into == first; got != c.one {
					t.Errorf("one case: %v", got)
				}
				if c.one {
					second = first
				}
				w.onlySeen(second, c.seen...)
				if got := text(w.must(c.other, "conduct follow", "token", token).Message); !strings.Contains(got, "Nothing has been noted about it since.") {
					t.Errorf("the second reporter reads: %s", got)
				}
			})
		})
	}
	inTown(t, func(w *town) { // a rule asked to look, and the platform has told of the message with its author
		w.watching("normal")
		w.later(time.Second)
		w.say("sam", 1, insult)
		second, _ := w.report("rita", "unknown", "1", "message", messageLink(1))
		if got := w.look(second).Into; got != w.cases()[0] && got != w.cases()[1] {
			t.Errorf("the report is a case of its own: %q", got)
		}
	})
}
