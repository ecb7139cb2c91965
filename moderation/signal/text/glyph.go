package text

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// look is what a character does to a word.
type look uint8

const (
	hard   look = iota // it takes a closer look
	silent             // it shows nothing, or is a mark on the letter before it
	plain              // one letter, maybe with marks on it
	sign               // neither letter nor figure
)

// glyph is what is known of a character beyond ASCII before it is read: the tables of
// Unicode take many times as long.
type glyph struct {
	look    look
	cased   bool // it is a capital, or has one
	upper   bool
	letter  rune // in lower case, without marks
	scripts scripts
}

// manyGlyphs is how many characters are known before: those of the alphabets that Europe,
// the Arab countries and India write with, and all punctuation.
const manyGlyphs = 0x3000

var glyphs = sync.OnceValue(func() *[manyGlyphs]glyph {
	all := &[manyGlyphs]glyph{}
	for c := rune(utf8.RuneSelf); c < manyGlyphs; c++ {
		all[c] = glyphOf(c)
	}
	return all
})

func glyphOf(c rune) glyph {
	letters := decomposed(string(c))
	if ignorable(c) || letters == "" && unicode.In(c, unicode.Mn, unicode.Me) {
		return glyph{look: silent}
	}
	if letters == "" {
		letters = string(c)
	}
	g := glyph{upper: unicode.IsUpper(c)}
	for _, d := range letters {
		switch {
		case unicode.In(d, unicode.Mn, unicode.Me):
		case !unicode.IsLetter(d) && letters == string(c):
			return glyph{look: sign}
		case !unicode.IsLetter(d) || g.letter != 0:
			return glyph{}
		default:
			lower := unicode.ToLower(d)
			if lower == 'ß' {
				return glyph{} // two letters
			}
			g.letter, g.cased = folded(lower), lower != d || unicode.IsLower(d)
		}
	}
	if g.letter == 0 {
		return glyph{}
	}
	g.look = plain
	g.scripts.see(g.letter)
	return g
}

// decomposed is the compatible form of the character with which a text begins, or nothing
// when it has none.
func decomposed(s string) string {
	if p := norm.NFKD.PropertiesString(s); p.Size() > 0 {
		return string(p.Decomposition())
	}
	return ""
}

// folded is a letter in lower case as it is looked up: languages write some of them with
// a sign of their own.
func folded(lower rune) rune {
	switch lower {
	case 'ى', 'ی':
		return 'ي'
	case 'ک':
		return 'ك'
	case 'ı':
		return 'i'
	}
	return lower
}
