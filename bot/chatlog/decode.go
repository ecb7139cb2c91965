package chatlog

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// decode gives the file as text. UTF-16 is recognised by its byte order mark,
// or by every other byte being zero, as it is in Latin text.
func decode(raw []byte) (string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xef, 0xbb, 0xbf}):
		return string(raw[3:]), nil
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}), bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return utf16Text(raw, unicode.LittleEndian)
	case zeroes(raw, 1):
		return utf16Text(raw, unicode.LittleEndian)
	case zeroes(raw, 0):
		return utf16Text(raw, unicode.BigEndian)
	}
	return string(raw), nil
}

func utf16Text(raw []byte, order unicode.Endianness) (string, error) {
	text, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(raw)
	if err != nil {
		return "", &Error{Reason: "it looks like UTF-16 but cannot be decoded: " + err.Error()}
	}
	return string(text), nil
}

// zeroes says whether the bytes at odd (1) or even (0) places are nearly all
// zero and the others nearly never.
func zeroes(raw []byte, odd int) bool {
	head := raw[:min(len(raw), 512)&^1]
	if len(head) < 8 {
		return false
	}
	here, there := 0, 0
	for i, b := range head {
		if b != 0 {
			continue
		}
		if i&1 == odd {
			here++
		} else {
			there++
		}
	}
	return here*2 >= len(head)*9/10 && there*20 < len(head)
}

// repair makes a line valid UTF-8. A line that is not was typed in a client
// set to Windows-1252 and is read so. Only at the end of the file, where a log
// may be cut in the middle of a character, that character becomes U+FFFD.
func repair(line string, last bool) string {
	if utf8.ValidString(line) {
		return line
	}
	for cut := 1; last && cut < utf8.UTFMax && cut < len(line); cut++ {
		head, tail := line[:len(line)-cut], line[len(line)-cut:]
		if tail[0] >= 0xc2 && !utf8.FullRuneInString(tail) && utf8.ValidString(head) {
			return head + string(utf8.RuneError)
		}
	}
	text, err := charmap.Windows1252.NewDecoder().String(line)
	if err != nil {
		return strings.ToValidUTF8(line, string(utf8.RuneError))
	}
	return text
}
