package chart

import (
	"fmt"
	"strconv"
	"strings"
)

// Matrix compares all with all: the cell of a row and a column says how many put
// the row before the column, and is dark where they are more than the other way
// round.
type Matrix struct {
	Title string
	Alt   string // the sentence that says what the picture shows
	Dark  string // what a dark cell stands for, in the legend
	Names []string
	Over  [][]int64 // by row and column
	Note  string    // beneath; may be empty
}

// Sizes of a matrix; at most so many are drawn.
const (
	maxMatrix  = 20
	cellWidth  = 56
	matrixName = 24 // characters
)

// SVG draws the picture: at most 20 rows, and as many columns.
func (m Matrix) SVG() string {
	n := min(len(m.Names), maxMatrix, len(m.Over))
	wide := max(width, labelWidth+cellWidth*n+2*margin)
	height := top + lineHeight*(n+1) + 2*margin
	var b strings.Builder
	open(&b, wide, height, m.Title, m.Alt)
	rect(&b, margin, 36, 14, 12, darkCell, "")
	text(&b, margin+20, 47, m.Dark, "")
	for i := range n {
		m.number(&b, labelWidth+margin+i*cellWidth+cellWidth/2, top+17, strconv.Itoa(i+1), ink, ` font-weight="bold"`)
	}
	for i := range n {
		y := top + lineHeight*(i+1)
		text(&b, margin, y+17, strconv.Itoa(i+1)+". "+cut(m.Names[i], matrixName), "")
		for j := range n {
			x := labelWidth + margin + j*cellWidth
			if i == j || j >= len(m.Over[i]) || j >= len(m.Over) || i >= len(m.Over[j]) {
				rect(&b, x+1, y+1, cellWidth-2, lineHeight-2, "none", ` stroke="`+band+`" stroke-dasharray="2 3"`)
				continue
			}
			colour := ink
			if m.Over[i][j] > m.Over[j][i] {
				rect(&b, x+1, y+1, cellWidth-2, lineHeight-2, darkCell, ` stroke="`+band+`"`)
				colour = darkText
			} else {
				rect(&b, x+1, y+1, cellWidth-2, lineHeight-2, "none", ` stroke="`+band+`"`)
			}
			m.number(&b, x+cellWidth/2, y+17, strconv.FormatInt(m.Over[i][j], 10), colour, "")
		}
	}
	if m.Note != "" {
		text(&b, margin, height-margin/2, m.Note, ` font-size="12"`)
	}
	b.WriteString("</svg>")
	return b.String()
}

func (Matrix) number(b *strings.Builder, x, y int, words, colour, more string) {
	fmt.Fprintf(b, `<text x="%d" y="%d" fill="%s" text-anchor="middle" font-size="13"%s>%s</text>`, x, y, colour, more, words)
}
