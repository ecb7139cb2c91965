package roster

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/lang"
)

// The bounds of one import. They keep it within one record of the store
// (16 MiB, all or nothing) with every name sealed.
const (
	MaxPeople   = 10_000
	MaxText     = 4 << 20 // bytes of all cells together
	maxCell     = 500     // characters
	maxProblems = 200
)

// Sheet is a roster file that could be read.
type Sheet struct {
	Rows    []Row
	Columns []Column  // what the file has, in its order
	Notes   []Problem // worth knowing, but not in the way
}

// Row is one person as the file has it. Fields that Has does not report are
// not said; those that it reports and that are empty are said to be unknown.
type Row struct {
	Line          int // of the file, from 1
	ID            bot.PersonID
	Name          string
	Aliases       []string
	Email         string
	Groups        []bot.Group
	Region        bot.Region
	Country       string
	Roles         []Tenure
	Term          Term
	Zone          string
	Language      bot.Language
	Organisations []Membership
	Gender        string
	Newcomer      string

	said map[Column]bool
}

// Membership is an Organisation before its words belong to a person.
type Membership struct {
	Name    string
	Aliases []string
	Dates   Tenure
}

// Has reports whether the row says something in a column.
func (r Row) Has(c Column) bool { return r.said[c] }

// Problem is something in a file that must be mended before anything of it is
// applied. Line counts from 1; it is 0 for what is wrong with the whole.
type Problem struct {
	Line   int
	Column string // as the file's header has it; empty for the whole line
	Text   lang.Text
}

// ParseCSV reads a roster file: the first line names the columns, in any order
// and in the words that people use for them; commas, semicolons or tabs part
// the cells; cells with line breaks stand in quotation marks. It is UTF-8 or
// UTF-16, with or without a byte order mark.
//
// Within a cell, semicolons part several groups, roles, other names or
// organisations, and dates stand behind them: "chair 2027-01-01..2027-12-31;
// member". An empty cell says nothing; "unknown" or "-" says that it is unknown.
// When there are problems the Sheet must not be used; the reading stops after
// 200 of them.
func ParseCSV(text string) (Sheet, []Problem) { return parse(text, nil) }

// parse also knows which groups and regions the community has, and how often.
func parse(text string, known *spellings) (Sheet, []Problem) {
	text, p := decode(text)
	if p != nil {
		return Sheet{}, []Problem{*p}
	}
	r := newReader(text)
	if !r.header() {
		return Sheet{Notes: r.notes}, r.problems
	}
	for r.next() {
	}
	if len(r.sheet.Rows) == 0 && len(r.problems) == 0 {
		r.problem(0, "", "roster.csv.nobody")
	}
	r.checkTwice()
	r.checkSpelling(known)
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return a.Line - b.Line })
	if len(r.problems) > maxProblems {
		r.problems = append(r.problems[:maxProblems:maxProblems], Problem{Text: lang.T("roster.csv.more-problems", "most", maxProblems)})
	}
	r.sheet.Notes = append(r.notes, r.sheet.Notes...)
	return r.sheet, r.problems
}

type reader struct {
	csv      *csv.Reader
	header0  []string // as written
	columns  []Column // of each cell; "" for one that is left out
	skipped  int      // lines taken off before the csv reader began
	bytes    int
	sheet    Sheet
	problems []Problem
	notes    []Problem
}

func newReader(text string) *reader {
	r := &reader{}
	for text != "" {
		line, rest, _ := strings.Cut(text, "\n")
		if strings.Trim(line, " \t\r,;") != "" {
			break
		}
		text = rest
		r.skipped++
	}
	comma := rune(0)
	if line, rest, _ := strings.Cut(text, "\n"); strings.HasPrefix(strings.ToLower(line), "sep=") && len(strings.TrimSpace(line)) == len("sep=;") {
		comma, text = rune(line[len("sep=")]), rest
		r.skipped++
	}
	r.csv = csv.NewReader(strings.NewReader(text))
	r.csv.FieldsPerRecord = -1
	r.csv.Comma = separator(text)
	if strings.ContainsRune(",;\t|", comma) && comma != 0 {
		r.csv.Comma = comma
	}
	return r
}

