package text

import "strings"

// zone is a part of a message, in bytes.
type zone struct {
	start, end int
	link       bool
}

// mayBegin is the bytes with which a zone may begin, mayQuote those of quotation
// marks: all others are passed over at once.
var mayBegin, mayQuote = bytesOf("`><&hHwWfF@"), quoteBytes()

func bytesOf(s string) (set [256]bool) {
	for i := range len(s) {
		set[s[i]] = true
	}
	return set
}

func quoteBytes() [256]bool {
	set := bytesOf("'")
	for mark := range closing {
		set[string(mark)[0]] = true
	}
	return set
}

// asides finds what is not the author's own running text: code, links and block
// quotes, in order and apart from each other.
func asides(zones []zone, raw string) []zone {
	for i := 0; i < len(raw); i++ {
		if i += skip(raw[i:], &mayBegin); i == len(raw) {
			break
		}
		if z := aside(raw, i, end(zones)); z.end > i {
			zones = append(zones, z)
			i = z.end - 1
		}
	}
	return zones
}

// skip is how many bytes stand before the first of a set.
func skip(raw string, set *[256]bool) int {
	for i := range len(raw) {
		if set[raw[i]] {
			return i
		}
	}
	return len(raw)
}

// opens tells whether nothing but blanks stands on a line before a byte.
func opens(raw string, i int) bool {
	for i--; i >= 0 && (raw[i] == ' ' || raw[i] == '\t'); i-- {
	}
	return i < 0 || raw[i] == '\n'
}

// end is where the last of some zones ends.
func end(zones []zone) int {
	if len(zones) == 0 {
		return 0
	}
	return zones[len(zones)-1].end
}

// aside is the zone that begins at a byte, or an empty one. A mail address may begin before it,
// after the zone before.
func aside(raw string, i, from int) zone {
	rest := raw[i:]
	switch c := raw[i]; {
	case c == '`':
		return zone{start: i, end: i + code(rest)}
	case (c == '>' || strings.HasPrefix(rest, "&gt;")) && opens(raw, i):
		return zone{start: i, end: i + line(rest)}
	case c == '<':
		return zone{start: i, end: i + angled(rest), link: true}
	case c|0x20 == 'h' || c|0x20 == 'w' || c|0x20 == 'f':
		if len(rest) < 5 || rest[1]|0x20 != 't' && rest[1]|0x20 != 'w' || i > 0 && letterByte(raw[i-1]) { // most words begin otherwise
			return zone{}
		}
		return zone{start: i, end: i + address(rest), link: true}
	case c == '@':
		if n := mailTail(rest); n > 0 {
			start := i
			for start > from && (letterByte(raw[start-1]) || strings.IndexByte("._-+", raw[start-1]) >= 0) {
				start--
			}
			if start < i {
				return zone{start: start, end: i + n, link: true}
			}
		}
	}
	return zone{}
}

func letterByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

// code is the length of a fenced block or of code within a line.
func code(rest string) int {
	if strings.HasPrefix(rest, "```") {
		if end := strings.Index(rest[3:], "```"); end >= 0 {
			return end + 6
		}
		return len(rest)
	}
	end := strings.IndexByte(rest[1:], '`')
	if end <= 0 || strings.IndexByte(rest[1:1+end], '\n') >= 0 {
		return 0
	}
	return end + 2
}

// line is the length of the rest of the line with its end.
func line(rest string) int {
	if end := strings.IndexByte(rest, '\n'); end >= 0 {
		return end + 1
	}
	return len(rest)
}

// angled is the length of what Slack and Discord write in angle brackets: a
// link, a mention, an emoji.
func angled(rest string) int {
	if len(rest) < 3 || strings.IndexByte("@#!:&ht", rest[1]) < 0 {
		return 0
	}
	end := strings.IndexByte(rest, '>')
	if end < 0 || end > 2000 || strings.ContainsAny(rest[:end], " \n") && rest[1] != 'h' {
		return 0
	}
	return end + 1
}

// address is the length of a web address.
func address(rest string) int {
	lower := strings.ToLower(rest[:min(8, len(rest))])
	if !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "https://") &&
		!strings.HasPrefix(lower, "www.") && !strings.HasPrefix(lower, "ftp://") {
		return 0
	}
	end := strings.IndexAny(rest, " \t\r\n<>\"“”«»（）。，")
	if end < 0 {
		end = len(rest)
	}
	return len(strings.TrimRight(rest[:end], ".,;:!?)]'"))
}

// mailTail is the length of "@host.example" in an e-mail address.
func mailTail(rest string) int {
	end, dot := 1, false
	for end < len(rest) && (letterByte(rest[end]) || rest[end] == '-' || rest[end] == '.' && end+1 < len(rest) && letterByte(rest[end+1])) {
		dot = dot || rest[end] == '.'
		end++
	}
	if !dot {
		return 0
	}
	return end
}

// closing is the mark that ends a quotation.
var closing = map[rune]rune{'"': '"', '“': '”', '„': '“', '«': '»', '»': '«', '「': '」', '『': '』', '‘': '’', '《': '》'}

// longestQuote is the most bytes that a quotation may have: a mark that was
// never closed quotes nothing.
const longestQuote = 800

// quotes finds what stands in quotation marks within a paragraph, the marks
// included.
func quotes(zones []zone, raw string) []zone {
	for i := 0; i < len(raw); {
		if i += skip(raw[i:], &mayQuote); i == len(raw) {
			break
		}
		r, size := decode(raw[i:])
		if r == '\'' {
			if end := singleQuoted(raw, i); end > i {
				zones = append(zones, zone{start: i, end: end})
				i = end
				continue
			}
		}
		mark, opens := closing[r]
		if !opens {
			i += size
			continue
		}
		end := quoteEnd(raw, i+size, r, mark)
		if end > 0 {
			zones = append(zones, zone{start: i, end: end})
			i = end
		} else {
			i += size
		}
	}
	return zones
}

// quoteEnd is where the quotation that begins before a byte is over.
func quoteEnd(raw string, from int, opening, mark rune) int {
	rest := raw[from:min(len(raw), from+longestQuote)]
	if para := strings.Index(rest, "\n\n"); para >= 0 {
		rest = rest[:para]
	}
	at := strings.IndexRune(rest, mark)
	if at < 0 && opening == '„' {
		mark = '”'
		at = strings.IndexRune(rest, mark)
	}
	if at <= 0 {
		return 0
	}
	return from + at + len(string(mark))
}

// singleQuoted is the end of words in plain single quotation marks, which are
// told from apostrophes by the blanks around them.
func singleQuoted(raw string, i int) int {
	if i > 0 && letterByte(raw[i-1]) || i+1 >= len(raw) || !letterByte(raw[i+1]) {
		return 0
	}
	rest := raw[i+1 : min(len(raw), i+1+longestQuote)]
	for j := 1; j < len(rest); j++ {
		if rest[j] == '\n' {
			return 0
		}
		if rest[j] == '\'' && (j+1 == len(rest) || !letterByte(rest[j+1])) && rest[j-1] != ' ' {
			return i + 1 + j + 1
		}
	}
	return 0
}
