package discord

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"magbot/bot/chat"
	"magbot/bot/lang"
)

// piece is an indivisible part of a line. Text pieces alone can be cut.
type piece struct {
	text string // what is seen
	bold bool
	mark string // markup that cannot be cut: a timestamp, a link; else empty
}

// pieces takes a line apart. Neighbours of one kind become one, because "**a****b**"
// means something else.
func pieces(t chat.Text, words *lang.Printer) []piece {
	var all []piece
	add := func(p piece) {
		if p.text == "" {
			return
		}
		if n := len(all); n > 0 && p.mark == "" && all[n-1].mark == "" && all[n-1].bold == p.bold {
			all[n-1].text += p.text
			return
		}
		all = append(all, p)
	}
	for _, s := range t {
		switch s := s.(type) {
		case chat.Plain:
			add(piece{text: chat.Legible(string(s))})
		case chat.Strong:
			add(piece{text: chat.Legible(string(s)), bold: true})
		case chat.Time:
			add(instant(s.At, timeForms[s.Form]))
		case chat.Clock:
			for _, p := range clock(s, words) {
				add(p)
			}
		case chat.Link:
			add(link(s))
		}
	}
	return all
}

// timeForm is how Discord writes an instant by the reader's clock, and how it
// stands where Discord cannot. Source: reference, Message Formatting,
// Timestamp Styles.
type timeForm struct{ style, layout string }

var timeForms = map[chat.TimeForm]timeForm{
	chat.DateTime: {"F", "Mon 2 Jan 2006, 15:04 UTC"},
	chat.TimeOnly: {"t", "15:04 UTC"},
	chat.DateOnly: {"D", "Mon 2 Jan 2006"},
}

var withSeconds = timeForm{"T", "15:04:05 UTC"}

// farthest is the last second that a timestamp may name: what a client can
// hold, 100,000,000 days from 1970 either way.
const farthest = 8_640_000_000_000

func instant(at time.Time, form timeForm) piece {
	p := piece{text: at.UTC().Format(form.layout)}
	if at.Unix() <= farthest && at.Unix() >= -farthest {
		p.mark = fmt.Sprintf("<t:%d:%s>", at.Unix(), form.style)
	}
	return p
}

// clock shows a running clock by its start and end, which stay true while nobody
// draws the message anew.
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
	all := []piece{plain(words.Say("discord.since") + " "), instant(began, withSeconds)}
	if c.Allowed > 0 {
		all = append(all, plain(", "+words.Say("discord.until")+" "), instant(began.Add(c.Allowed), withSeconds),
			plain(" ("+chat.ClockText(c.Allowed)+")"))
	}
	return all
}

// mostLink is how long a masked link may be; a longer one is written out.
const mostLink = 1000

// link masks http and https addresses; anything else is shown as the text it is.
func link(l chat.Link) piece {
	label, address := oneLine(l.Label), chat.Legible(l.URL)
	if label == "" {
		label = address
	}
	text := label
	if label != address {
		text = label + " (" + address + ")"
	}
	// Discord makes no link of a label that itself looks like an address.
	if !linkable(l.URL) || strings.Contains(label, "://") || width(text) > mostLink {
		return piece{text: text}
	}
	return piece{text: text, mark: "[" + escape(label, "\n") + "](<" + l.URL + ">)"}
}

func linkable(address string) bool { return address != "" && plainAddress.MatchString(address) }

// In angle brackets an address ends where it ends, whatever follows, and grows no
// preview. One of other than plain characters is escaped like all text, and is no
// link.
var (
	webAddress   = regexp.MustCompile(`https?://[^\s<>]*[^\s<>.,:;"')\]!?]`)
	plainAddress = regexp.MustCompile(`^https?://[A-Za-z0-9.\-/?#&=%+,;:@!$'()_~]+$`)
)

// special holds the characters that Discord may read as markup anywhere.
const special = "\\*_~|`[]<>#@"

// emoji is what may become a picture, and the beginning of an address.
var emoji = regexp.MustCompile(`^:(?:[A-Za-z0-9_+\-]+:|//)`)

// listMark is what makes a list or small print at the beginning of a line.
var listMark = regexp.MustCompile(`^(\s*)(?:([-+])|([0-9]{1,10})([.)]))`)

// escape writes a text so that Discord shows it as it is; newline begins each
// further line.
func escape(s, newline string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = escapeLine(line)
	}
	return strings.Join(lines, newline)
}

func escapeLine(line string) string {
	var b strings.Builder
	if at := listMark.FindStringSubmatchIndex(line); at != nil {
		end := at[1]
		b.WriteString(line[:end-1] + "\\" + line[end-1:end])
		line = line[end:]
	}
	last := 0
	for _, at := range webAddress.FindAllStringIndex(line, -1) {
		if !linkable(line[at[0]:at[1]]) {
			continue
		}
		b.WriteString(escapeMarks(line[last:at[0]]))
		b.WriteString("<" + line[at[0]:at[1]] + ">")
		last = at[1]
	}
	b.WriteString(escapeMarks(line[last:]))
	return b.String()
}

func escapeMarks(s string) string {
	if !strings.ContainsAny(s, special+":") {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		if strings.ContainsRune(special, r) || (r == ':' && emoji.MatchString(s[i:])) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// markup writes a piece as Discord's markdown.
func (p piece) markup(newline string) string {
	switch {
	case p.mark != "":
		return p.mark
	case p.bold && strings.TrimSpace(p.text) != "":
		return "**" + escape(p.text, newline) + "**"
	}
	return escape(p.text, newline)
}

// markup writes a line.
func markup(line []piece, newline string) string {
	var b strings.Builder
	for _, p := range line {
		b.WriteString(p.markup(newline))
	}
	return b.String()
}

// seen is what a reader sees of a line.
func seen(line []piece) string {
	var b strings.Builder
	for _, p := range line {
		b.WriteString(p.text)
	}
	return b.String()
}

// share cuts a line into lines whose markup has at most so many units. Nothing
// is lost: joined, they are the line.
func share(line []piece, most int, newline string) [][]piece {
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
		for width(p.markup(newline)) > left {
			if len(now) > 0 && (p.mark != "" || left < most/4) {
				next()
				continue
			}
			if p.mark != "" {
				break // it stands alone; mostLink keeps it within every limit
			}
			end := p.fitting(left, newline)
			first := p
			first.text, p.text = p.text[:end], p.text[end:]
			now = append(now, first)
			next()
		}
		if p.text != "" {
			now = append(now, p)
			left -= width(p.markup(newline))
		}
	}
	next()
	return lines
}

// fitting finds how many bytes of a text piece have a markup of at most so many
// units: at least one code point.
func (p piece) fitting(most int, newline string) int {
	fits := func(end int) bool {
		return width(piece{text: p.text[:end], bold: p.bold}.markup(newline)) <= most
	}
	low, high := 0, cutHard(p.text, most)
	for low < high {
		middle := (low + high + 1) / 2
		if fits(middle) {
			low = middle
		} else {
			high = middle - 1
		}
	}
	for low > 0 && low < len(p.text) && (!utf8.RuneStart(p.text[low]) || !fits(low)) {
		low--
	}
	if end := cutAt(p.text, width(p.text[:low])); end <= low && fits(end) {
		return end
	}
	return max(low, len(string([]rune(p.text)[0])))
}
