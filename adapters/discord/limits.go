package discord

import (
	"strings"
	"unicode"
	"unicode/utf16"

	"magbot/bot/chat"
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

// oneLine is a text in one line, without white space around it.
func oneLine(s string) string { return strings.Join(strings.Fields(chat.Legible(s)), " ") }
