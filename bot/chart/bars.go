package chart

import (
	"encoding/xml"
	"fmt"
	"math"
	"strings"
	"unicode"
)

// Bars is one horizontal bar a group: what it had, against what it is.
type Bars struct {
	Title string
	Alt   string // the sentence that says what the picture shows
	Had   string // what a bar stands for, in the legend
	Of    string // what the line across it stands for
	Note  string // beneath; may be empty
	Bars  []Bar
	// Percent writes a share of 1 for the reader; "46 %" style where nil.
	Percent func(share float64) string
}

// Bar is one group.
type Bar struct {
	Label string
	Had   float64 // share of 1
	Of    float64 // share of 1
	Band  float64 // how far chance takes Had from Of, of 1; 0 where not known
}

// Sizes in units of the picture, which scales to its place.
const (
	width     = 640
	margin    = 16
	rowHeight = 46
	barHeight = 16
	barWidth  = 500
	top       = 64
	maxBars   = 60
	maxLabel  = 70 // characters
)

// Colours that stand out on white and on black.
const (
	ink    = "#767676" // text: 4.5:1 on white, 4.6:1 on black
	hadBar = "#2f7fd1"
	ofLine = "#c2570c"
	band   = "#8f8f8f"
)

// SVG draws the picture. Shares that are no number count as 0; at most 60 bars
// are drawn.
func (c Bars) SVG() string {
	bars := c.Bars[:min(len(c.Bars), maxBars)]
	height := top + rowHeight*len(bars) + 2*margin
	var b strings.Builder
	open(&b, width, height, c.Title, c.Alt)
	c.legend(&b)
	scale := scaleOf(bars)
	for i, bar := range bars {
		c.bar(&b, top+rowHeight*i, bar, scale)
	}
	if c.Note != "" {
		text(&b, margin, height-margin/2, c.Note, ` font-size="12"`)
	}
	b.WriteString("</svg>")
	return b.String()
}

func (c Bars) legend(b *strings.Builder) {
	rect(b, margin, 36, 14, 12, hadBar, "")
	text(b, margin+20, 47, c.Had, "")
	line(b, width/2, 34, 50)
	text(b, width/2+12, 47, c.Of, "")
}

func (c Bars) bar(b *strings.Builder, y int, bar Bar, scale float64) {
	had, of := share(bar.Had), share(bar.Of)
	text(b, margin, y+16, bar.Label, "")
	top := y + 22
	if low, high := share(of-bar.Band), share(of+bar.Band); share(bar.Band) > 0 {
		rect(b, margin+units(low, scale), top-3, units(high, scale)-units(low, scale), barHeight+6, band, ` fill-opacity="0.35"`)
	}
	rect(b, margin, top, units(had, scale), barHeight, hadBar, "")
	line(b, margin+units(of, scale), top-4, top+barHeight+4)
	text(b, margin+units(max(had, of, share(of+bar.Band)), scale)+8, top+13, c.percent(had), "")
}

func (c Bars) percent(of float64) string {
	if c.Percent != nil {
		return c.Percent(of)
	}
	return fmt.Sprintf("%.0f %%", of*100)
}

// scaleOf is the share that the full width stands for.
func scaleOf(bars []Bar) float64 {
	most := 0.1
	for _, bar := range bars {
		most = max(most, share(bar.Had), share(share(bar.Of)+bar.Band))
	}
	return most
}

// share brings a number into 0 to 1.
func share(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return min(1, max(0, x))
}

func units(share, scale float64) int { return int(math.Round(share / scale * barWidth)) }

func rect(b *strings.Builder, x, y, w, h int, fill, more string) {
	fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"%s/>`, x, y, w, h, fill, more)
}

func line(b *strings.Builder, x, from, to int) {
	fmt.Fprintf(b, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="%s" stroke-width="3"/>`, x, from, x, to, ofLine)
}

func text(b *strings.Builder, x, y int, words, more string) {
	if words = clean(words, maxLabel); words != "" {
		fmt.Fprintf(b, `<text x="%d" y="%d" fill="%s"%s>%s</text>`, x, y, ink, more, words)
	}
}

// clean makes text safe for XML: without control and bidirectional control
// characters, escaped, and cut to most characters unless most is 0.
func clean(words string, most int) string {
	words = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(words, "\uFFFD"))
	if runes := []rune(words); most > 0 && len(runes) > most {
		words = string(runes[:most-1]) + "…"
	}
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(words)); err != nil {
		return "" // a strings.Builder never fails
	}
	return b.String()
}
