package moderation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/moderation"
)

const day = 24 * time.Hour

// stepped has a step done in a case by Nia and Pim, and gives the token of whom it
// concerns.
func (w *town) stepped(name, step string, more ...string) (token string) {
	w.t.Helper()
	w.must("nia", "conduct propose", append([]string{"case", name, "step", step, "text", "Courteous words."}, more...)...)
	w.must("pim", "conduct second", "case", name)
	return w.token("sam")
}

// token is the last that somebody was sent with a step.
func (w *town) token(alias string) (token string) {
	w.t.Helper()
	for _, d := range w.got(alias) {
		for _, b := range d.Message.Buttons {
			if b.Call.Path == "conduct appeal" {
				token = b.Call.Args["token"]
			}
		}
	}
	return token
}

func TestEveryStepAboveTheLowestNeedsASecondPerson(t *testing.T) {
	for _, step := range moderation.Rungs() {
		t.Run(step, func(t *testing.T) {
			inTown(t, func(w *town) {
				contact(w)
				name, _ := w.report("rita", "sam", "2", "message", reported)
				w.forget()
				w.must("nia", "conduct propose", "case", name, "step", step, "text", "Courteous words.")
				p := w.look(name).Steps[0]
				if step == string(moderation.Suggestion) {
					if p.State != moderation.Done || !strings.Contains(w.gotText("sam"), "Courteous words.") {
						t.Errorf("it is %s, and Sam was sent: %s", p.State, w.gotText("sam"))
					}
					return
				}
				if p.State != moderation.Waiting || len(w.got("sam")) > 0 {
					t.Fatalf("it is %s, and Sam was sent: %s", p.State, w.gotText("sam"))
				}
				w.refused("somebody else has to agree", "nia", "conduct second", "case", name)
				w.refused("waits for a second person", "nia", "conduct decide", "case", name, "finding", "agree", "reason", "x")
				w.must("pim", "conduct second", "case", name)
				if p := w.look(name).Steps[0]; p.State == moderation.Waiting || p.Second != w.names["pim"] {
					t.Errorf("it is %s, seconded by %s", p.State, p.Second)
				}
			})
		})
	}
}

func TestAStepWithoutWordsComesBackAsADraftToEdit(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2", "message", reported)
		for _, step := range moderation.Rungs() {
			if step == string(moderation.Ombuds) {
				continue
			}
			a := w.must("nia", "conduct propose", "case", name, "step", step)
			if a.Form == nil || a.Form.Fields[0].Kind != chat.LongText || len(a.Form.Fields[0].Value) < 30 {
				t.Fatalf("%s: no draft: %+v", step, a.Form)
			}
			if strings.Contains(strings.ToLower(a.Form.Fields[0].Value), "violat") {
				t.Errorf("%s: %s", step, a.Form.Fields[0].Value)
			}
		}
		if n := len(w.look(name).Steps); n != 0 {
			t.Errorf("%d steps were recorded", n)
		}
	})
}

func TestHarassmentIsNeverSettledInformally(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "harassment")
		for _, step := range []string{"suggestion", "talk", "edit", "reminder", "cooling-off"} {
			w.refused("not settled informally", "fay", "conduct propose", "case", name, "step", step, "text", "x y")
		}
		w.must("fay", "conduct propose", "case", name, "step", "restriction", "text", "Courteous words.")
		w.onlySeen(name, "fay", "ada") // the Secretariat comes in, as nobody else is there to second it; the Chair does not
	})
}

