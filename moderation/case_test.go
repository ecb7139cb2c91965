package moderation_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/moderation"
	"magbot/store/memory"
)

func TestACaseIsSeenByModeratorsWhoAreFree(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		w.onlySeen(name, "nia", "pim") // Mo is of Sam's organisation, by an alias of it
		for _, alias := range []string{"nia", "pim"} {
			if got := w.gotText(alias); !strings.Contains(got, "Please look · case "+name) || strings.Contains(got, "knows nothing") || strings.Contains(got, "I know nothing") {
				t.Errorf("%s got: %s", alias, got)
			}
		}
		for _, alias := range []string{"mo", "sam", "rita", "cleo", "ada", "fay", "ora"} {
			if got := w.got(alias); len(got) > 0 {
				t.Errorf("%s was sent %s", alias, text(got[0].Message))
			}
		}
		if got := text(w.must("nia", "conduct words", "case", name).Message); !strings.Contains(got, "I know nothing") || !strings.Contains(got, "Rita") {
			t.Errorf("the words: %s", got)
		}
	})
}

func TestWhoHandlesWhat(t *testing.T) {
	for rule, c := range map[string]struct {
		about, clause string
		reporter      string
		more          []string
		before        func(w *town)
		seen          []string
	}{
		"harassment goes straight to the focal point":             {about: "sam", clause: "harassment", seen: []string{"fay"}},
		"harassment by the focal point goes to the Secretariat":   {about: "fay", clause: "harassment", seen: []string{"ada"}},
		"a moderator who reports handles it no more":              {about: "sam", clause: "1", reporter: "nia", seen: []string{"pim"}},
		"a moderator is no exception as a subject":                {about: "nia", clause: "1", seen: []string{"mo", "pim"}},
		"who is about nobody named goes to the focal point":       {about: "unknown", clause: "1", seen: []string{"fay"}},
		"a Chair who is party sees nothing":                       {about: "cleo", clause: "2", seen: []string{"mo", "nia", "pim"}},
		"an anonymous reporter makes nobody a party":              {about: "sam", clause: "2", more: []string{"how", "anonymous"}, seen: []string{"nia", "pim"}},
		"without moderators it goes to the focal point":           {about: "sam", clause: "2", before: noModerators, seen: []string{"fay"}},
		"with a Secretariat that is party it goes to the contact": {about: "fay", clause: "harassment", reporter: "ada", before: contact, seen: []string{"ora"}},
		"an outside contact who is party is no contact":           {about: "ora", clause: "harassment", before: contact, seen: []string{"fay"}},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				if c.before != nil {
					c.before(w)
				}
				reporter := c.reporter
				if reporter == "" {
					reporter = "rita"
				}
				name, _ := w.report(reporter, c.about, c.clause, c.more...)
				w.onlySeen(name, c.seen...)
			})
		})
	}
}

func noModerators(w *town) {
	for _, m := range []string{"mo", "nia", "pim"} {
		w.must("ada", "roster end-role", "person", m, "role", "moderator")
	}
}

func contact(w *town) {
	w.must("ada", "conduct contact", "person", "ora", "address", "ombuds at example.org")
}

func TestWhenNobodyIsFreeTheReporterIsToldWhereToWrite(t *testing.T) {
	inTown(t, func(w *town) {
		contact(w)
		w.must("ada", "roster end-role", "person", "fay", "role", "focal-point")
		noModerators(w)
		// Ada and Ora are parties, Fay reports.
		a := w.must("fay", "conduct report", "about", "ada", "clause", "harassment", "text", "It happened again.")
		if got := text(a.Message); !strings.Contains(got, "Thank you") || !strings.Contains(got, "Somebody will look at it.") {
			t.Fatal(got)
		}
		name := w.cases()[0]
		w.onlySeen(name, "ora")
		w.must("ora", "conduct involved", "case", name)
		w.onlySeen(name)
		if got := text(w.must("fay", "conduct follow").Message); !strings.Contains(got, "ombuds at example.org") {
			t.Errorf("the reporter reads: %s", got)
		}
		w.must("ada", "roster end-role", "person", "fay", "role", "secretariat")
		receipt := text(w.must("ora", "conduct report", "about", "ada", "clause", "harassment", "text", "I am the contact myself.").Message)
		if !strings.Contains(receipt, "ombuds at example.org") || strings.Contains(receipt, "Somebody will look at it.") {
			t.Errorf("the receipt: %s", receipt)
		}
	})
}

