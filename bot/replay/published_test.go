package replay_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"magbot/bot/chatlog"
	"magbot/bot/house"
	"magbot/bot/replay"
)

const meetings = "../chatlog/testdata/meetings"

// published is what the minutes of a meeting say.
type published struct {
	Topics      []string `json:"topics"`
	Resolutions []string `json:"resolutions"`
	ActionItems []string `json:"action_items"`
	Present     []string `json:"present"`
}

// newHouse is the house as it is.
func newHouse(tb testing.TB) *house.House {
	tb.Helper()
	h, err := house.New(house.Features())
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

// knownPeople is the people file of the six logs.
func knownPeople(tb testing.TB) map[string][]string {
	tb.Helper()
	var people map[string][]string
	readJSON(tb, "testdata/w3c/people.json", &people)
	return people
}

func readJSON(tb testing.TB, path string, into any) {
	tb.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
}

func runFile(tb testing.TB, path string, o replay.Options) *replay.Result {
	tb.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	o.Name = filepath.Base(path)
	r, err := replay.Run(bytes.NewReader(raw), o)
	if err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
	return r
}

func logs(tb testing.TB) []string {
	tb.Helper()
	paths, err := filepath.Glob(filepath.Join(meetings, "*", "irc.log"))
	if err != nil || len(paths) != 6 {
		tb.Fatalf("found %d logs (%v), want the six of SOURCE.md", len(paths), err)
	}
	return paths
}

// plain leaves only what minutes must share with the log: letters and digits.
func plain(list []string) []string {
	var all []string
	for _, s := range list {
		all = append(all, strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}), " "))
	}
	return all
}

func TestSixRealMeetingsGiveWhatWasPublished(t *testing.T) {
	h, people := newHouse(t), knownPeople(t)
	for _, path := range logs(t) {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			var want published
			readJSON(t, filepath.Join(filepath.Dir(path), "expected.json"), &want)
			r := runFile(t, path, replay.Options{House: h, People: people})
			if r.Format != chatlog.Tabbed {
				t.Errorf("read as %s", r.Format)
			}
			got := r.Summary()
			for _, list := range []struct {
				name      string
				want, got []string
			}{{"topics", want.Topics, got.Topics}, {"resolutions", want.Resolutions, got.Resolutions}, {"action items", want.ActionItems, got.ActionItems}} {
				if diff := cmp.Diff(plain(list.want), plain(list.got)); diff != "" {
					t.Errorf("%s (-published +replayed):\n%s", list.name, diff)
				}
			}
		})
	}
}

// Published lists were made by hand and by a tool that knew half of the people,
// so they are met as far as package replay says, and no worse.
func TestPresenceMeetsThePublishedLists(t *testing.T) {
	h, people := newHouse(t), knownPeople(t)
	var right, named, wanted int
	for _, path := range logs(t) {
		var want published
		readJSON(t, filepath.Join(filepath.Dir(path), "expected.json"), &want)
		there := map[string]bool{}
		for _, p := range want.Present {
			there[p] = true
		}
		got := runFile(t, path, replay.Options{House: h, People: people}).Summary().Present
		seen := map[string]bool{}
		for _, p := range got {
			if seen[p] {
				t.Errorf("%s: %s is present twice", path, p)
			}
			seen[p] = true
			if there[p] {
				right++
			} else {
				t.Logf("%s: extra %s", path, p)
			}
		}
		named, wanted = named+len(got), wanted+len(there)
	}
	precision, recall := float64(right)/float64(named), float64(right)/float64(wanted)
	t.Logf("precision %.3f, recall %.3f", precision, recall)
	if precision < 0.85 || recall < 0.89 {
		t.Errorf("precision %.3f and recall %.3f, want at least 0.85 and 0.89", precision, recall)
	}
}
