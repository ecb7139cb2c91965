package lexicon

import (
	"slices"
	"strings"
)

// Arabic says in the ending of a word who is spoken to: one man, one woman, two or
// many, and dialects say the future in its beginning. A term is written for one of
// them, so a word is looked up for the others, too.

// endings stand for one another when what is before them has so many bytes. The
// first of each is what terms mostly have.
var endings = [...]struct {
	of    []string
	least int
}{
	{[]string{"ك", "كم", "كن", "كما", "كو", "كي"}, 4}, // your
	{[]string{"هم", "هن", "هما"}, 6},                  // their
	{[]string{"ت", "تم", "تن", "توا", "تي"}, 6},       // what was done
	{[]string{"ين", "ون", "ات"}, 6},                   // people who are something
	{[]string{"ة", "ه"}, 4},
}

// futures are how dialects begin a verb that is to come.
var futures = [...]string{"هت", "حت", "هن", "حن"}

// ofPerson is what is put behind a verb for a woman or for many.
var ofPerson = [...]string{"ين", "ون", "وا", "ي", "و", "ن"}

// persons are the forms of an Arabic word for other persons.
func (v *vocabulary) persons(word string, a *alternatives) {
	for _, e := range endings {
		for _, end := range e.of {
			if base, ok := strings.CutSuffix(word, end); ok && len(base) >= e.least {
				v.others(base, end, e.of, a)
				break
			}
		}
	}
	for _, f := range futures {
		if len(word) >= 10 && strings.HasPrefix(word, f) {
			word = "س" + word[len("ه"):]
			v.known(word, a)
		}
	}
	v.owned(word, a)
	for _, f := range [...]string{"ه", "ح"} {
		if rest, ok := strings.CutPrefix(word, f); ok && len(word) >= 10 && (strings.HasSuffix(word, "ك") || strings.HasSuffix(word, "كم")) {
			v.known("سا"+rest, a) // what somebody will do to you, in dialect
		}
	}
	if strings.HasPrefix(word, "ت") || strings.HasPrefix(word, "ست") || strings.HasPrefix(word, "ا") {
		v.verb(word, a)
	}
	for _, end := range [...]string{"ين", "ون", "ات", "ة", "ه"} {
		if base, ok := strings.CutSuffix(word, end); ok && len(base) >= 8 {
			v.known(base, a)
		}
	}
}

// owners are whose a thing is, as endings of its word.
var owners = [...]string{"كم", "كن", "نا", "ها", "هم", "ك", "ه"}

// owned is the word of a thing that somebody has, with and without the article.
func (v *vocabulary) owned(word string, a *alternatives) {
	for _, o := range owners {
		thing, ok := strings.CutSuffix(word, o)
		if !ok || len(thing) < 8 {
			continue
		}
		if stem, ok := strings.CutSuffix(thing, "ت"); ok {
			v.known(stem+"ة", a)
			v.known("ال"+stem+"ة", a)
		}
		v.known(thing, a)
		v.known("ال"+thing, a)
		return
	}
}

// others puts each of the endings in the place of one.
func (v *vocabulary) others(base, end string, of []string, a *alternatives) {
	for _, other := range of[:min(2, len(of))] {
		if other != end {
			v.known(base+other, a)
		}
	}
}

// verb is a verb in the second person as it is said to a man, and to many.
func (v *vocabulary) verb(word string, a *alternatives) {
	for _, end := range ofPerson {
		if base, ok := strings.CutSuffix(word, end); ok && len(base) >= 8 {
			v.known(base, a)
			v.known(base+"ون", a)
			v.known(base+"وا", a)
			return
		}
	}
	if len(word) >= 8 {
		v.known(word+"ون", a)
		v.known(word+"ين", a)
	}
}

// known adds a word as it is, when it is one.
func (v *vocabulary) known(word string, a *alternatives) {
	if id := v.exact(word); !slices.Contains(a.ids[:a.n], id) {
		a.add(id)
	}
}
