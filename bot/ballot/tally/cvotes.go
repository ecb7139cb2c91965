package tally

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ParseCVotes reads the Condorcet Election Format (github.com/CondorcetVote/
// CondorcetElectionFormat): lines such as
//
//	#/Candidates: Ann ; Bo ; Cy
//	#/Number of Seats: 2
//	#/Implicit Ranking: false
//	group || Ann > Bo = Cy ^2 * 39 # 39 ballots, each of weight 2
//
// Without a list of candidates they are those whom the votes name, in
// alphabetical order. An empty vote is /EMPTY_RANKING/, or EMPTY. The error is a
// *ParseError.
func ParseCVotes(file []byte) (*Election, error) {
	if !utf8.Valid(file) {
		return nil, &ParseError{Line: 1 + bytes.Count(file[:invalidAt(string(file))], []byte("\n")), Reason: "the text is not UTF-8; save the file as UTF-8"}
	}
	p := &cvotesParser{e: &Election{Seats: 1}, weights: true, found: map[string]Candidate{}}
	text := strings.TrimPrefix(string(file), "\ufeff")
	for line := range strings.SplitSeq(text, "\n") {
		p.line++
		if err := p.read(strings.TrimSpace(line)); err != nil {
			return nil, err
		}
	}
	if !p.listed {
		p.alphabetical()
	}
	if err := p.e.Check(); err != nil {
		return nil, &ParseError{Line: p.line, Reason: err.Error()}
	}
	return p.e, nil
}

type cvotesParser struct {
	e       *Election
	line    int
	total   int64
	weights bool
	listed  bool
	found   map[string]Candidate
}

func (p *cvotesParser) fail(format string, args ...any) error {
	return &ParseError{Line: p.line, Reason: fmt.Sprintf(format, args...)}
}

func (p *cvotesParser) read(line string) error {
	if header, ok := strings.CutPrefix(line, "#/"); ok {
		return p.header(header)
	}
	line, _, _ = strings.Cut(line, "#")
	if line = strings.TrimSpace(line); line == "" {
		return nil
	}
	if _, vote, ok := strings.Cut(line, "||"); ok {
		line = vote
	}
	line, times, err := p.factor(line, "*")
	if err != nil {
		return err
	}
	line, weight, err := p.factor(line, "^")
	if err != nil {
		return err
	}
	if !p.weights {
		weight = 1
	}
	if times > MaxVotes/weight || times*weight > MaxVotes-p.total {
		return p.fail("there are more votes than %d, which is the most that can be counted", MaxVotes)
	}
	p.total += times * weight
	return p.vote(strings.TrimSpace(line), times*weight)
}

// factor takes a number off the end of a vote.
func (p *cvotesParser) factor(line, sign string) (rest string, n int64, err error) {
	rest, digits, ok := strings.Cut(line, sign)
	if !ok {
		return line, 1, nil
	}
	n, err = strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
	if err != nil || n < 1 || n > MaxVotes {
		return "", 0, p.fail("after %s stands %q, where a number from 1 to %d should be", sign, strings.TrimSpace(digits), MaxVotes)
	}
	return rest, n, nil
}

func (p *cvotesParser) header(h string) error {
	key, value, ok := strings.Cut(h, ":")
	if !ok {
		return p.fail("a header needs a colon: #/Key: value")
	}
	value = strings.TrimSpace(value)
	switch strings.ToLower(strings.TrimSpace(key)) {
	case "candidates":
		return p.candidates(value)
	case "number of seats":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > MaxCandidates {
			return p.fail("the number of seats is %q; it must be a number from 1 on", value)
		}
		p.e.Seats = n
	case "implicit ranking":
		yes, err := strconv.ParseBool(value)
		if err != nil {
			return p.fail("implicit ranking is %q; it must be true or false", value)
		}
		p.e.RankedOnly = !yes
	case "weight allowed":
		yes, err := strconv.ParseBool(value)
		if err != nil {
			return p.fail("weight allowed is %q; it must be true or false", value)
		}
		p.weights = yes
	}
	return nil
}

func (p *cvotesParser) candidates(value string) error {
	if p.listed || len(p.e.Ballots) > 0 {
		return p.fail("the candidates must be listed once, before the votes")
	}
	p.listed = true
	for name := range strings.SplitSeq(value, ";") {
		name = strings.TrimSpace(name)
		if _, twice := p.found[name]; twice || name == "" {
			return p.fail("the list of candidates has %q twice, or an empty name", name)
		}
		p.found[name] = Candidate(len(p.e.Candidates))
		p.e.Candidates = append(p.e.Candidates, name)
	}
	return nil
}

func (p *cvotesParser) vote(text string, weight int64) error {
	var places [][]Candidate
	if text != "EMPTY" && text != "/EMPTY_RANKING/" {
		seen := map[Candidate]bool{}
		for place := range strings.SplitSeq(text, ">") {
			var cs []Candidate
			for name := range strings.SplitSeq(place, "=") {
				name = strings.TrimSpace(name)
				c, ok := p.found[name]
				switch {
				case name == "":
					return p.fail("a place in the vote has no name")
				case !ok && p.listed:
					return p.fail("%q is not among the candidates", name)
				case !ok:
					c = Candidate(len(p.e.Candidates))
					p.found[name] = c
					p.e.Candidates = append(p.e.Candidates, name)
				case seen[c]:
					return p.fail("the vote names %q twice", name)
				}
				seen[c] = true
				cs = append(cs, c)
			}
			places = append(places, cs)
		}
	}
	p.e.Ballots = append(p.e.Ballots, Rank(weight, places...))
	return nil
}

// alphabetical numbers the candidates anew.
func (p *cvotesParser) alphabetical() {
	names := slices.Clone(p.e.Candidates)
	slices.Sort(names)
	to := make([]Candidate, len(names))
	for i, name := range p.e.Candidates {
		at, _ := slices.BinarySearch(names, name)
		to[i] = Candidate(at)
	}
	for _, b := range p.e.Ballots {
		for i, c := range b.Order {
			b.Order[i] = to[c]
		}
	}
	p.e.Candidates = names
}

// ParseScores reads comma-separated scores: a column for each candidate, named
// in the first line, and a line for each voter. An empty cell is no score. The
// error is a *ParseError.
func ParseScores(file []byte) (*Election, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))))
	r.TrimLeadingSpace = true
	e := &Election{Seats: 1}
	for line := 1; ; line++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			if at, ok := errors.AsType[*csv.ParseError](err); ok {
				return nil, &ParseError{Line: at.Line, Reason: at.Err.Error()}
			}
			return nil, &ParseError{Line: line, Reason: err.Error()}
		}
		if e.Candidates == nil {
			for _, name := range row {
				e.Candidates = append(e.Candidates, strings.TrimSpace(name))
			}
			continue
		}
		at, _ := r.FieldPos(0)
		b, err := scores(row, at)
		if err != nil {
			return nil, err
		}
		e.Ballots = append(e.Ballots, b)
	}
	if err := e.Check(); err != nil {
		return nil, &ParseError{Line: 1, Reason: err.Error()}
	}
	return e, nil
}

func scores(row []string, line int) (Ballot, error) {
	b := Ballot{Weight: 1, Points: []int64{}}
	for c, cell := range row {
		if cell = strings.TrimSpace(cell); cell == "" {
			continue
		}
		n, err := strconv.ParseInt(cell, 10, 64)
		if err != nil || n < -MaxPoints || n > MaxPoints {
			return b, &ParseError{Line: line, Reason: fmt.Sprintf("%q is not a whole number of points", cell)}
		}
		b.Order = append(b.Order, Candidate(c))
		b.Points = append(b.Points, n)
	}
	return b, nil
}
