package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"magbot/moderation/signal"
	"magbot/moderation/signal/lexicon"
	"magbot/moderation/signal/model"
)

// intro is what the card says that is not measured.
const intro = `# Signals: what they find, and how well

Written by ` + "`go run ./moderation/signal/train`" + `; do not edit it by hand. The rules of the package are in moderation/signal/doc.go.

A signal asks a human to look. It decides nothing, hides nothing and makes no finding. At one true case in a thousand messages and a false-flag rate of 0.2 %, two of three flags would be mistaken.

- **Rules** (moderation/signal/rules.txt, frames.txt, lexicon/words.txt): threats, pressure, insults, dismissal, remarks about persons and organisations instead of issues, attacks on groups, sexual remarks, private details of others, advertisements, marks of confidence; in English, French, Spanish, Russian, Arabic and Chinese.
- **Model** (moderation/signal/model): a linear model over hashed words, three heads (hate, incivility, conduct), heard only where no rule was met, and never without a whole word as evidence. Of what the head of conduct finds it says, where it is sure, what kind of problem that resembles (model.threat, model.dismissal and so on, with the clause), else model.conduct.
- **Training data**: davidson, mlma, vcu-incivility (MIT), cold (Apache-2.0), hatemojibuild by H. Kirk et al. and the texts of opensource.guide (CC BY 4.0). The share-alike source (stormfront) is left out. The head of conduct is trained on our own pairs, ordinary lines and functional cases (testdata/pairs, cases.tsv, ordinary.tsv, functions.tsv), and on the civil part of vcu-incivility, the harmless part of davidson, opensource.guide and the first half of the lines of the six W3C meetings. HateCheck, its multilingual and emoji sisters and ToxiCR were neither read nor tuned on.
- **Lexicons**: written for this project. The LDNOOBW lists are not in it.

What it cannot see: irony, pictures, voices, private messages, patterns over many messages. The training messages are mostly English and Chinese posts of 2017 to 2023; there is no hateful training text in Spanish or Russian, so rules carry these languages.

`

// measured is what the card is measured on.
type measured struct {
	train, dev       []row
	talk             []string // ordinary professional talk
	pairs, heldPairs [][]string
	wide             [][]string // held out from the pairs that no rule was written by
	exam, examTalk   [][]string // pairs and ordinary lines by another hand
	cases, heldCases []judged
	lexicons         int // bytes
}

// gather reads what the card is measured on.
func gather(train []row, dev, meetings, testdata string) (*measured, error) {
	m := &measured{train: train, lexicons: len(lexicon.Source()) + len(lexicon.EmbeddedUsual()) + len(signal.Source())}
	groups := filepath.Join(testdata, "groups.tsv")
	var errs [9]error
	m.dev, errs[0] = load(dev)
	m.talk, errs[1] = speech(meetings)
	m.pairs, errs[2] = table(filepath.Join(testdata, "cases.tsv"), 4)
	m.heldPairs, errs[3] = table(filepath.Join(testdata, "held-pairs.tsv"), 4)
	m.cases, errs[4] = functions(filepath.Join(testdata, "functions.tsv"), groups)
	m.heldCases, errs[5] = functions(filepath.Join(testdata, "held-functions.tsv"), groups)
	m.wide, errs[6] = table(filepath.Join(testdata, "pairs", "held.tsv"), 4)
	m.exam, errs[7] = table(filepath.Join(testdata, "held-exam.tsv"), 4)
	m.examTalk, errs[8] = table(filepath.Join(testdata, "held-ordinary.tsv"), 2)
	return m, errors.Join(errs[:]...)
}

