package lexicon

import (
	"strings"
	"unicode/utf8"

	"magbot/moderation/signal/text"
)

// vocabulary numbers the words of terms, and the beginnings of words that stand
// for any ending, from 1. All beginnings of a word are looked for while its hash
// is made, byte by byte, so a word costs as much as it is long, however many
// words are known.
type vocabulary struct {
	slots    [wordSlots]wordSlot
	taken    int // slots
	used     uint16
	stems    filter
	words    wideFilter
	shortest int // bytes of the shortest beginning
}

// How many slots there are, and how many of them are taken at most.
const (
	wordSlots = 1 << 15
	mostWords = wordSlots / 8 * 7
)

// wordSlot is a word as such and as a beginning; 0 is none. A word is known by half of
// its hash, and its place by bits of the other half, so that the table stays small: among
// so few words no two have both.
type wordSlot struct {
	half        uint32
	exact, stem uint16
}

// filter answers nearly always, without a look into the table, that there is no
// such word. It fits into the nearest cache.
type filter [1 << 11]uint64

func (f *filter) set(h uint64)      { f[h>>47&0x7ff] |= 1 << (h >> 58) }
func (f *filter) has(h uint64) bool { return f[h>>47&0x7ff]&(1<<(h>>58)) != 0 }

const (
	offset = 14695981039346656037
	prime  = 1099511628211
	// spread mixes a hash, whose upper bits would know little of the last bytes.
	spread = 0x9e3779b97f4a7c15
)

// wideFilter is the same for words, of which there are more. Most words that are looked
// up are none, and the table is too large for the nearer caches.
type wideFilter [1 << 13]uint64

func (f *wideFilter) set(h uint64)      { f[h>>45&0x1fff] |= 1 << (h >> 58) }
func (f *wideFilter) has(h uint64) bool { return f[h>>45&0x1fff]&(1<<(h>>58)) != 0 }

func newVocabulary() *vocabulary { return &vocabulary{shortest: 1 << 10} }

func hash(w string) uint64 { return extend(offset, w) * spread }

// slot is where the word of a hash stands or would stand.
func (v *vocabulary) slot(h uint64) *wordSlot {
	half := uint32(h)
	for i := h >> 32; ; i++ {
		if s := &v.slots[i%wordSlots]; s.half == half || s.exact|s.stem == 0 {
			return s
		}
	}
}

// add is the number of a word, or 0 when there is no room.
func (v *vocabulary) add(w string, stem bool) uint16 {
	h := hash(w)
	s := v.slot(h)
	if s.exact|s.stem == 0 {
		if v.taken == mostWords {
			return 0
		}
		v.taken++
	}
	s.half = uint32(h)
	v.words.set(h)
	id := &s.exact
	if stem {
		id = &s.stem
		v.stems.set(h)
		v.shortest = min(v.shortest, len(w))
	}
	if *id == 0 {
		v.used++
		*id = v.used
	}
	return *id
}

// exact is the number of a whole word, or 0.
func (v *vocabulary) exact(w string) uint16 { return v.at(extend(offset, w)) }

// at is the number of the whole word of a state, or 0.
func (v *vocabulary) at(state uint64) uint16 {
	h := state * spread
	if !v.words.has(h) {
		return 0
	}
	return v.slot(h).exact
}

// alternatives are the ways to read one token: as it is, without what is
// written onto it, and by its beginnings.
type alternatives struct {
	ids    [12]uint16
	whole  uint16 // the number of the token as it is, or 0
	n      uint8
	onward bool // a term may go on after it
}

func (a *alternatives) add(id uint16) {
	if id != 0 && int(a.n) < len(a.ids) {
		a.ids[a.n] = id
		a.n++
	}
}

// longestWord is how many bytes a word may have that is looked up.
const longestWord = 64

// states are the hashes of the beginnings of a word, by how many bytes these have: words
// with the same beginning are looked up from there.
type states [longestWord + 1]uint64

func extend(state uint64, by string) uint64 {
	for i := range len(by) {
		state = (state ^ uint64(by[i])) * prime
	}
	return state
}

// read finds the ways to read a token.
func (v *vocabulary) read(t *text.Token, a *alternatives, s *states) {
	a.n, a.whole = 0, 0
	word := t.Word
	if t.Other != "" && (t.Kind == text.Mention || strings.ContainsAny(word, "0123456789")) {
		if v.bent(t, a, s); a.n > 0 || t.Kind == text.Mention {
			return
		}
	}
	a.whole = v.forms(word, a, s)
	if len(word) > 4 && len(word) <= longestWord && word[0] >= 0xd8 && word[0] <= 0xdb && v.arabic(word, a, s) {
		return
	}
	if t.Squeezed && a.n == 0 {
		v.doubled(word, a)
	}
	if t.Other != "" && a.n == 0 {
		v.bent(t, a, s)
	}
}

// bent reads a token with figures and signs in it as the word that it then is,
// when it is one: a 1 as i, as l, and as i and then l.
func (v *vocabulary) bent(t *text.Token, a *alternatives, s *states) {
	ones := strings.Count(t.Other, "1")
	for _, way := range [...]string{"ii", "ll", "il", "li"} {
		word := strings.ReplaceAll(strings.Replace(t.Other, "1", way[:1], max(1, ones/2)), "1", way[1:])
		if v.forms(word, a, s); a.n == 0 && word[0] == 'i' && t.Other[0] != '1' {
			v.forms(word[1:], a, s) // an exclamation mark before a word
		}
		if a.n > 0 {
			t.Word, a.whole = word, v.exact(word)
			if t.Kind == text.Mention {
				t.Kind = text.Word
			}
			return
		}
		if ones == 0 {
			return
		}
	}
}

// forms are the word itself, whose number it is, and its beginnings.
func (v *vocabulary) forms(word string, a *alternatives, s *states) uint16 {
	if len(word) > longestWord || word == "" {
		return 0
	}
	h := uint64(offset)
	s[0] = h
	for i := range len(word) - 1 {
		h = (h ^ uint64(word[i])) * prime
		s[i+1] = h
		if i+1 >= v.shortest && utf8.RuneStart(word[i+1]) {
			if mixed := h * spread; v.stems.has(mixed) {
				a.add(v.slot(mixed).stem)
			}
		}
	}
	h = (h ^ uint64(word[len(word)-1])) * prime
	s[len(word)] = h
	if h *= spread; !v.words.has(h) {
		return 0
	}
	at := v.slot(h)
	a.add(at.exact)
	a.add(at.stem)
	return at.exact
}

// doubled reads a word in which a letter was squeezed as if it were double.
func (v *vocabulary) doubled(word string, a *alternatives) {
	var buf [48]byte
	if len(word) >= len(buf) {
		return
	}
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf {
			return
		}
		n := copy(buf[:], word[:i+1])
		buf[n] = word[i]
		n += 1 + copy(buf[n+1:], word[i+1:])
		if id := v.exact(string(buf[:n])); id != 0 {
			a.add(id)
			return
		}
	}
}
