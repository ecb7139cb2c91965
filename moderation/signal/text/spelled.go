package text

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// joinLetters joins at least three single letters that are each apart from the
// next by the same single character. In a message that has such letters, two
// are joined too when no blank alone parts them from each other or a wider gap
// parts them from the rest.
func (d *Doc) joinLetters() {
	tokens, raw := d.Tokens, d.Raw
	seen := false
	for i := 0; i < len(tokens) && !seen; {
		if len(tokens[i].Word) > utf8.UTFMax {
			i++
			continue
		}
		n := spelled(tokens[i:], raw)
		seen = n >= 3
		i += n
	}
	if !seen {
		return
	}
	out := tokens[:0]
	for i := 0; i < len(tokens); {
		n := spelled(tokens[i:], raw)
		if n < 2 || n == 2 && !pair(tokens, i, raw) {
			out = append(out, tokens[i])
			i++
			continue
		}
		joined := tokens[i]
		word := make([]byte, 0, n*2)
		for k, t := range tokens[i : i+n] {
			if k > 0 && t.Start-tokens[i+k-1].End > 2 {
				word = append(word, '\'')
				d.Apart = append(d.Apart, Letter{Start: t.Start, End: t.Start})
			}
			word = append(word, t.Word...)
			d.Apart = append(d.Apart, Letter{t.Start, t.End, t.Capital})
			joined.Asked = t.Asked
		}
		joined.Word, joined.End, joined.Joined = string(word), tokens[i+n-1].End, true
		out = append(out, joined)
		i += n
	}
	clear(tokens[len(out):])
	d.Tokens = out
}

// spelled is how many single letters in a row are written apart.
func spelled(tokens []Token, raw string) int {
	if !single(&tokens[0]) {
		return 1
	}
	n := 1
	var apart rune
	for n < len(tokens) && single(&tokens[n]) {
		if tokens[n].Start < tokens[n-1].End {
			break // one sign that stands for several letters, as ℀
		}
		between := raw[tokens[n-1].End:tokens[n].Start]
		r, size := utf8.DecodeRuneInString(between)
		if n > 1 && tokens[n-1].Word == "n" && tokens[n].Word == "t" && elided(between, apart) {
			n++
			continue
		}
		if size != len(between) || size > 2 || n > 1 && r != apart {
			break
		}
		apart = r
		n++
	}
	return n
}

// elided tells whether an apostrophe stands between two letters that are written
// apart.
func elided(between string, apart rune) bool {
	between = strings.ReplaceAll(between, string(apart), "")
	return between == "'" || between == "’"
}

// pair tells whether two letters are written apart as the longer words are.
func pair(tokens []Token, i int, raw string) bool {
	if raw[tokens[i].End:tokens[i+1].Start] != " " {
		return true
	}
	before := i == 0 || tokens[i].Start-tokens[i-1].End > 1
	after := i+2 == len(tokens) || tokens[i+2].Start-tokens[i+1].End > 1
	return before && after
}

func single(t *Token) bool {
	return len(t.Word) <= utf8.UTFMax && t.Kind == Word && t.Word != "" && utf8.RuneCountInString(t.Word) == 1 && (t.Word[0] < '0' || t.Word[0] > '9')
}

// mostBent is how many bytes a word may have of which other readings are made.
const mostBent = 40

// others gives the words with figures and signs among their letters the other
// ways to read them. Whether one of them is a word is for the lexicon to say.
func (d *Doc) others() {
	if !figured(d.Raw) {
		return
	}
	bent := 0
	for i := range d.Tokens {
		if d.Tokens[i].Bent {
			bent++
		}
	}
	for i := range d.Tokens {
		t := &d.Tokens[i]
		length := t.End - t.Start
		if length > mostBent || t.Joined || t.Kind != Word && (t.Kind != Mention || bent < 2 && (bent == 0 || length > 5)) {
			continue
		}
		from, to := t.Start, t.End
		for to < len(d.Raw) && strings.IndexByte("@$", d.Raw[to]) >= 0 && to-t.End < 4 {
			to++
		}
		mixed := false
		letters := 0
		for k := from; k < to; k++ {
			c := d.Raw[k]
			if c < utf8.RuneSelf && leet[c] != 0 {
				mixed = true
			} else if letterByte(c) && (c < '0' || c > '9') {
				letters++
			}
		}
		switch {
		case !mixed:
		case letters > 0:
			t.Other = bend(d.Raw[from:to])
		case bent >= 2 && length <= 2:
			t.Other = bend(d.Raw[from:to])
		}
	}
}

// figured tells whether a message has a figure or sign that can stand for a letter.
func figured(raw string) bool {
	for i := range len(raw) {
		if c := raw[i]; c < utf8.RuneSelf && leet[c] != 0 {
			return true
		}
	}
	return false
}

// bend reads every figure and sign of a word as a letter. A 1 stays one, for it
// may be an i or an l.
func bend(raw string) string {
	out := make([]byte, 0, len(raw)+4)
	for _, c := range norm.NFKD.String(raw) {
		switch {
		case c == '1':
			out = append(out, '1')
		case c < utf8.RuneSelf && leet[c] != 0:
			out = append(out, leet[c])
		case c >= 'A' && c <= 'Z':
			out = append(out, byte(c|0x20))
		case c >= 'a' && c <= 'z':
			out = append(out, byte(c))
		case c >= '0' && c <= '9':
			out = append(out, byte(c))
		case c >= utf8.RuneSelf && c >= 0x370:
			out = utf8.AppendRune(out, c)
		}
	}
	return string(out)
}