// describe measures the flagger with the weights just made and writes the card.
func describe(weights []byte, m *measured) ([]byte, error) {
	w, err := model.Read(weights)
	if err != nil {
		return nil, fmt.Errorf("read what was trained: %w", err)
	}
	looker := signal.With(w)
	flagged := func(s string) bool { return signal.Flagged(looker.Look(s, signal.Context{})) }
	var out bytes.Buffer
	out.WriteString(intro)
	fmt.Fprintf(&out, "SHA-256 of the weights: `%x` (%d bytes; with the lexicon, the usual words and the rules %d).\n\n", sha256.Sum256(weights), len(weights), len(weights)+m.lexicons)
	out.WriteString(talkHead)
	seen, unseen := halves(m.talk)
	writeShare(&out, "six W3C community meetings, second half", unseen, flagged)
	civil := func(r row) bool { return r.source == "vcu-incivility" && r.toxic == 0 }
	writeShare(&out, "vcu-incivility, dev, civil", pick(m.dev, civil), flagged)
	writeShare(&out, "six W3C community meetings, first half (the model saw it)", seen, flagged)
	writeShare(&out, "vcu-incivility, train, civil (the model saw it)", pick(m.train, civil), flagged)
	writeShare(&out, "opensource.guide, six languages, much of it about conduct (the model saw it, the rules did not)", pick(m.train, func(r row) bool { return r.source == "osguide" }), flagged)
	out.WriteString(talkFoot)
	out.WriteString(heldHead)
	writeFunctions(&out, m.heldCases, flagged)
	out.WriteString("\n" + pairHead)
	writePairs(&out, m.heldPairs, flagged)
	out.WriteString(examHead)
	writePairs(&out, m.exam, flagged)
	var lines []string
	for _, l := range m.examTalk {
		lines = append(lines, l[1])
	}
	out.WriteString("\n| ordinary lines of the same hand | messages | flagged | share |\n|---|---|---|---|\n")
	writeShare(&out, "in six languages", lines, flagged)
	out.WriteString(wideHead)
	writePairs(&out, m.wide, flagged)
	out.WriteString(wideKinds)
	writeKinds(&out, m.wide, flagged)
	out.WriteString(blindTable)
	out.WriteString(ownHead)
	writeFunctions(&out, m.cases, flagged)
	out.WriteString("\n" + pairHead)
	writePairs(&out, m.pairs, flagged)
	out.WriteString(groupHead)
	writeGroups(&out, append(slices.Clone(m.cases), m.heldCases...), flagged)
	out.WriteString("\n")
	writeDialect(&out, append(slices.Clone(m.train), m.dev...), flagged)
	out.WriteString(labelHead)
	writeLabelled(&out, m.dev, flagged)
	out.WriteString(contrastHead)
	writeContrasts(&out, m.dev, m.train, flagged)
	return out.Bytes(), nil
}

// What the card says over its tables.
const (
	talkHead = "## Ordinary professional talk\n\nThe model was not trained on the first two. Rules were mended after looking at false flags in all five, so the figures are not held out: " +
		"before that, 5 of the 2,123 lines of meetings, 8 of the 558 and 13 of the 3,497 were flagged. Some of what is flagged here is labelled civil and is not.\n\n| source | messages | flagged | share |\n|---|---|---|---|\n"
	talkFoot = "\nMeasured once beside these, on English text of work that nothing was trained on: of 35,875 lines of Markdown in Go modules 52 were flagged (0.14 %, 25 of them for capitals), of 40,000 lines of comments in Go's library 51 (0.13 %, 25 for capitals). " +
		"A list of the tenth batch had flagged \"zero value\" there a hundred times and was mended, as was a draft of a frame that had flagged a few lines. The version of the twenty-first batch flagged 17 of 20,000 lines of such Markdown (0.09 %), 2 of 11,856 lines of manual pages in French, Spanish, Russian and Chinese (0.02 %) and, after their false flags had been looked at, none of 2,624 lines of this project's documents.\n"
	heldHead = "\n## Cases that were held out (testdata/held-*.tsv)\n\nWritten in one sitting, and committed, before the rules and words of this version were written; never read or tuned on while the frames were written, and scored once in the middle and twice at the end, before and after a repair of negation that our own functional cases asked for. They were scored once more after the frames of the seventh batch, for the fifth time after those of the thirteenth, for the sixth, with nothing else changed, after a repair of reported speech that a test of package watch asked for, once between the eighteenth and the nineteenth batch, and three times at the end: before and after the head of conduct was given the harmless part of davidson, and after the last ordinary lines; the figures are of that time. With the pairs of testdata/pairs they were scored some twenty times more, and that nothing is said of a group where something is denied was decided beside functions.tsv, with a model that had not learnt from it, and beside these. " +
		"The same hands wrote them and the rules, so a stranger's cases may come out lower.\n\nFunctional cases, hate against not hate, of eight groups of people in each language:\n\n"
	ownHead   = "\n## Cases that the rules were written by (testdata/functions.tsv and cases.tsv)\n\nThese say only that what was specified works. Those of the batches above that are still not found are among them.\n\n"
	pairHead  = "Contrast pairs about the talk of a body like the MAG:\n\n| language | pairs | problems flagged | harmless neighbours flagged |\n|---|---|---|---|\n"
	groupHead = "\n## Who is flagged more\n\nWords such as trash and cripple were mended after looking at flags of davidson's training half (before: 9.24 % with words of the dialect, 6.48 % without), so its figures are not held out, and the head of conduct saw most of these messages as harmless. Harmless sentences of all functional cases, the same for each group:\n\n"
	labelHead = "\n## Labelled messages (dev.tsv, not trained on)\n\nHate against not hate as labelled. Labels of mlma are noisy, and most of what davidson and mlma call not hateful is insulting, " +
		"which is flagged as an insult.\n\n| source | language | recall | false flags | balanced accuracy |\n|---|---|---|---|---|\n"
	contrastHead = "\nhatemojibuild consists of contrasts: most of its messages differ in a word or an emoji from one with the other label. Where that one was trained on, a model of words " +
		"has learnt the opposite, and the figure is below one half by construction; it says nothing about messages that are new.\n\n"
)

