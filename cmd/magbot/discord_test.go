package main_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"magbot/adapters/discord/discordtest"
)

// discordTown is a server with magbot in it.
type discordTown struct {
	*discordtest.Server

	t    *testing.T
	hall string
}

func newDiscordTown(t *testing.T) *discordTown {
	t.Helper()
	s := &discordTown{Server: discordtest.NewServer(t), t: t}
	s.hall = s.AddChannel("general")
	t.Setenv("MAGBOT_DISCORD_API", s.URL)
	t.Setenv("MAGBOT_DISCORD_TOKEN", discordtest.Token)
	return s
}

// asks gives a command in words, and waits for an answer that says something.
func (s *discordTown) asks(user, words, want string) string {
	s.t.Helper()
	i := s.Slash(user, s.hall, "mag", "", discordtest.Give{Name: "command", Value: words})
	s.Wait(s.t, "an answer to "+words, func() bool { return s.Look(i).Callback != 0 })
	s.Wait(s.t, "the answer to "+words, func() bool { return strings.TrimSpace(s.Look(i).Text()) != "" })
	said := s.Look(i).Text()
	if !strings.Contains(said, want) {
		s.t.Fatalf("%s was answered with: %s", words, said)
	}
	return said
}

// sees waits for a message in the channel.
func (s *discordTown) sees(want string) (found discordtest.Posted) {
	s.t.Helper()
	s.Wait(s.t, "the channel shows "+want, func() bool {
		for _, m := range s.Messages(s.hall) {
			if m.Author == discordtest.Bot && strings.Contains(m.Text(), want) {
				found = m
			}
		}
		return found.ID != ""
	})
	return found
}

