package slack_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"magbot/adapters/kept/kepttest"
	"magbot/adapters/slack"
	"magbot/adapters/slack/slacktest"
)

// remember adds entries to what is remembered, as the adapter writes them.
func remember(t interface {
	rapid.TB
	Context() context.Context
}, log *kepttest.Log, entries ...string,
) {
	t.Helper()
	at := uint64(len(log.All()["memo"]))
	for i, e := range entries {
		if err := log.Append(t.Context(), "memo", at+uint64(i), []byte(e)); err != nil {
			t.Fatal(err)
		}
	}
}

// old are entries of posts and lines of long ago, enough to be worth forgetting.
func old(at time.Time) []string {
	var all []string
	for i := range 600 {
		all = append(all, fmt.Sprintf(`{"mark":"post old%d 0","at":%d}`, i, at.Unix()+int64(i)), fmt.Sprintf(`{"mark":"noted CGEN old%d","at":%d}`, i, at.Unix()))
	}
	return all
}

// What is old is forgotten at a start. A live message is renewed where it stands and
// a meeting keeps its thread, however long ago they began; what was begun lately is
// looked for and not posted again.
func TestForgettingLosesNothingThatIsOpen(t *testing.T) {
	for name, since := range map[string]time.Duration{"of these days": 0, "of long ago": 200 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			inTown(t, func(t *testing.T, w *town) {
				remember(t, w.log, old(time.Now().AddDate(-1, 0, 0))...)
				queue := w.deliver(live("l1", "Queue: Ana", 1, ""))
				<-time.After(since)
				done := w.deliver(post("meeting/7@3#0", "The meeting is open."))
				w.Break(slacktest.Fault{Method: "chat.postMessage", Times: 1, Lost: true})
				if _, err := w.slack.Deliver(t.Context(), post("meeting/7@4#0", "An item is open.")); err == nil {
					t.Fatal("nobody knew that it arrived")
				}
				posts := len(w.Calls("chat.postMessage"))
				for life := range 3 {
					w.slack.Close()
					w.start()
					if got := w.deliver(live(fmt.Sprint("l", life+2), fmt.Sprint("Queue: Bo ", life), uint64(life+2), "")); got != queue {
						t.Errorf("life %d: the queue is %q, and was %q", life, got, queue)
					}
					if got := w.deliver(post("meeting/7@3#0", "The meeting is open.")); got != done {
						t.Errorf("life %d: the post is %q, and was %q", life, got, done)
					}
					w.deliver(post("meeting/7@4#0", "An item is open."))
					if n := len(w.Calls("chat.postMessage")); n != posts {
						t.Errorf("life %d: %d were posted, want %d", life, n, posts)
					}
					<-time.After(5 * time.Second) // Slack takes one message a second in a channel
					w.deliver(post(fmt.Sprint("meeting/7@9#", life), "More."))
					posts++
					if got := w.Calls("chat.postMessage"); got[len(got)-1].Args["thread_ts"] != strings.TrimPrefix(queue, "CGEN ") {
						t.Errorf("life %d: it stands in the thread %q of the queue %q", life, got[len(got)-1].Args["thread_ts"], queue)
					}
				}
				got, err := slack.Remembered(t.Context(), w.log)
				if err != nil || strings.Contains(got, "old") {
					t.Errorf("%v, old things are remembered: %.300s", err, got)
				}
				if n := len(w.log.All()["memo/whole"]); n != 1 {
					t.Errorf("%d wholes are kept", n)
				}
			})
		})
	}
}

// After a long time without the bot nothing of the last days before is old.
func TestTimeWithoutTheBotDoesNotCount(t *testing.T) {
	log := kepttest.NewLog()
	remember(t, log, old(time.Now().AddDate(-3, 0, 0))...)
	got, err := slack.Remembered(t.Context(), log)
	if err != nil || !strings.Contains(got, "post old0 0") || len(log.All()["memo/whole"]) != 1 {
		t.Errorf("%v: %.300s", err, got)
	}
}

// The attempts of one delivery are counted, so that they go together or stay.
func TestAttemptsOfADeliveryAreForgottenTogether(t *testing.T) {
	log := kepttest.NewLog()
	now := time.Date(2027, 3, 1, 13, 0, 0, 0, time.UTC)
	remember(t, log, old(now.AddDate(-1, 0, 0))...)
	remember(t, log,
		fmt.Sprintf(`{"mark":"post lasting 0","at":%d}`, now.AddDate(0, -6, 0).Unix()), fmt.Sprintf(`{"mark":"post lasting 1","at":%d}`, now.AddDate(0, -1, 0).Unix()),
		fmt.Sprintf(`{"mark":"post ended 0","at":%d}`, now.AddDate(0, -6, 0).Unix()), fmt.Sprintf(`{"mark":"post ended 1","at":%d}`, now.AddDate(0, -5, 0).Unix()),
		fmt.Sprintf(`{"mark":"noted CGEN 1.2","at":%d}`, now.Unix()))
	for range 2 { // folded from every entry, and from the whole
		got, err := slack.Remembered(t.Context(), log)
		if err != nil || !strings.Contains(got, "lasting 0") || !strings.Contains(got, "lasting 1") || strings.Contains(got, "ended") {
			t.Errorf("%v: %s", err, got)
		}
	}
}

// What is young is remembered from a whole as it is from every entry.
func TestAWholeSaysWhatItsEntriesSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log, plain := kepttest.NewLog(), kepttest.NewLog()
		some := func(name string) string { return rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, name) }
		var entries []string
		for range 1000 {
			entries = append(entries, `{"mark":"greeted U1","at":1000}`)
		}
		for i := range rapid.IntRange(1, 40).Draw(t, "entries") {
			entries = append(entries, rapid.SampledFrom([]string{
				fmt.Sprintf(`{"root":"C1 %s","ts":"%d.5"}`, some("root"), i),
				fmt.Sprintf(`{"root":"C1 %s","never":true}`, some("lost")),
				fmt.Sprintf(`{"mark":"post p%s %d","at":%d}`, some("post"), i, 1000+i),
				fmt.Sprintf(`{"mark":"live C1 q%s %d","at":%d}`, some("live"), i, 1000+i),
				fmt.Sprintf(`{"mark":"noted C1 %s","at":%d}`, some("line"), 1000+i),
			}).Draw(t, "entry"))
		}
		remember(t, log, entries...)
		if _, err := slack.Remembered(t.Context(), log); err != nil || len(log.All()["memo/whole"]) != 1 {
			t.Fatal("no whole is kept", err)
		}
		later := `{"root":"C2 1","ts":"99.5"}`
		remember(t, log, later)
		again, err := slack.Remembered(t.Context(), log)
		remember(t, plain, append(entries, later)...)
		want, errPlain := slack.Remembered(t.Context(), plain)
		if err != nil || errPlain != nil || again != want {
			t.Fatalf("%v, %v\n%swant %s", err, errPlain, again, want)
		}
	})
}
