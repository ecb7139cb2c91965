package roster

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// unlike are letters that people type for one another and that Unicode does
// not decompose: letters with a stroke, ligatures, the two i of Turkish, and
// the Arabic letters that differ from country to country or are written both
// ways.
var unlike = strings.NewReplacer(
	"ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ħ", "h", "ŧ", "t", "ß", "ss", "æ", "ae", "œ", "oe",
	"ı", "i", "ə", "e",
	"ـ", "", "ى", "ي", "ی", "ي", "ک", "ك", "ة", "ه", "ٱ", "ا",
)

// fold writes a text so that those who mean the same find each other: without
// case, accents, vowel marks, width and punctuation, and with single blanks.
// Blanks between Chinese, Japanese or Korean characters do not count.
func fold(s string) string {
	s = unlike.Replace(strings.ToLower(norm.NFKD.String(s)))
	var b strings.Builder
	var last rune // the last letter written
	gap := false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r), r == '\'', r == '’', r == 'ʼ', r == '`', r == '‘':
			continue
		case !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.Mc, r):
			gap = last != 0
			continue
		}
		if gap && (!unspaced(last) || !unspaced(r)) {
			b.WriteByte(' ')
		}
		gap, last = false, r
		b.WriteRune(r)
	}
	return b.String()
}

// unspaced reports whether a letter belongs to a script that writes names
// without blanks.
func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// key is one name of a person, folded.
type key struct {
	whole string
	words []string
}

func keyOf(name string) (key, bool) {
	k := key{whole: fold(name)}
	k.words = strings.Fields(k.whole)
	return k, k.whole != ""
}

// keysOf lists the names that a person is found by.
func keysOf(p Person) []key {
	var keys []key
	for _, w := range append([]string{p.Name.Text}, texts(p.Aliases)...) {
		if k, ok := keyOf(w); ok {
			keys = append(keys, k)
		}
	}
	return keys
}

// match says how well a name fits what was typed; 0 is not at all.
type match int

const (
	noMatch     match = iota
	prefixMatch       // each typed word begins a word of the name
	wordsMatch        // each typed word is a word of the name
	exactMatch
)

func (k key) fits(wanted key) match {
	if k.whole == wanted.whole {
		return exactMatch
	}
	best := wordsMatch
	for _, w := range wanted.words {
		switch m := k.word(w); {
		case m == noMatch:
			return k.begins(wanted)
		case m < best:
			best = m
		}
	}
	return best
}

// begins is the match for scripts without blanks, where the typed text may be
// the beginning of the whole name.
func (k key) begins(wanted key) match {
	if tellsEnough(wanted.whole) && strings.HasPrefix(k.whole, wanted.whole) {
		return prefixMatch
	}
	return noMatch
}

func (k key) word(typed string) match {
	best := noMatch
	for _, w := range k.words {
		if w == typed {
			return wordsMatch
		}
		if tellsEnough(typed) && strings.HasPrefix(w, typed) {
			best = prefixMatch
		}
	}
	return best
}

// tellsEnough reports whether a beginning is long enough to mean somebody: one
// letter of an alphabet is not, one Chinese character is.
func tellsEnough(typed string) bool {
	r, size := utf8.DecodeRuneInString(typed)
	return len(typed) > size || unspaced(r)
}

// distance counts the letters to insert, drop, change or swap with a neighbour
// (optimal string alignment) between two folded names; most+1 when it is more
// than most.
func distance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	before, last, now := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		now[0] = i
		least := i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
			least = min(least, now[j])
		}
		if least > most {
			return most + 1
		}
		before, last, now = last, now, before
	}
	return last[len(y)]
}