func TestTheChairMaySecondARestrictionUnlessNotFree(t *testing.T) {
	for about, sees := range map[string]bool{"sam": true, "cleo": false} {
		t.Run(about, func(t *testing.T) {
			inTown(t, func(w *town) {
				name, _ := w.report("rita", about, "2")
				if w.sees("cleo", name) {
					t.Error("the Chair sees it before anybody asks")
				}
				w.must("nia", "conduct propose", "case", name, "step", "restriction", "text", "Courteous words.")
				if w.sees("cleo", name) != sees {
					t.Errorf("the Chair sees it: %v", !sees)
				}
				if sees {
					read := text(w.must("cleo", "conduct case", "case", name).Message) + text(w.must("cleo", "conduct words", "case", name).Message) +
						text(w.must("cleo", "conduct history", "case", name).Message) + w.gotText("cleo")
					if strings.Contains(read, "Rita") || !strings.Contains(read, "from a report") {
						t.Errorf("the Chair reads who reported it: %s", read)
					}
					if got := text(w.must("pim", "conduct case", "case", name).Message); !strings.Contains(got, "from Rita, in confidence") {
						t.Errorf("who handles it reads: %s", got)
					}
					for path, args := range map[string][]string{
						"conduct take": nil, "conduct party": {"person", "rita"}, "conduct tell": {"text", "Hello."},
						"conduct decide": {"finding", "ignore", "reason", "No."}, "conduct split": nil, "conduct give": {"to", "nia"},
						"conduct redact": {"reason", "No."}, "conduct merge": {"into", name}, "conduct propose": {"step", "talk", "text", "Hello."},
					} {
						w.refused("everything else is for those who handle it", "cleo", path, append([]string{"case", name}, args...)...)
					}
					w.must("cleo", "conduct note", "case", name, "text", "I have read it.")
					w.must("cleo", "conduct second", "case", name)
				} else {
					w.refused("I know no case", "cleo", "conduct second", "case", name)
				}
			})
		})
	}
}

func TestACoolingOffBeginsOnlyWhenThePersonAccepts(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		token := w.stepped(name, "cooling-off", "lasts", "2d")
		if p := w.look(name).Steps[0]; p.State != moderation.Offered {
			t.Fatalf("it is %s", p.State)
		}
		w.refused("no such token", "rita", "conduct accept", "token", token)
		w.must("sam", "conduct accept", "token", token)
		if p := w.look(name).Steps[0]; p.State != moderation.Running {
			t.Fatalf("it is %s", p.State)
		}
		w.later(2*day + time.Minute)
		if p := w.look(name).Steps[0]; p.State != moderation.Over || !strings.Contains(w.gotText("sam"), "cooling-off is over") {
			t.Errorf("it is %s: %s", p.State, w.gotText("sam"))
		}
		w.refused("14 days at most", "nia", "conduct propose", "case", name, "step", "restriction", "lasts", "15d", "text", "Courteous words.")
	})
}

// The form with words to begin with keeps what was typed, and who is to agree reads how
// long a step is to last.
func TestTheLengthOfAStepIsKeptAndShown(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		for given, want := range map[string]string{"": "14 d", "3d": "3 d", "36h": "1 d 12 h"} {
			args := []string{"case", name, "step", "restriction", "within", "2d"}
			if given != "" {
				args = append(args, "lasts", given)
			}
			form := w.must("nia", "conduct propose", args...).Form
			at := -1
			if form != nil {
				at = slices.IndexFunc(form.Fields, func(f chat.Field) bool { return f.Name == "lasts" })
			}
			if at < 0 || form.Fields[at].Value != want || form.Call.Args["within"] != "2d" {
				t.Errorf("lasts: %q gives the form %+v", given, form)
			}
		}
		w.must("nia", "conduct propose", "case", name, "step", "restriction", "lasts", "1 d 12 h", "within", "2d", "text", "Courteous words.")
		if card := strings.Join(w.reads("pim"), "\n"); !strings.Contains(card, "Length: 1 d 12 h.") || !strings.Contains(card, "asked for within 2 days.") {
			t.Errorf("Pim is to agree to %s", card)
		}
		if got := text(w.must("pim", "conduct history", "case", name).Message); !strings.Contains(got, "Length: 1 d 12 h.") {
			t.Errorf("the history: %s", got)
		}
		w.must("pim", "conduct second", "case", name)
		if got := w.gotText("sam"); !strings.Contains(got, "It lasts 1 d 12 h") {
			t.Errorf("Sam reads: %s", got)
		}
		w.must("nia", "conduct lift", "case", name)
		w.stepped(name, "cooling-off", "lasts", "1d")
		w.must("sam", "conduct accept")
		w.stepped(name, "restriction")
		if got := w.gotText("sam"); !strings.Contains(got, "It would last one day,") || !strings.Contains(got, "It lasts 14 days and") {
			t.Errorf("Sam reads: %s", got)
		}
	})
}

func TestARestrictionEndsByItself(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		w.stepped(name, "restriction", "lasts", "14d")
		w.restart()
		w.later(14*day + time.Minute)
		if p := w.look(name).Steps[0]; p.State != moderation.Over {
			t.Errorf("it is %s", p.State)
		}
	})
}

