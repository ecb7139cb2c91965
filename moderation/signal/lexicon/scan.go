package lexicon

import (
	"slices"
	"strings"

	"magbot/moderation/signal/text"
)

// Unit is a word or phrase of a message with its classes.
type Unit struct {
	First, Last int // tokens
	Sentence    int32
	Common      bool // its first word is one of those by which a language is told
	Classes     Mask
}

// Found is a phrase in a message.
type Found struct {
	First, Last int32 // tokens
	Group       uint16
}

// Scanner reads messages with room that it uses again. Its zero value is ready.
type Scanner struct {
	book   *Book
	tokens []text.Token
	ways   []alternatives // by token
	terms  []term         // by token
	found  []Found
	units  []Unit
	in     Languages
	states states
}

// term is the longest term that begins at a token: its last token and what it means.
type term struct {
	last    int32
	classes Mask
}

// sized is a list of so many, which may hold anything, in the room of another.
func sized[T any](room []T, n int) []T {
	if cap(room) < n {
		return make([]T, n, n*5/4+16)
	}
	return room[:n]
}

// Read looks up the words of a message, and all terms and phrases.
func (s *Scanner) Read(b *Book, doc *text.Doc) {
	b.apart(doc)
	n := len(doc.Tokens)
	s.book, s.tokens = b, doc.Tokens
	s.ways, s.terms, s.found = sized(s.ways, n), sized(s.terms, n), s.found[:0]
	for i := range s.tokens {
		t, a := &s.tokens[i], &s.ways[i]
		b.words.read(t, a, &s.states)
		a.onward = i+1 < n && s.tokens[i+1].Sentence == t.Sentence && s.tokens[i+1].Quoted == t.Quoted
	}
	s.in = s.languages()
	for i := range s.tokens {
		s.terms[i] = term{last: int32(i)}
		if k := s.tokens[i].Kind; k != text.Link && k != text.Mention {
			s.follow(0, i, i)
		}
	}
}

// follow goes on in the tree from a node by the token at a place, every way that the
// token can be read, and keeps the longest term and all phrases.
func (s *Scanner) follow(at int32, i, first int) {
	ways := &s.ways[i]
	for _, id := range ways.ids[:ways.n] {
		next := s.book.next(at, id)
		if next == 0 {
			continue
		}
		n := &s.book.nodes[next]
		if n.meanings != 0 {
			s.terms[first].take(s.book.meanings.Of(int(n.meanings)), s.in, i)
		}
		if n.groups != 0 {
			s.found = appendFound(s.found, int32(first), int32(i), s.book.groups.Of(int(n.groups)))
		}
		if n.onward && ways.onward {
			s.follow(next, i+1, first)
		}
	}
}

// appendFound adds a phrase of each of the groups.
func appendFound(found []Found, first, last int32, groups []uint16) []Found {
	n := len(found)
	found = slices.Grow(found, len(groups))[:n+len(groups)]
	for i, g := range groups {
		found[n+i] = Found{First: first, Last: last, Group: g}
	}
	return found
}

// take keeps what ends at a token, when that term is longer, or joins it to what another
// way to read the same tokens means.
func (t *term) take(meanings []meaning, in Languages, i int) {
	for j := range meanings {
		m := &meanings[j]
		if m.in&in == 0 {
			continue
		}
		if int32(i) > t.last {
			t.last, t.classes = int32(i), Mask{}
		}
		if int32(i) == t.last {
			t.classes.Join(&m.classes)
		}
	}
}

// Forget drops the message that was read last, and keeps only the room that it took.
func (s *Scanner) Forget() {
	s.tokens = nil
	clear(s.ways)
	clear(s.terms)
	clear(s.found)
	clear(s.units)
	s.states = states{}
}

// Scan cuts a message into units, with room of its own.
func (b *Book) Scan(doc *text.Doc) []Unit {
	var s Scanner
	s.Read(b, doc)
	return s.Units()
}

// Phrases are all phrases in the message that was read last, in the order of their
// beginnings, also those that overlap. The list is good until the next message.
func (s *Scanner) Phrases() []Found { return s.found }

