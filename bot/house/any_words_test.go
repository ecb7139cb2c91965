package house_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"magbot/bot"
	"magbot/bot/chat"
)

// bareKey is a key of the catalogue that came out as itself. People's own
// words in these tests hold none.
var bareKey = regexp.MustCompile(`(?:^|[^\w/.@-])((?:civil|community|roster|meeting|agenda|floor|proposal|vote|action|chairing|minutes|house|series|cycle|reminder|calendar|conduct|ballot|tally|consensus|objection|command|help|arg|choice|seen|form|hint)\.[a-z][a-z0-9-]*(?:\.[a-z0-9+-]+)*)`)

// wrongWords says what of a message nobody should read; empty when all is well.
func wrongWords(m chat.Message) string {
	text := written(m)
	for _, bad := range []string{"{{", "<no value>", "%!", "0001-01-01"} {
		if strings.Contains(text, bad) {
			return bad
		}
	}
	if key := bareKey.FindStringSubmatch(text); key != nil {
		return key[1]
	}
	if !utf8.ValidString(text) {
		return "what is no UTF-8"
	}
	for _, b := range m.Buttons {
		if strings.TrimSpace(b.Label) == "" {
			return "a button without a label"
		}
	}
	return ""
}

func (w *crowd) checkAnswer(in bot.Input, a bot.Answer) {
	if wrong := wrongWords(a.Message); wrong != "" {
		w.failf("%+v is answered with %s in:\n%s", in.Intent, wrong, written(a.Message))
	}
	if !a.Message.IsZero() && a.Message.Seen == "" {
		w.failf("%+v: nobody knows who sees:\n%s", in.Intent, written(a.Message))
	}
	if a.Refused && a.Message.IsZero() && a.Form == nil {
		w.failf("%+v is refused without a word", in.Intent)
	}
	if a.Form != nil {
		asked := chat.Message{Blocks: []chat.Block{chat.Heading{Text: a.Form.Title}, chat.Quote{Text: a.Form.Note + "\n" + a.Form.Submit}}}
		for _, f := range a.Form.Fields {
			asked.Blocks = append(asked.Blocks, chat.Quote{Text: f.Label, From: f.Hint})
			for _, c := range f.Choices {
				asked.Blocks = append(asked.Blocks, chat.Quote{Text: c.Label})
			}
			if f.Label == "" {
				w.failf("%+v asks for %q without a label", in.Intent, f.Name)
			}
		}
		if wrong := wrongWords(asked); wrong != "" || a.Form.Submit == "" {
			w.failf("%+v asks with %q in:\n%s", in.Intent, wrong, written(asked))
		}
	}
	w.desk.mu.Lock()
	w.desk.seen = append(w.desk.seen, a.Message.Buttons...)
	w.desk.mu.Unlock()
}

// written is everything that somebody reads of a message.
func written(m chat.Message) string {
	var b strings.Builder
	line := func(t chat.Text) {
		for _, s := range t {
			switch s := s.(type) {
			case chat.Plain:
				b.WriteString(string(s))
			case chat.Strong:
				b.WriteString(string(s))
			case chat.Link:
				b.WriteString(s.Label)
			case chat.Time:
				b.WriteString(s.At.Format(time.RFC3339))
			case chat.Clock:
				b.WriteString("(clock)")
			}
		}
		b.WriteString("\n")
	}
	for _, block := range m.Blocks {
		switch k := block.(type) {
		case chat.Heading:
			b.WriteString(k.Text + "\n")
		case chat.Paragraph:
			line(k.Text)
		case chat.List:
			for _, l := range k.Lines {
				line(l)
			}
		case chat.Table:
			b.WriteString(strings.Join(k.Header, " | ") + "\n")
			for _, row := range k.Rows {
				for _, cell := range row {
					line(cell)
				}
			}
		case chat.Quote:
			b.WriteString(k.Text + "\n" + k.From + "\n")
		case chat.Note:
			line(k.Text)
		case chat.Picture:
			b.WriteString(k.Alt + "\n")
		case chat.File:
			b.WriteString(k.Name + "\n" + strings.ReplaceAll(k.Text, "\r\n ", "") + "\n")
		}
	}
	for _, button := range m.Buttons {
		b.WriteString("[" + button.Label + "]\n")
	}
	return b.String() + m.Seen
}

// The check itself: what it must find, and what it must not.
func TestWrongWordsAreFound(t *testing.T) {
	for said, wrong := range map[string]bool{
		"{{.name}} is on the queue": true, "<no value> waits": true, "floor.asked": true, "Do that: agenda.add.title": true, "%!d(string=x)": true,
		"\xff": true, "The meeting.": false, "in the minutes. Then": false, "see https://example.org/meeting.html": false, "Only 3 % of the floor.": false,
		"Form. Filled": false, "gov1@example.org": false,
	} {
		if got := wrongWords(chat.Say(said)); (got != "") != wrong {
			t.Errorf("%q: found %q", said, got)
		}
	}
}
