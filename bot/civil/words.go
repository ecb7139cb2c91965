package civil

import (
	"embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"magbot/bot/lang"
)

// Words are the sentences of this package, for the catalogue.
//
//go:embed words.en.toml
var Words embed.FS

// longest is how much text, in bytes, the parsers look at. The longest sensible
// input ("Wednesday 15 September 2027 at 14:00 America/Argentina/…") is half that.
const longest = 120

// refuse makes the error that quotes the piece that was not understood.
func refuse(key, piece string, more ...any) *lang.Error {
	return lang.Refuse(key, append([]any{"text", quotable(piece)}, more...)...)
}

// quotable makes any text fit to be quoted in a message: one short line, valid,
// with nothing in it that is invisible or changes the direction of writing.
func quotable(s string) string {
	const most = 40
	var b strings.Builder
	n := 0
	for _, r := range strings.TrimSpace(s) {
		if n == most {
			b.WriteRune('…')
			break
		}
		n++
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			b.WriteRune(utf8.RuneError)
		}
	}
	return b.String()
}
