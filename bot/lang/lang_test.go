package lang_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"magbot/bot/lang"
)

func words(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

const english = `
["floor.asked"]
one = "{{.name}} is waiting, {{.count}} person."
other = "{{.name}} is waiting, {{.count}} people."
["floor.plain"]
other = "Because {{.why}}"
["floor.only-english"]
other = "English"
`

const arabic = `
["floor.asked"]
zero = "لا أحد"
one = "{{.name}} وحده"
two = "{{.name}} واثنان"
few = "{{.count}} قليل"
many = "{{.count}} كثير"
other = "{{.count}} آخر"
`

func catalogue(t *testing.T) *lang.Catalogue {
	t.Helper()
	c, err := lang.Load(words(map[string]string{"words.en.toml": english, "words.ar.toml": arabic}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSay(t *testing.T) {
	c := catalogue(t)
	for name, test := range map[string]struct {
		lang, want string
		key        string
		args       []any
	}{
		"the count chooses the plural":               {"en", "CS-2 is waiting, 1 person.", "floor.asked", []any{"name", "CS-2", "count", 1}},
		"any integer is a count":                     {"en", "CS-2 is waiting, 1 person.", "floor.asked", []any{"name", "CS-2", "count", uint64(1)}},
		"more than one":                              {"en", "CS-2 is waiting, 3 people.", "floor.asked", []any{"name", "CS-2", "count", 3}},
		"Arabic has six plurals: two":                {"ar", "CS-2 واثنان", "floor.asked", []any{"name", "CS-2", "count", 2}},
		"Arabic: few":                                {"ar", "7 قليل", "floor.asked", []any{"name", "CS-2", "count", 7}},
		"Arabic: many":                               {"ar", "11 كثير", "floor.asked", []any{"name", "CS-2", "count", 11}},
		"what a language lacks is said in English":   {"ar", "English", "floor.only-english", nil},
		"a region falls back on its language":        {"en-GB", "English", "floor.only-english", nil},
		"a text inside a text is written first":      {"en", "Because English", "floor.plain", []any{"why", lang.T("floor.only-english")}},
		"an error inside a text is written too":      {"en", "Because English", "floor.plain", []any{"why", lang.Refuse("floor.only-english")}},
		"what a person wrote is never a template":    {"en", "Because {{.name}}", "floor.plain", []any{"why", "{{.name}}"}},
		"a missing key is shown, so nothing is lost": {"en", "floor.nothing a=b", "floor.nothing", []any{"a", "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.For(test.lang, "en").Say(test.key, test.args...); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestANilPrinterWritesKeys(t *testing.T) {
	var p *lang.Printer
	if got := p.Say("floor.asked", "name", "CS-2"); got != "floor.asked name=CS-2" {
		t.Error(got)
	}
	if p.Text(lang.Text{}) != "" {
		t.Error("nothing was said, and something is written")
	}
}

func TestMistakesAreFoundThroughWraps(t *testing.T) {
	err := fmt.Errorf("decide: %w", lang.Refuse("floor.plain", "why", 1))
	if e, ok := lang.AsError(err); !ok || e.Key != "floor.plain" {
		t.Error(err)
	}
	if _, ok := lang.AsError(errors.New("broken")); ok {
		t.Error("any error is shown to people")
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, files := range map[string][]fs.FS{
		"one key in two files":   {words(map[string]string{"words.en.toml": english}), words(map[string]string{"words.en.toml": english})},
		"a file that is no TOML": {words(map[string]string{"words.en.toml": "[["})},
	} {
		if _, err := lang.Load(files...); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestKeysAreThoseOfEnglish(t *testing.T) {
	if got := strings.Join(catalogue(t).Keys(), " "); got != "floor.asked floor.only-english floor.plain" {
		t.Error(got)
	}
	if !catalogue(t).Has("floor.plain") || catalogue(t).Has("floor.other") {
		t.Error("Has is wrong")
	}
}
