package discord_test

import (
	"errors"
	"testing"
	"time"

	"magbot/adapters/discord/discordtest"
	"magbot/bot"
	"magbot/bot/engine"
)

// What people decided is done in Discord, once or twice; what cannot be done says why.
func TestWhatDiscordDoesForPeopleWhoDecided(t *testing.T) {
	const everythingBut = 1<<50 - 1 - 1<<3
	w := newTown(t)
	w.start()
	var enforcer engine.Enforcer = w.discord
	message := w.SayUnheard(w.bo, w.hall, "something")
	link := "https://discord.com/channels/" + discordtest.Guild + "/" + w.hall + "/" + message
	until := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
	remove := bot.Act{ID: "1", Do: bot.DeleteMessage, Link: link}
	quiet := bot.Act{ID: "2", Do: bot.TimeOut, Person: "p2", Account: w.account(w.bo), Until: until}
	gone, high, long, early := quiet, quiet, quiet, quiet
	gone.Account, high.Account = w.account("900000000000000009"), w.account(w.AddUser("cleo"))
	long.Until, early.Until = time.Now().Add(29*24*time.Hour), time.Now().Add(-time.Minute)
	w.Raise(high.Account.User)
	elsewhere := quiet
	elsewhere.Account.Workspace = "5"
	for _, c := range []struct {
		name string
		own  uint64 // what the bot's role may do
		act  bot.Act
		why  bot.Inability // empty: it is done
	}{
		{"to delete takes a right", everythingBut &^ (1 << 13), remove, bot.NoRight},
		{"a message of another server is not here", everythingBut, bot.Act{Do: bot.DeleteMessage, Link: "https://discord.com/channels/5/6/7"}, bot.NotHere},
		{"a link of something else is not here", everythingBut, bot.Act{Do: bot.DeleteMessage, Link: "https://example.org/"}, bot.NotHere},
		{"a message is deleted", everythingBut, remove, ""},
		{"what is deleted is deleted", everythingBut, remove, ""},
		{"Discord hides nothing", everythingBut, bot.Act{Do: bot.HideMessage, Link: link}, bot.Unsupported},
		{"nor shows it again", everythingBut, bot.Act{Do: bot.ShowMessage, Link: link}, bot.Unsupported},
		{"to time out takes a right", everythingBut &^ (1 << 40), quiet, bot.NoRight},
		{"who stands above the bot", everythingBut, high, bot.Above},
		{"who has left", everythingBut, gone, bot.Gone},
		{"an account of another server", everythingBut, elsewhere, bot.NotHere},
		{"longer than Discord can", everythingBut, long, bot.Unsupported},
		{"what is over by now", everythingBut, early, ""},
		{"somebody is timed out", everythingBut, quiet, ""},
		{"and once more", everythingBut, quiet, ""},
	} {
		w.Grant(0, c.own)
		err := enforcer.Act(t.Context(), c.act)
		var never *bot.Unable
		if errors.As(err, &never); (err == nil) != (c.why == "") || err != nil && (never == nil || never.Why != c.why) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if n := len(w.Messages(w.hall)); n != 0 {
		t.Errorf("%d messages are left", n)
	}
	if got := w.TimedOut(w.bo); !got.Equal(until) {
		t.Errorf("Bo is timed out until %v", got)
	}
	for range 2 {
		if err := enforcer.Act(t.Context(), bot.Act{ID: "3", Do: bot.LetWrite, Account: w.account(w.bo)}); err != nil {
			t.Error(err)
		}
	}
	if got := w.TimedOut(w.bo); !got.IsZero() {
		t.Errorf("Bo is timed out until %v", got)
	}
	w.Break(discordtest.Fault{Method: "DELETE", Path: "/channels/", Times: 100, Status: 500})
	var never *bot.Unable
	if err := enforcer.Act(t.Context(), remove); err == nil || errors.As(err, &never) {
		t.Errorf("a failure that passes is final: %v", err)
	}
}
