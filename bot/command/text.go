package command

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// breaks are the ways to end a line, and the one that stays.
var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// Clean gives a text without what would change how others see the words around
// it: control characters, and marks that turn the direction of writing over.
// Line breaks of several kinds become one, or a blank where lines is false, and
// so does a tab. Isolates that are closed in their line stay, as do the
// direction marks and joiners that Arabic, Hebrew and Persian need.
//
// Source: Unicode Standard Annex #9 (bidirectional algorithm), §2; the ways to
// deceive a reader are those of CVE-2021-42574.
func Clean(text string, lines bool) string {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	text = breaks.Replace(text)
	if !strings.ContainsFunc(text, harmful) && (lines || !strings.Contains(text, "\n")) {
		return text
	}
	split := strings.Split(text, "\n")
	for i, line := range split {
		split[i] = cleanLine(line)
	}
	if lines {
		return strings.Join(split, "\n")
	}
	return strings.Join(split, " ")
}

func harmful(r rune) bool {
	return r != '\n' && unicode.IsControl(r) || turns(r) || isolates(r) || r == pdi
}

// turns reports whether a character embeds or overrides the direction
// (U+202A to U+202E), or annotates between lines (U+FFF9 to U+FFFB).
func turns(r rune) bool { return r >= '\u202A' && r <= '\u202E' || r >= '\uFFF9' && r <= '\uFFFB' }

// isolates reports whether a character opens an isolate (LRI, RLI, FSI).
func isolates(r rune) bool { return r >= '\u2066' && r <= '\u2068' }

const pdi = '\u2069' // closes an isolate

func cleanLine(line string) string {
	var kept []rune
	var open []int // where in kept the open isolates began
	for _, r := range line {
		switch {
		case r == '\t':
			kept = append(kept, ' ')
		case unicode.IsControl(r) || turns(r) || r == pdi && len(open) == 0:
		case r == pdi:
			open = open[:len(open)-1]
			kept = append(kept, r)
		default:
			if isolates(r) {
				open = append(open, len(kept))
			}
			kept = append(kept, r)
		}
	}
	var b strings.Builder
	for i, r := range kept {
		if len(open) > 0 && open[0] == i {
			open = open[1:]
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
