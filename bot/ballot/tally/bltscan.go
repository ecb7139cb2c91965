package tally

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// bltToken is where a token stands in the text; a large file has millions.
type bltToken struct {
	from, to, line int32
	quoted         bool
}

type bltParser struct {
	e      *Election
	text   string
	tokens []bltToken
	at     int
	names  map[string]Candidate

	// for the ballot being read
	seen  []int // by candidate: the last ballot that named it
	order []Candidate
	tied  []bool
}

// mostBLT bounds a file, so that places in it fit their numbers: 1 GB.
const mostBLT = 1 << 30

// word is what a token says.
func (p *bltParser) word(t bltToken) string { return p.text[t.from:t.to] }

// line is where the parser stands.
func (p *bltParser) line() int {
	if p.at < len(p.tokens) {
		return int(p.tokens[p.at].line)
	}
	if len(p.tokens) > 0 {
		return int(p.tokens[len(p.tokens)-1].line)
	}
	return 1
}

func (p *bltParser) fail(format string, args ...any) error {
	return &ParseError{Line: p.line(), Reason: fmt.Sprintf(format, args...)}
}

// scan cuts the text into tokens: words, the signs ( ) [ ] = and quoted text.
func (p *bltParser) scan() error {
	s := p.text
	if len(s) > mostBLT {
		return &ParseError{Line: 1, Reason: fmt.Sprintf("the file has %d bytes; at most %d can be read", len(s), mostBLT)}
	}
	if !utf8.ValidString(s) {
		return &ParseError{Line: 1 + strings.Count(s[:invalidAt(s)], "\n"), Reason: "the text is not UTF-8; save the file as UTF-8"}
	}
	line := 1
	for i := 0; i < len(s); {
		n, from, to, quoted, err := bltNext(s[i:])
		if err != "" {
			return &ParseError{Line: line, Reason: err}
		}
		if to > from || quoted {
			p.tokens = append(p.tokens, bltToken{int32(i + from), int32(i + to), int32(line), quoted})
		}
		if c := s[i]; c == '\n' {
			line++
		} else if n > 1 && (c == '"' || c == '/') {
			line += strings.Count(s[i:i+n], "\n")
		}
		i += n
	}
	return nil
}

// What ends a word.
const (
	blanks = " \t\n\r\v\f"
	signs  = `()[]="#`
)

// bltNext is how long the next piece is, and what of it is a token.
func bltNext(rest string) (n, from, to int, quoted bool, wrong string) {
	switch c := rest[0]; {
	case c == '#':
		return until(rest, "\n"), 0, 0, false, ""
	case strings.HasPrefix(rest, "/*"):
		if n = strings.Index(rest, "*/") + 2; n < 2 {
			return 0, 0, 0, false, "the comment that begins here has no end"
		}
		return n, 0, 0, false, ""
	case c == '"':
		end := strings.IndexByte(rest[1:], '"')
		if end < 0 {
			return 0, 0, 0, false, "the quotation mark here has no partner"
		}
		return end + 2, 1, end + 1, true, ""
	case strings.IndexByte("()[]=", c) >= 0:
		return 1, 0, 1, false, ""
	case strings.IndexByte(blanks, c) >= 0:
		return 1, 0, 0, false, ""
	}
	n = len(rest)
	if end := strings.IndexAny(rest[1:], blanks+signs); end >= 0 {
		n = 1 + end
	}
	return n, 0, n, false, ""
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
	if p.at < len(p.tokens) {
		t = p.tokens[p.at]
		return t, p.word(t), true
	}
	return t, "", false
}

func (p *bltParser) is(text string) bool {
	t, word, ok := p.peek()
	return ok && !t.quoted && word == text
}

func (p *bltParser) number(what string) (int64, error) {
	t, word, ok := p.peek()
	if !ok {
		return 0, p.fail("the file ends where %s should be", what)
	}
	n, err := strconv.ParseInt(word, 10, 64)
	if err != nil || t.quoted {
		return 0, p.fail("%q stands where %s should be", word, what)
	}
	p.at++
	return n, nil
}
