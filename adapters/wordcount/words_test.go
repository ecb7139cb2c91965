package wordcount_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"magbot/adapters/wordcount"
)

func TestWords(t *testing.T) {
	for text, want := range map[string]int{
		"":                                   0,
		"  \n\t ":                            0,
		"👍🎉 … — !":                           0,
		"We meet in June.":                   4,
		"It's 3.5 % of l’ensemble":           4,
		"see https://example.org/a/b?c=d ok": 3,
		"> what you said\nI agree":           2,
		"  > quoted\r\nmine":                 1,
		"Мы встречаемся в июне":   4,
		"نلتقي في شهر يونيو":      4,
		"ישיבה ביוני":             2,
		"우리는 유월에 만납니다":            3,
		"हम जून में मिलते हैं":    5,
		"我们六月见面":                  4, // 6 letters, 1.5 a word
		"おはようございます":               5, // 9 letters, 2 a word, rounded up
		"カタカナ":                    1,
		"เราพบกันในเดือนมิถุนายน": 5, // 18 letters without marks, 4 a word
		"IGF 2026 和 MAG":          4,
		"a\xffb":                  2,
	} {
		if got := wordcount.Words(text); got != want {
			t.Errorf("%q has %d words, want %d", text, got, want)
		}
	}
}

// What stands in several lines is the sum of its lines, for scripts that are
// counted word by word.
func TestLinesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`[a-zA-Z0-9 .,'Яжбأبت-]{0,30}`)
		a, b := line.Draw(t, "a"), line.Draw(t, "b")
		if got, want := wordcount.Words(a+"\n"+b), wordcount.Words(a)+wordcount.Words(b); got != want {
			t.Fatalf("%d together, %d apart", got, want)
		}
	})
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"", "We meet", "我们六月见面 and เราพบกัน", "> no\nyes", "http://", "\xff\xfe", "e\u0301 a\u200db"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n := wordcount.Words(text)
		if n < 0 || n > utf8.RuneCountInString(text) {
			t.Fatalf("%d words in %d characters", n, utf8.RuneCountInString(text))
		}
		if n != wordcount.Words(text) {
			t.Fatal("counted twice, it is otherwise")
		}
		if !strings.Contains(text, ">") && wordcount.Words(text+"\n> quoted words") != n {
			t.Fatal("a quotation counts")
		}
	})
}
