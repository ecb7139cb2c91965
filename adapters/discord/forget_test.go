package discord_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"magbot/adapters/discord"
	"magbot/adapters/discord/discordtest"
	"magbot/adapters/kept/kepttest"
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
func old(channel string, at time.Time) []string {
	var all []string
	for i := range 600 {
		message := discord.FlakeAt(at.Add(time.Duration(i) * time.Minute))
		all = append(all,
			fmt.Sprintf(`{"made":"old%d.0","where":%q,"message":%q}`, i, channel, message),
			fmt.Sprintf(`{"noted":"%s %s","user":"7"}`, channel, message))
	}
	return all
}

// What is old is forgotten at a start. A live message is renewed where it stands and
// what may have been posted is looked for, however long ago that was, and what was
// posted lately is not posted again.
func TestForgettingLosesNothingThatIsOpen(t *testing.T) {
	t.Parallel()
	for name, since := range map[string]time.Duration{"of these days": 0, "of long ago": 200 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.start()
			queue, done := w.deliver(w.live("l1", "Queue: Ana", 1, "")), w.deliver(w.post("meeting/7@3#0", "The meeting is open."))
			w.Break(discordtest.Fault{Method: "POST", Path: "/channels/", Times: 1, Lost: true})
			if _, err := w.discord.Deliver(t.Context(), w.post("meeting/7@4#0", "An item is open.")); err == nil {
				t.Fatal("nobody knew that it arrived")
			}
			posts, long := len(w.Calls("POST", "/channels/")), time.Now().AddDate(-1, 0, 0)
			remember(t, w.log, old("9", long)...)
			remember(t, w.log, fmt.Sprintf(`{"read":"9","message":%q}`, discord.FlakeAt(time.Now().Add(since))))
			for life := range 3 {
				w.start()
				if got := w.deliver(w.live(fmt.Sprint("l", life+2), fmt.Sprint("Queue: Bo ", life), uint64(life+2), "")); got != queue {
					t.Errorf("life %d: the queue is %q, and was %q", life, got, queue)
				}
				if since == 0 {
					if got := w.deliver(w.post("meeting/7@3#0", "The meeting is open.")); got != done {
						t.Errorf("life %d: the post is %q, and was %q", life, got, done)
					}
				}
				w.deliver(w.post("meeting/7@4#0", "An item is open."))
				if n := len(w.Calls("POST", "/channels/")); n != posts {
					t.Errorf("life %d: %d were posted, want %d", life, n, posts)
				}
			}
			got, err := discord.Remembered(t.Context(), w.log)
			if err != nil || strings.Contains(got, "old") || strings.Contains(got, "9 "+discord.FlakeAt(long)) {
				t.Errorf("%v, old things are remembered: %.300s", err, got)
			}
			if n := len(w.log.All()["memo/whole"]); n != 1 {
				t.Errorf("%d wholes are kept", n)
			}
		})
	}
}

// After a long time without the bot nothing of the last days before is old.
func TestTimeWithoutTheBotDoesNotCount(t *testing.T) {
	log := kepttest.NewLog()
	remember(t, log, old("9", time.Now().AddDate(-3, 0, 0))...)
	got, err := discord.Remembered(t.Context(), log)
	if err != nil || !strings.Contains(got, "old0.0") || len(log.All()["memo/whole"]) != 1 {
		t.Errorf("%v: %.300s", err, got)
	}
}

// What is young is remembered from a whole as it is from every entry.
func TestAWholeSaysWhatItsEntriesSay(t *testing.T) {
	now := time.Date(2027, 3, 1, 13, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		log := kepttest.NewLog()
		some := func(name string) string { return rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, name) }
		var entries []string
		for range 1000 {
			entries = append(entries, `{"read":"1","message":"5"}`)
		}
		for i := range rapid.IntRange(1, 40).Draw(t, "entries") {
			at := now.Add(time.Duration(i) * time.Hour)
			message := discord.FlakeAt(at)
			entries = append(entries, rapid.SampledFrom([]string{
				fmt.Sprintf(`{"try":{"key":"k%s","at":%q,"sum":"s"}}`, some("try"), at.Format(time.RFC3339)),
				fmt.Sprintf(`{"made":"k%s","where":%q,"message":%q}`, some("made"), some("where"), message),
				fmt.Sprintf(`{"made":"k%s","live":"1 q%s","part":%d,"message":%q}`, some("key"), some("live"), rapid.IntRange(0, 3).Draw(t, "part"), message),
				fmt.Sprintf(`{"live":"1 q%s","part":%d,"clear":true}`, some("cleared"), rapid.IntRange(0, 3).Draw(t, "from")),
				fmt.Sprintf(`{"noted":"%s %s","user":"u"}`, some("channel"), message),
				fmt.Sprintf(`{"stage":{"channel":%q,"formal":%t,"heard":["u"]}}`, some("stage"), rapid.Bool().Draw(t, "formal")),
				fmt.Sprintf(`{"event":{"meeting":%q,"event":"e","sum":"s","status":%d}}`, some("meeting"), rapid.IntRange(1, 4).Draw(t, "status")),
				fmt.Sprintf(`{"voice":%q,"changed":%q}`, some("voice"), rapid.SampledFrom([]string{"", "raised"}).Draw(t, "changed")),
			}).Draw(t, "entry"))
		}
		remember(t, log, entries...)
		if _, err := discord.Remembered(t.Context(), log); err != nil || len(log.All()["memo/whole"]) != 1 {
			t.Fatal("no whole is kept", err)
		}
		later := fmt.Sprintf(`{"read":"3","message":%q}`, discord.FlakeAt(now.AddDate(0, 0, 7)))
		remember(t, log, later)
		again, err := discord.Remembered(t.Context(), log)
		plain := kepttest.NewLog()
		remember(t, plain, append(entries, later)...)
		want, errPlain := discord.Remembered(t.Context(), plain)
		if err != nil || errPlain != nil || again != want {
			t.Fatalf("%v, %v\n%swant %s", err, errPlain, again, want)
		}
	})
}
