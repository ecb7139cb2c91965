package moderation_test

import (
	"strings"
	"testing"

	"magbot/bot"
	"magbot/moderation"
)

func TestWhatWasSaidAroundTheMessageIsKeptWithTheCaseAlone(t *testing.T) {
	inTown(t, func(w *town) {
		around := w.said("The item is open.", "I differ.", "You know nothing.")
		around[1].Account = bot.Account{Platform: "room", User: "nobody-here"}
		w.set(func(d *desk) { d.around = around })
		name, _ := w.report("rita", "sam", "2", "message", reported)
		if got := w.gotText("nia"); strings.Contains(got, "differ") || strings.Contains(got, "know nothing") {
			t.Errorf("the card shows words that nobody asked for: %s", got)
		}
		got := text(w.must("nia", "conduct words", "case", name).Message)
		for _, want := range []string{"The item is open.", "The first message of the thread · Sam", "I differ.", "somebody not on the roster", "The message itself · Sam"} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in the words: %s", want, got)
			}
		}
		w.refused("I know no case", "mo", "conduct words", "case", name)
		for head, err := range w.store.Streams(t.Context(), "") {
			if err != nil {
				t.Fatal(err)
			}
			for r, err := range w.store.Read(t.Context(), head.Stream, 0) {
				if err != nil || strings.Contains(string(r.Body), "differ") {
					t.Fatalf("%s holds it unsealed (%v)", head.Stream, err)
				}
			}
		}
	})
}

// What a report brings along of its message is shown once, with who wrote it and when, where
// the platform says the same; where it says something else, both are.
func TestAMessageThatBothGiveIsShownOnce(t *testing.T) {
	for brought, want := range map[string]int{"You know nothing.": 1, " You know nothing.\n": 1, "You know nothing. At all.": 2} {
		inTown(t, func(w *town) {
			w.set(func(d *desk) { d.around = w.wroteIt("sam") })
			name, _ := w.report("rita", "sam", "2", "message", reported, "words", brought)
			words := text(w.must("nia", "conduct words", "case", name).Message)
			if strings.Count(words, "You know nothing.") != want || !strings.Contains(words, "The message itself · Sam") {
				t.Errorf("%q: %s", brought, words)
			}
		})
	}
}

func TestNoMoreThanTenMessagesAreKeptAndNoneTooLong(t *testing.T) {
	inTown(t, func(w *town) {
		var all []string
		for range 30 {
			all = append(all, strings.Repeat("я", 40_000))
		}
		around := w.said(all...)
		for i := range around {
			around[i].Text = around[i].Text[:2*bot.MostSaid+200]
		}
		w.set(func(d *desk) { d.around = around })
		name, _ := w.report("rita", "sam", "2", "message", reported)
		lines := w.look(name).Context.Lines
		if len(lines) != 10 {
			t.Fatalf("%d messages are kept", len(lines))
		}
		if n := len([]rune(lines[0].Text.Text)); n != bot.MostSaid+1 {
			t.Errorf("%d characters are kept", n)
		}
	})
}

func TestWhatCouldNotBeKeptIsSaid(t *testing.T) {
	inTown(t, func(w *town) {
		w.set(func(d *desk) { d.unable = bot.NoRight })
		name, _ := w.report("rita", "sam", "2", "message", reported)
		if got := text(w.must("nia", "conduct words", "case", name).Message); !strings.Contains(got, "I have no right to do this") {
			t.Error(got)
		}
	})
}

func (w *town) isOpen(name string) bool {
	s := w.look(name)
	return s.Open()
}

// changes tells the cases of a message what became of it, as the shell does.
func (w *town) changes(message, words string, gone bool) (told int) {
	w.t.Helper()
	var streams []bot.StreamID
	w.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) { streams = moderation.About(v, message) })
	for _, id := range streams {
		w.causes++
		w.give(bot.Input{
			Cause: bot.Cause("changed:" + words + string(rune('0'+w.causes%10)) + string(id)), Actor: bot.Actor{Self: bot.ByRecord},
			Stream: id, Intent: moderation.Changed(words, gone),
		})
	}
	return len(streams)
}

func TestAnEditBringsTheCaseBackWithBothWordings(t *testing.T) {
	inTown(t, func(w *town) {
		w.set(func(d *desk) { d.around = w.said("The item is open.", "You know nothing.") })
		name, _ := w.report("rita", "sam", "2", "message", reported, "words", "You know nothing.")
		w.must("nia", "conduct decide", "case", name, "finding", "ignore", "reason", "nothing much")
		if n := w.changes("room:general:2", "You know nothing.", false); n != 1 || w.isOpen(name) {
			t.Fatalf("%d cases were told; words that have not changed have opened it: %v", n, w.isOpen(name))
		}
		w.forget()
		w.changes("room:general:2", "All of you know nothing at all.", false)
		if !w.isOpen(name) {
			t.Fatal("the case is still closed")
		}
		if got := w.gotText("pim"); !strings.Contains(got, "edited since") || strings.Contains(got, "All of you") {
			t.Errorf("Pim was sent: %s", got)
		}
		got := text(w.must("pim", "conduct words", "case", name).Message)
		if !strings.Contains(got, "You know nothing.") || !strings.Contains(got, "All of you know nothing at all.") {
			t.Errorf("the words: %s", got)
		}
		if n := w.changes("room:general:1", "Another one.", false); n != 0 {
			t.Errorf("%d cases hear of a message that nobody reported", n)
		}
	})
}

