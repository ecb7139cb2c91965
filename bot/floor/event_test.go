package floor_test

import (
	"encoding/json"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/floor"
	"magbot/bot/lang"
)

func TestEvents(t *testing.T) {
	kind := regexp.MustCompile(`^floor\.[a-z-]+\.v1$`)
	seen := map[string]bool{}
	for _, et := range floor.Events() {
		if !kind.MatchString(et.Kind) || seen[et.Kind] || et.New().Kind() != et.Kind {
			t.Errorf("kind %q", et.Kind)
		}
		seen[et.Kind] = true
		raw, err := json.Marshal(et.New())
		if err != nil {
			t.Fatalf("%s: %v", et.Kind, err)
		}
		got, err := et.Decode(raw, func(*bot.Words) error { return nil })
		if err != nil {
			t.Fatalf("%s: %v", et.Kind, err)
		}
		if diff := cmp.Diff(et.New(), got); diff != "" {
			t.Errorf("%s is not read back as written: %s", et.Kind, diff)
		}
	}
}

func TestNotesAreNeverRecordedInClear(t *testing.T) {
	if _, err := json.Marshal(floor.Asked{Person: "gov1", Note: bot.Write("gov1", "my words")}); err == nil {
		t.Error("a note that nobody sealed was written")
	}
}

// FuzzAsking takes whatever is typed after "q+": it is a request, or a refusal
// that says why, and never both.
func FuzzAsking(f *testing.F) {
	for _, seed := range [][3]string{
		{"to say …", "", ""},
		{"", "gov1, cs1;", "gov1, cs1;"},
		{"\x00\u202e\xff", ",,;", "أحمد"},
		{"", "me", "me"},
		{"", "guest:", "Civil Society"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, note, person, as string) {
		for _, who := range []bot.PersonID{"sec1", "two1"} {
			r := openRoom(t)
			before := len(r.record)
			reply, err := r.try(who, "queue add", "note", note, "person", person, "text", note+person, "as", as)
			if _, ok := lang.AsError(err); err != nil && !ok {
				t.Fatalf("not a sentence: %v", err)
			}
			recorded := len(r.record) > before
			if recorded == (err != nil || reply.Refused) {
				t.Fatalf("recorded %t, refused %v", recorded, err)
			}
			if recorded != (r.state().Count() > 0) {
				t.Fatalf("recorded %t, %d wait", recorded, r.state().Count())
			}
		}
	})
}
