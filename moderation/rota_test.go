package moderation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"magbot/bot"
)

func TestWhoHasTheLeastToDoIsNextAndAnybodyMayTakeIt(t *testing.T) {
	inTown(t, func(w *town) {
		w.must("ada", "roster end-role", "person", "mo", "role", "moderator")
		first, _ := w.report("rita", "sam", "2")
		w.must("nia", "conduct take", "case", first)
		w.later(time.Hour)
		second, _ := w.report("ora", "sam", "3")
		for _, alias := range []string{"nia", "pim"} {
			if got := text(w.must(alias, "conduct case", "case", second).Message); !strings.Contains(got, "Next in turn: Pim") {
				t.Errorf("%s reads: %s", alias, got)
			}
		}
		w.must("nia", "conduct take", "case", second)
		w.later(time.Hour)
		third, _ := w.report("cleo", "sam", "1")
		w.must("pim", "conduct take", "case", third)
		w.must("pim", "conduct decide", "case", third, "finding", "agree", "reason", "done")
		w.must("nia", "conduct decide", "case", first, "finding", "agree", "reason", "done")
		w.must("nia", "conduct decide", "case", second, "finding", "agree", "reason", "done")
		fourth, _ := w.report("rita", "sam", "5", "text", "another matter")
		if got := text(w.must("pim", "conduct case", "case", fourth).Message); !strings.Contains(got, "Next in turn: Nia") {
			t.Errorf("of two with nothing to do, who took one the longest ago is next: %s", got)
		}
	})
}

// What is proposed to those who handle a case must not tell one of them of another
// case, which they may not see.
func TestWhoIsNextSaysNothingOfCasesThatOneOfThemMayNotSee(t *testing.T) {
	inTown(t, func(w *town) {
		other, _ := w.report("rita", "nia", "2") // Nia may not know of it; Mo and Pim may
		w.must("pim", "conduct take", "case", other)
		w.must("ada", "roster end-role", "person", "mo", "role", "moderator")
		name, _ := w.report("rita", "sam", "2")
		before := text(w.must("nia", "conduct case", "case", name).Message)
		w.must("pim", "conduct decide", "case", other, "finding", "agree", "reason", "done")
		if after := text(w.must("nia", "conduct case", "case", name).Message); after != before {
			t.Errorf("Nia reads otherwise when Pim has closed a case about her:\n%s\n%s", before, after)
		}
	})
}

// The Chair sees a case while a restriction waits for a second person, and reads who is
// next, too.
func TestWhoIsNextSaysNothingToTheChairOfCasesThatTheChairMayNotSee(t *testing.T) {
	inTown(t, func(w *town) {
		other, _ := w.report("rita", "cleo", "2")
		name, _ := w.report("rita", "sam", "2")
		w.must("nia", "conduct propose", "case", name, "step", "restriction", "text", "Please rest.")
		before := text(w.must("cleo", "conduct case", "case", name).Message)
		w.must("nia", "conduct take", "case", other)
		w.later(time.Hour)
		w.must("pim", "conduct note", "case", other, "text", "A note.")
		w.must("pim", "conduct take", "case", other, "really", "yes")
		if after := text(w.must("cleo", "conduct case", "case", name).Message); after != before {
			t.Errorf("the Chair reads otherwise when a case about the Chair was taken:\n%s\n%s", before, after)
		}
	})
}

func TestWhoTakesABreakIsNotProposed(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "cleo", "2") // Mo, Nia and Pim are free
		w.must("mo", "conduct rest", "lasts", "10d")
		w.must("nia", "conduct rest", "lasts", "10d")
		if got := text(w.must("pim", "conduct case", "case", name).Message); strings.Contains(got, "Next in turn") {
			t.Errorf("there is one alone, who needs no proposal: %s", got)
		}
		if !strings.Contains(text(w.must("ada", "conduct health").Message), "too few") {
			t.Error("two of three are away, and nobody is told")
		}
		w.must("nia", "conduct rest")
		if got := text(w.must("pim", "conduct case", "case", name).Message); !strings.Contains(got, "Next in turn") || strings.Contains(got, "Next in turn: Mo") {
			t.Errorf("Pim reads: %s", got)
		}
		w.later(11 * day)
		if got := text(w.must("ada", "conduct health").Message); !strings.Contains(got, "3 moderators, 0 of them") {
			t.Errorf("the break is over: %s", got)
		}
		w.refused("between 1 s and 60 d", "nia", "conduct rest", "lasts", "1440h1m")
		w.must("nia", "conduct rest")
	})
}

func TestACardThatReachesNobodyGoesToWhoComesNext(t *testing.T) {
	inTown(t, func(w *town) {
		w.set(func(d *desk) { d.blocked = map[string]bool{"nia": true} })
		name, _ := w.report("rita", "sam", "2")
		w.onlySeen(name, "nia", "pim")
		if got := text(w.must("pim", "conduct case", "case", name).Message); !strings.Contains(got, "Nia cannot be reached") {
			t.Errorf("Pim reads: %s", got)
		}
		w.set(func(d *desk) { d.blocked["pim"] = true })
		w.must("pim", "conduct note", "case", name, "text", "I saw it on the page.")
		w.onlySeen(name, "nia", "pim", "fay")
		if got := w.gotText("fay"); !strings.Contains(got, name) {
			t.Errorf("Fay was sent: %s", got)
		}
		if n := len(w.look(name).Unreached); n != 2 {
			t.Errorf("%d cannot be reached", n)
		}
	})
}

