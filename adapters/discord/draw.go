package discord

import (
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"magbot/bot/chat"
	"magbot/bot/lang"
)

// page is one message of Discord: the first, or one in which it goes on. Text
// is markdown and fits into content, or else into the description of an embed.
type page struct {
	text  string
	rows  []discordgo.MessageComponent
	files []file
}

// file is what no message can show.
type file struct {
	name, alt string
	body      []byte
}

// chunk is a part of a page that is not divided.
type chunk struct {
	text  string // markdown
	files []file
}

// mostChunk lets two chunks and the notice of parts stand in one embed.
const mostChunk = mostContent - 200

// drawing draws messages for one reader, or for everybody in a channel.
type drawing struct {
	words *lang.Printer
	// value writes what a button does into at most so many units.
	value func(call chat.Call, most int) (string, error)
}

// message draws a message as one or more of Discord's.
func (d drawing) message(m chat.Message) ([]page, error) {
	rows, tail, err := d.buttons(m.Buttons)
	if err != nil {
		return nil, err
	}
	if m.Seen != "" {
		tail = append(tail, d.small(chat.Line(m.Seen))...)
	}
	pages := d.pack(append(d.body(m.Blocks), tail...))
	last := &pages[len(pages)-1]
	last.rows = rows[:min(mostRows, len(rows))]
	for from := mostRows; from < len(rows); from += mostRows {
		pages = append(pages, page{
			text: "-# " + escape(d.words.Say("discord.more-buttons"), "\n-# "),
			rows: rows[from:min(from+mostRows, len(rows))],
		})
	}
	return pages, nil
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
			all = append(all, d.small(b.Text)...)
		case chat.Picture:
			all = append(all, d.picture(b)...)
		case chat.File:
			all = append(all, d.file(b)...)
		}
	}
	return all
}

// mostHeading is how long a heading may be to stand in large letters.
const mostHeading = 200

func (d drawing) heading(b chat.Heading) []chunk {
	text := oneLine(b.Text)
	switch {
	case text == "":
		return nil
	case width(text) > mostHeading:
		return d.paragraph(chat.Line(chat.Strong(text)))
	}
	return []chunk{{text: "### " + escape(text, "\n")}}
}

// lines draws a line with what begins it and what begins each further line.
func (d drawing) lines(t chat.Text, first, newline string) []chunk {
	var all []chunk
	for i, part := range share(pieces(t, d.words), mostChunk, newline) {
		begin := first
		if i > 0 {
			begin = strings.TrimPrefix(newline, "\n")
		}
		all = append(all, chunk{text: begin + markup(part, newline)})
	}
	return all
}

func (d drawing) paragraph(t chat.Text) []chunk { return d.lines(t, "", "\n") }

// small is small print.
func (d drawing) small(t chat.Text) []chunk { return d.lines(t, "-# ", "\n-# ") }

func (d drawing) list(l chat.List) []chunk {
	var all []chunk
	for i, t := range l.Lines {
		mark := "- "
		if l.Numbered {
			mark = fmt.Sprintf("%d. ", i+1)
		}
		lines := d.lines(t, mark, "\n  ")
		if len(lines) == 0 {
			lines = []chunk{{text: mark + "\u00A0"}}
		}
		all = append(all, lines...)
	}
	return all
}

// quote draws a person's own words, all of them, and who they are from.
func (d drawing) quote(q chat.Quote) []chunk {
	all := d.lines(chat.Line(q.Text), "> ", "\n> ")
	if q.From != "" {
		all = append(all, d.paragraph(chat.Line("— "+q.From))...)
	}
	return all
}

// picture is a file beneath the message, with the sentence that says what it
// shows.
func (d drawing) picture(p chat.Picture) []chunk {
	all := d.small(chat.Line(p.Alt))
	if len(all) == 0 {
		all = d.small(chat.Line(d.words.Say("discord.picture")))
	}
	if p.SVG != "" {
		alt, _ := shorten(chat.Legible(p.Alt), mostAlt) // the whole sentence stands in the message
		all[0].files = []file{{name: "picture.svg", alt: alt, body: []byte(p.SVG)}}
	}
	return all
}

// file is one beneath the message, under its name.
func (d drawing) file(f chat.File) []chunk {
	all := d.small(chat.Line(f.Name))
	if len(all) == 0 {
		all = d.small(chat.Line(d.words.Say("discord.file")))
	}
	if f.Text != "" {
		all[0].files = []file{{name: chat.Legible(f.Name), body: []byte(f.Text)}}
	}
	return all
}

// pack puts chunks into pages: one of Discord's short messages when they fit,
// else embeds. A message that goes on says so.
func (d drawing) pack(all []chunk) []page {
	var pages []page
	now := page{}
	// The notice is small print of the catalogue; it is never longer than this.
	room := mostDescription - mostContent/10
	for _, c := range all {
		text := joined(now.text, c.text)
		full := width(text) > room || len(now.files)+len(c.files) > mostFiles
		if now.text != "" && full {
			pages, now, text = append(pages, now), page{}, c.text
		}
		now.text, now.files = text, append(now.files, c.files...)
	}
	pages = append(pages, now)
	if len(pages) > 1 {
		for i := range pages {
			notice := d.words.Say("discord.part", "part", i+1, "parts", len(pages))
			pages[i].text = joined(pages[i].text, "-# "+escape(notice, "\n-# "))
		}
	}
	for i := range pages {
		if strings.TrimSpace(pages[i].text) == "" { // Discord takes no empty message
			pages[i].text = "\u200B"
		}
	}
	return pages
}

// mostFiles is how many files one message may have.
const mostFiles = 10

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n" + b
}

// post is a page as Discord's message. Every field that a page may have is
// written, so that an edit takes away what a page had before.
type post struct {
	Content     string                       `json:"content"`
	Embeds      []embedded                   `json:"embeds"`
	Components  []discordgo.MessageComponent `json:"components"`
	Mentions    mentions                     `json:"allowed_mentions"`
	Attachments []attachment                 `json:"attachments"`
	Flags       int                          `json:"flags"`
}

// embedded is the only part of an embed that is used: the description.
type embedded struct {
	Description string `json:"description"`
}

// mentions allows none of them: an empty list, as a missing one allows all.
type mentions struct {
	Parse []string `json:"parse"`
}

// attachment names a file that is sent along.
type attachment struct {
	ID          int    `json:"id"`
	Filename    string `json:"filename"`
	Description string `json:"description,omitempty"`
}

// Message flags (resources/message, Message Flags).
const (
	flagNoPreviews = 1 << 2 // SUPPRESS_EMBEDS
	flagEphemeral  = 1 << 6
)

// post writes a page. In content an address would grow a preview of its own;
// a message of an embed cannot be without.
func (p page) post() post {
	out := post{
		Embeds: []embedded{}, Components: p.rows, Mentions: mentions{Parse: []string{}},
		Attachments: []attachment{},
	}
	if out.Components == nil {
		out.Components = []discordgo.MessageComponent{}
	}
	if width(p.text) <= mostContent {
		out.Content, out.Flags = p.text, flagNoPreviews
	} else {
		out.Embeds = append(out.Embeds, embedded{Description: p.text})
	}
	for i, f := range p.files {
		out.Attachments = append(out.Attachments, attachment{ID: i, Filename: f.name, Description: f.alt})
	}
	return out
}
