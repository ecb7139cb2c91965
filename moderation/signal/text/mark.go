package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mark reads what is neither letter nor figure.
func (r *reader) mark(c rune, i, size, to int) {
	last, next := i+size-1, i+size // the last byte of it, and what stands behind
	switch c {
	case '\'', '’', 'ʼ', '‘', '´':
		if r.open && r.letters > 0 && r.nextLetter(last, to) {
			r.apostrophe(next)
			return
		}
	case '*':
		if r.open && r.letters > 0 && next < to && (r.doc.Raw[next] == '*' || r.nextLetter(last, to)) {
			r.repeat = 0
			r.put('*', next)
			r.repeat = 0
			return
		}
	case '@':
		if !r.open && r.nextLetter(last, to) {
			r.begin(i)
			r.mention = true
			return
		}
		if !r.open && r.blank(i-1) && r.blank(next) || r.open && r.mention && r.nextLetter(last, to) || r.open && r.letters > 0 && !r.mention && (r.nextLetter(last, to) || r.blank(next) || strings.IndexByte("!$.,;:?)", r.doc.Raw[next]) >= 0) {
			r.letter('a', i, next)
			r.bent = true
			return
		}
	case '$', '!':
		if r.sign(c, i, last, to) {
			r.letter(rune(leet[c]), i, next)
			r.bent = true
			return
		}
	case '_':
		if r.mention {
			r.put('_', next)
			return
		}
	}
	r.closeWord()
	r.pause(c, i, size)
}

// sign tells whether a dollar or an exclamation mark stands for a letter.
func (r *reader) sign(c rune, i, last, to int) bool {
	among := r.open && r.letters > 0
	next := byte(' ')
	if last+1 < to {
		next = r.doc.Raw[last+1]
	}
	switch {
	case r.nextLetter(last, to):
		return among || r.open && r.mention || c == '$' || r.blank(i-1)
	case c == '$':
		return among && !r.mention && (next < '0' || next > '9')
	}
	return (among || r.blank(i-1)) && (next == '$' || next == '@' && among)
}

// blank tells whether a blank or an end of the message is at a byte.
func (r *reader) blank(i int) bool {
	return i < 0 || i >= len(r.doc.Raw) || r.doc.Raw[i] == ' ' || r.doc.Raw[i] == '\n'
}

// apostrophe ends an elided word ("l'", "you'") or stays within one ("don't").
func (r *reader) apostrophe(end int) {
	word := r.buf[r.from:]
	if n := len(word); n > 1 && word[n-1] == 'n' && r.nextIsT(end) {
		r.put('\'', end)
		return
	}
	r.end = end
	r.closeWord()
}

// pause ends a sentence or a part of it, or is a sign of its own.
func (r *reader) pause(c rune, i, size int) {
	switch c {
	case ' ', '\t', '\r':
	case '.':
		if next, size := utf8.DecodeRuneInString(r.doc.Raw[i+1:]); next != utf8.RuneError && (unicode.IsLetter(next) || unicode.IsDigit(next)) && (!han(next) || r.dotted(i, i+1+size)) ||
			(next == '\'' || next == '-') && !r.blank(i+2) {
			r.comma = true // "v2.1", "e.g.", a full stop without a blank
			return
		}
		r.endSentence(false)
	case '!', '\n', '。', '！', '…', ';', '；', '\u2029':
		r.endSentence(false)
	case '?', '？', '؟':
		r.endSentence(true)
	case ',', '،', '，', '、', ':', '：', '—', '–', '(', ')', '（', '）', '-':
		r.comma = true
	default:
		if unicode.In(c, unicode.So, unicode.Sm, unicode.Sk) && c > 0xff {
			r.begin(i)
			r.buf = utf8.AppendRune(r.buf, c)
			r.end = i + size
			r.closeAs(Sign)
		}
	}
}

// dotted tells whether Chinese characters are written apart by full stops: one
// stands before the last character, too, or after the next.
func (r *reader) dotted(i, after int) bool {
	_, size := utf8.DecodeLastRuneInString(r.doc.Raw[:i])
	before := i - size - 1
	return after < len(r.doc.Raw) && r.doc.Raw[after] == '.' || before > 0 && r.doc.Raw[before] == '.'
}
