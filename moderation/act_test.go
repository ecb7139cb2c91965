package moderation_test

import (
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/moderation"
)

func TestAPlatformActsOnlyWhenTwoPeopleHavePressedIt(t *testing.T) {
	for step, deed := range map[string]bot.Deed{"hide": bot.HideMessage, "delete": bot.DeleteMessage, "time-out": bot.TimeOut} {
		t.Run(step, func(t *testing.T) {
			inTown(t, func(w *town) {
				name, _ := w.report("rita", "sam", "2", "message", reported)
				w.must("nia", "conduct propose", "case", name, "step", step, "text", "Courteous words.")
				w.refused("somebody else has to agree", "nia", "conduct second", "case", name)
				w.refused("I know no case", "mo", "conduct second", "case", name)
				w.later(day)
				if got := w.did(); len(got) > 0 {
					t.Fatalf("before a second person agreed: %+v", got)
				}
				w.must("pim", "conduct second", "case", name)
				got := w.did()
				if len(got) != 1 || got[0].Do != deed {
					t.Fatalf("the platform did %+v", got)
				}
				if strings.Contains(got[0].ID, name) || got[0].ID == "" {
					t.Errorf("its name tells of the case: %s", got[0].ID)
				}
				if deed.OfMessage() && got[0].Link != reported || !deed.OfMessage() && (got[0].Account.User != string(w.names["sam"]) || !got[0].Until.Equal(w.now().Add(14*day))) {
					t.Errorf("the platform did %+v", got[0])
				}
				o := w.look(name).Steps[0].Outcomes
				if len(o) != 1 || !o[0].Done || o[0].On != "room" {
					t.Errorf("what is recorded of it: %+v", o)
				}
				if got := w.gotText("sam"); !strings.Contains(got, "Courteous words.") || !strings.Contains(got, "conduct appeal") || strings.Contains(got, "Rita") {
					t.Errorf("Sam was sent: %s", got)
				}
				if got := text(w.must("pim", "conduct case", "case", name).Message); !strings.Contains(got, "The browser room has done it.") {
					t.Errorf("the card: %s", got)
				}
			})
		})
	}
}

func TestASayingNoLeavesThePlatformAlone(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2", "message", reported)
		w.must("nia", "conduct propose", "case", name, "step", "delete", "text", "Courteous words.")
		w.must("pim", "conduct not-second", "case", name, "reason", "too much")
		if got := w.did(); len(got) > 0 {
			t.Errorf("the platform did %+v", got)
		}
	})
}

func TestWhatThePlatformCannotDoIsSaidWithWhatToDoByHand(t *testing.T) {
	for why, want := range map[bot.Inability]string{
		bot.Unsupported: "lets no bot do this", bot.NoRight: "no right to do this", bot.Gone: "not there any more",
		bot.Above: "stands above me", bot.NoAccount: "has no account", bot.NotHere: "no message that I can reach",
	} {
		t.Run(string(why), func(t *testing.T) {
			inTown(t, func(w *town) {
				w.set(func(d *desk) { d.unable = why })
				name, _ := w.report("rita", "sam", "2", "message", reported)
				w.stepped(name, "hide")
				card := text(w.must("pim", "conduct case", "case", name).Message)
				if !strings.Contains(card, want) || !strings.Contains(card, "By hand: ask an administrator") || !strings.Contains(card, "conduct by-hand") {
					t.Fatalf("the card: %s", card)
				}
				w.must("nia", "conduct by-hand", "case", name)
				w.refused("nothing is left to be done by hand", "nia", "conduct by-hand", "case", name)
				if card := text(w.must("pim", "conduct case", "case", name).Message); !strings.Contains(card, "It was done by hand.") {
					t.Errorf("the card: %s", card)
				}
			})
		})
	}
}

func TestAStepThatEndsIsTakenBackOnThePlatform(t *testing.T) {
	for rule, c := range map[string]struct {
		step string
		back bot.Deed
		end  func(w *town, name, token string)
	}{
		"a hiding that is lifted":             {"hide", bot.ShowMessage, lifted},
		"a time-out that is lifted":           {"time-out", bot.LetWrite, lifted},
		"a hiding whose appeal is right":      {"hide", bot.ShowMessage, upheld},
		"a time-out whose appeal is right":    {"time-out", bot.LetWrite, upheld},
		"a deletion cannot be taken back":     {"delete", "", upheld},
		"a time-out that ends ends by itself": {"time-out", "", func(w *town, _, _ string) { w.later(15 * day) }},
		"a time-out that was over before":     {"time-out", "", func(w *town, name, token string) { w.later(15 * day); upheld(w, name, token) }},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				name, _ := w.report("rita", "sam", "2", "message", reported)
				token := w.stepped(name, c.step)
				c.end(w, name, token)
				got := w.did()
				if c.back == "" {
					if len(got) != 1 {
						t.Errorf("the platform did %+v", got)
					}
					return
				}
				if len(got) != 2 || got[1].Do != c.back {
					t.Fatalf("the platform did %+v", got)
				}
				if card := text(w.must("pim", "conduct case", "case", name).Message); !strings.Contains(card, "has taken it back") {
					t.Errorf("the card: %s", card)
				}
			})
		})
	}
}

