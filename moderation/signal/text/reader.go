package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// reader holds what is known while a message is read.
type reader struct {
	doc      *Doc
	quoted   []zone
	quote    int
	latin    bool
	glyphs   *[manyGlyphs]glyph
	sentence int32
	first    int // first token of the sentence
	comma    bool

	buf []byte // plain forms of all words, one after the other
	// the word that is being read
	open             bool
	start, from, end int
	mention, capital bool
	letters          int
	last             rune
	repeat           int
	squeezed         bool
	bent             bool
	scripts          scripts
}

func (r *reader) isQuoted(at int) bool {
	for r.quote < len(r.quoted) && r.quoted[r.quote].end <= at {
		r.quote++
	}
	return r.quote < len(r.quoted) && r.quoted[r.quote].start <= at
}

// run reads a stretch of the author's own text.
func (r *reader) run(from, to int) {
	for i := from; i < to; {
		if r.open {
			if i = r.small(i, to); i == to {
				break
			}
		}
		c, size := decode(r.doc.Raw[i:to])
		if c < utf8.RuneSelf {
			r.ascii(byte(c), i, to)
		} else {
			r.wide(c, i, size, to)
		}
		i += size
	}
	r.closeWord()
}

// small goes on with a word over small plain letters, which most are, as ascii does, and is
// where another character stands.
func (r *reader) small(from, to int) int {
	i, last := from, r.last
	for ; i < to; i++ {
		c := r.doc.Raw[i]
		if c < 'a' || c > 'z' || rune(c) == last {
			break
		}
		r.scripts.latinOnly += int(latinAlone[c])
		r.buf = append(r.buf, c)
		last = rune(c)
	}
	if n := i - from; n > 0 {
		r.doc.Letters += n
		r.letters += n
		r.scripts.latin += n
		r.end, r.last, r.repeat = i, last, 1
	}
	return i
}

// ascii reads one plain byte.
func (r *reader) ascii(c byte, i, to int) {
	switch {
	case c == ' ':
		r.closeWord()
	case c >= 'a' && c <= 'z':
		r.doc.Letters++
		r.letter(rune(c), i, i+1)
	case c >= 'A' && c <= 'Z':
		r.doc.Letters++
		r.doc.Capitals++
		if !r.open {
			r.begin(i)
			r.capital = true
		}
		r.letter(rune(c|0x20), i, i+1)
	case c >= '0' && c <= '9':
		r.digit(c, i, 1, to)
	default:
		r.mark(rune(c), i, 1, to)
	}
}

// leet is what digits and signs stand for when they stand among letters.
var leet = [128]byte{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '9': 'g', '@': 'a', '$': 's', '!': 'i'}

// nextLetter tells whether a letter follows, after other figures and signs that
// may stand for letters, so that "100%" and "2026" stay what they are.
func (r *reader) nextLetter(i, to int) bool {
	to = min(to, i+24) // a row of signs stands for nothing
	for i++; i < to; {
		c, size := decode(r.doc.Raw[i:to])
		switch {
		case c >= utf8.RuneSelf && (ignorable(c) || unicode.Is(unicode.Mn, c)):
		case c >= utf8.RuneSelf:
			return unicode.IsLetter(c)
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			return true
		case leet[c] == 0:
			return false
		}
		i += size
	}
	return false
}

// nextIsT tells whether the next letter is a t, however it is written.
func (r *reader) nextIsT(i int) bool {
	for i < len(r.doc.Raw) {
		c, size := decode(r.doc.Raw[i:])
		if c < utf8.RuneSelf || !ignorable(c) && !unicode.Is(unicode.Mn, c) {
			return c|0x20 == 't' || c == 'ｔ'
		}
		i += size
	}
	return false
}

// digit reads a figure, of so many bytes: one that stands for a letter when letters are around.
func (r *reader) digit(c byte, i, size, to int) {
	last := i + size - 1
	among := (r.open && r.letters > 0 || !r.open && !r.ordinal(last, to)) && r.nextLetter(last, to)
	if leet[c] != 0 && (among || r.open && r.letters > 1 && !r.nextDigit(last, to)) {
		r.last = 0 // figures are counted and not drawn out: "ki11"
		r.letter(rune(leet[c]), i, i+size)
		r.last = 0
		r.bent = true
		return
	}
	if !r.open {
		r.begin(i)
	}
	r.put(rune(c), i+size)
}

// ordinal tells whether a figure begins "3rd" and the like.
func (r *reader) ordinal(i, to int) bool {
	if i+3 > to || i+3 < to && letterByte(r.doc.Raw[i+3]) {
		return false
	}
	switch strings.ToLower(r.doc.Raw[i+1 : i+3]) {
	case "st", "nd", "rd", "th":
		return true
	}
	return false
}

func (r *reader) nextDigit(i, to int) bool {
	return i+1 < to && r.doc.Raw[i+1] >= '0' && r.doc.Raw[i+1] <= '9'
}

// wide reads a character beyond ASCII: in compatibility form, without marks.
func (r *reader) wide(c rune, i, size, to int) {
	if at := known(c); at >= 0 {
		switch g := &r.glyphs[at]; g.look {
		case hard:
		case silent:
			if r.open {
				r.end = i + size
			}
			return
		case plain:
			r.glyph(g, i, i+size)
			return
		case sign:
			r.mark(g.letter, i, size, to)
			return
		}
	} else if han(c) {
		r.closeWord()
		r.character(i, i+size)
		return
	}
	r.rare(c, i, size, to)
}

