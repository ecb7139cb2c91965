package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"magbot/bot/ballot/picture"
	"magbot/bot/ballot/tally"
	"magbot/bot/lang"
)

type tallyCommand struct {
	File    string `arg:"" help:"The ballots; - reads standard input. Ballot files (BLT), the Condorcet election format (.cvotes), a table of scores (CSV, a column a candidate), PrefLib's rankings, tables of Scottish wards and Debian's tally sheets are recognised."`
	Method  string `help:"The counting rule: ${enum}." required:"true" enum:"${methods}"`
	Seats   *int   `help:"How many seats to fill; what the file says when left out."`
	Format  string `help:"text tells each step in sentences; json is for programs, with votes as decimal strings." default:"text" enum:"text,json"`
	Input   string `help:"The form of the file, when it is not recognised: blt, cvotes, scores, preflib, ward or debian." default:"" enum:",blt,cvotes,scores,preflib,ward,debian"`
	None    string `help:"Which candidate stands for none of these; a seat that it wins stays empty."`
	Quota   string `help:"Scottish STV: droop, as the Order has it, hagenbach-bischoff, hare or imperiali." default:"droop" enum:"droop,hagenbach-bischoff,hare,imperiali"`
	Mean    bool   `help:"Score: rank by the mean of the points given, not by their sum."`
	Picture string `help:"Also write a picture of the count to this file, as SVG: the rounds, the pairs or the totals." type:"path"`
	Budget  int64  `help:"Dots: how many each voter may give; 0 for no bound."`
}

// methods are the counting rules as flags take them.
func methods() string {
	var names []string
	for _, m := range tally.Methods() {
		names = append(names, string(m))
	}
	return strings.Join(names, ",")
}

// Run counts the file. Nothing is printed before the count has ended, so that what
// is on standard output is whole.
func (c tallyCommand) Run(w *world) (err error) {
	e, err := c.election(w)
	if err != nil {
		return err
	}
	m := tally.Method(c.Method)
	e = e.ForMethod(m)
	o := tally.ForFile(e, m)
	o.Mean, o.Budget = c.Mean, c.Budget
	if c.Quota != "droop" {
		o.Quota = tally.Quota(c.Quota)
	}
	r, err := tally.Count(e, m, o)
	if err != nil {
		return fmt.Errorf("count %s: %w", c.named(), err)
	}
	for _, remark := range e.Remarks {
		if _, err := fmt.Fprintf(w.stderr, "%s, %s\n", c.named(), remark); err != nil {
			return fmt.Errorf("print what was passed over: %w", err)
		}
	}
	if r.Open > 0 && r.Committees == nil {
		if _, err := fmt.Fprintf(w.stderr, "%s: more sets of elected can come out of the open ties than are listed; what is listed as tied is everybody whom they are between\n", c.named()); err != nil {
			return fmt.Errorf("print what is not listed: %w", err)
		}
	}
	words, err := lang.Load(tally.Words)
	if err != nil {
		return fmt.Errorf("load the words of counting: %w", err)
	}
	p := words.For("en")
	if err := c.draw(p, e, r); err != nil {
		return err
	}
	if c.Format == "json" {
		return writeSheet(w.stdout, r.Sheet(e))
	}
	var text strings.Builder
	for _, line := range r.Account(e) {
		text.WriteString(unbroken(p.Text(line)) + "\n")
	}
	text.WriteString(unbroken(p.Text(r.Sentence(e))))
	return w.say(text.String())
}

// unbroken keeps a name from a file, which may hold a line break or a sign that a
// terminal obeys, from making anything else of a line.
func unbroken(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}

// draw writes the picture of a count, where one is asked for.
func (c tallyCommand) draw(p *lang.Printer, e *tally.Election, r *tally.Result) error {
	if c.Picture == "" {
		return nil
	}
	drawn, ok := picture.Of(p, p.Text(r.Sentence(e)), e, r)
	if !ok {
		return fmt.Errorf("there is no picture of a count by %s; leave --picture out", c.Method)
	}
	if err := os.WriteFile(c.Picture, []byte(drawn.SVG), 0o644); err != nil { //nolint:gosec // a picture of what is on standard output
		return fmt.Errorf("write the picture: %w", err)
	}
	return nil
}

// election reads the file, and what the flags say of it.
func (c tallyCommand) election(w *world) (e *tally.Election, err error) {
	in, done, err := input(w, c.File)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	file, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", c.named(), err)
	}
	e, err = tally.Read(tally.Form(c.Input), filepath.Base(c.File), file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", c.named(), err)
	}
	if c.Seats != nil {
		e.Seats = *c.Seats
	}
	if c.None != "" {
		e.None = c.None
	}
	return e, nil
}

func (c tallyCommand) named() string {
	if c.File == "-" {
		return "standard input"
	}
	return c.File
}

func writeSheet(out io.Writer, s tally.Sheet) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(s); err != nil {
		return fmt.Errorf("print the count: %w", err)
	}
	return nil
}
