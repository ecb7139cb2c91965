package moderation_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
)

const linked = "https://example.org/m/1"

// readByReporter is all that Ora can read about her report: what she gets back, what
// she is sent, and what she reads when she looks, at each moment of a story that is told
// after her report came. before is what happened by then.
func readByReporter(t *testing.T, how string, before func(w *town), story []func(w *town, lead, token string)) (read []string) {
	t.Helper()
	inTown(t, func(w *town) {
		if before != nil {
			before(w)
		}
		w.later(3*day - time.Since(w.begin))
		w.forget()
		w.desk.around = nil
		name, token := w.report("ora", "sam", "2", "message", linked, "how", how)
		lead := name
		if s := w.look(name); s.Into != "" {
			lead = s.Into
		}
		if (lead != name) != (before != nil) {
			t.Fatalf("the report %s is dealt with in %s", name, lead)
		}
		look := func() {
			follow := text(w.must("ora", "conduct follow", "token", token).Message) + text(w.must("ora", "conduct follow").Message)
			read = append(read, receipts.ReplaceAllString(strings.ReplaceAll(follow+"\nsent: "+w.gotText("ora"), token, "TOKEN"), "RECEIPT"))
			w.forget()
		}
		look()
		for _, then := range story {
			w.later(time.Hour)
			then(w, lead, token)
			w.later(time.Hour)
			look()
		}
		again := w.do("ora", "conduct report", "about", "sam", "clause", "2", "message", linked, "text", "It was so.", "how", how)
		read = append(read, fmt.Sprint(again.Refused, strings.Contains(text(again.Message), "reported")))
	})
	return read
}

// receipts are what reports are called to those who made them.
var receipts = regexp.MustCompile(`r-[0-9a-f]{6}`)

// reportedBefore is that somebody else has reported the same, and much was done about it.
func reportedBefore(w *town) {
	lead, token := w.report("rita", "sam", "2", "message", linked)
	w.must("nia", "conduct take", "case", lead)
	w.must("nia", "conduct tell", "case", lead, "within", "2d", "text", "For Rita alone.")
	w.stepped(lead, "talk")
	w.later(time.Hour)
	w.must("rita", "conduct add", "token", token, "text", "Yes.")
	w.must("nia", "conduct tell", "case", lead, "within", "3d", "text", "And where, Rita?")
}

// flaggedBefore is that a rule has asked to look at the same message, and somebody has.
func flaggedBefore(w *town) {
	w.give(bot.Input{Cause: "flag", Actor: bot.Actor{Self: bot.ByRecord}, Place: hall, Intent: bot.Do("conduct flag",
		"rule", "insult.you", "clause", "2", "about", string(w.names["sam"]), "message", linked, "reason", "Please look.", "words", insult)})
	lead := w.cases()[0]
	w.must("nia", "conduct take", "case", lead)
	w.stepped(lead, "talk")
}

