package room

import (
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"html/template"
	"regexp"
	"strings"
	"time"
	"unicode"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

// words lets a template say sentences: {{.Say "room.send"}}.
type words struct{ print *lang.Printer }

// Say writes the sentence of a key in the reader's language.
func (w words) Say(key string, args ...any) string { return w.print.Say(key, args...) }

// bodyView is a chat.Message as a template reads it.
type bodyView struct {
	words
	Blocks  []blockView
	Buttons []buttonView
	Seen    string
}

// blockView is one block; Kind says which of the fields hold it.
type blockView struct {
	Kind     string
	Line     []spanView
	Numbered bool
	Lines    [][]spanView
	Header   []cellView
	Wide     bool // a table of so much text that a narrow place shows it row by row
	Rows     [][]cellView
	From     string
	Alt      string
	Source   template.URL
	File     string // its name
	Size     string
}

type cellView struct {
	Line   []spanView
	Number bool
	Column string // the column's name, shown where the header is not
}

// spanView is one span; Kind says which.
type spanView struct {
	Kind  string
	Text  string
	URL   string
	Clock clockView
	Time  timeView
}

// clockView is what the script needs to let a clock run, and how it stood when
// the page was made.
type clockView struct {
	Since   int64 // Unix milliseconds
	Spent   int64 // milliseconds
	Allowed int64 // milliseconds; 0 for no limit
	Paused  bool
	Over    bool
	Text    string
}

// timeView is an instant as Text shows it in the reader's zone. Where the zone
// is unknown it is UTC, and the script writes the instant in the browser's.
type timeView struct {
	ISO   string
	Form  string
	Zone  string // IANA name of the reader's zone; empty where it is unknown
	Text  string
	Title string // with both zones
}

// moment is when something is drawn, and in which zone its reader lives.
type moment struct {
	time.Time
	zone *time.Location // nil where it is unknown
}

// buttonView is a small form: it posts a call, or opens the form of one.
type buttonView struct {
	words
	ID     string
	Action string
	Key    string
	Label  string
	Style  string
	Ask    bool
	Path   string
	Args   []argView
}

type argView struct{ Name, Value string }

// draw makes the view of a message whose buttons act in the conversation at
// base ("/s/…/c/general").
func (r *Room) draw(w words, base, id string, m chat.Message, now moment) bodyView {
	v := bodyView{words: w, Seen: chat.Legible(m.Seen)}
	for _, b := range m.Blocks {
		v.Blocks = append(v.Blocks, drawBlock(b, now))
	}
	for i, b := range m.Buttons {
		v.Buttons = append(v.Buttons, drawButton(w, base, fmt.Sprintf("%s-b%d", id, i), b))
	}
	return v
}

func drawButton(w words, base, id string, b chat.Button) buttonView {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(b.Label + b.Call.Path)) // never fails
	v := buttonView{
		words: w, ID: fmt.Sprintf("%s-%x", id, sum.Sum32()), Key: newKey(),
		Label: chat.Legible(b.Label), Style: string(b.Style), Ask: b.Ask, Path: b.Call.Path,
		Action: base + "/call", Args: drawArgs(b.Call.Args),
	}
	if b.Ask {
		v.Action = base + "/form"
	}
	return v
}

func drawBlock(b chat.Block, now moment) blockView {
	switch b := b.(type) {
	case chat.Heading:
		return blockView{Kind: "heading", Line: drawLine(chat.Line(b.Text), now)}
	case chat.Paragraph:
		return blockView{Kind: "paragraph", Line: drawLine(b.Text, now)}
	case chat.List:
		v := blockView{Kind: "list", Numbered: b.Numbered}
		for _, line := range b.Lines {
			v.Lines = append(v.Lines, drawLine(line, now))
		}
		return v
	case chat.Table:
		return drawTable(b, now)
	case chat.Quote:
		return blockView{Kind: "quote", Line: drawLine(chat.Line(b.Text), now), From: chat.Legible(b.From)}
	case chat.Note:
		return blockView{Kind: "note", Line: drawLine(b.Text, now)}
	case chat.Picture:
		return blockView{Kind: "picture", Alt: chat.Legible(b.Alt), Source: picture(b.SVG)}
	case chat.File:
		return drawFile(b)
	}
	return blockView{}
}

// picture puts an SVG in a data: address, where a browser runs no script of it.
func picture(svg string) template.URL {
	return template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(svg))) //nolint:gosec // base64 has no markup
}