func TestAnAnonymousReportNamesNobodyAnywhere(t *testing.T) {
	inTown(t, func(w *town) {
		name, token := w.report("rita", "sam", "2", "how", "anonymous")
		rita := string(w.names["rita"])
		v := w.look(name)
		if got := fmt.Sprintf("%+v", v); strings.Contains(got, rita) {
			t.Errorf("the case knows the reporter: %s", got)
		}
		for _, alias := range []string{"nia", "pim"} {
			if got := w.gotText(alias) + text(w.must(alias, "conduct words", "case", name).Message); strings.Contains(got, "Rita") || strings.Contains(got, rita) {
				t.Errorf("%s reads who reported: %s", alias, got)
			}
		}
		if got := text(w.must("rita", "conduct follow", "token", token).Message); !strings.Contains(got, "Nothing has been noted about it since") {
			t.Error(got)
		}
		w.must("nia", "conduct take", "case", name)
		w.must("nia", "conduct tell", "case", name, "text", "We are talking to those concerned.")
		if got := text(w.must("rita", "conduct follow", "token", token).Message); !strings.Contains(got, "We are talking") || strings.Contains(got, "Nia") {
			t.Error(got)
		}
		w.must("rita", "conduct add", "token", token, "text", "It happened again today.")
		if got := text(w.must("pim", "conduct words", "case", name).Message); !strings.Contains(got, "again today") || strings.Contains(got, "Rita") {
			t.Error(got)
		}
		w.refused("no such token", "rita", "conduct follow", "token", "ABCD-EFGH-JKLM")
	})
}

func TestAnAnonymousReporterDoesNotDealWithTheirOwnReport(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("nia", "sam", "2", "how", "anonymous")
		w.refused("somebody else must deal with it", "nia", "conduct take", "case", name)
		w.must("pim", "conduct take", "case", name)
	})
}

func TestTheStoreAloneShowsNothingOfACase(t *testing.T) {
	inTown(t, func(w *town) {
		name, token := w.report("rita", "sam", "2", "message", "https://example.org/m/1", "words", "You people know nothing.")
		w.must("nia", "conduct take", "case", name)
		w.must("nia", "conduct propose", "case", name, "step", "suggestion", "text", "Please say it otherwise.")
		var raw strings.Builder
		for head, err := range w.store.Streams(t.Context(), "") {
			if err != nil {
				t.Fatal(err)
			}
			id := strings.TrimPrefix(string(head.Stream), "receipts/")
			for r, err := range w.store.Read(t.Context(), head.Stream, 0) {
				if err != nil {
					t.Fatal(err)
				}
				if bot.StreamID(id).Sealed() {
					raw.Write(r.Body)
				} else if strings.Contains(string(r.Body), name) || strings.Contains(string(r.Body), string(bot.CaseStream(name))) {
					t.Errorf("stream %s names the case", head.Stream)
				}
			}
		}
		if raw.Len() == 0 {
			t.Fatal("nothing is sealed")
		}
		for what, secret := range map[string]string{
			"the reporter": string(w.names["rita"]), "the subject": string(w.names["sam"]), "a moderator": string(w.names["nia"]),
			"the token": token, "the link": "example.org/m/1", "the message": "You people", "an event": "moderation.", "a command": "conduct", "the cause": "test:",
		} {
			if strings.Contains(raw.String(), secret) {
				t.Errorf("%s can be read in the store", what)
			}
		}
	})
}

