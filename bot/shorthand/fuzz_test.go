package shorthand_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"magbot/bot/chatlog"
	"magbot/bot/shorthand"
	"pgregory.net/rapid"
)

// own are the values that Parse makes itself.
var (
	own      = map[string]bool{"true": true, "next": true, "later": true, "front": true}
	stanceRE = regexp.MustCompile(`^(0|[+-]1|[+-]0\.[0-9]*[1-9])$`)
)

// faithful checks what holds for every line: no empty argument, and nothing in
// an argument that was not typed.
func faithful(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, line string,
) {
	t.Helper()
	c, ok := shorthand.Parse(line)
	if ok != (c.Path != "") || !ok && c.Args != nil {
		t.Fatalf("%q: %+v, %v", line, c, ok)
	}
	for name, value := range c.Args {
		if value == "" || name == "" {
			t.Fatalf("%q: argument %q is empty", line, name)
		}
		if utf8.ValidString(line) && !utf8.ValidString(value) {
			t.Fatalf("%q: argument %q is cut in a character: %q", line, name, value)
		}
		if name == "stance" {
			if !stanceRE.MatchString(value) {
				t.Fatalf("%q: stance %q", line, value)
			}
			continue
		}
		typed := strings.NewReplacer(`\/`, "/", `\|`, "|", `\!`, "!").Replace(line)
		for part := range strings.SplitSeq(value, ", ") {
			for word := range strings.FieldsSeq(part) {
				if !own[value] && !strings.Contains(line, word) && !strings.Contains(typed, word) && name != "old" && name != "new" && name != "anchor" && c.Path != "record insert" {
					t.Fatalf("%q: %q in argument %q was not typed", line, word, name)
				}
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, line := range []string{
		"q+ Ana, Ben to say x", "q- later", "ack Jorge de la Cruz", "sees Ana's, Ben's hands up", "present+ Ana", "Topic: x", "±0 (y)",
		"#startvote A? B | C", "ACTION: Ana to do by 2026-11-20", "s/a\\/b/c/G", "i|a|b|", "[off] x", "zakim, please close item 3",
		"time speakers at 2m", "give Ana the last word", "agenda order is 3,2", "−1,\u2028x", "q+\x00\xff", "Ａction： x",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) { faithful(t, line) })
}

func TestArgumentsAreTheWritersOwnWords(t *testing.T) {
	head := rapid.SampledFrom([]string{
		"q+", "q-", "qq+", "ack ", "q=", "present+", "Topic:", "ACTION:", "ACTION ", "#action ", "+1", "-0.5", "0", "s/", "i|", "#startvote ",
		"zakim, ", "take up ", "close ", "sees ", "[off]", "PROPOSAL:", "agenda ", "Chair:", "#chair ", "time ", "allow ", "/me ", "",
	})
	piece := rapid.SampledFrom([]string{
		" ", ",", ":", ", ", "Ana", "Jorge Cancio", "ben", "to", " to ", "/", "|", "?", "item 3", "the", "queue", "2m", "by Friday", "'s hand",
		"(", ")", "é", "\u202e", "+1", "later", "me", "and", "because it is so", "next", "each speaker", "\t", "\x00", "\xff", "-", "…",
	})
	rapid.Check(t, func(t *rapid.T) {
		line := head.Draw(t, "head") + strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces"), rapid.SampledFrom([]string{"", " "}).Draw(t, "blank"))
		faithful(t, line)
	})
}

func TestCaseAndOuterBlanksMakeNoDifference(t *testing.T) {
	lines := []string{"q+ to ask", "ack next", "present+", "topic: x", "#agreed x", "take up item 3", "close the queue", "really close this item", "zakim, agenda?", "proposal: x", "action: x", "agenda order is 3,2", "time speakers at 2m"}
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.SampledFrom(lines).Draw(t, "line")
		changed := []byte(line)
		for i := range changed {
			if rapid.Bool().Draw(t, "upper") {
				changed[i] = strings.ToUpper(string(changed[i]))[0]
			}
		}
		want, _ := shorthand.Parse(line)
		got, ok := shorthand.Parse("\t " + string(changed) + "  ")
		if !ok || got.Path != want.Path || len(got.Args) != len(want.Args) {
			t.Fatalf("%q gives %+v, %q gives %+v", line, want, changed, got)
		}
		for name, value := range want.Args {
			if !strings.EqualFold(got.Args[name], value) {
				t.Fatalf("%q: %q is %q", changed, name, got.Args[name])
			}
		}
	})
}

func TestAVeryLongLineIsReadOnce(t *testing.T) {
	for _, head := range []string{"q+ ", "ack ", "ACTION: ", "s/", "present+ ", "#startvote ", "+1 ", "sees ", "Agenda: ", ""} {
		for _, piece := range []string{"a ", "A, ", "/", "by ", " to ", "and ", "? "} {
			faithful(t, head+strings.Repeat(piece, 1<<19))
		}
	}
}

func BenchmarkParse(b *testing.B) {
	var lines []string
	eachMeeting(b, func(_ string, all []chatlog.Line) {
		for _, l := range all {
			lines = append(lines, l.Text)
		}
	})
	b.ReportAllocs()
	for b.Loop() {
		for _, l := range lines {
			shorthand.Parse(l)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(lines)), "ns/line")
}