// What the card says of the pairs that nobody wrote rules by.
const (
	examHead = "\n## An examination by another hand (testdata/held-exam.tsv, held-ordinary.tsv)\n\nWritten last, by somebody who had read nothing of this project but what is to be found: sixty pairs in each language over all kinds, and fifty ordinary lines. Nothing was trained on them or written by them, but six of the problems stand in testdata/pairs word for word, as people do say the same. The version of the twenty-first batch flagged 68 % of the problems and 9 % of the neighbours. With all of testdata/pairs it was 82 % and 7.5 % at first sight, with the first two thresholds named below at 0.50 and 0.60 and the last at 0.20; the present ones were chosen then, also by these, so that the last points of the figures below are not a stranger's.\n\n" + pairHead
	wideHead = "\n## Pairs that the model learns from, and those held back from it (testdata/pairs)\n\nProblems as people say them, each with a harmless sentence of the same words, written one by one in one sitting, several lists for each language, without a look at this project's rules and cases. Two thirds were asked to be as different as possible (wit, idioms, polite malice, chat); the others (files beside these, written last) to be what comes to mind first. No rule or word was written by them; frames that met nothing in them, or neighbours as often as problems, were taken out. " +
		"One file in ten was held back: the model never saw it. The thresholds (0.55 to be flagged, 0.60 where a group is spoken of, 0.45 to be heard against a rule) were chosen by these and by ordinary talk, so the figures below are not quite those of a stranger's sentences; the same writers wrote the rest.\n\n" + pairHead
	wideKinds = "\n| kind | pairs | problems flagged | harmless neighbours flagged |\n|---|---|---|---|\n"
)

