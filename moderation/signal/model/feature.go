package model

import (
	"math/bits"
	"sync"
	"unicode/utf8"

	"magbot/moderation/signal/lexicon"
	"magbot/moderation/signal/text"
)

// How many weights a head has: that of conduct has the most features. Both are powers
// of two, and a feature that several heads see has its bucket in each by what is left
// of its number.
const (
	Buckets        = 1 << 17
	conductBuckets = 1 << 20
	kindBuckets    = 1 << 15
)

// Size is how many weights a head has.
func Size(head int) uint32 {
	if head == Conduct {
		return conductBuckets
	}
	return Buckets
}

// Feature is a bucket, how many times it counts, and the token that it is whole-word
// evidence for, or -1. It is Alone when only the head of conduct is asked about it. Of a word
// that is no evidence by itself, such as "you", the token is Idle less its number: where a
// message has no other words, the head of conduct shows it ("who are you to us?").
type Feature struct {
	Bucket uint32
	Token  int16
	Times  uint16
}

// Alone is in the place of the token. Such features come last. Idle begins the numbers of
// words that are no evidence by themselves.
const (
	Alone = -2
	Idle  = -3
)

// longest is the most tokens of a message that are looked at: the rest of a
// longer one is for the rules.
const longest = 400

// mostLetters is how many letters of a word are cut into pieces.
const mostLetters = 64

// mostClasses is how many classes of a message are paired at most.
const mostClasses = 20

const prime = 0x9e3779b97f4a7c15

// hash is a number for a text after what was hashed before, eight bytes at a time.
func hash(seed uint64, s string) uint64 {
	h := seed ^ uint64(len(s))*prime
	for len(s) > 8 {
		h = (h ^ eight(s)) * prime
		h ^= h >> 32
		s = s[8:]
	}
	h = (h ^ few(s)) * prime
	return h ^ h>>29
}

// eight are the first eight bytes of a text as a number.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func four(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

// few are the bytes of a text of eight at most as a number.
func few(s string) uint64 {
	switch n := len(s); {
	case n >= 4:
		return four(s) | four(s[n-4:])<<32
	case n > 0:
		return uint64(s[0]) | uint64(s[n/2])<<8 | uint64(s[n-1])<<16
	}
	return 0
}

// width is how many bytes the letters of a word have, by its first: few words have letters
// of several widths, and these are cut within one, always alike.
func width(word string) int {
	switch {
	case word == "" || word[0] < utf8.RuneSelf:
		return 1
	case word[0] < 0xe0:
		return 2
	}
	return 3
}

// cut is the beginning of a word, so many letters at most.
func cut(word string, letters int) string { return word[:min(len(word), letters*width(word))] }

func mix(a, b uint64) uint64 { return (a ^ (b + 0x9e3779b97f4a7c15 + a<<6 + a>>2)) * prime }

func bucket(h uint64) uint32 { return uint32((h^h>>29)*0xbf58476d1ce4e5b9>>32) % conductBuckets }

// classed are the classes that stand for their words in n-grams of classes.
var classed = [...]string{"SLUR", "GROUP", "GADJ", "YOU", "YOUR", "NEG", "I"}

// empty are the classes of words that are no evidence by themselves.
var empty = [...]string{"MODAL", "BE", "FILL", "NEG", "I", "YOU", "YOUR", "HE", "HIS", "AND", "IF", "REPORT", "PEOPLE", "ACTOR", "GENERAL", "PRAISE"}

// lexis is what the features take from the lexicon.
type lexis struct {
	classes [len(classed)]lexicon.Class
	idle    lexicon.Mask
}

