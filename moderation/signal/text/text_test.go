package text_test

import (
	"strings"
	"testing"
	"unicode"

	"magbot/moderation/signal/text"
)

func words(s string) string {
	var out []string
	for _, t := range text.Read(s).Tokens {
		out = append(out, t.Word)
	}
	return strings.Join(out, " ")
}

func TestWordsAreReadHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"W\u200bE are h\u0435re":              "we are here", // zero width, a Cyrillic letter
		"1d10t s.t.u.p.i.d, w o r d":          "idiot stupid word",
		"ｆｏｏ 𝓱𝓮𝓵𝓵𝓸 stuuupid":                  "foo hello stupid",
		"2nd 3rd ipv6 100% p2p":               "2nd 3rd ipv6 100 p2p",
		"Vous n’êtes":                         "vous n etes",
		"don't you're":                        "don't you re",
		"الْمُسْلِمُونَ":                      "المسلمون",
		"идиoт":                               "идиот",
		"你好":                                  "你 好",
		"a `code` b ```x y``` c\n> quoted\nd": "a b c d",
		strings.Repeat("\u0301", 9):           "",
	} {
		if got := words(in); got != want {
			t.Errorf("%q reads %q instead of %q", in, got, want)
		}
	}
}

func TestQuotationsAreMarked(t *testing.T) {
	t.Parallel()
	for _, s := range []string{`he said "no"`, "il dit « no »", "он сказал „no“", "he said 'no'", "他说“no”"} {
		tokens := text.Read(s).Tokens
		if last := tokens[len(tokens)-1]; last.Word != "no" || !last.Quoted || tokens[0].Quoted {
			t.Errorf("%s: %+v", s, tokens)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("You're an 1d10t «x» `c` <@U1> a@b.c\u0301\xff")
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, token := range text.Read(s).Tokens {
			if token.Start < last || token.End < token.Start || token.End > len(s) {
				t.Errorf("%+v in %q", token, s)
			}
			last = token.Start
		}
	})
}

// One sign may stand for several letters, or for none: no sign there is stops the
// reader, alone or beside letters that are written apart.
func TestEverySignThereIsCanBeRead(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		for _, raw := range []string{string(r), "a " + string(r) + " b c", string(r) + string(r) + "@" + string(r)} {
			for _, token := range text.Read(raw).Tokens {
				if token.Start < 0 || token.End > len(raw) || token.Start > token.End {
					t.Fatalf("%U in %q: a token from %d to %d", r, raw, token.Start, token.End)
				}
			}
		}
	}
}
