package slack_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"magbot/adapters/slack"
	"magbot/adapters/slack/slacktest"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

func catalogue(t testing.TB) *lang.Catalogue {
	t.Helper()
	words, err := lang.Load(slack.Words)
	if err != nil {
		t.Fatal(err)
	}
	return words
}

// draw draws a message and holds it to Slack's limits.
func draw(t testing.TB, m chat.Message) []slack.Page {
	t.Helper()
	pages, err := slack.Draw(catalogue(t), m)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range pages {
		if err := slacktest.CheckBlocks(p.Blocks, slacktest.InMessage); err != nil {
			t.Fatalf("page %d of %d: %v\n%s", i+1, len(pages), err, p.Blocks)
		}
		if err := slacktest.CheckText(p.Text); err != nil {
			t.Fatalf("page %d: %v", i+1, err)
		}
	}
	return pages
}

// shown is every text of some blocks, one after the other, without any
// separator: what was split is whole again.
func shown(pages []slack.Page) string {
	var b strings.Builder
	for _, p := range pages {
		var blocks []any
		if err := json.Unmarshal(p.Blocks, &blocks); err != nil {
			return err.Error()
		}
		collect(&b, blocks)
	}
	return b.String()
}

func collect(b *strings.Builder, v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			collect(b, e)
		}
	case map[string]any:
		if t, ok := v["text"].(string); ok {
			b.WriteString(t)
		} else {
			collect(b, v["text"])
		}
		for _, name := range []string{"elements", "rows"} {
			collect(b, v[name])
		}
		if f, ok := v["fallback"].(string); ok {
			b.WriteString(f)
		}
	}
}

var noon = time.Date(2027, 3, 15, 12, 0, 0, 0, time.UTC)

func TestMessagesAreDrawn(t *testing.T) {
	long := strings.Repeat("長い言葉 ", 2000) // 10,000 code points
	for name, c := range map[string]struct {
		m    chat.Message
		want []string // in the blocks
		text []string // in the notification
	}{
		"a heading is a header":             {chat.Message{Blocks: []chat.Block{chat.Heading{Text: "Item 3"}}}, []string{`"type":"header"`, `"Item 3"`}, []string{"*Item 3*"}},
		"a heading too long is a paragraph": {chat.Message{Blocks: []chat.Block{chat.Heading{Text: strings.Repeat("a", 151)}}}, []string{`"bold":true`, strings.Repeat("a", 151)}, nil},
		"markup in words stays as it is":    {chat.Say("*no* _marks_ <!channel> & <@U1> ~x~ `y`"), []string{`"*no* _marks_ \u003c!channel\u003e \u0026 \u003c@U1\u003e ~x~ ` + "`y`" + `"`}, []string{"&lt;!channel&gt; &amp; &lt;@U1&gt;", "*\u2060no*\u2060"}},
		"a time is each reader's":           {chat.Message{Blocks: []chat.Block{chat.Paragraph{Text: chat.Line("At ", chat.Time{At: noon})}}}, []string{`"type":"date"`, `"timestamp":1805112000`}, []string{"<!date^1805112000^{date_short_pretty} {time}|Mon 15 Mar 2027, 12:00 UTC>"}},
		"a time in small print too":         {chat.Message{Blocks: []chat.Block{chat.Note{Text: chat.Line("Until ", chat.Time{At: noon, Form: chat.TimeOnly})}}}, []string{`"type":"context"`, `!date^1805112000^{time}|12:00 UTC`}, nil},
		"a clock shows start and end":       {chat.Message{Blocks: []chat.Block{chat.Paragraph{Text: chat.Line(chat.Clock{Since: noon, Spent: time.Minute, Allowed: 3 * time.Minute})}}}, []string{`"timestamp":1805111940`, `"timestamp":1805112120`, "(3:00)"}, []string{"since <!date^1805111940^"}},
		"a clock at rest shows both":        {chat.Message{Blocks: []chat.Block{chat.Paragraph{Text: chat.Line(chat.Clock{Paused: true, Spent: 95 * time.Second, Allowed: 3 * time.Minute})}}}, []string{"1:35 / 3:00"}, nil},
		"a link":                            {chat.Message{Blocks: []chat.Block{chat.Paragraph{Text: chat.Line(chat.Link{Label: "a|b", URL: "https://example.org/?a&b"})}}}, []string{`"type":"link"`, `https://example.org/?a\u0026b`}, []string{"<https://example.org/?a&amp;b|a¦b>"}},
		"no link to anything else":          {chat.Message{Blocks: []chat.Block{chat.Paragraph{Text: chat.Line(chat.Link{Label: "x", URL: "javascript:alert(1)"})}}}, []string{"x (javascript:alert(1))"}, nil},
		"numbers of a list":                 {chat.Message{Blocks: []chat.Block{chat.List{Numbered: true, Lines: []chat.Text{chat.Line("one"), chat.Line("")}}}}, []string{`"style":"ordered"`}, []string{"1. one\n2. "}},
		"a quote with its author":           {chat.Message{Blocks: []chat.Block{chat.Quote{Text: "a\nb", From: "Ana"}}}, []string{`rich_text_quote`, "— Ana"}, []string{"> a\n> b"}},
		"a table":                           {chat.Message{Blocks: []chat.Block{chat.Table{Header: []string{"group", "had"}, Rows: [][]chat.Text{{chat.Line("Government"), chat.Line("46 %")}, {chat.Line("unknown")}}, Numbers: []int{1}}}}, []string{`"type":"table"`, `"align":"right"`, "46 %"}, []string{"Government · 46 %"}},
		"who sees it":                       {chat.Message{Blocks: chat.Say("x").Blocks, Seen: "Only you see this."}, []string{`"context"`, "Only you see this."}, nil},
		"a long paragraph is whole":         {chat.Say(long), []string{"長い言葉"}, []string{"…"}},
		"control characters are pictures":   {chat.Say("a\x00b\u202Ec"), []string{"a\u2400b\u202Ec\u202C"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			pages := draw(t, c.m)
			for _, want := range c.want {
				if !strings.Contains(string(pages[0].Blocks), want) {
					t.Errorf("%s is missing in %s", want, pages[0].Blocks)
				}
			}
			for _, want := range c.text {
				if !strings.Contains(pages[0].Text, want) {
					t.Errorf("%q is missing in the notification %q", want, pages[0].Text)
				}
			}
		})
	}
}

