package slack

import (
	"fmt"
	"strings"
	"time"

	sdk "github.com/slack-go/slack"

	"magbot/bot/chat"
	"magbot/bot/lang"
)

// piece is an indivisible part of a line, in both of Slack's notations: rich
// text, which takes characters as they are, and markup (mrkdwn), in which they
// are escaped. Text pieces alone can be cut.
type piece struct {
	text  string // what is seen; of a text piece, all of it
	bold  bool
	whole bool // cannot be cut: a date, a link
	rich  sdk.RichTextSectionElement
	mark  string
}

// pieces takes a line apart.
func pieces(t chat.Text, words *lang.Printer) []piece {
	var all []piece
	for _, s := range t {
		switch s := s.(type) {
		case chat.Plain:
			all = append(all, piece{text: chat.Legible(string(s))})
		case chat.Strong:
			all = append(all, piece{text: chat.Legible(string(s)), bold: true})
		case chat.Time:
			all = append(all, instant(s.At, dateForms[s.Form]))
		case chat.Clock:
			all = append(all, clock(s, words)...)
		case chat.Link:
			all = append(all, link(s))
		}
	}
	kept := all[:0]
	for _, p := range all {
		if p.text != "" {
			kept = append(kept, p)
		}
	}
	return kept
}

// dateForm is how Slack writes an instant by the reader's clock, and how it
// stands where Slack cannot.
type dateForm struct{ slack, layout string }

var dateForms = map[chat.TimeForm]dateForm{
	chat.DateTime: {"{date_short_pretty} {time}", "Mon 2 Jan 2006, 15:04 UTC"},
	chat.TimeOnly: {"{time}", "15:04 UTC"},
	chat.DateOnly: {"{date_short}", "Mon 2 Jan 2006"},
}

var withSeconds = dateForm{"{time_secs}", "15:04:05 UTC"}

func instant(at time.Time, form dateForm) piece {
	text := at.UTC().Format(form.layout)
	return piece{
		text: text, whole: true,
		rich: sdk.NewRichTextSectionDateElement(at.Unix(), form.slack, nil, &text),
		mark: fmt.Sprintf("<!date^%d^%s|%s>", at.Unix(), form.slack, text),
	}
}

// clock shows a running clock by its start and end, which stay true while
// nobody draws the message anew.
func clock(c chat.Clock, words *lang.Printer) []piece {
	plain := func(s string) piece { return piece{text: s} }
	if c.Paused || c.Since.IsZero() {
		text := chat.ClockText(c.Spent)
		if c.Allowed > 0 {
			text += " / " + chat.ClockText(c.Allowed)
		}
		return []piece{plain(text)}
	}
	began := c.Since.Add(-c.Spent)
	all := []piece{plain(words.Say("slack.since") + " "), instant(began, withSeconds)}
	if c.Allowed > 0 {
		all = append(all, plain(", "+words.Say("slack.until")+" "), instant(began.Add(c.Allowed), withSeconds),
			plain(" ("+chat.ClockText(c.Allowed)+")"))
	}
	return all
}

// link makes a link of http and https addresses; anything else is shown as the
// text it is.
func link(l chat.Link) piece {
	label := chat.Legible(l.Label)
	if label == "" {
		label = chat.Legible(l.URL)
	}
	if !linkable(l.URL) {
		return piece{text: label + " (" + chat.Legible(l.URL) + ")"}
	}
	if runes(label)+runes(l.URL) > mostText/2 {
		return piece{text: label + " " + chat.Legible(l.URL)} // Slack links addresses itself
	}
	return piece{
		text: label, whole: true,
		rich: sdk.NewRichTextSectionLinkElement(l.URL, label, nil),
		mark: "<" + escape(l.URL) + "|" + strings.ReplaceAll(unmarked(label), "|", "¦") + ">",
	}
}

func linkable(address string) bool {
	return (strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")) && !strings.ContainsAny(address, "<>|\n\r\t ")
}

// element writes a piece as rich text.
func (p piece) element() sdk.RichTextSectionElement {
	if p.rich != nil {
		return p.rich
	}
	var style *sdk.RichTextSectionTextStyle
	if p.bold {
		style = &sdk.RichTextSectionTextStyle{Bold: true}
	}
	return sdk.NewRichTextSectionTextElement(p.text, style)
}

// markup writes a piece as mrkdwn.
func (p piece) markup() string {
	if p.mark != "" {
		return p.mark
	}
	return unmarked(p.text)
}

// escape writes the three characters that Slack reads as markup of its own.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// noMarks lets no character of a text format what follows: an invisible joiner
// after it keeps Slack from seeing a pair.
var noMarks = strings.NewReplacer("*", "*\u2060", "_", "_\u2060", "~", "~\u2060", "`", "`\u2060")

// unmarked writes a text so that mrkdwn shows it as it is.
func unmarked(s string) string { return noMarks.Replace(escape(s)) }

// size counts what a reader sees of some pieces.
func size(all []piece) int {
	n := 0
	for _, p := range all {
		n += runes(p.text)
	}
	return n
}

// share cuts a line into lines of at most so many code points. Nothing is lost:
// joined, they are the line.
func share(line []piece, most int) [][]piece {
	var lines [][]piece
	var now []piece
	left := most
	next := func() {
		if len(now) > 0 {
			lines = append(lines, now)
		}
		now, left = nil, most
	}
	for _, p := range line {
		for runes(p.text) > left {
			if p.whole || left < most/4 {
				next()
				if p.whole {
					break
				}
				continue
			}
			end := cutAt(p.text, left)
			first := p
			first.text, p.text = p.text[:end], p.text[end:]
			now = append(now, first)
			next()
		}
		now = append(now, p)
		left -= runes(p.text)
	}
	next()
	return lines
}

// seen is what a reader sees of a line.
func seen(line []piece) string {
	var b strings.Builder
	for _, p := range line {
		b.WriteString(p.text)
	}
	return b.String()
}

// section writes a line as rich text. Slack refuses an empty one.
func section(line []piece) *sdk.RichTextSection { return sdk.NewRichTextSection(elements(line)...) }

func elements(line []piece) []sdk.RichTextSectionElement {
	all := make([]sdk.RichTextSectionElement, 0, len(line))
	for _, p := range line {
		all = append(all, p.element())
	}
	if len(all) == 0 {
		all = append(all, sdk.NewRichTextSectionTextElement("\u00A0", nil))
	}
	return all
}
