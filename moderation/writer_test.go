package moderation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/bot"
)

// Who wrote the message that a report links is party to the case as well as whom the
// report names: neither they nor those of their organisations see it, not for a moment.
func TestWhoWroteTheLinkedMessageDoesNotSeeTheCaseEither(t *testing.T) {
	for rule, c := range map[string]struct {
		about, clause, wrote string
		contact              bool
		seen                 []string
		card                 string
	}{
		"whom the report names":                   {about: "sam", clause: "2", wrote: "sam", seen: []string{"nia", "pim"}},
		"a moderator":                             {about: "sam", clause: "2", wrote: "nia", seen: []string{"pim"}, card: "The report names Sam; the message linked was written by Nia."},
		"a member":                                {about: "nia", clause: "2", wrote: "sam", seen: []string{"pim"}, card: "The report names Nia; the message linked was written by Sam."},
		"of an organisation with the moderator":   {about: "cleo", clause: "2", wrote: "sam", seen: []string{"nia", "pim"}, card: "written by Sam"},
		"the focal point, of harassment":          {about: "sam", clause: "harassment", wrote: "fay", seen: []string{"ada"}, card: "The report names Sam; the message linked was written by Fay."},
		"the focal point, where nobody was named": {about: "unknown", clause: "2", wrote: "fay", seen: []string{"ada"}, card: "The report names nobody; the message linked was written by Fay"},
		"who reported it":                         {about: "sam", clause: "2", wrote: "rita", seen: []string{"nia", "pim"}, card: "written by Rita"},
		"somebody whom nobody knows":              {about: "sam", clause: "2", wrote: "stranger", seen: []string{"nia", "pim"}},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				w.set(func(d *desk) { d.around = w.wroteIt(c.wrote) })
				name, _ := w.report("rita", c.about, c.clause, "message", reported)
				w.onlySeen(name, c.seen...)
				w.holds(name, c.seen, nil)
				for alias := range w.names {
					if got := w.gotText(alias); strings.Contains(got, name) != strings.Contains(strings.Join(c.seen, " "), alias) {
						t.Errorf("%s was sent: %s", alias, got)
					}
				}
				card := text(w.must(c.seen[0], "conduct case", "case", name).Message)
				if !strings.Contains(card, c.card) || c.card == "" && strings.Contains(card, "written by") {
					t.Errorf("the card: %s", card)
				}
				if c.wrote == "sam" && c.about == "nia" {
					w.must(c.seen[0], "conduct party", "case", name, "person", "sam")
					if again := text(w.must(c.seen[0], "conduct case", "case", name).Message); !strings.Contains(again, c.card) || strings.Contains(again, "conduct party") {
						t.Errorf("the card still asks for whom it is about: %s", again)
					}
				}
				follow := text(w.must("rita", "conduct follow").Message)
				if !strings.Contains(follow, "Nothing has been noted about it since.") || strings.Contains(follow, "wr") || w.gotText("rita") != "" {
					t.Errorf("the reporter learns who wrote it: %s, and was sent %s", follow, w.gotText("rita"))
				}
				if about := w.look(name).Report.About; c.about != "unknown" && about != w.names[c.about] {
					t.Errorf("the report was changed: %s", about)
				}
			})
		})
	}
}