func TestHealthSaysWhatIsMissingAndCountsNoCase(t *testing.T) {
	inTown(t, func(w *town) {
		before := text(w.must("ada", "conduct health").Message)
		for range 3 {
			w.report("rita", "sam", "2", "text", fmt.Sprint("matter ", w.causes))
		}
		if after := text(w.must("ada", "conduct health").Message); after != before || !strings.Contains(before, "no outside contact") {
			t.Errorf("it says: %s", after)
		}
		contact(w)
		noModerators(w)
		got := text(w.must("ada", "conduct health").Message)
		for _, want := range []string{"0 moderators", "too few", "There is an outside contact", "focal point for harassment"} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in: %s", want, got)
			}
		}
		if a := w.do("sam", "conduct health"); !a.Refused {
			t.Error("anybody may ask")
		}
	})
}

// The bad input that the issue names, each with what becomes of it.
func TestBadInput(t *testing.T) {
	for rule, try := range map[string]func(t *testing.T, w *town){
		"a hundred reports from one person are five": func(t *testing.T, w *town) {
			taken := 0
			for i := range 100 {
				if a := w.do("rita", "conduct report", "about", "sam", "clause", "2", "text", fmt.Sprint("matter ", i)); !a.Refused {
					taken++
				}
			}
			if taken != 5 || len(w.cases()) != 5 {
				t.Errorf("%d were taken, there are %d cases", taken, len(w.cases()))
			}
		},
		"a report about a report is a case of its own, without those of the first": func(t *testing.T, w *town) {
			first, token := w.report("rita", "nia", "2")
			second, _ := w.report("sam", "rita", "6", "text", "They reported Nia out of spite: token "+token)
			w.onlySeen(second, "nia", "pim")
			w.onlySeen(first, "mo", "pim")
			if got := text(w.must("nia", "conduct case", "case", second).Message); strings.Contains(got, first) {
				t.Errorf("the second tells Nia of the first: %s", got)
			}
		},
		"a reporter who is the subject is told how to get advice": func(t *testing.T, w *town) {
			w.refused("ask a moderator in private", "sam", "conduct report", "about", "sam", "clause", "1", "text", "I was rude.")
			if n := len(w.cases()); n != 0 {
				t.Errorf("there are %d cases", n)
			}
		},
		"a deleted message leaves what was said of it": func(t *testing.T, w *town) {
			w.set(func(d *desk) { d.unable = bot.Gone })
			name, _ := w.report("rita", "sam", "2", "message", reported, "words", "You know nothing.")
			if got := text(w.must("nia", "conduct words", "case", name).Message); !strings.Contains(got, "You know nothing.") || !strings.Contains(got, "is not there any more") {
				t.Errorf("the words: %s", got)
			}
		},
		"a message that was edited before it was reported shows as both": func(t *testing.T, w *town) {
			w.set(func(d *desk) { d.around = w.said("You may not know everything.") })
			name, _ := w.report("rita", "sam", "2", "message", reported, "words", "You know nothing.")
			if got := text(w.must("nia", "conduct words", "case", name).Message); !strings.Contains(got, "You know nothing.") || !strings.Contains(got, "You may not know everything.") {
				t.Errorf("the words: %s", got)
			}
		},
		"40,000 characters are kept whole, and no more": func(t *testing.T, w *town) {
			long := strings.Repeat("é", 40_000)
			name, _ := w.report("rita", "sam", "2", "words", long)
			if got := w.look(name).Report.Quote.Text; got != long {
				t.Errorf("%d bytes are kept", len(got))
			}
			if a := w.do("rita", "conduct report", "about", "sam", "clause", "3", "text", "x y", "words", long+"é"); !a.Refused {
				t.Error("one more is taken")
			}
			if a := w.do("rita", "conduct report", "about", "sam", "clause", "3", "text", strings.Repeat("я", 4001)); !a.Refused {
				t.Error("a report of 4,001 characters is taken")
			}
		},
		"nothing but combining marks is nothing to read": func(t *testing.T, w *town) {
			for _, nothing := range []string{"\u0301\u0327\u0301", "\u200b\u200d\ufeff", "  \u00ad ", "\u20dd\u20e3"} {
				w.refused("nothing in it that could be read", "rita", "conduct report", "about", "sam", "clause", "2", "text", nothing)
			}
			marks := "z" + strings.Repeat("\u0301", 3000)
			name, _ := w.report("rita", "sam", "2", "text", marks)
			w.must("nia", "conduct words", "case", name)
		},
		"with all moderators recused it goes to the Secretariat, then to the contact": func(t *testing.T, w *town) {
			contact(w)
			name, _ := w.report("rita", "cleo", "2")
			for _, step := range []struct {
				out  []string
				seen []string
			}{
				{[]string{"mo", "nia", "pim"}, []string{"fay"}},
				{[]string{"fay"}, []string{"ada"}},
				{[]string{"ada"}, []string{"ora"}},
				{[]string{"ora"}, nil},
			} {
				for _, alias := range step.out {
					w.must(alias, "conduct involved", "case", name)
				}
				w.onlySeen(name, step.seen...)
				for _, alias := range step.seen {
					if got := w.gotText(alias); !strings.Contains(got, name) {
						t.Errorf("%s was not told", alias)
					}
				}
			}
			if got := text(w.must("rita", "conduct follow").Message); !strings.Contains(got, "ombuds at example.org") {
				t.Errorf("the reporter reads: %s", got)
			}
		},
	} {
		t.Run(rule, func(t *testing.T) { inTown(t, func(w *town) { try(t, w) }) })
	}
}
