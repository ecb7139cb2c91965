package moderation_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"magbot/bot"
	"magbot/moderation"
	"magbot/store/seal"
)

// What is erased in one process is gone in every other, and nothing else is: not by the
// words of a report, not by a case whose time is over.
func TestAnErasureOfACaseReachesEveryProcessAndNothingElse(t *testing.T) {
	inTown(t, func(w *town) {
		other := w.another()
		if err := other.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer other.Stop()
		name, _ := w.report("rita", "sam", "2", "text", "Her number is +41 22 000 00 00.")
		synctest.Wait()
		there := func() (s *moderation.State) {
			other.Read(bot.CaseStream(name), bot.Actor{}, hall, func(v bot.View) { s = moderation.Of(v) })
			return s
		}
		if got := there().Report.Text.Text; !strings.Contains(got, "+41") {
			t.Fatalf("the other process does not follow: %q", got)
		}
		w.must("nia", "conduct redact", "case", name, "reason", "Personal data.")
		w.must("pim", "conduct second", "case", name)
		synctest.Wait()
		if got := there(); strings.Contains(got.Report.Text.Text, "+41") || got.Erased.Times != 1 {
			t.Errorf("the other process still holds %q", got.Report.Text.Text)
		}
		w.must("nia", "conduct decide", "case", name, "finding", "ignore", "reason", "It is settled.")
		w.later(2 * 366 * 24 * time.Hour)
		if there().Exists() {
			t.Error("the other process still holds the case")
		}
		var keys []seal.KeyID
		for _, e := range w.keys.Erased() {
			keys = append(keys, e.Key)
		}
		stream := seal.KeyID(bot.CaseStream(name))
		want := []seal.KeyID{"person/" + stream + "/words/0", stream, "person/" + stream + "/words/1"}
		for _, k := range keys {
			if !slices.Contains(want, k) {
				t.Errorf("the key %s was erased", k)
			}
		}
		if !slices.Contains(keys, want[0]) || !slices.Contains(keys, stream) {
			t.Errorf("erased: %v", keys)
		}
	})
}

// What a reporter wrote is erased when a second person agrees, for good and alone: the
// report counts, and the case goes on.
func TestTwoPeopleEraseWhatAReporterWrote(t *testing.T) {
	inTown(t, func(w *town) {
		w.set(func(d *desk) { d.around = w.wroteIt("sam") })
		name, token := w.report("rita", "sam", "2", "message", reported, "text", "Her number is +41 22 000 00 00.", "words", "A quote.")
		w.must("rita", "conduct add", "token", token, "text", "And her address.")
		read := func() string { return text(w.must("pim", "conduct words", "case", name).Message) }
		w.must("nia", "conduct redact", "case", name, "reason", "Personal data of somebody else.")
		if got := read(); !strings.Contains(got, "+41") || !strings.Contains(got, "And her address.") {
			t.Fatalf("it is erased before anybody agreed: %s", got)
		}
		w.refused("somebody else has to agree", "nia", "conduct second", "case", name)
		w.refused("I know no case", "mo", "conduct second", "case", name)
		w.must("pim", "conduct second", "case", name)
		for range 2 {
			got := read()
			if strings.Contains(got, "+41") || strings.Contains(got, "A quote.") || strings.Contains(got, "And her address.") ||
				!strings.Contains(got, "was erased, as two people agreed") || !strings.Contains(got, "You know nothing.") || !strings.Contains(got, "Personal data of somebody else.") {
				t.Errorf("the words: %s", got)
			}
			if !slices.ContainsFunc(w.keys.Erased(), func(e seal.Erasure) bool {
				return e.Key == seal.KeyID("person/"+string(bot.CaseStream(name))+"/words/0")
			}) {
				t.Errorf("the key is still there: %v", w.keys.Erased())
			}
			w.restart()
		}
		if got := text(w.must("rita", "conduct follow").Message); !strings.Contains(got, "What you wrote has been erased") {
			t.Errorf("the reporter reads: %s", got)
		}
		w.must("rita", "conduct add", "token", token, "text", "It was on Monday.")
		if got := read(); !strings.Contains(got, "It was on Monday.") {
			t.Errorf("what was added later: %s", got)
		}
		w.must("nia", "conduct redact", "case", name, "reason", "Again.")
		w.must("pim", "conduct second", "case", name)
		if got := read(); strings.Contains(got, "Monday") {
			t.Errorf("what was added later is still there: %s", got)
		}
		w.refused("holds no words of a reporter", "nia", "conduct redact", "case", name, "reason", "Once more.")
		w.must("nia", "conduct decide", "case", name, "finding", "disagree", "reason", "It was made up.")
		if s := w.look(name); s.Finding != moderation.Disagree {
			t.Errorf("it is closed with %q", s.Finding)
		}
		if got := strings.Join(w.history("pim", name), "\n"); strings.Count(got, "What the reporter of a report wrote was erased.") != 2 {
			t.Errorf("what happened: %s", got)
		}
	})
}

