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
	slots    []wordSlot
	used     int32
	stems    filter
	words    wideFilter
	shortest int // bytes of the shortest beginning
}

// wordSlot is a word as such and as a beginning; 0 is none. A word is known by its hash
// alone, so that the table stays small: among so few words no two have the same.
type wordSlot struct {
	hash        uint64
	exact, stem int32
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

func newVocabulary() *vocabulary {
	return &vocabulary{shortest: 1 << 10, slots: make([]wordSlot, 1<<10)}
}

func hash(w string) uint64 {
	h := uint64(offset)
	for i := range len(w) {
		h = (h ^ uint64(w[i])) * prime
	}
	return h * spread
}

// slot is where the word of a hash stands or would stand.
func (v *vocabulary) slot(h uint64) *wordSlot {
	mask := len(v.slots) - 1
	for i := int(h>>32) & mask; ; i = (i + 1) & mask {
		if s := &v.slots[i]; s.hash == h || s.hash == 0 {
			return s
		}
	}
}

func (v *vocabulary) add(w string, stem bool) int32 {
	if 2*int(v.used) >= len(v.slots) {
		old := v.slots
		v.slots = make([]wordSlot, 2*len(old))
		for _, s := range old {
			if s.hash != 0 {
				*v.slot(s.hash) = s
			}
		}
	}
	h := hash(w)
	s := v.slot(h)
	s.hash = h
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
func (v *vocabulary) exact(w string) int32 {
	h := hash(w)
	if !v.words.has(h) {
		return 0
	}
	return v.slot(h).exact
}

// alternatives are the ways to read one token: as it is, without what is
// written onto it, and by its beginnings.
type alternatives struct {
	ids [12]int32
	n   int32
}

func (a *alternatives) add(id int32) {
	if id != 0 && int(a.n) < len(a.ids) {
		a.ids[a.n] = id
		a.n++
	}
}

// particles are what is written onto Arabic words, the longest first.
var particles = [...]string{"وهال", "بهال", "لهال", "هال", "عال", "وال", "بال", "كال", "فال", "ولل", "لل", "ال", "و", "ف", "ب", "ك", "ل"}

func (v *vocabulary) read(t *text.Token, a *alternatives) {
	a.n = 0
	word := t.Word
	if t.Other != "" && (t.Kind == text.Mention || strings.ContainsAny(word, "0123456789")) {
		if v.bent(t, a); a.n > 0 || t.Kind == text.Mention {
			return
		}
	}
	v.forms(word, a)
	if len(word) > 4 && word[0] >= 0xd8 && word[0] <= 0xdb && v.arabic(word, a) {
		return
	}
	if t.Squeezed && a.n == 0 {
		v.doubled(word, a)
	}
	if t.Other != "" && a.n == 0 {
		v.bent(t, a)
	}
}

// arabic looks a word up without the particles written onto it and for other
// persons. It tells whether a particle was taken off.
func (v *vocabulary) arabic(word string, a *alternatives) bool {
	for _, particle := range particles {
		rest, ok := strings.CutPrefix(word, particle)
		if !ok || len(rest) < 4 {
			continue
		}
		before := a.n
		v.forms(rest, a)
		v.persons(rest, a)
		if strings.HasSuffix(particle, "ال") {
			v.known("ال"+rest, a) // many terms have the article
		}
		if a.n > before {
			return true
		}
	}
	v.persons(word, a)
	return false
}

// bent reads a token with figures and signs in it as the word that it then is,
// when it is one: a 1 as i, as l, and as i and then l.
func (v *vocabulary) bent(t *text.Token, a *alternatives) {
	ones := strings.Count(t.Other, "1")
	for _, way := range [...]string{"ii", "ll", "il", "li"} {
		word := strings.ReplaceAll(strings.Replace(t.Other, "1", way[:1], max(1, ones/2)), "1", way[1:])
		if v.forms(word, a); a.n == 0 && word[0] == 'i' && t.Other[0] != '1' {
			v.forms(word[1:], a) // an exclamation mark before a word
		}
		if a.n > 0 {
			t.Word = word
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

// longestWord is how many bytes a word may have that is looked up.
const longestWord = 64

// forms are the word itself and its beginnings.
func (v *vocabulary) forms(word string, a *alternatives) {
	if len(word) > longestWord || word == "" {
		return
	}
	h := uint64(offset)
	for i := range len(word) - 1 {
		h = (h ^ uint64(word[i])) * prime
		if i+1 >= v.shortest && utf8.RuneStart(word[i+1]) {
			if mixed := h * spread; v.stems.has(mixed) {
				a.add(v.slot(mixed).stem)
			}
		}
	}
	if h = (h ^ uint64(word[len(word)-1])) * prime * spread; v.words.has(h) {
		s := v.slot(h)
		a.add(s.exact)
		a.add(s.stem)
	}
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
