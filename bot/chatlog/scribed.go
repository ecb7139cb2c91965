package chatlog

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Scribed reads a line that a scribe typed for somebody who speaks: "ana: we
// agree" gives ("ana", "we agree"), and "... and more" gives ("", "and more"):
// the same person as in the scribe's line before. Only the lines of the person
// who scribes mean that; in others' lines "ana: thanks" speaks to Ana.
func Scribed(text string) (nick, words string, ok bool) {
	text = strings.TrimSpace(text)
	for _, dots := range [...]string{"…", ".."} {
		if after, found := strings.CutPrefix(text, dots); found {
			words = strings.TrimSpace(strings.TrimLeft(after, ".…"))
			return "", words, words != ""
		}
	}
	head := text[:min(len(text), maxNick)]
	end := strings.IndexByte(head, ':')
	if end <= 0 || end+1 >= len(text) || text[end+1] != ' ' && text[end+1] != '\t' {
		return "", "", false
	}
	nick = strings.TrimPrefix(text[:end], "@")
	if nick == "" || convention(nick) || strings.ContainsAny(nick, "\"?!,;") {
		return "", "", false
	}
	if strings.Contains(nick, " ") && !named(nick) || strings.Count(nick, " ") > 4 {
		return "", "", false
	}
	words = strings.TrimSpace(text[end+1:])
	return nick, words, words != ""
}

// WordsPerMinute is the usual pace of speech in a meeting: captions and speech
// research put conversation in English at 140 to 160.
const WordsPerMinute = 150

// SpokenTime estimates how long the words took to say, for captions that have
// no time. In scripts that put no blanks between words two characters count as
// one word.
func SpokenTime(text string) time.Duration {
	halves := 0
	inWord := false
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			halves++
			inWord = false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !inWord {
				halves += 2
			}
			inWord = true
		case unicode.IsSpace(r):
			inWord = false
		}
	}
	return time.Duration(halves) * time.Minute / (2 * WordsPerMinute)
}

// Display is text as it may be shown: without control characters, the colours
// of IRC, and the characters that turn the direction of what follows (U+202A to
// U+202E, U+2066 to U+2069), and with line breaks and tabs as blanks. The marks
// that Arabic and Hebrew need stay.
func Display(text string) string {
	if !strings.ContainsFunc(text, hidden) && utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		switch {
		case r == 0x03:
			i += colour(text[i:])
		case r == '\t' || r == '\n' || r == '\r' || r == 0x85 || r == 0x2028 || r == 0x2029:
			b.WriteByte(' ')
		case !hidden(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

func hidden(r rune) bool {
	switch {
	case r < ' ' || r >= 0x7f && r <= 0x9f:
		return true
	case r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029:
		return true
	}
	return r == 0x200b || r == 0xfeff || r >= 0xfff9 && r <= 0xfffb
}

// colour is the length of the numbers after mIRC's colour sign: "4", "04,12".
func colour(s string) int {
	_, n := digits(s, 2)
	if n > 0 && n+1 < len(s) && s[n] == ',' && isDigit(s[n+1]) {
		_, m := digits(s[n+1:], 2)
		n += 1 + m
	}
	return n
}
