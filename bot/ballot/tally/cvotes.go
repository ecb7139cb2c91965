package tally

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
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
// alphabetical order. With one, a vote is read without whoever is not on it, as
// the format asks, and Election.Remarks says so. A semicolon is between votes in
// one line, as in Condorcet PHP. An empty vote is /EMPTY/, /EMPTY_RANKING/ or
// EMPTY. Weights count unless the file says that they are not
// allowed: the format has it the other way round, but then a forgotten header
// would lose votes. Other headers, such as Voting Methods, do not change what the
// votes say. The error is a *ParseError.
func ParseCVotes(file []byte) (*Election, error) {
	if !utf8.Valid(file) {
		return nil, notUTF8(string(file))
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
	strange map[string]bool // who is named and not on the list

	// for the vote being read
	seen  []int // by candidate: the last vote that named it
	votes int
	order []Candidate
	tied  []bool
}

func (p *cvotesParser) fail(format string, args ...any) error {
	return &ParseError{Line: p.line, Reason: fmt.Sprintf(format, args...)}
}

func (p *cvotesParser) read(line string) error {
	if header, ok := strings.CutPrefix(line, "#/"); ok {
		return p.header(header)
	}
	line, _, _ = strings.Cut(line, "#")
	for votes := range strings.SplitSeq(line, ";") {
		if votes = strings.TrimSpace(votes); votes == "" {
			continue
		}
		if err := p.alike(votes); err != nil {
			return err
		}
	}
	return nil
}

// alike reads one vote, or several that are alike.
func (p *cvotesParser) alike(line string) error {
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
	if strings.Contains(value, "#") {
		return p.fail("a comment cannot stand behind a header; give it a line of its own")
	}
	value = strings.TrimSpace(value)
	switch strings.ToLower(strings.TrimSpace(key)) {
	case "candidates":
		return p.candidates(value)
	case "number of seats", "number of seat":
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
		if p.votes > 0 {
			return p.fail("whether weights count must be said before the votes")
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
	p.votes++
	p.order, p.tied = p.order[:0], p.tied[:0]
	if text != "EMPTY" && !strings.EqualFold(text, "/EMPTY/") && !strings.EqualFold(text, "/EMPTY_RANKING/") {
		for place := range strings.SplitSeq(text, ">") {
			beside := false
			for name := range strings.SplitSeq(place, "=") {
				c, ok, err := p.named(strings.TrimSpace(name))
				if err != nil {
					return err
				}
				if ok {
					p.order, p.tied, beside = append(p.order, c), append(p.tied, beside), true
				}
			}
		}
	}
	b := Ballot{Weight: weight, Order: slices.Clone(p.order)}
	if slices.Contains(p.tied, true) {
		b.Tied = slices.Clone(p.tied)
	}
	p.e.Ballots = append(p.e.Ballots, b)
	return nil
}

// named finds a candidate; false is somebody who does not stand.
func (p *cvotesParser) named(name string) (Candidate, bool, error) {
	c, ok := p.found[name]
	switch {
	case name == "":
		return 0, false, p.fail("a place in the vote has no name")
	case strings.HasPrefix(strings.ToUpper(name), "/EMPTY"):
		return 0, false, p.fail("%s stands for a whole vote, and not beside a name", name)
	case strings.Contains(name, "<"):
		return 0, false, p.fail("< stands in %q; put the most wanted first, and > between places", name)
	case !ok && p.listed:
		p.stranger(name)
		return 0, false, nil
	case !ok:
		c = Candidate(len(p.e.Candidates))
		p.found[name] = c
		p.e.Candidates = append(p.e.Candidates, name)
	}
	for int(c) >= len(p.seen) {
		p.seen = append(p.seen, 0)
	}
	if p.seen[c] == p.votes {
		return 0, false, p.fail("the vote names %q twice", name)
	}
	p.seen[c] = p.votes
	return c, true, nil
}

// mostRemarks bounds what is said of one file.
const mostRemarks = 20

// stranger notes a name that is not on the list, the first time.
func (p *cvotesParser) stranger(name string) {
	if p.strange == nil {
		p.strange = map[string]bool{}
	}
	if p.strange[name] || len(p.strange) == mostRemarks {
		return
	}
	p.strange[name] = true
	p.e.Remarks = append(p.e.Remarks, fmt.Sprintf("line %d: %q is not on the list of candidates, and is passed over here and wherever it comes again", p.line, name))
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
// in the first line, and a line for each voter. An empty cell is no score. Where
// the first line has no comma, semicolons or tabs part the columns, and decimals may
// be written with a comma. Points are kept exactly: all in units of the last decimal
// place that the file has (Election.Places). The error is a *ParseError.
func ParseScores(file []byte) (*Election, error) {
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	if !utf8.Valid(file) {
		return nil, notUTF8(string(file))
	}
	r := csv.NewReader(bytes.NewReader(file))
	r.Comma = comma(file)
	r.TrimLeadingSpace = true
	e := &Election{Seats: 1}
	var cells []scoreCell
	for line := 1; ; line++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, damagedTable(err, line, len(row), len(e.Candidates))
		}
		if e.Candidates == nil {
			for _, name := range row {
				e.Candidates = append(e.Candidates, strings.TrimSpace(name))
			}
			continue
		}
		at, _ := r.FieldPos(0)
		given, err := scores(row, at, len(e.Ballots), r.Comma != ',')
		if err != nil {
			return nil, err
		}
		cells = append(cells, given...)
		e.Ballots = append(e.Ballots, Ballot{Weight: 1, Points: []int64{}})
	}
	if err := e.score(cells); err != nil {
		return nil, err
	}
	if err := e.Check(); err != nil {
		return nil, &ParseError{Line: 1, Reason: err.Error()}
	}
	return e, nil
}

// damagedTable says what is wrong with a line of a table, and how to mend it.
func damagedTable(err error, line, cells, columns int) error {
	at, ok := errors.AsType[*csv.ParseError](err)
	switch {
	case !ok:
		return &ParseError{Line: line, Reason: err.Error()}
	case errors.Is(err, csv.ErrFieldCount):
		return &ParseError{Line: at.Line, Reason: fmt.Sprintf("there are %d columns where the first line has %d; leave the cell of whom a voter gave no points empty", cells, columns)}
	case errors.Is(err, csv.ErrQuote), errors.Is(err, csv.ErrBareQuote):
		return &ParseError{Line: at.Line, Reason: `a quotation mark has no partner; within a name in quotation marks it is written twice ("")`}
	}
	return &ParseError{Line: at.Line, Reason: at.Err.Error()}
}

// comma is what parts the columns of a table.
func comma(file []byte) rune {
	first, _, _ := bytes.Cut(file, []byte("\n"))
	for _, sign := range ",;\t" {
		if bytes.ContainsRune(first, sign) {
			return sign
		}
	}
	return ','
}

// scoreCell is the points in one cell, as they are written.
type scoreCell struct {
	line, ballot  int
	candidate     Candidate
	whole, places string // digits before, with the sign, and after the point
}

// decimal is points as people write them. A bare point or a number without one
// digit is none.
var decimal = regexp.MustCompile(`^([+-]?[0-9]+)(?:[.]([0-9]+))?$`)

// scores reads a row. comma says that a comma may stand for the decimal point.
func scores(row []string, line, ballot int, comma bool) (cells []scoreCell, _ error) {
	for c, cell := range row {
		cell = strings.TrimSpace(cell)
		if cell == "" {
			continue
		}
		plain := cell
		if comma {
			plain = strings.Replace(plain, ",", ".", 1)
		}
		m := decimal.FindStringSubmatch(plain)
		if m == nil {
			return nil, &ParseError{Line: line, Reason: fmt.Sprintf("%q in column %d is not a number of points, like 3 or 3.5", cell, c+1)}
		}
		places := strings.TrimRight(m[2], "0")
		if len(places) > MaxPlaces {
			return nil, &ParseError{Line: line, Reason: fmt.Sprintf("%q in column %d has more than %d decimal places", cell, c+1, MaxPlaces)}
		}
		cells = append(cells, scoreCell{line, ballot, Candidate(c), m[1], places})
	}
	return cells, nil
}

// score gives the ballots their points, all with as many places as the longest has.
func (e *Election) score(cells []scoreCell) error {
	for _, cell := range cells {
		e.Places = max(e.Places, len(cell.places))
	}
	for _, cell := range cells {
		n, err := strconv.ParseInt(cell.whole+cell.places+strings.Repeat("0", e.Places-len(cell.places)), 10, 64)
		if err != nil || n < -MaxPoints || n > MaxPoints {
			return &ParseError{Line: cell.line, Reason: fmt.Sprintf(
				"column %d: points written with as many decimal places as in this file reach from -%s to %[2]s", cell.candidate+1, Fixed(MaxPoints, e.Places))}
		}
		b := &e.Ballots[cell.ballot]
		b.Order, b.Points = append(b.Order, cell.candidate), append(b.Points, n)
	}
	return nil
}
