package peers_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	goaway "github.com/TwiN/go-away"

	"magbot/moderation/signal"
)

// message is one to flag or not; talk is ordinary and not part of the cases.
type message struct {
	text       string
	flag, talk bool
}

func lines(tb testing.TB, path string) []string {
	tb.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return strings.Split(strings.TrimRight(string(b), "\n"), "\n")
}

// messages are the held-out cases in English and the lines of the documents.
func messages(tb testing.TB) []message {
	tb.Helper()
	var out []message
	var groups []string
	for _, l := range lines(tb, "../testdata/groups.tsv")[1:] {
		if strings.HasPrefix(l, "en\t") {
			groups = append(groups, l)
		}
	}
	for _, l := range lines(tb, "../testdata/held-functions.tsv")[1:] {
		p := strings.Split(l, "\t")
		if p[0] != "en" {
			continue
		}
		if !strings.Contains(p[3], "{") {
			out = append(out, message{text: p[3], flag: p[2] == "1"})
			continue
		}
		for _, g := range groups {
			names := strings.Split(g, "\t")
			text := strings.NewReplacer("{g}", names[1], "{s}", names[2]).Replace(p[3])
			out = append(out, message{text: text, flag: p[2] == "1"})
		}
	}
	for _, l := range lines(tb, "../testdata/held-pairs.tsv")[1:] {
		if p := strings.Split(l, "\t"); p[0] == "en" {
			out = append(out, message{text: p[2], flag: true}, message{text: p[3]})
		}
	}
	docs, err := filepath.Glob("../../../docs/*.md")
	if err != nil || len(docs) == 0 {
		tb.Fatalf("%d documents, %v", len(docs), err)
	}
	for _, d := range docs {
		if filepath.Base(d) == "commands.md" {
			continue // the model has learnt from the words of the commands
		}
		for _, l := range lines(tb, d) {
			if len(l) > 40 {
				out = append(out, message{text: l, talk: true})
			}
		}
	}
	return out
}

// report gives the figures of one flagger: balanced accuracy over the cases, and
// the share of ordinary lines that it flags.
func report(b *testing.B, all []message, flags []bool, micro float64) {
	b.Helper()
	var n, right [2]float64
	var talk, wrong float64
	for i, m := range all {
		switch {
		case m.talk:
			talk++
			if flags[i] {
				wrong++
			}
		case m.flag:
			n[1]++
			if flags[i] {
				right[1]++
			}
		default:
			n[0]++
			if !flags[i] {
				right[0]++
			}
		}
	}
	b.ReportMetric((right[0]/n[0]+right[1]/n[1])/2, "balanced")
	b.ReportMetric(wrong/talk, "false-flags")
	b.ReportMetric(micro, "µs/message")
}

// clocked asks a flagger of this program about all messages.
func clocked(b *testing.B, all []message, flag func(string) bool) {
	b.Helper()
	flags := make([]bool, len(all))
	var took time.Duration
	for b.Loop() {
		begun := time.Now()
		for i, m := range all {
			flags[i] = flag(m.text)
		}
		took = time.Since(begun)
	}
	report(b, all, flags, float64(took.Microseconds())/float64(len(all)))
}

// asked asks a flagger of npm.
func asked(b *testing.B, all []message, name string) {
	b.Helper()
	folder, err := exec.CommandContext(b.Context(), "../../../scripts/peers").Output()
	if err != nil {
		b.Fatalf("install the peers: %v", err)
	}
	texts := make([]string, len(all))
	for i, m := range all {
		texts[i] = m.text
	}
	in, err := json.Marshal(texts)
	if err != nil {
		b.Fatal(err)
	}
	var answer struct {
		Flags        []bool
		Microseconds float64
	}
	for b.Loop() {
		cmd := exec.CommandContext(b.Context(), "node", "peers.mjs", strings.TrimSpace(string(folder)), name)
		cmd.Stdin = strings.NewReader(string(in))
		out, err := cmd.Output()
		if err != nil {
			b.Fatalf("ask %s: %v", name, err)
		}
		if err := json.Unmarshal(out, &answer); err != nil || len(answer.Flags) != len(all) {
			b.Fatalf("%s answers %d of %d: %v", name, len(answer.Flags), len(all), err)
		}
	}
	report(b, all, answer.Flags, answer.Microseconds)
}

func BenchmarkPeers(b *testing.B) {
	all := messages(b)
	b.Run("signal", func(b *testing.B) {
		clocked(b, all, func(s string) bool { return signal.Flagged(signal.Look(s, signal.Context{})) })
	})
	b.Run("go-away", func(b *testing.B) { clocked(b, all, goaway.IsProfane) })
	for _, name := range []string{"obscenity", "leo-profanity", "@2toad/profanity"} {
		b.Run(name, func(b *testing.B) { asked(b, all, name) })
	}
}

// The cases are read whole, and have both sides and ordinary talk.
func TestMessagesHaveBothSides(t *testing.T) {
	t.Parallel()
	flag, other, talk := 0, 0, 0
	for _, m := range messages(t) {
		switch {
		case strings.Contains(m.text, "{g}") || m.text == "":
			t.Errorf("%q is no message", m.text)
		case m.talk:
			talk++
		case m.flag:
			flag++
		default:
			other++
		}
	}
	if flag < 200 || other < 150 || talk < 500 {
		t.Errorf("%d to flag, %d others, %d lines of talk", flag, other, talk)
	}
}
