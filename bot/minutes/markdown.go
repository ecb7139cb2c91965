package minutes

import (
	"strconv"
	"strings"

	"magbot/bot"
)

// Markdown writes a document as CommonMark with tables. Whatever people wrote
// stands there as text: nothing of it becomes markup. Each line ends with a
// link to its record.
func Markdown(v bot.View, d Doc) string {
	m := &markdown{seen: map[uint64]bool{}}
	m.b.Grow(4096)
	for _, p := range layOut(v, d) {
		m.piece(&p)
	}
	return m.b.String()
}

type markdown struct {
	b      strings.Builder
	seen   map[uint64]bool
	inList bool
}

func (m *markdown) piece(p *piece) {
	switch p.form {
	case heading:
		m.part()
		m.b.WriteString(strings.Repeat("#", p.level))
		m.b.WriteByte(' ')
		m.runs(p.text)
		m.ref(p.record)
		m.b.WriteString("\n")
	case paragraph:
		m.part()
		m.runs(p.text)
		m.b.WriteString("\n")
	case line:
		if !m.inList {
			m.part()
			m.inList = true
		}
		for range p.level {
			m.b.WriteString("  ")
		}
		m.b.WriteString("- ")
		m.runs(p.text)
		m.ref(p.record)
		m.b.WriteString("\n")
	case table:
		m.part()
		m.table(p)
	}
}

// part leaves a blank line before what follows.
func (m *markdown) part() {
	m.inList = false
	if m.b.Len() > 0 {
		m.b.WriteString("\n")
	}
}

func (m *markdown) table(p *piece) {
	for i, row := range p.rows {
		for _, cell := range row {
			m.b.WriteString("| ")
			m.runs(cell)
			m.b.WriteByte(' ')
		}
		m.b.WriteString("|\n")
		if i > 0 {
			continue
		}
		for col := range row {
			m.b.WriteString("| ---")
			for _, right := range p.right {
				if right == col {
					m.b.WriteByte(':')
				}
			}
			m.b.WriteByte(' ')
		}
		m.b.WriteString("|\n")
	}
}

// ref is the link to a record; the first one is the place the others lead to.
func (m *markdown) ref(record uint64) {
	if record == 0 {
		return
	}
	var buf [20]byte
	n := strconv.AppendUint(buf[:0], record, 10)
	if m.seen[record] {
		m.b.WriteString(" [r")
		m.b.Write(n)
		m.b.WriteString("](#r")
		m.b.Write(n)
		m.b.WriteString(")")
		return
	}
	m.seen[record] = true
	m.b.WriteString(` <a id="r`)
	m.b.Write(n)
	m.b.WriteString(`" href="#r`)
	m.b.Write(n)
	m.b.WriteString(`">r`)
	m.b.Write(n)
	m.b.WriteString("</a>")
}

func (m *markdown) runs(text []run) {
	for _, r := range text {
		if strings.TrimSpace(r.text) == "" {
			m.b.WriteString(r.text)
			continue
		}
		switch r.manner {
		case strong:
			m.around("**", r.text)
		case deleted:
			m.around("~~", r.text)
		case inserted:
			m.around("**", r.text)
		case address:
			m.address(r.text)
		case plain, faint:
			m.escape(r.text)
		}
	}
}

// around puts marks about a text; blanks stay outside, where they must.
func (m *markdown) around(mark, text string) {
	inner := strings.TrimSpace(text)
	at := strings.Index(text, inner)
	m.b.WriteString(text[:at])
	m.b.WriteString(mark)
	m.escape(inner)
	m.b.WriteString(mark)
	m.b.WriteString(text[at+len(inner):])
}

// address writes a web address so that it can be followed.
func (m *markdown) address(text string) {
	if !webAddress(text) {
		m.escape(text)
		return
	}
	m.b.WriteByte('<')
	m.b.WriteString(text)
	m.b.WriteByte('>')
}

// webAddress says that a text is an address and nothing else.
func webAddress(text string) bool {
	return (strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")) && !strings.ContainsAny(text, " <>\"'`\\\t\n|")
}

// special are the characters that can begin markup anywhere in a line.
const special = "\\`*_[]<>#|~&!"

// escape writes text in which nothing is markup. Web addresses stay as they
// are, in angle brackets.
func (m *markdown) escape(text string) {
	for text != "" {
		at := strings.Index(text, "http")
		if at < 0 || !webStart(text[at:]) || at > 0 && text[at-1] != ' ' && text[at-1] != '(' {
			if at < 0 {
				m.literal(text)
				return
			}
			m.literal(text[:at+4])
			text = text[at+4:]
			continue
		}
		m.literal(text[:at])
		end := strings.IndexAny(text[at:], " <>\"'`\\\t\n|")
		if end < 0 {
			end = len(text) - at
		}
		word := strings.TrimRight(text[at:at+end], ".,;:!?)")
		m.address(word)
		text = text[at+len(word):]
	}
}

func webStart(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

func (m *markdown) literal(text string) {
	from := 0
	for i := range len(text) {
		c := text[i]
		if c >= 0x80 || c == ' ' || c >= 'a' && c <= 'z' {
			continue
		}
		first := i == 0 && (c == '+' || c == '-' || c == '=') || (c == '.' || c == ')') && i > 0 && allDigits(text[:min(i, 10)]) && i < 10
		if first || strings.IndexByte(special, c) >= 0 {
			m.b.WriteString(text[from:i])
			m.b.WriteByte('\\')
			from = i
		}
	}
	m.b.WriteString(text[from:])
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }
