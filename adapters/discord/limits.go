package discord

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

// Discord's limits, in characters. Sources: the public API documentation:
// Create Message and Embed Limits (resources/message), Component Reference,
// Modal (interactions/receiving-and-responding), Application Command Structure
// (interactions/application-commands).
const (
	mostContent     = 2000
	mostDescription = 4096 // of an embed; with nothing else in it, it keeps within the 6000 of all embeds
	mostRows        = 5
	mostInRow       = 5
	mostButtons     = mostRows * mostInRow
	mostLabel       = 80 // of a button
	mostID          = 100
	mostOptions     = 25 // of a select, and of a command
	mostOption      = 100
	mostModalParts  = 5
	mostTitle       = 45 // of a modal, and the label of an input
	mostHint        = 100
	mostInput       = 4000
	mostModalText   = 4000
	mostAlt         = 1024
	mostCommands    = 100
	mostChars       = 8000 // names, descriptions and values of one command
	mostName        = 32
	mostHelp        = 100 // description of a command or option
)

// width counts a text as Discord may: in UTF-16 units. The documentation says
// characters and not which; there are never fewer units than code points.
func width(s string) int {
	n := 0
	for _, r := range s {
		n += widthOf(r)
	}
	return n
}

func widthOf(r rune) int { return max(1, utf16.RuneLen(r)) }

// shorten cuts a text to most units, the last of which is then "…". It reports
// whether something was cut: the caller must show the whole elsewhere.
func shorten(s string, most int) (string, bool) {
	if width(s) <= most {
		return s, false
	}
	return s[:cutHard(s, most-1)] + "…", true
}

// cutHard finds where the first most units of a text end, in bytes, between two
// code points.
func cutHard(s string, most int) int {
	n := 0
	for i, r := range s {
		if n += widthOf(r); n > most {
			return i
		}
	}
	return len(s)
}

// cutAt is cutHard at a white space in the last quarter when there is one, so
// that words stay whole. It is never 0 unless the text is empty.
func cutAt(s string, most int) int {
	end := cutHard(s, most)
	if end == len(s) {
		return end
	}
	from := cutHard(s, most-most/4)
	if i := strings.LastIndexFunc(s[from:end], unicode.IsSpace); i >= 0 && from+i > 0 {
		return from + i + len(string([]rune(s[from+i:])[0]))
	}
	if end == 0 {
		end = len(string([]rune(s)[0]))
	}
	return end
}

// hard cuts a text every so many units, wherever that is: the parts are joined
// again without a sign.
func hard(s string, most int) []string {
	var parts []string
	for s != "" {
		end := cutHard(s, most)
		parts, s = append(parts, s[:end]), s[end:]
	}
	return parts
}

// legible makes a text fit for Discord: valid, control characters as their
// pictures, and no direction of writing left open at the end of a line.
func legible(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	if !strings.ContainsFunc(s, func(r rune) bool { return visible(r) != r || closer(r) != 0 }) {
		return s
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = closed(line)
	}
	return strings.Join(lines, "\n")
}

// closed ends the directions of writing that a line leaves open.
func closed(line string) string {
	var b strings.Builder
	var open []rune
	for _, r := range line {
		if c := closer(r); c != 0 {
			open = append(open, c)
		} else if len(open) > 0 && r == open[len(open)-1] {
			open = open[:len(open)-1]
		}
		b.WriteRune(visible(r))
	}
	for i := range open {
		b.WriteRune(open[len(open)-1-i])
	}
	return b.String()
}

// closer gives the character that ends the direction of writing which r begins
// (Unicode Standard Annex 9).
func closer(r rune) rune {
	switch r {
	case '\u202A', '\u202B', '\u202D', '\u202E':
		return '\u202C'
	case '\u2066', '\u2067', '\u2068':
		return '\u2069'
	}
	return 0
}

// visible replaces a control character by its picture.
func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\t' || !unicode.IsControl(r):
		return r
	case r < 0x20:
		return '\u2400' + r
	case r == 0x7F:
		return '\u2421'
	}
	return '\uFFFD'
}

// oneLine is a text in one line, without white space around it.
func oneLine(s string) string { return strings.Join(strings.Fields(legible(s)), " ") }
