package signal_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"magbot/bot/lang"
	"magbot/moderation/signal"
	"magbot/moderation/signal/lexicon"
	"magbot/moderation/signal/model"
)

// pairs reads the contrast pairs: language, kind, problem, harmless neighbour.
func pairs(t testing.TB) [][]string {
	t.Helper()
	b, err := os.ReadFile("testdata/cases.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for _, line := range strings.Split(strings.TrimRight(string(b), "\n"), "\n")[1:] {
		p := strings.Split(line, "\t")
		if len(p) != 4 {
			t.Fatalf("%q has %d columns instead of 4", line, len(p))
		}
		out = append(out, p)
	}
	return out
}

func flagged(s string) bool { return signal.Flagged(signal.Look(s, signal.Context{})) }

// The goals of issue 6, part 10, on our own contrast pairs, in every language.
func TestProblemsAreFlaggedAndTheirNeighboursAreNot(t *testing.T) {
	t.Parallel()
	type tally struct{ n, found, wrong int }
	all := map[string]*tally{}
	for _, p := range pairs(t) {
		c := all[p[0]]
		if c == nil {
			c = &tally{}
			all[p[0]] = c
		}
		c.n++
		if flagged(p[2]) {
			c.found++
		} else {
			t.Logf("%s, %s: a problem was not seen: %s", p[0], p[1], p[2])
		}
		if flagged(p[3]) {
			c.wrong++
			t.Logf("%s, %s: a harmless neighbour was flagged: %s", p[0], p[1], p[3])
		}
	}
	if len(all) != 6 {
		t.Fatalf("cases in %d languages instead of 6", len(all))
	}
	for lang, c := range all {
		if c.n < 40 || c.found*100 < c.n*75 || c.wrong*100 > c.n*5 {
			t.Errorf("%s: of %d pairs %d problems and %d neighbours were flagged; the goals are 75 %% and 5 %%", lang, c.n, c.found, c.wrong)
		}
	}
}

// The goals on what nothing was trained on and no rule was written by. The smallest
// language has sixty pairs, so that the goal is asked of all together.
func TestProblemsThatNobodyTrainedOn(t *testing.T) {
	t.Parallel()
	exam := table(t, "held-exam.tsv", 4)
	found, wrong := 0, 0
	for _, p := range exam {
		if flagged(p[2]) {
			found++
		}
		if flagged(p[3]) {
			wrong++
		}
	}
	if n := len(exam); n < 300 || found*100 < n*75 || wrong*100 > n*6 {
		t.Errorf("of %d pairs %d problems and %d neighbours were flagged", n, found, wrong)
	}
	flags := 0
	talk := table(t, "held-ordinary.tsv", 2)
	for _, l := range talk {
		if flagged(l[1]) {
			flags++
		}
	}
	if len(talk) < 250 || flags > 2 {
		t.Errorf("of %d ordinary lines %d were flagged", len(talk), flags)
	}
}

// apart writes the letters of each word apart from one another.
func apart(s, letter, word string) string {
	var out []string
	for w := range strings.FieldsSeq(s) {
		letters := []rune(w)
		end := len(letters)
		for end > 1 && strings.ContainsRune(".,;:!?", letters[end-1]) {
			end--
		}
		pieces := make([]string, end)
		for i := range pieces {
			pieces[i] = string(letters[i])
		}
		out = append(out, strings.Join(pieces, letter)+string(letters[end:]))
	}
	return strings.Join(out, word)
}

