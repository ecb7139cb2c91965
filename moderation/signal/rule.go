package signal

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"magbot/moderation/signal/lexicon"
)

//go:embed rules.txt
var sentences string

//go:embed frames.txt
var frames string

// Source is the text of the rules.
func Source() string { return sentences + "\n" + frames }

// rule is one kind of signal that patterns find.
type rule struct {
	id, clause string
	score      float64
	number     int
	groups     bool // it is about groups of people, whom many speak of in reported speech
	bargains   bool // it is about what befalls somebody, for which a condition is no excuse
	heeds      bool // what it says stands in words that mean other things, too: the model is heard against it
}

// pattern is one way in which a rule is met: elements from left to right, and
// what must not be there.
type pattern struct {
	rule     *rule
	elements []element
	first    *wanted // what it begins with
	rarest   *wanted // the rarest of what it wants
	within   wanted  // not between the first and the last word, nor in the two before
	anywhere wanted  // not in the sentence
	before   wanted  // not in the sentence before it
	in       lexicon.Languages
	question bool // a question is no case of it
	para     bool // it may reach over the ends of sentences
	context  bool // as it is, reported speech does excuse it even without a verb before it
	whatever bool // a condition before it is no report
}

// wanted is classes or phrases, one of which is to be there.
type wanted struct {
	classes lexicon.Mask
	groups  []uint16
	sieve   uint64 // the groups by what is left of their numbers, so that most others are passed over at once
	number  int    // what is wanted alike has the same
}

func (w *wanted) empty() bool { return w.classes.Empty() && len(w.groups) == 0 }

// step is what an element of a pattern does.
type step uint8

const (
	word  step = iota // one of the wanted
	gap               // up to so many other words
	fill              // up to five words that only fill
	start             // the sentence begins
	end               // the sentence ends
	comma             // a comma or colon stands here
)

type element struct {
	step     step
	wanted   wanted
	optional bool
	most     int
}

// book is the rules, read.
type book struct {
	lexicon  *lexicon.Book
	rules    []*rule
	patterns []*pattern
	index    index
	usual    []bool            // groups with words that stand in any message
	named    [][]lexicon.Class // the names of rules.txt and frames.txt that a group belongs to, as classes for the model
	groups   map[string]uint16
	quotes   wanted         // after it, a quotation shows what is not wanted or what is meant
	numbers  map[string]int // of what is wanted
	wants    []wanted       // by number
	is       classes
	hard     lexicon.Mask // classes without which praise is no attack
	meant    lexicon.Mask // classes of who is meant
	rude     lexicon.Mask // classes of words that are hard by themselves
	often    lexicon.Mask // classes that nearly any message has
}

// classes are those that package signal itself asks for.
type classes struct {
	fill, neg, i, you, your, condition, report, counter, group, adjective, slur, praise lexicon.Class
	name, link, mail, phone, number, street                                             lexicon.Class
}

// shared is the rules of the program. It panics when rules.txt is not well
// formed, which a test would have noticed.
var shared = sync.OnceValue(func() *book {
	words, err := lexicon.Parse(lexicon.Source()) // of its own, for its phrases become words of it
	if err != nil {
		panic(err)
	}
	b, err := parse(Source(), words)
	if err != nil {
		panic(err)
	}
	return b
})

