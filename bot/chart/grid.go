package chart

import (
	"fmt"
	"strings"
)

// Grid is a table of cells of which some are dark: who is up at night at which
// hour. What a dark cell means is also said in its words, so that no colour is
// needed to read it.
type Grid struct {
	Title   string
	Alt     string // the sentence that says what the picture shows
	Dark    string // what a dark cell stands for, in the legend
	Columns []string
	Rows    []GridRow
	Note    string // beneath; may be empty
}

// GridRow is one row. Cells that are missing stay empty.
type GridRow struct {
	Label string
	Cells []Cell
}

// Cell is one field of a grid.
type Cell struct {
	Words string
	Dark  bool
}

// Sizes of a grid; at most so much is drawn.
const (
	labelWidth = 210
	lineHeight = 26
	maxRows    = 60
	maxColumns = 8
	cellLabel  = 12 // characters
	rowLabel   = 26
	darkCell   = "#3b4a63"
	darkText   = "#ffffff"
)

// SVG draws the picture: at most 60 rows and 8 columns.
func (g Grid) SVG() string {
	columns, rows := g.Columns[:min(len(g.Columns), maxColumns)], g.Rows[:min(len(g.Rows), maxRows)]
	height := top + lineHeight*(len(rows)+1) + 2*margin
	var b strings.Builder
	open(&b, width, height, g.Title, g.Alt)
	rect(&b, margin, 36, 14, 12, darkCell, "")
	text(&b, margin+20, 47, g.Dark, "")
	cell := (width - labelWidth - 2*margin) / max(1, len(columns))
	for i, words := range columns {
		g.words(&b, labelWidth+margin+i*cell+cell/2, top+17, Cell{Words: words}, ` font-weight="bold"`)
	}
	for i, row := range rows {
		y := top + lineHeight*(i+1)
		text(&b, margin, y+17, cut(row.Label, rowLabel), "")
		for j, c := range row.Cells[:min(len(row.Cells), len(columns))] {
			x := labelWidth + margin + j*cell
			if c.Dark {
				rect(&b, x+1, y+1, cell-2, lineHeight-2, darkCell, "")
			} else {
				rect(&b, x+1, y+1, cell-2, lineHeight-2, "none", ` stroke="`+band+`"`)
			}
			g.words(&b, x+cell/2, y+17, c, "")
		}
	}
	if g.Note != "" {
		text(&b, margin, height-margin/2, g.Note, ` font-size="12"`)
	}
	b.WriteString("</svg>")
	return b.String()
}

// words writes in the middle of a cell.
func (Grid) words(b *strings.Builder, x, y int, c Cell, more string) {
	colour := ink
	if c.Dark {
		colour = darkText
	}
	if words := clean(cut(c.Words, cellLabel), cellLabel); words != "" {
		fmt.Fprintf(b, `<text x="%d" y="%d" fill="%s" text-anchor="middle"%s>%s</text>`, x, y, colour, more, words)
	}
}

// cut shortens words to so many characters.
func cut(words string, most int) string {
	if runes := []rune(words); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return words
}