// A reporter reads of their own report, and cannot tell by it whether somebody had reported
// the same before, nor what was done or written then.
func TestAReporterCannotTellThatSomebodyHadReportedTheSame(t *testing.T) {
	took := func(w *town, lead, _ string) { w.must("nia", "conduct take", "case", lead, "really", "yes") }
	notes := func(w *town, lead, _ string) {
		w.must("nia", "conduct note", "case", lead, "text", "I look after this one, too.")
	}
	tells := func(w *town, lead, _ string) {
		w.must("pim", "conduct tell", "case", lead, "within", "1d", "text", "When was it?")
	}
	adds := func(w *town, _, token string) { w.must("ora", "conduct add", "token", token, "text", "On Monday.") }
	waits := func(w *town, _, _ string) { w.later(2 * day) }
	steps := func(w *town, lead, _ string) { w.stepped(lead, "talk") }
	closes := func(w *town, lead, _ string) {
		w.must("nia", "conduct decide", "case", lead, "finding", "agree", "reason", "It was so.")
	}
	opens := func(w *town, lead, _ string) {
		w.must("nia", "conduct reopen", "case", lead, "reason", "There is more.")
	}
	late := func(w *town, _, token string) {
		a := w.do("ora", "conduct add", "token", token, "text", "One thing more.")
		w.must("ora", "conduct follow", "token", token)
		if !a.Refused {
			w.t.Error("something is added to what is closed")
		}
	}
	appeals := func(w *town, lead, _ string) {
		token := w.look(lead).Steps[len(w.look(lead).Steps)-1].Secret
		w.must("sam", "conduct appeal", "token", token, "text", "I did not mean it.")
	}
	answers := func(w *town, lead, _ string) {
		w.must("fay", "conduct answer-appeal", "case", lead, "ruling", "reject", "reason", "We see it as they did.")
	}
	for name, c := range map[string]struct {
		alone, joined []func(w *town, lead, token string) // where the handlers do something else, as the case is taken
	}{
		"nothing happens":                  {alone: nil},
		"it is taken, and answers come":    {alone: []func(w *town, lead, token string){took, tells, adds, waits, closes, late}, joined: []func(w *town, lead, token string){notes, tells, adds, waits, closes, late}},
		"nobody answers":                   {alone: []func(w *town, lead, token string){tells, waits, waits}, joined: []func(w *town, lead, token string){tells, waits, waits}},
		"a step is taken, and appealed":    {alone: []func(w *town, lead, token string){steps, closes, appeals, answers}},
		"it is closed, and opened again":   {alone: []func(w *town, lead, token string){took, steps, closes, opens, closes}, joined: []func(w *town, lead, token string){notes, steps, closes, opens, closes}},
		"it is closed without another act": {alone: []func(w *town, lead, token string){closes}},
	} {
		for _, how := range []string{"confidential", "anonymous"} {
			t.Run(name+", "+how, func(t *testing.T) {
				if c.joined == nil {
					c.joined = c.alone
				}
				alone := readByReporter(t, how, nil, c.alone)
				for what, before := range map[string]func(w *town){"a report": reportedBefore, "a flag": flaggedBefore} {
					joined := readByReporter(t, how, before, c.joined)
					for i := range alone {
						if strings.Contains(joined[i], "Rita") || alone[i] != joined[i] {
							t.Errorf("moment %d: alone the reporter reads\n%s\nafter %s\n%s", i, alone[i], what, joined[i])
						}
					}
				}
			})
		}
	}
}

// An appeal against a step from before their report is none of the reporter's business.
func TestAnAppealAgainstAnEarlierStepIsNoNewsForALaterReporter(t *testing.T) {
	inTown(t, func(w *town) {
		lead, _ := w.report("rita", "sam", "2", "message", linked)
		token := w.stepped(lead, "talk")
		w.later(time.Hour)
		_, mine := w.report("ora", "sam", "2", "message", linked)
		w.forget()
		reads := func() string {
			return text(w.must("ora", "conduct follow", "token", mine).Message) + w.gotText("ora")
		}
		before := reads()
		w.must("sam", "conduct appeal", "token", token, "text", "I did not mean it.")
		w.must("fay", "conduct answer-appeal", "case", lead, "ruling", "reject", "reason", "We see it as they did.")
		if after := reads(); after != before || !strings.Contains(before, "Nothing has been noted") {
			t.Errorf("before: %s\nafter: %s", before, after)
		}
		if got := w.gotText("rita"); !strings.Contains(got, "There is news") {
			t.Errorf("the first reporter is sent: %q", got)
		}
	})
}

// What was written for a reporter stays theirs when reports are put together and parted,
// and what is written for others meanwhile or before does not become theirs.
func TestAReporterKeepsTheirNotesWhenReportsArePutTogetherAndParted(t *testing.T) {
	inTown(t, func(w *town) {
		first, one := w.report("rita", "sam", "2")
		second, two := w.report("ora", "sam", "3")
		tell := func(name, words string) {
			w.later(time.Hour)
			w.must("nia", "conduct tell", "case", name, "text", words)
		}
		tell(first, "Words A.")
		tell(second, "Words B.")
		w.must("nia", "conduct take", "case", second)
		w.must("pim", "conduct merge", "case", second, "into", first)
		tell(first, "Words C.")
		w.must("nia", "conduct split", "case", second)
		tell(first, "Words D.")
		tell(second, "Words E.")
		for token, want := range map[string]string{one: "ACD", two: "BCE"} {
			got := text(w.must("ada", "conduct follow", "token", token).Message)
			var letters []string
			for letter := range strings.SplitSeq("ABCDE", "") {
				if strings.Contains(got, "Words "+letter+".") {
					letters = append(letters, letter)
				}
			}
			if !slices.Equal(letters, strings.Split(want, "")) {
				t.Errorf("want %s: %s", want, got)
			}
		}
		if got := text(w.must("ora", "conduct follow", "token", two).Message); !strings.Contains(got, "Somebody looks after it.") {
			t.Errorf("the report that was parted: %s", got)
		}
	})
}