func TestALongMessageGoesOnInPartsAndSaysSo(t *testing.T) {
	var m chat.Message
	for i := range 120 {
		m.Blocks = append(m.Blocks, chat.Paragraph{Text: chat.Line(fmt.Sprintf("[%d]", i))})
	}
	m.Buttons = []chat.Button{{Label: "Go on", Call: chat.Do("item next")}}
	m.Seen = "Everybody sees this."
	pages := draw(t, m)
	if len(pages) != 3 {
		t.Fatalf("%d pages, not 3", len(pages))
	}
	if !strings.Contains(string(pages[0].Blocks), "Go on") || !strings.Contains(string(pages[0].Blocks), "Everybody sees this.") {
		t.Error("the first page, which stays in view, lacks the button or who sees it")
	}
	for i, p := range pages {
		if !strings.Contains(string(p.Blocks), fmt.Sprintf("Part %d of 3", i+1)) {
			t.Errorf("page %d does not say which part it is", i+1)
		}
	}
	for i := range 120 {
		if strings.Count(shown(pages), fmt.Sprintf("[%d]", i)) != 1 {
			t.Errorf("paragraph %d is not there once", i)
		}
	}
}

func TestManyButtonsStandInRowsAndKeepTheirCalls(t *testing.T) {
	var m chat.Message
	label := strings.Repeat("ü", 90)
	for i := range 60 {
		m.Buttons = append(m.Buttons, chat.Button{Label: label, Call: chat.Do("queue call", "person", fmt.Sprint(i)), Ask: i == 0, Style: chat.Danger})
	}
	pages := draw(t, m)
	var calls []chat.Call
	whole := 0
	for _, p := range pages {
		var blocks []struct {
			Type     string `json:"type"`
			Elements []struct {
				ActionID string `json:"action_id"`
				Value    string `json:"value"`
				Text     any    `json:"text"`
			} `json:"elements"`
		}
		if err := json.Unmarshal(p.Blocks, &blocks); err != nil {
			t.Fatal(err)
		}
		for _, b := range blocks {
			for _, e := range b.Elements {
				if b.Type != "actions" {
					if e.Text == label {
						whole++
					}
					continue
				}
				if want := "do."; len(calls) > 0 && !strings.HasPrefix(e.ActionID, want) {
					t.Errorf("%s is not a %s", e.ActionID, want)
				}
				call, err := slack.ReadCall(e.Value)
				if err != nil {
					t.Fatal(err)
				}
				calls = append(calls, call)
			}
		}
	}
	if len(calls) != 60 || calls[59].Args["person"] != "59" {
		t.Errorf("%d calls, the last %v", len(calls), calls[len(calls)-1])
	}
	if whole != 60 {
		t.Errorf("%d of 60 labels that were cut stand whole beneath", whole)
	}
}