// Spelling tricks change at most two decisions in a hundred (part 10).
func TestSpellingTricksChangeNoDecision(t *testing.T) {
	t.Parallel()
	tricks := map[string]func(string) string{
		"zero width": func(s string) string {
			var b strings.Builder
			for _, r := range s {
				b.WriteRune(r)
				if r > ' ' {
					b.WriteRune('\u200b')
				}
			}
			return b.String()
		},
		"homoglyphs": strings.NewReplacer("a", "а", "e", "е", "o", "о", "c", "с").Replace,
		"full width": func(s string) string {
			return strings.Map(func(r rune) rune {
				if r >= 'a' && r <= 'z' {
					return r + 0xfee0
				}
				return r
			}, s)
		},
		"combining marks": func(s string) string { return strings.ReplaceAll(s, "i", "i\u0332") },
		"leet":            strings.NewReplacer("a", "4", "e", "3", "i", "1", "o", "0", "s", "5").Replace,
		"leet with signs": strings.NewReplacer("a", "@", "s", "$", "i", "!").Replace,
		"l as a one":      strings.NewReplacer("l", "1", "o", "0").Replace,
		"letters with dots": func(s string) string {
			return apart(s, ".", " ")
		},
		"letters with hyphens": func(s string) string {
			return apart(s, "-", " ")
		},
		"letters with blanks": func(s string) string {
			return apart(s, " ", "   ")
		},
		"letters with blanks alone": func(s string) string {
			return apart(s, " ", " ")
		},
		"wide blanks": func(s string) string { return strings.ReplaceAll(s, " ", "  ") },
	}
	for name, trick := range tricks {
		same, n := 0, 0
		for _, p := range pairs(t) {
			if p[0] == "ru" || p[0] == "ar" || strings.Contains(p[2]+p[3], "@") || strings.Contains(p[2]+p[3], "http") {
				continue
			}
			for _, s := range p[2:] {
				n++
				if flagged(s) == flagged(trick(s)) {
					same++
				} else {
					t.Logf("%s: %s", name, s)
				}
			}
		}
		goal := 98
		if name == "letters with blanks alone" {
			goal = 94 // the borders of the words are lost, too
		}
		if same*100 < n*goal {
			t.Errorf("%s: %d of %d decisions stayed; the goal is %d %%", name, same, n, goal)
		}
	}
}

func TestWhatTheAuthorDoesNotSayIsLeftAlone(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{
		"code":                  "The test fails:\n```\nYou are an idiot\n```\nwhat now?",
		"code in a line":        "It prints `you are an idiot` here.",
		"a block quote":         "> You are an idiot\nI would rather discuss the text.",
		"reported speech":       `Somebody wrote "you are an idiot" in the chat.`,
		"speech spoken against": "Please do not call anybody an idiot; that is unacceptable.",
		"what a rule forbids":   `The Code forbids threats such as "I will kill you".`,
		"what is banned":        "Le Code interdit les menaces : « je vais te tuer ».",
		"examples of a rule":    `Examples of insults: "you are an idiot", "you liar".`,
		"a link":                "See https://example.org/you-are-an-idiot",
		"the Code": "Treat all persons with respect and civility. Discuss issues, and not individuals, organisations or governments; " +
			"make no ad hominem remarks. Harassment in any form because of gender, race, religion, age or disability is prohibited.",
	} {
		if got := signal.Look(s, signal.Context{}); len(got) > 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// A word that forbids excuses a quotation alone, and not what the author says.
func TestARuleExcusesNoThreatOfTheAuthor(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"I forbid you to speak, and I will kill you if you do.",
		"The Code forbids it, but you are an idiot.",
		`"I will kill you" is what you get from me, for example.`,
	} {
		if !flagged(s) {
			t.Errorf("not flagged: %s", s)
		}
	}
}

// A verb of reporting excuses what it reports, and not what the author thinks of it
// behind a comma, what stands far from it, or what a condition is about.
func TestReportedSpeechIsWhatFollowsItsVerb(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"He told the new delegate that you are wasting our time.":            false,
		"Of course he says that, you are wasting our time.":                  true,
		"The report about the new cables in the region is ready, you idiot.": true,
		"Si sigue así, va a acabar mal.":                                     true,
		"Si sigue así, va a acabar antes de la cena.":                        false,
	} {
		if got := flagged(s); got != want {
			t.Errorf("%q: %t", s, got)
		}
	}
}

// What could be meant badly is not, beside what people plan, eat and stumble over.
func TestPlansAreNoThreat(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"I'll see you outside.":                           true,
		"I'll see you outside at one.":                    false,
		"You have been warned.":                           true,
		"You have been warned: the room is cold.":         false,
		"You owe me a coffee.":                            false,
		"You may leave now.":                              true,
		"You may leave now if you have another call.":     false,
		"Vous pouvez partir si vous avez un autre appel.": false,
		"Пожалеешь.":                                      true,
		"Пожалеешь, что не пришла на ужин.":               false,
		"你会后悔的。":                                          true,
		"没来吃晚饭你会后悔的。":                                     false,
	} {
		if got := flagged(s); got != want {
			t.Errorf("%q: %t", s, got)
		}
	}
}

// Texts about conduct name what is not wanted. They are no case of it, in any of
// the six languages.
func TestTextsAboutConductAreLeftAlone(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/conduct.txt")
	if err != nil {
		t.Fatal(err)
	}
	texts := strings.Split(strings.TrimSpace(string(b)), "\n")
	if len(texts) != 18 {
		t.Errorf("%d texts instead of 18", len(texts))
	}
	for _, s := range texts {
		if got := signal.Look(s, signal.Context{}); signal.Flagged(got) {
			t.Errorf("%s: %+v", s, got)
		}
	}
}

