package moderation_test

import (
	"strings"
	"testing"
	"time"

	"magbot/bot"
	"magbot/moderation"
)

// named has the moderators' channel named, with these in it.
func (w *town) named(members ...string) {
	w.t.Helper()
	w.set(func(d *desk) { d.members = members })
	if a := w.ask(w.as("ada"), mods, bot.Do("conduct channel")); a.Refused {
		w.t.Fatal(text(a.Message))
	}
}

func TestACardStandsInTheModeratorsChannelOnlyIfAllWhoReadItMaySeeTheCase(t *testing.T) {
	for rule, c := range map[string]struct {
		members []string
		open    bool
		unable  bot.Inability
		shown   bool
		told    string // to the handlers
	}{
		"all may":                        {members: []string{"nia", "pim"}, shown: true},
		"one of them alone":              {members: []string{"pim"}, shown: true},
		"a moderator is not free":        {members: []string{"nia", "pim", "mo"}, told: "somebody in it may not see this case"},
		"the subject is in it":           {members: []string{"nia", "sam"}, told: "somebody in it may not see this case"},
		"the reporter is in it":          {members: []string{"nia", "rita"}, told: "somebody in it may not see this case"},
		"a Secretariat, not asked yet":   {members: []string{"nia", "ada"}, told: "somebody in it may not see this case"},
		"an account is nobody's":         {members: []string{"nia", ""}, told: "belongs to nobody on the roster"},
		"others can come in":             {members: []string{"nia", "pim"}, open: true, told: "others can come in"},
		"its members cannot be read":     {unable: bot.NoRight, told: "could not be found out"},
		"the platform knows no members":  {unable: bot.Unsupported, told: "could not be found out"},
		"too many to be compared":        {unable: bot.TooMany, told: "could not be found out"},
		"nobody is in it, so who knows":  {told: "could not be found out"},
		"a handler and an outsider more": {members: []string{"nia", "pim", "ora"}, told: "somebody in it may not see this case"},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				w.set(func(d *desk) { d.open, d.unable = c.open, c.unable })
				w.named(c.members...)
				name, _ := w.report("rita", "sam", "2")
				stands := w.stands(mods)
				if strings.Contains(stands, name) != c.shown || !c.shown && stands != "" {
					t.Fatalf("the channel shows: %q", stands)
				}
				for _, alias := range []string{"nia", "pim"} {
					got := w.gotText(alias)
					if !strings.Contains(got, name) || !strings.Contains(got, c.told) {
						t.Errorf("%s was told: %s", alias, got)
					}
				}
				if strings.Contains(stands, "knows nothing") || strings.Contains(stands, "I know nothing") {
					t.Errorf("the words are not folded: %s", stands)
				}
			})
		})
	}
}

func TestTheCardInTheChannelIsKeptUpToDateAndItsButtonsAskWhoPresses(t *testing.T) {
	inTown(t, func(w *town) {
		w.named("nia", "pim")
		name, _ := w.report("rita", "sam", "2")
		w.ask(w.as("nia"), mods, bot.Do("conduct take", "case", name))
		if got := w.stands(mods); !strings.Contains(got, "Nia looks after it") || !strings.Contains(got, "Administrators") {
			t.Errorf("the channel shows: %s", got)
		}
		w.must("nia", "conduct propose", "case", name, "step", "talk", "text", "Courteous words.")
		if got := w.stands(mods); !strings.Contains(got, "conduct second") {
			t.Errorf("nobody can agree there: %s", got)
		}
		if a := w.ask(w.as("mo"), mods, bot.Do("conduct second", "case", name)); !a.Refused {
			t.Error("who may not see the case has agreed")
		}
		w.must("pim", "conduct second", "case", name)
		w.must("pim", "conduct decide", "case", name, "finding", "agree", "reason", "done")
		if got := w.stands(mods); !strings.Contains(got, "Closed") {
			t.Errorf("the channel shows: %s", got)
		}
	})
}

