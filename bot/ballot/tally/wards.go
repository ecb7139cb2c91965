package tally

import (
	"encoding/csv"
	"strconv"
	"strings"
)

// ParseWard reads a table of rankings as the collection of Scottish council
// elections has it (github.com/mggg/scot-elex): the numbers of candidates and of
// seats, a line a kind of ballot with its number of voters and the candidates in
// order, a line a candidate ("Candidate 1","Ann","Party"), and the ward. The
// error is a *ParseError.
func ParseWard(file []byte) (*Election, error) {
	lines := newLines(file)
	if err := lines.check(); err != nil {
		return nil, err
	}
	p := &prefParser{lineReader: lines, e: &Election{}}
	text, _ := p.next()
	n, s, _ := strings.Cut(strings.Trim(text, " ,"), ",")
	candidates, err := strconv.Atoi(strings.TrimSpace(n))
	if err != nil || candidates < 1 || candidates > MaxCandidates {
		return nil, p.fail("the number of candidates is %q; it must be from 1 to %d", n, MaxCandidates)
	}
	seats, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || seats < 1 || seats > MaxCandidates {
		return nil, p.fail("the number of seats is %q; it must be from 1 to %d", s, MaxCandidates)
	}
	p.e.Seats, p.e.Candidates = seats, make([]string, candidates)
	for text, ok := p.next(); ok; text, ok = p.next() {
		if text[0] == '"' {
			if err := p.wardLine(text); err != nil {
				return nil, err
			}
			continue
		}
		count, order, _ := strings.Cut(strings.TrimRight(text, " ,"), ",")
		if err := p.ballot(count, order); err != nil {
			return nil, err
		}
	}
	return p.done(p.e)
}

// wardLine is a candidate or, after them, the name of the ward.
func (p *prefParser) wardLine(text string) error {
	r := csv.NewReader(strings.NewReader(text))
	r.LazyQuotes = true
	cell, err := r.Read()
	if err != nil {
		return p.fail("the line cannot be read as a line of a table")
	}
	number, ok := strings.CutPrefix(cell[0], "Candidate ")
	if !ok {
		p.e.Title = strings.Trim(cell[0], `", `)
		return nil
	}
	at, err := strconv.Atoi(number)
	if err != nil {
		return p.fail("%q is not the number of a candidate", number)
	}
	if at < 1 || at > len(p.e.Candidates) || len(cell) < 2 {
		return p.fail("there is no candidate %d, or no name for it", at)
	}
	p.e.Candidates[at-1] = strings.TrimSpace(cell[1])
	return nil
}

// ParseDebian reads a tally sheet of the Debian project: "Option 1--->: Ann" for
// each option, and for each voter "V: 21-", a digit or sign an option: 1 the most
// wanted, - not ranked, and as the constitution has it (A.5) no better than any
// that is. "None of the above" and "Further discussion" are options like others.
// The error is a *ParseError.
func ParseDebian(file []byte) (*Election, error) {
	p := &prefParser{lineReader: newLines(file), e: &Election{Seats: 1}}
	if err := p.check(); err != nil {
		return nil, err
	}
	for text, ok := p.next(); ok; text, ok = p.next() {
		if ranks, is := strings.CutPrefix(text, "V:"); is {
			if err := p.ranks(ranks); err != nil {
				return nil, err
			}
			continue
		}
		_, option, is := strings.Cut(text, "Option ")
		number, name, colon := strings.Cut(option, ">:")
		if !is || !colon {
			continue // the sheet explains itself in words
		}
		if len(p.e.Ballots) > 0 {
			return nil, p.fail("an option stands after the first ballot")
		}
		if n, err := strconv.Atoi(strings.TrimRight(number, "- ")); err != nil || n != len(p.e.Candidates)+1 {
			return nil, p.fail("option %d should be here", len(p.e.Candidates)+1)
		}
		p.e.Candidates = append(p.e.Candidates, strings.TrimSpace(name))
	}
	return p.done(p.e)
}

// ranks is one ballot: a rank an option.
func (p *prefParser) ranks(text string) error {
	word, _, _ := strings.Cut(strings.TrimSpace(text)+" ", " ")
	word, _, _ = strings.Cut(word, "\t")
	if len(word) != len(p.e.Candidates) {
		return p.fail("%q has %d ranks for %d options", word, len(word), len(p.e.Candidates))
	}
	var places [36][]Candidate
	for c, sign := range []byte(word) {
		if sign == '-' {
			continue
		}
		rank, err := strconv.ParseUint(string(sign), 36, 8)
		if err != nil || rank == 0 {
			return p.fail("%q is not a rank", string(sign))
		}
		places[rank] = append(places[rank], Candidate(c))
	}
	p.e.Ballots = append(p.e.Ballots, Rank(1, places[:]...))
	return nil
}