// Discord before the whole program, from founding to the queue of a meeting, and
// magbot is killed in between.
func TestAMeetingInDiscord(t *testing.T) {
	s := newDiscordTown(t)
	ana, bo := s.AddUser("ana"), s.AddUser("bo")
	data := t.TempDir()
	p := running(t, founded(t, data), "127.0.0.1:0")
	s.Wait(t, "a connection", func() bool { return s.Listening() == 1 })
	s.asks(ana, "community claim "+claimOf(t, data)+" Ana Alvarez", "Ana Alvarez")
	s.asks(ana, "channel link public", "linked")
	s.sees("belongs to")
	s.asks(bo, "me show", "Ask the Secretariat for a code")
	s.asks(ana, `roster add "Bo Bergman" Government`, "Bo Bergman")
	code := claimCode.FindString(s.asks(ana, "roster link Bo Bergman", "me link"))
	s.asks(bo, "me link "+code, "Bo Bergman")
	s.asks(ana, `meeting schedule "First meeting" +2h where: here`, "First meeting")
	s.asks(ana, "meeting open", "")
	i := s.Complete(ana, s.hall, "roster", "show", "person", discordtest.Give{Name: "person", Value: "berg"})
	s.Wait(t, "names", func() bool { return len(s.Look(i).Choices) == 1 })

	line := s.Say(bo, s.hall, "q+ to say hello")
	queue := s.sees("Bo Bergman")
	signed := func() bool {
		return slices.ContainsFunc(s.Messages(s.hall), func(m discordtest.Posted) bool { return m.ID == line && len(m.Reactions) == 1 })
	}
	s.Wait(t, "the line has its sign", signed)
	if err := p.kill(); err != nil {
		t.Fatal(err)
	}
	s.SayUnheard(ana, s.hall, "q+ while nobody heard")
	posts := len(s.Messages(s.hall))
	p = running(t, data, "127.0.0.1:0")
	s.sees("Ana Alvarez")
	s.Say(ana, s.hall, "ack Bo")
	s.Wait(t, "Bo has the floor", func() bool {
		return slices.ContainsFunc(s.Messages(s.hall), func(m discordtest.Posted) bool {
			return m.ID == queue.ID && m.Text() != queue.Text() && m.Edits > queue.Edits
		})
	})
	if n := len(s.Messages(s.hall)); n > posts+3 {
		t.Errorf("%d messages stand in the channel, %d before the kill", n, posts)
	}
	for _, refused := range s.Refused() {
		t.Errorf("Discord would refuse: %s", refused)
	}
	for _, secret := range []string{discordtest.Token, "to say hello", "while nobody heard"} {
		if strings.Contains(p.errors.String(), secret) {
			t.Errorf("%q stands in the log", secret)
		}
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}

// While Discord cannot be reached the room works, and Discord is tried again.
func TestTheRoomWorksWithoutDiscord(t *testing.T) {
	s := newDiscordTown(t)
	file := t.TempDir() + "/token"
	if err := os.WriteFile(file, []byte(discordtest.Token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("MAGBOT_DISCORD_TOKEN", "")
	t.Setenv("MAGBOT_DISCORD_TOKEN_FILE", file)
	s.Break(discordtest.Fault{Path: "/users/@me", Times: 2, Status: 500})
	p := running(t, t.TempDir(), "127.0.0.1:0")
	s.Wait(t, "a connection after some tries", func() bool { return s.Listening() == 1 })
	if said := p.errors.String(); !strings.Contains(said, "Discord cannot be reached; it is tried again") || strings.Contains(said, discordtest.Token) {
		t.Errorf("it said: %s", said)
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}

// A token that Discord does not take is told at once, with what to do.
func TestATokenThatDiscordRefuses(t *testing.T) {
	s := newDiscordTown(t)
	t.Setenv("MAGBOT_DISCORD_TOKEN", "an.old.one")
	_, err := serve(t.Context(), t.TempDir(), "127.0.0.1:0")
	if err == nil || !strings.Contains(err.Error(), "Reset Token") || strings.Contains(err.Error(), "an.old.one") {
		t.Errorf("it said: %v", err)
	}
	s.Forgive()
}

// A role of the server is compared with the roster, is told to the Secretariat
// alone, and gives no right, whatever it is called.
func TestARoleInDiscordIsComparedAndGivesNothing(t *testing.T) {
	s := newDiscordTown(t)
	ana, bo := s.AddUser("ana"), s.AddUser("bo")
	s.GiveRoles(bo, s.AddRole("Secretariat"))
	data := t.TempDir()
	p := running(t, founded(t, data), "127.0.0.1:0")
	s.Wait(t, "a connection", func() bool { return s.Listening() == 1 })
	s.asks(ana, "community claim "+claimOf(t, data)+" Ana Alvarez", "Ana Alvarez")
	s.asks(ana, `roster add "Bo Bergman" Government`, "Bo Bergman")
	code := claimCode.FindString(s.asks(ana, "roster link Bo Bergman", "me link"))
	s.asks(bo, "me link "+code, "Bo Bergman")
	members := func() int { return len(s.Calls("GET", "/guilds/"+discordtest.Guild+"/members/"+bo)) }
	if n := members(); n > 0 {
		t.Errorf("Bo was looked at %d times before anything was compared", n)
	}
	s.asks(ana, "roles match Secretariat as secretariat", "From now on")
	s.Wait(t, "Bo is looked at", func() bool { return members() > 0 })
	s.Wait(t, "both are compared", func() bool {
		i := s.Slash(ana, s.hall, "roles", "compare")
		s.Wait(t, "an answer", func() bool { return s.Look(i).Text() != "" })
		text := s.Look(i).Text()
		return strings.Contains(text, "Bo Bergman has “Secretariat” on Discord, but not the role") && strings.Contains(text, "Ana Alvarez has the role")
	})
	s.asks(bo, "roles compare", "Secretariat") // a refusal that says who may
	said := s.asks(bo, "roster add Eve", "Secretariat")
	if strings.Contains(said, "Eve") {
		t.Errorf("a role of Discord lets somebody act: %s", said)
	}
	s.asks(bo, "me export", `"Secretariat"`)
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}
