package slack_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"magbot/adapters/slack/slacktest"
	"magbot/bot"
)

// counter takes what is counted.
type counter struct {
	mu    sync.Mutex
	said  []string
	all   []bot.Wrote
	fails int
	gate  chan struct{} // what waits for the record waits here; nil for none
}

func (c *counter) Count(w bot.Wrote, text string) func(context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	kind := "new"
	switch {
	case w.Gone:
		kind = "gone"
	case w.Edit:
		kind = "edit"
	case w.Asked:
		kind = "asked"
	}
	c.said = append(c.said, fmt.Sprintf("%s %s in %s: %s", kind, w.Account.User, w.Place.Channel, text))
	c.all = append(c.all, w)
	fails := c.fails > 0
	c.fails--
	return func(context.Context) error {
		if c.gate != nil {
			<-c.gate
		}
		if fails {
			return errBroken
		}
		return nil
	}
}

func (c *counter) heard() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.said)
}

func TestTalkIsHandedOnToBeCountedWithItsChangesAndItsDeletion(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		c := &counter{}
		w.counter = c
		w.start()
		ts, _ := w.Type("UANA", "CGEN", "we meet <@UANA> in <#CGEN|general>", "")
		synctest.Wait()
		w.Edit("CGEN", ts, "we meet")
		w.Edit("CGEN", ts, "we meet in June")
		synctest.Wait()
		w.Delete("CGEN", ts)
		w.Type("UANA", w.Direct("UANA"), "to the bot alone", "")
		synctest.Wait()
		want := []string{"new UANA in CGEN: we meet Ana Alvarez in #general", "edit UANA in CGEN: we meet", "edit UANA in CGEN: we meet in June", "gone  in CGEN: "}
		if got := c.heard(); !slices.Equal(got, want) {
			t.Errorf("heard\n%q, want\n%q", got, want)
		}
		for i, m := range c.all {
			if m.ID != c.all[0].ID || !m.At.Equal(c.all[0].At) || m.At.IsZero() || (i == 1 || i == 2) != !m.Changed.IsZero() {
				t.Errorf("number %d is %+v, the first %+v", i, m, c.all[0])
			}
		}
		if !c.all[2].Changed.After(c.all[1].Changed) {
			t.Error("nobody can tell which change is the later")
		}
	})
}

// What others read is handed on as they read it, also when it was meant for the bot,
// and says so; what the bot alone reads is not.
func TestWhatIsTypedToTheBotBeforeOthersIsHandedOnAsThat(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		c := &counter{}
		w.counter = c
		w.start()
		w.says("You are third.", recorded)
		w.Type("UBO", "CGEN", "q+ to answer <@UANA>", "")
		synctest.Wait()
		w.says("That was not understood.", bot.Ref{})
		ts, _ := w.Type("UBO", "CGEN", "<@"+slacktest.Self+"> you are late", "")
		w.Mention("CGEN", ts) // it comes twice
		w.Type("UBO", w.Direct("UBO"), "queue add, to the bot alone", "")
		w.Command("UBO", "CGEN", "queue add")
		synctest.Wait()
		want := []string{"asked UBO in CGEN: q+ to answer Ana Alvarez", "asked UBO in CGEN: magbot you are late"}
		if got := c.heard(); !slices.Equal(got, want) {
			t.Errorf("heard\n%q, want\n%q", got, want)
		}
	})
}

func TestTheFirstLineOfAThreadThatIsDeletedIsGone(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		c := &counter{}
		w.counter = c
		w.start()
		w.Event(map[string]any{
			"type": "message", "subtype": "message_changed", "channel": "CGEN", "ts": "1700000009.000100",
			"message":          map[string]any{"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted.", "ts": "1700000001.000100"},
			"previous_message": map[string]any{"user": "UANA", "text": "hello", "ts": "1700000001.000100"},
		})
		w.Event(map[string]any{"type": "message", "subtype": "message_deleted", "channel": "CGEN", "deleted_ts": "1700000002.000100"})
		synctest.Wait()
		if got := c.heard(); !slices.Equal(got, []string{"gone  in CGEN: ", "gone  in CGEN: "}) {
			t.Errorf("heard %q", got)
		}
		if at := c.all[0].At; !at.Equal(time.Unix(1700000001, 100000)) {
			t.Errorf("it was written at %v", at)
		}
	})
}

func TestWhatIsNotCountedIsLeftToSlack(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		c := &counter{fails: 1}
		w.counter = c
		w.start()
		_, sent := w.Type("UANA", "CGEN", "one", "")
		if sent.Status != http.StatusServiceUnavailable {
			t.Fatalf("status %d: Slack will not send it again", sent.Status)
		}
		if again := sent.Again(); again.Status != http.StatusOK {
			t.Errorf("status %d", again.Status)
		}
		synctest.Wait()
		if len(c.all) != 2 || c.all[0].ID != c.all[1].ID {
			t.Errorf("counted %+v", c.all)
		}
	})
}

func TestWhatWaitsForTheRecordHoldsUpNobody(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		c := &counter{gate: make(chan struct{})}
		w.counter = c
		w.start()
		for _, line := range []string{"one", "two"} {
			go w.Type("UANA", "CGEN", line, "")
			synctest.Wait()
		}
		if got := c.heard(); len(got) != 2 {
			t.Errorf("the next line waits for the record of the first: %q", got)
		}
		close(c.gate)
		synctest.Wait()
	})
}
