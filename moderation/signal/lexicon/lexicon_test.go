package lexicon_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"magbot/moderation/signal/lexicon"
	"magbot/moderation/signal/text"
)

const small = `
[function]
en: the, is, you, on
fr: le, la, les, vous

[YOU]
en: you
fr: vous
zh: 你

[BIRD]
en: crow, crows, blue tit*
ru: ворон*
ar: غراب

[MINE]
ar: صوتك

[SING]
ar: ستغرد

[SILLY]
en: silly
fr: bete
zh: 傻瓜

[SPLIT]
en: silly

[PEOPLE]
en: people
fr: gens

[GADJ]
en: tall
fr: grands
`

// classes reads a message as "word[CLASS CLASS] word".
func classes(t *testing.T, b *lexicon.Book, message string) string {
	t.Helper()
	doc := text.Read(message)
	var out []string
	for _, u := range b.Scan(doc) {
		var in []string
		for _, name := range b.Names() {
			if c, ok := b.Named(name); ok && u.Classes.Has(c) {
				in = append(in, name)
			}
		}
		out = append(out, fmt.Sprintf("%s%v", lexicon.Spoken(doc, &u), in))
	}
	return strings.Join(out, " ")
}

func TestTermsAreFoundInTheirLanguage(t *testing.T) {
	t.Parallel()
	b, err := lexicon.Parse(small)
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"You the crow":     "You[YOU] the[] crow[BIRD]",
		"the blue titlark": "the[] blue titlark[BIRD]", // the longest term, and a beginning
		"the blue sky":     "the[] blue[] sky[]",
		"the s1lly crow":   "the[] s1lly[SPLIT SILLY] crow[BIRD]",
		"the si lly crow":  "the[] si lly[SPLIT SILLY] crow[BIRD]",
		"the c r o w":      "the[] c r o w[BIRD]",
		"the cr ow":        "the[] cr[] ow[]", // only long words of one meaning may be split
		"вороны ворону":    "вороны[BIRD] ворону[BIRD]",
		"والغراب بغراب":    "والغراب[BIRD] بغراب[BIRD]",   // without what is written onto them
		"غرابكن غرابكم":    "غرابكن[BIRD] غرابكم[BIRD]",   // whoever it belongs to
		"صوتكن صوتكو":      "صوتكن[MINE] صوتكو[MINE]",     // of several women, and in dialect
		"ستغردين هتغردوا":  "ستغردين[SING] هتغردوا[SING]", // to a woman, and to many in dialect
		"你傻瓜":              "你[YOU] 傻瓜[SILLY]",
		"vous les la bete": "vous[YOU] les[] la[] bete[SILLY]",
		"the you is bete":  "the[] you[YOU] is[] bete[]", // not in a message that is English
		"the tall people":  "the[] tall people[PEOPLE GADJ GROUP]",
		"the tall, people": "the[] tall[GADJ] people[PEOPLE]",
		"les gens grands":  "les[] gens grands[PEOPLE GADJ GROUP]",
		"silly. Crow":      "silly[SPLIT SILLY] Crow[BIRD]",
	} {
		if got := classes(t, b, in); got != want {
			t.Errorf("%q reads %q instead of %q", in, got, want)
		}
	}
}

// A row of letters without borders is cut where words that are known begin.
func TestRowsOfLettersAreCut(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"y o u a r e a n i d i o t":                   "you are an idiot",
		"v o u s e t e s u n i d i o t":               "vous etes un idiot",
		"y o u a r e n o t h i n g b u t q z x w k j": "you are nothing but qzxwkj",
		"y o u a r e q z x w k j v g b":               "youareqzxwkjvgb",     // too much of it is no word
		"o n n ' e c o u t e p a s":                   "on n ecoute pas",     // a letter alone before an apostrophe
		"i ' d s h a k e y o u r h a n d":             "i d shake your hand", // and after one
	} {
		doc := text.Read(in)
		lexicon.Shared().Scan(doc)
		var words []string
		for _, token := range doc.Tokens {
			words = append(words, token.Word)
		}
		if got := strings.Join(words, " "); got != want {
			t.Errorf("%q reads %q instead of %q", in, got, want)
		}
	}
}

