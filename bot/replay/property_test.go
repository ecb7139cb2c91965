package replay_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot/chatlog"
	"magbot/bot/minutes"
	"magbot/bot/replay"
)

// lines draws lines as people type them in meetings, and some they never would.
func lines(t *rapid.T) (log []string, topics, taken, actions int) {
	text := rapid.SampledFrom([]string{"Budget", "a <b>", "王伟", "next", "Ana to write", "", "s/a/b/", "Topic: x", "x\u202ey", strings.Repeat("long ", 50)})
	form := rapid.SampledFrom([]string{
		"Topic: ", "ACTION: ", "RESOLVED: ", "PROPOSAL: ", "q+ ", "q- ", "ack ", "ack next ", "present+ ", "present- ", "regrets+ ", "+1 ", "-1 ", "0 ",
		"Scribe: ", "ana: ", "... ", "s/Budget/Money/", "s/a/aa/G ", "i/Budget/line/", "Subtopic: ", "close this item ", "off the record", "back on the record",
		"[off] ", "/me ", "q? ", "zakim, ", "#action ", "#info ", "#undo ", "close the queue ", "Chair: ", "#startvote Yes? ", "#vote Yes ", "", "agenda+ ", "item- 3 ", "next agendum ", "take up item ", "[NEW] ACTION: ", "present+ (phone) ", "ack ben, ", "AGREED: ", "time speakers at 2m ",
	})
	nick := rapid.SampledFrom([]string{"ana", "ben_", "li wei", "Zakim", "Transcriber", "x"})
	for range rapid.IntRange(1, 30).Draw(t, "lines") {
		f, x, n := form.Draw(t, "form"), text.Draw(t, "text"), nick.Draw(t, "nick")
		log = append(log, strings.ReplaceAll(n, " ", "_")+" "+f+x)
		person := n != "Zakim" && n != "Transcriber"
		if person && (f == "Topic: " && strings.TrimSpace(x) != "" || (f == "" || f == "zakim, ") && x == "Topic: x") {
			topics++
		}
		if strings.HasPrefix(f, "next agendum") || strings.HasPrefix(f, "take up") {
			taken++ // a topic, if an agenda+ line names it
		}
		if person && (f == "ACTION: " || f == "#action " || f == "[NEW] ACTION: ") && strings.TrimSpace(x) != "" {
			actions++
		}
	}
	return log, topics, taken, actions
}

// Whatever is typed: every topic and every action counts once unless it is
// taken back, nobody is present twice, nobody speaks before being called, and
// reading the log again gives the same.
func TestAnyTypedLogIsReplayed(t *testing.T) {
	h := newHouse(t)
	rapid.Check(t, func(t *rapid.T) {
		typed, topics, taken, actions := lines(t)
		log := tabbed(typed...)
		r, err := replay.Run(strings.NewReader(log), replay.Options{House: h})
		if err != nil {
			t.Fatalf("%v in\n%s", err, log)
		}
		s := r.Summary()
		undone := len(minutes.Of(r.View).Undone)
		if len(s.Topics) > topics+taken || len(s.ActionItems) > actions {
			t.Fatalf("%d topics of %d, %d actions of %d in\n%s", len(s.Topics), topics, len(s.ActionItems), actions, log)
		}
		if len(s.Topics)+len(s.ActionItems)+undone < topics+actions {
			t.Fatalf("%d topics of %d, %d actions of %d, %d taken back in\n%s", len(s.Topics), topics, len(s.ActionItems), actions, undone, log)
		}
		seen := map[string]bool{}
		for _, p := range s.Present {
			if p == "" || seen[p] {
				t.Fatalf("present %q in\n%s", s.Present, log)
			}
			seen[p] = true
		}
		for _, q := range s.Queue {
			if q.Asked == nil || q.Called != nil && q.Called.Instant().Before(q.Asked.Instant()) || q.Done != nil && (q.Called == nil || q.Done.Instant().Before(q.Called.Instant())) {
				t.Fatalf("%+v in\n%s", q, log)
			}
		}
		again, err := replay.Run(strings.NewReader(log), replay.Options{House: h})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(minutes.Markdown(r.View, r.Doc), minutes.Markdown(again.View, again.Doc)); diff != "" {
			t.Fatalf("read again it differs:\n%s", diff)
		}
	})
}

func FuzzRun(f *testing.F) {
	for _, seed := range []string{
		tabbed("ana agenda+ A", "ana take up item 1", "Zakim agendum 1 -- A -- taken up", "ben i/A/Topic: B/", "ana ack ben, carla", "ana present+ (phone)"),
		"(16:00:00) ana: scribe: ben\n(16:00:01) ben: AGREED: x\n*** ben is now known as ana\n(16:00:02) ana: q+ ben and me\n",
		"1\n00:00:01,000 --> 00:00:02,000\nAna: hi\n\n2\n00:00:04,000 --", "16:00 <@ana:x.org> present+ too\n16:01 <ana:y.org> agenda order 2-1, 9999999999\n",
		captions, tabbed("ana Topic: A", "ben q+", "ana ack ben", "ana s/A/B/G"), irc("ana #startmeeting", "ana #topic A", "ana #undo", "ana #endmeeting"),
		"[2026-11-20T16:00:00Z]\t<ana>\tTopic: A\nmore\n[2026-1", ">> ANA: hello\n>> hello", "\xff\xfe<\x00a\x00>\x00 \x00q\x00+\x00\n\x00",
	} {
		f.Add(seed, byte(0))
	}
	h := newHouse(f)
	f.Fuzz(func(t *testing.T, log string, format byte) {
		r, err := replay.Run(strings.NewReader(log), replay.Options{House: h, Format: chatlog.Format(format % 6)})
		if err != nil {
			if r != nil {
				t.Fatal("a result besides an error")
			}
			return
		}
		var b bytes.Buffer
		for _, write := range []func() error{
			func() error { return r.JSON(&b) }, func() error { return r.CSV(&b) }, func() error { return r.Markdown(&b) }, func() error { return r.HTML(&b) },
		} {
			if err := write(); err != nil {
				t.Fatal(err)
			}
		}
		if strings.Contains(b.String(), "\u202e") {
			t.Error("a character that turns the direction of text came through")
		}
	})
}
