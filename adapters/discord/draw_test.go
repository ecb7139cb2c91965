package discord_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/adapters/discord"
	"magbot/adapters/discord/discordtest"
	"magbot/adapters/kept/kepttest"
	"magbot/bot/chat"
)

// draw draws a message and proves each page.
func draw(t rapid.TB, words func() []discord.Page) []discord.Page {
	t.Helper()
	pages := words()
	for i, p := range pages {
		if err := discordtest.CheckMessage(p.Body); err != nil {
			t.Fatalf("page %d: %v\n%s", i+1, err, p.Body)
		}
	}
	return pages
}

func drawn(t testing.TB, m chat.Message) []discord.Page {
	t.Helper()
	return draw(t, func() []discord.Page {
		pages, err := discord.Draw(t.Context(), catalogue(t), kepttest.NewLog(), &kepttest.Sealer{}, m)
		if err != nil {
			t.Fatal(err)
		}
		return pages
	})
}

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func TestEveryPartIsDrawn(t *testing.T) {
	for name, c := range map[string]struct {
		block chat.Block
		want  string
	}{
		"a heading stands out":                   {chat.Heading{Text: "Item 3\nof 6"}, "### Item 3 of 6"},
		"a paragraph":                            {chat.Paragraph{Text: chat.Line("a ", chat.Strong("b"))}, "a **b**"},
		"neighbours in bold are one":             {chat.Paragraph{Text: chat.Line(chat.Strong("a"), chat.Strong("b"))}, "**ab**"},
		"bold blanks are blanks":                 {chat.Paragraph{Text: chat.Line("a", chat.Strong(" "), "b")}, "a b"},
		"a list":                                 {chat.List{Lines: []chat.Text{chat.Line("one"), chat.Line("two\nlines")}}, "- one\n- two\n  lines"},
		"a list with numbers":                    {chat.List{Numbered: true, Lines: []chat.Text{chat.Line("one"), nil}}, "1. one\n2. \u00A0"},
		"a person's words":                       {chat.Quote{Text: "first\n\nsecond", From: "CS-2"}, "> first\n> \n> second\n— CS-2"},
		"small print":                            {chat.Note{Text: chat.Line("a\nb")}, "-# a\n-# b"},
		"a time by the reader's clock":           {chat.Paragraph{Text: chat.Line(chat.Time{At: noon})}, "<t:1795608000:F>"},
		"an hour":                                {chat.Paragraph{Text: chat.Line(chat.Time{At: noon, Form: chat.TimeOnly})}, "<t:1795608000:t>"},
		"a day":                                  {chat.Paragraph{Text: chat.Line(chat.Time{At: noon, Form: chat.DateOnly})}, "<t:1795608000:D>"},
		"a running clock by its start":           {chat.Paragraph{Text: chat.Line(chat.Clock{Since: noon, Spent: time.Minute, Allowed: 3 * time.Minute})}, "since <t:1795607940:T>, until <t:1795608120:T> (3:00)"},
		"a clock that stands":                    {chat.Paragraph{Text: chat.Line(chat.Clock{Since: noon, Spent: 95 * time.Second, Allowed: 3 * time.Minute, Paused: true})}, `1:35 / 3:00`},
		"a link":                                 {chat.Paragraph{Text: chat.Line(chat.Link{Label: "the [page]", URL: "https://example.org/a_b"})}, `[the \[page\]](<https://example.org/a_b>)`},
		"no link but http":                       {chat.Paragraph{Text: chat.Line(chat.Link{Label: "x", URL: "javascript:a"})}, `x (javascript:a)`},
		"an address stays one":                   {chat.Paragraph{Text: chat.Line("see https://example.org/a_b_c.")}, "see <https://example.org/a_b_c>."},
		"no word becomes a picture":              {chat.Paragraph{Text: chat.Line("a :smile: at 12:30")}, `a \:smile: at 12:30`},
		"an odd address is text":                 {chat.Paragraph{Text: chat.Line("see https://example.org/*a*")}, `see https\://example.org/\*a\*`},
		"markup is text":                         {chat.Paragraph{Text: chat.Line("*a* _b_ ~~c~~ ||d|| `e` [f](g) <@1> @everyone # h")}, "\\*a\\* \\_b\\_ \\~\\~c\\~\\~ \\|\\|d\\|\\| \\`e\\` \\[f\\](g) \\<\\@1\\> \\@everyone \\# h"},
		"a line is no list, quote or heading":    {chat.Paragraph{Text: chat.Line("- a\n> b\n# c\n1. d\n-# e")}, "\\- a\n\\> b\n\\# c\n1\\. d\n\\-\\# e"},
		"a table of short cells":                 {chat.Table{Header: []string{"Group", "Time"}, Rows: [][]chat.Text{{chat.Line("Government"), chat.Line("7")}}, Numbers: []int{1}}, "```\nGroup       Time\nGovernment     7\n```"},
		"a table with times is entries":          {chat.Table{Header: []string{"What", "When"}, Rows: [][]chat.Text{{chat.Line("VM"), chat.Line(chat.Time{At: noon})}}}, "- **VM** · When: <t:1795608000:F>"},
		"a table of long cells is entries":       {chat.Table{Header: []string{"A", "B"}, Rows: [][]chat.Text{{chat.Line("x"), chat.Line(strings.Repeat("y", 60))}}}, "- **x** · B: " + strings.Repeat("y", 60)},
		"a table nobody is in":                   {chat.Table{Header: []string{"A", "B"}}, "```\nA  B\n```"},
		"control characters are shown":           {chat.Paragraph{Text: chat.Line("a\x07b")}, "a\u2407b"},
		"no direction is left open":              {chat.Paragraph{Text: chat.Line("a\u202Eb\nc")}, "a\u202Eb\u202C\nc"},
		"a picture is told":                      {chat.Picture{Alt: "Two bars", SVG: "<svg/>"}, "-# Two bars"},
		"an empty message is no mistake of ours": {chat.Paragraph{}, "\u200B"},
	} {
		t.Run(name, func(t *testing.T) {
			pages := drawn(t, chat.Message{Blocks: []chat.Block{c.block}})
			if len(pages) != 1 {
				t.Fatalf("%d pages", len(pages))
			}
			if diff := cmp.Diff(c.want, pages[0].Text); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAFileIsSentUnderItsName(t *testing.T) {
	pages := drawn(t, chat.Message{Blocks: []chat.Block{chat.File{Name: "meeting-7.ics", Type: "text/calendar", Text: "BEGIN:VCALENDAR\r\n"}}})
	if len(pages[0].Files) != 1 || pages[0].Files[0] != "BEGIN:VCALENDAR\r\n" || !strings.Contains(string(pages[0].Body), `"filename":"meeting-7.ics"`) {
		t.Errorf("%s", pages[0].Body)
	}
}

func TestAPictureIsAFile(t *testing.T) {
	pages := drawn(t, chat.Message{Blocks: []chat.Block{chat.Picture{Alt: "Two bars", SVG: "<svg/>"}}})
	if len(pages[0].Files) != 1 || pages[0].Files[0] != "<svg/>" || !strings.Contains(string(pages[0].Body), `"picture.svg","description":"Two bars"`) {
		t.Errorf("%q\n%s", pages[0].Files, pages[0].Body)
	}
}

func TestWhoSeesItAndLongLabelsStandBeneath(t *testing.T) {
	long := strings.Repeat("A very long label ", 8)
	m := chat.Say("Hello.")
	m.Seen = "Only you see this."
	m.Buttons = []chat.Button{{Label: long, Call: chat.Do("a")}, {Label: "", Call: chat.Do("b c")}}
	pages := drawn(t, m)
	want := "Hello.\n-# " + strings.TrimSpace(long) + "\n-# Only you see this."
	if diff := cmp.Diff(want, pages[0].Text); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(string(pages[0].Body), `"label":"b c"`) {
		t.Errorf("a button without words: %s", pages[0].Body)
	}
}

func TestMoreButtonsThanAMessageTakesGoOn(t *testing.T) {
	m := chat.Say("Choose.")
	for i := range 60 {
		m.Buttons = append(m.Buttons, chat.Button{Label: "The same", Call: chat.Do("queue call", "person", fmt.Sprint(i/2))})
	}
	pages := drawn(t, m)
	if len(pages) != 3 {
		t.Fatalf("%d messages", len(pages))
	}
	n := 0
	for _, p := range pages {
		n += strings.Count(string(p.Body), `"custom_id"`)
	}
	if n != 60 {
		t.Errorf("%d buttons of 60", n)
	}
}

func TestAnEditTakesAwayWhatStoodThere(t *testing.T) {
	short, long := drawn(t, chat.Say("x")), drawn(t, chat.Say(strings.Repeat("x ", 1500)))
	for _, want := range []string{`"embeds":[]`, `"components":[]`, `"attachments":[]`, `"content":"x"`} {
		if !strings.Contains(string(short[0].Body), want) {
			t.Errorf("%s is missing in %s", want, short[0].Body)
		}
	}
	if !strings.Contains(string(long[0].Body), `"content":""`) {
		t.Errorf("the content stays: %.100s", long[0].Body)
	}
}

// heard is what a person reads of all pages, without notices and blanks, which
// Discord trims where pages meet.
func heard(pages []discord.Page) string {
	var b strings.Builder
	for _, p := range pages {
		for line := range strings.SplitSeq(discordtest.Read(p.Text), "\n") {
			if !strings.HasPrefix(line, "Part ") || !strings.HasSuffix(line, "in its parts.") {
				b.WriteString(line)
			}
		}
	}
	return blankless(b.String())
}

func blankless(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\u200B' || unicode.IsSpace(r) }), "")
}

// written are texts with everything that Discord might take for markup.
func written() *rapid.Generator[string] {
	word := rapid.OneOf(
		rapid.StringN(0, 30, -1),
		rapid.SampledFrom([]string{"*", "**", "_", "__", "~~", "||", "`", "```", "> ", ">>> ", "# ", "-# ", "- ", "1. ", "12) ", "<@1>", "<t:1:R>", "[a](b)", "\\", "\\*", "@everyone", "https://e.org/a_b_c", "https://e.org/*x*", ":smile:", "\n", "\n\n", " ", "ليلى", "👩‍👩‍👧", "\u202E"}),
	)
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(word, 0, 300).Draw(t, "words"), rapid.SampledFrom([]string{"", " ", "\n"}).Draw(t, "between"))
	})
}

func TestNothingThatAPersonWroteIsLost(t *testing.T) {
	words := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ReplaceAll(written().Draw(t, "text"), "Part ", "part ")
		block := rapid.SampledFrom([]chat.Block{
			chat.Paragraph{Text: chat.Line(text)},
			chat.Quote{Text: text},
			chat.Note{Text: chat.Line(text)},
			chat.List{Lines: []chat.Text{chat.Line(text)}},
			chat.Paragraph{Text: chat.Line(chat.Strong(text))},
		}).Draw(t, "block")
		pages := draw(t, func() []discord.Page {
			pages, err := discord.Draw(t.Context(), words, kepttest.NewLog(), &kepttest.Sealer{}, chat.Message{Blocks: []chat.Block{block}})
			if err != nil {
				t.Fatal(err)
			}
			return pages
		})
		if want, got := blankless(chat.Legible(text)), heard(pages); want != got {
			t.Fatalf("written and read differ:\n%s\n%q", cmp.Diff(want, got), pages)
		}
	})
}