// While the platform has not said who wrote the message, nobody sees the case by any
// route, and its reporter reads that it was taken. It comes to others with the answer,
// or after two minutes.
func TestNobodySeesACaseWhileItIsNotKnownWhoWroteItsMessage(t *testing.T) {
	const never = 1 << 20
	for rule, c := range map[string]struct {
		clause string
		late   int
		wait   time.Duration
		hidden bool // still, after that time
		seen   []string
	}{
		"the platform answers a little later":   {"2", 8, time.Minute, false, []string{"pim"}},
		"it has not answered yet":               {"2", never, 119 * time.Second, true, nil},
		"it does not answer":                    {"2", never, 2 * time.Minute, false, []string{"nia", "pim"}},
		"it does not answer, about harassment":  {"harassment", never, 2 * time.Minute, false, []string{"fay"}},
		"of harassment, it answers a bit later": {"harassment", 8, time.Minute, false, []string{"fay"}},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				w.named("nia", "pim")
				w.set(func(d *desk) { d.around, d.late = w.wroteIt("nia"), map[string]int{reported: c.late} })
				name, token := w.report("rita", "sam", c.clause, "message", reported)
				hidden := func() {
					w.onlySeen(name)
					w.holds(name, nil, nil)
					for alias := range w.names {
						if got := w.gotText(alias) + w.stands(mods); strings.Contains(got, name) {
							t.Errorf("%s was shown: %s", alias, got)
						}
					}
				}
				hidden()
				for _, args := range [][]string{nil, {"token", token}} {
					if got := text(w.must("rita", "conduct follow", args...).Message); !strings.Contains(got, "It has arrived.") {
						t.Errorf("the reporter reads: %s", got)
					}
				}
				w.must("rita", "conduct add", "token", token, "text", "It was said twice.")
				hidden()
				w.later(c.wait)
				if c.hidden {
					hidden()
					return
				}
				w.onlySeen(name, c.seen...)
				w.holds(name, c.seen, nil)
				if stood := strings.Contains(w.stands(mods), name); stood != (len(c.seen) == 2) {
					t.Errorf("in the moderators' channel: %s", w.stands(mods))
				}
			})
		})
	}
}

// A report that was put to another one about the same message has never asked who wrote
// it. On its own, it asks.
func TestAReportThatIsPartedKeepsOutWhoWroteItsMessage(t *testing.T) {
	inTown(t, func(w *town) {
		w.set(func(d *desk) { d.around = w.wroteIt("nia") })
		w.report("rita", "sam", "2", "message", reported)
		part, _ := w.report("ora", "sam", "2", "message", reported)
		w.set(func(d *desk) { d.late = map[string]int{reported: 6} })
		w.must("pim", "conduct split", "case", part)
		w.onlySeen(part)
		w.later(time.Minute)
		w.onlySeen(part, "pim")
		w.holds(part, []string{"pim"}, nil)
	})
}

// The platform may answer later still: then the card leaves whoever turns out to have
// written the message, from the moderators' channel, too.
func TestTheCardLeavesWhoTurnsOutToHaveWrittenTheMessage(t *testing.T) {
	inTown(t, func(w *town) {
		w.named("nia", "pim")
		w.set(func(d *desk) { d.around, d.fails = w.wroteIt("nia"), 1<<20 }) // it is asked again, who knows how often
		name, _ := w.report("rita", "sam", "2", "message", reported)
		w.later(2 * time.Minute)
		if !w.hasCard("nia", name) || !w.hasCard("pim", name) {
			t.Fatalf("the card waits for the platform still: Nia reads %q, Pim %q", w.reads("nia"), w.reads("pim"))
		}
		w.set(func(d *desk) { d.fails = 0 })
		w.later(day)
		w.onlySeen(name, "pim")
		w.holds(name, []string{"pim"}, []string{"nia"})
		if got := w.stands(mods); got != "" {
			t.Errorf("the channel shows: %s", got)
		}
		if got := w.gotText("rita"); got != "" {
			t.Errorf("the reporter was sent: %s", got)
		}
		w.refused("I know no case", "nia", "conduct words", "case", name)
	})
}

