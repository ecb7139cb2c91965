package command_test

import (
	"strings"
	"testing"
	"unicode"

	"magbot/bot"
	"magbot/bot/command"
)

func TestWhatWouldDeceiveAReaderIsTakenOut(t *testing.T) {
	const (
		rlo, pdf, lri, fsi, pdi = "\u202E", "\u202C", "\u2066", "\u2068", "\u2069"
	)
	for name, c := range map[string]struct{ text, line, lines string }{
		"plain text stays as it is":             {"Hybrid rules", "Hybrid rules", "Hybrid rules"},
		"an override goes":                      {"safe " + rlo + "txt.exe" + pdf, "safe txt.exe", "safe txt.exe"},
		"a closed isolate stays":                {"by " + fsi + "أمينة" + pdi + " now", "by " + fsi + "أمينة" + pdi + " now", "by " + fsi + "أمينة" + pdi + " now"},
		"an isolate that is never closed goes":  {"a " + lri + "b", "a b", "a b"},
		"of two isolates the closed one stays":  {lri + fsi + "x" + pdi, fsi + "x" + pdi, fsi + "x" + pdi},
		"a close that nothing opened goes":      {"a" + pdi + "b", "ab", "ab"},
		"an isolate ends with its line":         {lri + "a\nb" + pdi, "a b", "a\nb"},
		"control characters go":                 {"a\x00b\x1b[31mc\x7fd\u009be", "ab[31mcde", "ab[31mcde"},
		"a tab is a blank":                      {"a\tb", "a b", "a b"},
		"line breaks of every kind":             {"a\r\nb\rc\u2028d\u0085e", "a b c d e", "a\nb\nc\nd\ne"},
		"joiners and direction marks stay":      {"می\u200cخواهم \u200fא", "می\u200cخواهم \u200fא", "می\u200cخواهم \u200fא"},
		"what is no UTF-8 is shown as such":     {"a\xffb", "a\uFFFDb", "a\uFFFDb"},
		"an emoji of several characters stays":  {"👩‍💻 🏴\U000E0067\U000E0062\U000E007F", "👩‍💻 🏴\U000E0067\U000E0062\U000E007F", "👩‍💻 🏴\U000E0067\U000E0062\U000E007F"},
		"notes between lines of a text go away": {"a\uFFF9b\uFFFAc\uFFFB", "abc", "abc"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := command.Clean(c.text, false); got != c.line {
				t.Errorf("in one line %q, want %q", got, c.line)
			}
			if got := command.Clean(c.text, true); got != c.lines {
				t.Errorf("in lines %q, want %q", got, c.lines)
			}
		})
	}
}

func TestArgumentsAreReadClean(t *testing.T) {
	bind := func(args ...string) (*command.Context, error) {
		c := &command.Context{View: bot.View{Reader: chair}, Call: bot.Do("agenda add", args...)}
		_, err := table(t).Bind(c, command.Readers{})
		return c, err
	}
	c, err := bind("title", " \u202EHybrid\nrules\x07 ", "why", "first\r\nsecond\u202E")
	if err != nil || c.Text("title") != "Hybrid rules" || c.Text("why") != "first\nsecond" {
		t.Errorf("title %q, why %q: %v", c.Text("title"), c.Text("why"), err)
	}
	if _, err := bind("title", "\u202E\x00"); err == nil || !strings.Contains(err.Error(), "command.missing") {
		t.Errorf("a title of nothing that can be seen was taken: %v", err)
	}
	if _, err := bind("title", strings.Repeat("\u202E", 30)+"short"); err != nil {
		t.Errorf("what is taken out is counted: %v", err)
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{"", "a\u202Eb", "\u2066a\u2069", "\u2069\u2066\n\u2067", "\xff\r\n\t", "أمينة"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, lines := range []bool{false, true} {
			got := command.Clean(text, lines)
			depth := 0
			for _, r := range got {
				switch {
				case r == '\n' && lines:
					if depth != 0 {
						t.Fatalf("%q leaves an isolate open at the end of a line of %q", text, got)
					}
				case unicode.IsControl(r), r >= '\u202A' && r <= '\u202E':
					t.Fatalf("%q keeps %U", text, r)
				case r >= '\u2066' && r <= '\u2068':
					depth++
				case r == '\u2069':
					if depth--; depth < 0 {
						t.Fatalf("%q closes what is not open: %q", text, got)
					}
				}
			}
			if depth != 0 {
				t.Fatalf("%q leaves an isolate open: %q", text, got)
			}
			if again := command.Clean(got, lines); again != got {
				t.Fatalf("%q does not settle: %q, then %q", text, got, again)
			}
		}
	})
}
