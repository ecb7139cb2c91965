package shorthand_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"magbot/bot/chatlog"
	"magbot/bot/shorthand"
)

const meetings = "../chatlog/testdata/meetings"

// published is what the minutes of a meeting say.
type published struct {
	Topics      []string `json:"topics"`
	Resolutions []string `json:"resolutions"`
	ActionItems []string `json:"action_items"`
}

// plain leaves only what minutes must share with the log: letters and digits.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

func eachMeeting(t testing.TB, do func(name string, lines []chatlog.Line)) {
	t.Helper()
	logs, err := filepath.Glob(filepath.Join(meetings, "*", "irc.log"))
	if err != nil || len(logs) != 6 {
		t.Fatalf("found %d logs (%v), want the six of SOURCE.md", len(logs), err)
	}
	for _, path := range logs {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		lines, format, err := chatlog.Read(f)
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if err != nil || format != chatlog.Tabbed {
			t.Fatalf("%s: format %v, error %v", path, format, err)
		}
		do(filepath.Base(filepath.Dir(path)), lines)
	}
}

func TestRealMeetingsGiveThePublishedTopicsResolutionsAndActions(t *testing.T) {
	eachMeeting(t, func(name string, lines []chatlog.Line) {
		raw, err := os.ReadFile(filepath.Join(meetings, name, "expected.json"))
		if err != nil {
			t.Fatal(err)
		}
		var want, got published
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			if l.Kind != chatlog.Typed {
				continue
			}
			c, _ := shorthand.Parse(l.Text)
			switch c.Path {
			case "topic":
				got.Topics = append(got.Topics, plain(c.Args["title"]))
			case "proposal resolve":
				got.Resolutions = append(got.Resolutions, plain(c.Args["text"]))
			case "action add":
				got.ActionItems = append(got.ActionItems, plain(c.Args["text"]))
			}
		}
		for _, list := range []*[]string{&want.Topics, &want.Resolutions, &want.ActionItems} {
			var kept []string
			for _, s := range *list {
				kept = append(kept, plain(s))
			}
			*list = kept
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-published +read):\n%s", name, diff)
		}
	})
}
