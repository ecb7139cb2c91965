package lexicon

import (
	"os"
	"testing"

	"magbot/moderation/signal/text"
)

// Words are known by their hash alone: no two of the lexicon, of the rules and of our
// own cases have the same, and none has that of a free place.
func TestNoTwoWordsHaveTheSameHash(t *testing.T) {
	t.Parallel()
	known := map[uint64]string{0: "(a free place)"}
	for _, name := range []string{"words.txt", "../rules.txt", "../frames.txt", "../testdata/cases.tsv", "../testdata/pairs/en.tsv", "../testdata/pairs/ar.tsv"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, token := range text.Read(string(b)).Tokens {
			if before, taken := known[hash(token.Word)]; taken && before != token.Word {
				t.Errorf("%q and %q", before, token.Word)
			}
			known[hash(token.Word)] = token.Word
		}
	}
	if len(known) < 20_000 {
		t.Errorf("%d words were read", len(known))
	}
}
