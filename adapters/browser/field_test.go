package browser_test

import (
	"strings"
	"testing"

	"magbot/adapters/browser"
	"magbot/bot/chat"
)

// A draft to edit is read whole where it is written, unless it is long; an empty field has
// room for a few lines.
func TestATextHasRoomForWhatStandsInIt(t *testing.T) {
	for text, want := range map[string]int{
		"":                                4,
		"Hello.":                          4,
		strings.Repeat("word ", 36):       6,
		"Hello,\n\n1\n2\n3\n\nThank you.": 7,
		strings.Repeat("слово ", 36):      7,
		strings.Repeat("word ", 400):      12,
	} {
		if got := browser.DrawField(browser.Reader{}, "f", 0, chat.Field{Name: "text", Kind: chat.LongText, Value: text}, nil).Rows; got != want {
			t.Errorf("%d rows for %q, want %d", got, text, want)
		}
	}
}
