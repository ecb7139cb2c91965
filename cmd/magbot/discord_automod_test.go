package main_test

import (
	"slices"
	"strings"
	"testing"

	"magbot/adapters/discord/discordtest"
)

// What AutoMod blocks in a watched channel, and what somebody writes there, come to a
// free moderator as folded cards, and no word of it stands in a log.
func TestAWatchedChannelOfDiscordAsksAModerator(t *testing.T) {
	s := newDiscordTown(t)
	ana, bo, mo := s.AddUser("ana"), s.AddUser("bo"), s.AddUser("mo")
	data := t.TempDir()
	p := running(t, founded(t, data), "127.0.0.1:0")
	s.Wait(t, "a connection", func() bool { return s.Listening() == 1 })
	s.asks(ana, "community claim "+claimOf(t, data)+" Ana Alvarez", "Ana Alvarez")
	s.asks(ana, "channel link public", "linked")
	s.asks(ana, "conduct watch set normal", "told")
	s.sees("From now on messages in this channel are looked at")
	s.asks(ana, `roster add "Mo Moran" role: moderator`, "Mo Moran")
	for user, name := range map[string]string{bo: "Bo Bergman", mo: "Mo Moran"} {
		if user == bo {
			s.asks(ana, `roster add "Bo Bergman" Government`, name)
		}
		code := claimCode.FindString(s.asks(ana, "roster link "+name, "me link"))
		s.asks(user, "me link "+code, name)
	}
	card := func() (found discordtest.Posted) {
		for _, m := range s.Messages(s.Direct(mo)) {
			if strings.Contains(m.Text(), "Please look") {
				found = m
			}
		}
		return found
	}
	s.AutoMod(discordtest.Caught{
		Rule: "77", Trigger: 1, User: bo, Channel: s.hall, Content: "A rotten plan.", Matched: "rotten", Actions: []int{discordtest.BlockMessage, discordtest.SendAlert},
	})
	s.Wait(t, "a card", func() bool { return card().ID != "" })
	first := card()
	if text := first.Text(); !strings.Contains(text, "Bo Bergman") || strings.Contains(text, "rotten") {
		t.Errorf("the moderator reads: %s", text)
	}
	s.Say(bo, s.hall, "You are an idiot, Ana.")
	s.Wait(t, "the card tells of the message", func() bool { return card().ID != first.ID || card().Edits > first.Edits })
	if text := card().Text(); !strings.Contains(text, "Bo Bergman") || strings.Contains(text, "idiot") {
		t.Errorf("the moderator reads: %s", text)
	}
	if slices.ContainsFunc(s.Messages(s.hall), func(m discordtest.Posted) bool { return strings.Contains(m.Text(), "rotten") }) {
		t.Error("the channel reads of it")
	}
	for _, secret := range []string{"rotten", "idiot"} {
		if strings.Contains(p.errors.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}