// Of several reports one is erased, which has to be named, and the others stay.
func TestOneReportOfACaseIsErasedAlone(t *testing.T) {
	inTown(t, func(w *town) {
		lead, _ := w.report("rita", "sam", "2", "text", "The first matter.")
		other, _ := w.report("ora", "sam", "3", "text", "The second matter.")
		w.must("nia", "conduct merge", "case", other, "into", lead)
		w.refused(other, "nia", "conduct redact", "case", lead, "reason", "Made up.")
		w.refused(other, "nia", "conduct redact", "case", lead, "report", "ZZZZ", "reason", "Made up.")
		if got := text(w.must("nia", "conduct words", "case", lead).Message); !strings.Contains(got, other) || !strings.Contains(got, lead) {
			t.Errorf("the words name no reports: %s", got)
		}
		w.must("nia", "conduct redact", "case", lead, "report", strings.ToLower(other), "reason", "Made up.")
		if got := text(w.must("pim", "conduct case", "case", lead).Message); !strings.Contains(got, "It is about report "+other) {
			t.Errorf("the card does not say which: %s", got)
		}
		w.must("pim", "conduct second", "case", lead)
		got := text(w.must("pim", "conduct words", "case", lead).Message)
		if strings.Contains(got, "The second matter.") || !strings.Contains(got, "The first matter.") {
			t.Errorf("the words: %s", got)
		}
		w.must("pim", "conduct split", "case", other)
		if got := text(w.must("pim", "conduct words", "case", other).Message); strings.Contains(got, "The second matter.") {
			t.Errorf("it came back: %s", got)
		}
		if got := text(w.must("pim", "conduct case", "case", lead).Message); strings.Contains(got, other) {
			t.Errorf("the card names a case of its own: %s", got)
		}
	})
}

func TestWhatIsErasedNeedsAReporterAndNoOtherStep(t *testing.T) {
	inTown(t, func(w *town) {
		before := w.cases()
		w.give(bot.Input{Cause: "flag", Actor: bot.Actor{Self: bot.ByRecord}, Place: hall, Intent: bot.Do("conduct flag",
			"rule", "insult.you", "clause", "2", "about", string(w.names["sam"]), "reason", "Please look.", "words", insult)})
		flagged := slices.DeleteFunc(w.cases(), func(n string) bool { return slices.Contains(before, n) })[0]
		w.refused("holds no words of a reporter", "nia", "conduct redact", "case", flagged, "reason", "Made up.")
		name, _ := w.report("rita", "sam", "2")
		w.must("nia", "conduct propose", "case", name, "step", "talk", "text", "May we talk?")
		w.refused("a step waits", "nia", "conduct redact", "case", name, "reason", "Made up.")
		w.must("nia", "conduct not-second", "case", name, "reason", "Later.")
		w.must("nia", "conduct redact", "case", name, "reason", "Made up.")
		w.must("pim", "conduct not-second", "case", name, "reason", "It is not.")
		if got := text(w.must("pim", "conduct words", "case", name).Message); !strings.Contains(got, "I know nothing.") {
			t.Errorf("it is erased though nobody agreed: %s", got)
		}
		w.refused("Nothing was changed", "nia", "conduct propose", "case", name, "step", "redact", "text", "x")
	})
}