// The lines of ordinary.tsv are what people say at work every day, in all six
// languages. The goal of issue 6, part 10, is 0.20 %, for which they are too few: at
// most one of them may be flagged.
func TestOrdinaryTalkIsLeftAlone(t *testing.T) {
	t.Parallel()
	lines, wrong := table(t, "ordinary.tsv", 2), 0
	for _, l := range lines {
		if got := signal.Look(l[1], signal.Context{}); signal.Flagged(got) {
			wrong++
			t.Logf("%s: %s: %+v", l[0], l[1], got)
		}
	}
	if len(lines) < 180 || wrong > 1 {
		t.Errorf("%d of %d ordinary lines were flagged", wrong, len(lines))
	}
}

// The head of conduct speaks where no rule was met. It says nothing about a quotation
// that shows what is not wanted, about links and about a word or two.
func TestTheHeadOfConduct(t *testing.T) {
	t.Parallel()
	heard := 0
	for _, p := range pairs(t) {
		for _, s := range signal.Look(p[2], signal.Context{}) {
			if signal.IsConduct(s.ID) {
				heard++
				if s.Span == "" || !signal.Flagged([]signal.Signal{s}) {
					t.Errorf("%s: %+v", p[2], s)
				}
			}
		}
	}
	if heard < 10 {
		t.Errorf("the head of conduct was heard on %d problems", heard)
	}
	for _, s := range []string{"To say that they said you are an idiot.", `Examples of insults: "you are an idiot", "you liar".`, "https://example.org/minutes", "ok", "+1", "lol", "see above"} {
		if got := signal.Look(s, signal.Context{}); len(got) > 0 {
			t.Errorf("%s: %+v", s, got)
		}
	}
}

func ids(signals []signal.Signal) (out []string) {
	for _, s := range signals {
		out = append(out, s.ID)
	}
	return out
}

func TestSignalsBesideTheText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		ctx  signal.Context
		want string
	}{
		"a flood":                                {"hello", signal.Context{Messages: 30}, "flooding"},
		"the same again and again":               {"hello", signal.Context{Messages: 4, Same: 4}, "flooding"},
		"some messages":                          {"hello", signal.Context{Messages: 3, Same: 1}, ""},
		"an undisclosed interest":                {"I score this 5", signal.Context{Interests: []string{"Acme"}, Own: []string{"acme"}}, "interest"},
		"a declared interest":                    {"I score this 5", signal.Context{Interests: []string{"Acme"}, Own: []string{"Acme"}, Declared: []string{"Acme"}}, ""},
		"speaking for others":                    {"On behalf of Acme, we agree", signal.Context{Organisations: []string{"Acme"}}, "speaking-for"},
		"speaking for one's own":                 {"On behalf of Acme, we agree", signal.Context{Organisations: []string{"Acme"}, Own: []string{"Acme"}}, ""},
		"speaking of others":                     {"Acme agrees", signal.Context{Organisations: []string{"Acme"}}, ""},
		"a name with a Cyrillic letter":          {"hello", signal.Context{Author: "Аnna Bell", Roster: []string{"Anna Bell"}}, "impersonation"},
		"a name with a one for an l":             {"hello", signal.Context{Author: "Anna Be11", Roster: []string{"Anna Bell"}}, "impersonation"},
		"one's own name":                         {"hello", signal.Context{Author: "Anna Bell", Self: []string{"Anna Bell"}, Roster: []string{"Anna Bell"}}, ""},
		"another name":                           {"hello", signal.Context{Author: "Anna Ball", Roster: []string{"Anna Bell"}}, ""},
		"shouting":                               {"THE MEETING STARTS AT NINE TOMORROW MORNING", signal.Context{}, "shouting"},
		"abbreviations":                          {"IGF, ICANN, ITU and WSIS met UNESCO at the UN", signal.Context{}, ""},
		"a mark of confidence is for the author": {"Strictly confidential, do not forward.", signal.Context{}, "confidential"},
	} {
		if got := strings.Join(ids(signal.Look(c.text, c.ctx)), " "); got != c.want {
			t.Errorf("%s: %q instead of %q", name, got, c.want)
		}
	}
}

func TestSignalsSayPleaseLookAndQuoteTheMessage(t *testing.T) {
	t.Parallel()
	known := signal.IDs()
	for _, p := range pairs(t) {
		for _, s := range signal.Look(p[2], signal.Context{}) {
			if !strings.Contains(s.Reason, "lease look") || strings.Contains(s.Reason, "violat") || !slices.Contains(known, s.ID) ||
				!slices.Contains([]string{"1", "2", "3", "4", "5", "6", "7", "harassment"}, s.Clause) || s.Score <= 0 || s.Score > 1 || p[2][s.Start:s.End] != s.Span ||
				s.Private != (s.ID == "confidential" || s.ID == "model.confidential") {
				t.Errorf("%q: %+v", p[2], s)
			}
		}
	}
}

