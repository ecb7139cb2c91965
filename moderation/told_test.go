package moderation_test

import (
	"slices"
	"strings"
	"testing"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/moderation"
)

// Of a long message the form shows the beginning, which has room everywhere; the report
// takes all of it along.
func TestTheFormOfALongMessageShowsItsBeginning(t *testing.T) {
	inTown(t, func(w *town) {
		long := strings.Repeat("né ", 5000)
		a, err := w.engine.Form(w.t.Context(), bot.Input{Cause: "form", Actor: w.as("rita"), Place: hall, Intent: bot.Do("conduct report",
			"about", string(w.names["sam"]), "words", long)})
		if err != nil || a.Form == nil || a.Form.Quote == nil {
			t.Fatalf("%v, %+v", err, a)
		}
		q := a.Form.Quote
		if n := len([]rune(q.Text)); n != 500 || !strings.HasSuffix(q.Text, "…") || !strings.Contains(q.From, "The message of Sam") {
			t.Errorf("it shows %d characters: %+v", n, q)
		}
		for _, f := range a.Form.Fields {
			if f.Kind == chat.Pick && !f.Required {
				t.Errorf("%s may be left without an answer", f.Name)
			}
		}
		if a.Form.Call.Args["words"] != long {
			t.Error("the report does not take all of it along")
		}
	})
}

// A platform names the author of a message by an identifier: people read the name, but
// where that is the name of two.
func TestTheFormFromAMessageIsAboutItsAuthorAlsoWhereTwoHaveTheName(t *testing.T) {
	for _, namesake := range []bool{false, true} {
		inTown(t, func(w *town) {
			sam := string(w.names["sam"])
			want := "Sam"
			if namesake {
				w.must("ada", "roster add", "name", "Sam", "email", "another.sam@example.org")
				want = sam
			}
			a, err := w.engine.Form(t.Context(), bot.Input{Cause: "form", Actor: w.as("rita"), Place: hall, Intent: bot.Do("conduct report", "about", sam)})
			if err != nil || a.Form == nil || a.Form.Fields[0].Name != "about" || a.Form.Fields[0].Value != want {
				t.Fatalf("with a namesake %v: %v, %+v", namesake, err, a.Form)
			}
			if said := strings.Contains(a.Form.Fields[0].Hint, "This means Sam"); said != namesake {
				t.Errorf("with a namesake %v, the form says of whom it is about: %q", namesake, a.Form.Fields[0].Hint)
			}
			name, _ := w.report("rita", a.Form.Fields[0].Value, "2")
			w.engine.Read(bot.CaseStream(name), bot.Actor{}, bot.Place{}, func(v bot.View) {
				if about := moderation.Of(v).Report.About; string(about) != sam {
					t.Errorf("with a namesake %v: it is about %q", namesake, about)
				}
			})
		})
	}
}

// A private suggestion is between few people; it counts in a pattern all the same, so that
// nobody is told that it leaves no mark.
func TestWhoSuggestsReadsWhoKnowsOfIt(t *testing.T) {
	inTown(t, func(w *town) {
		name, _ := w.report("rita", "sam", "2")
		got := text(w.must("nia", "conduct propose", "case", name, "step", "suggestion", "text", "Courteous words.").Message)
		if !strings.Contains(got, "Sam gets your words in private. Besides those who handle the case, nobody is told.") || strings.Contains(got, "mark") {
			t.Errorf("Nia reads: %s", got)
		}
	})
}

// What a card says of who knows is true, whatever was told: whoever was sent something,
// and has not been asked to handle the case, is one of those it names.
func TestACardSaysWhoWasTold(t *testing.T) {
	const nobody, reporter, wrote = "nobody has been told but those who were asked", "can see where it stands", "can read what was written for them"
	flagged := func(w *town) string {
		before := w.cases()
		w.give(bot.Input{Cause: "flag", Actor: bot.Actor{Self: bot.ByRecord}, Place: hall, Intent: bot.Do("conduct flag",
			"rule", "insult.you", "clause", "2", "about", string(w.names["sam"]), "message", messageLink(1), "reason", "Please look.", "words", insult)})
		for _, name := range w.cases() {
			if !slices.Contains(before, name) {
				return name
			}
		}
		return ""
	}
	reported := func(more ...string) func(w *town) string {
		return func(w *town) string {
			name, _ := w.report("rita", "sam", "2", more...)
			return name
		}
	}
	tell := func(w *town, name string) { w.must("nia", "conduct tell", "case", name, "text", "We look at it.") }
	for state, c := range map[string]struct {
		begin func(w *town) string
		then  func(w *town, name string)
		says  string
		sent  bool // the reporter is sent something
	}{
		"a flag":                         {flagged, nil, nobody, false},
		"a flag, and a note to no one":   {flagged, tell, nobody, false},
		"a report":                       {reported(), nil, reporter, false},
		"a report without a name":        {reported("how", "anonymous"), nil, reporter, false},
		"a report, and a note for it":    {reported(), tell, wrote, true},
		"without a name, and a note":     {reported("how", "anonymous"), tell, wrote, false},
		"a report, and a note of theirs": {reported(), func(w *town, name string) { w.must("nia", "conduct note", "case", name, "text", "Hm.") }, reporter, false},
		"a report of the flagged message": {flagged, func(w *town, _ string) {
			w.report("rita", "sam", "2", "message", messageLink(1))
		}, reporter, false},
		"closed and opened again": {reported(), func(w *town, name string) {
			w.must("nia", "conduct decide", "case", name, "finding", "disagree", "reason", "Fine.")
			w.must("pim", "conduct reopen", "case", name, "reason", "Not so.")
		}, reporter, true},
	} {
		inTown(t, func(w *town) {
			name := c.begin(w)
			if c.then != nil {
				c.then(w, name)
			}
			if err := w.engine.Settle(w.t.Context()); err != nil {
				t.Fatal(err)
			}
			card := text(w.must("nia", "conduct case", "case", name).Message)
			for _, one := range []string{nobody, reporter, wrote} {
				if strings.Contains(card, one) != (one == c.says) {
					t.Errorf("%s: the card says: %s", state, card)
				}
			}
			for alias := range w.names {
				sent := len(w.got(alias)) > 0
				switch alias {
				case "nia", "pim": // asked to handle it
				case "rita":
					if sent != c.sent {
						t.Errorf("%s: the reporter was sent %q", state, w.gotText(alias))
					}
				default:
					if sent {
						t.Errorf("%s: %s was sent %q", state, alias, w.gotText(alias))
					}
				}
			}
		})
	}
}