func messages() *rapid.Generator[chat.Message] {
	text := rapid.OneOf(rapid.StringN(0, 40, -1), rapid.Just(strings.Repeat("word ü ", 900)), rapid.Just(strings.Repeat("👩‍👩‍👧*", 800)))
	span := rapid.Custom(func(t *rapid.T) chat.Span {
		switch rapid.IntRange(0, 4).Draw(t, "span") {
		case 0:
			return chat.Strong(text.Draw(t, "strong"))
		case 1:
			return chat.Time{At: time.Unix(rapid.Int64Range(-1e14, 1e14).Draw(t, "at"), 0)}
		case 2:
			return chat.Clock{Since: noon, Spent: time.Minute}
		case 3:
			return chat.Link{Label: text.Draw(t, "label"), URL: "https://e.org/" + strings.Repeat("a", rapid.IntRange(0, 3000).Draw(t, "long"))}
		}
		return chat.Plain(text.Draw(t, "plain"))
	})
	line := rapid.Custom(func(t *rapid.T) chat.Text { return rapid.SliceOfN(span, 0, 4).Draw(t, "line") })
	block := rapid.Custom(func(t *rapid.T) chat.Block {
		switch rapid.IntRange(0, 6).Draw(t, "block") {
		case 0:
			return chat.Heading{Text: text.Draw(t, "heading")}
		case 1:
			return chat.List{Numbered: rapid.Bool().Draw(t, "numbered"), Lines: rapid.SliceOfN(line, 0, 20).Draw(t, "lines")}
		case 2:
			rows := rapid.SliceOfN(rapid.SliceOfN(line, 0, 4), 0, 30)
			return chat.Table{Header: rapid.SliceOfN(rapid.StringN(0, 12, -1), 0, 4).Draw(t, "header"), Rows: rows.Draw(t, "rows"), Numbers: []int{1}}
		case 3:
			return chat.Quote{Text: text.Draw(t, "quote"), From: text.Draw(t, "from")}
		case 4:
			return chat.Note{Text: line.Draw(t, "note")}
		case 5:
			return chat.Picture{Alt: text.Draw(t, "alt"), SVG: "<svg/>"}
		}
		return chat.Paragraph{Text: line.Draw(t, "paragraph")}
	})
	button := rapid.Custom(func(t *rapid.T) chat.Button {
		return chat.Button{
			Label: rapid.StringN(0, 120, -1).Draw(t, "label"), Ask: rapid.Bool().Draw(t, "ask"),
			Call:  chat.Do("do it", "with", text.Draw(t, "with")),
			Style: rapid.SampledFrom([]chat.ButtonStyle{chat.Ordinary, chat.Primary, chat.Danger, "other"}).Draw(t, "style"),
		}
	})
	return rapid.Custom(func(t *rapid.T) chat.Message {
		return chat.Message{
			Blocks: rapid.SliceOfN(block, 0, 12).Draw(t, "blocks"), Buttons: rapid.SliceOfN(button, 0, 40).Draw(t, "buttons"),
			Seen: text.Draw(t, "seen"),
		}
	})
}

func TestAnyMessageKeepsWithinTheLimits(t *testing.T) {
	words := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		m := messages().Draw(t, "message")
		draw(t, func() []discord.Page {
			pages, err := discord.Draw(t.Context(), words, kepttest.NewLog(), &kepttest.Sealer{}, m)
			if err != nil {
				t.Fatal(err)
			}
			return pages
		})
	})
}

func FuzzCutAt(f *testing.F) {
	f.Add("a b c", 2)
	f.Add("👩‍👩‍👧ليلى", 3)
	f.Add("\xff\xfe", 1)
	f.Fuzz(func(t *testing.T, s string, most int) {
		if most < 2 || most > 10_000 || s == "" {
			return
		}
		end := discord.CutAt(s, most)
		if end <= 0 || end > len(s) || discordtest.Units(s[:end]) > most {
			t.Fatalf("%q is cut at %d, %d units at most", s, end, most)
		}
		if utf8.ValidString(s) && !utf8.ValidString(s[:end]) {
			t.Fatalf("%q is cut in a code point at %d", s, end)
		}
	})
}
