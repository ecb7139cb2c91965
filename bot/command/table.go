package command

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"magbot/bot"
	"magbot/bot/lang"
)

// Table is every command of the house by path.
type Table struct {
	byPath map[string]*Command
	paths  []string // in order of declaration
	words  int      // the most words a path has
}

// NewTable collects commands. Two with one path, a path that is not lower-case
// words, a command with neither or both of Decide and Show, one that nobody may
// give, one on a month that is not an inner one, and arguments that are declared twice or offer no choice, are mistakes
// of the programmer and errors. Arguments after one that takes the rest can be
// given by name only.
func NewTable(features ...[]Command) (*Table, error) {
	t := &Table{byPath: map[string]*Command{}}
	for _, commands := range features {
		commands = slices.Clone(commands)
		for i := range commands {
			c := &commands[i]
			if err := c.check(); err != nil {
				return nil, err
			}
			if c.On == Meeting && !c.takes(MeetingArg) {
				c.Args = append(slices.Clone(c.Args), Arg{Name: MeetingArg, Kind: Text, Carried: true, Max: 200})
			}
			if t.byPath[c.Path] != nil {
				return nil, fmt.Errorf("command %q is declared twice", c.Path)
			}
			t.byPath[c.Path] = c
			t.paths = append(t.paths, c.Path)
			t.words = max(t.words, len(strings.Fields(c.Path)))
		}
	}
	return t, nil
}

func (c *Command) check() error {
	if c.Path == "" || c.Path != strings.ToLower(strings.Join(strings.Fields(c.Path), " ")) {
		return fmt.Errorf("command path %q is not lower-case words", c.Path)
	}
	if (c.Decide == nil) == (c.Show == nil) {
		return fmt.Errorf("command %q needs exactly one of Decide and Show", c.Path)
	}
	if (c.On == Found) != (c.Find != nil) {
		return fmt.Errorf("command %q is decided on a stream that is found, or has Find, but not both", c.Path)
	}
	if len(c.Who) == 0 {
		return fmt.Errorf("command %q says of nobody that they may give it", c.Path)
	}
	if c.On == Month && !c.Inner {
		return fmt.Errorf("command %q is decided in a month that nobody can name: make it an inner one", c.Path)
	}
	seen := map[string]bool{}
	for _, a := range c.Args {
		if seen[a.Name] {
			return fmt.Errorf("command %q has the argument %q twice", c.Path, a.Name)
		}
		seen[a.Name] = true
		if a.Kind == Choice && len(a.Choices) == 0 {
			return fmt.Errorf("command %q: argument %q offers no choice", c.Path, a.Name)
		}
	}
	return nil
}

// Get gives the command of a path.
func (t *Table) Get(path string) (*Command, bool) {
	c, ok := t.byPath[path]
	return c, ok
}

// All lists the commands in order of declaration.
func (t *Table) All() []*Command {
	all := make([]*Command, len(t.paths))
	for i, p := range t.paths {
		all[i] = t.byPath[p]
	}
	return all
}

// Parse reads the words after "/mag": the longest path that they begin with,
// then the arguments. Words that begin no command are an error that names the
// nearest commands which the reader may give.
func (t *Table) Parse(text string, reader bot.Reader) (bot.Call, error) {
	words := strings.Fields(text)
	for n := min(t.words, len(words)); n > 0; n-- {
		path := strings.ToLower(strings.Join(words[:n], " "))
		c, ok := t.byPath[path]
		if !ok || c.Inner {
			continue
		}
		args, err := c.parseArgs(afterWords(text, n))
		if err != nil {
			return bot.Call{}, err
		}
		return bot.Call{Path: path, Args: args}, nil
	}
	return bot.Call{}, t.unknown(text, reader)
}

// afterWords gives text without its first n words, otherwise unchanged.
func afterWords(text string, n int) string {
	for range n {
		text = strings.TrimLeft(text, " \t\r\n")
		i := strings.IndexAny(text, " \t\r\n")
		if i < 0 {
			return ""
		}
		text = text[i:]
	}
	return strings.TrimSpace(text)
}