// blindTable is what was measured once and cannot be measured again: each batch
// became material for the frames after its first measure.
const blindTable = `
## Batches of pairs that were written blind

Each of the first six has a hundred pairs (40 in English, 12 in each other language). It was written before the frames of that round, measured once, and then used to write frames by; "before" is the version without frames, on the same batch. The batches differ much in how plainly people speak: the second was written around the words that were known by then and attacks by hints alone, the third attacks in plain words. What a stranger writes will lie between them.

| batch | problems flagged before | problems flagged at first sight | harmless neighbours at first sight | en | fr | es | ru | ar | zh |
|---|---|---|---|---|---|---|---|---|---|
| 1, plain and by hints (nothing was fitted yet) | 37 % | 37 % | 4 % | 27.5 | 41.7 | 25.0 | 25.0 | 50.0 | 75.0 |
| 2, by hints alone | 4 % | 6 % | 0 % | 7.5 | 8.3 | 0.0 | 8.3 | 8.3 | 0.0 |
| 3, in plain words | 63 % | 71 % | 9 % | 50.0 | 83.3 | 75.0 | 91.7 | 83.3 | 91.7 |
| 4, plain and by hints | 14 % | 28 % | 6 % | 22.5 | 16.7 | 41.7 | 16.7 | 50.0 | 33.3 |
| 5, plain and by hints | 32 % | 51 % | 1 % | 42.5 | 66.7 | 50.0 | 50.0 | 50.0 | 66.7 |
| 6, plain and by hints | 32 % | 45 % | 6 % | 32.5 | 50.0 | 33.3 | 41.7 | 66.7 | 75.0 |
| 7, in plain words | | 69 % | 9 % | 60.0 | 66.7 | 66.7 | 66.7 | 75.0 | 80.0 |
| 8, plain and by hints | 65 % | 65 % | 5 % | 48.0 | 50.0 | 70.0 | 80.0 | 67.5 | 65.0 |
| 9, by hints, two sentences | 24 % | 29 % | 4 % | 46.7 | 29.2 | 30.4 | 23.3 | 23.3 | 23.3 |
| 10, plain and by hints | 35 % | 40 % | 2 % | 64.3 | 21.4 | 35.7 | 40.0 | 45.0 | 35.0 |
| 11, plain and by hints | 35 % | 41 % | 10 % | 58.3 | 40.0 | 30.0 | 31.2 | 37.5 | 50.0 |
| 12, plain and by hints | 27 % | 43 % | 2 % | 80.0 | 60.0 | 40.0 | 20.0 | 40.0 | 20.0 |
| 13, in plain words | 69 % | 76 % | 4 % | 100.0 | 66.7 | 83.3 | 50.0 | 83.3 | 83.3 |
| 14, plain and by hints (the version of the thirteenth) | 65 % | 65 % | 5 % | 73.3 | 68.0 | 60.0 | 64.0 | 56.0 | 64.0 |
| 15, by hints | 41 % | 45 % | 7 % | 40.0 | 45.5 | 40.9 | 63.6 | 36.4 | 45.5 |
| 16, by hints | 34 % | 39 % | 6 % | 50.0 | 38.9 | 44.4 | 17.6 | 25.0 | 52.9 |
| 17, by hints | 33 % | 35 % | 2 % | 62.5 | 28.6 | 28.6 | 21.4 | 25.0 | 42.9 |
| 18, in plain words | 60 % | 65 % | 7 % | 80.0 | 75.0 | 55.0 | 70.0 | 55.0 | 65.0 |
| 19, plain and by hints | 39 % | 44 % | 3 % | 53.3 | 53.8 | 38.5 | 30.8 | 40.0 | 46.2 |
| 20, polite at first, two sentences | 29 % | 38 % | 0 % | 50.0 | 50.0 | 62.5 | 25.0 | 14.3 | 37.5 |
| 21, in plain words, half of it Arabic | 53 % | 53 % | 5 % | 80.0 | | 30.0 | 66.7 | 46.7 | 66.7 |
| 22, what comes to mind first | 69 % | 78 % | 5 % | 77.8 | | | | | |
| 23, what comes to mind next | 50 % | 67 % | 6 % | 61.5 | 69.4 | 70.7 | 64.8 | 67.3 | |

The seventh has 94 pairs (20 in English and in Arabic, 15 in Russian and in Chinese, 12 in French and in Spanish) and was measured with the frames of the sixth and rules that had just been tightened for ordinary talk; its harmless neighbours were flagged 3 times in English, once in French, 4 times in Chinese and never elsewhere.

The eighth to thirteenth have 185, 167, 102, 80, 60 and 54 pairs, half of them or more in Arabic, Russian and Chinese. Their "before" is the version that the eighth was measured with. Most scenes of the ninth to thirteenth are the same in all six languages. The head of conduct came after the eighth; a batch was trained on only after its first measure. The gain at first sight is in English and French more than in Arabic, Russian and Chinese.

The fourteenth to twenty-first have 155, 140, 114, 92, 140, 87, 56 and 62 pairs; their "before" is the version of the thirteenth, which the fourteenth was measured with. Between the fourteenth and the fifteenth came the other persons of Arabic words and a closer look at what is reported; with the fields of words, which came after the first measure of the fifteenth and were not written by it, that batch went from 45 % to 51 %. Lines of ordinary talk were written in the same way, as close to problems as one can write them ("I'll see you outside at one"): of 250, 198, 149, 110 and 92 lines 18, 15, 4, 3 and 11 were flagged at first sight (18, 10, 4, 4 and 11 by the version of the thirteenth); they are among testdata/ordinary.tsv now and none is flagged any more.

The twenty-second and the twenty-third, 401 pairs in English and 1,900 in five languages, are the first files of what was asked to be typical; their "before" is the version of the twenty-first, and at first sight the model had learnt from the other pairs of testdata/pairs, but from none of this manner in that language.

Functional cases in French, Spanish, Arabic and Chinese, 40 sentences in each, were written blind with the eighth batch. Their balanced accuracy at first sight was 0.706, 0.808, 0.789 and 0.870; they are among testdata/functions.tsv now.
`

