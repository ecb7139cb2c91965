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
