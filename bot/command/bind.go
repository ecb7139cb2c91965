package command

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"magbot/bot"
	"magbot/bot/lang"
)

// maxNumbers is how many numbers or people one argument may list: more is a
// slip of the hand, and a list without end would be work without end.
const maxNumbers = 200

func (c *Context) bind(cmd *Command, a Arg, readers Readers) error {
	raw, given := c.Call.Args[a.Name]
	if a.Kind == Text || a.Kind == Long {
		raw = Clean(raw, a.Kind == Long)
	}
	if a.Kind != File { // a file's encoding is found by who reads it
		raw = strings.ToValidUTF8(raw, "\uFFFD")
	}
	if a.Kind != Long && a.Kind != File {
		raw = strings.TrimSpace(raw)
	}
	if strings.TrimSpace(raw) == "" {
		given, raw = false, ""
	}
	if !given && a.Default != "" {
		given, raw = true, a.Default
	}
	if !given {
		if a.Required {
			return cmd.Lacks(a.Name)
		}
		return nil
	}
	v, err := c.read(a, raw, readers)
	if err != nil {
		if hint := c.unquoted(cmd, a, raw, readers); hint != nil {
			return hint
		}
		return err
	}
	c.values[a.Name] = v
	return nil
}

// mostWords is how many words of a time are looked at for the rest of a title.
const mostWords = 30

// unquoted finds words of a title that ran into the time behind it, for want of
// quotation marks: "meeting schedule Virtual Meeting XV 4 December 13:00". It
// shows the line as it was meant, and is nil where the time has no time in it.
func (c *Context) unquoted(cmd *Command, a Arg, raw string, readers Readers) error {
	at := slices.IndexFunc(cmd.Args, func(other Arg) bool { return other.Name == a.Name })
	if a.Kind != When || !a.Rest || at < 1 || cmd.Args[at-1].Kind != Text || cmd.Args[at-1].Named {
		return nil
	}
	title := strings.TrimSpace(c.Call.Args[cmd.Args[at-1].Name])
	words := strings.Fields(raw)
	for i := 1; i < min(len(words), mostWords) && title != ""; i++ {
		rest := strings.Join(words[i:], " ")
		if _, err := readers.When(c.View, rest); err == nil {
			if title += " " + strings.Join(words[:i], " "); len(title) > DefaultMax {
				return nil
			}
			return lang.Refuse("command.quote", "title", title, "rest", rest, "command", cmd.Path)
		}
	}
	return nil
}

// Lacks is the error for an argument of the command that was not given.
func (c *Command) Lacks(arg string) *Missing {
	own, shared := c.ArgKeys(arg)
	return &Missing{
		Refusal: lang.Refuse("command.missing", "arg", arg, "command", c.Path),
		Arg:     arg, Own: own, Shared: shared,
	}
}

// Missing is the error for an argument that was not given; a platform that has
// forms opens the command's form instead of showing the sentence.
type Missing struct {
	Refusal     *lang.Error
	Arg         string
	Own, Shared string // keys of its label
}

// Error gives the sentence's key.
func (m *Missing) Error() string { return m.Refusal.Error() }

// Unwrap gives the sentence.
func (m *Missing) Unwrap() error { return m.Refusal }

func (c *Context) read(a Arg, raw string, readers Readers) (any, error) {
	switch a.Kind {
	case Text, Long:
		return readText(a, raw)
	case Person:
		return readers.Person(c.View, raw)
	case People:
		return c.readPeople(raw, readers)
	case Number:
		return readNumber(a, raw)
	case Numbers:
		return readNumbers(a, raw)
	case When:
		return readers.When(c.View, raw)
	case Date:
		return readers.Date(c.View, raw)
	case Duration:
		return readers.Duration(raw)
	case Choice:
		return readChoice(a, raw)
	case Flag:
		return readFlag(a, raw)
	case Zone:
		return readZone(a, raw)
	case Link:
		return readLink(a, raw)
	case File:
		return raw, nil
	}
	return nil, lang.Refuse("command.no-such-arg", "arg", a.Name, "command", c.Call.Path)
}

func readText(a Arg, raw string) (string, error) {
	most := a.Max
	if most == 0 {
		most = DefaultMax
	}
	if n := utf8.RuneCountInString(raw); n > most {
		return "", lang.Refuse("command.too-long", "arg", a.Name, "length", n, "most", most)
	}
	return raw, nil
}

func (c *Context) readPeople(raw string, readers Readers) ([]bot.PersonID, error) {
	var people []bot.PersonID
	seen := map[bot.PersonID]bool{}
	for _, name := range strings.FieldsFunc(raw, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		p, err := readers.Person(c.View, name)
		if err != nil {
			return nil, err
		}
		if !seen[p] {
			seen[p] = true
			people = append(people, p)
		}
		if len(people) > maxNumbers {
			return nil, lang.Refuse("command.too-many", "most", maxNumbers)
		}
	}
	return people, nil
}

func readNumber(a Arg, raw string) (int, error) {
	n, err := strconv.Atoi(strings.TrimPrefix(raw, "#"))
	if err != nil {
		return 0, lang.Refuse("command.not-a-number", "arg", a.Name, "text", shorten(raw))
	}
	if n < 0 || (a.Max > 0 && n > a.Max) {
		return 0, lang.Refuse("command.number-range", "arg", a.Name, "number", n, "most", a.Max)
	}
	return n, nil
}

func readNumbers(a Arg, raw string) ([]int, error) {
	var numbers []int
	for _, piece := range numberPieces(raw) {
		v, err := readNumber(a, piece)
		if err != nil {
			return nil, err
		}
		if len(numbers) == maxNumbers {
			return nil, lang.Refuse("command.too-many", "most", maxNumbers)
		}
		numbers = append(numbers, v)
	}
	return numbers, nil
}

// numberPieces cuts a list of numbers: "3, 4 and 7".
func numberPieces(raw string) []string {
	pieces := strings.FieldsFunc(raw, func(r rune) bool { return r == ',' || r == ';' || r == '&' || unicode.IsSpace(r) })
	return slices.DeleteFunc(pieces, func(p string) bool { return strings.EqualFold(p, "and") })
}

func readChoice(a Arg, raw string) (string, error) {
	wanted := strings.ToLower(raw)
	var begins []string
	for _, choice := range a.Choices {
		if strings.EqualFold(choice, wanted) {
			return choice, nil
		}
		if strings.HasPrefix(strings.ToLower(choice), wanted) {
			begins = append(begins, choice)
		}
	}
	if len(begins) == 1 {
		return begins[0], nil
	}
	return "", lang.Refuse("command.not-a-choice", "arg", a.Name, "text", shorten(raw), "choices", strings.Join(a.Choices, ", "))
}

func readFlag(a Arg, raw string) (bool, error) {
	switch strings.ToLower(raw) {
	case "true", "yes", "on", "1", a.Name:
		return true, nil
	case "false", "no", "off", "0":
		return false, nil
	}
	return false, lang.Refuse("command.not-a-flag", "arg", a.Name, "text", shorten(raw))
}

func readZone(a Arg, raw string) (string, error) {
	if _, err := time.LoadLocation(raw); err != nil || raw == "Local" {
		return "", lang.Refuse("command.not-a-zone", "arg", a.Name, "text", shorten(raw))
	}
	return raw, nil
}

func readLink(a Arg, raw string) (string, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || len(raw) > DefaultMax {
		return "", lang.Refuse("command.not-a-link", "arg", a.Name, "text", shorten(raw))
	}
	return raw, nil
}
