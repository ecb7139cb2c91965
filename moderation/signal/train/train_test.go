package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"magbot/moderation/signal"
	"magbot/moderation/signal/model"
	"magbot/moderation/signal/packed"
)

// made is a small set of labelled messages.
func made(t *testing.T) []row {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rows.tsv")
	text := "id\ttext\thate\ttoxic\tlang\tsource\tkind\tlicence\n"
	for _, line := range []string{
		"1\tthey are vermin and should leave\t1\t1\ten\tone\tx\tMIT", "2\tthey are welcome and should stay\t0\t0\ten\tone\tx\tMIT",
		"3\tyou are a fool\t-1\t1\ten\tone\tx\tMIT", "4\tyou are a friend\t0\t0\ten\tone\tx\tMIT", "5\tshare alike\t1\t1\ten\tstormfront\tx\tCC",
	} {
		text += line + "\n"
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, err := load(path)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func trained(t *testing.T, list []sample) []byte {
	t.Helper()
	b, err := fit(list)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheSameDataGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	rows := made(t)
	first, again := trained(t, samples(rows)), trained(t, samples(rows))
	if !bytes.Equal(first, again) || !packed.Same(first, again) {
		t.Error("two trainings on the same data differ")
	}
	if _, err := model.Read(first); err != nil {
		t.Error(err)
	}
	if other := trained(t, samples(rows[:2])); bytes.Equal(first, other) || packed.Same(first, other) || packed.Same(first, nil) {
		t.Error("other data gave the same weights")
	}
}

func TestShareAlikeRowsAreLeftOut(t *testing.T) {
	t.Parallel()
	if got := len(samples(made(t))); got != 4 {
		t.Errorf("%d rows are trained on instead of 4", got)
	}
}

func TestABrokenLineIsNamed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "rows.tsv")
	if err := os.WriteFile(path, []byte("head\none\ttwo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := load(path); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("the error is %v", err)
	}
}

func TestTheNearestMessageSharesHalfOfTheWords(t *testing.T) {
	t.Parallel()
	near := index([]row{{text: "we love all birds", source: "a", hate: 0}, {text: "we hate all birds now", source: "a", hate: 1}, {text: "we hate all birds", source: "b"}}, "a")
	for text, want := range map[string]int8{"We love all the birds": 0, "we hate all birds": 1, "something else altogether": -1, "": -1} {
		label, ok := near.nearest(text)
		if !ok {
			label = -1
		}
		if label != want {
			t.Errorf("%q: %d instead of %d", text, label, want)
		}
	}
}

func TestWordsOfADialectMarkAMessage(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"I ain't going": true, "Yo, what is up": true, "I am going to the yoga class": false} {
		if marked(text) != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
}

// The card is the same every time, and has a line for each language and group.
func TestTheCardIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"groups.tsv": "lang\tplural\tsingular\tnominative\nen\tcrows\tcrow\tcrows\nen\tgulls\tgull\tgulls\n", "cases.tsv": "lang\tkind\tproblem\tneighbour\nen\tinsult\tYou are an idiot.\tYou are right.\n",
		"functions.tsv": "lang\tfunction\thate\ttext\nen\tneutral\t0\t{g} sing.\nen\tobject\t0\tI like trees.\n",
	} {
		for _, prefix := range []string{"", "held-"} {
			if name = strings.Replace(name, "cases", map[string]string{"": "cases", "held-": "pairs"}[prefix], 1); name == "groups.tsv" {
				prefix = ""
			}
			if err := os.WriteFile(filepath.Join(dir, prefix+name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "pairs"), 0o700); err != nil {
		t.Fatal(err)
	}
	held := "lang\tkind\tproblem\tneighbour\nen\tinsult\tYou are a liar.\tYou are early.\nfr\tthreat\tGare à toi.\tÀ la gare.\n"
	if err := os.WriteFile(filepath.Join(dir, "pairs", "held.tsv"), []byte(held), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"held-exam.tsv": held, "held-ordinary.tsv": "lang\ttext\nen\tThe lift works again.\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	rows := made(t)
	dev := filepath.Join(dir, "dev.tsv")
	if err := os.WriteFile(dev, []byte("id\ttext\thate\ttoxic\tlang\tsource\tkind\tlicence\n1\tthey are vermin\t1\t1\ten\tone\tx\tMIT\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	on, err := gather(rows, dev, dir, dir)
	if err != nil {
		t.Fatal(err)
	}
	weights := trained(t, samples(rows))
	first, err := describe(weights, on)
	if err != nil {
		t.Fatal(err)
	}
	again, err := describe(weights, on)
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("two cards differ, %v", err)
	}
	for _, want := range []string{"| en | 1 | 100.0 % | 0.0 % |", "| en | crows 0.0 %, gulls 0.0 % |", "| en | 3 | 100.0 % |", "| insult | 1 |", "| threat | 1 |"} {
		if !strings.Contains(string(first), want) {
			t.Errorf("the card has no %q:\n%s", want, first)
		}
	}
	if _, err := gather(rows, dev, dir, filepath.Join(dir, "nowhere")); err == nil {
		t.Error("cases that are not there were read")
	}
}

// Our own pairs are read with their language and kind; a line that is cut short is named.
func TestOurOwnPairsAreReadWithTheirKinds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range languages {
		write(l+".tsv", "kind\tproblem\tneighbour\nthreat\twombats bite\twombats sleep\n")
	}
	write("ordinary.tsv", "lang\ttext\nen\twombats eat\n")
	write("prose.tsv", "lang\ttext\nen\twombats are not to be fed\n")
	list, err := written(dir)
	if err != nil || len(list) != 2*len(languages)+2 || list[0].kind != model.Threat || list[1].kind != unknown || list[len(list)-1].label[model.Conduct] != 0 {
		t.Fatalf("%d messages, %v", len(list), err)
	}
	write("fr.tsv", "kind\tproblem\tneighbour\nthreat\tall alone\n")
	if _, err := written(dir); err == nil || !strings.Contains(err.Error(), "fr.tsv, line 2") {
		t.Errorf("the error is %v", err)
	}
}

// The head of conduct learns from our own pairs and cases what the labelled messages
// do not tell it: the attack from its neighbour.
func TestTheHeadOfConductLearnsFromPairs(t *testing.T) {
	t.Parallel()
	pairs := [][]string{{"en", "insult", "your wombat is worthless", "your wombat is welcome"}}
	cases := []judged{{lang: "en", sentence: "{g}", text: "wombats sleep", bad: false}, {lang: "en", sentence: "{g}", text: "koalas sleep", bad: false}}
	list := contrasts(pairs)
	if len(list) != 2 || list[0].label != [model.Heads]int8{-1, -1, 1} || list[1].label != [model.Heads]int8{-1, -1, 0} {
		t.Fatalf("%+v", list)
	}
	for _, s := range specimens(cases) {
		if s.weight != caseWeight/2 || s.label != [model.Heads]int8{-1, -1, 0} {
			t.Errorf("%+v", s)
		}
	}
	w, err := model.Read(trained(t, append(samples(made(t)), slices.Concat(list, list, list, list)...)))
	if err != nil {
		t.Fatal(err)
	}
	score := func(message string) float64 {
		return w.Judge(signal.Features(message)).Score[model.Conduct]
	}
	if kind, _ := w.Kind(signal.Features(pairs[0][2])); kind != model.Insult || list[0].kind != model.Insult || list[1].kind != unknown {
		t.Errorf("an insult is of kind %d", kind)
	}
	if score(pairs[0][2]) <= score(pairs[0][3]) {
		t.Errorf("%.2f for the attack, %.2f for its neighbour", score(pairs[0][2]), score(pairs[0][3]))
	}
}