// Suggestion is the error that an unknown command is answered with. Nearest
// holds at most three paths, the likeliest first, and may be empty.
type Suggestion struct {
	Refusal *lang.Error
	Nearest []string
	text    string
}

// Error gives the sentence's key.
func (s *Suggestion) Error() string { return s.Refusal.Error() }

// Unwrap gives the sentence.
func (s *Suggestion) Unwrap() error { return s.Refusal }

// Unknown is the error for words that are no command, naming the nearest that
// the reader may give. It is never nil.
func (t *Table) Unknown(text string, reader bot.Reader) error { return t.unknown(text, reader) }

func (t *Table) unknown(text string, reader bot.Reader) *Suggestion {
	nearest := t.Nearest(text, reader)
	quoted := shorten(text)
	if len(nearest) == 0 {
		return &Suggestion{Refusal: lang.Refuse("command.unknown", "text", quoted)}
	}
	return &Suggestion{
		Refusal: lang.Refuse("command.unknown-nearest", "text", quoted, "nearest", strings.Join(nearest, ", /mag ")),
		Nearest: nearest, text: text,
	}
}

// Suggested is the call of a nearest path with what was typed behind the words
// that stand in its place, where the command can read that: nobody types it again.
func (t *Table) Suggested(s *Suggestion, path string) bot.Call {
	call := bot.Do(path)
	c, ok := t.byPath[path]
	if !ok {
		return call
	}
	rest := afterWords(s.text, len(strings.Fields(path)))
	if args, err := c.parseArgs(rest); err == nil && len(args) > 0 {
		call.Args = args
	}
	return call
}

// Nearest gives up to three paths that text may have meant, among those the
// reader may give. Words count more than letters: a path that shares a word
// with the text comes before one that only looks like it, and where the text
// begins with the name of an area, another area needs a shared word.
func (t *Table) Nearest(text string, reader bot.Reader) []string {
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 0 {
		return nil
	}
	type scored struct {
		path  string
		score int
	}
	var found []scored
	named := slices.ContainsFunc(t.paths, func(path string) bool { return area(path) == words[0] })
	for _, path := range t.paths {
		c := t.byPath[path]
		if c.Inner || !c.May(reader) {
			continue
		}
		n := min(len(strings.Fields(path)), len(words))
		typed := strings.Join(words[:n], " ")
		if len(typed) > 80 {
			typed = typed[:80]
		}
		d := distance(typed, path)
		shared, apart := sharedWords(words, path)
		if shared {
			apart--
		}
		switch {
		case distance(shorten(words[0]), area(path)) <= 1, shared, !named && d <= max(2, len(path)/2):
			found = append(found, scored{path, max(0, d+wordWeighs*apart)})
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].score < found[j].score })
	var paths []string
	for _, f := range found[:min(3, len(found))] {
		if f.score > 2*found[0].score+2 {
			break // far behind the likeliest
		}
		paths = append(paths, f.path)
	}
	return paths
}

// wordWeighs is how many letters a word of a path that was not typed weighs.
const wordWeighs = 4

// area is the first word of a path.
func area(path string) string {
	first, _, _ := strings.Cut(path, " ")
	return first
}

// sharedWords counts the words of a path that were not typed, and reports
// whether one that is not the area's name was. The parts of "take-back" are
// words too; only the first few typed words count, the rest are arguments.
func sharedWords(typed []string, path string) (shared bool, apart int) {
	var had []string
	for _, w := range typed[:min(3, len(typed))] {
		had = append(had, strings.Split(shorten(w), "-")...)
	}
	for i, w := range strings.FieldsFunc(path, func(r rune) bool { return r == ' ' || r == '-' }) {
		switch {
		case slices.Contains(had, w):
			shared = shared || i > 0 && len(w) >= 4
		case !slices.ContainsFunc(had, func(h string) bool { return len(w) >= 4 && distance(h, w) <= 1 }):
			apart++
		}
	}
	return shared, apart
}

// distance is Damerau's edit distance restricted to neighbouring swaps
// (optimal string alignment), over bytes: paths are ASCII.
func distance(a, b string) int {
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}

// shown is how many characters of what a person typed an answer quotes.
const shown = 40

func shorten(s string) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) <= shown {
		return string(r)
	}
	return string(r[:shown]) + "…"
}
