package minutes

import (
	"html"
	"strconv"
	"strings"

	"magbot/bot"
)

// HTML writes a document as a whole page without scripts. Whatever people wrote
// is escaped.
func HTML(v bot.View, d Doc) string {
	var b strings.Builder
	b.Grow(8192)
	b.WriteString("<!doctype html>\n<html lang=\"")
	b.WriteString(html.EscapeString(v.Say("minutes.language")))
	b.WriteString("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
	b.WriteString(html.EscapeString(d.Title))
	b.WriteString("</title>\n<style>\n" + style + "</style>\n</head>\n<body>\n")
	article(&b, v, d)
	b.WriteString("</body>\n</html>\n")
	return b.String()
}

// Article writes a document as one article element, for a page that has a head
// of its own.
func Article(v bot.View, d Doc) string {
	var b strings.Builder
	b.Grow(8192)
	article(&b, v, d)
	return b.String()
}

// style is the look of the page by itself.
const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1,h2,h3,h4{line-height:1.25}
li{margin:.2rem 0}
.ref{font-size:.75em;color:#595959;margin-inline-start:.4em;text-decoration:none}
.ref:hover,.ref:focus{text-decoration:underline}
:target{background:#fff4c2}
small{color:#595959;font-size:1em}
table{border-collapse:collapse}
th,td{padding:.2rem .6rem;border-bottom:1px solid #d0d0d0;text-align:start}
.n{text-align:end}
@media print{.ref{color:#000}}
`

func article(b *strings.Builder, v bot.View, d Doc) {
	p := &page{b: b, seen: map[uint64]bool{}}
	b.WriteString("<article class=\"minutes\">\n")
	for _, piece := range layOut(v, d) {
		p.piece(&piece)
	}
	p.depth(-1)
	b.WriteString("</article>\n")
}

type page struct {
	b    *strings.Builder
	seen map[uint64]bool
	open int // lists that are open
}

func (p *page) piece(x *piece) {
	switch x.form {
	case heading:
		p.depth(-1)
		tag := "h" + strconv.Itoa(min(6, x.level))
		p.b.WriteString("<" + tag)
		p.id(x.record)
		p.b.WriteString(">")
		p.runs(x.text)
		p.ref(x.record)
		p.b.WriteString("</" + tag + ">\n")
	case paragraph:
		p.depth(-1)
		p.b.WriteString("<p dir=\"auto\">")
		p.runs(x.text)
		p.b.WriteString("</p>\n")
	case line:
		p.depth(x.level)
		p.b.WriteString("<li dir=\"auto\"")
		p.id(x.record)
		p.b.WriteString(">")
		p.runs(x.text)
		p.ref(x.record)
	case table:
		p.depth(-1)
		p.table(x)
	}
}

// depth opens and closes lists so that a line of a level can follow. Lines are
// left open, because a list beneath one belongs into it.
func (p *page) depth(level int) {
	if p.open == level+1 && p.open > 0 {
		p.b.WriteString("</li>\n")
	}
	for p.open > level+1 {
		p.b.WriteString("</li>\n</ul>\n")
		p.open--
		if p.open == level+1 && p.open > 0 {
			p.b.WriteString("</li>\n")
		}
	}
	for p.open < level+1 {
		p.b.WriteString("<ul>\n")
		p.open++
		if p.open < level+1 {
			p.b.WriteString("<li>")
		}
	}
}

func (p *page) table(x *piece) {
	p.b.WriteString("<table>\n")
	for i, row := range x.rows {
		tag := "td"
		if i == 0 {
			tag = "th"
		}
		p.b.WriteString("<tr>")
		for col, cell := range row {
			p.b.WriteString("<" + tag)
			for _, right := range x.right {
				if right == col {
					p.b.WriteString(" class=\"n\"")
				}
			}
			p.b.WriteString(">")
			p.runs(cell)
			p.b.WriteString("</" + tag + ">")
		}
		p.b.WriteString("</tr>\n")
	}
	p.b.WriteString("</table>\n")
}

// id marks the first place that comes from a record.
func (p *page) id(record uint64) {
	if record == 0 || p.seen[record] {
		return
	}
	p.seen[record] = true
	p.b.WriteString(" id=\"")
	p.b.WriteString(Anchor(record))
	p.b.WriteString("\"")
}

func (p *page) ref(record uint64) {
	if record == 0 {
		return
	}
	anchor := Anchor(record)
	p.b.WriteString(" <a class=\"ref\" href=\"#")
	p.b.WriteString(anchor)
	p.b.WriteString("\">")
	p.b.WriteString(anchor)
	p.b.WriteString("</a>")
}

func (p *page) runs(text []run) {
	for _, r := range text {
		if r.text == "" {
			continue
		}
		switch r.manner {
		case plain:
			p.linked(r.text)
		case address:
			p.link(r.text)
		case strong:
			p.tagged("strong", r.text)
		case deleted:
			p.tagged("del", r.text)
		case inserted:
			p.tagged("ins", r.text)
		case faint:
			p.tagged("small", r.text)
		}
	}
}

func (p *page) tagged(tag, text string) {
	p.b.WriteString("<" + tag + ">")
	p.b.WriteString(html.EscapeString(text))
	p.b.WriteString("</" + tag + ">")
}

// linked writes text in which web addresses can be followed.
func (p *page) linked(text string) {
	for {
		at := strings.Index(text, "http")
		if at < 0 {
			break
		}
		if !webStart(text[at:]) {
			p.b.WriteString(html.EscapeString(text[:at+4]))
			text = text[at+4:]
			continue
		}
		p.b.WriteString(html.EscapeString(text[:at]))
		end := strings.IndexAny(text[at:], " <>\"'`\\\t\n|")
		if end < 0 {
			end = len(text) - at
		}
		word := strings.TrimRight(text[at:at+end], ".,;:!?)")
		p.link(word)
		text = text[at+len(word):]
	}
	p.b.WriteString(html.EscapeString(text))
}

func (p *page) link(text string) {
	if !webAddress(text) {
		p.b.WriteString(html.EscapeString(text))
		return
	}
	safe := html.EscapeString(text)
	p.b.WriteString("<a href=\"" + safe + "\" rel=\"nofollow noreferrer\">" + safe + "</a>")
}
