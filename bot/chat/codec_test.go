package chat_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot/chat"
)

func spans() *rapid.Generator[chat.Span] {
	at := rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanosecond")).UTC()
	})
	return rapid.OneOf(
		rapid.Map(rapid.String(), func(s string) chat.Span { return chat.Plain(s) }),
		rapid.Map(rapid.String(), func(s string) chat.Span { return chat.Strong(s) }),
		rapid.Map(at, func(at time.Time) chat.Span { return chat.Time{At: at, Form: chat.DateOnly} }),
		rapid.Custom(func(t *rapid.T) chat.Span {
			return chat.Clock{Since: at.Draw(t, "since"), Spent: time.Duration(rapid.Int64().Draw(t, "spent")), Allowed: time.Minute, Paused: rapid.Bool().Draw(t, "paused")}
		}),
		rapid.Map(rapid.String(), func(s string) chat.Span { return chat.Link{Label: s, URL: "https://example.org/" + s} }),
	)
}

func texts() *rapid.Generator[chat.Text] {
	return rapid.Map(rapid.SliceOfN(spans(), 1, 4), func(s []chat.Span) chat.Text { return s })
}

func blocks() *rapid.Generator[chat.Block] {
	return rapid.OneOf(
		rapid.Map(rapid.String(), func(s string) chat.Block { return chat.Heading{Text: s} }),
		rapid.Map(texts(), func(x chat.Text) chat.Block { return chat.Paragraph{Text: x} }),
		rapid.Map(rapid.SliceOfN(texts(), 1, 3), func(x []chat.Text) chat.Block { return chat.List{Numbered: len(x) > 1, Lines: x} }),
		rapid.Map(rapid.SliceOfN(texts(), 1, 3), func(x []chat.Text) chat.Block {
			return chat.Table{Header: []string{"a"}, Rows: [][]chat.Text{x, x}, Numbers: []int{0}}
		}),
		rapid.Map(rapid.String(), func(s string) chat.Block { return chat.Quote{Text: s, From: s} }),
		rapid.Map(texts(), func(x chat.Text) chat.Block { return chat.Note{Text: x} }),
		rapid.Map(rapid.String(), func(s string) chat.Block { return chat.Picture{Alt: s, SVG: s} }),
		rapid.Map(rapid.String(), func(s string) chat.Block { return chat.File{Name: s, Type: "text/calendar", Text: s} }),
	)
}

func TestEveryMessageIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := chat.Message{
			Blocks:  rapid.SliceOfN(blocks(), 1, 5).Draw(t, "blocks"),
			Buttons: []chat.Button{{Label: rapid.String().Draw(t, "label"), Call: chat.Do("queue add", "note", "x"), Ask: true, Style: chat.Danger}},
			Seen:    rapid.String().Draw(t, "seen"),
			Rank:    rapid.SampledFrom([]chat.Rank{chat.Over, chat.InView, chat.Foremost}).Draw(t, "rank"),
		}
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var back chat.Message
		if err := json.Unmarshal(raw, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(m, back); diff != "" {
			t.Fatalf("%s\n%s", raw, diff)
		}
	})
}

func TestTheFormIsTheDocumentedOne(t *testing.T) {
	m := chat.Message{Blocks: []chat.Block{
		chat.Heading{Text: "Item 3"}, chat.Paragraph{Text: chat.Line("Speaking ", chat.Strong("TECH-3"))},
	}, Seen: "Only you see this."}
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"blocks":[{"heading":{"text":"Item 3"}},{"paragraph":{"text":["Speaking ",{"strong":"TECH-3"}]}}],"seen":"Only you see this."}`
	if string(raw) != want {
		t.Errorf("got  %s\nwant %s", raw, want)
	}
}

func TestAnEmptyMessageStaysEmpty(t *testing.T) {
	raw, err := json.Marshal(chat.Message{})
	if err != nil {
		t.Fatal(err)
	}
	var back chat.Message
	if err := json.Unmarshal(raw, &back); err != nil || !back.IsZero() || back.Seen != "" {
		t.Errorf("%s became %+v, %v", raw, back, err)
	}
}

func TestWhatIsNotKnownIsNotDropped(t *testing.T) {
	for name, c := range map[string]struct{ raw, want string }{
		"an unknown block":       {`{"blocks":[{"heading":{}},{"movie":{}}]}`, `block 2: no such block: "movie"`},
		"a block without a tag":  {`{"blocks":[{}]}`, "block 1: expected an object with exactly one tag"},
		"a block with two tags":  {`{"blocks":[{"note":{},"quote":{}}]}`, "exactly one tag"},
		"a block that is none":   {`{"blocks":[3]}`, "block 1"},
		"an unknown span":        {`{"blocks":[{"note":{"text":[{"blink":"x"}]}}]}`, `span 1: no such span: "blink"`},
		"a span that is none":    {`{"blocks":[{"note":{"text":[3]}}]}`, "span 1"},
		"a text that is none":    {`{"blocks":[{"note":{"text":{}}}]}`, "block 1"},
		"a clock that is broken": {`{"blocks":[{"note":{"text":[{"clock":{"since":"x"}}]}}]}`, "span 1"},
		"cut in the middle":      {`{"blocks":[{"note"`, "unexpected end"},
	} {
		t.Run(name, func(t *testing.T) {
			before := chat.Say("as it was")
			m := before
			err := json.Unmarshal([]byte(c.raw), &m)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			if diff := cmp.Diff(before, m); diff != "" {
				t.Errorf("half of it was read: %s", diff)
			}
		})
	}
}

func TestAnEmptyBlockOrSpanIsNotWritten(t *testing.T) {
	for name, m := range map[string]chat.Message{
		"no block": {Blocks: []chat.Block{nil}},
		"no span":  {Blocks: []chat.Block{chat.Note{Text: chat.Text{nil}}}},
	} {
		if raw, err := json.Marshal(m); err == nil {
			t.Errorf("%s became %s", name, raw)
		}
	}
}

func FuzzMessage(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"blocks":[{"heading":{"text":"x"}}]}`, `{"blocks":[{"list":{"lines":[["a",{"strong":"b"}]]}}],"buttons":[{"label":"x","call":{"path":"y"}}]}`,
		`{"blocks":[{"paragraph":{"text":[{"time":{"at":"2027-03-15T13:00:00Z"}}]}}]}`, `{"blocks":[{}]}`, `null`, "\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var m chat.Message
		if json.Unmarshal(raw, &m) != nil {
			return
		}
		again, err := json.Marshal(m)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		var back chat.Message
		if err := json.Unmarshal(again, &back); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		third, err := json.Marshal(back)
		if err != nil || string(third) != string(again) {
			t.Fatalf("it does not settle: %s, %s (%v)", again, third, err)
		}
	})
}