func TestAReminderGoesToTheChannelAndNamesNobody(t *testing.T) {
	inTown(t, func(w *town) {
		a := w.ask(w.as("rita"), hall, bot.Do("conduct report", "about", "sam", "clause", "2", "text", "A remark about me."))
		if a.Refused {
			t.Fatal(text(a.Message))
		}
		name := w.cases()[0]
		w.forget()
		w.must("nia", "conduct propose", "case", name, "step", "reminder", "text", "Let us discuss issues, please.")
		w.must("pim", "conduct second", "case", name)
		var posted []string
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, d := range w.sent {
			if d.Place == hall {
				posted = append(posted, text(d.Message))
			}
		}
		if len(posted) != 1 || !strings.Contains(posted[0], "discuss issues") || strings.Contains(posted[0], name) || strings.Contains(posted[0], "Sam") {
			t.Errorf("posted: %q", posted)
		}
	})
}

func TestAnAppealIsDecidedByOthersWithReasons(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		token := w.stepped(name, "restriction")
		w.must("nia", "conduct decide", "case", name, "finding", "agree", "reason", "As reported.")
		w.refused("no such token", "rita", "conduct appeal", "token", token, "text", "I am not Sam.")
		w.must("sam", "conduct appeal", "token", token, "text", "It was a quotation.")
		w.refused("waits for its answer", "sam", "conduct appeal", "token", token, "text", "Once more.")
		w.refused("decided case "+name+" first", "nia", "conduct answer-appeal", "case", name, "ruling", "reject", "reason", "No.")
		w.refused("decided case "+name+" first", "pim", "conduct answer-appeal", "case", name, "ruling", "reject", "reason", "No.")
		w.onlySeen(name, "nia", "pim", "fay") // both moderators decided first, so the focal point comes in
		w.must("fay", "conduct answer-appeal", "case", name, "ruling", "uphold", "reason", "It was indeed a quotation.")
		if got := w.gotText("sam"); !strings.Contains(got, "indeed a quotation") || strings.Contains(got, "Fay") {
			t.Errorf("Sam reads: %s", got)
		}
		if p := w.look(name).Steps[0]; p.State != moderation.Reversed {
			t.Errorf("the step is %s", p.State)
		}
		w.refused("appeal about this was decided", "sam", "conduct appeal", "token", token, "text", "Once more.")
	})
}

// An appeal can be made for thirty days, also when the step is over; later it is refused with
// where to turn.
func TestAnAppealCanBeMadeForThirtyDays(t *testing.T) {
	for after, refused := range map[time.Duration]bool{29 * day: false, 31 * day: true} {
		inTown(t, func(w *town) {
			name, _ := w.report("rita", "sam", "2")
			w.settled(name)
			w.later(after)
			a := w.do("sam", "conduct appeal", "text", "It was a quotation.")
			got := text(a.Message)
			if a.Refused != refused || refused != strings.Contains(got, "within 30 days") || (len(w.look(name).Appeals) == 0) != refused {
				t.Errorf("after %s: refused %v: %s", after, a.Refused, got)
			}
		})
	}
}

// A step that an appeal was right about is recorded and told as that, also one that had no
// time to end.
func TestWhatAnAppealWasRightAboutDoesNotStand(t *testing.T) {
	for _, step := range []string{"suggestion", "talk", "edit", "cooling-off", "restriction", "hide", "delete", "time-out"} {
		t.Run(step, func(t *testing.T) {
			inTown(t, func(w *town) {
				name, _ := w.report("rita", "sam", "2", "message", reported)
				w.must("nia", "conduct propose", "case", name, "step", step, "text", "Courteous words.")
				if step != "suggestion" {
					w.must("pim", "conduct second", "case", name)
				}
				w.must("sam", "conduct appeal", "token", w.token("sam"), "text", "I said it otherwise.")
				w.forget()
				judge := map[bool]string{true: "pim", false: "fay"}[step == "suggestion"]
				w.must(judge, "conduct answer-appeal", "case", name, "ruling", "uphold", "reason", "It was right.")
				card := text(w.must("nia", "conduct case", "case", name).Message)
				if w.look(name).Steps[0].State != moderation.Reversed || !strings.Contains(card, "an appeal was right about it, so it does not stand") || strings.Contains(card, "ended early") {
					t.Errorf("the card: %s", card)
				}
				got := w.gotText("sam")
				if !strings.Contains(got, "does not stand") || strings.Contains(got, "cannot be brought back") != (step == "delete") {
					t.Errorf("Sam reads: %s", got)
				}
			})
		})
	}
}

