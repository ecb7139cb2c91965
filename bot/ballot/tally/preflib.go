package tally

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ParsePrefLib reads rankings as PrefLib publishes them (.soc, .soi, .toc, .toi;
// preflib.org/format), in the form with headers,
//
//	# ALTERNATIVE NAME 1: Ann
//	# NUMBER ALTERNATIVES: 3
//	39: 1,{2,3}
//
// and in the form before 2022, in which the first lines are the number of
// candidates, a number and a name for each, and three totals; a ballot is then
// "39,1,{2,3}". The error is a *ParseError.
func ParsePrefLib(file []byte) (*Election, error) {
	p := &prefParser{lineReader: newLines(file), e: &Election{Seats: 1}}
	if err := p.check(); err != nil {
		return nil, err
	}
	read := p.headed
	if _, err := strconv.Atoi(p.first()); err == nil {
		read = p.older
	}
	if err := read(); err != nil {
		return nil, err
	}
	return p.done(p.e)
}

// lineReader goes through a text line by line.
type lineReader struct {
	text string
	line int
}

func newLines(file []byte) lineReader {
	return lineReader{text: string(bytes.TrimPrefix(file, []byte("\ufeff")))}
}

func (r *lineReader) check() error {
	if !utf8.ValidString(r.text) {
		return notUTF8(r.text)
	}
	return nil
}

// first is the first line that is not empty.
func (r *lineReader) first() string {
	first, _, _ := strings.Cut(strings.TrimSpace(r.text), "\n")
	return strings.TrimSpace(first)
}

// next is the next line that is not empty.
func (r *lineReader) next() (text string, ok bool) {
	for r.text != "" {
		text, r.text, _ = strings.Cut(r.text, "\n")
		r.line++
		if text = strings.TrimSpace(text); text != "" {
			return text, true
		}
	}
	return "", false
}

func (r *lineReader) fail(format string, args ...any) error {
	return &ParseError{Line: max(r.line, 1), Reason: fmt.Sprintf(format, args...)}
}

// done looks at the whole of what was read.
func (r *lineReader) done(e *Election) (*Election, error) {
	if err := e.Check(); err != nil {
		return nil, r.fail("%s", err.Error())
	}
	return e, nil
}

type prefParser struct {
	lineReader
	e     *Election
	total int64
	seen  []int
	order []Candidate
	tied  []bool
}

// headed reads the form with headers.
func (p *prefParser) headed() error {
	for text, ok := p.next(); ok; text, ok = p.next() {
		if header, is := strings.CutPrefix(text, "#"); is {
			if err := p.header(header); err != nil {
				return err
			}
			continue
		}
		count, order, ok := strings.Cut(text, ":")
		if !ok {
			return p.fail("a ballot needs a colon after the number of its voters")
		}
		if err := p.ballot(count, order); err != nil {
			return err
		}
	}
	return nil
}

func (p *prefParser) header(text string) error {
	key, value, _ := strings.Cut(text, ":")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	number, isName := strings.CutPrefix(key, "ALTERNATIVE NAME ")
	switch {
	case isName:
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > MaxCandidates {
			return p.fail("%q is not the number of a candidate", number)
		}
		for len(p.e.Candidates) < n {
			p.e.Candidates = append(p.e.Candidates, "")
		}
		p.e.Candidates[n-1] = value
	case key == "NUMBER ALTERNATIVES":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > MaxCandidates {
			return p.fail("the number of candidates is %q; it must be from 1 to %d", value, MaxCandidates)
		}
		for len(p.e.Candidates) < n {
			p.e.Candidates = append(p.e.Candidates, "")
		}
	case key == "TITLE":
		p.e.Title = value
	case strings.HasPrefix(key, "CATEGORY NAME"):
		return p.fail("this file sorts candidates into categories and does not rank them; it cannot be counted here")
	}
	return nil
}

// older reads the form before 2022.
func (p *prefParser) older() error {
	text, _ := p.next()
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > MaxCandidates {
		return p.fail("the number of candidates is %q; it must be from 1 to %d", text, MaxCandidates)
	}
	p.e.Candidates = make([]string, n)
	for i := range n {
		text, _ = p.next()
		number, name, ok := strings.Cut(text, ",")
		if at, err := strconv.Atoi(strings.TrimSpace(number)); err != nil || !ok || at != i+1 {
			return p.fail("%q stands where the number %d and a name should be", text, i+1)
		}
		p.e.Candidates[i] = strings.TrimSpace(name)
	}
	if text, _ = p.next(); strings.Count(text, ",") != 2 {
		return p.fail("%q stands where three totals should be", text)
	}
	for text, ok := p.next(); ok; text, ok = p.next() {
		count, order, _ := strings.Cut(text, ",")
		if err := p.ballot(count, order); err != nil {
			return err
		}
	}
	return nil
}

// ballot reads places parted by commas, shared ones in braces.
func (p *prefParser) ballot(count, text string) error {
	weight, err := strconv.ParseInt(strings.TrimSpace(count), 10, 64)
	if err != nil || weight < 1 || weight > MaxVotes-p.total {
		return p.fail("%q voters cannot be counted: at least 1, and all together at most %d", count, MaxVotes)
	}
	p.total += weight
	p.order, p.tied = p.order[:0], p.tied[:0]
	group, begun := false, false
	for word := range strings.SplitSeq(text, ",") {
		word = strings.TrimSpace(word)
		if rest, opens := strings.CutPrefix(word, "{"); opens {
			if group {
				return p.fail("a shared place begins within another")
			}
			group, begun, word = true, false, strings.TrimSpace(rest)
		}
		rest, closes := strings.CutSuffix(word, "}")
		if closes && !group {
			return p.fail("a shared place ends that did not begin")
		}
		if word = strings.TrimSpace(rest); word != "" {
			if err := p.mark(word, group && begun); err != nil {
				return err
			}
			begun = true
		}
		group = group && !closes
	}
	if group {
		return p.fail("a shared place does not end")
	}
	b := Ballot{Weight: weight, Order: slices.Clone(p.order)}
	if slices.Contains(p.tied, true) {
		b.Tied = slices.Clone(p.tied)
	}
	p.e.Ballots = append(p.e.Ballots, b)
	return nil
}

func (p *prefParser) mark(word string, beside bool) error {
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 || n > len(p.e.Candidates) {
		return p.fail("there is no candidate %q", word)
	}
	if p.seen == nil {
		p.seen = make([]int, MaxCandidates+1)
	}
	if p.seen[n] == len(p.e.Ballots)+1 {
		return p.fail("a ballot names candidate %d twice", n)
	}
	p.seen[n] = len(p.e.Ballots) + 1
	p.order, p.tied = append(p.order, Candidate(n-1)), append(p.tied, beside)
	return nil
}
