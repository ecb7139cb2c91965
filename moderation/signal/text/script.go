package text

import "unicode/utf8"

// scripts counts the letters of a word that belong to one script alone, and
// those that have a double in another.
type scripts struct {
	latin, other        int // letters of each side
	latinOnly, cyrillic int // letters without a double on the other side
	foreign             int // letters of further scripts without a double
}

// double is what letters of other scripts look like in Latin script. It holds
// the doubles that are at hand on keyboards and in lists of homoglyphs, in
// lower case and without marks; display names are compared by the full table of
// UTS #39 instead.
var double = map[rune]rune{
	'а': 'a', 'в': 'b', 'е': 'e', 'к': 'k', 'м': 'm', 'н': 'h', 'о': 'o', 'р': 'p', 'с': 'c', 'т': 't', 'у': 'y', 'х': 'x',
	'і': 'i', 'ј': 'j', 'ѕ': 's', 'ԁ': 'd', 'ԛ': 'q', 'ԝ': 'w', 'һ': 'h', 'ѵ': 'v', 'ґ': 'r', 'г': 'r', 'ӏ': 'l', 'ь': 'b', 'п': 'n', 'ц': 'u', 'ү': 'y', 'ө': 'o', 'ҽ': 'e', 'ԍ': 'g',
	'α': 'a', 'β': 'b', 'ε': 'e', 'η': 'n', 'ι': 'i', 'κ': 'k', 'μ': 'u', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'σ': 'o', 'ς': 's', 'τ': 't', 'υ': 'u', 'χ': 'x', 'ω': 'w', 'γ': 'y', 'ϲ': 'c', 'ϳ': 'j', 'ζ': 'z',
	'ա': 'w', 'օ': 'o', 'ո': 'n', 'ս': 'u', 'հ': 'h', 'ց': 'g', 'զ': 'q', 'ք': 'f', 'լ': 'l', 'յ': 'j', 'ɑ': 'a', 'ɡ': 'g', 'ɩ': 'i', 'ʋ': 'v', 'ꭓ': 'x', 'ꮯ': 'c', 'ꮪ': 's',
	'ꭰ': 'd', 'ꭱ': 'r', 'ɪ': 'i', 'ʟ': 'l', 'ɴ': 'n', 'ʀ': 'r', 'ʏ': 'y', 'ʙ': 'b', 'ɢ': 'g', 'ʜ': 'h', 'ᴀ': 'a', 'ᴄ': 'c', 'ᴅ': 'd', 'ᴇ': 'e', 'ᴊ': 'j', 'ᴋ': 'k', 'ᴍ': 'm', 'ᴏ': 'o', 'ᴘ': 'p', 'ᴛ': 't', 'ᴜ': 'u', 'ᴠ': 'v', 'ᴡ': 'w', 'ᴢ': 'z',
	'ǀ': 'l', 'ø': 'o', 'đ': 'd', 'ħ': 'h', 'ł': 'l', 'ŧ': 't', 'ƒ': 'f', 'ɛ': 'e', 'ɔ': 'o', 'ʃ': 's', 'ŋ': 'n', 'ƙ': 'k', 'ɓ': 'b', 'ɗ': 'd', 'ɠ': 'g',
}

// back is what Latin letters look like in Cyrillic script.
var back = [128]rune{
	'a': 'а', 'b': 'в', 'c': 'с', 'e': 'е', 'h': 'н', 'k': 'к', 'm': 'м', 'o': 'о', 'p': 'р', 't': 'т', 'x': 'х', 'y': 'у', 'i': 'і',
}

// latinAlone is 1 for the plain letters without a double in Cyrillic script.
var latinAlone = func() (alone [128]uint8) {
	for c := range alone {
		if back[c] == 0 {
			alone[c] = 1
		}
	}
	return alone
}()

func cyrillic(c rune) bool { return c >= 0x400 && c <= 0x52f }

func (s *scripts) see(c rune) {
	switch {
	case c < utf8.RuneSelf:
		s.latin++
		if back[c] == 0 {
			s.latinOnly++
		}
	case c < 0x250 && double[c] == 0:
		s.latin++
		s.latinOnly++
	default:
		s.other++
		if _, ok := double[c]; !ok && cyrillic(c) || looseDouble(c) {
			s.cyrillic++
		} else if !ok {
			s.foreign++
		}
	}
}

// add counts a letter that was seen before.
func (s *scripts) add(letter *scripts) {
	s.latin += letter.latin
	s.other += letter.other
	s.latinOnly += letter.latinOnly
	s.cyrillic += letter.cyrillic
	s.foreign += letter.foreign
}

// looseDouble tells which letters are doubles only at a glance: in a word of
// their own script they count as that script's.
func looseDouble(c rune) bool {
	switch c {
	case 'г', 'ь', 'п', 'ц', 'ґ', 'ү', 'ө':
		return true
	}
	return false
}

// mixed tells whether the letters of a word come from more than one script, or
// all of them look Latin in a Latin message.
func (s *scripts) mixed(latin bool) bool {
	if s.other == 0 {
		return false
	}
	return s.latin > 0 || latin && s.cyrillic == 0 && s.foreign == 0
}

// unmix writes a word in the script that most of its letters belong to.
func (r *reader) unmix() {
	toCyrillic := r.scripts.cyrillic > r.scripts.latinOnly || r.scripts.cyrillic == r.scripts.latinOnly && !r.latin
	word := string(r.buf[r.from:])
	r.buf = r.buf[:r.from]
	for _, c := range word {
		d := c
		if toCyrillic {
			if c < utf8.RuneSelf && back[c] != 0 {
				d = back[c]
			}
		} else if l, ok := double[c]; ok {
			d = l
		}
		r.bent = r.bent || d != c
		r.buf = utf8.AppendRune(r.buf, d)
	}
}