// A report joins no case in which nobody could handle both: else its reporter would be told
// where to write, and nobody would look at either.
func TestAReportThatWouldLeaveNobodyFreeIsACaseOfItsOwn(t *testing.T) {
	inTown(t, func(w *town) {
		lead, _ := w.report("rita", "sam", "2", "message", linked)
		for _, alias := range []string{"nia", "fay", "ada"} {
			w.must("pim", "conduct party", "case", lead, "person", alias)
		}
		w.onlySeen(lead, "pim")
		own, token := w.report("pim", "sam", "2", "message", linked)
		if s := w.look(own); s.Into != "" {
			t.Errorf("it is dealt with in %s", s.Into)
		}
		w.onlySeen(lead, "pim")
		w.onlySeen(own, "nia")
		if got := text(w.must("pim", "conduct follow", "token", token).Message); !strings.Contains(got, "It has arrived.") {
			t.Errorf("the reporter reads: %s", got)
		}
	})
}

// Who reported under their name needs no token to add to a report or to take it back, and
// what stands for it is good for nobody else.
func TestWhoReportedUnderTheirNameNeedsNoToken(t *testing.T) {
	inTown(t, func(w *town) {
		w.refused("no open report under your name", "rita", "conduct withdraw")
		w.report("ora", "sam", "1", "how", "anonymous")
		w.refused("no open report under your name", "ora", "conduct withdraw")
		first, _ := w.report("rita", "sam", "2")
		w.later(time.Hour)
		second, _ := w.report("rita", "sam", "3", "text", "Something else.")
		var calls []chat.Call
		for _, b := range w.must("rita", "conduct follow").Message.Buttons {
			if b.Call.Path == "conduct withdraw" {
				calls = append(calls, b.Call)
			}
		}
		if len(calls) != 2 {
			t.Fatalf("the reports can be taken back with %v", calls)
		}
		w.refused(calls[0].Args["token"], "rita", "conduct withdraw")
		w.refused(calls[1].Args["token"], "rita", "conduct withdraw")
		for _, alias := range []string{"sam", "nia", "ora", "ada"} {
			w.refused("no such token", alias, "conduct withdraw", "token", calls[0].Args["token"])
			w.refused("no such token", alias, "conduct add", "token", calls[0].Args["token"], "text", "More.")
		}
		for _, name := range []string{first, second} {
			w.refused("no such token", "rita", "conduct withdraw", "token", name)
		}
		w.must("rita", "conduct add", "token", strings.ToUpper(calls[0].Args["token"]), "text", "It was said twice.")
		w.must("rita", "conduct withdraw", "token", calls[0].Args["token"])
		w.must("rita", "conduct withdraw")
		for _, name := range []string{first, second} {
			if s := w.look(name); s.Withdrawn.IsZero() || len(s.Added) > 1 {
				t.Errorf("report %s: %+v", name, s)
			}
		}
		if len(w.look(first).Added)+len(w.look(second).Added) != 1 {
			t.Error("what was added is in none of the reports, or in both")
		}
		w.refused("no open report under your name", "rita", "conduct withdraw")
	})
}

// When nobody is free any more, whatever was done before, those who reported read where to
// write, and who gave their name is told.
func TestReportersAreToldWhenNobodyIsFreeAnyMore(t *testing.T) {
	const where = "ombuds at example.org"
	all := []string{"nia", "pim", "fay", "ada", "ora"} // Mo is of an organisation with Sam
	for rule, does := range map[string]func(w *town, name string){
		"nothing was done": func(*town, string) {},
		"it was taken":     func(w *town, name string) { w.must("nia", "conduct take", "case", name) },
		"a step was taken": func(w *town, name string) { w.stepped(name, "talk") },
		"a step was refused": func(w *town, name string) {
			w.must("nia", "conduct propose", "case", name, "step", "talk", "text", "Hello.")
			w.must("pim", "conduct not-second", "case", name, "reason", "No.")
		},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				contact(w)
				name, one := w.report("rita", "sam", "2", "message", linked)
				_, two := w.report("cleo", "sam", "2", "message", linked, "how", "anonymous")
				does(w, name)
				for _, alias := range all {
					if got := w.gotText("rita"); strings.Contains(got, where) {
						t.Errorf("told while %s is free: %s", alias, got)
					}
					if !w.sees(alias, name) {
						t.Fatalf("%s does not see the case", alias)
					}
					w.must(alias, "conduct involved", "case", name)
				}
				for _, token := range []string{one, two} {
					if got := text(w.must("ada", "conduct follow", "token", token).Message); !strings.Contains(got, where) {
						t.Errorf("the reporter reads: %s", got)
					}
				}
				if got := w.gotText("rita"); strings.Count(got, where) != 1 {
					t.Errorf("the reporter is sent: %s", got)
				}
			})
		})
	}
}

