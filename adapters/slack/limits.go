package slack

import (
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
