package tally

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// strings are the names, the title, and after it source and comment.
func (p *bltParser) strings() error {
	from, line := p.at, p.line
	texts, at, err := p.quotedTexts()
	if listed := p.listed(from, line); listed != nil && (err != nil || paired(listed[:len(p.e.Candidates)])) {
		texts, at = nil, nil
		for _, l := range listed {
			texts, at = append(texts, l.name()), append(at, l.number)
		}
		p.last, p.have, err = listed[len(listed)-1].number, false, nil
	}
	if err != nil {
		return err
	}
	n := len(p.e.Candidates)
	lines := map[string]bool{}
	for i := range texts[:n] {
		name := strings.TrimSpace(texts[i])
		if name == "" {
			return p.failAt(at[i], "a candidate has no name")
		}
		if lines[name] {
			return p.failAt(at[i], "two candidates are called %q; add what tells them apart", name)
		}
		lines[name], p.e.Candidates[i] = true, name
	}
	if len(texts) > n {
		p.e.Title = texts[n]
	}
	return nil
}

// quotedTexts are the texts in quotation marks, however they stand in lines, and
// the line of each.
func (p *bltParser) quotedTexts() (texts []string, at []int, err error) {
	for {
		t, word, ok := p.peek()
		if !ok {
			break
		}
		if !t.quoted {
			return nil, nil, p.fail("%q stands where a name in quotation marks should be%s", word, p.early())
		}
		texts, at = append(texts, word), append(at, t.line)
		p.take()
	}
	switch n := len(p.e.Candidates); {
	case p.damaged != nil:
		return nil, nil, p.damaged
	case len(texts) < n:
		return nil, nil, p.fail("the file names %d of its %d candidates", len(texts), n)
	case len(texts) > n+3:
		return nil, nil, p.fail("the file has more names than its %d candidates, a title, a source and a comment", n)
	}
	return texts, at, nil
}

// early says why names may be looked for too early.
func (p *bltParser) early() string {
	if p.ended == 0 {
		return ""
	}
	return fmt.Sprintf("; the 0 in line %d ended the ballots: a ballot is of at least one voter", p.ended)
}

// nameLine is one line after the ballots.
type nameLine struct {
	text   string
	number int
	parts  []string // nil where the line is not all in quotation marks
}

// name is what a line says: the name, and in parentheses the party beside it.
func (l nameLine) name() string {
	switch {
	case len(l.parts) == 1:
		return l.parts[0]
	case len(l.parts) == 2 && l.parts[1] != "":
		return l.parts[0] + " (" + l.parts[1] + ")"
	}
	return l.text
}

// paired says that each line is a name and a party.
func paired(lines []nameLine) bool {
	for _, l := range lines {
		if len(l.parts) != 2 {
			return false
		}
	}
	return len(lines) > 1
}

// PrefLib's files of the wards of 2007 have names as comments.
var alternative = regexp.MustCompile(`^# ALTERNATIVE NAME \d+: *`)

// listed are the lines after the ballots, when there is one a candidate and at
// most three more; otherwise nil.
func (p *bltParser) listed(from, number int) (lines []nameLine) {
	number--
	for text := range strings.SplitSeq(p.text[from:], "\n") {
		number++
		text = strings.TrimRight(strings.TrimSpace(text), " ,\t")
		named := alternative.FindString(text)
		if text = text[len(named):]; text == "" || named == "" && text[0] == '#' {
			continue
		}
		if strings.HasPrefix(text, "/*") {
			return nil
		}
		l := nameLine{text: text, number: number}
		switch {
		case text[0] == '"':
			if l.parts = quotedParts(text); l.parts == nil {
				l.parts = innerQuotes(text)
			}
			if l.parts == nil {
				return nil
			}
		case len(lines) < len(p.e.Candidates) && !strings.ContainsFunc(text, unicode.IsLetter):
			return nil // a ballot after the 0 that one of no voter was taken for
		}
		if lines = append(lines, l); len(lines) > len(p.e.Candidates)+3 {
			return nil
		}
	}
	if len(lines) < len(p.e.Candidates) {
		return nil
	}
	return lines
}

// quoting is a name with quotation marks in it, as \" or around whole words.
var quoting = regexp.MustCompile(`^"((?:[^"]|\\"|[ (]"[^"]+"[ ),.]?)+)"$`)

// innerQuotes is the name of a line with quotation marks in it that are not
// doubled; nil where a mark has no partner.
func innerQuotes(text string) []string {
	m := quoting.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	return []string{strings.TrimSpace(strings.ReplaceAll(m[1], `\"`, `"`))}
}

// quotedParts cuts a line into its quoted texts; nil where there is anything
// else in it.
func quotedParts(text string) (parts []string) {
	p := &bltParser{text: text, line: 1}
	for {
		t, word, ok := p.peek()
		switch {
		case p.damaged != nil:
			return nil
		case !ok:
			return parts
		case !t.quoted:
			return nil
		}
		parts = append(parts, strings.TrimSpace(word))
		p.take()
	}
}