func pick(rows []row, keep func(row) bool) []string {
	var out []string
	for _, r := range rows {
		if keep(r) {
			out = append(out, r.text)
		}
	}
	return out
}

func count(texts []string, flagged func(string) bool) int {
	n := 0
	for _, t := range texts {
		if flagged(t) {
			n++
		}
	}
	return n
}

func share(n, of int) float64 { return 100 * float64(n) / float64(max(1, of)) }

func writeShare(out *bytes.Buffer, name string, texts []string, flagged func(string) bool) {
	n := count(texts, flagged)
	fmt.Fprintf(out, "| %s | %d | %d | %.2f %% |\n", name, len(texts), n, share(n, len(texts)))
}

func writePairs(out *bytes.Buffer, pairs [][]string, flagged func(string) bool) {
	byLang := map[string][2][]string{}
	var langs []string
	for _, p := range pairs {
		if _, ok := byLang[p[0]]; !ok {
			langs = append(langs, p[0])
		}
		both := byLang[p[0]]
		both[0], both[1] = append(both[0], p[2]), append(both[1], p[3])
		byLang[p[0]] = both
	}
	for _, l := range langs {
		both := byLang[l]
		n := len(both[0])
		fmt.Fprintf(out, "| %s | %d | %.1f %% | %.1f %% |\n", l, n, share(count(both[0], flagged), n), share(count(both[1], flagged), n))
	}
}

func writeLabelled(out *bytes.Buffer, rows []row, flagged func(string) bool) {
	seen := map[string]bool{}
	for _, r := range rows {
		key := r.source + " " + r.lang
		if seen[key] || r.source == "vcu-incivility" {
			continue
		}
		seen[key] = true
		of := func(label int8) []string {
			return pick(rows, func(o row) bool { return o.source == r.source && o.lang == r.lang && o.hate == label })
		}
		bad, good := of(1), of(0)
		recall, wrong := share(count(bad, flagged), len(bad)), share(count(good, flagged), len(good))
		fmt.Fprintf(out, "| %s | %s | %.1f %% | %.1f %% | %.3f |\n", r.source, r.lang, recall, wrong, (recall+100-wrong)/200)
	}
}

// halves are the lines of meetings that the model is trained on, and the others.
func halves(talk []string) (seen, unseen []string) { return talk[:len(talk)/2], talk[len(talk)/2:] }

// writeKinds writes a line for each kind of problem, over all languages.
func writeKinds(out *bytes.Buffer, pairs [][]string, flagged func(string) bool) {
	byKind := make([][][]string, len(pairs))[:0]
	var kinds []string
	for _, p := range pairs {
		at := slices.Index(kinds, p[1])
		if at < 0 {
			at, kinds, byKind = len(kinds), append(kinds, p[1]), append(byKind, nil)
		}
		byKind[at] = append(byKind[at], append([]string{p[1]}, p[1:]...))
	}
	for _, list := range byKind {
		writePairs(out, list, flagged)
	}
}

// speech is what was said in the meeting logs of a folder.
func speech(folder string) ([]string, error) {
	logs, err := filepath.Glob(filepath.Join(folder, "*", "irc.log"))
	if err != nil {
		return nil, fmt.Errorf("look for meeting logs: %w", err)
	}
	slices.Sort(logs)
	var out []string
	for _, path := range logs {
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read a meeting log: %w", err)
		}
		for line := range strings.Lines(string(b)) {
			if p := strings.SplitN(strings.TrimRight(line, "\n"), "\t", 3); len(p) == 3 {
				out = append(out, p[2])
			}
		}
	}
	return out, nil
}

// table reads a file of tab-separated columns without its head.
func table(path string, columns int) ([][]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read our own cases: %w", err)
	}
	var out [][]string
	for i, line := range strings.Split(strings.TrimRight(string(b), "\n"), "\n") {
		p := strings.Split(line, "\t")
		if len(p) != columns {
			return nil, fmt.Errorf("%s, line %d: %d columns instead of %d", path, i+1, len(p), columns)
		}
		if i > 0 {
			out = append(out, p)
		}
	}
	return out, nil
}
