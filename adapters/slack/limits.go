package slack

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Slack's limits, in code points where they are of text. Sources: the reference
// of Block Kit, the types of npm's @slack/types, and, for all blocks of a
// message, https://github.com/slackapi/bolt-js/issues/2509 (about 13,200).
const (
	mostBlocks      = 50     // of a message
	mostViewBlocks  = 100    // of a modal or the Home tab
	mostChars       = 12_000 // of all blocks of a message, with room to spare
	mostText        = 3000   // of one text block, and of an input
	mostHeader      = 150
	mostContextText = 2000
	mostActions     = 25 // buttons of one block
	mostLabel       = 75 // of a button or an option
	mostValue       = 2000
	mostOptions     = 100
	mostCheckboxes  = 10
	mostOptionValue = 150
	mostTitle       = 24 // of a modal, and its two buttons
	mostMetadata    = 3000
	mostID          = 255 // action_id, block_id, callback_id
	mostInputLabel  = 2000
	mostRows        = 100 // of a table, with its header
	mostColumns     = 20
	mostTableChars  = 9000 // Slack says 10,000
	mostFallback    = 3000
	mostAck         = 18_000 // bytes; at 20 KB Slack drops an answer without a word
)

// runes counts code points.
func runes(s string) int { return utf8.RuneCountInString(s) }

// shorten cuts a text to most code points, the last of which is then "…". It
// reports whether something was cut: the caller must show the whole elsewhere.
func shorten(s string, most int) (string, bool) {
	if runes(s) <= most {
		return s, false
	}
	return string([]rune(s)[:most-1]) + "…", true
}

// cutAt finds where the first most code points of a text end, in bytes; at a
// white space in their last quarter when there is one, so that words stay whole.
func cutAt(s string, most int) int {
	end, space, n := len(s), 0, 0
	for i, r := range s {
		if n == most {
			end = i
			break
		}
		n++
		if unicode.IsSpace(r) && n > most-most/4 {
			space = i + utf8.RuneLen(r)
		}
	}
	if end < len(s) && space > 0 {
		return space
	}
	return end
}

// split cuts a text into pieces of at most so many code points. Joined, they are
// the text.
func split(s string, most int) []string {
	var pieces []string
	for s != "" {
		end := cutAt(s, most)
		pieces = append(pieces, s[:end])
		s = s[end:]
	}
	return pieces
}

// legible makes a text fit for Slack: valid, control characters as their
// pictures, and no direction of writing left open.
func legible(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	if !strings.ContainsFunc(s, troubles) {
		return s
	}
	var b strings.Builder
	var open []rune
	end := func() {
		for i := range open {
			b.WriteRune(open[len(open)-1-i])
		}
		open = nil
	}
	for _, r := range s {
		switch closer := closes(r); {
		case closer != 0:
			open = append(open, closer)
		case len(open) > 0 && r == open[len(open)-1]:
			open = open[:len(open)-1]
		case r == '\n':
			end()
		}
		b.WriteRune(visible(r))
	}
	end()
	return b.String()
}

func troubles(r rune) bool {
	return (unicode.IsControl(r) && r != '\n' && r != '\t') || closes(r) != 0
}

// closes gives the character that ends the direction of writing which r begins
// (Unicode Standard Annex 9).
func closes(r rune) rune {
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
