package replay_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/replay"
)

var update = flag.Bool("update", false, "write the golden files")

// The logs of testdata/logs were written for this test; each holds as many
// traps as conventions.
func TestLogsGiveTheseMinutes(t *testing.T) {
	h := newHouse(t)
	o := replay.Options{
		House:  h,
		People: map[string][]string{"Ana Souza": {"ana", "Ms. Souza", "Souza"}, "Ben Okoro": {"ben"}, "Li Wei": {"liwei"}, "Lynn St. Amour": {"St. Amour"}},
		Groups: map[string]bot.Group{"Ana Souza": "Civil Society", "Ben Okoro": "Government", "Li Wei": "Technical Community", "Jorge Cancio": "Government"},
	}
	logs, err := filepath.Glob("testdata/logs/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range logs {
		r := runFile(t, path, o)
		base := filepath.Join("testdata", "golden", strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)))
		for ext, write := range map[string]func(io.Writer) error{".md": r.Markdown, ".html": r.HTML, ".json": r.JSON, ".csv": r.CSV} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			golden(t, base+ext, b.String())
			for _, hidden := range []string{"nobody should read this", "nor this", "waves", "<script>"} {
				if strings.Contains(b.String(), hidden) {
					t.Errorf("%s%s holds %q", base, ext, hidden)
				}
			}
		}
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; go test -update writes it):\n%s", path, diff)
	}
}
