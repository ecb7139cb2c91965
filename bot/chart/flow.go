package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Flow is votes that go from round to round: a column a round, in it a block for
// each name as high as its votes, and bands from where votes were to where they
// went.
type Flow struct {
	Title string
	Alt   string // the sentence that says what the picture shows
	Names []string
	Steps []FlowStep
	Spent string // what the block of votes that nobody has any more is called
	Note  string // beneath; may be empty
}

// FlowStep is one round.
type FlowStep struct {
	Label  string    // above its column
	Values []float64 // by name; what is no number counts as 0
	Spent  float64   // that nobody has any more
	Moved  []FlowMove
	Said   []string // by name: what is written behind it, where names are written
}

// FlowMove is votes that went from one name to another, or to nobody, between the
// round before and this one.
type FlowMove struct {
	From, To int // To is -1 for nobody
	Value    float64
}

// Sizes of a flow; at most so many rounds and names are drawn.
const (
	maxSteps   = 24
	maxFlow    = 30
	nameSpace  = 230
	stepWidth  = 78
	blockWidth = 20
	blockGap   = 5
	flowHeight = 380
	nameLine   = 16
	flowName   = 24   // characters
	leastVotes = 1e-9 // fewer are none: nothing counts in smaller parts, and dividing by them overflows
	mostVotes  = 1e15
)

// flowing is a flow being drawn.
type flowing struct {
	Flow
	b      strings.Builder
	names  int
	scale  float64
	places [][]span // by step: where each name's block is, and last that of the spent
}

type span struct{ y, h float64 }

// SVG draws the picture: at most 24 rounds and 30 names.
func (f Flow) SVG() string {
	d := &flowing{Flow: f, names: min(len(f.Names), maxFlow)}
	d.Steps = f.Steps[:min(len(f.Steps), maxSteps)]
	steps := len(d.Steps)
	wide := max(width, 2*nameSpace+stepWidth*max(steps-1, 0)+blockWidth+2*margin)
	d.measure()
	bottom := d.layout()
	bottom = max(bottom, float64(top)+d.labels(0, margin, 0, false)) // room for the names, too
	height := int(bottom) + margin
	if f.Note != "" {
		height += margin
	}
	open(&d.b, wide, height, f.Title, f.Alt)
	for i := range d.Steps {
		x := d.x(i)
		fmt.Fprintf(&d.b, `<text x="%d" y="%d" fill="%s" text-anchor="middle" font-size="12">%s</text>`, x+blockWidth/2, top-10, ink, clean(cut(d.Steps[i].Label, 10), 10))
		if i > 0 {
			d.bands(i)
		}
	}
	for i := range d.Steps {
		d.blocks(i)
	}
	if steps > 0 {
		d.labels(0, margin, 0, true)
		d.labels(steps-1, d.x(steps-1)+blockWidth+8, 1, true)
	}
	if f.Note != "" {
		text(&d.b, margin, height-margin/2, f.Note, ` font-size="12"`)
	}
	d.b.WriteString("</svg>")
	return d.b.String()
}

func (d *flowing) x(step int) int { return margin + nameSpace + stepWidth*step }

// at is what a name has in a round; the last is what nobody has.
func (d *flowing) at(step, name int) float64 {
	v := d.Steps[step].Spent
	if name < d.names {
		v = 0
		if name < len(d.Steps[step].Values) {
			v = d.Steps[step].Values[name]
		}
	}
	return votes(v)
}

// votes is a number of votes that can be drawn; what is none is 0.
func votes(v float64) float64 {
	if !(v >= leastVotes) || math.IsInf(v, 0) {
		return 0
	}
	return min(v, mostVotes)
}

func (d *flowing) measure() {
	most := 0.0
	for i := range d.Steps {
		sum := 0.0
		for n := range d.names + 1 {
			sum += d.at(i, n)
		}
		most = max(most, sum)
	}
	d.scale = 0
	if most > 0 {
		d.scale = flowHeight / most
	}
}