// Whom a step concerns needs no token under their name, and what they can do without one
// tells nobody else that there is a step: neither who reported it, nor those of the same
// organisation, nor whom another case is about.
func TestWhomAStepConcernsNeedsNoToken(t *testing.T) {
	const none = "I know of no step that concerns you"
	tries := [][]string{{"conduct accept"}, {"conduct answer", "text", "It was a quotation."}, {"conduct appeal", "text", "It was a quotation."}}
	inTown(t, func(w *town) {
		everybody := func() {
			t.Helper()
			for _, try := range tries {
				for alias := range w.names {
					if alias != "sam" {
						w.refused(none, alias, try[0], try[1:]...)
					}
				}
				a := w.ask(bot.Actor{Account: bot.Account{Platform: "slack", Workspace: "T1", User: "stranger"}}, private, bot.Do(try[0], try[1:]...))
				if !a.Refused || strings.Contains(text(a.Message), "step") {
					t.Errorf("a stranger: %s reads %s", try[0], text(a.Message))
				}
			}
		}
		name, _ := w.report("rita", "sam", "2")
		other, _ := w.report("rita", "ora", "2", "text", "Another matter.")
		w.must("nia", "conduct propose", "case", name, "step", "restriction", "text", "Courteous words.")
		w.refused(none, "sam", "conduct appeal", "text", "It was a quotation.") // as nothing was done
		everybody()
		w.must("pim", "conduct second", "case", name)
		everybody()
		w.refused("nothing to accept", "sam", "conduct accept")
		w.must("sam", "conduct answer", "text", "I am sorry.")
		if a := w.ask(w.as("sam"), private, bot.Typed{Text: "/mag conduct appeal It was a quotation.", Addressed: true}); a.Refused {
			t.Errorf("typed: %s", text(a.Message))
		}
		if s := w.look(name); len(s.Steps[0].Replies) != 1 || len(s.Appeals) != 1 || s.Appeals[0].Text != "It was a quotation." {
			t.Errorf("the case: %+v", s)
		}
		everybody()
		w.refused("waits for its answer", "sam", "conduct appeal", "text", "Once more.")
		if s := w.look(other); len(s.Appeals) > 0 {
			t.Error("the appeal is in another case")
		}
	})
	inTown(t, func(w *town) { // of two cases the one is said that is meant
		first, _ := w.report("rita", "sam", "2")
		second, _ := w.report("rita", "sam", "3", "text", "Something else.")
		w.stepped(first, "cooling-off")
		w.stepped(second, "talk")
		w.must("sam", "conduct accept") // there is but one to accept
		a := w.do("sam", "conduct appeal", "text", "It was a quotation.")
		receipts := regexp.MustCompile(`s-[0-9a-f]{6}`).FindAllString(text(a.Message), -1)
		if !a.Refused || len(receipts) != 2 {
			t.Fatalf("refused %v: %s", a.Refused, text(a.Message))
		}
		for _, receipt := range receipts {
			for alias := range w.names {
				if alias != "sam" {
					w.refused("no such token", alias, "conduct appeal", "token", receipt, "text", "Mine.")
				}
			}
		}
		w.must("sam", "conduct appeal", "token", strings.ToUpper(receipts[0]), "text", "It was a quotation.")
		w.must("sam", "conduct appeal", "text", "And this, too.")
		if len(w.look(first).Appeals) != 1 || len(w.look(second).Appeals) != 1 {
			t.Error("the appeals are not in the two cases")
		}
	})
}