// A reporter takes their report back: handlers are told, and go on or not.
func TestAReporterTakesTheirReportBack(t *testing.T) {
	for how, part := range map[string]bool{"confidential": false, "anonymous": true} {
		inTown(t, func(w *town) {
			lead, _ := w.report("ora", "sam", "2", "text", "Another matter.")
			name, token := w.report("rita", "sam", "3", "how", how)
			where := name
			if part {
				w.must("nia", "conduct merge", "case", name, "into", lead)
				where = lead
			}
			w.forget()
			w.refused("no such token", "rita", "conduct withdraw", "token", "ABCD-EFGH-JKLM")
			w.must("rita", "conduct withdraw", "token", token)
			for _, alias := range []string{"nia", "pim"} {
				if got := w.gotText(alias); strings.Count(got, "In case "+where+" a reporter has taken") != 2 { // told, and on the card
					t.Errorf("%s was sent: %s", alias, got)
				}
			}
			for _, alias := range []string{"mo", "sam", "ora", "cleo", "ada"} {
				if got := w.gotText(alias); got != "" {
					t.Errorf("%s was sent: %s", alias, got)
				}
			}
			if got := text(w.must("rita", "conduct follow", "token", token).Message); !strings.Contains(got, "You took this report back.") {
				t.Errorf("the reporter reads: %s", got)
			}
			w.refused("You took this report back", "rita", "conduct add", "token", token, "text", "More.")
			if got := text(w.must("rita", "conduct withdraw", "token", token).Message); !strings.Contains(got, "before") {
				t.Errorf("a second time: %s", got)
			}
			w.must("nia", "conduct propose", "case", where, "step", "talk", "text", "May we talk?")
			w.must("pim", "conduct second", "case", where)
			w.report("rita", "sam", "3", "how", how) // it may be reported again
		})
	}
}

// An older copy of the keys, put back, brings no words back.
func TestAnOlderKeyFileBringsNoErasedWordsBack(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2", "text", "Her number is +41 22 000 00 00.")
		old := seal.NewMemory(rand.NewChaCha8([32]byte{9}))
		if _, _, err := w.keys.CopyTo(old); err != nil {
			t.Fatal(err)
		}
		w.must("nia", "conduct redact", "case", name, "reason", "Personal data.")
		w.must("pim", "conduct second", "case", name)
		w.engine.Stop()
		w.keys = old
		w.start()
		if len(old.Erased()) != 1 {
			t.Errorf("erased again: %v", old.Erased())
		}
		if got := text(w.must("pim", "conduct words", "case", name).Message); strings.Contains(got, "+41") || !strings.Contains(got, "was erased") {
			t.Errorf("the words: %s", got)
		}
	})
}

// What was to be erased of a report that was parted meanwhile is not said to be.
func TestNothingIsErasedOfAReportThatWasParted(t *testing.T) {
	inTown(t, func(w *town) {
		lead, _ := w.report("rita", "sam", "2", "text", "The first matter.")
		other, _ := w.report("ora", "sam", "3", "text", "The second matter.")
		w.must("nia", "conduct merge", "case", other, "into", lead)
		w.must("nia", "conduct redact", "case", lead, "report", other, "reason", "Made up.")
		w.must("nia", "conduct split", "case", other)
		w.refused("no more", "pim", "conduct second", "case", lead)
		w.must("pim", "conduct not-second", "case", lead, "reason", "It is elsewhere.")
		w.must("nia", "conduct redact", "case", other, "reason", "Made up.")
		w.must("pim", "conduct second", "case", other)
		if got := text(w.must("pim", "conduct words", "case", other).Message); strings.Contains(got, "The second matter.") {
			t.Errorf("the words: %s", got)
		}
	})
}