// parse reads rules. The error names the line.
func parse(source string, words *lexicon.Book) (*book, error) {
	b := &book{lexicon: words, groups: map[string]uint16{}, numbers: map[string]int{}}
	if err := b.name(); err != nil {
		return nil, err
	}
	var at *rule
	named := names{}
	number := 0
	for line := range strings.Lines(source) {
		number++
		line = strings.TrimSpace(line)
		var err error
		switch {
		case line == "" || line[0] == '#':
		case strings.HasPrefix(line, "quotes "):
			err = b.want(&b.quotes, strings.TrimPrefix(line, "quotes "))
		case line[0] == '$' && strings.Contains(line, " = "):
			if err = named.add(line); err == nil {
				err = b.call(line)
			}
		case line[0] == '[':
			at, err = b.head(line)
		case at == nil:
			err = fmt.Errorf("a pattern before the first rule")
		default:
			if line, err = named.put(line); err == nil {
				err = b.pattern(at, line)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("rules, line %d, %.60q: %w", number, line, err)
		}
	}
	b.lay()
	return b, nil
}

// name looks up the classes that package signal asks for. Those that mark()
// gives are no words of the lexicon and are defined here.
func (b *book) name() error {
	wanted := map[string]*lexicon.Class{
		"NAME": &b.is.name, "LINK": &b.is.link, "MAIL": &b.is.mail, "PHONE": &b.is.phone, "NUMBER": &b.is.number, "STREET": &b.is.street,
		"FILL": &b.is.fill, "NEG": &b.is.neg, "I": &b.is.i, "YOU": &b.is.you, "YOUR": &b.is.your, "IF": &b.is.condition,
		"REPORT": &b.is.report, "COUNTER": &b.is.counter, "GROUP": &b.is.group, "GADJ": &b.is.adjective, "SLUR": &b.is.slur, "PRAISE": &b.is.praise,
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) { // the model knows classes by their numbers
		var err error
		if *wanted[name], err = b.lexicon.Define(name); err != nil {
			return fmt.Errorf("the class %s: %w", name, err)
		}
	}
	for _, set := range []struct {
		mask  *lexicon.Mask
		names string
	}{
		{&b.hard, "SLUR INSULT JUNK DEHUMAN HARM HATEV EXCLV EXCLP PROF TELLOFF"},
		{&b.meant, "YOU YOUR HE NAME"},
		{&b.rude, "SLUR PROF INSULT"},
		{&b.often, "YOU YOUR BE I HE SHE HIS NEG FILL AND IF MODAL REPORT PEOPLE ROLE ACTOR GENERAL NAME PRAISE THINGS NUMBER"},
	} {
		for name := range strings.FieldsSeq(set.names) {
			c, ok := b.lexicon.Named(name)
			if !ok {
				return fmt.Errorf("the lexicon has no class %s", name)
			}
			set.mask.Add(c)
		}
	}
	return nil
}

// heeding are the rules that the model is heard against. A number, a mark, a slur and
// what is said of groups are what they are.
var heeding = map[string]bool{
	"threat.harm": true, "pressure": true, "sexual": true, "insult.you": true, "insult.dismiss": true, "dismissal": true,
	"adhominem.person": true, "adhominem.actor": true,
}

// head reads the head of a rule: "[id] clause score", or "[id]" where a rule that
// there is already goes on.
func (b *book) head(line string) (*rule, error) {
	f := strings.Fields(line)
	id := strings.Trim(f[0], "[]")
	for _, r := range b.rules {
		if r.id == id && len(f) == 1 {
			return r, nil
		}
	}
	if len(f) != 3 {
		return nil, fmt.Errorf("want [id] clause score, not %q", line)
	}
	score, err := strconv.ParseFloat(f[2], 64)
	if err != nil {
		return nil, fmt.Errorf("the score of %s: %w", f[0], err)
	}
	r := &rule{id: id, clause: f[1], score: score, number: len(b.rules), groups: id == "attack.group" || id == "slur", bargains: id == "pressure" || id == "threat.harm" || id == "sexual", heeds: heeding[id]}
	b.rules = append(b.rules, r)
	return r, nil
}

// pattern reads one line of a rule.
func (b *book) pattern(r *rule, line string) error {
	body, options, _ := strings.Cut(line, " ; ")
	p := &pattern{rule: r}
	b.patterns = append(b.patterns, p)
	for _, piece := range pieces(body) {
		e, err := b.element(piece)
		if err != nil {
			return err
		}
		p.elements = append(p.elements, e)
	}
	for _, piece := range pieces(options) {
		if err := b.option(p, piece); err != nil {
			return err
		}
	}
	return b.aim(p)
}

// aim tells what a pattern begins with, and the rarest of what it wants: the first that is
// not in any message, if there is one.
func (b *book) aim(p *pattern) error {
	first := 0
	for first < len(p.elements) && (p.elements[first].step == start || p.elements[first].step == comma) {
		first++
	}
	if first == len(p.elements) || p.elements[first].step != word || p.elements[first].optional {
		return fmt.Errorf("a pattern of %s does not begin with a word", p.rule.id)
	}
	p.first = &p.elements[first].wanted
	w := p.first
	for i := range p.elements {
		if e := &p.elements[i]; e.step == word && !e.optional && !b.common(&e.wanted) {
			w = &e.wanted
			break
		}
	}
	p.rarest = w
	return nil
}

// common tells whether what is wanted stands in nearly any message.
func (b *book) common(w *wanted) bool {
	if w.classes.Any(&b.often) {
		return true
	}
	for _, g := range w.groups {
		if b.usual[g] {
			return true
		}
	}
	return false
}

// pieces cuts a pattern at its blanks, but not within parentheses.
func pieces(s string) []string {
	var out []string
	depth, from := 0, 0
	for i := 0; i <= len(s); i++ {
		switch {
		case i == len(s) || s[i] == ' ' && depth == 0:
			if i > from {
				out = append(out, s[from:i])
			}
			from = i + 1
		case s[i] == '(':
			depth++
		case s[i] == ')':
			depth--
		}
	}
	return out
}

// mostFill is how many words that only fill "_" passes over.
const mostFill = 5

func (b *book) element(piece string) (element, error) {
	switch {
	case piece == "_":
		return element{step: fill}, nil
	case piece == "^":
		return element{step: start}, nil
	case piece == "$":
		return element{step: end}, nil
	case piece == ":":
		return element{step: comma}, nil
	case piece[0] == '~':
		n, err := strconv.Atoi(piece[1:])
		if err != nil {
			return element{}, fmt.Errorf("how many words %q may pass over: %w", piece, err)
		}
		return element{step: gap, most: n}, nil
	}
	e := element{}
	piece, e.optional = strings.CutSuffix(piece, "?")
	err := b.want(&e.wanted, piece)
	return e, err
}

// want reads "A|B|(one/another)".
func (b *book) want(w *wanted, piece string) error {
	defer func() { w.number = b.numbered(w) }()
	for piece != "" {
		if piece[0] == '(' {
			closing := strings.IndexByte(piece, ')')
			if closing < 0 {
				return fmt.Errorf("a parenthesis of %q is not closed", piece)
			}
			g, err := b.group(piece[1:closing])
			if err != nil {
				return err
			}
			w.groups = append(w.groups, g)
			w.sieve |= 1 << (g % 64)
			piece = strings.TrimPrefix(piece[closing+1:], "|")
			continue
		}
		name, rest, _ := strings.Cut(piece, "|")
		c, ok := b.lexicon.Named(name)
		if !ok {
			return fmt.Errorf("the lexicon has no class %q", name)
		}
		w.classes.Add(c)
		piece = rest
	}
	return nil
}

// numbered is the number of what is wanted.
func (b *book) numbered(w *wanted) int {
	key := fmt.Sprint(w.classes, w.groups)
	n, known := b.numbers[key]
	if !known {
		n = len(b.wants)
		b.numbers[key], b.wants = n, append(b.wants, *w)
	}
	return n
}

func (b *book) group(body string) (uint16, error) {
	if g, ok := b.groups[body]; ok {
		return g, nil
	}
	g := uint16(len(b.groups))
	b.groups[body] = g
	b.usual = append(b.usual, false)
	b.named = append(b.named, nil)
	for term := range strings.SplitSeq(body, "/") {
		b.usual[g] = b.usual[g] || b.lexicon.Common(strings.TrimSpace(term))
		if err := b.lexicon.Phrase(strings.TrimSpace(term), g); err != nil {
			return 0, err
		}
	}
	return g, nil
}

func (b *book) option(p *pattern, piece string) error {
	switch piece[0] {
	case '-':
		return b.want(&p.within, piece[1:])
	case '!':
		return b.want(&p.anywhere, piece[1:])
	case '<':
		return b.want(&p.before, piece[1:])
	case '@':
		for name := range strings.SplitSeq(piece[1:], ",") {
			p.in |= lexicon.Language(name)
		}
		return nil
	}
	switch piece {
	case "?":
		p.question = true
	case "+para":
		p.para = true
	case "+context":
		p.context = true
	case "+if":
		p.whatever = true
	default:
		return fmt.Errorf("what %q means is not known", piece)
	}
	return nil
}