func TestTheSubjectNeverLearnsWhoReported(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		w.must("nia", "conduct propose", "case", name, "step", "suggestion", "text", "Please say it otherwise.")
		w.must("nia", "conduct decide", "case", name, "finding", "agree", "reason", "Settled.")
		got := w.gotText("sam") + text(w.must("sam", "me export").Message) + text(w.must("sam", "conduct follow").Message)
		if !strings.Contains(got, "Please say it otherwise.") {
			t.Fatalf("the subject was not told: %s", got)
		}
		for _, secret := range []string{"Rita", string(w.names["rita"]), name, "I know nothing"} {
			if strings.Contains(got, secret) {
				t.Errorf("the subject reads %q: %s", secret, got)
			}
		}
		if own := text(w.must("rita", "me export").Message); !strings.Contains(own, "I know nothing") {
			t.Errorf("the reporter's own words are not in their export")
		}
	})
}

// Who turns to the bot in words of their own is shown the way.
func TestWordsOfOnesOwnInADirectMessageAreShownTheWayToAReport(t *testing.T) {
	inTown(t, func(w *town) {
		for _, words := range []string{"I want to report something", "somebody is being horrible to me", "помогите мне"} {
			a := w.ask(w.as("rita"), private, bot.Typed{Text: words, Addressed: true})
			if got := text(a.Message); !strings.Contains(got, "/mag conduct report") || len(w.cases()) > 0 {
				t.Errorf("%q is answered: %s", words, got)
			}
		}
	})
}

func TestBadReportsAreAnsweredAndChangeNothing(t *testing.T) {
	for rule, c := range map[string]struct {
		want string
		args []string
	}{
		"about oneself":            {"You named yourself", []string{"about", "rita", "clause", "1", "text", "me"}},
		"nothing but marks":        {"nothing in it that could be read", []string{"about", "sam", "clause", "1", "text", "\u0301\u0302\u0303"}},
		"a clause that is none":    {"cannot be", []string{"about", "sam", "clause", "9", "text", "x"}},
		"somebody nobody knows":    {"Zebedee", []string{"about", "Zebedee", "clause", "1", "text", "x"}},
		"a text beyond all bounds": {"characters", []string{"about", "sam", "clause", "1", "text", strings.Repeat("x", 4001)}},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				w.refused(c.want, "rita", "conduct report", c.args...)
				if n := len(w.cases()); n != 0 {
					t.Errorf("%d cases were opened", n)
				}
			})
		})
	}
}

func TestAMessageOfFortyThousandCharactersIsKeptWhole(t *testing.T) {
	inTown(t, func(w *town) {
		long := strings.Repeat("é", 40_000)
		name, _ := w.report("rita", "sam", "3", "words", long)
		if got := text(w.must("nia", "conduct words", "case", name).Message); !strings.Contains(got, long) {
			t.Error("the message was cut")
		}
	})
}

func TestReportsByTheHundredAreHeldOffAlsoWithoutAName(t *testing.T) {
	inTown(t, func(w *town) {
		taken := 0
		for i := range 100 {
			how := []string{"confidential", "anonymous"}[i%2]
			if a := w.do("rita", "conduct report", "about", "sam", "clause", "1", "how", how, "text", fmt.Sprint("number ", i)); !a.Refused {
				taken++
			}
		}
		if taken != 5 || len(w.cases()) != 5 {
			t.Errorf("%d reports were taken, and there are %d cases", taken, len(w.cases()))
		}
		if name, _ := w.report("ora", "sam", "1"); name == "" {
			t.Error("somebody else is held off, too")
		}
	})
}

