package discord_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"magbot/adapters/discord/discordtest"
	"magbot/bot"
	"magbot/bot/chat"
)

// counter takes what is counted.
type counter struct {
	stir func() // tells who waits
	mu   sync.Mutex
	said []string
	all  []bot.Wrote
}

func (c *counter) Count(w bot.Wrote, text string) func(context.Context) error {
	defer c.stir()
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
	c.said = append(c.said, fmt.Sprintf("%s %s: %s", kind, w.Account.User, text))
	c.all = append(c.all, w)
	return func(context.Context) error { return nil }
}

func (c *counter) wrote() []bot.Wrote {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.all)
}

func (c *counter) heard() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.said)
}

func (w *town) counting() *counter {
	c := &counter{stir: w.Stir}
	w.config.Counter = c
	return c
}

func (w *town) counted(c *counter, n int) {
	w.t.Helper()
	w.Wait(w.t, fmt.Sprint(n, " to be counted"), func() bool { return len(c.heard()) >= n })
}

func TestTalkIsHandedOnToBeCountedWithItsChangesAndItsDeletion(t *testing.T) {
	w := newTown(t)
	c := w.counting()
	w.listen()
	begin := time.Now()
	line := w.Say(w.bo, w.hall, "we meet <@"+w.ana+">")
	w.counted(c, 1)
	w.Edit(w.hall, line, "we meet in June")
	w.counted(c, 2)
	w.Delete(w.hall, line)
	w.counted(c, 3)
	many := []string{w.Say(w.bo, w.hall, "one"), w.Say(w.bo, w.hall, "two")}
	w.Dispatch("MESSAGE_DELETE_BULK", map[string]any{"ids": many, "channel_id": w.hall, "guild_id": discordtest.Guild})
	w.counted(c, 7)
	want := []string{"new " + w.bo + ": we meet Ana Alvarez", "edit " + w.bo + ": we meet in June", "gone : ", "new " + w.bo + ": one", "new " + w.bo + ": two", "gone : ", "gone : "}
	if got := c.heard(); !slices.Equal(got, want) {
		t.Errorf("heard\n%q, want\n%q", got, want)
	}
	all := c.wrote()
	for i, m := range all[:3] {
		if m.ID != all[0].ID || !m.At.Equal(all[0].At) || m.Place.Channel != w.hall || (i == 1) != !m.Changed.IsZero() {
			t.Errorf("number %d is %+v, the first %+v", i, m, all[0])
		}
	}
	if off := all[0].At.Sub(begin); off < -time.Second || off > time.Minute {
		t.Errorf("it was written at %v", all[0].At)
	}
}

func TestWhatIsPrivateOrHalfToldIsNotCounted(t *testing.T) {
	w := newTown(t)
	c := w.counting()
	w.start()
	w.deliver(bot.Delivery{ID: "a", Kind: bot.Direct, Key: "x", Account: w.account(w.ana), Message: chat.Say("Hello.")})
	w.listen()
	w.Tell(w.ana, "to the bot alone")
	w.Dispatch("MESSAGE_UPDATE", map[string]any{"id": "5", "channel_id": w.hall, "guild_id": discordtest.Guild, "edited_timestamp": "2027-03-01T12:00:00.000000+00:00"})
	w.Say(w.ana, w.hall, "talk")
	w.counted(c, 1)
	if got := c.heard(); len(got) != 1 {
		t.Errorf("counted: %q", got)
	}
}

// What others read is handed on as they read it, also when it was meant for the bot,
// and says so; what the bot alone reads is not.
func TestWhatIsTypedToTheBotBeforeOthersIsHandedOnAsThat(t *testing.T) {
	w := newTown(t)
	c := w.counting()
	w.start()
	w.deliver(bot.Delivery{ID: "a", Kind: bot.Direct, Key: "x", Account: w.account(w.bo), Message: chat.Say("Hello.")})
	w.listen()
	w.says("Done with it.", recorded)
	w.Say(w.bo, w.hall, "q+ to answer <@"+w.ana+">")
	w.counted(c, 1)
	w.says("That was not understood.", bot.Ref{})
	w.Say(w.bo, w.hall, "<@"+discordtest.Bot+"> you are late")
	w.counted(c, 2)
	w.Tell(w.bo, "queue add, to the bot alone")
	w.answered(w.Slash(w.bo, w.hall, "queue", "add"))
	w.hearing(false)
	w.Say(w.bo, w.hall, "talk")
	w.counted(c, 3)
	want := []string{"asked " + w.bo + ": q+ to answer Ana Alvarez", "asked " + w.bo + ": magbot you are late", "new " + w.bo + ": talk"}
	if got := c.heard(); !slices.Equal(got, want) {
		t.Errorf("heard\n%q, want\n%q", got, want)
	}
}

func TestWhatWasWrittenWhileTheConnectionWasAwayIsCountedAsItIsNow(t *testing.T) {
	w := newTown(t)
	c := w.counting()
	w.start()
	w.deliver(bot.Delivery{ID: "a", Kind: bot.Post, Key: "x", Place: bot.Place{Platform: "discord", Workspace: discordtest.Guild, Channel: w.hall}, Message: chat.Say("Hello.")})
	missed := w.SayUnheard(w.bo, w.hall, "said in the gap")
	w.listenAgain()
	w.counted(c, 1)
	if got := c.heard(); got[0] != "new "+w.bo+": said in the gap" {
		t.Errorf("heard %q", got)
	}
	if id := c.wrote()[0].ID; id != "discord:"+w.hall+":"+missed {
		t.Errorf("it is named %q", id)
	}
}
