package minutes

import (
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
)

// shownLines is how many lines of minutes a message shows: platforms cut longer
// ones. The whole document is on the meeting's page and in its files.
const shownLines = 60

// show answers with the minutes as they stand, and what the reader can do.
func show(c *command.Context) (bot.Reply, error) {
	if c.Here == nil || c.Here.Version == 0 {
		return bot.Say("minutes.no-record"), nil
	}
	d := Document(c.View)
	m := Message(c.View, d)
	m.Buttons = buttons(c, d)
	m.Seen = c.Say("seen.only-you")
	return bot.Reply{Message: &m}, nil
}

// Message gives a document as a message: everything but the discussion, of
// which as many lines as fit.
func Message(v bot.View, d Doc) chat.Message {
	var m chat.Message
	lines := 0
	var list []chat.Text
	flush := func() {
		if len(list) > 0 {
			m.Blocks = append(m.Blocks, chat.List{Lines: list})
			list = nil
		}
	}
	for _, p := range layOut(v, d) {
		if p.form == line {
			if lines++; lines <= shownLines {
				list = append(list, said(p.text))
			}
			continue
		}
		if lines > shownLines && p.form != table {
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
	if more := lines - shownLines; more > 0 {
		m.Blocks = append(m.Blocks, chat.Note{Text: chat.Line(v.Say("minutes.lines-more", "count", more))})
	}
	return m
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
	for _, r := range text {
		switch {
		case r.text == "":
		case r.manner == strong:
			out = append(out, chat.Strong(r.text))
		case r.manner == address && webAddress(r.text):
			out = append(out, chat.Link{Label: r.text, URL: r.text})
		case r.manner == deleted:
			out = append(out, chat.Plain("“"+r.text+"” →"))
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