func TestTheSameInputTwiceIsOneCase(t *testing.T) {
	inTown(t, func(w *town) {
		for _, how := range []string{"confidential", "anonymous"} {
			in := bot.Input{
				Cause: bot.Cause("again:" + how), Actor: w.as("rita"), Place: private,
				Intent: bot.Do("conduct report", "about", "sam", "clause", "1", "how", how, "text", "twice "+how),
			}
			w.give(in)
			if a := w.give(in); !a.Done {
				t.Errorf("%s: it was not known again: %s", how, text(a.Message))
			}
			w.restart()
			if a := w.give(in); !a.Done {
				t.Errorf("%s: it was not known again after a restart", how)
			}
		}
		if n := len(w.cases()); n != 2 {
			t.Errorf("%d cases", n)
		}
	})
}

func TestReportsAboutOneMessageBecomeOneCaseAndCanBeParted(t *testing.T) {
	inTown(t, func(w *town) {
		lead, _ := w.report("rita", "sam", "2", "message", "https://example.org/m/1")
		other, token := w.report("ora", "sam", "1", "message", "https://example.org/m/1/")
		got := text(w.must("nia", "conduct cases").Message)
		if !strings.Contains(got, lead) || strings.Contains(got, other) {
			t.Fatalf("not one case: %s", got)
		}
		if got := text(w.must("nia", "conduct case", "case", lead).Message); !strings.Contains(got, "Rita") || !strings.Contains(got, "Ora") {
			t.Errorf("the card: %s", got)
		}
		w.refused("part of case "+lead, "nia", "conduct take", "case", other)
		w.must("nia", "conduct take", "case", lead)
		if got := text(w.must("ora", "conduct follow", "token", token).Message); !strings.Contains(got, "Somebody looks after it") {
			t.Errorf("the other reporter reads: %s", got)
		}
		w.must("nia", "conduct split", "case", other)
		w.onlySeen(other, "nia", "pim")
		if got := text(w.must("nia", "conduct case", "case", lead).Message); strings.Contains(got, "Ora") {
			t.Errorf("still one: %s", got)
		}
		w.must("pim", "conduct merge", "case", other, "into", lead)
		if got := text(w.must("pim", "conduct cases").Message); strings.Contains(got, other) {
			t.Errorf("not merged: %s", got)
		}
	})
}

func TestAPartyThatIsNamedLaterLosesSight(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		w.must("pim", "conduct take", "case", name)
		w.must("nia", "conduct party", "case", name, "person", "pim")
		w.onlySeen(name, "nia")
		if got := text(w.must("nia", "conduct case", "case", name).Message); strings.Contains(got, "Pim looks after it") {
			t.Errorf("the card says that a party looks after it: %s", got)
		}
		w.must("nia", "conduct take", "case", name)
		last := w.got("pim")[len(w.got("pim"))-1]
		if text(last.Message) != left || last.Replaces == "" {
			t.Errorf("the card is still there: %s", text(last.Message))
		}
		w.must("nia", "conduct involved", "case", name)
		w.onlySeen(name, "fay")
	})
}

func TestAReportByWhoMayNotKnowOfACaseJoinsNone(t *testing.T) {
	inTown(t, func(w *town) {
		lead, _ := w.report("rita", "sam", "2", "message", "https://example.org/m/1")
		w.must("nia", "conduct take", "case", lead)
		own, token := w.report("mo", "sam", "2", "message", "https://example.org/m/1")
		w.onlySeen(lead, "nia", "pim")
		w.onlySeen(own, "nia", "pim")
		if got := text(w.must("mo", "conduct follow", "token", token).Message); !strings.Contains(got, "Nothing has been noted about it since") {
			t.Errorf("Mo learns of another case: %s", got)
		}
	})
}

