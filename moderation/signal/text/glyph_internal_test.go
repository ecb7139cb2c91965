package text

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// What is known of characters before is what the tables of Unicode say: a message reads the
// same when nothing is known.
func TestKnownCharactersReadAsTheyDoWithoutBeingKnown(t *testing.T) {
	t.Parallel()
	nothing := &[manyGlyphs]glyph{}
	same := func(t interface{ Errorf(string, ...any) }, message string) {
		var d, slow Doc
		d.Read(message)
		slow.read(message, nothing)
		if !slices.Equal(d.Tokens, slow.Tokens) || d.Letters != slow.Letters || d.Capitals != slow.Capitals {
			t.Errorf("%q reads %v and, slowly, %v", message, d.Tokens, slow.Tokens)
		}
	}
	for c := range rune(afterForms) {
		if known(c) >= 0 {
			one := string(c)
			same(t, "ab"+one+"c"+one+one+one+" "+one+"d, "+one+"\u0301 й"+one)
		}
	}
	rapid.Check(t, func(t *rapid.T) { same(t, rapid.String().Draw(t, "message")) })
}

// A message that was forgotten stands nowhere in the room that it took, also where its words
// were shortened while they were read.
func TestAForgottenMessageIsHeldNowhere(t *testing.T) {
	t.Parallel()
	var d Doc
	for _, message := range []string{"Hello there, you ргivаtеsесrеtѕ stuuuupid f***", "W o r d s, `code` \"quoted\" 1d10t", "short"} {
		d.Read(message)
		d.Forget()
		if slices.ContainsFunc(d.buf[:cap(d.buf)], func(b byte) bool { return b != 0 }) {
			t.Errorf("%q leaves %q", message, d.buf[:cap(d.buf)])
		}
		if slices.ContainsFunc(d.Tokens[:cap(d.Tokens)], func(t Token) bool { return t != Token{} }) || slices.ContainsFunc(d.Apart[:cap(d.Apart)], func(l Letter) bool { return l != Letter{} }) {
			t.Errorf("%q leaves tokens or letters", message)
		}
	}
}