// separator is the one that stands most often in the first line, outside
// quotation marks.
func separator(text string) rune {
	count := map[rune]int{}
	quoted := false
	for _, c := range text {
		if c == '\n' && !quoted {
			break
		}
		if c == '"' {
			quoted = !quoted
		}
		if !quoted {
			count[c]++
		}
	}
	best := ','
	for _, c := range ";\t" {
		if count[c] > count[best] {
			best = c
		}
	}
	return best
}

func (r *reader) problem(line int, column, key string, args ...any) {
	if len(r.problems) <= maxProblems {
		r.problems = append(r.problems, Problem{Line: line, Column: column, Text: lang.T(key, args...)})
	}
}

// header reads the names of the columns and reports whether to go on.
func (r *reader) header() bool {
	cells, err := r.csv.Read()
	if err != nil {
		if !errors.Is(err, io.EOF) {
			r.broken(err)
		} else {
			r.problem(1, "", "roster.csv.empty")
		}
		return false
	}
	line := r.line(0)
	r.header0 = make([]string, len(cells))
	r.columns = make([]Column, len(cells))
	first := map[Column]string{}
	for i, cell := range cells {
		name := strings.Join(strings.Fields(cell), " ")
		r.header0[i] = firstRunes(name, 40)
		c, ok := columnOf(name)
		switch {
		case name == "":
		case !ok:
			r.leftOut(line, r.header0[i])
		case first[c] != "" && !c.many():
			r.problem(line, r.header0[i], "roster.csv.column-twice", "first", first[c])
		default:
			first[c] = r.header0[i]
			r.columns[i] = c
			if !slices.Contains(r.sheet.Columns, c) {
				r.sheet.Columns = append(r.sheet.Columns, c)
			}
		}
	}
	if first[ColumnName] == "" && (first[columnGiven] == "" || first[columnFamily] == "") {
		r.problem(line, "", "roster.csv.no-name-column", "columns", columnNames())
	}
	return len(r.problems) == 0
}

// leftOut notes a column that is not known, with the one it may have meant.
func (r *reader) leftOut(line int, name string) {
	n := Problem{Line: line, Column: name, Text: lang.T("roster.csv.column-unknown")}
	if near := nearestColumn(name); near != "" {
		n.Text = lang.T("roster.csv.column-unknown-near", "near", near)
	}
	if len(r.notes) < maxProblems {
		r.notes = append(r.notes, n)
	}
}

func (r *reader) line(field int) int {
	line, _ := r.csv.FieldPos(field)
	return line + r.skipped
}

// broken tells of a line whose quotation marks do not fit.
func (r *reader) broken(err error) {
	var e *csv.ParseError
	if !errors.As(err, &e) {
		r.problem(0, "", "roster.csv.unreadable")
		return
	}
	key := "roster.csv.quote"
	if e.StartLine != e.Line {
		key = "roster.csv.quote-open"
	}
	r.problem(e.StartLine+r.skipped, "", key)
}

// next reads one line and reports whether to go on.
func (r *reader) next() bool {
	cells, err := r.csv.Read()
	switch {
	case errors.Is(err, io.EOF):
		return false
	case err != nil:
		r.broken(err)
		return len(r.problems) <= maxProblems
	case blank(cells):
		return true
	}
	line := r.line(0)
	if len(r.sheet.Rows) == MaxPeople {
		r.problem(line, "", "roster.csv.too-many", "most", MaxPeople)
		return false
	}
	for _, c := range cells {
		r.bytes += len(c)
	}
	if r.bytes > MaxText {
		r.problem(line, "", "roster.csv.too-much", "most", MaxText>>20)
		return false
	}
	if len(cells) > len(r.columns) && !blank(cells[len(r.columns):]) {
		r.problem(line, "", "roster.csv.cells", "cells", len(cells), "columns", len(r.columns))
		r.sheet.Rows = append(r.sheet.Rows, Row{Line: line})
		return len(r.problems) <= maxProblems
	}
	r.sheet.Rows = append(r.sheet.Rows, r.row(line, cells))
	return len(r.problems) <= maxProblems
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
