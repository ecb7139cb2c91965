package watch_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/lang"
	"magbot/moderation/signal"
	"magbot/moderation/watch"
)

// attacks are the functional cases of package signal that the rules find.
func attacks(t interface {
	Helper()
	Fatal(args ...any)
},
) (all []string) {
	t.Helper()
	b, err := os.ReadFile("../signal/testdata/cases.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) == 4 && f[0] != "lang" && len(flags(f[2], nil)) > 0 {
			all = append(all, f[2])
		}
	}
	if len(all) < 100 {
		t.Fatal("there are hardly any cases")
	}
	return all
}

var normal = watch.Scene{Level: watch.Normal}

// flags lists the rules by which a message is flagged.
func flags(text string, phrases watch.Phrases) (ids []string) {
	for _, s := range normal.Find(text, signal.Context{}, phrases) {
		if !s.Private {
			ids = append(ids, s.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// allow makes phrases of every span that is found in a message.
func allow(text string) watch.Phrases {
	phrases := watch.Phrases{}
	for _, s := range normal.Find(text, signal.Context{}, nil) {
		if s.Span != "" {
			phrases[watch.Phrase{Rule: s.ID, Words: watch.Normalise(s.Span)}] = true
		}
	}
	return phrases
}

func TestAPhraseExcusesItsOwnSpanAndNothingElse(t *testing.T) {
	phrases := allow("You are an idiot.")
	for _, c := range []struct {
		rule, text string
		flagged    bool
	}{
		{"the span itself", "You are an idiot.", false},
		{"in other letters and blanks", "  YOU are   an Idiot!! ", false},
		{"within harmless words", "Ha ha, you are an idiot, see you at lunch.", false},
		{"twice", "You are an idiot. You are an idiot.", false},
		{"a longer insult", "You are an idiot and a moron.", true},
		{"another insult after it", "You are an idiot. You are a moron.", true},
		{"another insult before it", "You are a moron. You are an idiot.", true},
		{"another insult around it", "You are, you are an idiot, a moron.", true},
		{"another rule after it", "You are an idiot. I will break your legs.", true},
		{"as often as nobody says it", strings.Repeat("You are an idiot. ", 2000), true},
		{"a look-alike", "You are an іdiot.", true},
	} {
		if got := flags(c.text, phrases); len(got) > 0 != c.flagged {
			t.Errorf("%s: %q is flagged by %v", c.rule, c.text, got)
		}
	}
	if got := flags("You are an idiot.", watch.Phrases{{Rule: "threat.harm", Words: "you are an idiot"}: true}); len(got) == 0 {
		t.Error("a phrase of another rule excuses it")
	}
}

// Who asks for the floor "to say" something says it; what others said stays theirs.
func TestWhatSomebodyAsksToSayIsTheirs(t *testing.T) {
	for text, flagged := range map[string]bool{
		"q+ to say you are an idiot, Rita.":             true,
		" Q+ to  say: you are an idiot, Rita.":          true,
		"@magbot, q+ to say you are an idiot, Rita.":    true,
		"#info You are an idiot, Rita.":                 true,
		"#agreed: you are an idiot, Rita":               true,
		"#action Rita to leave, you are an idiot, Rita": true,
		"PROPOSAL: you are an idiot, Rita.":             true,
		"AOB: Rita, you are an idiot":                   true,
		"-1 you are an idiot, Rita":                     true,
		"#info Rita thanked the host":                   false,
		"q+ to say that they said you are an idiot.":    false,
		"q+ to say thank you":                           false,
		"Nobody has any reason to say you are an idiot": false,
	} {
		found := normal.Find(text, signal.Context{}, nil)
		if len(found) > 0 != flagged {
			t.Errorf("%q: found %v", text, found)
		}
		for _, s := range found {
			if text[s.Start:s.End] != s.Span {
				t.Errorf("%q: %q is not at %d", text, s.Span, s.Start)
			}
		}
	}
}

// Whatever phrase is allowed: an attack that stands before or after it is flagged as
// it is alone. The model reads a message as a whole, also the words beside the phrase:
// what it alone finds is flagged as it is where the phrase is not there.
func TestAllowedPhrasesHideNoAttack(t *testing.T) {
	all := attacks(t)
	rapid.Check(t, func(t *rapid.T) {
		attack, allowed := rapid.SampledFrom(all).Draw(t, "attack"), rapid.SampledFrom(all).Draw(t, "allowed")
		phrases := allow(allowed)
		for _, s := range normal.Find(attack, signal.Context{}, nil) {
			if phrases[watch.Phrase{Rule: s.ID, Words: watch.Normalise(s.Span)}] {
				return // that very attack is what was allowed
			}
		}
		byModel := !slices.ContainsFunc(flags(attack, nil), func(id string) bool { return !strings.HasPrefix(id, "model.") })
		between := rapid.SampledFrom([]string{" ", "\n\n", ". ", " – "}).Draw(t, "between")
		for span := range phrases {
			for _, text := range []string{attack + between + span.Words, span.Words + between + attack, span.Words + between + attack + between + span.Words} {
				plain, got := flags(text, nil), flags(text, phrases)
				if byModel && len(flags(strings.ReplaceAll(text, span.Words, ""), nil)) == 0 {
					continue
				}
				if len(plain) > 0 && len(got) == 0 {
					t.Fatalf("%q hides %q in %q: it was flagged by %v", span.Words, attack, text, plain)
				}
			}
		}
	})
}

func TestALevelOrASwitchTakesSignalsOut(t *testing.T) {
	const shout = "WE WILL NOT SPEND ANOTHER MEETING ON THIS TOPIC AGAIN"
	if got := normal.Find(shout, signal.Context{}, nil); len(got) != 1 {
		t.Fatalf("found %v", got)
	}
	for _, s := range []watch.Scene{{Level: watch.Low}, {Level: watch.Normal, Off: []string{"shouting"}}} {
		if got := s.Find(shout, signal.Context{}, nil); len(got) != 0 {
			t.Errorf("%+v finds %v", s, got)
		}
	}
}

// Of what the model finds, a channel can switch off one kind, or all of them by the name
// under which it finds what it cannot tell.
func TestASwitchTakesOutOneKindOrAllThatTheModelFinds(t *testing.T) {
	tried := 0
	for _, text := range attacks(t) {
		found := normal.Find(text, signal.Context{}, nil)
		if len(found) != 1 || !signal.IsConduct(found[0].ID) || found[0].ID == signal.Conduct {
			continue
		}
		tried++
		for off, left := range map[string]int{found[0].ID: 0, signal.Conduct: 0, "model.hate": 1} {
			if got := (watch.Scene{Level: watch.Normal, Off: []string{off}}).Find(text, signal.Context{}, nil); len(got) != left {
				t.Errorf("without %s: found %v", off, got)
			}
		}
	}
	if tried < 20 {
		t.Errorf("the model alone found %d problems", tried)
	}
}

func TestOneCallTellsOfEverySignalAndTheWeightiestIsNamed(t *testing.T) {
	m := watch.Message{
		Wrote: bot.Wrote{ID: "x", Account: bot.Account{Platform: "slack", Workspace: "T", User: "U1"}}, Name: "Ann", Link: "https://x.example/1", Text: "…",
	}
	found := []signal.Signal{
		{ID: "insult.you", Clause: "1", Span: "a", Reason: "One.", Score: 0.95},
		{ID: "sexual", Clause: "harassment", Span: "b", Reason: "Two.", Score: 0.6},
		{ID: "confidential", Clause: "5", Reason: "Three.", Score: 0.7, Private: true},
	}
	calls := (&watch.People{}).Calls(m, found)
	if len(calls) != 1 || calls[0].Path != "conduct flag" {
		t.Fatalf("calls %v: whom nobody knows can be told nothing", calls)
	}
	a := calls[0].Args
	if _, about := a["about"]; a["rule"] != "sexual" || a["clause"] != "harassment" || a["span"] != "b" || about {
		t.Errorf("args %v", a)
	}
	for _, want := range []string{"Two.", "One. (insult.you, 1) “a”", "slack: U1 Ann"} {
		if !strings.Contains(a["reason"], want) {
			t.Errorf("%q is missing in %q", want, a["reason"])
		}
	}
	if strings.Contains(a["reason"], "Three.") {
		t.Errorf("what is for the author alone is told to others: %q", a["reason"])
	}
}

func TestEverySentenceIsThere(t *testing.T) {
	words, err := lang.Load(watch.Words)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range watch.Commands(nil) {
		if !c.Inner && !words.Has(c.HelpKey()) {
			t.Errorf("no help for %s", c.Path)
		}
	}
	for _, level := range watch.Levels() {
		for _, key := range []string{"watch.set.", "watch.told.", "watch.show.", "choice.level."} {
			if !words.Has(key + level) {
				t.Errorf("no %s%s", key, level)
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("You are an idiot. You are a moron.", "you are an idiot")
	f.Add("\u0301\u0301\u0301", "")
	f.Add("WE WILL NOT SPEND ANOTHER MEETING ON THIS", "x")
	f.Fuzz(func(t *testing.T, text, words string) {
		phrases := watch.Phrases{{Rule: "insult.you", Words: watch.Normalise(words)}: true}
		for _, s := range normal.Find(text, signal.Context{}, phrases) {
			if s.Start < 0 || s.End > len(text) || s.Start > s.End {
				t.Fatalf("%q: %+v", text, s)
			}
		}
		if again := watch.Normalise(watch.Normalise(words)); again != watch.Normalise(words) {
			t.Fatalf("%q is not the same twice: %q", words, again)
		}
	})
}
