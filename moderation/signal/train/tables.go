package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// judged is a message with what a human said of it.
type judged struct {
	lang, group, text string
	sentence          string // with {g} where a group stands
	bad               bool
}

// functions reads functional cases, one for each group that a sentence is about:
// language, kind, whether it is hateful, sentence; and language, plural, singular
// and nominative of the groups.
func functions(cases, groups string) ([]judged, error) {
	rows, err := table(cases, 4)
	if err != nil {
		return nil, err
	}
	names, err := table(groups, 4)
	if err != nil {
		return nil, err
	}
	var out []judged
	for _, r := range rows {
		if !strings.Contains(r[3], "{") {
			out = append(out, judged{lang: r[0], text: r[3], sentence: r[3], bad: r[2] == "1"})
			continue
		}
		for _, g := range names {
			if g[0] != r[0] {
				continue
			}
			text := strings.NewReplacer("{g}", g[1], "{s}", g[2], "{n}", g[3]).Replace(r[3])
			first, size := utf8.DecodeRuneInString(text)
			out = append(out, judged{lang: r[0], group: g[1], text: string(unicode.ToUpper(first)) + text[size:], sentence: r[3], bad: r[2] == "1"})
		}
	}
	return out, nil
}

// writeFunctions writes a line for each language: all that was judged right, the
// hateful and the harmless half, and the mean of these.
func writeFunctions(out *bytes.Buffer, cases []judged, flagged func(string) bool) {
	out.WriteString("| language | cases | right | hateful flagged | harmless left alone | balanced accuracy |\n|---|---|---|---|---|---|\n")
	for _, l := range order(cases, func(c judged) string { return c.lang }) {
		bad, good := texts(cases, func(c judged) bool { return c.lang == l && c.bad }), texts(cases, func(c judged) bool { return c.lang == l && !c.bad })
		found, alone := count(bad, flagged), len(good)-count(good, flagged)
		n := len(bad) + len(good)
		fmt.Fprintf(out, "| %s | %d | %.1f %% | %.1f %% | %.1f %% | %.3f |\n", l, n, share(found+alone, n),
			share(found, len(bad)), share(alone, len(good)), (share(found, len(bad))+share(alone, len(good)))/200)
	}
}

// writeGroups writes the false flags on harmless sentences by the group that
// they are about: the sentences are the same for all groups of a language.
func writeGroups(out *bytes.Buffer, cases []judged, flagged func(string) bool) {
	out.WriteString("| language | false flags by group, lowest to highest |\n|---|---|\n")
	for _, l := range order(cases, func(c judged) string { return c.lang }) {
		type rate struct {
			group string
			share float64
		}
		var rates []rate
		for _, g := range order(cases, func(c judged) string {
			if c.lang == l {
				return c.group
			}
			return ""
		}) {
			good := texts(cases, func(c judged) bool { return c.lang == l && c.group == g && !c.bad })
			rates = append(rates, rate{g, share(count(good, flagged), len(good))})
		}
		slices.SortStableFunc(rates, func(a, b rate) int { return int(1000 * (a.share - b.share)) })
		var said []string
		for _, r := range rates {
			said = append(said, fmt.Sprintf("%s %.1f %%", r.group, r.share))
		}
		fmt.Fprintf(out, "| %s | %s |\n", l, strings.Join(said, ", "))
	}
}

// order is the different answers, in the order of their first coming, without "".
func order(cases []judged, of func(judged) string) (out []string) {
	for _, c := range cases {
		if s := of(c); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func texts(cases []judged, keep func(judged) bool) (out []string) {
	for _, c := range cases {
		if keep(c) {
			out = append(out, c.text)
		}
	}
	return out
}

// dialect are words that mark African American English in writing. They tell no
// person's dialect: they only part the data, so that both parts can be compared.
var dialect = strings.Fields("ain't aint finna gon gonna tryna imma ima dat dis dem dey wit cuz bout lil yo nah bruh bro homie fam yall y'all ya'll " +
	"wanna gotta somethin nothin thang tho doe mane ion iont bae turnt lowkey deadass")

func marked(text string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) && c != '\'' }),
		func(w string) bool { return slices.Contains(dialect, w) })
}

// writeDialect compares false flags on harmless messages of davidson, the training
// half included, for too few are in the other: those with words of a dialect, and
// the rest.
func writeDialect(out *bytes.Buffer, rows []row, flagged func(string) bool) {
	out.WriteString("| messages of davidson that are labelled harmless | messages | flagged | share |\n|---|---|---|---|\n")
	for _, part := range []struct {
		name   string
		marked bool
	}{{"with words of the dialect", true}, {"without", false}} {
		writeShare(out, part.name, pick(rows, func(r row) bool {
			return r.source == "davidson" && r.hate == 0 && r.toxic == 0 && marked(r.text) == part.marked
		}), flagged)
	}
}

// writeContrasts parts the rows of hatemojibuild by the nearest message that was
// trained on: one with the other label, the same label, or none that is near.
func writeContrasts(out *bytes.Buffer, dev, train []row, flagged func(string) bool) {
	parts := map[string][]judged{}
	near := index(train, "hatemojibuild")
	for _, r := range dev {
		if r.source != "hatemojibuild" {
			continue
		}
		part := "none near"
		if label, ok := near.nearest(r.text); ok {
			part = "same label"
			if label != r.hate {
				part = "other label"
			}
		}
		parts[part] = append(parts[part], judged{lang: part, text: r.text, bad: r.hate == 1})
	}
	out.WriteString("| nearest message trained on | messages | balanced accuracy |\n|---|---|---|\n")
	for _, name := range []string{"other label", "same label", "none near"} {
		cases := parts[name]
		bad, good := texts(cases, func(c judged) bool { return c.bad }), texts(cases, func(c judged) bool { return !c.bad })
		found, alone := share(count(bad, flagged), len(bad)), share(len(good)-count(good, flagged), len(good))
		fmt.Fprintf(out, "| %s | %d | %.3f |\n", name, len(cases), (found+alone)/200)
	}
}

// neighbours finds messages that share at least half of their words.
type neighbours struct {
	rows []row
	sets []map[string]bool
	by   map[string][]int
}

func index(rows []row, source string) *neighbours {
	n := &neighbours{by: map[string][]int{}}
	for _, r := range rows {
		if r.source != source {
			continue
		}
		set := words(r.text)
		for w := range set {
			n.by[w] = append(n.by[w], len(n.rows))
		}
		n.rows, n.sets = append(n.rows, r), append(n.sets, set)
	}
	return n
}

func words(text string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(strings.ToLower(text)) {
		set[w] = true
	}
	return set
}

// nearest is the label of the message that shares most words, at least half of
// both; the first of several.
func (n *neighbours) nearest(text string) (int8, bool) {
	mine := words(text)
	shared := make([]int, len(n.rows))
	for w := range mine {
		for _, i := range n.by[w] {
			shared[i]++
		}
	}
	best, at := 0.5, -1
	for i, s := range shared {
		if of := float64(s) / float64(len(mine)+len(n.sets[i])-s); of > best {
			best, at = of, i
		}
	}
	if at < 0 {
		return 0, false
	}
	return n.rows[at].hate, true
}
