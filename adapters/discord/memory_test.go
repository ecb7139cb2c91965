package discord_test

import (
	"testing"

	"go.uber.org/goleak"

	"magbot/adapters/discord"
	"magbot/bot/lang"
)

// TestMain lets one leak pass: the library stays in Open for ever when Discord
// asks to reconnect before READY, and nothing can end that goroutine.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/bwmarrin/discordgo.(*Session).CloseWithCode"))
}

func catalogue(t testing.TB) *lang.Catalogue {
	t.Helper()
	words, err := lang.Load(discord.Words)
	if err != nil {
		t.Fatal(err)
	}
	return words
}
