package lexicon

import (
	_ "embed"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"magbot/moderation/signal/text"
)

//go:embed words.txt
var words string

// Class is a class of words, by number.
type Class uint8

// Mask is a set of classes.
type Mask [4]uint64

// Has tells whether a class is in the set.
func (m *Mask) Has(c Class) bool { return m[c>>6]&(1<<(c&63)) != 0 }

// Any tells whether the sets have a class in common.
func (m *Mask) Any(other *Mask) bool {
	return m[0]&other[0]|m[1]&other[1]|m[2]&other[2]|m[3]&other[3] != 0
}

// Add puts a class into the set.
func (m *Mask) Add(c Class) { m[c>>6] |= 1 << (c & 63) }

// Join puts a set into the set.
func (m *Mask) Join(other *Mask) {
	for i := range m {
		m[i] |= other[i]
	}
}

// Empty tells whether no class is in the set.
func (m *Mask) Empty() bool { return m[0]|m[1]|m[2]|m[3] == 0 }

// language is a bit for each language that terms may be in.
type language uint8

const (
	en language = 1 << iota
	fr
	es
	ar
	ru
	zh
	all = en | fr | es | ar | ru | zh
)

var languages = map[string]language{"en": en, "fr": fr, "es": es, "ar": ar, "ru": ru, "zh": zh, "all": all}

// meaning is the classes of a term in the languages that have it.
type meaning struct {
	in      language
	classes Mask
}

// Book is a lexicon. It does not change once it is read.
type Book struct {
	classes map[string]Class
	names   []string
	tree
	meanings Lists[meaning]    // the first is empty
	groups   Lists[uint16]     // of phrases; the first is empty
	numbers  map[string]uint16 // of both
	telling  []language        // the languages that a word tells, by the word
	// A word of the class people beside one of adjective is a group.
	people, adjective, group Class
	whole                    Class // words that are found when a blank stands within them
	splits                   lengths
}

// lengths are how long the words are that may be split, as bits, by their first and last
// bytes: nearly all pairs of words are none of them.
type lengths struct{ begin, end [256]uint64 }

// Shared is the lexicon of the program. It panics when words.txt is not well
// formed, which a test would have noticed.
var Shared = sync.OnceValue(func() *Book {
	b, err := Parse(words)
	if err != nil {
		panic(err)
	}
	return b
})

// Source is the text of the lexicon, for what is made from it.
func Source() string { return words }

// Parse reads a lexicon. The error names the line.
func Parse(source string) (*Book, error) {
	b := &Book{
		classes: map[string]Class{}, tree: newTree(), numbers: map[string]uint16{},
	}
	b.meanings.Add(nil)
	b.groups.Add(nil)
	section := ""
	number := 0
	for _, c := range [...]struct {
		name  string
		class *Class
	}{{"PEOPLE", &b.people}, {"GADJ", &b.adjective}, {"GROUP", &b.group}, {"SPLIT", &b.whole}} {
		var err error
		if *c.class, err = b.Define(c.name); err != nil {
			return nil, err
		}
	}
	for line := range strings.Lines(source) {
		number++
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = strings.Trim(line, "[]")
		default:
			lang, terms, ok := strings.Cut(line, ":")
			in, known := languages[lang]
			if !ok || !known || section == "" {
				return nil, fmt.Errorf("lexicon, line %d: want a class and then \"language: term, term\"", number)
			}
			if err := b.section(section, in, strings.Split(terms, ",")); err != nil {
				return nil, fmt.Errorf("lexicon, line %d: %w", number, err)
			}
		}
	}
	return b, nil
}

func (b *Book) section(section string, in language, terms []string) error {
	if section == "function" {
		for _, t := range terms {
			if err := b.tell(plain(t), in); err != nil {
				return err
			}
		}
		return nil
	}
	class, err := b.Define(section)
	if err != nil {
		return err
	}
	var mask Mask
	mask.Add(class)
	for _, term := range terms {
		if err := b.Term(strings.TrimSpace(term), in, mask); err != nil {
			return err
		}
	}
	return nil
}

// tell keeps that a word tells languages.
func (b *Book) tell(word string, in language) error {
	id := b.words.add(word, false)
	if id == 0 {
		return noRoom(word)
	}
	for int(id) >= len(b.telling) {
		b.telling = append(b.telling, 0)
	}
	b.telling[id] |= in
	return nil
}

// told is the languages that a word tells, by its number.
func (b *Book) told(id uint16) language {
	if int(id) < len(b.telling) {
		return b.telling[id]
	}
	return 0
}

func plain(term string) string {
	tokens := text.Read(strings.TrimSpace(term)).Tokens
	if len(tokens) != 1 {
		return strings.TrimSpace(term)
	}
	return tokens[0].Word
}

// Define is the number of a class, a new one when the name is new. There are
// at most 256.
func (b *Book) Define(name string) (Class, error) {
	if c, ok := b.classes[name]; ok {
		return c, nil
	}
	if len(b.names) == 256 {
		return 0, fmt.Errorf("more than 256 classes: no room for %s", name)
	}
	c := Class(len(b.names))
	b.classes[name] = c
	b.names = append(b.names, name)
	return c, nil
}

// Named is the number of a class that the lexicon has.
func (b *Book) Named(name string) (Class, bool) {
	c, ok := b.classes[name]
	return c, ok
}

// Term adds a word or phrase with its classes.
func (b *Book) Term(term string, in language, mask Mask) error {
	at, err := b.add(term)
	if err != nil {
		return err
	}
	meanings := slices.Clone(b.meanings.Of(int(b.nodes[at].meanings)))
	if i := slices.IndexFunc(meanings, func(m meaning) bool { return m.in == in }); i >= 0 {
		meanings[i].classes.Join(&mask)
	} else {
		meanings = append(meanings, meaning{in, mask})
	}
	if mask.Has(b.whole) {
		b.splits.add(strings.TrimSuffix(plain(term), "*"))
	}
	b.nodes[at].meanings, err = number(b.numbers, &b.meanings, meanings)
	return err
}

func (l *lengths) add(word string) {
	if word == "" {
		return
	}
	bit := uint64(1) << (len(word) % 64)
	l.begin[word[0]] |= bit
	l.end[word[len(word)-1]] |= bit
}

// Phrase adds a phrase, written as a term, to a group, in all languages. Unlike terms,
// phrases are all found, also those that overlap.
func (b *Book) Phrase(term string, group uint16) error {
	at, err := b.add(term)
	if err != nil {
		return err
	}
	groups := append(slices.Clone(b.groups.Of(int(b.nodes[at].groups))), group)
	b.nodes[at].groups, err = number(b.numbers, &b.groups, groups)
	return err
}

// number is that of a list, which is kept once.
func number[T any](numbers map[string]uint16, lists *Lists[T], list []T) (uint16, error) {
	key := fmt.Sprintf("%T%v", list, list)
	n, known := numbers[key]
	if !known {
		if lists.Len() > math.MaxUint16 {
			return 0, errLists
		}
		n = uint16(lists.Add(list))
		numbers[key] = n
	}
	return n, nil
}

var errLists = errors.New("there are more different meanings or groups of phrases than there is room for")

// Languages is a set of languages.
type Languages = language

// Language is the set that holds the language of that name, and nothing when
// the lexicon does not know it.
func Language(name string) Languages { return languages[name] }

// Names are the names of the classes, by number.
func (b *Book) Names() []string { return slices.Clone(b.names) }
