package wordcount

import (
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/words"
)

// Words counts the words of a message as people read it. Lines that begin with
// ">" quote somebody else and do not count, and a link is one word.
//
// A word is a segment of UAX #29 with a letter or a digit in it. That standard
// finds no words in scripts that are written without blanks, so their letters are
// counted, marks apart, and divided by how many a word of running text has on
// average, rounded to half letters: Han 1.5, Hiragana 2, Thai, Lao, Khmer and
// Burmese 4. It is a measure for comparing groups, not a linguist's count.
func Words(text string) int {
	n := 0
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimLeft(line, " \t"), ">") {
			n += wordsOf(line)
		}
	}
	return n
}

// dense are scripts without blanks, and how many half letters a word has there.
var dense = []struct {
	script *unicode.RangeTable
	halves int
}{
	{unicode.Han, 3}, {unicode.Hiragana, 4}, {unicode.Thai, 8}, {unicode.Lao, 8}, {unicode.Khmer, 8}, {unicode.Myanmar, 8},
}

func wordsOf(line string) int {
	n := 0
	var letters [6]int
	for field := range strings.FieldsSeq(line) {
		if strings.Contains(field, "://") {
			n++
			continue
		}
		segments := words.FromString(field)
		for segments.Next() {
			if script := note(segments.Value(), &letters); script == plainWord {
				n++
			}
		}
	}
	for i, d := range dense {
		n += (2*letters[i] + d.halves - 1) / d.halves
	}
	return n
}

const (
	noWord    = -2
	plainWord = -1
)

// note counts the letters of a segment in a dense script; plainWord is a segment
// that is a word in itself.
func note(segment string, letters *[6]int) int {
	kind := noWord
	for _, r := range segment {
		if r < 0x0E00 { // before the first dense script
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				kind = plainWord
			}
			continue
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		i := scriptOf(r)
		if i < 0 {
			kind = plainWord
			continue
		}
		letters[i]++
	}
	return kind
}

func scriptOf(r rune) int {
	for i, d := range dense {
		if unicode.Is(d.script, r) {
			return i
		}
	}
	return plainWord
}
