package minutes

import (
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
)

// shownLines is how many lines of minutes one message shows: platforms cut
// longer ones. What follows is a press away.
const shownLines = 60

// show answers with the minutes as they stand, a part at a time, and what the
// reader can do.
func show(c *command.Context) (bot.Reply, error) {
	if c.Here == nil || c.Here.Version == 0 {
		return bot.Say("minutes.no-record"), nil
	}
	d := Document(c.View)
	m, more := Message(c.View, d, max(1, c.Number("part")))
	if more > 0 {
		m.Buttons = append(m.Buttons, chat.Button{
			Label: c.Say("minutes.button.next"), Call: chat.Do("minutes show", "part", strconv.Itoa(more)), Style: chat.Primary,
		})
	}
	m.Buttons = append(m.Buttons, buttons(c, d)...)
	m.Buttons = append(m.Buttons, chat.Button{Label: c.Say("minutes.button.source"), Call: chat.Do("minutes source")})
	m.Seen = c.Say("seen.only-you")
	return bot.Reply{Message: &m}, nil
}

// source answers with the whole document as a file holds it, to be copied.
func source(c *command.Context) (bot.Reply, error) {
	if c.Here == nil || c.Here.Version == 0 {
		return bot.Say("minutes.no-record"), nil
	}
	write := Markdown
	if c.Text("format") == "html" {
		write = HTML
	}
	text := write(c.View, Document(c.View))
	return bot.Reply{Message: &chat.Message{
		Blocks: []chat.Block{chat.Paragraph{Text: chat.Line(c.Say("minutes.source"))}, chat.Quote{Text: text}},
		Seen:   c.Say("seen.only-you"),
	}}, nil
}

// Message gives one part of a document as a message, counted from 1, and the
// number of the part that follows; 0 when there is none.
func Message(v bot.View, d Doc, part int) (m chat.Message, next int) {
	var list []chat.Text
	flush := func() {
		if len(list) > 0 {
			m.Blocks = append(m.Blocks, chat.List{Lines: list})
			list = nil
		}
	}
	parts := inParts(layOut(v, d))
	part = min(part, len(parts))
	for _, p := range parts[part-1] {
		if p.form == line {
			list = append(list, numbered(p, d.Phase))
			continue
		}
		flush()
		switch p.form {
		case heading:
			m.Blocks = append(m.Blocks, chat.Heading{Text: flat(p.text)})
		case paragraph:
			m.Blocks = append(m.Blocks, chat.Paragraph{Text: said(p.text)})
		case table:
			m.Blocks = append(m.Blocks, tableOf(p))
		case line:
		}
	}
	flush()
	if part < len(parts) {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("minutes.part", "part", part, "of", len(parts)))})
		next = part + 1
	}
	return m, next
}

// numbered ends a line with its number while members can ask for corrections:
// the request can name it.
func numbered(p piece, phase Phase) chat.Text {
	text := said(p.text)
	if phase == Window && p.record > 0 {
		text = append(text, chat.Plain(" · "+Anchor(p.record)))
	}
	return text
}

// inParts cuts a document into parts that a message can hold. A heading stays
// with what follows it.
func inParts(pieces []piece) [][]piece {
	parts, lines, start := [][]piece(nil), 0, 0
	for i, p := range pieces {
		lines += max(1, len(p.rows))
		if lines > shownLines && i > start {
			cut := i
			for cut-1 > start && pieces[cut-1].form == heading {
				cut--
			}
			parts = append(parts, pieces[start:cut])
			start, lines = cut, i-cut+max(1, len(p.rows))
		}
	}
	return append(parts, pieces[start:])
}

func tableOf(p piece) chat.Table {
	t := chat.Table{Numbers: p.right}
	for i, row := range p.rows {
		cells := make([]chat.Text, len(row))
		for j, cell := range row {
			cells[j] = said(cell)
			if i == 0 {
				t.Header = append(t.Header, flat(cell))
			}
		}
		if i > 0 {
			t.Rows = append(t.Rows, cells)
		}
	}
	return t
}

func said(text []run) chat.Text {
	out := make(chat.Text, 0, len(text))
	for i, r := range text {
		switch {
		case r.text == "":
		case r.manner == strong:
			out = append(out, chat.Strong(r.text))
		case r.manner == address && webAddress(r.text):
			out = append(out, chat.Link{Label: r.text, URL: r.text})
		case r.manner == deleted:
			out = append(out, chat.Plain("“"+r.text+"”"))
			if i+1 == len(text) || !strings.HasPrefix(strings.TrimSpace(text[i+1].text), "→") {
				out = append(out, chat.Plain(" →"))
			}
		default:
			out = append(out, chat.Plain(r.text))
		}
	}
	return out
}

func flat(text []run) string {
	var b strings.Builder
	for _, r := range text {
		b.WriteString(r.text)
	}
	return b.String()
}

func buttons(c *command.Context, d Doc) []chat.Button {
	var list []chat.Button
	chairs := c.Reader.Has(command.Chairs...)
	switch {
	case d.Phase == Draft && chairs && !d.Closed.IsZero():
		list = append(list, chat.Button{Label: c.Say("minutes.button.approve"), Call: chat.Do("minutes approve"), Style: chat.Primary})
	case d.Phase == Window && c.Now.Before(d.Until) && c.Reader.Has(askers...):
		list = append(list, chat.Button{Label: c.Say("minutes.button.request"), Call: chat.Do("minutes request"), Ask: true})
	}
	if chairs && (d.Phase == Closed || d.Phase == Window && !c.Now.Before(d.Until)) {
		list = append(list, chat.Button{Label: c.Say("minutes.button.release"), Call: chat.Do("minutes release"), Style: chat.Primary})
	}
	return list
}
