package signal_test

import (
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// function is a functional case: a kind of sentence about a group of people.
type function struct {
	lang, kind, group, text string
	hate                    bool
}

// table reads a file of tab-separated columns without its head.
func table(t testing.TB, name string, columns int) [][]string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for i, line := range strings.Split(strings.TrimRight(string(b), "\n"), "\n") {
		p := strings.Split(line, "\t")
		if len(p) != columns {
			t.Fatalf("%s, line %d: %d columns instead of %d", name, i+1, len(p), columns)
		}
		if i > 0 {
			out = append(out, p)
		}
	}
	return out
}

// functions reads functional cases, one for each group that a sentence is about.
func functions(t testing.TB, name string) []function {
	t.Helper()
	groups := table(t, "groups.tsv", 4)
	var out []function
	for _, c := range table(t, name, 4) {
		add := func(group, text string) {
			out = append(out, function{lang: c[0], kind: c[1], group: group, text: text, hate: c[2] == "1"})
		}
		if !strings.Contains(c[3], "{") {
			add("", c[3])
			continue
		}
		for _, g := range groups {
			if g[0] == c[0] {
				text := strings.NewReplacer("{g}", g[1], "{s}", g[2], "{n}", g[3]).Replace(c[3])
				first, size := utf8.DecodeRuneInString(text)
				add(g[1], string(unicode.ToUpper(first))+text[size:])
			}
		}
	}
	return out
}

// half counts how many of the hateful and of the other cases were judged right.
type half struct{ n, right int }

func (h *half) share() float64 { return float64(h.right) / float64(max(1, h.n)) }

// The goals of issue 6, part 10, for functional cases: 70 % right and 72 % of
// the harmless ones in English, and a balanced accuracy of 0.62 elsewhere.
func TestFunctionalCases(t *testing.T) {
	t.Parallel()
	halves := map[string]*[2]half{}
	kinds := map[string]*half{}
	for _, f := range functions(t, "functions.tsv") {
		h := halves[f.lang]
		if h == nil {
			h = &[2]half{}
			halves[f.lang] = h
		}
		k := f.lang + " " + f.kind
		if kinds[k] == nil {
			kinds[k] = &half{}
		}
		side := &h[0]
		if f.hate {
			side = &h[1]
		}
		side.n++
		kinds[k].n++
		if flagged(f.text) == f.hate {
			side.right++
			kinds[k].right++
		} else {
			t.Logf("%s, %s (hate %t): %s", f.lang, f.kind, f.hate, f.text)
		}
	}
	for k, h := range kinds {
		t.Logf("= %s: %d of %d", k, h.right, h.n)
	}
	if len(halves) != 6 {
		t.Errorf("cases in %d languages instead of 6", len(halves))
	}
	for lang, h := range halves {
		right := float64(h[0].right+h[1].right) / float64(h[0].n+h[1].n)
		balanced := (h[0].share() + h[1].share()) / 2
		t.Logf("== %s: %.3f right, %.3f of harmless, %.3f of hateful, balanced %.3f", lang, right, h[0].share(), h[1].share(), balanced)
		if balanced < 0.62 || lang == "en" && (right < 0.70 || h[0].share() < 0.72) {
			t.Errorf("%s: %.3f right, %.3f of the harmless, balanced %.3f", lang, right, h[0].share(), balanced)
		}
	}
}