func TestATableTooLargeIsAFileToo(t *testing.T) {
	table := chat.Table{Header: []string{"name"}}
	for i := range 250 {
		table.Rows = append(table.Rows, []chat.Text{chat.Line(fmt.Sprintf("=row %d", i))})
	}
	pages := draw(t, chat.Message{Blocks: []chat.Block{table}})
	if len(pages) != 1 || len(pages[0].Files) != 1 {
		t.Fatalf("%d pages", len(pages))
	}
	if !strings.Contains(string(pages[0].Blocks), "99 of 250 rows are shown") {
		t.Errorf("it does not say what is missing: %s", pages[0].Blocks)
	}
	if body := string(pages[0].Files[0].Body); strings.Count(body, "'=row") != 250 {
		t.Errorf("the file lacks rows, or has formulas: %s", body)
	}
	wide := chat.Table{Header: make([]string, 25), Rows: [][]chat.Text{make([]chat.Text, 25)}}
	if pages := draw(t, chat.Message{Blocks: []chat.Block{wide}}); len(pages[0].Files) != 1 {
		t.Error("a table too wide has no file")
	}
}

func TestAPictureIsAFileWithItsSentence(t *testing.T) {
	pages := draw(t, chat.Message{Blocks: []chat.Block{chat.Picture{Alt: "Who spoke", SVG: "<svg/>"}}})
	if len(pages[0].Files) != 1 || pages[0].Files[0].Alt != "Who spoke" || !strings.Contains(string(pages[0].Blocks), "Who spoke") {
		t.Errorf("%+v", pages)
	}
}

func TestAFileIsSentUnderItsName(t *testing.T) {
	m := chat.Message{Blocks: []chat.Block{chat.File{Name: "meeting-7.ics", Type: "text/calendar", Text: "BEGIN:VCALENDAR\r\n"}}}
	pages := draw(t, m)
	if len(pages[0].Files) != 1 || pages[0].Files[0].Name != "meeting-7.ics" || string(pages[0].Files[0].Body) != "BEGIN:VCALENDAR\r\n" || !strings.Contains(string(pages[0].Blocks), "meeting-7.ics") {
		t.Errorf("%+v", pages)
	}
	views, err := slack.DrawInView(catalogue(t), m)
	if err != nil || len(views[0].Files) > 0 || !strings.Contains(string(views[0].Blocks), "meeting-7.ics") {
		t.Errorf("in a view: %+v, %v", views, err)
	}
}

func TestAViewHasNoTablesOrFiles(t *testing.T) {
	m := chat.Message{Blocks: []chat.Block{
		chat.Table{Header: []string{"a", "b"}, Rows: [][]chat.Text{{chat.Line("xx"), chat.Line("1")}}, Numbers: []int{1}},
		chat.Picture{Alt: "p", SVG: "<svg/>"},
	}}
	pages, err := slack.DrawInView(catalogue(t), m)
	if err != nil {
		t.Fatal(err)
	}
	if err := slacktest.CheckBlocks(pages[0].Blocks, slacktest.InHome); err != nil {
		t.Error(err)
	}
	if len(pages[0].Files) > 0 || !strings.Contains(string(pages[0].Blocks), `a   b  \nxx  1`) {
		t.Errorf("%s", pages[0].Blocks)
	}
}

// words draws any text, with what has hurt others in it now and then.
func words() *rapid.Generator[string] {
	odd := rapid.SampledFrom([]string{"", " ", "\n", "<!channel>", "&amp;", "*a*", "👩‍👩‍👧", "ليلى", "\u202E", strings.Repeat("x", 3001), strings.Repeat("王芳 ", 2000)})
	return rapid.OneOf(rapid.String(), odd)
}

func spans() *rapid.Generator[chat.Span] {
	return rapid.OneOf(
		rapid.Map(words(), func(s string) chat.Span { return chat.Plain(s) }),
		rapid.Map(words(), func(s string) chat.Span { return chat.Strong(s) }),
		rapid.Map(words(), func(s string) chat.Span { return chat.Link{Label: s, URL: "https://example.org/" + s} }),
		rapid.Just[chat.Span](chat.Time{At: noon}),
		rapid.Just[chat.Span](chat.Clock{Since: noon, Allowed: time.Minute}),
	)
}

func lines() *rapid.Generator[chat.Text] {
	return rapid.Map(rapid.SliceOfN(spans(), 0, 5), func(s []chat.Span) chat.Text { return s })
}

