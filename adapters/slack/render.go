package slack

import (
	"fmt"
	"slices"
	"strings"

	sdk "github.com/slack-go/slack"

	"magbot/bot/chat"
	"magbot/bot/lang"
)

// surface is where blocks stand. Views have no tables, and do not go on in
// another message.
type surface int

const (
	inMessage surface = iota
	inView
)

// page is one message of Slack: the first, or one in which it goes on.
type page struct {
	blocks []sdk.Block
	text   string // for notifications and readers aloud; markup
	files  []file
}

// file is what no block can hold.
type file struct {
	name, title string
	alt         string
	body        []byte
}

// chunk is a block within its own limits, with what counts for those of the
// whole message.
type chunk struct {
	block sdk.Block
	chars int
	text  string // markup
	table bool
	files []file
}

// drawing draws messages for one reader, or for everybody in a channel.
type drawing struct {
	words   *lang.Printer
	surface surface
	mark    string // begins the block_id of buttons, where several messages stand in one view
	// value writes what a button does into at most mostValue code points.
	value func(chat.Call) (string, error)
}

// message draws a message as one or more of Slack's.
func (d drawing) message(m chat.Message) ([]page, error) {
	tail, err := d.buttons(m.Buttons)
	if err != nil {
		return nil, err
	}
	if m.Seen != "" {
		tail = append(tail, d.small(m.Seen)...)
	}
	return d.pack(d.body(m.Blocks), tail), nil
}

func (d drawing) body(blocks []chat.Block) []chunk {
	var all []chunk
	for _, b := range blocks {
		switch b := b.(type) {
		case chat.Heading:
			all = append(all, d.heading(b)...)
		case chat.Paragraph:
			all = append(all, d.paragraph(b.Text)...)
		case chat.List:
			all = append(all, d.list(b)...)
		case chat.Table:
			all = append(all, d.table(b)...)
		case chat.Quote:
			all = append(all, d.quote(b)...)
		case chat.Note:
			all = append(all, d.note(b)...)
		case chat.Picture:
			all = append(all, d.picture(b)...)
		case chat.File:
			all = append(all, d.file(b)...)
		}
	}
	return all
}

// heading is a header of Slack while it fits there, else a strong paragraph.
func (d drawing) heading(b chat.Heading) []chunk {
	text := strings.Join(strings.Fields(chat.Legible(b.Text)), " ")
	if text == "" {
		return nil
	}
	if runes(text) > mostHeader {
		return d.paragraph(chat.Line(chat.Strong(text)))
	}
	return []chunk{{block: sdk.NewHeaderBlock(plainText(text)), chars: runes(text), text: "*" + unmarked(text) + "*"}}
}

func (d drawing) paragraph(t chat.Text) []chunk {
	var all []chunk
	for _, line := range share(pieces(t, d.words), mostText) {
		all = append(all, richChunk(line, section(line)))
	}
	return all
}

// richChunk is a block of rich text that shows a line.
func richChunk(line []piece, elements ...sdk.RichTextElement) chunk {
	return chunk{block: sdk.NewRichTextBlock("", elements...), chars: size(line), text: markup(line)}
}

// markup writes a line as mrkdwn.
func markup(line []piece) string {
	var b strings.Builder
	for _, p := range line {
		b.WriteString(p.markup())
	}
	return b.String()
}

// list draws lines in blocks of at most mostText code points; numbers go on.
func (d drawing) list(l chat.List) []chunk {
	style, mark := sdk.RTEListBullet, "•"
	if l.Numbered {
		style = sdk.RTEListOrdered
	}
	var all []chunk
	var now chunk
	var items []sdk.RichTextElement
	from := 0
	flush := func(next int) {
		if len(items) > 0 {
			list := sdk.NewRichTextList(style, 0, items...)
			if l.Numbered {
				list.Offset = from
			}
			now.block = sdk.NewRichTextBlock("", list)
			all = append(all, now)
		}
		now, items, from = chunk{}, nil, next
	}
	for i, t := range l.Lines {
		lines := share(pieces(t, d.words), mostText)
		if len(lines) == 0 {
			lines = [][]piece{nil}
		}
		if now.chars+size(lines[0]) > mostText {
			flush(i)
		}
		items = append(items, section(lines[0]))
		now.chars += size(lines[0])
		if l.Numbered {
			mark = fmt.Sprintf("%d.", i+1)
		}
		now.text = joined(now.text, mark+" "+markup(lines[0]))
		for _, more := range lines[1:] {
			flush(i + 1)
			all = append(all, richChunk(more, section(more)))
		}
	}
	flush(0)
	return all
}

// quote draws a person's own words, all of them, and who they are from.
func (d drawing) quote(q chat.Quote) []chunk {
	var all []chunk
	for _, line := range share(pieces(chat.Line(q.Text), d.words), mostText) {
		all = append(all, richChunk(line, &sdk.RichTextQuote{Type: sdk.RTEQuote, Elements: elements(line)}))
		last := &all[len(all)-1]
		last.text = "> " + strings.ReplaceAll(last.text, "\n", "\n> ")
	}
	if q.From != "" {
		all = append(all, d.paragraph(chat.Line("— "+q.From))...)
	}
	return all
}

