package browser

import (
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

// Reader is in whose language a page is written. It lets a template say sentences: {{.Say "room.send"}}.
type Reader struct{ Print *lang.Printer }

// Say writes the sentence of a key in the reader's language.
func (w Reader) Say(key string, args ...any) string { return w.Print.Say(key, args...) }

// Body is a chat.Message as a template reads it.
type Body struct {
	Reader
	Blocks  []Block
	Buttons []Button
	Seen    string
}

// Block is one block; Kind says which of the fields hold it.
type Block struct {
	Kind     string
	Line     []Span
	Numbered bool
	Lines    [][]Span
	Header   []Cell
	Wide     bool // a table of so much text that a narrow place shows it row by row; a picture that is never made smaller
	Rows     [][]Cell
	From     string
	Alt      string
	Source   template.URL
	File     string // its name
	Size     string
}

// Cell is one cell of a table.
type Cell struct {
	Line   []Span
	Number bool
	Column string // the column's name, shown where the header is not
}

// Span is one span; Kind says which.
type Span struct {
	Kind  string
	Text  string
	URL   string
	Clock Clock
	Time  Time
}

// Clock is what the script needs to let a clock run, and how it stood when
// the page was made.
type Clock struct {
	Since   int64 // Unix milliseconds
	Spent   int64 // milliseconds
	Allowed int64 // milliseconds; 0 for no limit
	Paused  bool
	Over    bool
	Text    string
}

// Time is an instant as Text shows it in the reader's zone. Where the zone
// is unknown it is UTC, and the script writes the instant in the browser's.
type Time struct {
	ISO   string
	Form  string
	Zone  string // IANA name of the reader's zone; empty where it is unknown
	Text  string
	Title string // with both zones
}

// Moment is when something is drawn, and in which zone its reader lives.
type Moment struct {
	time.Time
	Zone *time.Location // nil where it is unknown
}

// Button is a small form: it posts a call, or opens the form of one.
type Button struct {
	Reader
	ID     string
	Action string
	Key    string
	Label  string
	Style  string
	Ask    bool
	Path   string
	Args   []Arg
}

// Arg is a hidden field of a form: an argument of its call.
type Arg struct{ Name, Value string }

// Draw makes the view of a message whose buttons act in the conversation at
// base ("/s/…/c/general").
func Draw(w Reader, base, id string, m chat.Message, now Moment) Body {
	v := Body{Reader: w, Seen: chat.Legible(m.Seen)}
	for _, b := range m.Blocks {
		v.Blocks = append(v.Blocks, drawBlock(b, now))
	}
	for i, b := range m.Buttons {
		v.Buttons = append(v.Buttons, drawButton(w, base, fmt.Sprintf("%s-b%d", id, i), b))
	}
	return v
}

func drawButton(w Reader, base, id string, b chat.Button) Button {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(b.Label + b.Call.Path)) // never fails
	v := Button{
		Reader: w, ID: fmt.Sprintf("%s-%x", id, sum.Sum32()), Key: NewKey(),
		Label: chat.Legible(b.Label), Style: string(b.Style), Ask: b.Ask, Path: b.Call.Path,
		Action: base + "/call", Args: Args(b.Call.Args),
	}
	if b.Ask {
		v.Action = base + "/form"
	}
	return v
}

func drawBlock(b chat.Block, now Moment) Block {
	switch b := b.(type) {
	case chat.Heading:
		return Block{Kind: "heading", Line: Line(chat.Line(b.Text), now)}
	case chat.Paragraph:
		return Block{Kind: "paragraph", Line: Line(b.Text, now)}
	case chat.List:
		v := Block{Kind: "list", Numbered: b.Numbered}
		for _, line := range b.Lines {
			v.Lines = append(v.Lines, Line(line, now))
		}
		return v
	case chat.Table:
		return drawTable(b, now)
	case chat.Quote:
		return Block{Kind: "quote", Line: Line(chat.Line(b.Text), now), From: chat.Legible(b.From)}
	case chat.Note:
		return Block{Kind: "note", Line: Line(b.Text, now)}
	case chat.Picture:
		return Block{Kind: "picture", Alt: chat.Legible(b.Alt), Source: picture(b.SVG), Wide: isWide(b.SVG)}
	case chat.File:
		return drawFile(b)
	}
	return Block{}
}

// picture puts an SVG in a data: address, where a browser runs no script of it.
func picture(svg string) template.URL {
	return template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(svg))) //nolint:gosec // base64 has no markup
}

// widest is how wide a picture may be, in pixels, to be made as small as its place:
// the words of a wider one could not be read then.
const widest = 800

func isWide(svg string) bool {
	_, box, _ := strings.Cut(svg, `viewBox="0 0 `)
	width, _, _ := strings.Cut(box, " ")
	n, err := strconv.Atoi(width)
	return err == nil && n > widest
}