// A message is only ever hidden or deleted for a step that goes to whoever wrote it.
func TestAStepReachesNoMessageOfSomebodyElseThanTheReportSays(t *testing.T) {
	inTown(t, func(w *town) {
		w.set(func(d *desk) { d.around = w.wroteIt("sam") })
		name, _ := w.report("rita", "cleo", "2", "message", reported)
		w.refused("Nobody gave a link", "nia", "conduct propose", "case", name, "step", "delete", "text", "Courteous words.")
		w.refused("is not about Sam", "nia", "conduct propose", "case", name, "step", "delete", "to", "sam", "text", "Courteous words.")
		w.must("nia", "conduct party", "case", name, "person", "sam")
		w.must("nia", "conduct propose", "case", name, "step", "delete", "to", "sam", "text", "Courteous words.")
		w.must("pim", "conduct second", "case", name)
		if got := w.did(); len(got) != 1 || got[0].Do != bot.DeleteMessage || got[0].Link != reported {
			t.Errorf("the platform did %+v", got)
		}
		if got := w.gotText("cleo"); strings.Contains(got, "Courteous") {
			t.Errorf("Cleo was sent: %s", got)
		}
	})
}

// Put together with another case, it keeps those out who wrote its message.
func TestWhoWroteTheMessageIsKeptOutOfWhatItIsPutTo(t *testing.T) {
	inTown(t, func(w *town) {
		w.set(func(d *desk) { d.around = w.wroteIt("nia") })
		lead, _ := w.report("rita", "sam", "2", "text", "The first matter.")
		other, _ := w.report("rita", "sam", "3", "message", reported, "text", "The second matter.")
		w.onlySeen(lead, "nia", "pim")
		w.onlySeen(other, "pim")
		w.must("pim", "conduct merge", "case", other, "into", lead)
		w.onlySeen(lead, "pim")
		if got := text(w.must("pim", "conduct case", "case", lead).Message); !strings.Contains(got, "written by Nia") {
			t.Errorf("the card: %s", got)
		}
	})
}

// Who wrote the message with an account that nobody had linked is party to the case from
// when they link it, and stays so when they unlink it again: so do those of their
// organisation, also where the report is dealt with in another case.
func TestWhoLinksTheAccountThatWroteTheMessageSeesTheCaseNoMore(t *testing.T) {
	account := bot.Account{Platform: "slack", Workspace: "T1", User: "who-slack"}
	at := bot.Place{Platform: "slack", Workspace: "T1"}
	for rule, c := range map[string]struct {
		who    string
		seen   []string
		unable bool
		joined bool
	}{
		"a moderator":                        {who: "pim", seen: []string{"mo", "nia"}},
		"a moderator, and no text was kept":  {who: "pim", seen: []string{"mo", "nia"}, unable: true},
		"a moderator, of a report in a case": {who: "pim", seen: []string{"mo", "nia"}, joined: true},
		"a member of the same organisation":  {who: "sam", seen: []string{"nia", "pim"}},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				w.engine.Attach(branch{w})
				w.set(func(d *desk) {
					d.around = w.wroteIt("sam")
					d.around[1].Account = account
					if c.unable {
						d.readers = []string{"nia"}
					}
				})
				name, _ := w.report("rita", "cleo", "2", "message", reported)
				lead := name
				if c.joined {
					lead, _ = w.report("ora", "cleo", "2")
					w.must("nia", "conduct merge", "case", name, "into", lead)
				}
				before := []string{"mo", "nia", "pim"}
				w.onlySeen(lead, before...)
				code := w.must("ada", "roster link", "person", c.who)
				for _, do := range []bot.Call{bot.Do("me link", "code", codes.FindString(text(code.Message))), bot.Do("me unlink")} {
					if a := w.ask(bot.Actor{Account: account}, at, do); a.Refused {
						t.Fatal(text(a.Message))
					}
					w.onlySeen(lead, c.seen...)
					for _, alias := range before {
						if w.hasCard(alias, lead) != slices.Contains(c.seen, alias) {
							t.Errorf("%s has %q", alias, w.reads(alias))
						}
					}
				}
				if got := text(w.must("nia", "conduct case", "case", lead).Message); !strings.Contains(got, "written by "+strings.ToUpper(c.who[:1])+c.who[1:]) {
					t.Errorf("the card: %s", got)
				}
			})
		})
	}
}
