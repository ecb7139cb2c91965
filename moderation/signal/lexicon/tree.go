package lexicon

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"magbot/moderation/signal/text"
)

// edge leads from a node by a word to the next.
type edge struct{ from, word int32 }

// tree holds terms word by word. Node 0 is where every term begins.
type tree struct {
	exact    map[string]int32 // words by their plain form
	stems    map[string]int32 // beginnings of words
	shortest int              // bytes of the shortest stem
	ids      int32
	size     int32
	edges    map[edge]int32
}

func newTree() tree {
	return tree{exact: map[string]int32{}, stems: map[string]int32{}, shortest: 1 << 10, size: 1, edges: map[edge]int32{}}
}

// add makes the way to a term and is where it ends.
func (b *tree) add(term string) (int32, error) {
	tokens := text.Read(strings.ReplaceAll(term, "* ", " ")).Tokens
	if len(tokens) == 0 {
		return 0, fmt.Errorf("the term %q has no words", term)
	}
	fields := strings.Fields(term)
	at := int32(0)
	for i, t := range tokens {
		stem := i == len(tokens)-1 && strings.HasSuffix(term, "*") || len(fields) == len(tokens) && strings.HasSuffix(fields[i], "*")
		at = b.step(at, b.word(t.Word, stem))
	}
	return at, nil
}

func (b *tree) word(w string, stem bool) int32 {
	m := b.exact
	if stem {
		m = b.stems
		b.shortest = min(b.shortest, len(w))
	}
	id, ok := m[w]
	if !ok {
		b.ids++
		id = b.ids
		m[w] = id
	}
	return id
}

func (b *tree) step(from, word int32) int32 {
	e := edge{from, word}
	to, ok := b.edges[e]
	if !ok {
		to = b.size
		b.size++
		b.edges[e] = to
	}
	return to
}

// alternatives are the ways to read one token: as it is, without what is
// written onto it, and by its beginnings.
type alternatives struct {
	ids [8]int32
	n   int
}

func (a *alternatives) add(id int32) {
	if a.n < len(a.ids) {
		a.ids[a.n] = id
		a.n++
	}
}

func (b *tree) read(t *text.Token, a *alternatives) {
	a.n = 0
	word := t.Word
	b.forms(word, a)
	if len(word) > 4 && word[0] >= 0xd8 && word[0] <= 0xdb { // Arabic
		for _, prefix := range [...]string{"وال", "بال", "كال", "فال", "ولل", "لل", "ال", "و", "ف", "ب", "ك", "ل"} {
			if rest, ok := strings.CutPrefix(word, prefix); ok && len(rest) >= 4 {
				b.forms(rest, a)
				if a.n > 0 {
					return
				}
			}
		}
	}
	if t.Squeezed && a.n == 0 {
		b.doubled(word, a)
	}
}

// longestWord is how many bytes a word may have that is looked up.
const longestWord = 64

func (b *tree) forms(word string, a *alternatives) {
	if len(word) > longestWord {
		return
	}
	if id, ok := b.exact[word]; ok {
		a.add(id)
	}
	for end := len(word); end >= b.shortest; end-- {
		if end < len(word) && !utf8.RuneStart(word[end]) {
			continue
		}
		if id, ok := b.stems[word[:end]]; ok {
			a.add(id)
		}
	}
}

// doubled reads a word in which a letter was squeezed as if it were double.
func (b *tree) doubled(word string, a *alternatives) {
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
		if id, ok := b.exact[string(buf[:n])]; ok {
			a.add(id)
			return
		}
	}
}
