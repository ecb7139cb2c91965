package lexicon

import (
	"strings"

	"magbot/moderation/signal/text"
)

// Unit is a word or phrase of a message with its classes.
type Unit struct {
	First, Last int // tokens
	Sentence    int
	Classes     Mask
}

// Scanner reads messages with room that it uses again. Its zero value is ready.
type Scanner struct {
	tokens []text.Token
	ways   []alternatives // by token
	units  []Unit
	found  []Found
}

// Read looks up the words of a message.
func (s *Scanner) Read(b *Book, doc *text.Doc) {
	doc.Tokens = b.apart(doc.Tokens)
	s.tokens = doc.Tokens
	if cap(s.ways) < len(doc.Tokens) {
		s.ways = make([]alternatives, len(doc.Tokens), len(doc.Tokens)*5/4+16)
	}
	s.ways = s.ways[:len(doc.Tokens)]
	for i := range doc.Tokens {
		b.words.read(&doc.Tokens[i], &s.ways[i])
	}
}

// Forget lets go of the message that was read last.
func (s *Scanner) Forget() { s.tokens = nil }

// goesOn tells whether a term may go on after a token.
func (s *Scanner) goesOn(i int) bool {
	return i+1 < len(s.tokens) && s.tokens[i+1].Sentence == s.tokens[i].Sentence && s.tokens[i+1].Quoted == s.tokens[i].Quoted
}

// Scan cuts a message into units, with room of its own.
func (b *Book) Scan(doc *text.Doc) []Unit {
	var s Scanner
	s.Read(b, doc)
	return s.Units(b)
}

// Units cuts the message that was read last into units: the longest terms from
// left to right, and single words, which may have no class. The list is good
// until the next call.
func (s *Scanner) Units(b *Book) []Unit {
	tokens := s.tokens
	if cap(s.units) < len(tokens) {
		s.units = make([]Unit, 0, len(tokens)*5/4+16)
	}
	units := s.units[:0]
	c := scan{Scanner: s, book: b, in: s.Languages(b)}
	for i := 0; i < len(tokens); {
		u := Unit{First: i, Last: i, Sentence: tokens[i].Sentence}
		if t := &tokens[i]; t.Kind != text.Link && t.Kind != text.Mention {
			c.best = i
			c.classes = Mask{}
			c.from(0, i)
			u.Last, u.Classes = c.best, c.classes
			if u.Classes.Empty() && i+1 < len(tokens) {
				c.split(i, &u)
			}
		}
		i = u.Last + 1
		if n := len(units); n > 0 && b.about(&units[n-1], &u, &tokens[u.First], c.in) {
			units[n-1].Last = u.Last
			units[n-1].Classes.Join(&u.Classes)
			units[n-1].Classes.Add(b.group)
			continue
		}
		units = append(units, u)
	}
	s.units = units
	return units
}

// about tells whether two units name a group of people together: "black" and
// "people", in the order that the language of the message has.
func (b *Book) about(first, second *Unit, at *text.Token, in language) bool {
	if first.Sentence != second.Sentence || at.Comma {
		return false
	}
	return first.Classes.Has(b.adjective) && second.Classes.Has(b.people) ||
		in&(fr|es|ar) != 0 && first.Classes.Has(b.people) && second.Classes.Has(b.adjective)
}

// scan is the state of one scan.
type scan struct {
	*Scanner
	book    *Book
	in      language
	best    int
	classes Mask
}

// from follows the tree from a node by the token at a place, every way that the
// token can be read, and keeps the longest term.
func (s *scan) from(at int32, i int) {
	ways := &s.ways[i]
	for _, id := range ways.ids[:ways.n] {
		next := s.book.next(at, id)
		if next == 0 {
			continue
		}
		s.take(next, i)
		if s.goesOn(i) {
			s.from(next, i+1)
		}
	}
}

// take keeps what a node means, when it ends a longer term, or joins it to what
// another way to read the same tokens means.
func (s *scan) take(at int32, i int) {
	if int(at) >= len(s.book.nodes) {
		return
	}
	for j := range s.book.nodes[at].meanings {
		m := &s.book.nodes[at].meanings[j]
		if m.in&s.in == 0 {
			continue
		}
		if i > s.best {
			s.best, s.classes = i, Mask{}
		}
		if i == s.best {
			s.classes.Join(&m.classes)
		}
	}
}

// split reads two tokens as one word, when its author put a blank or another
// sign into it: only for words of the class "whole", which are long and mean
// one thing.
func (s *scan) split(i int, u *Unit) {
	whole := s.book.whole
	a, c := &s.tokens[i], &s.tokens[i+1]
	if a.Kind != text.Word || c.Kind != text.Word || c.Start-a.End > 2 || a.Sentence != c.Sentence {
		return
	}
	var buf [64]byte
	if len(a.Word)+len(c.Word) < 5 || len(a.Word)+len(c.Word) > len(buf) {
		return
	}
	n := copy(buf[:], a.Word)
	n += copy(buf[n:], c.Word)
	next := s.book.next(0, s.book.words.exact(string(buf[:n])))
	if next == 0 {
		return
	}
	s.best, s.classes = i, Mask{}
	s.take(next, i+1)
	if s.classes.Has(whole) {
		u.Last, u.Classes = i+1, s.classes
	}
}

// Languages tells which languages the message that was read last may be in:
// those of its letters, and of the Latin ones those that have at least half as
// many telling words as the one that has most.
func (s *Scanner) Languages(b *Book) Languages {
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
				telling |= b.told(id)
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