// An earlier version also took back what had run out before its appeal was right; that
// the platform did so stays on the card.
func TestWhatAnEarlierVersionTookBackIsStillShown(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2", "message", reported)
		token := w.stepped(name, "time-out")
		w.later(15 * day)
		upheld(w, name, token)
		card := func() string { return text(w.must("pim", "conduct case", "case", name).Message) }
		if got := card(); !strings.Contains(got, "The browser room has done it.") || strings.Contains(got, "taken it back") {
			t.Errorf("the card: %s", got)
		}
		w.give(bot.Input{
			Cause: "taken back", Actor: bot.Actor{Self: bot.ByRecord}, Stream: bot.CaseStream(name),
			Intent: bot.Do("conduct acted", "number", "1", "undo", "yes", bot.AnswerArg, `{"done":true,"on":"room"}`),
		})
		if got := card(); !strings.Contains(got, "The browser room has taken it back.") {
			t.Errorf("the card: %s", got)
		}
	})
}

func lifted(w *town, name, _ string) { w.must("pim", "conduct lift", "case", name) }

func upheld(w *town, name, token string) {
	w.t.Helper()
	w.must("sam", "conduct appeal", "token", token, "text", "I said it otherwise.")
	for _, alias := range []string{"fay", "ada", "mo"} {
		if a := w.do(alias, "conduct answer-appeal", "case", name, "ruling", "uphold", "reason", "It was right."); !a.Refused {
			return
		}
	}
	w.t.Fatal("nobody could decide the appeal")
}

// A platform that was away does what still stands when it is back, and not what was
// taken back meanwhile.
func TestAnActThatWaitsIsNotDoneWhenItsStepHasEnded(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2", "message", reported)
		w.set(func(d *desk) { d.fails = 1 << 20 })
		w.stepped(name, "hide")
		w.must("pim", "conduct lift", "case", name)
		w.set(func(d *desk) { d.fails = 0 })
		w.later(time.Hour)
		if got := w.did(); len(got) > 0 {
			t.Errorf("the platform did %+v", got)
		}
	})
}

func TestAMessageOfWhoKnowsWhomCanBeHiddenToo(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "unknown", "2", "message", reported)
		w.must("fay", "conduct propose", "case", name, "step", "hide", "text", "Courteous words.")
		w.must("ada", "conduct second", "case", name)
		if got := w.did(); len(got) != 1 || got[0].Do != bot.HideMessage {
			t.Errorf("the platform did %+v", got)
		}
		if got := text(w.must("fay", "conduct lift", "case", name).Message); !strings.Contains(got, "Ended:") || strings.Contains(got, "was told") {
			t.Errorf("Fay reads: %s", got)
		}
		w.refused("Nobody has said whom", "fay", "conduct propose", "case", name, "step", "time-out", "text", "Courteous words.")
	})
}

func TestWithoutALinkNothingIsDoneToAMessage(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		w.refused("gave a link", "nia", "conduct propose", "case", name, "step", "hide", "text", "Courteous words.")
		w.refused("lasts 14 days at most", "nia", "conduct propose", "case", name, "step", "time-out", "lasts", "15d", "text", "Courteous words.")
		w.stepped(name, "time-out", "lasts", "2d")
		if p := w.look(name).Steps[0]; p.State != moderation.Running || !p.Until.Equal(w.now().Add(2*day)) {
			t.Errorf("it is %s until %s", p.State, p.Until)
		}
	})
}

// What is done about a person is never done to a message of somebody else, though
// reports about both came into one case.
func TestAnActReachesNoMessageOfSomebodyElse(t *testing.T) {
	inTown(t, func(w *town) {
		lead, _ := w.report("rita", "sam", "2")
		other, _ := w.report("rita", "ora", "1", "message", reported)
		w.must("nia", "conduct merge", "case", other, "into", lead)
		w.refused("gave a link", "nia", "conduct propose", "case", lead, "step", "delete", "to", "Sam", "text", "Courteous words.")
		if got := w.did(); len(got) > 0 {
			t.Errorf("the platform did %+v", got)
		}
	})
}
