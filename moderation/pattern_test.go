package moderation_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

var patternLine = regexp.MustCompile(`In the last twelve months .* is for you to say`)

// A handler reads on a case with which others about the same person people agreed in
// the last twelve months: no talk, nothing that was disagreed with or taken back on
// appeal, and nothing that this handler may not see, not even in the number.
func TestAPatternOverTimeIsShownToWhoMaySeeIt(t *testing.T) {
	inTown(t, func(w *town) {
		agreed := func(about string, steps ...string) string {
			w.later(10 * time.Hour) // nobody may report more than five things within a day
			name, _ := w.report("rita", about, "2")
			for _, step := range steps {
				w.must("nia", "conduct propose", "case", name, "step", step, "text", "Courteous words.")
				if step == "talk" {
					w.must("pim", "conduct second", "case", name)
				}
				w.later(time.Minute)
			}
			w.must("nia", "conduct decide", "case", name, "finding", "agree", "reason", "Settled.")
			return name
		}
		first, second := agreed("sam"), agreed("sam", "suggestion")
		talked, other := agreed("sam", "talk"), agreed("cleo")
		denied, _ := w.report("rita", "sam", "2")
		w.must("nia", "conduct decide", "case", denied, "finding", "disagree", "reason", "They joke.")
		hidden := agreed("sam")
		w.must("pim", "conduct involved", "case", hidden)
		name, _ := w.report("rita", "sam", "2")
		reads := func(alias, name string) string {
			return patternLine.FindString(text(w.must(alias, "conduct case", "case", name).Message))
		}
		nia, pim := reads("nia", name), reads("pim", name)
		for _, want := range []string{"3 other cases about Sam", first, second, hidden} {
			if !strings.Contains(nia, want) {
				t.Errorf("Nia reads %q without %q", nia, want)
			}
		}
		if !strings.Contains(pim, "2 other cases about Sam") || strings.Contains(pim, hidden) {
			t.Errorf("Pim, who may not see %s, reads %q", hidden, pim)
		}
		for _, none := range []string{talked, other, denied, name} {
			if strings.Contains(nia, none) {
				t.Errorf("Nia reads %q with %q", nia, none)
			}
		}
		if got := reads("nia", other); got != "" {
			t.Errorf("of another person it says %q", got)
		}
		if card := w.gotText("nia"); strings.Contains(card, "twelve months") {
			t.Error("the card that is sent says it, too: it would have to change with other cases")
		}
		w.later(366 * 24 * time.Hour)
		if got := reads("nia", name); got != "" {
			t.Errorf("a year later it says %q", got)
		}
	})
}
