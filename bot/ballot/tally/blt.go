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
//   - source and comment after the title;
//   - what the files of Scottish councils have: commas for blanks, names and titles
//     that are not in quotation marks, the party beside the name, a quotation mark
//     within a name as "".
//
// The error is a *ParseError.
func ParseBLT(file []byte) (*Election, error) {
	p := &bltParser{e: &Election{}, names: map[string]Candidate{}, text: string(bytes.TrimPrefix(file, []byte("\ufeff"))), line: 1}
	for _, step := range []func() error{p.check, p.header, p.options, p.ballots, p.strings} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if err := p.e.Check(); err != nil {
		return nil, p.fail("%s", err.Error())
	}
	return p.e, nil
}

func (p *bltParser) header() error {
	n, line, err := p.number("the number of candidates")
	if err != nil {
		return err
	}
	if n < 1 || n > MaxCandidates {
		return p.failAt(line, "there are %d candidates; there must be at least 1 and at most %d", n, MaxCandidates)
	}
	seats, line, err := p.number("the number of seats")
	if err != nil {
		return err
	}
	if seats < 1 || seats > MaxCandidates {
		return p.failAt(line, "there are %d seats; there must be at least 1 and at most %d", seats, MaxCandidates)
	}
	p.e.Seats = int(seats)
	p.e.Candidates = make([]string, n)
	return nil
}

// options are withdrawn candidates (-2) and what stands in square brackets.
func (p *bltParser) options() error {
	for {
		t, word, ok := p.peek()
		switch {
		case !ok || t.quoted:
			return nil
		case word == "[":
			if err := p.option(); err != nil {
				return err
			}
		case len(word) > 1 && word[0] == '-':
			c, ok := p.find(word[1:])
			if !ok {
				return p.fail("there is no candidate %q to withdraw", word[1:])
			}
			p.e.Withdrawn = append(p.e.Withdrawn, c)
			p.take()
		default:
			return nil
		}
	}
}

func (p *bltParser) option() error {
	p.take()
	at, name, _ := p.peek()
	p.take()
	var words []bltToken
	for ; !p.is("]"); p.take() {
		t, _, ok := p.peek()
		if !ok {
			return p.fail("the option [%s has no ]", name)
		}
		words = append(words, t)
	}
	p.take()
	switch name {
	case "droop":
		return nil
	case "nick":
		return p.nick(words)
	case "tie", "withdrawn":
		var list []Candidate
		for _, w := range words {
			c, ok := p.find(p.word(w))
			if !ok {
				return p.failAt(w.line, "there is no candidate %q", p.word(w))
			}
			list = append(list, c)
		}
		if name == "tie" {
			p.e.Lots = list
		} else {
			p.e.Withdrawn = append(p.e.Withdrawn, list...)
		}
		return nil
	default:
		return p.failAt(at.line, "the option [%s] is not known, and might change the count", name)
	}
}

func (p *bltParser) nick(words []bltToken) error {
	if len(words) != len(p.e.Candidates) {
		return p.fail("there are %d short names for %d candidates", len(words), len(p.e.Candidates))
	}
	for i, w := range words {
		name := p.word(w)
		if _, taken := p.names[name]; taken || name == "" || unicode.IsDigit(rune(name[0])) || name == "-" {
			return p.failAt(w.line, "%q cannot be a short name: each is used once and does not begin with a digit", name)
		}
		p.names[name] = Candidate(i)
	}
	return nil
}

// find is the candidate of a number, counted from 1, or of a short name.
func (p *bltParser) find(word string) (Candidate, bool) {
	if len(p.names) > 0 {
		if c, ok := p.names[word]; ok {
			return c, true
		}
	}
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 || n > len(p.e.Candidates) {
		return 0, false
	}
	return Candidate(n - 1), true
}

func (p *bltParser) ballots() error {
	p.seen = make([]int, len(p.e.Candidates))
	var total int64
	for {
		weight := int64(1)
		if p.is("(") {
			for p.take(); !p.is(")"); p.take() {
				if _, _, ok := p.peek(); !ok {
					return p.fail("the name of a ballot has no closing parenthesis")
				}
			}
			p.take()
		} else {
			n, line, err := p.number("a number of voters, or the 0 after the last ballot,")
			if err != nil {
				return err
			}
			if n == 0 {
				p.ended = line
				return nil
			}
			if n < 0 || n > MaxVotes-total {
				return p.failAt(line, "%d voters cannot be counted: at least 1, and all together at most %d", n, MaxVotes)
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
	p.order, p.tied = p.order[:0], p.tied[:0]
	// group: within parentheses; begun: its first candidate has come; join: after =
	group, begun, join := false, false, false
	for {
		t, word, ok := p.peek()
		switch {
		case !ok:
			return Ballot{}, p.fail("the file ends within a ballot")
		case t.quoted:
			return Ballot{}, p.fail("a name stands within a ballot; does the ballot lack its 0?")
		case word == "0":
			if group || join {
				return Ballot{}, p.fail("a ballot ends before a shared place does")
			}
			p.take()
			return p.made(weight), nil
		case word == "-" && !group && !join:
		case word == "(" && !group && !join:
			group, begun = true, false
		case word == ")" && group && begun:
			group = false
		case word == "=" && !group && !join && len(p.order) > 0:
			join = true
		default:
			if err := p.mark(word, join || group && begun); err != nil {
				return Ballot{}, err
			}
			begun, join = true, false
		}
		p.take()
	}
}

// mark puts a candidate on the ballot being read.
func (p *bltParser) mark(word string, beside bool) error {
	c, ok := p.find(word)
	if !ok {
		return p.fail("there is no candidate %q", word)
	}
	if p.seen[c] == len(p.e.Ballots)+1 {
		return p.fail("a ballot names candidate %q twice", word)
	}
	p.seen[c] = len(p.e.Ballots) + 1
	p.order, p.tied = append(p.order, c), append(p.tied, beside)
	return nil
}

// made is the ballot that was read. Its order stands in a slab with others, since
// a ballot of its own for each of millions takes long.
func (p *bltParser) made(weight int64) Ballot {
	b := Ballot{Weight: weight}
	if n := len(p.order); n > 0 {
		if len(p.slab) < n {
			p.slab = make([]Candidate, max(n, 4096))
		}
		b.Order, p.slab = p.slab[:n:n], p.slab[n:]
		copy(b.Order, p.order)
	}
	if slices.Contains(p.tied, true) {
		b.Tied = slices.Clone(p.tied)
	}
	return b
}

// FormatBLT writes an election as ParseBLT reads it. Points and none of these
// have no place in such a file. The error is a *FormError: a name that is not
// UTF-8 cannot be written.
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
		if !utf8.ValidString(name) {
			return nil, wrong(0, "%q cannot be written into a ballot file", name)
		}
		fmt.Fprintf(&b, "\"%s\"\n", strings.ReplaceAll(name, `"`, `""`))
	}
	return b.Bytes(), nil
}