func TestTheCardLeavesTheChannelWhen(t *testing.T) {
	for rule, change := range map[string]func(w *town, name string){
		"somebody joins the channel who may not see it": func(w *town, _ string) {
			w.set(func(d *desk) { d.members = []string{"nia", "pim", "sam"} })
			w.looks()
		},
		"the channel is opened": func(w *town, _ string) {
			w.set(func(d *desk) { d.open = true })
			w.looks()
		},
		"its members cannot be read any more": func(w *town, _ string) {
			w.set(func(d *desk) { d.unable = bot.NoRight })
			w.looks()
		},
		"one who reads it becomes a party": func(w *town, name string) {
			w.must("nia", "conduct party", "case", name, "person", "pim")
		},
		"one who reads it is involved": func(w *town, name string) {
			w.must("pim", "conduct involved", "case", name)
		},
		"one who reads it is moderator no more": func(w *town, _ string) {
			w.must("ada", "roster end-role", "person", "pim", "role", "moderator")
		},
		"there is no channel any more": func(w *town, _ string) {
			w.must("ada", "conduct channel", "off", "yes")
		},
		"the case is referred": func(w *town, name string) {
			w.must("nia", "conduct propose", "case", name, "step", "referral", "text", "Please look.")
			w.must("pim", "conduct second", "case", name)
		},
		"it becomes part of another": func(w *town, name string) {
			other, _ := w.report("ora", "sam", "3")
			w.must("nia", "conduct merge", "case", name, "into", other)
		},
		"somebody was there when the case was next changed": func(w *town, name string) {
			w.set(func(d *desk) { d.members = []string{"nia", "pim", "mo"} })
			w.must("nia", "conduct note", "case", name, "text", "a note")
		},
	} {
		t.Run(rule, func(t *testing.T) {
			inTown(t, func(w *town) {
				w.named("nia", "pim")
				name, _ := w.report("rita", "sam", "2")
				title := "case " + name
				if !strings.Contains(w.stands(mods), title) {
					t.Fatalf("the channel shows: %q", w.stands(mods))
				}
				change(w, name)
				if got := w.stands(mods); strings.Contains(got, title) {
					t.Errorf("the channel still shows: %s", got)
				}
			})
		})
	}
}

func TestTheCardComesBackWhenAllWhoReadTheChannelMaySeeItAgain(t *testing.T) {
	inTown(t, func(w *town) {
		w.named("nia", "pim", "mo")
		name, _ := w.report("rita", "sam", "2")
		if got := w.stands(mods); got != "" {
			t.Fatalf("the channel shows: %s", got)
		}
		w.later(time.Minute)
		w.set(func(d *desk) { d.members = []string{"nia", "pim"} })
		w.looks()
		if got := w.stands(mods); !strings.Contains(got, name) {
			t.Errorf("the channel shows: %q", got)
		}
		if got := text(w.must("nia", "conduct case", "case", name).Message); strings.Contains(got, "Not shown") {
			t.Errorf("the card still says: %s", got)
		}
	})
}

func TestACardIsNeverWrittenOnAnOldAnswer(t *testing.T) {
	inTown(t, func(w *town) {
		w.named("nia", "pim")
		name, _ := w.report("rita", "sam", "2")
		w.set(func(d *desk) { d.fails = 3 })
		w.must("nia", "conduct note", "case", name, "text", "a note")
		w.later(time.Hour) // it is asked again until there is an answer
		if got := w.stands(mods); !strings.Contains(got, name) {
			t.Errorf("the channel shows: %q", got)
		}
		w.engine.Read(bot.CaseStream(name), bot.Actor{}, mods, func(v bot.View) {
			v.Now = v.Now.Add(2 * time.Hour)
			m, err := moderation.Shows()[moderation.ShowChannel](v, bot.Effect{})
			if err != nil || !m.IsZero() {
				t.Errorf("two hours later it would be written: %v, %v", m, err)
			}
		})
	})
}

func TestTheModeratorsChannelIsNamedThereByTheSecretariat(t *testing.T) {
	inTown(t, func(w *town) {
		for want, in := range map[string]bot.Place{"private conversation": private, "linked to the community": hall} {
			if a := w.ask(w.as("ada"), in, bot.Do("conduct channel")); !a.Refused || !strings.Contains(text(a.Message), want) {
				t.Errorf("%v: %v %s", in, a.Refused, text(a.Message))
			}
		}
		if a := w.ask(w.as("nia"), mods, bot.Do("conduct channel")); !a.Refused {
			t.Error("a moderator names it")
		}
		w.named("nia", "pim")
		if got := text(w.must("nia", "conduct health").Message); !strings.Contains(got, "can be used") || strings.Contains(got, "cannot") {
			t.Errorf("its health: %s", got)
		}
		w.set(func(d *desk) { d.members = []string{"nia", ""} })
		w.looks()
		if got := text(w.must("nia", "conduct health").Message); !strings.Contains(got, "belongs to nobody on the roster") {
			t.Errorf("its health: %s", got)
		}
		w.must("ada", "conduct channel", "off", "yes")
		w.must("ada", "conduct channel", "off", "yes")
	})
}

func TestWhoReadsTheChannelIsRecordedOnlyWhenItChanges(t *testing.T) {
	inTown(t, func(w *town) {
		w.named("nia", "pim")
		version := func() (n uint64) {
			w.engine.Read(bot.CommunityStream, bot.Actor{}, hall, func(v bot.View) { n = v.Here.Version })
			return n
		}
		before := version()
		w.looks()
		w.set(func(d *desk) { d.members = []string{"pim", "nia", "pim"} })
		w.looks()
		if after := version(); after != before {
			t.Errorf("%d records of what has not changed", after-before)
		}
	})
}
