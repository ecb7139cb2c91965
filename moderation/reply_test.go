package moderation_test

import (
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/moderation"
)

// reminded counts how often somebody was reminded of an answer.
func (w *town) reminded(alias string) int {
	return strings.Count(w.gotText(alias), "asked for an answer, and the day is past") +
		strings.Count(w.gotText(alias), "asked you for an answer, and the day is past") +
		strings.Count(w.gotText(alias), "no answer came in the time")
}

// Reporters are asked to answer by a day, which they read; when it is past they and
// those who handle the case are reminded once, and nothing else follows.
func TestReportersAreAskedToAnswerByADay(t *testing.T) {
	for rule, c := range map[string]struct {
		how   string
		does  func(w *town, name, token string)
		after bool // the day is past, and everybody is reminded
		told  int  // how often the reporter is
	}{
		"nobody answers":                {"confidential", nil, true, 1},
		"nobody answers, without names": {"anonymous", nil, true, 0},
		"the reporter answers": {"confidential", func(w *town, _, token string) {
			w.must("rita", "conduct add", "token", token, "text", "It was on Monday.")
		}, false, 0},
		"who gave no name answers": {"anonymous", func(w *town, _, token string) {
			w.must("rita", "conduct add", "token", token, "text", "It was on Monday.")
		}, false, 0},
		"the answer is erased": {"confidential", func(w *town, name, token string) {
			w.must("rita", "conduct add", "token", token, "text", "Her number is +41.")
			w.must("nia", "conduct redact", "case", name, "reason", "Personal data.")
			w.must("pim", "conduct second", "case", name)
		}, false, 0},
		"the report is taken back": {"confidential", func(w *town, _, token string) {
			w.must("rita", "conduct withdraw", "token", token)
		}, true, 0},
		"the case is closed": {"confidential", func(w *town, name, _ string) {
			w.must("nia", "conduct decide", "case", name, "finding", "ignore", "reason", "It is nothing.")
		}, false, 0},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				name, token := w.report("rita", "sam", "2", "how", c.how)
				w.later(time.Hour)
				w.refused("30 days at most", "nia", "conduct tell", "case", name, "within", "40d", "text", "When was it?")
				w.must("nia", "conduct tell", "case", name, "within", "3d", "text", "When was it?")
				const by = "2027-03-04 10:00"
				card := text(w.must("pim", "conduct case", "case", name).Message)
				follow := text(w.must("rita", "conduct follow", "token", token).Message)
				if !strings.Contains(card, "asked to answer by   {"+by) || !strings.Contains(follow, "Please answer") || !strings.Contains(follow, by) {
					t.Errorf("the card: %s; the reporter reads: %s", card, follow)
				}
				w.later(time.Hour)
				if c.does != nil {
					c.does(w, name, token)
				}
				before := w.look(name)
				w.forget()
				w.later(20 * day)
				if got := w.reminded("rita"); got != c.told {
					t.Errorf("the reporter was reminded %d times: %s", got, w.gotText("rita"))
				}
				for _, alias := range []string{"nia", "pim"} {
					if got := w.reminded(alias); (got == 1) != c.after || got > 1 {
						t.Errorf("%s was reminded %d times", alias, got)
					}
				}
				for _, alias := range []string{"mo", "sam", "cleo", "ora"} {
					if got := w.reminded(alias); got != 0 {
						t.Errorf("%s was reminded %d times", alias, got)
					}
				}
				after := w.look(name)
				if after.Open() != before.Open() || len(after.Steps) != len(before.Steps) {
					t.Errorf("something followed by itself: %+v", after)
				}
				card = text(w.must("pim", "conduct case", "case", name).Message)
				if strings.Contains(card, "No reporter has answered") != c.after || strings.Contains(card, "are asked to answer by") {
					t.Errorf("the card, afterwards: %s", card)
				}
			})
		})
	}
}

// Whom a step concerns is asked likewise, and answers with the token of the step.
func TestWhomAStepConcernsIsAskedToAnswerByADay(t *testing.T) {
	for _, answers := range []bool{false, true} {
		inTown(t, func(w *town) {
			name, _ := w.report("rita", "sam", "2")
			w.refused("goes to nobody", "nia", "conduct propose", "case", name, "step", "reminder", "within", "3d", "text", "A reminder.")
			w.must("nia", "conduct propose", "case", name, "step", "talk", "within", "3d", "text", "May we talk?")
			w.later(day)
			w.must("pim", "conduct second", "case", name)
			if got := w.gotText("sam"); !strings.Contains(got, "would like to hear from you") || !strings.Contains(got, "2027-03-05 09:00") {
				t.Errorf("Sam was sent: %s", got)
			}
			token := w.look(name).Steps[0].Secret
			w.refused("no such token", "rita", "conduct answer", "token", token, "text", "I am Sam.")
			if answers {
				w.must("sam", "conduct answer", "token", token, "text", "I meant the proposal.")
			}
			w.forget()
			w.later(20 * day)
			want := 1
			if answers {
				want = 0
			}
			for _, alias := range []string{"sam", "nia", "pim"} {
				if got := w.reminded(alias); got != want {
					t.Errorf("answered %v: %s was reminded %d times", answers, alias, got)
				}
			}
			for _, alias := range []string{"rita", "mo", "cleo"} {
				if got := w.reminded(alias); got != 0 {
					t.Errorf("answered %v: %s was reminded %d times", answers, alias, got)
				}
			}
			card := text(w.must("pim", "conduct case", "case", name).Message)
			words := text(w.must("pim", "conduct words", "case", name).Message)
			if strings.Contains(card, "has not answered") == answers || strings.Contains(card, "The answer is with the words") != answers || strings.Contains(words, "I meant the proposal.") != answers {
				t.Errorf("answered %v: the card: %s; the words: %s", answers, card, words)
			}
			if s := w.look(name); !s.Open() || len(s.Steps) != 1 || s.Steps[0].State != moderation.Done {
				t.Errorf("something followed by itself: %+v", s)
			}
			w.must("nia", "conduct decide", "case", name, "finding", "agree", "reason", "We talked.")
			w.refused("has been closed", "sam", "conduct answer", "token", token, "text", "One more thing.")
		})
	}
}

// Where a rule alone asked people to look, a note for the reporters reaches nobody, and
// is not said to.
func TestANoteForReportersWhoAreNot(t *testing.T) {
	inTown(t, func(w *town) {
		w.give(bot.Input{Cause: "flag", Actor: bot.Actor{Self: bot.ByRecord}, Place: hall, Intent: bot.Do("conduct flag",
			"rule", "insult.you", "clause", "2", "about", string(w.names["sam"]), "reason", "Please look.", "words", insult)})
		name := w.cases()[0]
		got := text(w.must("nia", "conduct tell", "case", name, "within", "2d", "text", "We look at it.").Message)
		if !strings.Contains(got, "Nobody reported case "+name) || strings.Contains(got, "Those who reported") {
			t.Errorf("Nia reads: %s", got)
		}
		w.later(9 * day)
		if got := w.reminded("pim"); got != 0 {
			t.Errorf("Pim was reminded of nobody's answer: %s", w.gotText("pim"))
		}
	})
}