var lexical = sync.OnceValue(func() *lexis {
	l, book := &lexis{}, lexicon.Shared()
	for i, name := range classed {
		l.classes[i], _ = book.Named(name)
	}
	for _, name := range empty {
		if c, ok := book.Named(name); ok {
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
		plain := uint64(0)
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
		at := int16(u.First)
		switch first := &doc.Tokens[u.First]; {
		case !tells(first):
			at = -1
		case u.Classes.Any(&known.idle) || u.Common:
			at = Idle - at
		}
		list = append(list, Feature{bucket(mix(1, plain)), at, 1}, Feature{bucket(mix(mix(2, plainBefore), plain)), at, 1},
			Feature{bucket(mix(mix(3, before), symbol)), -1, 1}, Feature{bucket(mix(mix(mix(4, beforeThat), before), symbol)), -1, 1},
			Feature{bucket(mix(mix(5, beforeThat), symbol)), -1, 1})
		seen.Join(&u.Classes)
		beforeThat, before, plainBefore = before, symbol, plain
	}
	list = around(list, doc, units)
	for i := range units {
		for t := units[i].First; t <= units[i].Last && t < longest; t++ {
			list = stems(list, doc.Tokens[t].Word)
		}
	}
	return together(list, &seen)
}

// beginnings are after how many letters a word is cut for its stems.
var beginnings = [...]int{4, 5, 6, 8}

// mostTimes is the most times that a feature counts.
const mostTimes = len(beginnings) + 2

// stems are the beginnings of a word, whose endings change, and the word itself as often as
// beginnings are longer than it and twice more: what is said counts for more than beside
// what it stands. Before an Arabic word stands what is written onto it, so that all its
// pieces are taken.
func stems(list []Feature, word string) []Feature {
	wide, at := width(word), 0
	for at < len(beginnings) && beginnings[at]*wide <= len(word) {
		list = append(list, Feature{bucket(mix(10+uint64(at), hash(0, word[:beginnings[at]*wide]))), Alone, 1})
		at++
	}
	list = append(list, Feature{bucket(mix(9, hash(0, word))), Alone, uint16(mostTimes - at)})
	if word != "" && word[0] >= 0xd8 && word[0] <= 0xdb {
		list = pieces(list, word)
	}
	return list
}

// pieces are all pieces of three to five letters of a word, its ends being letters.
func pieces(list []Feature, word string) []Feature {
	var letters [mostLetters + 2]uint64
	letters[0] = '<'
	n := 1
	for _, c := range word {
		if n == len(letters)-1 {
			break
		}
		letters[n] = uint64(c)
		n++
	}
	letters[n] = '>'
	n++
	for i := range n {
		h := uint64(0)
		for j := i; j < min(n, i+5); j++ {
			h = (h ^ letters[j]) * prime
			if j-i >= 2 {
				list = append(list, Feature{bucket(mix(14, h)), Alone, 1})
			}
		}
	}
	return list
}

// mostNear is how many classes of a word are looked at beside others.
const mostNear = 6

// around are the classes of each word, with the stems beside it and the classes of the
// two words before.
func around(list []Feature, doc *text.Doc, units []lexicon.Unit) []Feature {
	var classes [3][mostNear]uint64 // of this word and the two before
	var count [3]int
	before := uint64(0)
	for i := range units {
		u := &units[i]
		if u.First >= longest {
			break
		}
		classes[2], count[2] = classes[1], count[1]
		classes[1], count[1] = classes[0], count[0]
		count[0] = numbers(&u.Classes, classes[0][:])
		after := uint64(0)
		if i+1 < len(units) {
			after = hash(0, cut(doc.Tokens[units[i+1].First].Word, 5))
		}
		for _, c := range classes[0][:count[0]] {
			list = append(list, Feature{bucket(mix(15, c)), Alone, 1},
				Feature{bucket(mix(mix(16, c), before)), Alone, 1}, Feature{bucket(mix(mix(17, c), after)), Alone, 1})
			for _, d := range classes[1][:count[1]] {
				list = append(list, Feature{bucket(mix(mix(18, c), d)), Alone, 1})
			}
			for _, d := range classes[2][:count[2]] {
				list = append(list, Feature{bucket(mix(mix(19, c), d)), Alone, 1})
			}
		}
		before = hash(0, cut(doc.Tokens[u.Last].Word, 5))
	}
	return list
}

// numbers writes the numbers of classes into a list, as many as have room, and is how
// many these are.
func numbers(set *lexicon.Mask, into []uint64) int {
	n := 0
	for w, left := range set {
		for ; left != 0 && n < len(into); left &= left - 1 {
			into[n] = uint64(w*64 + bits.TrailingZeros64(left))
			n++
		}
	}
	return n
}

// together are the classes of a message, and pairs of them: who is meant and what is
// said may stand far apart.
func together(list []Feature, seen *lexicon.Mask) []Feature {
	var classes [mostClasses]uint64
	n := numbers(seen, classes[:])
	for i, a := range classes[:n] {
		list = append(list, Feature{bucket(mix(7, a)), Alone, 1})
		with := mix(8, a)
		for _, b := range classes[i+1 : n] {
			list = append(list, Feature{bucket(mix(with, b)), Alone, 1})
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
	wide := width(t.Word)
	for i := 0; i+4*wide <= min(len(t.Word), mostLetters*wide); i += wide {
		list = append(list, Feature{bucket(mix(6, hash(0, t.Word[i:i+4*wide]))), -1, 1})
	}
	return list
}
