package shorthand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxKeyword is longer than the longest first word of any command.
const maxKeyword = 16

// maxPhrase is the number of bytes after the first word above which a line is
// prose, not a phrase such as "take up item 3".
const maxPhrase = 160

// keyword cuts the leading ASCII letters of s, in lower case. It gives "" when
// there are none, or more than any command has.
func keyword(s string, buf *[maxKeyword]byte) (key, rest string) {
	n := 0
	for n < len(s) {
		c := s[n] | 0x20
		if c < 'a' || c > 'z' {
			break
		}
		if n == maxKeyword {
			return "", s
		}
		buf[n] = c
		n++
	}
	if n == len(s) || s[n] < utf8.RuneSelf || !letterAt(s[n:]) {
		return string(buf[:n]), s[n:]
	}
	return "", s // "Qué", not "Qu"
}

func letterAt(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.Is(unicode.Mn, r)
}

// trim cuts blanks, and the invisible characters that chat programs leave at
// the ends of pasted text: byte order mark, zero width and direction marks.
func trim(s string) string {
	if s == "" {
		return ""
	}
	if first, last := s[0], s[len(s)-1]; first > ' ' && first < utf8.RuneSelf && last > ' ' && last < utf8.RuneSelf {
		return s
	}
	return strings.TrimFunc(s, invisible)
}

func invisible(r rune) bool {
	switch {
	case r <= ' ', r == 0x7f, unicode.IsSpace(r):
		return true
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2069, r == 0xfeff:
		return true
	}
	return false
}

func startsBlank(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n > 0 && unicode.IsSpace(r)
}

// afterColon gives what follows a colon at the front of rest.
func afterColon(rest string) (string, bool) {
	rest = trim(rest)
	for _, colon := range [...]string{":", "："} {
		if words, ok := strings.CutPrefix(rest, colon); ok {
			return trim(words), true
		}
	}
	return "", false
}

// sign cuts a leading "+", "-", "=", "?" of a command such as "q +".
func sign(rest string) (byte, string) {
	rest = trim(rest)
	if rest == "" {
		return 0, ""
	}
	switch c := rest[0]; c {
	case '+', '-', '=', '?':
		return c, rest[1:]
	}
	return 0, rest
}

// cutPrefixFold is strings.CutPrefix without regard to ASCII case.
func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// cutSuffixFold is strings.CutSuffix without regard to ASCII case.
func cutSuffixFold(s, suffix string) (string, bool) {
	at := len(s) - len(suffix)
	if at < 0 || !strings.EqualFold(s[at:], suffix) {
		return s, false
	}
	return s[:at], true
}

// cutWords cuts a phrase from the front of s when a blank, punctuation or the
// end follows it.
func cutWords(s, words string) (string, bool) {
	rest, ok := cutPrefixFold(s, words)
	if !ok || rest != "" && !boundary(rest) {
		return s, false
	}
	return rest, true
}

func boundary(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-'
}

// phrase splits a short remainder into words, raw and in lower case, without
// "the", a courtesy at the end and final punctuation. It gives nothing for
// prose. The words of raw are slices of rest.
func phrase(rest string) (raw, low []string) {
	if len(rest) > maxPhrase || rest != "" && !startsBlank(rest) {
		return nil, []string{"", ""} // matches nothing, and is not empty either
	}
	raw = strings.Fields(strings.TrimRight(trim(rest), ".!?"))
	for len(raw) > 0 {
		last := strings.ToLower(raw[len(raw)-1])
		if last != "please" && last != "pls" {
			break
		}
		raw = raw[:len(raw)-1]
		if len(raw) > 0 {
			raw[len(raw)-1] = strings.TrimRight(raw[len(raw)-1], ",.!")
		}
	}
	kept := raw[:0]
	for _, w := range raw {
		if !strings.EqualFold(w, "the") {
			kept = append(kept, w)
			low = append(low, strings.ToLower(w))
		}
	}
	return kept, low
}

// matches says whether low is exactly the given words.
func matches(low []string, words string) bool {
	for i, w := range low {
		rest, ok := strings.CutPrefix(words, w)
		if !ok || w == "" {
			return false
		}
		if i == len(low)-1 {
			return rest == ""
		}
		if words, ok = strings.CutPrefix(rest, " "); !ok {
			return false
		}
	}
	return words == ""
}