// Each word of a row stands where its letters do, and begins with a capital where it did.
func TestWordsOfARowStandWhereTheirLettersDo(t *testing.T) {
	t.Parallel()
	doc := text.Read("Yes, y o u a r e  M r S i l v a, a fool. W o r d and y o u a r e here.")
	lexicon.Shared().Scan(doc)
	var got []string
	for _, token := range doc.Tokens {
		got = append(got, fmt.Sprintf("%s=%s,%t,%t", token.Word, doc.Raw[token.Start:token.End], token.Capital, token.Comma))
	}
	const want = "yes=Yes,true,false; you=y o u,false,true; are=a r e,false,false; mr=M r,true,false; silva=S i l v a,true,false; a=a,false,true; fool=fool,false,false; " +
		"word=W o r d,true,false; and=and,false,false; you=y o u,false,false; are=a r e,false,false; here=here,false,false"
	if joined := strings.Join(got, "; "); joined != want {
		t.Errorf("%s\ninstead of\n%s", joined, want)
	}
}

// The list of usual words is read as it was packed, and nothing else is taken for one.
func TestUsualWordsAreReadAsTheyWerePacked(t *testing.T) {
	t.Parallel()
	packed, err := lexicon.PackUsual(map[string]map[string]int{"en": {"word": 40, "p2p": 90, "of": 3}, "ru": {"слово": 5}})
	if err != nil {
		t.Fatal(err)
	}
	again, err := lexicon.PackUsual(map[string]map[string]int{"en": {"word": 40}, "ru": {"слово": 5}})
	if err != nil || !bytes.Equal(packed, again) {
		t.Errorf("a word with a figure or a rare short one was packed: %v", err)
	}
}

func TestBrokenLinesAreNamed(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"en: a":              "line 1",
		"[A]\nxx: a":         "line 2",
		"[A]\nen: a\n\nnone": "line 4",
		"[A]\nen: a, ,b":     "line 2",
	} {
		if _, err := lexicon.Parse(source); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", source, err)
		}
	}
}

func TestThereAreAtMost256Classes(t *testing.T) {
	t.Parallel()
	b, err := lexicon.Parse("")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		if _, err = b.Define(fmt.Sprint("C", i)); err != nil {
			break
		}
	}
	if err == nil || len(b.Names()) != 256 {
		t.Errorf("%d classes, %v", len(b.Names()), err)
	}
	if _, err := b.Define("C1"); err != nil {
		t.Errorf("a class that is there already: %v", err)
	}
}

func TestPhrasesAreAllFoundAlsoThoseThatOverlap(t *testing.T) {
	t.Parallel()
	b, err := lexicon.Parse(lexicon.Source())
	if err != nil {
		t.Fatal(err)
	}
	for i, term := range []string{"one two", "two three", "two", "three*"} {
		if err := b.Phrase(term, uint16(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Phrase(" .", 9); err == nil {
		t.Error("a phrase without words was taken")
	}
	var s lexicon.Scanner
	s.Read(b, text.Read("One two threefold. Two"))
	var got []string
	for _, f := range s.Phrases() {
		got = append(got, fmt.Sprintf("%d-%d:%d", f.First, f.Last, f.Group))
	}
	slices.Sort(got)
	if want := "0-1:0 1-1:2 2-2:3 3-3:2"; strings.Join(got, " ") != want {
		t.Errorf("%v instead of %s", got, want)
	}
}

// A scanner that has read other messages reads this one as a new one does.
func TestAScannerKeepsNothingOfOtherMessages(t *testing.T) {
	t.Parallel()
	b := lexicon.Shared()
	rapid.Check(t, func(t *rapid.T) {
		message := rapid.SliceOf(rapid.SampledFrom([]string{"you", "are", "an", "idiot", ".", "women", "Les", "femmes", "傻", "瓜", "i d i o t", "1d10t", "والنساء"}))
		var s lexicon.Scanner
		for range 3 {
			in := strings.Join(message.Draw(t, "message"), " ")
			s.Read(b, text.Read(in))
			used, fresh := s.Units(), b.Scan(text.Read(in))
			if !slices.Equal(used, fresh) {
				t.Fatalf("%q: %v and %v", in, used, fresh)
			}
			last := -1
			for _, u := range used { // every token is in one unit
				if u.First != last+1 || u.Last < u.First {
					t.Fatalf("%q: %v", in, used)
				}
				last = u.Last
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(small)
	f.Add("[A]\nall: *, a*, \xff")
	f.Fuzz(func(t *testing.T, source string) {
		b, err := lexicon.Parse(source)
		if err != nil {
			if !strings.Contains(err.Error(), "line ") {
				t.Errorf("%v names no line", err)
			}
			return
		}
		b.Scan(text.Read(source))
	})
}

func Example() {
	book := lexicon.Shared()
	you, _ := book.Named("YOU")
	doc := text.Read("You are right")
	for _, unit := range book.Scan(doc) {
		fmt.Println(lexicon.Spoken(doc, &unit), unit.Classes.Has(you))
	}
	// Output:
	// You true
	// are false
	// right false
}
