package shorthand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxName  = 80 // bytes; longer is prose
	maxNames = 40 // names in one list
)

// names reads a comma separated list of candidates for persons and gives it
// back with ", " between them. Each is one word, or up to six words that begin
// with a capital ("Jorge Cancio", "Frederic de Vaulx").
func names(s string) (string, bool) {
	s = trim(s)
	if s == "" || len(s) > maxName*maxNames {
		return "", false
	}
	if !strings.ContainsAny(s, ",&") && !strings.Contains(s, " and ") {
		return name(s)
	}
	parts := splitNames(s)
	if len(parts) > maxNames {
		return "", false
	}
	kept := parts[:0]
	for _, part := range parts {
		if trim(part) == "" {
			continue
		}
		n, ok := name(part)
		if !ok {
			return "", false
		}
		kept = append(kept, n)
	}
	return strings.Join(kept, ", "), len(kept) > 0
}

// splitNames splits at commas, ampersands and the word "and".
func splitNames(s string) []string {
	var parts []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == '&' }) {
		part = trim(part)
		part, _ = strings.CutPrefix(part, "and ")
		for {
			before, after, ok := strings.Cut(part, " and ")
			parts = append(parts, before)
			if !ok {
				break
			}
			part = after
		}
	}
	return parts
}

// name reads one candidate.
func name(s string) (string, bool) {
	s = strings.TrimRight(trim(s), ".;!")
	s = trim(strings.TrimPrefix(s, "@"))
	if s == "" || len(s) > maxName || strings.Contains(s, "://") {
		return "", false
	}
	words := 0
	for word := range strings.FieldsSeq(s) {
		words++
		if !nick(word, words > 1) {
			return "", false
		}
	}
	if words > 6 || words > 1 && !capitalised(s) {
		return "", false
	}
	return s, true
}

// nick says whether a word can be a name or a part of one. A later part may
// stand in brackets: "Jack Tanner (Gimly)".
func nick(word string, later bool) bool {
	if strings.ContainsAny(word, "?\"“”=") || !later && (word[0] == '(' || word[0] == '\'') {
		return false
	}
	return strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// capitalised says whether each word begins with a capital, a bracket, or is a
// particle of a name.
func capitalised(s string) bool {
	first := true
	for word := range strings.FieldsSeq(s) {
		r, _ := utf8.DecodeRuneInString(word)
		ok := unicode.IsUpper(r) || !first && (r == '(' || r == '/' || particle(word))
		if !ok {
			// "de Vaulx Frederic" may begin with a particle.
			if !first || !particle(word) {
				return false
			}
		}
		first = false
	}
	return true
}

func particle(word string) bool {
	switch word {
	case "de", "da", "do", "dos", "du", "di", "del", "della", "der", "den", "van", "von", "zu", "la", "le", "al", "el", "bin", "bint", "ibn", "ter", "ten", "y", "e", "of", "-":
		return true
	}
	return false
}

// attendance reads "present+", "present- Ana", "present: Ana, Ben", "regrets+",
// "guests+ Ana" and the bare word "present".
func attendance(key, rest string) (Command, bool) {
	kind := key
	switch key {
	case "regret":
		kind = "regrets"
	case "guest":
		kind = "guests"
	}
	verb := " add"
	who, ok := afterColon(rest)
	switch op, after := sign(rest); {
	case ok:
	case op == '+' || op == '-':
		if op == '-' {
			verb = " remove"
		}
		who = trim(strings.TrimLeft(after, "+:,_ "))
	case kind == "present" && (trim(rest) == "" || trim(rest) == "." || trim(rest) == "!"):
	default:
		return Command{}, false
	}
	if len(People(who)) == 0 {
		who = "" // "me", "(on phone)", "too": the writer, with a remark
	}
	return command(kind+verb, "persons", who)
}

// office reads "Scribe: Ana", "scribe+", "scribe- Ana", "Chair: Ana" and
// "chair recognizes Ana".
func office(key, rest string) (Command, bool) {
	path := "scribe"
	if strings.HasPrefix(key, "chair") {
		path = "chair"
	}
	if who, ok := afterColon(rest); ok {
		return command(path, "person", who)
	}
	switch op, who := sign(rest); op {
	case '+':
		return command(path, "person", strings.TrimLeft(who, ": "))
	case '-':
		return command(path, "off", "true", "person", strings.TrimLeft(who, ": "))
	}
	if key != "chair" || !startsBlank(rest) {
		return Command{}, false
	}
	var buf [maxKeyword]byte
	verb, who := keyword(trim(rest), &buf)
	switch verb {
	case "ack", "acks", "recognize", "recognizes", "recognise", "recognises":
		return call(verb, who)
	}
	return Command{}, false
}