func TestADeletedMessageStaysWithTheCaseAlone(t *testing.T) {
	inTown(t, func(w *town) {
		w.set(func(d *desk) { d.around = w.said("The item is open.", "You know nothing.") })
		name, _ := w.report("rita", "sam", "2", "message", reported)
		w.must("nia", "conduct decide", "case", name, "finding", "agree", "reason", "dealt with")
		w.changes("room:general:2", "", true)
		w.changes("room:general:2", "", true)
		s := w.look(name)
		if s.Open() || len(s.Changes) != 1 {
			t.Errorf("open %v, %d changes", s.Open(), len(s.Changes))
		}
		got := text(w.must("pim", "conduct words", "case", name).Message)
		if !strings.Contains(got, "You know nothing.") || !strings.Contains(got, "was deleted on") {
			t.Errorf("the words: %s", got)
		}
		w.later(700 * day) // until after the year that follows
		w.refused("I know no case", "pim", "conduct words", "case", name)
	})
}

func TestAnEditOfAPartBringsTheWholeBack(t *testing.T) {
	inTown(t, func(w *town) {
		w.set(func(d *desk) { d.around = w.said("You know nothing.") })
		part, _ := w.report("rita", "sam", "2", "message", reported)
		lead, _ := w.report("ora", "sam", "3")
		w.must("nia", "conduct merge", "case", part, "into", lead)
		w.must("nia", "conduct decide", "case", lead, "finding", "ignore", "reason", "nothing much")
		w.changes("room:general:1", "You know less than nothing.", false)
		if !w.isOpen(lead) {
			t.Error("the whole is still closed")
		}
	})
}

func TestChangesOfAMessageAreBounded(t *testing.T) {
	inTown(t, func(w *town) {
		w.set(func(d *desk) { d.around = w.said("You know nothing.") })
		name, _ := w.report("rita", "sam", "2", "message", reported)
		for i := range 50 {
			w.changes("room:general:1", strings.Repeat("again ", i+1), false)
		}
		if n := len(w.look(name).Changes); n != 20 {
			t.Errorf("%d changes are kept", n)
		}
	})
}

// A link that somebody typed brings the text of a message to a case only where they can
// read it, also when they report without their name. Who wrote it is kept out anyway, and
// the reporter reads the same whatever came of it.
func TestTheTextOfAMessageIsKeptOnlyWhereTheReporterCanReadIt(t *testing.T) {
	const kept, note = "You know nothing.", "reporter may not read there"
	for rule, c := range map[string]struct {
		how     string
		readers []string
		unread  bot.Inability
		keeps   bool
	}{
		"everybody can read it":                      {"confidential", nil, "", true},
		"the reporter can":                           {"confidential", []string{"nia", "rita"}, "", true},
		"who reports without a name can":             {"anonymous", []string{"nia", "rita"}, "", true},
		"the reporter cannot":                        {"confidential", []string{"nia", "pim"}, "", false},
		"who reports without a name cannot":          {"anonymous", []string{"nia", "pim"}, "", false},
		"nobody knows who can":                       {"confidential", []string{"rita"}, bot.NoRight, false},
		"there are too many to tell":                 {"confidential", []string{"rita"}, bot.TooMany, false},
		"nobody can, as far as anybody can tell now": {"anonymous", []string{}, "", false},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				w.set(func(d *desk) { d.around, d.readers, d.unread = w.wroteIt("nia"), c.readers, c.unread })
				name, token := w.report("rita", "sam", "2", "message", reported, "how", c.how)
				w.onlySeen(name, "pim")
				card := text(w.must("pim", "conduct case", "case", name).Message)
				words := text(w.must("pim", "conduct words", "case", name).Message)
				if strings.Contains(card, note) == c.keeps || strings.Contains(words, note) == c.keeps {
					t.Errorf("the card: %s; the words: %s", card, words)
				}
				if strings.Contains(words, kept) != c.keeps || strings.Contains(words, "The item is open.") != c.keeps || !strings.Contains(words, reported) {
					t.Errorf("the words: %s", words)
				}
				if n := w.changes("room:general:2", "Other words, in a channel of others.", false); (n > 0) != c.keeps {
					t.Errorf("%d cases hear of an edit", n)
				}
				if got := strings.Join(w.history("pim", name), " "); strings.Contains(got, "was kept") != c.keeps {
					t.Errorf("what happened: %s", got)
				}
				if got := text(w.must("rita", "conduct follow", "token", token).Message); !strings.Contains(got, "Nothing has been noted about it since.") || strings.Contains(got, "read") {
					t.Errorf("the reporter reads: %s", got)
				}
			})
		})
	}
}
