package discord

import (
	"slices"
	"strings"

	"magbot/bot/chat"
)

// mostLine is how wide a table of letters may be: what a phone shows of it.
const mostLine = 56

// table draws a table of short cells in letters of one width, its columns
// beneath each other, and any other as one entry a row. Times are shown by the
// reader's clock only outside such letters, so a table with times is entries.
func (d drawing) table(t chat.Table) []chunk {
	rows := [][]string{make([]string, 0, len(t.Header))}
	for _, h := range t.Header {
		rows[0] = append(rows[0], oneLine(h))
	}
	for _, row := range t.Rows {
		cells := make([]string, 0, len(row))
		for _, cell := range row {
			line := pieces(cell, d.words)
			if slices.ContainsFunc(line, func(p piece) bool { return p.mark != "" }) {
				return d.entries(t)
			}
			cells = append(cells, seen(line))
		}
		rows = append(rows, cells)
	}
	widths, ok := columns(rows)
	if !ok {
		return d.entries(t)
	}
	if len(widths) == 0 {
		return nil
	}
	lines := make([]string, 0, len(rows))
	for _, row := range rows {
		lines = append(lines, aligned(row, widths, t.Numbers))
	}
	var all []chunk
	text := lines[0]
	for _, line := range lines[1:] {
		if width(text)+width(line) > mostChunk {
			all, text = append(all, fenced(text)), lines[0]
		}
		text += "\n" + line
	}
	return append(all, fenced(text))
}

func fenced(text string) chunk { return chunk{text: "```\n" + text + "\n```"} }

// columns gives the width of each column, or false when the cells do not fit
// beneath each other.
func columns(rows [][]string) (widths []int, ok bool) {
	total := 0
	for _, row := range rows {
		for i, cell := range row {
			if strings.ContainsAny(cell, "`\n\t") || strings.ContainsFunc(cell, wide) {
				return nil, false
			}
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], width(cell))
		}
	}
	for _, w := range widths {
		total += w + 2
	}
	return widths, total-2 <= mostLine
}

// wide reports whether a character may not be as wide as a Latin letter, so that
// columns of it would not stand beneath each other.
func wide(r rune) bool { return r > 0x24F && (r < 0x2010 || r > 0x2027) && r != '…' }

func aligned(row []string, widths, numbers []int) string {
	var b strings.Builder
	for i, cell := range row {
		if i > 0 {
			b.WriteString("  ")
		}
		pad := strings.Repeat(" ", widths[i]-width(cell))
		switch {
		case slices.Contains(numbers, i):
			b.WriteString(pad + cell)
		case i == len(row)-1:
			b.WriteString(cell)
		default:
			b.WriteString(cell + pad)
		}
	}
	return b.String()
}

// entries draws each row as an entry of a list: the first cell, then the others
// with the names of their columns.
func (d drawing) entries(t chat.Table) []chunk {
	l := chat.List{}
	for _, row := range t.Rows {
		var line chat.Text
		for i, cell := range row {
			switch {
			case i == 0 && len(row) > 1:
				line = append(line, strong(pieces(cell, d.words), cell)...)
				continue
			case seen(pieces(cell, d.words)) == "":
				continue
			case len(line) > 0:
				line = append(line, chat.Plain(" · "))
			}
			if i < len(t.Header) && t.Header[i] != "" {
				line = append(line, chat.Plain(oneLine(t.Header[i])+": "))
			}
			line = append(line, cell...)
		}
		l.Lines = append(l.Lines, line)
	}
	if len(l.Lines) == 0 {
		var names []string
		for _, h := range t.Header {
			names = append(names, oneLine(h))
		}
		return d.paragraph(chat.Line(chat.Strong(strings.Join(names, " · "))))
	}
	return d.list(l)
}

// strong makes a cell of text stand out; one with a time or a link stays as it is.
func strong(line []piece, cell chat.Text) chat.Text {
	if slices.ContainsFunc(line, func(p piece) bool { return p.mark != "" }) {
		return cell
	}
	return chat.Line(chat.Strong(seen(line)))
}
