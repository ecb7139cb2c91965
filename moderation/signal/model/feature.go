package model

import (
	"math/bits"
	"sync"
	"unicode/utf8"

	"magbot/moderation/signal/lexicon"
	"magbot/moderation/signal/text"
)

// Buckets is how many weights a head has.
const Buckets = 1 << 18

// Feature is a bucket, and the token that it is whole-word evidence for, or -1. It is
// Together when it is about the classes of the whole message, which only the head of
// conduct is asked about.
type Feature struct {
	Bucket uint32
	Token  int32
}

// Together is in the place of the token.
const Together = -2

// longest is the most tokens of a message that are looked at: the rest of a
// longer one is for the rules.
const longest = 400

// mostClasses is how many classes of a message are paired at most.
const mostClasses = 20

const (
	offset = 14695981039346656037
	prime  = 1099511628211
)

func hash(seed uint64, s string) uint64 {
	h := seed
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * prime
	}
	return h
}

func mix(a, b uint64) uint64 { return (a ^ (b + 0x9e3779b97f4a7c15 + a<<6 + a>>2)) * prime }

func bucket(h uint64) uint32 { return uint32((h^h>>29)*0xbf58476d1ce4e5b9>>32) % Buckets }

// classed are the classes that stand for their words in n-grams of classes.
var classed = [...]string{"SLUR", "GROUP", "GADJ", "YOU", "YOUR", "NEG", "I"}

// empty are the classes of words that are no evidence by themselves.
var empty = [...]string{"MODAL", "BE", "FILL", "NEG", "I", "YOU", "YOUR", "HE", "HIS", "AND", "IF", "REPORT", "PEOPLE", "ACTOR", "GENERAL", "PRAISE"}

// lexis is what the features take from the lexicon.
type lexis struct {
	book    *lexicon.Book
	classes [len(classed)]lexicon.Class
	idle    lexicon.Mask
}

var lexical = sync.OnceValue(func() *lexis {
	l := &lexis{book: lexicon.Shared()}
	for i, name := range classed {
		l.classes[i], _ = l.book.Named(name)
	}
	for _, name := range empty {
		if c, ok := l.book.Named(name); ok {
			l.idle.Add(c)
		}
	}
	return l
})

// Features lists the features of a message, into a list that may be reused. More are
// classes of the message besides those of its words; they are numbered after these.
func Features(doc *text.Doc, units []lexicon.Unit, more *lexicon.Mask, list []Feature) []Feature {
	list = list[:0]
	known := lexical()
	var before, beforeThat, plainBefore uint64
	seen := *more
	for i := range units {
		u := &units[i]
		if u.First >= longest {
			break
		}
		plain := uint64(offset)
		for t := u.First; t <= u.Last; t++ {
			plain = hash(plain, doc.Tokens[t].Word)
			list = letters(list, &doc.Tokens[t])
		}
		symbol := plain
		for c, class := range known.classes {
			if u.Classes.Has(class) {
				symbol = uint64(c + 1)
				break
			}
		}
		at := int32(u.First)
		if !tells(&doc.Tokens[u.First]) || u.Classes.Any(&known.idle) || known.book.Common(doc.Tokens[u.First].Word) {
			at = -1
		}
		list = append(list, Feature{bucket(mix(1, plain)), at}, Feature{bucket(mix(mix(2, plainBefore), plain)), at},
			Feature{bucket(mix(mix(3, before), symbol)), -1}, Feature{bucket(mix(mix(mix(4, beforeThat), before), symbol)), -1},
			Feature{bucket(mix(mix(5, beforeThat), symbol)), -1})
		seen.Join(&u.Classes)
		beforeThat, before, plainBefore = before, symbol, plain
	}
	return together(list, &seen)
}

// together are the classes of a message, and pairs of them: who is meant and what is
// said may stand far apart.
func together(list []Feature, seen *lexicon.Mask) []Feature {
	var classes [mostClasses]uint64
	n := 0
	for w, set := range seen {
		for ; set != 0 && n < mostClasses; set &= set - 1 {
			classes[n] = uint64(w*64 + bits.TrailingZeros64(set))
			n++
		}
	}
	for i, a := range classes[:n] {
		list = append(list, Feature{bucket(mix(7, a)), Together})
		with := mix(8, a)
		for _, b := range classes[i+1 : n] {
			list = append(list, Feature{bucket(mix(with, b)), Together})
		}
	}
	return list
}

// tells is true for a token that can be evidence: a word, a Chinese character or a
// picture, but no link, no name and no line of a table.
func tells(t *text.Token) bool {
	switch t.Kind {
	case text.Link, text.Mention:
		return false
	case text.Sign:
		first, _ := utf8.DecodeRuneInString(t.Word)
		return first >= 0x2600
	case text.Word, text.Han:
	}
	return true
}

// letters are the pieces of four letters of a word.
func letters(list []Feature, t *text.Token) []Feature {
	if t.Kind != text.Word || len(t.Word) < 5 {
		return list
	}
	var ends [64]int
	n := 0
	for i := 0; i < len(t.Word) && n < len(ends)-1; n++ {
		ends[n] = i
		_, size := utf8.DecodeRuneInString(t.Word[i:])
		i += size
		ends[n+1] = i
	}
	for i := 0; i+4 <= n; i++ {
		list = append(list, Feature{bucket(mix(6, hash(offset, t.Word[ends[i]:ends[i+4]]))), -1})
	}
	return list
}
