package bot_test

import (
	"testing"
	"time"

	"magbot/bot"
)

func TestWhatCanBeChangedThroughACopyIsNotFlat(t *testing.T) {
	for name, c := range map[string]struct {
		value any
		flat  bool
	}{
		"text":              {"a", true},
		"an instant":        {time.Now(), true},
		"words":             {bot.Write("ann", "a"), true},
		"an array":          {[2]int{1, 2}, true},
		"a plain struct":    {struct{ A, B string }{}, true},
		"words in a struct": {struct{ A bot.Words }{}, true},
		"nothing":           {struct{}{}, true},
		"a slice":           {[]int{1}, false},
		"a map":             {map[string]int{}, false},
		"a pointer":         {new(int), false},
		"a slice far within": {struct {
			A struct{ B [1]struct{ C []string } }
		}{}, false},
		"an open interface": {struct{ A any }{}, false},
		"a function":        {struct{ F func() }{}, false},
	} {
		for range 2 { // the second time it is remembered
			if got := bot.Flat(c.value); got != c.flat {
				t.Errorf("%s: flat is %v", name, got)
			}
		}
	}
}
