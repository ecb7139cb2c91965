package lexicon

import (
	"fmt"
	"math"
	"strings"

	"magbot/moderation/signal/text"
)

// tree holds terms word by word. Node 0 is where every term begins, the node of a first
// word has the number of the word, and all others have higher ones.
type tree struct {
	words *vocabulary
	nodes []node
	edges *edges // all but those from node 0
}

// mostNumbers is how many numbers words can have.
const mostNumbers = math.MaxUint16 + 1

// node is a place in the tree, a word deeper than the one before it. What ends there is
// given by number, for many nodes have the same.
type node struct {
	meanings, groups uint16
	onward           bool // longer terms go on from here
}

func newTree() tree {
	return tree{words: newVocabulary(), nodes: make([]node, mostNumbers), edges: &edges{}}
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
		if at = b.step(at, b.words.add(t.Word, stem)); at == 0 {
			return 0, noRoom(term)
		}
	}
	return at, nil
}

func noRoom(term string) error {
	return fmt.Errorf("there is no room for %q: make the tables of words and edges larger", term)
}

// step makes the way from a node by a word, and is 0 when there is no room.
func (b *tree) step(from int32, word uint16) int32 {
	if to := b.next(from, word); to != 0 || word == 0 {
		return to
	}
	to := int32(len(b.nodes))
	if !b.edges.add(from, word, to) {
		return 0
	}
	b.nodes[from].onward = true
	b.nodes = append(b.nodes, node{})
	return to
}

// next is the node that a word leads to, or 0.
func (b *tree) next(from int32, word uint16) int32 {
	if from == 0 {
		return int32(word)
	}
	return b.edges.find(from, word)
}

// A table with open addressing keeps a quarter free, for a search ends where nothing stands.
const (
	edgeSlots = 1 << 16
	mostEdges = edgeSlots / 4 * 3
)

// edges lead from a node by a word to the next. The table is small enough for the nearer
// caches: a map costs several times as much for each word of a message.
type edges struct {
	slots [edgeSlots]edgeSlot
	used  int
	some  wideFilter
}

// edgeSlot is an edge. It is known by half of its hash, and its place by bits of the other
// half: among so few no two have both.
type edgeSlot struct {
	half uint32
	to   int32 // 0 when the slot is free
}

// edgeHash is a number for a node and a word.
func edgeHash(from int32, word uint16) uint64 {
	h := (uint64(uint32(from))<<32 | uint64(word)) * spread
	return (h ^ h>>32) * spread
}

func (e *edges) slot(h uint64) *edgeSlot {
	half := uint32(h)
	for i := h >> 32; ; i++ {
		if s := &e.slots[i%edgeSlots]; s.to == 0 || s.half == half {
			return s
		}
	}
}

func (e *edges) find(from int32, word uint16) int32 {
	h := edgeHash(from, word)
	if !e.some.has(h) {
		return 0
	}
	return e.slot(h).to
}

// add tells whether there was room.
func (e *edges) add(from int32, word uint16, to int32) bool {
	if e.used == mostEdges {
		return false
	}
	h := edgeHash(from, word)
	e.some.set(h)
	*e.slot(h) = edgeSlot{uint32(h), to}
	e.used++
	return true
}
