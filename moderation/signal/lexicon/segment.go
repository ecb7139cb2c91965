package lexicon

import (
	"strings"
	"unicode/utf8"

	"magbot/moderation/signal/text"
)

// A row of letters that were all written apart has lost the borders of its
// words. It is cut into known words again when it is this long and no longer; beside an
// apostrophe it may be shorter.
const (
	leastRow   = 6
	leastElide = 3
	mostRow    = 600
)

// mostStrange is how much of a row, of so many parts, may belong to no known word.
const mostStrange = 3

// Costs of a word that is usual, for each step that it is rarer, and from which on; of one that
// the lexicon knows, by what language it tells; and of one that nobody knows and each of its
// letters. The cheapest cut is taken: it has few words, and usual ones.
const (
	costUsual   = 4
	costRarer   = 2
	costTold    = 16
	costForeign = 40 // told, but of another language
	costKnown   = 26
	costStrange = 35
	costLetter  = 6
)

// apart cuts the joined rows of letters of a message that are no words.
func (b *Book) apart(doc *text.Doc) {
	for i := range doc.Tokens {
		if _, is := b.row(doc, &doc.Tokens[i]); is {
			b.cut(doc, i)
			return
		}
	}
}

// row tells whether a word is a row of letters that may have lost its borders, and what
// stands around it.
func (b *Book) row(doc *text.Doc, t *text.Token) (r row, is bool) {
	if !t.Joined || len(t.Word) < leastElide || len(t.Word) > mostRow || b.words.exact(t.Word) != 0 {
		return r, false
	}
	before, after := strings.TrimRight(doc.Raw[:t.Start], " "), strings.TrimLeft(doc.Raw[t.End:], " ")
	r.elided = strings.HasSuffix(before, "'") || strings.HasSuffix(before, "’")
	r.elides = strings.HasPrefix(after, "'") || strings.HasPrefix(after, "’")
	return r, len(t.Word) >= leastRow || r.elided || r.elides
}

// cut cuts the rows from a token on, each piece standing where its letters do.
func (b *Book) cut(doc *text.Doc, from int) {
	out := make([]text.Token, 0, len(doc.Tokens)+32)
	letters := doc.Apart
	for i, t := range doc.Tokens {
		if !t.Joined {
			out = append(out, t)
			continue
		}
		r, is := b.row(doc, &t)
		if i < from || !is {
			letters = letters[utf8.RuneCountInString(t.Word):]
			out = append(out, t)
			continue
		}
		for _, p := range b.segment(t.Word, r) {
			n := utf8.RuneCountInString(p)
			t.Word, t.Start, t.End, t.Capital = p, letters[0].Start, letters[n-1].End, letters[0].Capital
			out = append(out, t)
			t.Comma, letters = false, letters[n:]
		}
	}
	doc.Tokens = out
}

// row is what stands around a row of letters: after an apostrophe, or before one, a single
// letter may be a word.
type row struct{ elided, elides bool }

// cutting is, by place, what the rest of a row costs at least in a language, and the length of
// the word that begins there, less than 0 where nobody knows it.
type cutting struct{ costs, lengths []int }

// segment is the cheapest way to cut a row of letters into words of one language, over all
// languages.
func (b *Book) segment(word string, r row) []string {
	var all [len(bordered)]cutting
	for l := range all {
		all[l] = cutting{make([]int, len(word)+1), make([]int, len(word)+1)}
	}
	known := usualShared()
	for i := len(word) - 1; i >= 0; i-- {
		if utf8.RuneStart(word[i]) {
			b.begin(word, i, r, known, &all)
		}
	}
	best := 0
	for l := range all {
		if all[l].costs[0] < all[best].costs[0] {
			best = l
		}
	}
	return pieces(word, all[best].lengths)
}

// begin looks for the cheapest word that begins at a place of a row, in each language.
func (b *Book) begin(word string, i int, r row, known *usual, all *[len(bordered)]cutting) {
	state, letters := uint64(offset), 0
	for l := range all {
		all[l].costs[i] = 1 << 30
	}
	for end := i + 1; end <= len(word) && end-i <= longestWord; end++ {
		state = extend(state, word[end-1:end])
		if end < len(word) && !utf8.RuneStart(word[end]) {
			continue
		}
		letters++
		rare, id := known.shown(state), b.words.at(state)
		told := b.told(id)
		single := letters == 1 && (i > 0 || !r.elided) && (end < len(word) || !r.elides)
		for l := range all {
			cost, n := costStrange+costLetter*letters, i-end
			switch in := bordered[l].in; {
			case single && (word[i] < utf8.RuneSelf || bordered[l].alone != "") && strings.IndexByte(bordered[l].alone, word[i]) < 0:
			case rare[l] > 0:
				cost, n = costUsual+costRarer*int(rare[l]), end-i
			case told&in != 0:
				cost, n = costTold, end-i
			case told != 0:
				cost, n = costForeign, end-i
			case id != 0:
				cost, n = costKnown, end-i
			}
			if cost += all[l].costs[end]; cost < all[l].costs[i] {
				all[l].costs[i], all[l].lengths[i] = cost, n
			}
		}
	}
}

// pieces cuts a row into words of these lengths. When too much of it belongs to no known word,
// the row is left as it is.
func pieces(word string, lengths []int) []string {
	var out []string
	strange := 0
	for i := 0; i < len(word); {
		n := lengths[i]
		if n < 0 {
			n = -n
			strange += n
		}
		out = append(out, word[i:i+n])
		i += n
	}
	if strange*mostStrange > len(word) {
		return []string{word}
	}
	return out
}
