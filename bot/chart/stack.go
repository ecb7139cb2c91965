package chart

import (
	"fmt"
	"strconv"
	"strings"
)

// Stack is one horizontal bar a row, cut into parts: what each group said. The
// number of each part stands in it or, where it is too small, beside the bar, so
// that no colour is needed to read it: the parts are in the order of the legend.
type Stack struct {
	Title string
	Alt   string   // the sentence that says what the picture shows
	Parts []string // the legend; at most MaxParts
	Rows  []StackRow
	Note  string // beneath; may be empty
}

// StackRow is one bar.
type StackRow struct {
	Label  string
	Values []int64 // by part; less than 0 counts as 0
	Words  string  // stands in place of the bar where there is one to tell nothing of
}

// MaxParts is how many parts of a Stack can be told apart.
const MaxParts = 6

// palette are colours on which white text has 4.5:1, and which have 3:1 on white
// and on black.
func palette() []string {
	return []string{"#1d6fc0", "#b4530b", "#6f6f6f", "#8a4fb8", "#0f7d65", "#b83a75"}
}

// SVG draws the picture: at most 60 rows.
func (s Stack) SVG() string {
	rows := s.Rows[:min(len(s.Rows), maxBars)]
	parts := s.Parts[:min(len(s.Parts), len(palette()))]
	most := int64(1)
	for _, r := range rows {
		most = max(most, total(r, len(parts)))
	}
	legend, more := legendOf(parts)
	height := top + more + rowHeight*len(rows) + margin
	if s.Note != "" {
		height += margin
	}
	var b strings.Builder
	open(&b, width, height, s.Title, s.Alt)
	b.WriteString(legend)
	for i, r := range rows {
		s.row(&b, top+more+rowHeight*i, r, len(parts), most)
	}
	if s.Note != "" {
		text(&b, margin, height-margin/2, s.Note, ` font-size="12"`)
	}
	b.WriteString("</svg>")
	return b.String()
}

// Of a legend: how far its lines are apart, and the square before each of its words.
const (
	legendLine = 20
	legendMark = 20
)

// legendOf writes what the parts are called, beside one another as far as there is
// room and then on a line of their own, and gives how much lower that makes the rest.
func legendOf(parts []string) (svg string, more int) {
	var b strings.Builder
	x := margin
	for i, words := range parts {
		for most := maxLabel; most > 1 && legendMark+spread(words) > width-2*margin; most-- {
			words = cut(words, most)
		}
		wide := legendMark + spread(words)
		if x > margin && x+wide > width-margin {
			x, more = margin, more+legendLine
		}
		rect(&b, x, 36+more, 14, 12, palette()[i], "")
		text(&b, x+legendMark, 47+more, words, "")
		x += wide + margin
	}
	return b.String(), more
}

// spread is about how wide words are: nobody here knows the font that will be used,
// so that it is rather too much than too little.
func spread(words string) (wide int) {
	for _, r := range words {
		wide += 8
		if r >= 0x1100 { // ideographs, and other letters as wide as they are high
			wide += 7
		}
	}
	return wide
}

func (Stack) row(b *strings.Builder, y int, r StackRow, parts int, most int64) {
	text(b, margin, y+16, r.Label, "")
	if r.Words != "" {
		text(b, margin, y+35, r.Words, ` font-size="12" font-style="italic"`)
		return
	}
	x := margin
	var beside []string
	for i := range parts {
		n := value(r, i)
		if n == 0 {
			continue
		}
		words := strconv.FormatInt(n, 10)
		w := max(int(float64(n)/float64(most)*barWidth), 2)
		rect(b, x, y+22, w, barHeight, palette()[i], "")
		if w < 8*len(words)+6 {
			beside = append(beside, words)
		} else {
			fmt.Fprintf(b, `<text x="%d" y="%d" fill="#ffffff" font-size="12">%s</text>`, x+4, y+34, words)
		}
		x += w + 2
	}
	switch {
	case total(r, parts) == 0:
		text(b, margin, y+35, "0", "")
	case len(beside) > 0:
		text(b, x+6, y+34, strings.Join(beside, " · "), ` font-size="12"`)
	}
}

func value(r StackRow, i int) int64 {
	if i < len(r.Values) {
		return max(r.Values[i], 0)
	}
	return 0
}

func total(r StackRow, parts int) (n int64) {
	for i := range parts {
		n += value(r, i)
	}
	return max(n, 0)
}

// open begins a picture. Its width and height are those at which its words are read.
func open(b *strings.Builder, width, height int, title, alt string) {
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img" font-family="sans-serif" font-size="14">`, width, height)
	b.WriteString("<title>" + clean(title, 0) + "</title><desc>" + clean(alt, 0) + "</desc>")
	text(b, margin, 24, title, ` font-weight="bold" font-size="16"`)
}
