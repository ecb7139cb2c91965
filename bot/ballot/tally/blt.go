package tally

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A ParseError says where a ballot file cannot be read, and why.
type ParseError struct {
	Line   int // counted from 1
	Reason string
}

func (e *ParseError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// ParseBLT reads the ballot file of Hill, Wichmann and Woodall ("Algorithm 123",
// Computer Journal 30, 1987, section 4) with the extensions in common use:
//
//   - # and /* */ comments, a byte order mark, line ends as blanks;
//   - equal places as 2=3 or (2 3), a place left empty as -;
//   - a ballot that begins with (name) instead of a number of voters: that name
//     is its own, and it counts once;
//   - [nick a b …] short names, [tie 3 1 2] the order of lots, [withdrawn 2];
//     [droop …] is passed over, any other option is refused;
//   - source and comment after the title.
//
// The error is a *ParseError.
func ParseBLT(file []byte) (*Election, error) {
	p := &bltParser{e: &Election{}, names: map[string]Candidate{}}
	if err := p.scan(string(bytes.TrimPrefix(file, []byte("\ufeff")))); err != nil {
		return nil, err
	}
	for _, step := range []func() error{p.header, p.options, p.ballots, p.strings} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if err := p.e.Check(); err != nil {
		return nil, &ParseError{Line: p.line(), Reason: err.Error()}
	}
	return p.e, nil
}

type bltToken struct {
	text   string
	line   int
	quoted bool
}

type bltParser struct {
	e      *Election
	tokens []bltToken
	at     int
	names  map[string]Candidate
}

// line is where the parser stands.
func (p *bltParser) line() int {
	if p.at < len(p.tokens) {
		return p.tokens[p.at].line
	}
	if len(p.tokens) > 0 {
		return p.tokens[len(p.tokens)-1].line
	}
	return 1
}

func (p *bltParser) fail(format string, args ...any) error {
	return &ParseError{Line: p.line(), Reason: fmt.Sprintf(format, args...)}
}

// scan cuts the file into tokens: words, the signs ( ) [ ] = and quoted text.
func (p *bltParser) scan(s string) error {
	if !utf8.ValidString(s) {
		return &ParseError{Line: 1 + strings.Count(s[:invalidAt(s)], "\n"), Reason: "the text is not UTF-8; save the file as UTF-8"}
	}
	line := 1
	for i := 0; i < len(s); {
		rest := s[i:]
		n := 1
		switch c := s[i]; {
		case c == '#':
			n = until(rest, "\n")
		case strings.HasPrefix(rest, "/*"):
			if n = strings.Index(rest, "*/") + 2; n < 2 {
				return &ParseError{Line: line, Reason: "the comment that begins here has no end"}
			}
		case c == '"':
			end := strings.IndexByte(rest[1:], '"')
			if end < 0 {
				return &ParseError{Line: line, Reason: "the quotation mark here has no partner"}
			}
			n = end + 2
			p.tokens = append(p.tokens, bltToken{rest[1 : end+1], line, true})
		case strings.IndexByte("()[]=", c) >= 0:
			p.tokens = append(p.tokens, bltToken{text: rest[:1], line: line})
		case !unicode.IsSpace(rune(c)):
			n = strings.IndexFunc(rest, func(r rune) bool {
				return unicode.IsSpace(r) || strings.ContainsRune("()[]=\"#", r)
			})
			if n < 0 {
				n = len(rest)
			}
			n = max(n, 1)
			p.tokens = append(p.tokens, bltToken{text: rest[:n], line: line})
		}
		line += strings.Count(rest[:n], "\n")
		i += n
	}
	return nil
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
func (p *bltParser) peek() (bltToken, bool) {
	if p.at < len(p.tokens) {
		return p.tokens[p.at], true
	}
	return bltToken{}, false
}

func (p *bltParser) is(text string) bool {
	t, ok := p.peek()
	return ok && !t.quoted && t.text == text
}

func (p *bltParser) number(what string) (int64, error) {
	t, ok := p.peek()
	if !ok {
		return 0, p.fail("the file ends where %s should be", what)
	}
	n, err := strconv.ParseInt(t.text, 10, 64)
	if err != nil || t.quoted {
		return 0, p.fail("%q stands where %s should be", t.text, what)
	}
	p.at++
	return n, nil
}

func (p *bltParser) header() error {
	n, err := p.number("the number of candidates")
	if err != nil {
		return err
	}
	if n < 1 || n > MaxCandidates {
		p.at--
		return p.fail("there are %d candidates; there must be at least 1 and at most %d", n, MaxCandidates)
	}
	seats, err := p.number("the number of seats")
	if err != nil {
		return err
	}
	if seats < 1 || seats > MaxCandidates {
		p.at--
		return p.fail("there are %d seats; there must be at least 1 and at most %d", seats, MaxCandidates)
	}
	p.e.Seats = int(seats)
	p.e.Candidates = make([]string, n)
	return nil
}

// options are withdrawn candidates (-2) and what stands in square brackets.
func (p *bltParser) options() error {
	for {
		t, ok := p.peek()
		switch {
		case !ok || t.quoted:
			return nil
		case t.text == "[":
			if err := p.option(); err != nil {
				return err
			}
		case len(t.text) > 1 && t.text[0] == '-':
			c, ok := p.find(t.text[1:])
			if !ok {
				return p.fail("there is no candidate %q to withdraw", t.text[1:])
			}
			p.e.Withdrawn = append(p.e.Withdrawn, c)
			p.at++
		default:
			return nil
		}
	}
}

func (p *bltParser) option() error {
	p.at++
	name, _ := p.peek()
	p.at++
	var words []bltToken
	for ; !p.is("]"); p.at++ {
		t, ok := p.peek()
		if !ok {
			return p.fail("the option [%s has no ]", name.text)
		}
		words = append(words, t)
	}
	p.at++
	switch name.text {
	case "droop":
		return nil
	case "nick":
		return p.nick(words)
	case "tie", "withdrawn":
		var list []Candidate
		for _, w := range words {
			c, ok := p.find(w.text)
			if !ok {
				return &ParseError{Line: w.line, Reason: fmt.Sprintf("there is no candidate %q", w.text)}
			}
			list = append(list, c)
		}
		if name.text == "tie" {
			p.e.Lots = list
		} else {
			p.e.Withdrawn = append(p.e.Withdrawn, list...)
		}
		return nil
	default:
		return &ParseError{Line: name.line, Reason: fmt.Sprintf("the option [%s] is not known, and might change the count", name.text)}
	}
}

func (p *bltParser) nick(words []bltToken) error {
	if len(words) != len(p.e.Candidates) {
		return p.fail("there are %d short names for %d candidates", len(words), len(p.e.Candidates))
	}
	for i, w := range words {
		if _, taken := p.names[w.text]; taken || w.text == "" || unicode.IsDigit(rune(w.text[0])) || w.text == "-" {
			return &ParseError{Line: w.line, Reason: fmt.Sprintf("%q cannot be a short name: each is used once and does not begin with a digit", w.text)}
		}
		p.names[w.text] = Candidate(i)
	}
	return nil
}

// find is the candidate of a number, counted from 1, or of a short name.
func (p *bltParser) find(word string) (Candidate, bool) {
	if c, ok := p.names[word]; ok {
		return c, true
	}
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 || n > len(p.e.Candidates) {
		return 0, false
	}
	return Candidate(n - 1), true
}

func (p *bltParser) ballots() error {
	var total int64
	for {
		weight := int64(1)
		if p.is("(") {
			for p.at++; !p.is(")"); p.at++ {
				if _, ok := p.peek(); !ok {
					return p.fail("the name of a ballot has no closing parenthesis")
				}
			}
			p.at++
		} else {
			n, err := p.number("a number of voters, or the 0 after the last ballot,")
			if err != nil {
				return err
			}
			if n == 0 {
				return nil
			}
			if n < 0 || n > MaxVotes-total {
				p.at--
				return p.fail("%d voters cannot be counted: at least 1, and all together at most %d", n, MaxVotes)
			}
			weight = n
		}
		total += weight
		b, err := p.ballot(weight)
		if err != nil {
			return err
		}
		p.e.Ballots = append(p.e.Ballots, b)
	}
}

// ballot reads the places of one ballot and its closing 0.
func (p *bltParser) ballot(weight int64) (Ballot, error) {
	var places [][]Candidate
	seen := map[Candidate]bool{}
	group, join := false, false
	for {
		t, ok := p.peek()
		switch {
		case !ok:
			return Ballot{}, p.fail("the file ends within a ballot")
		case t.quoted:
			return Ballot{}, p.fail("a name stands within a ballot; does the ballot lack its 0?")
		case t.text == "0":
			if group || join {
				return Ballot{}, p.fail("a ballot ends before a shared place does")
			}
			p.at++
			return Rank(weight, places...), nil
		case t.text == "-" && !group && !join:
		case t.text == "(" && !group && !join:
			group = true
			places = append(places, nil)
		case t.text == ")" && group && len(places[len(places)-1]) > 0:
			group = false
		case t.text == "=" && !group && !join && len(places) > 0:
			join = true
		default:
			c, ok := p.find(t.text)
			if !ok {
				return Ballot{}, p.fail("there is no candidate %q", t.text)
			}
			if seen[c] {
				return Ballot{}, p.fail("a ballot names candidate %q twice", t.text)
			}
			seen[c] = true
			if !group && !join {
				places = append(places, nil)
			}
			places[len(places)-1] = append(places[len(places)-1], c)
			join = false
		}
		p.at++
	}
}

// strings are the names, the title, and after it source and comment.
func (p *bltParser) strings() error {
	var texts []string
	for {
		t, ok := p.peek()
		if !ok {
			break
		}
		if !t.quoted {
			return p.fail("%q stands where a name in quotation marks should be", t.text)
		}
		if len(texts) < len(p.e.Candidates) {
			name := strings.TrimSpace(t.text)
			if name == "" {
				return p.fail("a candidate has no name")
			}
			if slices.Contains(texts, name) {
				return p.fail("two candidates are called %q", name)
			}
			texts = append(texts, name)
		} else {
			texts = append(texts, t.text)
		}
		p.at++
	}
	n := len(p.e.Candidates)
	if len(texts) < n {
		return p.fail("the file names %d of its %d candidates", len(texts), n)
	}
	if len(texts) > n+3 {
		return p.fail("the file has more names than its %d candidates, a title, a source and a comment", n)
	}
	copy(p.e.Candidates, texts)
	if len(texts) > n {
		p.e.Title = texts[n]
	}
	return nil
}

// FormatBLT writes an election as ParseBLT reads it. Points and none of these
// have no place in such a file. The error is a *FormError: a name with a
// quotation mark cannot be written.
func FormatBLT(e *Election) ([]byte, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%d %d\n", len(e.Candidates), e.Seats)
	for _, c := range e.Withdrawn {
		fmt.Fprintf(&b, "-%d\n", c+1)
	}
	if e.Lots != nil {
		b.WriteString("[tie")
		for _, c := range e.Lots {
			fmt.Fprintf(&b, " %d", c+1)
		}
		b.WriteString("]\n")
	}
	for i := range e.Ballots {
		fmt.Fprintf(&b, "%d", e.Ballots[i].Weight)
		for k, c := range e.Ballots[i].Order {
			sign := " "
			if e.Ballots[i].shares(k) {
				sign = "="
			}
			fmt.Fprintf(&b, "%s%d", sign, c+1)
		}
		b.WriteString(" 0\n")
	}
	b.WriteString("0\n")
	for _, name := range append(slices.Clone(e.Candidates), e.Title) {
		if strings.Contains(name, `"`) || !utf8.ValidString(name) {
			return nil, wrong(0, "%q cannot be written into a ballot file", name)
		}
		fmt.Fprintf(&b, "\"%s\"\n", name)
	}
	return b.Bytes(), nil
}
