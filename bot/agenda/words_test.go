package agenda_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"magbot/bot/agenda"
	"magbot/bot/lang"
)

func catalogue(t *testing.T) *lang.Catalogue {
	t.Helper()
	words, err := lang.Load(agenda.Words, os.DirFS("../house"))
	if err != nil {
		t.Fatal(err)
	}
	return words
}

// TestEveryKeyThatTheCodeNamesHasWords reads the package's own source for keys.
func TestEveryKeyThatTheCodeNamesHasWords(t *testing.T) {
	t.Parallel()
	words, shows := catalogue(t), agenda.Shows()
	literal := regexp.MustCompile(`"(agenda\.[a-z.-]+)"`)
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		src, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(src), -1) {
			key := m[1]
			if strings.HasSuffix(key, ".") || shows[key] != nil || key == "agenda.backlog" || key == "agenda.carry-all" {
				continue // the rest is chosen at run time, or it is no sentence
			}
			found++
			if !words.Has(key) {
				t.Errorf("%s: %q has no words", f.Name(), key)
			}
		}
	}
	if found < 60 {
		t.Errorf("only %d keys found: the test reads the wrong files", found)
	}
}

func TestEveryCommandHasHelpAndLabels(t *testing.T) {
	t.Parallel()
	words := catalogue(t)
	for _, c := range agenda.Commands() {
		if c.Inner {
			continue
		}
		if !words.Has(c.HelpKey()) {
			t.Errorf("%s has no help", c.Path)
		}
		for _, a := range c.Args {
			if a.Carried {
				continue // no form asks for it
			}
			if own, shared := c.ArgKeys(a.Name); !words.Has(own) && !words.Has(shared) {
				t.Errorf("%s: argument %s has no label", c.Path, a.Name)
			}
			for _, choice := range a.Choices {
				if !words.Has("choice." + a.Name + "." + choice) {
					t.Errorf("%s: choice %s of %s has no label", c.Path, choice, a.Name)
				}
			}
		}
	}
}

// TestSuffixesAreComplete proves the keys that are put together at run time.
func TestSuffixesAreComplete(t *testing.T) {
	t.Parallel()
	words := catalogue(t)
	var keys []string
	for _, fate := range fates {
		keys = append(keys, "agenda.fate-is."+string(fate))
	}
	for _, purpose := range []agenda.Purpose{agenda.ForInformation, agenda.ForDiscussion, agenda.ForDecision} {
		keys = append(keys, "agenda.for."+string(purpose))
	}
	for _, fate := range []agenda.Fate{agenda.Declined, agenda.OutOfScope} {
		keys = append(keys, "agenda.fate."+string(fate), "agenda.refused."+string(fate), "agenda.refused-already."+string(fate))
	}
	for _, key := range []string{"accepted", "joined", "merged", "merged-alone"} {
		keys = append(keys, "agenda.fate."+key, "agenda.fate."+key+"-unnumbered")
	}
	for _, state := range []agenda.ItemState{agenda.ItemDone, agenda.ItemPassed} {
		keys = append(keys, "agenda.state."+string(state))
	}
	for _, key := range append(keys, "agenda.fate-is.undecided") {
		if !words.Has(key) {
			t.Errorf("%q has no words", key)
		}
	}
}

var fates = []agenda.Fate{
	agenda.Accepted, agenda.Merged, agenda.Deferred, agenda.OutOfScope, agenda.Declined, agenda.Withdrawn,
}
