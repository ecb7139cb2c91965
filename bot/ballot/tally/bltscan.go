package tally

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// bltToken is where a token stands in the text.
type bltToken struct {
	from, to, line int
	quoted         bool
}

// bltParser reads one token after the other, because a large file has millions.
type bltParser struct {
	e       *Election
	text    string
	at      int // where the next token is looked for
	line    int // there
	token   bltToken
	have    bool // token is the next one
	last    int  // the line of the token that was taken last
	ended   int  // the line of the 0 after the last ballot
	damaged error
	names   map[string]Candidate

	// for the ballot being read
	seen  []int // by candidate: the last ballot that named it
	order []Candidate
	tied  []bool
	slab  []Candidate // room for the orders of many ballots
}

// mostBLT bounds a file: 1 GB.
const mostBLT = 1 << 30

// word is what a token says.
func (p *bltParser) word(t bltToken) string {
	word := p.text[t.from:t.to]
	if t.quoted && strings.Contains(word, `""`) {
		return strings.ReplaceAll(word, `""`, `"`)
	}
	return word
}

// fail names the line of the token that comes next, or of the last one.
func (p *bltParser) fail(format string, args ...any) error {
	if p.damaged != nil {
		return p.damaged
	}
	line := p.last
	if p.have {
		line = p.token.line
	}
	return p.failAt(line, format, args...)
}

// failAt names a line.
func (*bltParser) failAt(line int, format string, args ...any) error {
	return &ParseError{Line: max(line, 1), Reason: fmt.Sprintf(format, args...)}
}

// check refuses what is no text.
func (p *bltParser) check() error {
	if len(p.text) > mostBLT {
		return p.failAt(1, "the file has %d bytes; at most %d can be read", len(p.text), mostBLT)
	}
	if !utf8.ValidString(p.text) {
		return notUTF8(p.text)
	}
	return nil
}

// notUTF8 names the first line that is not.
func notUTF8(text string) error {
	line := 1 + strings.Count(text[:invalidAt(text)], "\n")
	return &ParseError{Line: line, Reason: "the text is not UTF-8; save the file as UTF-8"}
}

// What ends a word. A comma is a blank, because ballot files often come out of
// tables.
const (
	blanks = " \t\n\r\v\f,"
	signs  = `()[]="#`
)

var ends = func() (is [256]bool) {
	for _, c := range []byte(blanks + signs) {
		is[c] = true
	}
	return is
}()

// scan looks for the next token: a word, one of the signs ( ) [ ] =, or quoted
// text. It is false at the end, and where the text is damaged.
func (p *bltParser) scan() bool {
	for p.at < len(p.text) && p.damaged == nil {
		c := p.text[p.at]
		switch {
		case c == '\n':
			p.line++
			p.at++
		case c == '#':
			p.at += until(p.text[p.at:], "\n")
		case c == '"':
			return p.quote()
		case c == '/' && strings.HasPrefix(p.text[p.at:], "/*"):
			p.comment()
		case strings.IndexByte("()[]=", c) >= 0:
			p.token, p.at = bltToken{from: p.at, to: p.at + 1, line: p.line}, p.at+1
			return true
		case ends[c]:
			p.at++
		default:
			from := p.at
			for p.at++; p.at < len(p.text) && !ends[p.text[p.at]]; p.at++ {
			}
			p.token = bltToken{from: from, to: p.at, line: p.line}
			return true
		}
	}
	return false
}

func (p *bltParser) comment() {
	n := strings.Index(p.text[p.at:], "*/") + 2
	if n < 2 {
		p.damaged = p.failAt(p.line, "the comment that begins here has no end")
		return
	}
	p.line += strings.Count(p.text[p.at:p.at+n], "\n")
	p.at += n
}

// quote reads quoted text; within it "" is a quotation mark, as in tables.
func (p *bltParser) quote() bool {
	from := p.at + 1
	end := from
	for {
		n := strings.IndexByte(p.text[end:], '"')
		if n < 0 {
			p.damaged = p.failAt(p.line, "the quotation mark here has no partner")
			return false
		}
		end += n
		if end+1 == len(p.text) || p.text[end+1] != '"' {
			break
		}
		end += 2
	}
	p.token = bltToken{from: from, to: end, line: p.line, quoted: true}
	p.line += strings.Count(p.text[from:end], "\n")
	p.at = end + 1
	return true
}

func until(s, end string) int {
	if n := strings.Index(s, end); n >= 0 {
		return n
	}
	return len(s)
}

func invalidAt(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				return i
			}
		}
	}
	return len(s)
}

// peek is the token that comes next, if there is one.
func (p *bltParser) peek() (t bltToken, word string, ok bool) {
	if !p.have {
		p.have = p.scan()
	}
	if !p.have {
		return t, "", false
	}
	return p.token, p.word(p.token), true
}

// take goes past the token that was peeked at.
func (p *bltParser) take() { p.have, p.last = false, p.token.line }

func (p *bltParser) is(text string) bool {
	t, word, ok := p.peek()
	return ok && !t.quoted && word == text
}

// number takes a number, and gives its line.
func (p *bltParser) number(what string) (n int64, line int, err error) {
	t, word, ok := p.peek()
	if !ok {
		return 0, 0, p.fail("the file ends where %s should be", what)
	}
	n, err = strconv.ParseInt(word, 10, 64)
	if err != nil || t.quoted {
		return 0, 0, p.fail("%q stands where %s should be", word, what)
	}
	p.take()
	return n, t.line, nil
}
