package meeting_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/meeting"
)

// TestAnyOrderOfCommandsKeepsTheRules gives calls in any order and looks at
// what must hold after each, and at the end that the record folded again says
// the same.
func TestAnyOrderOfCommandsKeepsTheRules(t *testing.T) {
	t.Parallel()
	calls := [][]string{
		{"meeting schedule", "title", "T", "when", "+90m"},
		{"meeting schedule", "title", "U", "when", "+2h"},
		{"meeting open"},
		{"meeting open", "meeting", "1"},
		{"meeting open", "meeting", "2"},
		{"meeting change", "title", "V", "really", "yes"},
		{"meeting invite", "really", "yes"},
		{"meeting cancel", "reason", "r", "really", "yes"},
		{"meeting mode", "mode", "consultation"},
		{"present add"},
		{"present remove"},
		{"regrets add"},
		{"regrets remove"},
		{"late add"},
		{"present add", "persons", "gov1, gov2, obs1"},
		{"present remove", "persons", "chair"},
		{"meeting hand-over", "person", "gov1"},
		{"meeting hand-over", "person", "sec"},
		{"meeting take-back"},
		{"record off"},
		{"record on"},
		{"guest add", "name", "Ana Phone"},
		{"attendance"},
		{"meeting show"},
		{"meeting list"},
	}
	rapid.Check(t, func(t *rapid.T) {
		d := desk(t)
		for range rapid.IntRange(1, 30).Draw(t, "calls") {
			d.Now = d.Now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "minutes")) * time.Minute)
			who := rapid.SampledFrom([]bot.PersonID{"chair", "sec", "gov1", "obs1"}).Draw(t, "who")
			call := rapid.SampledFrom(calls).Draw(t, "call")
			decision, err := d.Do(who, call[0], call[1:]...)
			if err != nil && len(decision.Events) > 0 {
				t.Fatalf("%v is refused and recorded", call)
			}
			open := 0
			for _, e := range meeting.DirectoryOf(d.View(bot.WorkStream, "")).All() {
				s := meeting.Of(d.View(bot.MeetingStream(e.ID), ""))
				if (e.Phase == meeting.PhaseOpen) != s.IsOpen() || e.Title.Text != s.Title.Text {
					t.Fatalf("after %v the directory says %s %q, the meeting %s %q", call, e.Phase, e.Title.Text, s.Phase, s.Title.Text)
				}
				if e.Phase == meeting.PhaseOpen {
					open++
				}
				if s.OffRecord && !s.IsOpen() {
					t.Fatal("off the record without a meeting")
				}
				for _, r := range s.Regrets {
					if s.IsPresent(r.Person) {
						t.Fatalf("%s is here with regrets", r.Person)
					}
				}
			}
			if open > 1 {
				t.Fatalf("after %v %d meetings are open in one channel", call, open)
			}
		}
		for _, id := range []bot.StreamID{bot.WorkStream, "meeting/1", "meeting/2"} {
			again := bot.View{Here: d.Replay(id), Work: d.Replay(bot.WorkStream)}
			if diff := cmp.Diff(meeting.Of(d.View(id, "")), meeting.Of(again)); diff != "" {
				t.Fatalf("%s folded again (-was +is)\n%s", id, diff)
			}
			if diff := cmp.Diff(meeting.DirectoryOf(d.View(id, "")).All(), meeting.DirectoryOf(again).All()); diff != "" {
				t.Fatalf("directory folded again (-was +is)\n%s", diff)
			}
		}
	})
}

// TestEveryFactCanBeWrittenAndReadBack proves that no fact holds words where
// they cannot be sealed, and that kinds are unique.
func TestEveryFactCanBeWrittenAndReadBack(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, e := range meeting.Events() {
		if seen[e.Kind] {
			t.Errorf("%s is declared twice", e.Kind)
		}
		seen[e.Kind] = true
		if _, err := e.Decode([]byte(`{}`), func(*bot.Words) error { return nil }); err != nil {
			t.Errorf("%s: %v", e.Kind, err)
		}
	}
}
