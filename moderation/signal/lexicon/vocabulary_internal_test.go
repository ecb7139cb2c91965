package lexicon

import (
	"os"
	"slices"
	"testing"

	"magbot/moderation/signal/text"
)

// place is all that a table knows of what stands in it: a half of its hash and a slot.
func place(h, slots uint64) uint64 { return h>>32%slots<<32 | uint64(uint32(h)) }

// Words are known by half of their hash and their slot: no two of the lexicon, of the
// rules and of our own cases have both.
func TestNoTwoWordsHaveTheSameHash(t *testing.T) {
	t.Parallel()
	known := map[uint64]string{}
	for _, name := range []string{"words.txt", "../rules.txt", "../frames.txt", "../testdata/cases.tsv", "../testdata/pairs/en.tsv", "../testdata/pairs/ar.tsv"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, token := range text.Read(string(b)).Tokens {
			at := place(hash(token.Word), wordSlots)
			if before, taken := known[at]; taken && before != token.Word {
				t.Errorf("%q and %q", before, token.Word)
			}
			known[at] = token.Word
		}
	}
	if len(known) < 20_000 {
		t.Errorf("%d words were read", len(known))
	}
}

// So are edges, as many as the table takes; then it says that it is full.
func TestEdgesLeadWhereTheyWereAdded(t *testing.T) {
	t.Parallel()
	e := &edges{}
	edge := func(i int) (from int32, word uint16) { return int32(i / 3), uint16(1 + i%3*700 + i/3%600) }
	for i := range mostEdges {
		from, word := edge(i)
		if e.find(from, word) != 0 || !e.add(from, word, int32(i+1)) {
			t.Fatalf("edge %d was there already, or had no room", i)
		}
	}
	for i := range mostEdges {
		if to := e.find(edge(i)); to != int32(i+1) {
			t.Fatalf("edge %d leads to %d", i, to)
		}
	}
	if e.add(1<<20, 1, 1) {
		t.Error("a full table took an edge")
	}
}

// A lexicon with more words than there is room for says so, and names the line.
func TestTooManyWordsAreRefused(t *testing.T) {
	t.Parallel()
	b, err := Parse("[A]\nen: word")
	if err != nil {
		t.Fatal(err)
	}
	b.words.taken = mostWords
	if err := b.Term("word", en, Mask{}); err != nil {
		t.Errorf("a word that is there: %v", err)
	}
	for what, err := range map[string]error{
		"a term": b.Term("another", en, Mask{}), "a phrase": b.Phrase("another", 1), "a word that tells": b.section("function", en, []string{"another"}),
	} {
		if err == nil {
			t.Errorf("%s was taken", what)
		}
	}
}

func FuzzReadUsual(f *testing.F) {
	good, err := PackUsual(map[string]map[string]int{"en": {"words": 40}, "ar": {"كلمات": 5}})
	if err != nil {
		f.Fatal(err)
	}
	for _, b := range [][]byte{nil, good, good[:len(good)-1], EmbeddedUsual()[:1000]} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, packed []byte) {
		u, err := readUsual(packed)
		if err != nil {
			return
		}
		for h, of := range u.words {
			if !u.some.has(h) || of == (rarities{}) {
				t.Errorf("%x is %v", h, of)
			}
		}
	})
}

// What was packed is known, in its language, and the more usual a word is the less rare.
func TestUsualWordsAreKnown(t *testing.T) {
	t.Parallel()
	packed, err := PackUsual(map[string]map[string]int{"en": {"often": 900, "seldom": 2}, "fr": {"often": 2}})
	if err != nil {
		t.Fatal(err)
	}
	u, err := readUsual(packed)
	if err != nil {
		t.Fatal(err)
	}
	often, seldom := u.shown(extend(offset, "often")), u.shown(extend(offset, "seldom"))
	if often[0] == 0 || often[0] >= seldom[0] || often[1] != seldom[0] || often[2] != 0 {
		t.Errorf("often is %v, seldom %v", often, seldom)
	}
	if none := u.shown(extend(offset, "never")); none != (rarities{}) {
		t.Errorf("never is %v", none)
	}
}

// What the words of a message were is forgotten with it.
func TestAScannerForgets(t *testing.T) {
	t.Parallel()
	var s Scanner
	doc := text.Read("You people are all the same. W e k n o w w h e r e y o u l i v e")
	s.Read(Shared(), doc)
	if len(s.Units()) == 0 || s.ways[0].n == 0 {
		t.Fatal("nothing was found")
	}
	s.Forget()
	empty := slices.IndexFunc(s.ways, func(a alternatives) bool { return a != alternatives{} }) < 0 &&
		slices.IndexFunc(s.terms, func(t term) bool { return t != term{} }) < 0 &&
		slices.IndexFunc(s.units, func(u Unit) bool { return u != Unit{} }) < 0 &&
		slices.IndexFunc(s.found, func(f Found) bool { return f != Found{} }) < 0
	if !empty || s.tokens != nil || s.states != (states{}) {
		t.Error("something of the message is held")
	}
}
