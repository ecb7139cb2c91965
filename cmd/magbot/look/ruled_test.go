package look_test

import (
	"fmt"
	"strings"
	"testing"

	"magbot/bot"
	"magbot/moderation/watch"
)

var listed = watch.Ruled{Rule: "77", Kind: watch.RuleWords, Span: "rotten"}

const rotten = "A rotten plan of yours."

// What a platform's rule finds becomes a folded card, once for all that the platform
// did; the same again for another rule, for other words, and when it was held back.
func TestWhatARuleOfThePlatformFindsBecomesACard(t *testing.T) {
	h := open(t, nil)
	held := h.wrote("sam", "")
	held.ID = ""
	blocked := listed
	blocked.Held = true
	for range 3 { // one event for each action
		h.looker.Ruled(h.wrote("sam", "1"), rotten, listed)
		h.looker.Ruled(held, rotten, blocked)
	}
	h.looker.Ruled(h.wrote("sam", "1"), rotten, watch.Ruled{Rule: "78", Kind: watch.RuleSpam})
	h.looker.Ruled(h.wrote("sam", "1"), "Now a rotten idea.", listed) // edited
	h.looker.Ruled(h.wrote("rita", "2"), rotten, listed)
	calls := h.calls()
	if len(calls) != 5 {
		t.Fatalf("asked %v", calls)
	}
	for i, want := range []map[string]string{
		{"rule": "automod.77", "clause": "1", "message": "https://room.example/room:general:1", "span": "rotten", "words": rotten, "about": string(h.names["sam"])},
		{"rule": "automod.77", "clause": "1", "message": "", "span": "rotten", "words": rotten, "about": string(h.names["sam"])},
		{"rule": "automod.78", "clause": "7", "message": "https://room.example/room:general:1", "span": "", "words": rotten, "about": string(h.names["sam"])},
		{"rule": "automod.77", "clause": "1", "words": "Now a rotten idea."},
		{"rule": "automod.77", "clause": "1", "words": rotten, "about": string(h.names["rita"])},
	} {
		for name, value := range want {
			if calls[i].Path != "conduct flag" || calls[i].Args[name] != value {
				t.Errorf("number %d: %s is %q, want %q", i, name, calls[i].Args[name], value)
			}
		}
		if told := strings.Contains(calls[i].Args["reason"], "No message with these words stands"); told != (i == 1) {
			t.Errorf("number %d: the reason is %q", i, calls[i].Args["reason"])
		}
	}
	if h.looker.Dropped() != 0 {
		t.Errorf("dropped %d", h.looker.Dropped())
	}
	m := h.ask(h.as("nia"), bot.Do("conduct cases")).Message
	if n := len(m.Buttons); n != 2 {
		t.Errorf("a moderator sees %d cases, of two authors: %v", n, m)
	}
	if shown := fmt.Sprint(m); strings.Contains(shown, "rotten") {
		t.Errorf("the words are not folded: %s", shown)
	}
	if why := fmt.Sprint(h.ask(h.as("rita"), bot.Do("conduct why")).Message.Blocks); !strings.Contains(why, "automod.77") {
		t.Errorf("the author sees %s", why)
	}
}

func TestARuleOfThePlatformIsHeardInWatchedChannelsAlone(t *testing.T) {
	h := open(t, nil)
	h.ask(h.as("ada"), bot.Do("conduct watch signal", "signal", "flooding", "switch", "off"))
	elsewhere, private, before := h.wrote("sam", "1"), h.wrote("sam", "2"), h.wrote("sam", "3")
	elsewhere.Place.Channel, private.Place.Channel, before.At = "other", "", before.At.AddDate(0, 0, -1)
	for _, w := range []bot.Wrote{elsewhere, private, before} {
		h.looker.Ruled(w, rotten, listed)
	}
	h.looker.Ruled(h.wrote("sam", "4"), " \n", listed)
	h.looker.Ruled(h.wrote("sam", "5"), rotten, listed)
	if calls := h.calls(); len(calls) != 1 || calls[0].Args["message"] != "https://room.example/room:general:5" {
		t.Errorf("asked %v", calls)
	}
}

func TestAChannelSwitchesAutoModOff(t *testing.T) {
	h := open(t, nil)
	h.ask(h.as("ada"), bot.Do("conduct watch signal", "signal", "automod", "switch", "off"))
	h.looker.Ruled(h.wrote("sam", "1"), rotten, listed)
	if calls := h.calls(); len(calls) != 0 {
		t.Errorf("asked %v", calls)
	}
}
