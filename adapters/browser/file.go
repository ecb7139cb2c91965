package browser

import (
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"
	"unicode"
	"unicode/utf8"

	"magbot/bot/chat"
)

// asItIs are the types that a file is offered as; any other is offered as bytes,
// which no browser opens by itself.
var asItIs = map[string]bool{"text/calendar": true, "text/csv": true, "text/plain": true, "text/markdown": true, "application/json": true}

// drawFile puts a file in a data: address, to be saved under its name: the
// answer that holds it is kept nowhere, so there is no other address for it.
func drawFile(f chat.File) Block {
	kind := "application/octet-stream"
	if asItIs[f.Type] {
		kind = f.Type + ";charset=utf-8"
	}
	return Block{
		Kind: "file", File: fileName(f.Name), Size: sizeText(len(f.Text)),
		Source: template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString([]byte(f.Text))), //nolint:gosec // base64 has no markup
	}
}

// fileName leaves of a name what every system takes for one.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' || r == '-' || r == '_') {
			return r
		}
		return '-'
	}, Beginning(name, 100))
	if strings.Trim(name, ".-") == "" {
		return "file"
	}
	return strings.TrimLeft(name, ".")
}

// sizeText writes a size in unit symbols, which are the same in every language.
func sizeText(bytes int) string {
	if bytes < 1000 {
		return fmt.Sprintf("%d B", bytes)
	}
	return fmt.Sprintf("%.1f kB", float64(bytes)/1000)
}
