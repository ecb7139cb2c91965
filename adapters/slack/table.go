package slack

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"

	sdk "github.com/slack-go/slack"

	"magbot/bot/chat"
)

// table draws a table of Slack where it may stand and fits, else in letters of
// one width. What goes beyond the rows or columns that Slack takes is in a file
// beneath, whole.
func (d drawing) table(t chat.Table) []chunk {
	columns := len(t.Header)
	for _, row := range t.Rows {
		columns = max(columns, len(row))
	}
	if columns == 0 {
		return nil
	}
	if d.surface == inView {
		return d.letters(t)
	}
	rows, chars := d.grid(t, min(columns, mostColumns))
	all := chunk{chars: chars, table: true, text: d.tableText(t)}
	block := sdk.NewTableBlock("")
	for _, row := range rows {
		block.AddRow(row...)
	}
	for i := range min(columns, mostColumns) {
		align := sdk.ColumnAlignmentLeft
		if slices.Contains(t.Numbers, i) {
			align = sdk.ColumnAlignmentRight
		}
		block.ColumnSettings = append(block.ColumnSettings, sdk.ColumnSetting{Align: align, IsWrapped: true})
	}
	all.block = block
	if shown := len(rows) - 1; shown < len(t.Rows) || columns > mostColumns {
		if shown == 0 {
			return d.onlyFile(t)
		}
		more := d.small(d.words.Say("slack.table-more", "shown", shown, "count", len(t.Rows)))
		more[0].files = []file{d.csv(t)}
		return append([]chunk{all}, more...)
	}
	return []chunk{all}
}

// onlyFile is a table of which not one row fits into a block.
func (d drawing) onlyFile(t chat.Table) []chunk {
	all := d.small(d.words.Say("slack.table-file", "count", len(t.Rows)))
	all[0].files = []file{d.csv(t)}
	return all
}

// grid makes the cells of a header and of as many rows as Slack takes.
func (d drawing) grid(t chat.Table, columns int) (rows [][]sdk.TableCell, chars int) {
	add := func(cells []chat.Text) bool {
		row, n := make([]sdk.TableCell, 0, columns), 0
		for i := range columns {
			var line []piece
			if i < len(cells) {
				line = pieces(cells[i], d.words)
			}
			n += size(line)
			row = append(row, sdk.NewTableRichTextCell(section(line)))
		}
		if len(rows) == mostRows || chars+n > mostTableChars {
			return false
		}
		rows, chars = append(rows, row), chars+n
		return true
	}
	header := make([]chat.Text, len(t.Header))
	for i, h := range t.Header {
		header[i] = chat.Line(chat.Strong(h))
	}
	if !add(header) {
		return [][]sdk.TableCell{nil}, 0
	}
	for _, row := range t.Rows {
		if !add(row) {
			break
		}
	}
	return rows, chars
}

// tableText writes a table as lines, for notifications.
func (d drawing) tableText(t chat.Table) string {
	var b strings.Builder
	for _, row := range t.Rows {
		for i, cell := range row {
			if i > 0 {
				b.WriteString(" · ")
			}
			b.WriteString(markup(pieces(cell, d.words)))
		}
		b.WriteString("\n")
	}
	return strings.TrimSpace(b.String())
}

// csv is the whole table as a file.
func (d drawing) csv(t chat.Table) file {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	write := func(cells []string) {
		_ = w.Write(cells) // a buffer takes everything
	}
	write(t.Header)
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = harmless(seen(pieces(cell, d.words)))
		}
		write(cells)
	}
	w.Flush()
	title := d.words.Say("slack.table-title")
	return file{name: "table.csv", title: title, alt: title, body: b.Bytes()}
}

// harmless keeps a spreadsheet from reading a cell as a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// letters draws a table in letters of one width, its columns beneath each other.
func (d drawing) letters(t chat.Table) []chunk {
	var rows [][]string
	rows = append(rows, t.Header)
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = strings.ReplaceAll(seen(pieces(cell, d.words)), "\n", " ")
		}
		rows = append(rows, cells)
	}
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], runes(cell))
		}
	}
	var text strings.Builder
	for _, row := range rows {
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-runes(cell))
			switch {
			case slices.Contains(t.Numbers, i):
				text.WriteString(pad + cell + "  ")
			case i == len(row)-1:
				text.WriteString(cell)
			default:
				text.WriteString(cell + pad + "  ")
			}
		}
		text.WriteString("\n")
	}
	var all []chunk
	for _, part := range split(strings.TrimRight(text.String(), "\n"), mostText) {
		line := []piece{{text: part}}
		all = append(all, richChunk(line, &sdk.RichTextPreformatted{Type: sdk.RTEPreformatted, Elements: elements(line)}))
	}
	return all
}
