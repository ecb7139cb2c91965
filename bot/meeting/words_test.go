package meeting_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// TestEveryKeyThatTheCodeNamesHasWords reads the package's own source for keys.
func TestEveryKeyThatTheCodeNamesHasWords(t *testing.T) {
	t.Parallel()
	words, err := lang.Load(meeting.Words, os.DirFS("../house"))
	if err != nil {
		t.Fatal(err)
	}
	shows := meeting.Shows()
	literal := regexp.MustCompile(`"(meeting\.[a-z.-]+)"( \+)?`)
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
			if strings.HasSuffix(key, ".") || strings.HasSuffix(key, "-") { // the rest is chosen at run time
				if !anyWith(words.Keys(), key) {
					t.Errorf("%s: no key begins with %q", f.Name(), key)
				}
				continue
			}
			if shows[key] != nil || key == "meeting.directory" {
				continue
			}
			found++
			if !words.Has(key) && !words.Has(key+".you") {
				t.Errorf("%s: %q has no words", f.Name(), key)
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d keys found: the test reads the wrong files", found)
	}
}

func anyWith(keys []string, prefix string) bool {
	for _, k := range keys {
		if strings.HasPrefix(k, prefix) {
			return true
		}
	}
	return false
}

func TestEveryCommandHasHelpAndLabels(t *testing.T) {
	t.Parallel()
	words, err := lang.Load(meeting.Words, os.DirFS("../house"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range meeting.Commands() {
		if c.Inner {
			continue
		}
		if !words.Has(c.HelpKey()) {
			t.Errorf("%s has no help", c.Path)
		}
		for _, a := range c.Args {
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
	words, err := lang.Load(meeting.Words)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, what := range []string{"present", "expected", "left", "regrets", "regrets-withdrawn", "late"} {
		for _, end := range []string{"you", "others", "already"} {
			keys = append(keys, "meeting."+what+"."+end)
		}
	}
	for _, p := range []meeting.Phase{meeting.PhaseScheduled, meeting.PhaseInvited, meeting.PhaseOpen, meeting.PhaseClosed, meeting.PhaseCancelled} {
		keys = append(keys, "meeting.phase."+string(p))
	}
	for _, m := range []meeting.Mode{meeting.ModeMAG, meeting.ModeConsultation} {
		keys = append(keys, "meeting.mode.done."+string(m), "meeting.mode.already."+string(m))
	}
	for _, state := range []string{"on", "off"} {
		keys = append(keys, "meeting.record."+state, "meeting.record.already-"+state)
	}
	for day := range strings.FieldsSeq("monday tuesday wednesday thursday friday saturday sunday") {
		keys = append(keys, "meeting.weekday."+day)
	}
	for month := range strings.FieldsSeq("january february march april may june july august september october november december") {
		keys = append(keys, "meeting.month."+month)
	}
	for _, key := range keys {
		if !words.Has(key) {
			t.Errorf("%q has no words", key)
		}
	}
}
