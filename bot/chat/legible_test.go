package chat_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"magbot/bot/chat"
)

func TestLegible(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"plain words stay":                          {"Ana\tAlvarez\nGOV", "Ana\tAlvarez\nGOV"},
		"control characters are shown":              {"a\x00b\x1b\x7f\u0085", "a\u2400b\u241b\u2421\ufffd"},
		"broken bytes are marked":                   {"a\xff\xfeb", "a\ufffdb"},
		"line ends of Windows are line ends":        {"a\r\nb", "a\nb"},
		"an override ends with its line":            {"\u202eabc\nd", "\u202eabc\u202c\nd"},
		"what is nested is closed inside out":       {"\u2067a\u202bb", "\u2067a\u202bb\u202c\u2069"},
		"what is closed already is not closed anew": {"\u2068a\u2069b", "\u2068a\u2069b"},
	} {
		if got := chat.Legible(c.text); got != c.want {
			t.Errorf("%s: %q became %q, not %q", name, c.text, got, c.want)
		}
	}
}

func TestLegibleLeavesNothingOpenAndDoesNothingTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SampledFrom([]rune("ab \n\r\t\x00\x7f\u0085\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069é王"))
		text := string(rapid.SliceOf(letters).Draw(t, "letters")) + rapid.SampledFrom([]string{"", "\xff", "\xc3"}).Draw(t, "broken")
		got := chat.Legible(text)
		if !utf8.ValidString(got) || chat.Legible(got) != got {
			t.Fatalf("%q became %q", text, got)
		}
		for line := range strings.SplitSeq(got, "\n") {
			var open []rune
			for _, r := range line {
				switch {
				case unicode.IsControl(r) && r != '\t':
					t.Fatalf("%q holds %q", got, r)
				case r >= '\u2066' && r <= '\u2068':
					open = append(open, '\u2069')
				case r >= '\u202a' && r <= '\u202e' && r != '\u202c':
					open = append(open, '\u202c')
				case len(open) > 0 && r == open[len(open)-1]:
					open = open[:len(open)-1]
				}
			}
			if len(open) > 0 {
				t.Fatalf("%q leaves %q open in %q", text, open, line)
			}
		}
	})
}

func TestClockText(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "0:00", 95 * time.Second: "1:35", time.Hour - time.Millisecond: "59:59", time.Hour + 155*time.Second: "1:02:35"} {
		if got := chat.ClockText(d); got != want {
			t.Errorf("%v is %q, not %q", d, got, want)
		}
	}
}