func TestLongAndEmptyMessagesTakeAMoment(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", strings.Repeat("\u0301", 40_000), strings.Repeat("you are ", 5_000), strings.Repeat("a ", 20_000), strings.Repeat("你", 40_000),
		strings.Repeat("y o u a r e ", 3_300), strings.Repeat("y.o.u.r.s. ", 4_000), strings.Repeat("1d10t5 $h!t @n ", 2_600), strings.Repeat("your contract women nobody not cares they lie if ", 800),
		strings.Repeat("\xff\xc3(\xed\xa0\x80", 6_000), strings.Repeat("a\u0301\u0302\u200b", 8_000), strings.Repeat("والنساء لا يفهمن ", 1_300), strings.Repeat("🐒🤮women", 3_000),
		strings.Repeat("\"", 40_000), strings.Repeat("`", 40_000), strings.Repeat("@", 40_000), strings.Repeat("<", 40_000), strings.Repeat("'a", 20_000),
	} {
		begun := time.Now()
		signal.Look(s, signal.Context{})
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%d bytes, %.9q, took %s", len(s), s, took)
		}
	}
}

func FuzzLook(f *testing.F) {
	for _, p := range pairs(f)[:40] {
		f.Add(p[2])
	}
	f.Add("\xff\u0301\u0301 f*ck \"«“'` > <@U1> +41 79 5")
	f.Fuzz(func(t *testing.T, s string) {
		for _, found := range signal.Look(s, signal.Context{}) {
			if s[found.Start:found.End] != found.Span {
				t.Errorf("%q is not where it should be in %q", found.Span, s)
			}
		}
	})
}

func ExampleLook() {
	for _, s := range signal.Look("Nobody asked you.", signal.Context{}) {
		fmt.Println(s.Clause, s.Span)
	}
	// Output: 4 Nobody asked you
}

// Every signal has a reason in the catalogue, in plain words, and the catalogue
// has none besides.
func TestEveryReasonStandsInTheCatalogue(t *testing.T) {
	t.Parallel()
	catalogue, err := lang.Load(signal.Words)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, id := range signal.IDs() {
		want = append(want, "signal."+id)
	}
	if got := catalogue.Keys(); !slices.Equal(got, want) {
		t.Errorf("the catalogue has %v instead of %v", got, want)
	}
	for _, p := range pairs(t) {
		for _, s := range signal.Look(p[2], signal.Context{}) {
			if got := catalogue.For("en").Text(s.Text); got != s.Reason {
				t.Errorf("%s: %q instead of %q", s.ID, s.Reason, got)
			}
		}
	}
}

// Part 9 of issue 6: the model is 2 MB at most, with lexicons, and here with the rules, too.
func TestAllThatIsLookedUpIsSmall(t *testing.T) {
	t.Parallel()
	if all := len(model.Embedded()) + len(lexicon.Source()) + len(lexicon.EmbeddedUsual()) + len(signal.Source()); all > 2_000_000 {
		t.Errorf("%d bytes", all)
	}
}

// Of a message that is text, every span is text, however its characters are made.
func TestSpansEndBetweenCharacters(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"you", " are ", "an ", "idiot", "ا", "①", "你", "住在", "１", "２２", "中山路", "＠", "！", "＄", "＊", "℀", "½", " ", "-", "*", "@", "!", "傻瓜", "+41 ２２ 000 00 00", "…", "。"})
	rapid.Check(t, func(t *rapid.T) {
		message := strings.Join(rapid.SliceOfN(piece, 1, 30).Draw(t, "pieces"), "")
		for _, s := range signal.Look(message, signal.Context{}) {
			if !utf8.ValidString(s.Span) || s.Span != message[s.Start:s.End] {
				t.Fatalf("%q: %s has the span %q", message, s.ID, s.Span)
			}
		}
	})
}

// What is written to take long does not: each figure, sign and letter is looked at a bounded
// number of times.
func TestHostileMessagesAreRead(t *testing.T) {
	t.Parallel()
	for _, piece := range []string{"1 ", "1.", "1-", "a ", "a.", ">", "> ", "\"", "'", "`", "<@", "@", "a@b.", "you ", "\u0301", "\xff", "I ' d ", "!$@"} {
		signal.Look(strings.Repeat(piece, 40_000/len(piece)), signal.Context{})
	}
}
