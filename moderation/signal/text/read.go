package text

import (
	"unicode/utf8"
)

// Kind says what a token is.
type Kind uint8

// The kinds of token.
const (
	Word    Kind = iota
	Han          // one Chinese character
	Sign         // an emoji or another sign that is no punctuation
	Link         // a link or an e-mail address; its Word is empty
	Mention      // @name; its Word is the name
)

// Token is one word of a message.
type Token struct {
	Word       string // plain form
	Other      string // what it reads when all its figures and signs stand for letters, a 1 for i or l; often empty
	Start, End int    // where it stands in the message, in bytes
	Sentence   int32  // which sentence it belongs to, from 0
	Kind       Kind
	Quoted     bool // it stands in quotation marks
	Squeezed   bool // a letter was repeated
	Joined     bool // its letters were written apart
	Bent       bool // signs, digits or foreign letters stood for its letters
	Comma      bool // a comma or the like stands before it
	Asked      bool // its sentence ends with a question mark
	Capital    bool // it begins with a capital letter

	to int32 // where its plain form ends among all of them, one behind the other
}

// Letter is where a letter of a word stands that was written apart.
type Letter struct {
	Start, End int
	Capital    bool
}

// Doc is a message, read.
type Doc struct {
	Raw    string
	Tokens []Token
	// Letters and Capitals count the cased letters of the author's own text,
	// and those of them that are capitals.
	Letters, Capitals int
	// Apart is the letters of all words whose letters were written apart, one after another: as
	// many of each as its plain form has.
	Apart []Letter

	buf            []byte // plain forms of all words, one after the other
	quoted, asides []zone
}

// Read cuts a message into words. It never fails: what is no text has none.
func Read(raw string) *Doc {
	d := &Doc{}
	d.Read(raw)
	return d
}

// Read cuts another message into words, in the room that the one before it took.
func (d *Doc) Read(raw string) { d.read(raw, glyphs()) }

func (d *Doc) read(raw string, known *[manyGlyphs]glyph) {
	if d.Tokens == nil {
		d.Tokens, d.buf = make([]Token, 0, len(raw)/5+4), make([]byte, 0, len(raw)+len(raw)/4+8)
	}
	d.quoted, d.asides = quotes(d.quoted[:0], raw), asides(d.asides[:0], raw)
	*d = Doc{Raw: raw, Tokens: d.Tokens[:0], buf: d.buf[:0], quoted: d.quoted, asides: d.asides, Apart: d.Apart[:0]}
	r := reader{doc: d, buf: d.buf, quoted: d.quoted, latin: mostlyLatin(raw), glyphs: known}
	at := 0
	for _, z := range d.asides {
		r.run(at, z.start)
		if z.link {
			d.Tokens = append(d.Tokens, Token{Start: z.start, End: z.end, Sentence: r.sentence, Kind: Link, Quoted: r.isQuoted(z.start)})
		} else {
			r.endSentence(false)
		}
		at = z.end
	}
	r.run(at, len(raw))
	r.endSentence(false)
	d.buf = r.buf
	plain := string(r.buf)
	from := int32(0)
	for i := range d.Tokens {
		t := &d.Tokens[i]
		if t.Kind != Link {
			t.Word, from = plain[from:t.to], t.to
		}
	}
	d.joinLetters()
	d.others()
}

// Forget drops the message, and keeps only the room that it took.
func (d *Doc) Forget() {
	clear(d.Tokens)
	clear(d.Apart)
	clear(d.buf[:cap(d.buf)]) // words are shortened while they are read
	*d = Doc{Tokens: d.Tokens[:0], buf: d.buf[:0], quoted: d.quoted[:0], asides: d.asides[:0], Apart: d.Apart[:0]}
}

// decode is utf8.DecodeRuneInString with short ways for one byte and for two.
func decode(s string) (rune, int) {
	if s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	if len(s) > 1 && s[0] >= 0xc2 && s[0] < 0xe0 && s[1]&0xc0 == 0x80 {
		return rune(s[0]&0x1f)<<6 | rune(s[1]&0x3f), 2
	}
	return utf8.DecodeRuneInString(s)
}

// mostlyLatin tells whether at least half of the letters are Latin.
func mostlyLatin(raw string) bool {
	latin, other := 0, 0
	if ascii(raw) {
		return true
	}
	for _, r := range raw {
		switch {
		case r|0x20 >= 'a' && r|0x20 <= 'z':
			latin++
		case r >= 0x370 && r < 0x1f00:
			other++
		}
	}
	return latin >= other
}

// ascii tells whether a message has nothing but plain bytes.
func ascii(raw string) bool {
	for i := range len(raw) {
		if raw[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
