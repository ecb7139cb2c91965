package civil_test

import (
	"strconv"
	"strings"
	"testing"

	"magbot/bot/civil"
)

func TestRoman(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		1: "I", 4: "IV", 9: "IX", 14: "XIV", 40: "XL", 49: "XLIX", 90: "XC", 400: "CD",
		888: "DCCCLXXXVIII", 1994: "MCMXCIV", 2027: "MMXXVII", 3999: "MMMCMXCIX",
		0: "0", -3: "-3", 4000: "4000",
	} {
		if got := civil.Roman(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}

func TestEveryRomanNumeralIsReadBack(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for n := 1; n <= 3999; n++ {
		text := civil.Roman(n)
		if seen[text] {
			t.Fatalf("%s is written for two numbers", text)
		}
		seen[text] = true
		for _, spelt := range []string{text, strings.ToLower(text), " " + text + " "} {
			if got, err := civil.ParseRoman(spelt); err != nil || got != n {
				t.Fatalf("%q: got %d, %v; want %d", spelt, got, err, n)
			}
		}
	}
}

func TestParseRomanRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "IIII", "IM", "VX", "XIVI", "MMMM", "14", "A", "ı", "Ⅳ", strings.Repeat("M", 40)} {
		_, err := civil.ParseRoman(text)
		checkRefusal(t, err, "civil.roman-unread", text)
	}
}

func FuzzParseRoman(f *testing.F) {
	for _, seed := range []string{"", "XIV", "mmxxvii", "IIII", strings.Repeat("M", 5000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := civil.ParseRoman(text)
		if err != nil {
			checkQuote(t, err)
			return
		}
		if got := civil.Roman(n); !strings.EqualFold(got, strings.TrimSpace(text)) || got == strconv.Itoa(n) {
			t.Fatalf("%q is read as %d, which is %s", text, n, got)
		}
	})
}