// layout puts the blocks of each round one under the other, and gives where the
// lowest ends.
func (d *flowing) layout() float64 {
	bottom := float64(top)
	for i := range d.Steps {
		y := float64(top)
		places := make([]span, d.names+1)
		for n := range places {
			h := d.at(i, n) * d.scale
			places[n] = span{y, h}
			if h > 0 {
				y += h + blockGap
			}
		}
		bottom = max(bottom, y)
		d.places = append(d.places, places)
	}
	return bottom
}

func (d *flowing) colour(name int) string {
	if name == d.names {
		return band
	}
	return palette()[name%len(palette())]
}

func (d *flowing) blocks(step int) {
	for n, p := range d.places[step] {
		if p.h > 0 {
			fmt.Fprintf(&d.b, `<rect x="%d" y="%.1f" width="%d" height="%.1f" fill="%s"/>`, d.x(step), p.y, blockWidth, max(p.h, 0.8), d.colour(n))
		}
	}
}

// bands are what stayed with each name since the round before, and what moved.
func (d *flowing) bands(step int) {
	moves := slices.DeleteFunc(slices.Clone(d.Steps[step].Moved), func(m FlowMove) bool {
		return m.From < 0 || m.From >= d.names || m.To >= d.names || votes(m.Value) == 0
	})
	gone, come := make([]float64, d.names+1), make([]float64, d.names+1)
	for i, m := range moves {
		moves[i].Value = votes(m.Value)
		if m.To < 0 {
			moves[i].To = d.names
		}
		gone[m.From] += moves[i].Value
		come[moves[i].To] += moves[i].Value
	}
	from, to := make([]float64, d.names+1), make([]float64, d.names+1)
	for n := range d.names + 1 {
		stay := min(max(d.at(step-1, n)-gone[n], 0), max(d.at(step, n)-come[n], 0))
		if stay > 0 {
			d.band(step, n, n, 0, 0, stay)
		}
		from[n], to[n] = stay, stay
	}
	for _, m := range moves {
		d.band(step, m.From, m.To, from[m.From], to[m.To], m.Value)
		from[m.From] += m.Value
		to[m.To] += m.Value
	}
}

func (d *flowing) band(step, from, to int, after, before, value float64) {
	h := value * d.scale
	x0, x1 := float64(d.x(step-1)+blockWidth), float64(d.x(step))
	mid := (x0 + x1) / 2
	y0, y1 := d.places[step-1][from].y+after*d.scale, d.places[step][to].y+before*d.scale
	fmt.Fprintf(&d.b, `<path d="M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1fV%.1fC%.1f %.1f %.1f %.1f %.1f %.1fZ" fill="%s" fill-opacity="0.38"/>`,
		x0, y0, mid, y0, mid, y1, x1, y1, y1+h, mid, y1+h, mid, y0+h, x0, y0+h, d.colour(from))
}

// labels writes the names beside a round, none over another, and gives how much
// room they need. side is 0 for the left, where all stand, and 1 for the right,
// where those stand who still have votes.
func (d *flowing) labels(step, x, side int, write bool) float64 {
	if len(d.Steps) == 0 {
		return 0
	}
	y := 0.0
	for n, p := range d.places[step] {
		if side == 1 && p.h == 0 || n == d.names && p.h == 0 {
			continue
		}
		y = max(y+nameLine, p.y-top+min(p.h, 40)/2+5)
		if !write {
			continue
		}
		name := d.Spent
		if n < d.names {
			name = cut(d.Names[n], flowName)
			if said := d.Steps[step].Said; n < len(said) && said[n] != "" {
				name += " " + said[n]
			}
		}
		fmt.Fprintf(&d.b, `<rect x="%d" y="%.1f" width="8" height="8" fill="%s"/>`, x, y+top-8, d.colour(n))
		fmt.Fprintf(&d.b, `<text x="%d" y="%.1f" fill="%s" font-size="12">%s</text>`, x+12, y+top, ink, clean(name, flowName+18))
	}
	return y + nameLine
}