// Of a message that the platform did not delete nobody is told that it is gone.
func TestWhatWasNotDeletedIsNotSaidToBeGone(t *testing.T) {
	for _, byHand := range []bool{false, true} {
		inTown(t, func(w *town) {
			w.set(func(d *desk) { d.unable = bot.NoRight })
			name, _ := w.report("rita", "sam", "2", "message", reported)
			token := w.stepped(name, "delete")
			if byHand {
				w.must("nia", "conduct by-hand", "case", name)
			}
			w.forget()
			upheld(w, name, token)
			if got := w.gotText("sam"); !strings.Contains(got, "does not stand") || strings.Contains(got, "cannot be brought back") != byHand {
				t.Errorf("deleted by hand: %v; Sam reads: %s", byHand, got)
			}
		})
	}
}

func TestARejectedAppealCarriesItsReasonAndTheStepStands(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		token := w.stepped(name, "restriction")
		w.must("sam", "conduct appeal", "token", token, "text", "It was a joke.")
		w.refused("nothing in it", "fay", "conduct answer-appeal", "case", name, "ruling", "reject", "reason", "…")
		w.must("fay", "conduct answer-appeal", "case", name, "ruling", "reject", "reason", "Nobody could know that.")
		if got := w.gotText("sam"); !strings.Contains(got, "The steps stand") || !strings.Contains(got, "Nobody could know") {
			t.Errorf("Sam reads: %s", got)
		}
		if p := w.look(name).Steps[0]; p.State != moderation.Running {
			t.Errorf("the step is %s", p.State)
		}
	})
}

func TestAnOpenCaseIsRemindedOfAndThenBroughtToTheNext(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		w.forget()
		w.later(2*day + time.Hour)
		if got := w.gotText("nia"); !strings.Contains(got, "nobody has touched it for 2 days") {
			t.Errorf("Nia reads: %s", got)
		}
		w.onlySeen(name, "nia", "pim")
		w.later(5 * day)
		w.onlySeen(name, "nia", "pim", "fay")
		if got := w.gotText("fay"); !strings.Contains(got, name) {
			t.Errorf("Fay reads: %s", got)
		}
		w.must("fay", "conduct decide", "case", name, "finding", "ignore", "reason", "An old matter.")
		w.forget()
		w.later(60 * day)
		if len(w.got("nia")) > 0 {
			t.Errorf("a closed case is reminded of: %s", w.gotText("nia"))
		}
	})
}

// A reminder and a step up that come at one instant tell everybody once.
func TestNobodyIsToldTwiceAtOneInstant(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		w.later(13 * day)
		w.forget()
		w.later(day + time.Hour)
		w.onlySeen(name, "nia", "pim", "fay", "ada")
		for _, alias := range []string{"nia", "fay", "ada"} {
			if got := w.gotText(alias); strings.Count(got, "nobody has touched it for 14 days") != 1 {
				t.Errorf("%s reads: %s", alias, got)
			}
		}
	})
}

func TestACaseIsErasedWhenItsTimeIsOver(t *testing.T) {
	inTown(t, func(w *town) {
		name, token := w.report("rita", "sam", "2")
		w.stepped(name, "talk")
		w.must("nia", "conduct decide", "case", name, "finding", "agree", "reason", "As reported.")
		w.later(time.Date(2028, 12, 31, 0, 0, 0, 0, time.UTC).Sub(w.now()))
		w.onlySeen(name, "nia", "pim")
		w.forget()
		w.later(3 * day)
		w.onlySeen(name)
		emptied := 0
		for _, alias := range []string{"nia", "pim"} {
			for _, d := range w.got(alias) {
				if d.Replaces != "" && d.Message.IsZero() {
					emptied++
				}
			}
		}
		if emptied != 2 {
			t.Errorf("%d cards were emptied", emptied)
		}
		for range 2 {
			if s := w.look(name); s.Exists() {
				t.Fatalf("it is still there: %+v", s)
			}
			w.refused("no such token", "rita", "conduct follow", "token", token)
			w.restart()
		}
		erased := false
		for _, e := range w.keys.Erased() {
			erased = erased || string(e.Key) == string(bot.CaseStream(name))
		}
		if !erased {
			t.Error("the key is there")
		}
		if got := w.log.String(); strings.Contains(got, "level=ERROR") || strings.Contains(got, "level=WARN") {
			t.Errorf("the engine complains: %s", got)
		}
	})
}