// note is small print. Slack interprets what stands there, so that it is plain
// where it can be, and escaped where it holds a time or a link.
func (d drawing) note(n chat.Note) []chunk {
	line := pieces(n.Text, d.words)
	if !slices.ContainsFunc(line, func(p piece) bool { return p.whole }) {
		return d.small(seen(line))
	}
	var all []chunk
	for _, part := range share(line, mostText/6) { // markup of a date is longer than the date
		text := markup(part)
		if runes(text) > mostContextText {
			all = append(all, richChunk(part, section(part)))
			continue
		}
		block := sdk.NewContextBlock("", sdk.NewTextBlockObject(sdk.MarkdownType, text, false, false))
		all = append(all, chunk{block: block, chars: runes(text), text: text})
	}
	return all
}

// small is plain small print.
func (d drawing) small(text string) []chunk {
	var all []chunk
	for _, part := range split(chat.Legible(text), mostContextText) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		block := sdk.NewContextBlock("", plainText(part))
		all = append(all, chunk{block: block, chars: runes(part), text: unmarked(part)})
	}
	return all
}

// picture is a file beside the message, with the sentence that says what it
// shows.
func (d drawing) picture(p chat.Picture) []chunk {
	all := d.small(p.Alt)
	if len(all) == 0 {
		all = d.small(d.words.Say("slack.picture"))
	}
	if d.surface == inMessage && p.SVG != "" {
		title, _ := shorten(chat.Legible(p.Alt), mostLabel) // the whole sentence stands in the message
		all[0].files = []file{{name: "picture.svg", title: title, alt: chat.Legible(p.Alt), body: []byte(p.SVG)}}
	}
	return all
}

// file is one beside the message, under its name. In a view there is none.
func (d drawing) file(f chat.File) []chunk {
	all := d.small(f.Name)
	if len(all) == 0 {
		all = d.small(d.words.Say("slack.file"))
	}
	if d.surface == inMessage && f.Text != "" {
		title, _ := shorten(chat.Legible(f.Name), mostLabel)
		all[0].files = []file{{name: chat.Legible(f.Name), title: title, body: []byte(f.Text)}}
	}
	return all
}

func plainText(s string) *sdk.TextBlockObject {
	return sdk.NewTextBlockObject(sdk.PlainTextType, s, false, false)
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n" + b
}

// pack puts blocks into pages. The buttons and who sees the message (tail)
// belong to the first, which is the one that stays in view. A message that goes
// on says so.
func (d drawing) pack(body, tail []chunk) []page {
	most := mostBlocks
	if d.surface == inView {
		most = mostViewBlocks
	}
	if fits(slices.Concat(body, tail), most, mostChars) {
		return []page{pageOf(slices.Concat(body, tail))}
	}
	if !fits(tail, most/2, mostChars/2) {
		body, tail = slices.Concat(body, tail), nil
	}
	var parts [][]chunk
	now := []chunk{}
	for _, c := range body {
		room := now
		if len(parts) == 0 {
			room = slices.Concat(now, tail)
		}
		if len(now) > 0 && !fits(append(slices.Clone(room), c), most-1, mostChars-mostContextText/10) {
			parts, now = append(parts, now), nil
		}
		now = append(now, c)
	}
	parts = append(parts, now)
	pages := make([]page, 0, len(parts))
	for i, part := range parts {
		if len(parts) > 1 {
			part = append(part, d.small(d.words.Say("slack.part", "part", i+1, "parts", len(parts)))...)
		}
		if i == 0 {
			part = append(part, tail...)
		}
		pages = append(pages, pageOf(part))
	}
	return pages
}

func fits(all []chunk, blocks, chars int) bool {
	tables, n := 0, 0
	for _, c := range all {
		n += c.chars
		if c.table {
			tables++
		}
	}
	return len(all) <= blocks && n <= chars && tables <= 1
}

func pageOf(all []chunk) page {
	var p page
	cut := false
	for _, c := range all {
		p.blocks = append(p.blocks, c.block)
		p.files = append(p.files, c.files...)
		if !cut && c.text != "" {
			p.text, cut = shortenMarkup(joined(p.text, c.text), mostFallback)
		}
	}
	if p.text == "" { // Slack asks for one
		p.text = "magbot"
	}
	return p
}

// shortenMarkup cuts mrkdwn for where only its beginning is shown, between its
// entities and dates.
func shortenMarkup(s string, most int) (string, bool) {
	if runes(s) <= most {
		return s, false
	}
	s = string([]rune(s)[:most-1])
	for _, pair := range []string{"<>", "&;"} {
		if i := strings.LastIndexByte(s, pair[0]); i >= 0 && !strings.Contains(s[i:], pair[1:]) {
			s = s[:i]
		}
	}
	return s + "…", true
}
