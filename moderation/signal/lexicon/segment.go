package lexicon

import (
	"unicode/utf8"

	"magbot/moderation/signal/text"
)

// A row of letters that were all written apart has lost the borders of its
// words. It is cut into known words again when it is this long and no longer.
const (
	leastRow = 7
	mostRow  = 600
)

// One letter in so many may belong to no known word, and none in a row that is
// shorter than a few words.
const (
	mostStrange = 6
	longRow     = 16
)

// Costs of a word that is known, of one by which a language is told, and of a
// letter that belongs to none.
const (
	costWord    = 10
	costCommon  = 4
	costForeign = 14 // told, but of another language
	costLetter  = 12
)

// apart cuts the joined rows of letters of a message that are no words.
func (b *Book) apart(tokens []text.Token) []text.Token {
	for i := range tokens {
		if t := &tokens[i]; t.Joined && len(t.Word) >= leastRow && len(t.Word) <= mostRow && b.words.exact(t.Word) == 0 {
			return b.cut(tokens, i)
		}
	}
	return tokens
}

func (b *Book) cut(tokens []text.Token, from int) []text.Token {
	out := make([]text.Token, from, len(tokens)+32)
	copy(out, tokens)
	for _, t := range tokens[from:] {
		pieces := []string{t.Word}
		if t.Joined && len(t.Word) >= leastRow && len(t.Word) <= mostRow {
			pieces = b.segment(t.Word)
		}
		for _, p := range pieces {
			t.Word = p
			out = append(out, t)
		}
	}
	return out
}

// segment is the cheapest way to cut a row of letters into words that are known
// in one language, over all languages.
func (b *Book) segment(row string) []string {
	best := []string{row}
	least := 1 << 30
	length := make([]int, len(row)+1)
	costs := make([]int, len(row)+1)
	for _, l := range [...]language{en, fr, es, ru, ar} {
		if cost := b.row(row, l, costs, length); cost < least {
			least, best = cost, pieces(row, costs, length)
		}
	}
	return best
}

// row fills in the costs of what comes after a place and the length of the word
// that begins there, and is the cost of all.
func (b *Book) row(row string, l language, costs, length []int) int {
	for i := len(row) - 1; i >= 0; i-- {
		if !utf8.RuneStart(row[i]) {
			continue
		}
		_, size := utf8.DecodeRuneInString(row[i:])
		costs[i], length[i] = costs[i+size]+costLetter, size
		for end := i + 1; end <= len(row) && end-i <= longestWord; end++ {
			if end < len(row) && !utf8.RuneStart(row[end]) || end-i == size && row[i] != 'a' && row[i] != 'i' {
				continue
			}
			id := b.words.exact(row[i:end])
			if id == 0 {
				continue
			}
			cost := costs[end] + costWord
			switch told := b.told(id); {
			case told&l != 0:
				cost = costs[end] + costCommon
			case told != 0:
				cost = costs[end] + costForeign
			}
			if cost < costs[i] {
				costs[i], length[i] = cost, end-i
			}
		}
	}
	return costs[0]
}

// pieces cuts a row as its costs say. Letters that belong to no word and scraps
// beside them are one word, which is not known; when that is too much of the row,
// the row is left as it is.
func pieces(row string, costs, length []int) []string {
	var out []string
	strange, open := 0, false
	for i := 0; i < len(row); i += length[i] {
		piece := row[i : i+length[i]]
		unknown := costs[i]-costs[i+length[i]] == costLetter
		if unknown {
			strange++
		}
		next := i + length[i]
		scrap := unknown || len(piece) <= 2 && (open || next < len(row) && costs[next]-costs[next+length[next]] == costLetter)
		if scrap && open {
			out[len(out)-1] += piece
		} else {
			out = append(out, piece)
		}
		open = scrap
	}
	if strange*mostStrange > len(row) || strange > 0 && len(row) < longRow {
		return []string{row}
	}
	return out
}
