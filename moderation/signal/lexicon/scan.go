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

// Scan cuts a message into units: the longest terms from left to right, and
// single words, which may have no class.
func (b *Book) Scan(doc *text.Doc) []Unit {
	tokens := doc.Tokens
	units := make([]Unit, 0, len(tokens))
	s := scan{book: b, tokens: tokens, in: b.language(tokens)}
	for i := 0; i < len(tokens); {
		u := Unit{First: i, Last: i, Sentence: tokens[i].Sentence}
		if t := &tokens[i]; t.Kind != text.Link && t.Kind != text.Mention {
			s.best = i
			s.found = Mask{}
			s.from(0, i)
			u.Last, u.Classes = s.best, s.found
			if u.Classes.Empty() && i+1 < len(tokens) {
				s.split(i, &u)
			}
		}
		i = u.Last + 1
		if n := len(units); n > 0 && b.about(&units[n-1], &u, &tokens[u.First], s.in) {
			units[n-1].Last = u.Last
			units[n-1].Classes.Join(&u.Classes)
			units[n-1].Classes.Add(b.group)
			continue
		}
		units = append(units, u)
	}
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
	book   *Book
	tokens []text.Token
	in     language
	best   int
	found  Mask
}

// from follows the tree from a node by the token at a place, every way that the
// token can be read, and keeps the longest term.
func (s *scan) from(at int32, i int) {
	if i >= len(s.tokens) {
		return
	}
	t := &s.tokens[i]
	var ways alternatives
	s.book.read(t, &ways)
	for _, id := range ways.ids[:ways.n] {
		next, ok := s.book.edges[edge{at, id}]
		if !ok {
			continue
		}
		s.take(next, i)
		if n := i + 1; n < len(s.tokens) && s.tokens[n].Sentence == t.Sentence && s.tokens[n].Quoted == t.Quoted {
			s.from(next, n)
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
			s.best, s.found = i, Mask{}
		}
		if i == s.best {
			s.found.Join(&m.classes)
		}
	}
}

// split reads two tokens as one word, when its author put a blank or another
// sign into it: only for words of the class "whole", which are long and mean
// one thing.
func (s *scan) split(i int, u *Unit) {
	whole, ok := s.book.classes["SPLIT"]
	a, c := &s.tokens[i], &s.tokens[i+1]
	if !ok || a.Kind != text.Word || c.Kind != text.Word || c.Start-a.End > 2 || a.Sentence != c.Sentence {
		return
	}
	var buf [64]byte
	if len(a.Word)+len(c.Word) < 5 || len(a.Word)+len(c.Word) > len(buf) {
		return
	}
	n := copy(buf[:], a.Word)
	n += copy(buf[n:], c.Word)
	id, ok := s.book.exact[string(buf[:n])]
	if !ok {
		return
	}
	next, ok := s.book.edges[edge{0, id}]
	if !ok {
		return
	}
	s.best, s.found = i, Mask{}
	s.take(next, i+1)
	if s.found.Has(whole) {
		u.Last, u.Classes = i+1, s.found
	}
}

// Languages tells which languages a message may be in: those of its letters,
// and of the Latin ones those that have at least half as many telling words as
// the one that has most.
func (b *Book) Languages(doc *text.Doc) Languages { return b.language(doc.Tokens) }

// Common tells whether a word is one of those by which a language is told.
func (b *Book) Common(word string) bool { return b.function[word] != 0 }

func (b *Book) language(tokens []text.Token) language {
	var count [3]int
	var in language
	for i := range tokens {
		w := tokens[i].Word
		switch {
		case w == "" || len(w) > 24:
		case tokens[i].Kind == text.Han:
			in |= zh
		case w[0] >= 0xd0 && w[0] <= 0xd3:
			in |= ru
		case w[0] >= 0xd8 && w[0] <= 0xdb:
			in |= ar
		default:
			telling := b.function[w]
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

// Spoken is the words of a unit as they stand in the message.
func Spoken(doc *text.Doc, u *Unit) string {
	return strings.TrimSpace(doc.Raw[doc.Tokens[u.First].Start:doc.Tokens[u.Last].End])
}
