package discord_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"magbot/adapters/discord"
	"magbot/adapters/discord/discordtest"
	"magbot/bot"
)

// alerts takes what AutoMod finds.
type alerts struct {
	stir func()
	mu   sync.Mutex
	said []string
	all  []bot.Wrote
}

func (a *alerts) Alert(w bot.Wrote, text string, what discord.Alert) {
	defer a.stir()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.said = append(a.said, fmt.Sprintf("%s %s %q in %q by %s, held %t", what.Rule, what.Kind, what.Span, text, w.Account.User, what.Held))
	a.all = append(a.all, w)
}

func (a *alerts) heard() ([]string, []bot.Wrote) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.said), slices.Clone(a.all)
}

// alarmed has AutoMod's events taken, and all that is logged kept.
func (w *town) alarmed() (*alerts, *quietly) {
	a, log := &alerts{stir: w.Stir}, &quietly{}
	w.config.Alerts, w.config.Logger = a, slog.New(slog.NewTextHandler(log, nil))
	return a, log
}

// quietly keeps what is logged.
type quietly struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (q *quietly) Write(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.text.Write(p)
}

func (q *quietly) String() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.text.String()
}

func TestWhatAutoModFindsIsHandedOnOnceForEachAction(t *testing.T) {
	w := newTown(t)
	a, log := w.alarmed()
	w.listen()
	begin := time.Now()
	line := w.Say(w.bo, w.hall, "a rotten plan, <@"+w.ana+">")
	flagged := discordtest.Caught{
		Rule: "77", Trigger: 1, User: w.bo, Channel: w.hall, Message: line, Content: "a rotten plan, <@" + w.ana + ">", Matched: "rotten", Keyword: "rott*",
		Actions: []int{discordtest.SendAlert, discordtest.Timeout},
	}
	w.AutoMod(flagged)
	blocked := discordtest.Caught{Rule: "78", Trigger: 4, User: w.bo, Channel: w.hall, Content: "unspeakable", Actions: []int{discordtest.BlockMessage}}
	w.AutoMod(blocked)
	blocked.Trigger = 3
	w.AutoMod(blocked)
	blocked.Trigger = 5
	w.AutoMod(blocked)
	blocked.Trigger = 99
	w.AutoMod(blocked)
	w.Wait(t, "the alerts", func() bool { said, _ := a.heard(); return len(said) == 6 })
	said, all := a.heard()
	first := `77 words "rotten" in "a rotten plan, Ana Alvarez" by ` + w.bo + ", held false"
	held := func(kind string) string { return `78 ` + kind + ` "" in "unspeakable" by ` + w.bo + ", held true" }
	if want := []string{first, first, held("preset"), held("spam"), held("mentions"), held("other")}; !slices.Equal(said, want) {
		t.Errorf("heard\n%q, want\n%q", said, want)
	}
	for i, m := range all {
		id := "discord:" + w.hall + ":" + line
		if i > 1 {
			id = ""
		}
		off := m.At.Sub(begin)
		if m.ID != id || m.Place != (bot.Place{Platform: "discord", Workspace: discordtest.Guild, Channel: w.hall}) || off < -time.Second || off > time.Minute {
			t.Errorf("number %d is %+v", i, m)
		}
	}
	for _, secret := range []string{"rotten", "unspeakable", "rott*"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestWhatIsNoMessageOfThisServerIsNotHandedOn(t *testing.T) {
	w := newTown(t)
	a, log := w.alarmed()
	w.listen()
	one := discordtest.Caught{Rule: "78", Trigger: 1, User: w.bo, Channel: w.hall, Content: "last", Actions: []int{discordtest.BlockMessage}}
	profile, own, empty := one, one, one
	profile.Trigger, profile.Channel, profile.Content = 6, "", "Bo the rotten"
	own.User = discordtest.Bot
	empty.Content = " "
	for _, c := range []discordtest.Caught{profile, own, empty} {
		w.AutoMod(c)
	}
	w.Dispatch("AUTO_MODERATION_ACTION_EXECUTION", map[string]any{"guild_id": "5", "rule_id": "1", "rule_trigger_type": 1, "user_id": w.bo, "channel_id": w.hall, "content": "of another server"})
	w.Dispatch("AUTO_MODERATION_ACTION_EXECUTION", map[string]any{"guild_id": discordtest.Guild, "rule_trigger_type": "unreadable rotten"})
	w.AutoMod(one)
	w.Wait(t, "the last alert", func() bool { said, _ := a.heard(); return len(said) > 0 })
	if said, _ := a.heard(); len(said) != 1 || !strings.Contains(said[0], `"last"`) {
		t.Errorf("heard %q", said)
	}
	if text := log.String(); !strings.Contains(text, "AUTO_MODERATION_ACTION_EXECUTION") || strings.Contains(text, "rotten") {
		t.Errorf("of what cannot be read the log says: %s", text)
	}
}

func TestAutoModNeedsARightAndTheIntentForWords(t *testing.T) {
	t.Parallel()
	const managesServer = 1 << 5
	for name, spoil := range map[string]func(w *town){
		"without the right":  func(w *town) { w.Grant(0, 1<<50-1-1<<3-managesServer) },
		"without the intent": func(w *town) { w.WithoutMessageContent() },
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			a, _ := w.alarmed()
			c := w.counting()
			spoil(w)
			found, err := discord.Examine(t.Context(), discordtest.Token, discordtest.Guild, w.URL, nil)
			if err != nil || found.AutoMod {
				t.Errorf("it is examined as %+v, %v", found, err)
			}
			w.listen()
			w.AutoMod(discordtest.Caught{Rule: "7", Trigger: 1, User: w.bo, Channel: w.hall, Content: "rotten", Matched: "rotten", Actions: []int{discordtest.BlockMessage}})
			w.Say(w.bo, w.hall, "talk")
			w.counted(c, 1)
			if said, _ := a.heard(); len(said) != 0 {
				t.Errorf("heard %q", said)
			}
		})
	}
}
