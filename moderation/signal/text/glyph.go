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
	sign               // neither letter nor figure, or what is the same
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

// The characters that are known before are those of the alphabets that Europe, the Arab
// countries and India write with, all punctuation, and the wide forms that stand among
// Chinese characters.
const (
	narrow     = 0x3040 // all below
	wideForms  = 0xff00 // and from here
	afterForms = 0xfff0
	manyGlyphs = narrow + afterForms - wideForms
)

// known is where a character stands among those that are known before, or -1.
func known(c rune) int {
	switch {
	case c < narrow:
		return int(c)
	case c >= wideForms && c < afterForms:
		return narrow + int(c-wideForms)
	}
	return -1
}

var glyphs = sync.OnceValue(func() *[manyGlyphs]glyph {
	all := &[manyGlyphs]glyph{}
	for c := rune(utf8.RuneSelf); c < afterForms; c++ {
		if at := known(c); at >= 0 {
			all[at] = glyphOf(c)
		}
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
		case !unicode.IsLetter(d) && letters == string(d) && (d < '0' || d > '9'):
			return glyph{look: sign, letter: d}
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