func TestACaseThatWasImportedIsNotToldAgain(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		w.engine.Stop()
		imported := memory.New()
		for head, err := range w.store.Streams(t.Context(), "") {
			if err != nil {
				t.Fatal(err)
			}
			if !engine.Decided(head.Stream) {
				continue
			}
			for r, err := range w.store.Read(t.Context(), head.Stream, 0) {
				if err = errors.Join(err, imported.Append(t.Context(), head.Stream, r.Version-1, r)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := engine.TakeAsTold(t.Context(), imported, w.now()); err != nil {
			t.Fatal(err)
		}
		w.store = imported
		w.forget()
		w.start()
		if len(w.got("nia")) > 0 {
			t.Errorf("told again: %s", w.gotText("nia"))
		}
		w.onlySeen(name, "nia", "pim")
		w.must("pim", "conduct take", "case", name)
		if len(w.got("nia")) != 1 {
			t.Errorf("what is new is told %d times", len(w.got("nia")))
		}
	})
}

func TestAFlagAsksPeopleToLookAndDoesNothingElse(t *testing.T) {
	inTown(t, func(w *town) {
		a := w.ask(bot.Actor{Self: bot.ByCommand}, hall, bot.Do("conduct flag",
			"rule", "person-not-issue", "clause", "2", "about", "sam", "words", "You people know nothing.", "span", "You people", "reason", "A remark about people."))
		if a.Refused {
			t.Fatal(text(a.Message))
		}
		name := w.cases()[0]
		w.onlySeen(name, "nia", "pim")
		if len(w.got("sam")) > 0 {
			t.Errorf("Sam was sent: %s", w.gotText("sam"))
		}
		if got := text(w.must("nia", "conduct words", "case", name).Message); !strings.Contains(got, "You people") || !strings.Contains(got, "A remark about people") || !strings.Contains(got, "The rule that was met: person-not-issue. It may well be mistaken.") {
			t.Error(got)
		}
	})
}

func TestHandlersReadWhichRuleWasMetAndHowStrongly(t *testing.T) {
	inTown(t, func(w *town) {
		w.watching("normal")
		w.later(time.Second)
		if asked := w.say("sam", 1, insult); !slices.Equal(asked, []string{"conduct flag"}) {
			t.Fatalf("asked %v", asked)
		}
		got := text(w.must("nia", "conduct words", "case", w.cases()[0]).Message)
		if !regexp.MustCompile(`The rule that was met: insult\.you, with [1-9][0-9]? of 100\.`).MatchString(got) || strings.Count(got, insult) == 0 {
			t.Error(got)
		}
	})
}

func TestNothingIsCalledAViolation(t *testing.T) {
	words, err := moderation.Words.ReadFile("words.en.toml")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(words), "\n") {
		for _, bad := range []string{"violat", "offen", "guilty", "punish", "culprit"} {
			if strings.Contains(strings.ToLower(line), bad) {
				t.Errorf("%q stands in: %s", bad, line)
			}
		}
	}
}

func TestTheFormFromAMessageCarriesItsWords(t *testing.T) {
	inTown(t, func(w *town) {
		in := bot.Input{Cause: "form", Actor: w.as("rita"), Place: hall, Intent: bot.Do("conduct report",
			"about", "Sam", "message", "https://example.org/c/general#m-1", "words", "You people know nothing.")}
		a, err := w.engine.Form(t.Context(), in)
		if err != nil || a.Form == nil {
			t.Fatalf("%v, %+v", err, a)
		}
		if q := a.Form.Quote; q == nil || q.Text != "You people know nothing." || !strings.Contains(q.From, "The message, as it is now") {
			t.Errorf("the form shows %+v", q)
		}
		call := bot.Call(a.Form.Call)
		for _, f := range a.Form.Fields {
			if f.Value != "" {
				call.Args[f.Name] = f.Value
			}
		}
		call.Args["clause"], call.Args["text"] = "2", "It is about me."
		if a := w.ask(w.as("rita"), hall, call); a.Refused {
			t.Fatal(text(a.Message))
		}
		got := text(w.must("nia", "conduct words", "case", w.cases()[0]).Message)
		if !strings.Contains(got, "You people know nothing.") || !strings.Contains(got, "It is about me.") {
			t.Error(got)
		}
	})
}