func drawTable(t chat.Table, now Moment) Block {
	v := Block{Kind: "table"}
	number := map[int]bool{}
	for _, column := range t.Numbers {
		number[column] = true
	}
	for i, h := range t.Header {
		v.Header = append(v.Header, Cell{Line: Line(chat.Line(h), now), Number: number[i]})
	}
	for _, row := range t.Rows {
		var cells []Cell
		for i, cell := range row {
			c := Cell{Line: Line(cell, now), Number: number[i]}
			if i < len(t.Header) {
				c.Column = chat.Legible(t.Header[i])
			}
			cells = append(cells, c)
		}
		v.Rows = append(v.Rows, cells)
	}
	// Figures are narrow: they stay beside each other, to be compared.
	v.Wide = len(t.Header) > 3 && len(t.Header)-len(number) > 2
	return v
}

// Line draws text as the spans of one line.
func Line(t chat.Text, now Moment) []Span {
	var line []Span
	for _, s := range t {
		switch s := s.(type) {
		case chat.Plain:
			line = append(line, Span{Kind: "plain", Text: chat.Legible(string(s))})
		case chat.Strong:
			line = append(line, Span{Kind: "strong", Text: chat.Legible(string(s))})
		case chat.Time:
			line = append(line, Span{Kind: "time", Time: At(s, now.Zone)})
		case chat.Clock:
			line = append(line, Span{Kind: "clock", Clock: drawClock(s, now)})
		case chat.Link:
			line = append(line, drawLink(s))
		}
	}
	return line
}

// drawLink makes a link of http and https addresses; anything else is shown as
// the text it is.
func drawLink(l chat.Link) Span {
	if !strings.HasPrefix(l.URL, "https://") && !strings.HasPrefix(l.URL, "http://") {
		return Span{Kind: "plain", Text: chat.Legible(l.Label + " (" + l.URL + ")")}
	}
	return Span{Kind: "link", Text: chat.Legible(l.Label), URL: l.URL}
}

var timeForms = map[chat.TimeForm]string{
	chat.DateTime: "Mon 2 Jan 2006, 15:04 MST",
	chat.TimeOnly: "15:04 MST",
	chat.DateOnly: "Mon 2 Jan 2006",
}

// At draws an instant by a clock in a zone; by UTC where that is nil.
func At(t chat.Time, zone *time.Location) Time {
	layout, ok := timeForms[t.Form]
	if !ok {
		layout = timeForms[chat.DateTime]
	}
	return inZone(t.At, zone, string(t.Form), layout)
}

// Stamp is the small time beside a name.
func Stamp(at time.Time, zone *time.Location) Time {
	return inZone(at, zone, "stamp", "2 Jan 15:04 MST")
}

// inZone writes an instant by a clock in a zone, and names the zone.
func inZone(at time.Time, zone *time.Location, form, layout string) Time {
	v := Time{ISO: at.UTC().Format(time.RFC3339), Form: form}
	full := timeForms[chat.DateTime]
	v.Title = at.UTC().Format(full)
	if zone == nil {
		v.Text = at.UTC().Format(layout)
		return v
	}
	v.Zone = zone.String()
	there := at.In(zone)
	// Zones without letters of their own are named by their distance: UTC+05.
	if name, _ := there.Zone(); strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") {
		layout, full = strings.Replace(layout, "MST", "UTCMST", 1), strings.Replace(full, "MST", "UTCMST", 1)
	}
	v.Text = there.Format(layout)
	if zone != time.UTC {
		v.Title = there.Format(full) + " (" + v.Zone + ") · " + v.Title
	}
	return v
}

func drawClock(c chat.Clock, now Moment) Clock {
	spent := c.Spent
	if !c.Paused && !c.Since.IsZero() {
		spent += max(0, now.Sub(c.Since))
	}
	v := Clock{
		Since: c.Since.UnixMilli(), Spent: c.Spent.Milliseconds(), Allowed: c.Allowed.Milliseconds(),
		Paused: c.Paused || c.Since.IsZero(), Over: c.Allowed > 0 && spent > c.Allowed, Text: chat.ClockText(spent),
	}
	if c.Allowed > 0 {
		v.Text += " / " + chat.ClockText(c.Allowed)
	}
	return v
}

var address = regexp.MustCompile(`https?://[^\s<>"'` + "`" + `]+[^\s<>"'` + "`" + `.,;:!?)\]]`)

// Talk makes a person's words readable, with their http addresses as links.
func Talk(text string) []Span {
	text = chat.Legible(text)
	var line []Span
	from := 0
	for _, at := range address.FindAllStringIndex(text, -1) {
		if at[0] > from {
			line = append(line, Span{Kind: "plain", Text: text[from:at[0]]})
		}
		line = append(line, Span{Kind: "link", Text: text[at[0]:at[1]], URL: text[at[0]:at[1]]})
		from = at[1]
	}
	if from < len(text) {
		line = append(line, Span{Kind: "plain", Text: text[from:]})
	}
	return line
}

// Initial is the first letter of a name, for its badge.
func Initial(name string) string {
	for _, r := range name {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return string(unicode.ToUpper(r))
		}
	}
	return "·"
}

// Hue gives a person one of eight colours, always the same.
func Hue(id bot.PersonID) int {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(id)) // never fails
	return int(sum.Sum32() % 8)
}

// Beginning gives the first characters of a text, and all of a short one.
func Beginning(text string, most int) string {
	n := 0
	for i := range text {
		if n == most {
			return text[:i]
		}
		n++
	}
	return text
}
