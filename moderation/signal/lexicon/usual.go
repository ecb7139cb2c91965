package lexicon

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"magbot/moderation/signal/packed"
)

// usual.bin is the words that people use most, by which rows of letters without borders are
// cut: of the pairs of package signal, as its training makes it.
//
//go:embed usual.bin
var usualWords []byte

// The languages that are written with borders between words, in the order of usual.bin.
var bordered = [...]struct {
	name  string
	in    language
	alone string // the letters that are words; empty where all may be
}{{"en", en, "ai"}, {"fr", fr, "ay"}, {"es", es, "aeouy"}, {"ru", ru, ""}, {"ar", ar, ""}}

// rarities are, by language, how rare a word is: 0 is not known.
type rarities [len(bordered)]uint8

// usual is how rare words are, by their hashes.
type usual struct {
	words map[uint64]rarities
	some  wideFilter
}

// shown is the rarities of a word by its state.
func (u *usual) shown(state uint64) rarities {
	h := state * spread
	if !u.some.has(h) {
		return rarities{}
	}
	return u.words[h]
}

// usualShared is read when the first row is met. It panics when usual.bin is broken, which a
// test would have noticed.
var usualShared = sync.OnceValue(func() *usual {
	u, err := readUsual(usualWords)
	if err != nil {
		panic(err)
	}
	return u
})

// commonest is how rare the word is that is used most: each time that a word is used half as
// often it is rarer by one.
const commonest = 16

// mostUsual is how many bytes the list of usual words has at most.
const mostUsual = 1 << 24

var errUsual = errors.New("the list of usual words is broken")

// EmbeddedUsual is the bytes of the shipped list.
func EmbeddedUsual() []byte { return usualWords }

// PackUsual is a list of words, by language and how often each was used, as it is shipped: the
// name of each language on a line, with each word after it and how rare that is, packed. Words
// that are rare for their length are left out, for a row would be cut into them.
func PackUsual(counts map[string]map[string]int) ([]byte, error) {
	var plain bytes.Buffer
	for _, l := range bordered {
		fmt.Fprintf(&plain, "%s\n", l.name)
		for _, word := range slices.Sorted(maps.Keys(counts[l.name])) {
			if count := counts[l.name][word]; isUsual(word, count) {
				fmt.Fprintf(&plain, "%s%c\n", word, '0'+max(1, commonest-bits.Len(uint(count))))
			}
		}
	}
	b, err := packed.Pack(plain.Bytes())
	if err != nil {
		return nil, fmt.Errorf("pack the usual words: %w", err)
	}
	return b, nil
}

func isUsual(word string, count int) bool {
	if strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
		return false
	}
	switch n := utf8.RuneCountInString(word); {
	case n <= 3:
		return count >= 12
	case n == 4:
		return count >= 4
	case n > longestWord/2:
		return false
	}
	return count >= 2 && word[0] < utf8.RuneSelf || count >= 3
}

// readUsual reads what PackUsual made.
func readUsual(b []byte) (*usual, error) {
	plain, err := packed.Unpack(b, mostUsual)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUsual, err)
	}
	u := &usual{words: map[uint64]rarities{}}
	at := -1
	for line := range strings.Lines(string(plain)) {
		line = strings.TrimSuffix(line, "\n")
		if at+1 < len(bordered) && line == bordered[at+1].name {
			at++
			continue
		}
		if n := len(line) - 1; at < 0 || n < 1 || line[n] <= '0' || line[n] > '0'+commonest {
			return nil, fmt.Errorf("%w: %.40q", errUsual, line)
		}
		h := hash(line[:len(line)-1])
		of := u.words[h]
		of[at] = line[len(line)-1] - '0'
		u.words[h] = of
		u.some.set(h)
	}
	if at != len(bordered)-1 {
		return nil, errUsual
	}
	return u, nil
}