func blocks() *rapid.Generator[chat.Block] {
	return rapid.OneOf(
		rapid.Map(words(), func(s string) chat.Block { return chat.Heading{Text: s} }),
		rapid.Map(lines(), func(t chat.Text) chat.Block { return chat.Paragraph{Text: t} }),
		rapid.Map(lines(), func(t chat.Text) chat.Block { return chat.Note{Text: t} }),
		rapid.Map(words(), func(s string) chat.Block { return chat.Quote{Text: s, From: "x"} }),
		rapid.Map(words(), func(s string) chat.Block { return chat.Picture{Alt: s, SVG: "<svg/>"} }),
		rapid.Map(rapid.SliceOfN(lines(), 0, 60), func(l []chat.Text) chat.Block { return chat.List{Numbered: len(l)%2 == 0, Lines: l} }),
		rapid.Custom(func(t *rapid.T) chat.Block {
			width := rapid.IntRange(0, 25).Draw(t, "width")
			row := rapid.SliceOfN(lines(), width, width)
			return chat.Table{Header: rapid.SliceOfN(rapid.String(), width, width).Draw(t, "header"), Rows: rapid.SliceOfN(row, 0, 12).Draw(t, "rows")}
		}),
	)
}

func messages() *rapid.Generator[chat.Message] {
	button := rapid.Custom(func(t *rapid.T) chat.Button {
		return chat.Button{
			Label: words().Draw(t, "label"), Ask: rapid.Bool().Draw(t, "ask"),
			Call:  chat.Do("a b", "note", rapid.StringN(0, 100, 300).Draw(t, "note")),
			Style: rapid.SampledFrom([]chat.ButtonStyle{chat.Ordinary, chat.Primary, chat.Danger}).Draw(t, "style"),
		}
	})
	return rapid.Custom(func(t *rapid.T) chat.Message {
		return chat.Message{
			Blocks:  rapid.SliceOfN(blocks(), 0, 30).Draw(t, "blocks"),
			Buttons: rapid.SliceOfN(button, 0, 60).Draw(t, "buttons"),
			Seen:    words().Draw(t, "seen"),
		}
	})
}

func TestAnyMessageKeepsSlacksLimits(t *testing.T) {
	catalogue := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		m := messages().Draw(t, "message")
		pages, err := slack.Draw(catalogue, m)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range pages {
			if err := slacktest.CheckBlocks(p.Blocks, slacktest.InMessage); err != nil && (len(m.Blocks) > 0 || len(m.Buttons) > 0) {
				t.Fatalf("page %d: %v", i+1, err)
			}
			if err := slacktest.CheckText(p.Text); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestNoWordOfAPersonIsLost(t *testing.T) {
	catalogue := catalogue(t)
	word := rapid.StringMatching(`[^\s\p{C}\p{Z}]{1,40}`)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(word, 1, 4000).Draw(t, "words"), " ")
		for i, m := range []chat.Message{
			{Blocks: []chat.Block{chat.List{Lines: []chat.Text{chat.Line("x "), chat.Line(text)}}}},
			{Blocks: []chat.Block{chat.Quote{Text: text}}},
			chat.Say(text),
			{Blocks: []chat.Block{chat.Note{Text: chat.Line(text)}}},
		} {
			want := text
			if i == 0 {
				want = "x " + text
			}
			pages, err := slack.Draw(catalogue, m)
			if err != nil {
				t.Fatal(err)
			}
			got := shown(pages)
			for i := range pages {
				got = strings.ReplaceAll(got, fmt.Sprintf("Part %d of %d. The whole message is in its parts.", i+1, len(pages)), "")
			}
			if got != want {
				t.Fatalf("%d code points went in, %d came out", utf8.RuneCountInString(want), utf8.RuneCountInString(got))
			}
		}
	})
}

func FuzzSplit(f *testing.F) {
	f.Add("a b c", 2)
	f.Add("👩‍👩‍👧ليلى", 3)
	f.Add("\xff\xfe", 1)
	f.Fuzz(func(t *testing.T, s string, most int) {
		if most < 1 || most > 10_000 {
			return
		}
		pieces := slack.Split(s, most)
		if strings.Join(pieces, "") != s {
			t.Fatalf("%q became %q", s, pieces)
		}
		for _, p := range pieces {
			if utf8.RuneCountInString(p) > most || p == "" {
				t.Fatalf("a piece of %d, %d at most", utf8.RuneCountInString(p), most)
			}
		}
	})
}

func FuzzReadCall(f *testing.F) {
	f.Add(`{"p":"queue add","a":{"note":"x"}}`)
	f.Add(`{"p":""}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, value string) {
		call, err := slack.ReadCall(value)
		if (err == nil) != (call.Path != "") {
			t.Fatalf("%v, %v", call, err)
		}
	})
}
