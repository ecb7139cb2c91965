package lexicon

import (
	"fmt"
	"strings"

	"magbot/moderation/signal/text"
)

// tree holds terms word by word, over a vocabulary that it may share with other
// trees. Node 0 is where every term begins.
type tree struct {
	words *vocabulary
	size  int32
	first []int32 // the node after a word at the beginning of a term, by the word
	edges edges   // all others
}

func newTree(words *vocabulary) tree { return tree{words: words, size: 1} }

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
		at = b.step(at, b.words.add(t.Word, stem))
	}
	return at, nil
}

func (b *tree) step(from, word int32) int32 {
	if to := b.next(from, word); to != 0 {
		return to
	}
	to := b.size
	b.size++
	if from != 0 {
		b.edges.add(from, word, to)
		return to
	}
	for int(word) >= len(b.first) {
		b.first = append(b.first, 0)
	}
	b.first[word] = to
	return to
}

// next is the node that a word leads to, or 0.
func (b *tree) next(from, word int32) int32 {
	if from != 0 {
		return b.edges.find(from, word)
	}
	if int(word) < len(b.first) {
		return b.first[word]
	}
	return 0
}

// edges lead from a node by a word to the next. It is a table with open
// addressing: a map costs several times as much for each word of a message.
type edges struct {
	slots []edgeSlot
	used  int
	some  wideFilter
}

type edgeSlot struct {
	key uint64 // node and word; 0 when the slot is free
	to  int32
}

func edgeKey(from, word int32) uint64 { return uint64(uint32(from))<<32 | uint64(uint32(word)) }

func (e *edges) at(key uint64) int {
	mask := len(e.slots) - 1
	i := int(key*spread>>33) & mask
	for e.slots[i].key != 0 && e.slots[i].key != key {
		i = (i + 1) & mask
	}
	return i
}

func (e *edges) find(from, word int32) int32 {
	key := edgeKey(from, word)
	if !e.some.has(key * spread) {
		return 0
	}
	return e.slots[e.at(key)].to
}

func (e *edges) add(from, word, to int32) {
	if 2*e.used >= len(e.slots) {
		old := e.slots
		e.slots = make([]edgeSlot, max(1024, 2*len(old)))
		for _, s := range old {
			if s.key != 0 {
				e.slots[e.at(s.key)] = s
			}
		}
	}
	key := edgeKey(from, word)
	e.some.set(key * spread)
	e.slots[e.at(key)] = edgeSlot{key, to}
	e.used++
}
