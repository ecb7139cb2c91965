package command

import (
	"iter"
	"regexp"
	"strings"
	"unicode"

	"magbot/bot/lang"
)

// parseArgs reads the arguments of a typed command. "name: value" and
// "name=value" name an argument anywhere outside quotation marks, and the
// value runs to the next name; what stands before the first name fills the
// arguments by position, a word or a quoted phrase each, and the one marked
// Rest takes all that is left.
func (c *Command) parseArgs(text string) (map[string]string, error) {
	args := map[string]string{}
	head, named := c.splitNamed(text)
	head, spoken := c.splitSpoken(head)
	named = append(named, spoken...)
	for _, n := range named {
		if _, twice := args[n.name]; twice {
			return nil, lang.Refuse("command.arg-twice", "arg", n.name, "command", c.Path)
		}
		args[n.name] = unquote(n.value)
	}
	for _, a := range c.Args {
		head = strings.TrimSpace(head)
		if head == "" {
			break
		}
		if _, given := args[a.Name]; given || a.Named || a.Carried {
			continue
		}
		var value string
		if a.Name == TokenArg && !a.Required && !isToken(head) && c.goesOn(a) {
			continue // the words themselves: the token was left out
		}
		if a.Rest {
			value, head = unquote(head), ""
		} else {
			value, head = firstWord(head)
		}
		if word := misplaced(a, value); word != "" {
			return nil, lang.Refuse("command.misplaced", "text", shorten(word), "command", c.Path, "usage", c.Usage())
		}
		args[a.Name] = value
	}
	if head = strings.TrimSpace(head); head != "" {
		return nil, lang.Refuse("command.too-much", "text", shorten(head), "command", c.Path)
	}
	return args, nil
}

// splitSpoken reads a name without its colon after a list of numbers, as people
// say it: "3 and 4 into 2". A list of numbers holds no words, so nothing else
// can be meant.
func (c *Command) splitSpoken(head string) (string, []namedArg) {
	if len(c.Args) == 0 || c.Args[0].Kind != Numbers {
		return head, nil
	}
	for at, word := range wordsAt(head) {
		for _, a := range c.Args[1:] {
			if a.Named && strings.EqualFold(word, a.Name) {
				return head[:at], []namedArg{{a.Name, strings.TrimSpace(head[at+len(word):])}}
			}
		}
	}
	return head, nil
}

// wordsAt gives the words of a text with where they begin, in order.
func wordsAt(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		at := 0
		for word := range strings.FieldsSeq(text) {
			at += strings.Index(text[at:], word)
			if !yield(at, word) {
				return
			}
			at += len(word)
		}
	}
}

// misplaced gives the first word of a list of numbers that is none.
func misplaced(a Arg, value string) string {
	if a.Kind != Numbers {
		return ""
	}
	for _, piece := range numberPieces(value) {
		if strings.ContainsFunc(piece, unicode.IsLetter) {
			return piece
		}
	}
	return ""
}

// goesOn reports whether something else by position comes after an argument.
func (c *Command) goesOn(a Arg) bool {
	last := c.Args[len(c.Args)-1]
	return last.Name != a.Name && last.Rest && !last.Named
}

// aToken is what looks like a token: twelve letters and digits in three groups or together,
// or what stands for one (r-3f9a2c).
var aToken = regexp.MustCompile(`^(?:[A-Za-z0-9]{4}[-–—][A-Za-z0-9]{4}[-–—][A-Za-z0-9]{4}|[A-Za-z0-9]{12}|[A-Za-z]-[0-9A-Fa-f]{6})$`)

// isToken reports whether a text begins with a token. A plain word of twelve letters is none,
// unless it is in capitals; nor is a word of another script, or one with a hyphen of its own.
func isToken(text string) bool {
	word, _ := firstWord(text)
	return aToken.MatchString(word) && (strings.ContainsAny(word, "-–—0123456789") || word == strings.ToUpper(word))
}

type namedArg struct{ name, value string }

// splitNamed cuts text at each "name:" or "name=" of a declared argument.
func (c *Command) splitNamed(text string) (head string, named []namedArg) {
	type cut struct {
		at, value int
		name      string
	}
	var cuts []cut
	quote := rune(0)
	start := true // at the beginning of a word
	for i, r := range text {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case start && closing(r) != 0:
			quote = closing(r)
		case start:
			for _, a := range c.Args {
				rest := text[i:]
				if len(rest) > len(a.Name) && strings.EqualFold(rest[:len(a.Name)], a.Name) &&
					(rest[len(a.Name)] == ':' || rest[len(a.Name)] == '=') {
					cuts = append(cuts, cut{i, i + len(a.Name) + 1, a.Name})
				}
			}
		}
		start = r == ' ' || r == '\t' || r == '\n' || r == '\r'
	}
	if len(cuts) == 0 {
		return text, nil
	}
	for i, k := range cuts {
		end := len(text)
		if i+1 < len(cuts) {
			end = cuts[i+1].at
		}
		named = append(named, namedArg{k.name, strings.TrimSpace(text[k.value:end])})
	}
	return text[:cuts[0].at], named
}

// closing gives the quotation mark that ends what r begins, or 0.
func closing(r rune) rune {
	switch r {
	case '"':
		return '"'
	case '“', '„':
		return '”'
	case '«':
		return '»'
	}
	return 0
}

// firstWord takes a word or a quoted phrase off the front.
func firstWord(text string) (word, rest string) {
	for i, r := range text {
		if i == 0 && closing(r) != 0 {
			from := len(string(r))
			if end := strings.IndexRune(text[from:], closing(r)); end >= 0 {
				return text[from : from+end], text[from+end+len(string(closing(r))):]
			}
			return text[from:], ""
		}
		if r == ' ' || r == '\t' || r == '\n' || r == '\r' {
			return text[:i], text[i:]
		}
	}
	return text, ""
}

// unquote takes the quotation marks off a value that is quoted whole.
func unquote(text string) string {
	text = strings.TrimSpace(text)
	word, rest := firstWord(text)
	if word != text && rest == "" && text != "" && closing([]rune(text)[0]) != 0 {
		return word
	}
	return text
}
