package lexicon

import (
	"slices"
	"strings"
)

// Arabic says in the ending of a word who is spoken to: one man, one woman, two or
// many, and dialects say the future in its beginning. A term is written for one of
// them, so a word is looked up for the others, too.

// particles are what is written onto Arabic words, the longest first.
var particles = [...]string{"وهال", "بهال", "لهال", "هال", "عال", "وال", "بال", "كال", "فال", "ولل", "لل", "ال", "و", "ف", "ب", "ك", "ل"}

// article is how a word begins that is known, and its state.
const article = "ال"

var afterArticle = extend(offset, article)

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

// owners are whose a thing is, as endings of its word.
var owners = [...]string{"كم", "كن", "نا", "ها", "هم", "ك", "ه"}

// without is a word without an ending of Arabic letters. Nearly all words differ in the
// last byte already.
func without(word, end string) (string, bool) {
	n := len(word) - len(end)
	if n < 0 || word[len(word)-1] != end[len(end)-1] || word[n:] != end {
		return word, false
	}
	return word[:n], true
}

// begins tells whether a word begins with Arabic letters.
func begins(word, with string) bool {
	return len(word) >= len(with) && word[1] == with[1] && word[:len(with)] == with
}

// arabic looks a word up without the particles written onto it and for other
// persons. It tells whether a particle was taken off.
func (v *vocabulary) arabic(word string, a *alternatives, s *states) bool {
	taken := false
	for _, particle := range particles {
		if !begins(word, particle) || len(word) < len(particle)+4 {
			continue
		}
		taken = true
		before := a.n
		rest := word[len(particle):]
		v.forms(rest, a, s)
		v.persons(rest, a, s)
		if strings.HasSuffix(particle, article) {
			v.known(extend(afterArticle, rest), a) // many terms have the article
		}
		if a.n > before {
			return true
		}
	}
	if taken {
		s.of(word)
	}
	v.persons(word, a, s)
	return false
}

// of takes another word.
func (s *states) of(word string) {
	s[0] = offset
	for i := range len(word) {
		s[i+1] = (s[i] ^ uint64(word[i])) * prime
	}
}

// persons are the forms of an Arabic word, whose states are known, for other persons.
func (v *vocabulary) persons(word string, a *alternatives, s *states) {
	for _, e := range endings {
		for _, end := range e.of {
			if base, ok := without(word, end); ok && len(base) >= e.least {
				for _, other := range e.of[:2] {
					if other != end {
						v.known(extend(s[len(base)], other), a)
					}
				}
				break
			}
		}
	}
	for _, f := range futures {
		if len(word) >= 10 && begins(word, f) {
			word = "س" + word[len("ه"):]
			s.of(word)
			v.known(s[len(word)], a)
		}
	}
	v.owned(word, a, s)
	for _, f := range [...]string{"ه", "ح"} {
		if len(word) >= 10 && begins(word, f) && (strings.HasSuffix(word, "ك") || strings.HasSuffix(word, "كم")) {
			v.known(extend(extend(offset, "سا"), word[len(f):]), a) // what somebody will do to you, in dialect
		}
	}
	if begins(word, "ت") || begins(word, "ست") || begins(word, "ا") {
		v.verb(word, a, s)
	}
	for _, end := range [...]string{"ين", "ون", "ات", "ة", "ه"} {
		if base, ok := without(word, end); ok && len(base) >= 8 {
			v.known(s[len(base)], a)
		}
	}
}

// owned is the word of a thing that somebody has, with and without the article.
func (v *vocabulary) owned(word string, a *alternatives, s *states) {
	for _, o := range owners {
		thing, ok := without(word, o)
		if !ok || len(thing) < 8 {
			continue
		}
		if stem, ok := without(thing, "ت"); ok {
			v.known(extend(s[len(stem)], "ة"), a)
			v.known(extend(extend(afterArticle, stem), "ة"), a)
		}
		v.known(s[len(thing)], a)
		v.known(extend(afterArticle, thing), a)
		return
	}
}

// verb is a verb in the second person as it is said to a man, and to many.
func (v *vocabulary) verb(word string, a *alternatives, s *states) {
	for _, end := range ofPerson {
		if base, ok := without(word, end); ok && len(base) >= 8 {
			v.known(s[len(base)], a)
			v.known(extend(s[len(base)], "ون"), a)
			v.known(extend(s[len(base)], "وا"), a)
			return
		}
	}
	if len(word) >= 8 {
		v.known(extend(s[len(word)], "ون"), a)
		v.known(extend(s[len(word)], "ين"), a)
	}
}

// known adds the word of a state as it is, when it is one.
func (v *vocabulary) known(state uint64, a *alternatives) {
	if id := v.at(state); id != 0 && !slices.Contains(a.ids[:a.n], id) {
		a.add(id)
	}
}