// Languages tells which languages the message that was read last may be in.
func (s *Scanner) Languages() Languages { return s.in }

// Units cuts the message that was read last into units: the longest terms from
// left to right, and single words, which may have no class. The list is good
// until the next message.
func (s *Scanner) Units() []Unit {
	tokens := s.tokens
	units := sized(s.units, len(tokens))[:0]
	for i := 0; i < len(tokens); {
		u := Unit{First: i, Last: int(s.terms[i].last), Sentence: tokens[i].Sentence, Classes: s.terms[i].classes, Common: s.book.told(s.ways[i].whole) != 0}
		if k := tokens[i].Kind; u.Classes.Empty() && i+1 < len(tokens) && k == text.Word {
			s.split(i, &u)
		}
		i = u.Last + 1
		if n := len(units); n > 0 && s.about(&units[n-1], &u) {
			units[n-1].Last = u.Last
			units[n-1].Classes.Join(&u.Classes)
			units[n-1].Classes.Add(s.book.group)
			continue
		}
		units = append(units, u)
	}
	s.units = units
	return units
}

// about tells whether two units name a group of people together: "black" and
// "people", in the order that the language of the message has.
func (s *Scanner) about(first, second *Unit) bool {
	b := s.book
	if first.Sentence != second.Sentence || s.tokens[second.First].Comma {
		return false
	}
	return first.Classes.Has(b.adjective) && second.Classes.Has(b.people) ||
		s.in&(fr|es|ar) != 0 && first.Classes.Has(b.people) && second.Classes.Has(b.adjective)
}

// split reads two tokens as one word, when its author put a blank or another
// sign into it: only for words of the class "whole", which are long and mean
// one thing.
func (s *Scanner) split(i int, u *Unit) {
	a, c := &s.tokens[i], &s.tokens[i+1]
	if c.Kind != text.Word || c.Start-a.End > 2 || a.Sentence != c.Sentence {
		return
	}
	n := len(a.Word) + len(c.Word)
	if n < 5 || n > longestWord || a.Word == "" || c.Word == "" || s.book.splits.begin[a.Word[0]]&s.book.splits.end[c.Word[len(c.Word)-1]]&(1<<(n%64)) == 0 {
		return
	}
	next := s.book.next(0, s.book.words.at(extend(extend(offset, a.Word), c.Word)))
	if next == 0 {
		return
	}
	t := term{last: int32(i)}
	t.take(s.book.meanings.Of(int(s.book.nodes[next].meanings)), s.in, i+1)
	if t.classes.Has(s.book.whole) {
		u.Last, u.Classes = i+1, t.classes
	}
}

// languages tells which languages the message may be in: those of its letters, and of the
// Latin ones those that have at least half as many telling words as the one that has most.
func (s *Scanner) languages() Languages {
	var count [3]int
	var in language
	for i := range s.tokens {
		w := s.tokens[i].Word
		switch {
		case w == "" || len(w) > 24:
		case s.tokens[i].Kind == text.Han:
			in |= zh
		case w[0] >= 0xd0 && w[0] <= 0xd3:
			in |= ru
		case w[0] >= 0xd8 && w[0] <= 0xdb:
			in |= ar
		default:
			telling := language(0)
			for _, id := range s.ways[i].ids[:s.ways[i].n] {
				telling |= s.book.told(id)
			}
			for l := range count {
				if telling&(1<<l) != 0 {
					count[l]++
				}
			}
		}
	}
	most := max(count[0], count[1], count[2])
	for l := range count {
		if 2*count[l] >= most {
			in |= 1 << l
		}
	}
	return in
}

// Common tells whether a word is one of those by which a language is told.
func (b *Book) Common(word string) bool { return b.told(b.words.exact(word)) != 0 }

// Spoken is the words of a unit as they stand in the message.
func Spoken(doc *text.Doc, u *Unit) string {
	return strings.TrimSpace(doc.Raw[doc.Tokens[u.First].Start:doc.Tokens[u.Last].End])
}