func TestTheYearsNumbersHideSmallOnesAndAreMadeOnce(t *testing.T) {
	inTown(t, func(w *town) {
		reporters := []string{"rita", "ora", "cleo", "ada"}
		for i, clause := range []string{"1", "1", "1", "1", "2", "2", "2", "3"} {
			name, _ := w.report(reporters[i%4], "sam", clause, "text", fmt.Sprint("matter ", i))
			w.must("nia", "conduct decide", "case", name, "finding", "agree", "reason", "As reported.")
		}
		w.refused("not over", "ada", "conduct release", "year", "2027")
		w.refused("not been published", "sam", "conduct yearly", "year", "2027")
		w.later(366 * day)
		w.must("ada", "conduct release", "year", "2027")
		w.refused("published before", "ada", "conduct release", "year", "2027")
		rows := map[string]moderation.Row{}
		w.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) {
			for _, r := range moderation.SetupOf(v).Released[2027].Rows {
				rows[r.What] = r
			}
		})
		if r := rows["clause.1"]; r.Hidden || r.Count != 4 {
			t.Errorf("clause 1: %+v", r)
		}
		for _, small := range []string{"clause.3", "clause.2"} { // the second would tell the first by subtraction
			if r := rows[small]; !r.Hidden || r.Count != 0 {
				t.Errorf("%s: %+v", small, r)
			}
		}
		if got := text(w.must("sam", "conduct yearly", "year", "2027").Message); !strings.Contains(got, "not shown") {
			t.Error(got)
		}
	})
}

func TestTheSecretariatHearsThatNobodyIsModeratorAnyMore(t *testing.T) {
	inTown(t, func(w *town) {
		for _, m := range []string{"mo", "nia"} {
			w.must("ada", "roster end-role", "person", m, "role", "moderator")
		}
		w.must("ada", "roster role", "person", "pim", "role", "moderator", "until", "2027-03-31")
		w.forget()
		w.later(20 * day)
		if got := w.gotText("ada"); strings.Contains(got, "Nobody is moderator") {
			t.Errorf("too early: %s", got)
		}
		w.later(20 * day)
		if n := strings.Count(w.gotText("ada"), "Nobody is moderator"); n != 1 {
			t.Errorf("told %d times", n)
		}
	})
}

func TestTheMonthlyRootHoldsEveryCaseAndNotHowMany(t *testing.T) {
	inTown(t, func(w *town) {
		sizes := map[int]bool{}
		for i := range 3 {
			if i > 0 {
				w.report("rita", "sam", "1", "text", fmt.Sprint("matter ", i))
			}
			w.later(32 * day)
			sizes[len(w.root())] = true
			w.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) {
				now := moderation.Leaves(v, "salt")
				sizes[len(now)-len("salt")+64] = true
				streams := v.Streams("case/")
				if len(streams) != i {
					t.Fatalf("%d streams after %d reports", len(streams), i)
				}
				for _, id := range streams {
					if s := v.Stream(id); !strings.Contains(now, moderation.Leaf("salt", id, s.Version, s.Head)) {
						t.Errorf("%s is not in it", id)
					}
				}
			})
		}
		if len(sizes) != 1 {
			t.Errorf("the size tells how many cases there are: %v", sizes)
		}
	})
}

// Of several steps that run, the one that is named ends, and the others go on.
func TestTheStepThatIsNamedEnds(t *testing.T) {
	inTown(t, func(w *town) {
		w.set(func(d *desk) { d.around = w.wroteIt("sam") })
		name, _ := w.report("rita", "sam", "2", "message", reported)
		w.refused("nothing runs", "nia", "conduct lift", "case", name)
		for _, step := range []string{"cooling-off", "hide", "restriction"} {
			w.stepped(name, step)
		}
		w.refused("one of cooling-off, hide, restriction", "nia", "conduct lift", "case", name)
		w.refused("nothing runs", "nia", "conduct lift", "case", name, "step", "time-out")
		w.must("nia", "conduct lift", "case", name, "step", "hide")
		states := func() (all []moderation.Standing) {
			for _, p := range w.look(name).Steps {
				all = append(all, p.State)
			}
			return all
		}
		if got := states(); !slices.Equal(got, []moderation.Standing{moderation.Offered, moderation.Lifted, moderation.Running}) {
			t.Errorf("the steps are %v", got)
		}
		w.must("nia", "conduct lift", "case", name, "step", "restriction")
		w.must("nia", "conduct lift", "case", name)
		w.refused("nothing runs", "nia", "conduct lift", "case", name)
	})
}
