package signal

import (
	"strings"
	"testing"

	"magbot/moderation/signal/lexicon"
)

// read with rules of its own, as the rules of the program are.
func met(t *testing.T, rules, message string) string {
	t.Helper()
	words, err := lexicon.Parse(lexicon.Source())
	if err != nil {
		t.Fatal(err)
	}
	b, err := parse(rules, words)
	if err != nil {
		t.Fatal(err)
	}
	r := newReading(b)
	r.read(message)
	var out []string
	r.each(func(rule *rule, at span) {
		s := r.doc.Tokens[r.units[at.from].First].Start
		out = append(out, rule.id+" "+r.doc.Raw[s:r.doc.Tokens[r.units[at.to-1].Last].End])
	})
	return strings.Join(out, "; ")
}

func TestRulesAreRead(t *testing.T) {
	t.Parallel()
	const rules = `
quotes (for example)
$bird = (crow/magpie)
$bird = (raven)
$animal = $bird|(fox)
[one] 1 0.9
(a) $animal ; !(kind)
[two] 2 0.8
(if) ~5 (regret) ; +if
[one]
(the) $animal $
: (friend) $
`
	for in, want := range map[string]string{
		"He saw a crow.":                       "one a crow",
		"He saw a raven there.":                "one a raven",
		"He saw a fox.":                        "one a fox",
		"He saw a kind fox, a crow.":           "", // nowhere in the sentence
		"He saw the fox.":                      "one the fox",
		"He saw the fox there.":                "",
		"Thank you, friend":                    "one friend",
		"Thank you friend":                     "",
		"He wrote that we saw a crow":          "", // reported
		"If you do, you will regret it":        "two If you do, you will regret",
		`We saw a "crow" there.`:               "", // half of it is quoted
		"Si tu vois: if you vote, you regret":  "two if you vote, you regret",
		"Nothing is here, or there, but words": "",
	} {
		if got := met(t, rules, in); got != want {
			t.Errorf("%q: %q instead of %q", in, got, want)
		}
	}
}

func TestBrokenRulesAreNamed(t *testing.T) {
	t.Parallel()
	words, err := lexicon.Parse(lexicon.Source())
	if err != nil {
		t.Fatal(err)
	}
	for rules, want := range map[string]string{
		"(a)":                       "line 1",
		"[one] 1 0.9\n\n(a) $birds": "line 3",
		"[one]":                     "line 1",
		"[one] 1 0.9\nNOSUCH":       "NOSUCH",
		"[one] 1 0.9\n~2 (a)":       "begin",
		"[one] 1 0.9\n(a) ; +no":    "+no",
		"$a = $b":                   "$b",
	} {
		if _, err := parse(rules, words); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", rules, err)
		}
	}
}

// A name is a class of the message for the model, whichever of its words are there, in
// whichever language; the words of another name are none of it.
func TestTheModelKnowsNames(t *testing.T) {
	t.Parallel()
	words, err := lexicon.Parse(lexicon.Source())
	if err != nil {
		t.Fatal(err)
	}
	b, err := parse("$wombat = (wombat/wombats)\n$wombat = (wombat gris)|(вомбат)\n$koala = (koala)\n[dismissal] 4 0.8\n$wombat $koala", words)
	if err != nil {
		t.Fatal(err)
	}
	class, known := b.lexicon.Named("$wombat")
	if !known {
		t.Fatal("the name is no class")
	}
	for message, want := range map[string]bool{"a wombat sleeps": true, "спит вомбат": true, "a koala sleeps": false, "": false} {
		r := newReading(b)
		r.read(message)
		if got := r.named.Has(class); got != want {
			t.Errorf("%q: %t", message, got)
		}
	}
	if _, err := parse("$wombat = (wombat", words); err == nil {
		t.Error("a parenthesis that is not closed was taken")
	}
}
