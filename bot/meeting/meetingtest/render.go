package meetingtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
)

// Show writes the message of an effect for a reader, as plain text.
func (d *Desk) Show(stream bot.StreamID, who bot.PersonID, e bot.Effect) string {
	d.T.Helper()
	for _, f := range d.features {
		show, ok := f.Shows[e.Show]
		if !ok {
			continue
		}
		v := d.View(stream, who)
		if e.Do == bot.Direct {
			v.Reader.Place = bot.Place{Platform: "room"}
		}
		m, err := show(v, e)
		if err != nil {
			d.T.Fatalf("show %s: %v", e.Show, err)
		}
		return Text(m)
	}
	d.T.Fatalf("nothing shows %q", e.Show)
	return ""
}

// Reply writes a reply as plain text.
func (d *Desk) Reply(r bot.Reply) string {
	if r.Message != nil {
		return Text(*r.Message)
	}
	return d.words.For("en").Text(r.Text)
}

// Text writes a message as plain text: instants in UTC, links with their
// address, buttons with their calls.
func Text(m chat.Message) string {
	var b strings.Builder
	for _, block := range m.Blocks {
		writeBlock(&b, block)
	}
	for _, button := range m.Buttons {
		fmt.Fprintf(&b, "[%s]", button.Label)
		fmt.Fprintf(&b, " %s", button.Call.Path)
		for _, k := range slices.Sorted(maps.Keys(button.Call.Args)) {
			fmt.Fprintf(&b, " %s=%s", k, button.Call.Args[k])
		}
		if button.Ask {
			b.WriteString(" (asks)")
		}
		b.WriteString("\n")
	}
	if m.Seen != "" {
		fmt.Fprintf(&b, "(%s)\n", m.Seen)
	}
	return b.String()
}

func writeBlock(b *strings.Builder, block chat.Block) {
	switch block := block.(type) {
	case chat.Heading:
		fmt.Fprintf(b, "# %s\n", block.Text)
	case chat.Paragraph:
		fmt.Fprintf(b, "%s\n", line(block.Text))
	case chat.List:
		for i, l := range block.Lines {
			mark := "-"
			if block.Numbered {
				mark = fmt.Sprintf("%d.", i+1)
			}
			fmt.Fprintf(b, "%s %s\n", mark, line(l))
		}
	case chat.Table:
		fmt.Fprintf(b, "| %s |\n", strings.Join(block.Header, " | "))
		for _, row := range block.Rows {
			cells := make([]string, len(row))
			for i, cell := range row {
				cells[i] = line(cell)
			}
			fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
		}
	case chat.Quote:
		fmt.Fprintf(b, "> %s", block.Text)
		if block.From != "" {
			fmt.Fprintf(b, " (%s)", block.From)
		}
		b.WriteString("\n")
	case chat.Note:
		fmt.Fprintf(b, "· %s\n", line(block.Text))
	case chat.Picture:
		fmt.Fprintf(b, "picture: %s\n", block.Alt)
	case chat.File:
		fmt.Fprintf(b, "file: %s (%s, %d bytes)\n", block.Name, block.Type, len(block.Text))
	}
}

func line(t chat.Text) string {
	var b strings.Builder
	for _, span := range t {
		switch span := span.(type) {
		case chat.Plain:
			b.WriteString(string(span))
		case chat.Strong:
			b.WriteString(string(span))
		case chat.Time:
			b.WriteString(span.At.UTC().Format("2006-01-02 15:04Z"))
		case chat.Clock:
			fmt.Fprintf(&b, "clock since %s, %s before, of %s", span.Since.UTC().Format("15:04"), span.Spent, span.Allowed)
		case chat.Link:
			fmt.Fprintf(&b, "%s <%s>", span.Label, span.URL)
		}
	}
	return b.String()
}
