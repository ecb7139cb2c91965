package roster

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"magbot/bot/lang"
)

// MaxFile is the largest roster file that is looked at, in bytes (64 MiB).
const MaxFile = 64 << 20

// decode gives the text of a file as UTF-8 with \n between lines: a byte order
// mark is taken off and UTF-16 is read, as spreadsheets write both. Other
// encodings are refused rather than guessed, because a guess spoils names.
func decode(text string) (string, *Problem) {
	if len(text) > MaxFile {
		return "", &Problem{Line: 1, Text: lang.T("roster.csv.too-big", "most", MaxFile>>20)}
	}
	if order, rest, ok := wide(text); ok {
		var p *Problem
		if text, p = decodeWide(rest, order); p != nil {
			return "", p
		}
	}
	text = strings.TrimPrefix(text, "\ufeff")
	if i := invalid(text); i >= 0 {
		return "", &Problem{Line: lineAt(text, i), Text: lang.T("roster.csv.encoding")}
	}
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	return text, nil
}

// wide reports whether the text is UTF-16, with or without its mark, and which
// way round.
func wide(text string) (order binary.ByteOrder, rest string, ok bool) {
	switch {
	case len(text) < 2:
		return nil, text, false
	case text[:2] == "\xff\xfe":
		return binary.LittleEndian, text[2:], true
	case text[:2] == "\xfe\xff":
		return binary.BigEndian, text[2:], true
	case len(text) >= 4 && text[0] != 0 && text[1] == 0 && text[2] != 0 && text[3] == 0:
		return binary.LittleEndian, text, true
	case len(text) >= 4 && text[0] == 0 && text[1] != 0 && text[2] == 0 && text[3] != 0:
		return binary.BigEndian, text, true
	}
	return nil, text, false
}

func decodeWide(text string, order binary.ByteOrder) (string, *Problem) {
	raw := []byte(text)
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = order.Uint16(raw[2*i:])
	}
	decoded := string(utf16.Decode(units))
	if len(raw)%2 != 0 {
		return "", &Problem{Line: lineAt(decoded, len(decoded)), Text: lang.T("roster.csv.cut")}
	}
	return decoded, nil
}

// invalid gives where the text stops being UTF-8, or -1.
func invalid(text string) int {
	if utf8.ValidString(text) {
		return -1
	}
	for i, r := range text {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}

func lineAt(text string, i int) int { return 1 + strings.Count(text[:i], "\n") }
