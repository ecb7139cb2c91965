package chat

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Legible makes any text safe to lay out: it is valid UTF-8, control characters
// are shown as their pictures, and directions of writing that a line opens are
// closed at its end, so that no name can turn round what stands after it.
func Legible(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	if !strings.ContainsFunc(text, func(r rune) bool { return visible(r) != r || closer(r) != 0 }) {
		return text
	}
	lines := strings.Split(text, "\n")
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
	for _, c := range slices.Backward(open) {
		b.WriteRune(c)
	}
	return b.String()
}

// closer gives the character that ends the direction of writing which r begins
// (Unicode Standard Annex 9: explicit embeddings, overrides and isolates).
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

// ClockText writes what a clock shows: 1:35, or 1:02:35 from an hour on.
func ClockText(d time.Duration) string {
	s := int(d / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
