package chatlog

import (
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// voices follows who speaks through captions. It knows all labels of the file
// before it begins, because captioners write one and the same label with a
// colon, a semicolon, or nothing after it.
type voices struct {
	known map[string]int // labels written with a colon, in capitals → how often
	named func(string) bool
	now   string // who speaks; "" when unknown
	begun bool   // a turn has begun: what follows is speech
}

// newVoices collects the labels of a file. In captions with times a label of
// two words or more counts at once, because there every line is speech; in
// plain text a heading such as "Next Meeting: Friday" looks the same. Where most
// lines with a time begin with one, the file names its speakers, and each counts.
// A word of the customs of minutes, such as "Note" or "Question", never does.
func newVoices(src []source, timed bool, named func(string) bool) *voices {
	v := &voices{known: map[string]int{}, begun: timed, named: named}
	lines, labels := 0, 0
	for _, s := range src {
		for part := range splitTurns(s.text) {
			lines++
			if label, _, ok := v.cut(part.text); ok && (part.marked || !convention(label)) {
				labels++
				weight := 1
				if part.marked || (timed || shouted(label)) && strings.Contains(label, " ") || named(label) {
					weight = 2 // once is enough
				}
				v.known[strings.ToUpper(label)] += weight
			}
		}
	}
	if timed && labels > 1 && labels*2 >= lines {
		for label := range v.known {
			v.known[label]++
		}
	}
	return v
}

// cut cuts a label, or the name of somebody known, off the front of a text.
func (v *voices) cut(text string) (label, words string, ok bool) {
	if label, words, ok = cutLabel(text); ok {
		return label, words, true
	}
	label, words, ok = strings.Cut(text[:min(len(text), maxLabel)], ":")
	if label = strings.TrimSpace(label); !ok || label == "" || words != "" && words[0] != ' ' || !v.named(label) {
		return "", "", false
	}
	return label, strings.TrimSpace(text[strings.IndexByte(text, ':')+1:]), true
}

// parseCaptions reads plain captions. There is no time in them.
func parseCaptions(src []source, named func(string) bool) []Line {
	src = unescaped(src)
	v := newVoices(src, false, named)
	lines := make([]Line, 0, len(src))
	for _, s := range src {
		if !blank(s.text) {
			lines = append(lines, v.turns(s)...)
		}
	}
	return lines
}

// escapedMark is ">>" in captions that were copied out of a web page's source.
const escapedMark = "&gt;&gt;"

// unescaped resolves the entities of captions in which ">>" is written with
// them. Others are left alone: there "&amp;" is what somebody wrote.
func unescaped(src []source) []source {
	if !slices.ContainsFunc(src, func(s source) bool { return strings.Contains(s.text, escapedMark) }) {
		return src
	}
	plain := make([]source, len(src))
	for i, s := range src {
		plain[i] = source{s.number, html.UnescapeString(s.text)}
	}
	return plain
}

// part is a stretch of one line of captions; marked when ">>" stood before it.
type part struct {
	text   string
	marked bool
}

// splitTurns splits a line before each ">>" that stands at its beginning or
// after a blank; ">>>" is the same.
func splitTurns(line string) func(yield func(part) bool) {
	return func(yield func(part) bool) {
		from, marked := 0, false
		for i := 0; i+1 < len(line); i++ {
			if line[i] != '>' || line[i+1] != '>' || i > 0 && line[i-1] != ' ' && line[i-1] != '\t' {
				continue
			}
			if (i > from || marked) && !yield(part{strings.TrimSpace(line[from:i]), marked}) {
				return
			}
			for i < len(line) && line[i] == '>' {
				i++
			}
			from, marked = i, true
		}
		yield(part{strings.TrimSpace(line[from:]), marked})
	}
}

// turns reads one line of captions. What stands before the first turn (title,
// disclaimer) and remarks in brackets are of Kind System.
func (v *voices) turns(s source) []Line {
	var lines []Line
	for p := range splitTurns(s.text) {
		label, words, ok := v.label(p)
		if ok || p.marked {
			v.now, v.begun = label, true
		}
		if words == "" && !ok {
			continue // a bare ">>"
		}
		lines = append(lines, v.line(s.number, words))
	}
	return lines
}

func (v *voices) line(number int, words string) Line {
	l := Line{Number: number, Nick: v.now, Text: words, Kind: Spoken}
	switch {
	case remark(words):
		l.Nick, l.Kind = "", System
	case !v.begun || strings.EqualFold(v.now, "captioner"):
		l.Kind = System
	}
	return l
}

// label cuts the label off a part, if it has one that can be trusted: after
// ">>", or known from elsewhere in the file.
func (v *voices) label(p part) (label, words string, ok bool) {
	label, words, ok = v.cut(p.text)
	if ok && (p.marked || v.known[strings.ToUpper(label)] > 1 || office(label)) {
		return label, words, true
	}
	if p.marked || v.begun {
		if label, words, ok = v.unmarkedLabel(p.text, p.marked); ok {
			return label, words, true
		}
	}
	return "", p.text, false
}

// unmarkedLabel finds a label in capitals that has no colon after it: one that
// stands with a colon elsewhere, or the Chair's.
func (v *voices) unmarkedLabel(text string, marked bool) (label, words string, ok bool) {
	end := 0
	for at := 0; at < len(text) && at < maxLabel; {
		word, _, _ := strings.Cut(text[at:min(len(text), at+maxLabel)], " ")
		if !shouted(word) && word != "-" {
			break
		}
		at += len(word)
		candidate := text[:at]
		if v.known[strings.ToUpper(candidate)] > 0 {
			end = at
		}
		for at < len(text) && text[at] == ' ' {
			at++
		}
	}
	if end == 0 && marked {
		end = officeRun(text)
	}
	if end == 0 || end < len(text) && !marked && !strings.HasPrefix(text[end:], "  ") {
		return "", "", false
	}
	return text[:end], strings.TrimSpace(text[end:]), true
}

// officeRun is the length of "CHAIR ST. AMOUR" at the front of a turn: an
// office and the capitals that follow it.
func officeRun(text string) int {
	first, _, _ := strings.Cut(text[:min(len(text), maxLabel)], " ")
	if !office(first) {
		return 0
	}
	end := len(first)
	for at := end; at < len(text) && at < maxLabel && text[at] == ' '; {
		word, _, _ := strings.Cut(text[at+1:min(len(text), at+1+maxLabel)], " ")
		if !shouted(word) || utf8.RuneCountInString(strings.Trim(word, ".")) < 2 {
			break
		}
		at += 1 + len(word)
		end = at
	}
	return end
}

// office says that a label begins with an office or a title in capitals.
func office(label string) bool {
	first, _, _ := strings.Cut(label, " ")
	switch strings.TrimRight(first, ".,:;") {
	case "CHAIR", "CO-CHAIR", "COCHAIR", "CHAIRMAN", "CHAIRPERSON", "MODERATOR", "MS", "MR", "MRS", "DR", "SECRETARIAT", "CAPTIONER", "SPEAKER", "INTERPRETER":
		return true
	}
	return false
}

const (
	maxLabel      = 80 // bytes
	maxLabelWords = 8
)

// cutLabel cuts "NAME:" or "Name Surname:" off the front of a text. After a
// label in capitals a semicolon will do, as captioners mistype it.
func cutLabel(text string) (label, words string, ok bool) {
	end := strings.IndexAny(text[:min(len(text), maxLabel)], ":;：")
	if end <= 0 {
		return "", "", false
	}
	mark, width := utf8.DecodeRuneInString(text[end:])
	label, words = strings.TrimSpace(text[:end]), text[end+width:]
	next, _ := utf8.DecodeRuneInString(words)
	capitals := shouted(label)
	switch {
	case !capitals && (mark == ';' || !named(label)):
		return "", "", false
	case words == "" || unicode.IsSpace(next) || unicode.IsUpper(next) || mark == '：':
	case !capitals || !unicode.IsLetter(next):
		return "", "", false // "Re:x", "A:1", "HTTP://…"
	}
	return label, strings.TrimSpace(words), utf8.ValidString(label)
}

// capitalLabel says that a line begins with a label in capitals.
func capitalLabel(line string) bool {
	label, _, ok := cutLabel(line)
	return ok && shouted(label)
}

// shouted says that the letters of s are capitals, and that there are some.
func shouted(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) || strings.ContainsRune("?!\"", r) {
			return false
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters > 1
}

// named says that s is made of words that begin with a capital or belong to a
// script without capitals: "Ana de Souza", "Mr. Ng (UNESCO)", "王伟".
func named(s string) bool {
	n := 0
	for word := range strings.FieldsSeq(s) {
		n++
		r, _ := utf8.DecodeRuneInString(word)
		switch {
		case n > maxLabelWords:
			return false
		case unicode.IsUpper(r) || r == '(' || r == '[' || unicode.IsLetter(r) && !unicode.IsLower(r) && !unicode.IsUpper(r):
		case n > 1 && particle(word):
		case n > 1 && !unicode.IsLetter(r) && utf8.RuneCountInString(word) == 1:
		default:
			return false
		}
		if strings.ContainsAny(word, "?!\"") {
			return false
		}
	}
	return n > 0
}

// particle says that a small word is at home in the middle of a name.
func particle(word string) bool {
	switch word {
	case "de", "da", "do", "dos", "du", "di", "del", "della", "der", "den", "van", "von", "zu", "la", "le", "al", "el", "bin", "bint", "ibn", "ter", "ten", "y", "e", "and", "of", "from":
		return true
	}
	return false
}

// remark says that a text is only what a captioner puts in brackets: "(Applause.)".
func remark(s string) bool {
	if len(s) < 2 || strings.Trim(s, "* ") == "" {
		return s != "" && strings.Trim(s, "* ") == ""
	}
	return (s[0] == '(' && strings.IndexByte(s, ')') == len(s)-1) || (s[0] == '[' && strings.IndexByte(s, ']') == len(s)-1)
}

func sortByNumber(lines []Line) {
	slices.SortStableFunc(lines, func(a, b Line) int { return a.Number - b.Number })
}