func drawTable(t chat.Table, now moment) blockView {
	v := blockView{Kind: "table"}
	number := map[int]bool{}
	for _, column := range t.Numbers {
		number[column] = true
	}
	for i, h := range t.Header {
		v.Header = append(v.Header, cellView{Line: drawLine(chat.Line(h), now), Number: number[i]})
	}
	for _, row := range t.Rows {
		var cells []cellView
		for i, cell := range row {
			c := cellView{Line: drawLine(cell, now), Number: number[i]}
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

func drawLine(t chat.Text, now moment) []spanView {
	var line []spanView
	for _, s := range t {
		switch s := s.(type) {
		case chat.Plain:
			line = append(line, spanView{Kind: "plain", Text: chat.Legible(string(s))})
		case chat.Strong:
			line = append(line, spanView{Kind: "strong", Text: chat.Legible(string(s))})
		case chat.Time:
			line = append(line, spanView{Kind: "time", Time: drawTime(s, now.zone)})
		case chat.Clock:
			line = append(line, spanView{Kind: "clock", Clock: drawClock(s, now)})
		case chat.Link:
			line = append(line, drawLink(s))
		}
	}
	return line
}

// drawLink makes a link of http and https addresses; anything else is shown as
// the text it is.
func drawLink(l chat.Link) spanView {
	if !strings.HasPrefix(l.URL, "https://") && !strings.HasPrefix(l.URL, "http://") {
		return spanView{Kind: "plain", Text: chat.Legible(l.Label + " (" + l.URL + ")")}
	}
	return spanView{Kind: "link", Text: chat.Legible(l.Label), URL: l.URL}
}

var timeForms = map[chat.TimeForm]string{
	chat.DateTime: "Mon 2 Jan 2006, 15:04 MST",
	chat.TimeOnly: "15:04 MST",
	chat.DateOnly: "Mon 2 Jan 2006",
}

func drawTime(t chat.Time, zone *time.Location) timeView {
	layout, ok := timeForms[t.Form]
	if !ok {
		layout = timeForms[chat.DateTime]
	}
	return inZone(t.At, zone, string(t.Form), layout)
}

// stamp is the small time beside a name.
func stamp(at time.Time, zone *time.Location) timeView {
	return inZone(at, zone, "stamp", "2 Jan 15:04 MST")
}

// inZone writes an instant by a clock in a zone, and names the zone.
func inZone(at time.Time, zone *time.Location, form, layout string) timeView {
	v := timeView{ISO: at.UTC().Format(time.RFC3339), Form: form}
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

func drawClock(c chat.Clock, now moment) clockView {
	spent := c.Spent
	if !c.Paused && !c.Since.IsZero() {
		spent += max(0, now.Sub(c.Since))
	}
	v := clockView{
		Since: c.Since.UnixMilli(), Spent: c.Spent.Milliseconds(), Allowed: c.Allowed.Milliseconds(),
		Paused: c.Paused || c.Since.IsZero(), Over: c.Allowed > 0 && spent > c.Allowed, Text: chat.ClockText(spent),
	}
	if c.Allowed > 0 {
		v.Text += " / " + chat.ClockText(c.Allowed)
	}
	return v
}

var address = regexp.MustCompile(`https?://[^\s<>"'` + "`" + `]+[^\s<>"'` + "`" + `.,;:!?)\]]`)

// drawTalk makes a person's words readable, with their http addresses as links.
func drawTalk(text string) []spanView {
	text = chat.Legible(text)
	var line []spanView
	from := 0
	for _, at := range address.FindAllStringIndex(text, -1) {
		if at[0] > from {
			line = append(line, spanView{Kind: "plain", Text: text[from:at[0]]})
		}
		line = append(line, spanView{Kind: "link", Text: text[at[0]:at[1]], URL: text[at[0]:at[1]]})
		from = at[1]
	}
	if from < len(text) {
		line = append(line, spanView{Kind: "plain", Text: text[from:]})
	}
	return line
}

// initial is the first letter of a name, for its badge.
func initial(name string) string {
	for _, r := range name {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return string(unicode.ToUpper(r))
		}
	}
	return "·"
}

// hue gives a person one of eight colours, always the same.
func hue(id bot.PersonID) int {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(id)) // never fails
	return int(sum.Sum32() % 8)
}