// character reads a Chinese character, which is a word.
func (r *reader) character(from, to int) {
	r.buf = append(r.buf, r.doc.Raw[from:to]...)
	r.doc.Tokens = append(r.doc.Tokens, Token{to: int32(len(r.buf)), Start: from, End: to, Sentence: r.sentence, Kind: Han, Quoted: r.isQuoted(from), Comma: r.comma})
	r.comma = false
	if len(r.doc.Tokens)-r.first >= longestSentence {
		r.endSentence(false)
	}
}

// glyph reads a letter that is known before.
func (r *reader) glyph(g *glyph, i, end int) {
	if g.cased {
		r.doc.Letters++
		if g.upper {
			r.doc.Capitals++
		}
	}
	if !r.open {
		r.begin(i)
		r.capital = g.upper
	}
	r.letters++
	r.scripts.add(&g.scripts)
	r.put(g.letter, end)
}

// rare reads a character of which nothing is known before.
func (r *reader) rare(c rune, i, size, to int) {
	if ignorable(c) {
		if r.open {
			r.end = i + size
		}
		return
	}
	if letters := decomposed(r.doc.Raw[i:]); letters != "" {
		wasUpper := unicode.IsUpper(c)
		for _, d := range letters {
			switch {
			case unicode.Is(unicode.Mn, d) || unicode.Is(unicode.Me, d):
			case unicode.IsLetter(d):
				r.cased(d, i, i+size, wasUpper)
			case d >= '0' && d <= '9':
				r.digit(byte(d), i, size, to)
			default:
				r.mark(d, i, size, to)
			}
		}
		return
	}
	switch {
	case unicode.Is(unicode.Mn, c) || unicode.Is(unicode.Me, c):
		if r.open {
			r.end = i + size
		}
	case unicode.IsLetter(c):
		r.cased(c, i, i+size, unicode.IsUpper(c))
	default:
		r.mark(c, i, size, to)
	}
}

// cased reads a letter that may be a capital.
func (r *reader) cased(c rune, i, end int, upper bool) {
	lower := unicode.ToLower(c)
	if lower != c || unicode.IsLower(c) {
		r.doc.Letters++
		if upper {
			r.doc.Capitals++
		}
	}
	if upper && !r.open {
		r.begin(i)
		r.capital = true
	}
	if lower == 'ß' {
		r.letter('s', i, end)
		lower = 's'
	}
	r.letter(folded(lower), i, end)
}

// han tells whether a character is written without blanks around it.
func han(c rune) bool {
	return c >= 0x4e00 && c <= 0x9fff || c >= 0x3400 && c <= 0x4dbf || c >= 0xf900 && c <= 0xfaff ||
		c >= 0x20000 && c <= 0x323af || c >= 0x3040 && c <= 0x30ff
}

// ignorable tells whether a character shows nothing.
func ignorable(c rune) bool {
	switch c {
	case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0, 0x0640:
		return true
	}
	return c >= 0xfe00 && c <= 0xfe0f || c >= 0xe0000 && c <= 0xe0fff || c >= 0x1f3fb && c <= 0x1f3ff || unicode.Is(unicode.Cf, c)
}

func (r *reader) begin(i int) {
	r.open, r.start, r.from, r.end = true, i, len(r.buf), i
	r.letters, r.last, r.repeat, r.squeezed, r.bent, r.capital = 0, 0, 0, false, false, false
	r.scripts = scripts{}
}

// letter adds a letter to the word.
func (r *reader) letter(c rune, i, end int) {
	if !r.open {
		r.begin(i)
	}
	r.letters++
	r.scripts.see(c)
	r.put(c, end)
}

// put adds a character; one that is repeated three times or more stays once.
func (r *reader) put(c rune, end int) {
	r.end = end
	if c == r.last && (c < '0' || c > '9') {
		r.repeat++
		if r.repeat == 3 {
			r.squeezed = true
			r.buf = r.buf[:len(r.buf)-utf8.RuneLen(c)]
		}
		if r.repeat >= 3 {
			return
		}
	} else {
		r.last, r.repeat = c, 1
	}
	r.buf = utf8.AppendRune(r.buf, c)
}

// longestSentence is after how many words a sentence ends by itself.
const longestSentence = 120

// endSentence begins another sentence, when this one has words.
func (r *reader) endSentence(asked bool) {
	r.closeWord()
	if len(r.doc.Tokens) == r.first {
		return
	}
	if asked {
		for i := r.first; i < len(r.doc.Tokens); i++ {
			r.doc.Tokens[i].Asked = true
		}
	}
	r.first = len(r.doc.Tokens)
	r.sentence++
	r.comma = false
	if len(r.doc.Tokens)-r.first >= longestSentence {
		r.endSentence(false)
	}
}

func (r *reader) closeWord() {
	if !r.open {
		return
	}
	kind := Word
	if r.mention {
		kind = Mention
	} else if r.scripts.mixed(r.latin) {
		r.unmix()
	}
	r.closeAs(kind)
}

func (r *reader) closeAs(kind Kind) {
	r.open, r.mention = false, false
	if len(r.buf) == r.from {
		return
	}
	for kind == Word && len(r.buf) > r.from+1 && r.buf[len(r.buf)-1] == '*' {
		r.buf = r.buf[:len(r.buf)-1]
	}
	r.doc.Tokens = append(r.doc.Tokens, Token{
		to: int32(len(r.buf)), Start: r.start, End: r.end, Sentence: r.sentence, Kind: kind,
		Quoted: r.isQuoted(r.start), Squeezed: r.squeezed, Bent: r.bent, Comma: r.comma, Capital: r.capital,
	})
	r.comma = false
	if len(r.doc.Tokens)-r.first >= longestSentence {
		r.endSentence(false)
	}
}
