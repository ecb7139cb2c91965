package main_test

import (
	"strings"
	"testing"

	"magbot/adapters/discord/discordtest"
)

// The doctor finds what is wrong with the way to Discord, and says the exact thing
// to grant.
func TestTheDoctorLooksAtDiscord(t *testing.T) {
	s := newDiscordTown(t)
	voice := s.AddVoice("talk", discordtest.VoiceChannel)
	ana := s.AddUser("ana")
	p := patientAt(t.TempDir())
	p.flags = []string{"--listen", "127.0.0.1:0"}
	served := running(t, founded(t, p.data), "127.0.0.1:0")
	s.Wait(t, "a connection", func() bool { return s.Listening() == 1 })
	s.asks(ana, "community claim "+claimOf(t, p.data)+" Ana Alvarez", "Ana Alvarez")
	nothing := p.doctorOf(t, s)
	if grade, mend := nothing.of("discord-channels"); grade != "note" || !strings.Contains(strings.Join(mend, "\n"), "/channel link") {
		t.Errorf("no channel is linked, and it says: %s %q", grade, mend)
	}
	s.asks(ana, "channel link public", "linked")
	s.asks(ana, "conduct watch set normal", "told")
	s.sees("From now on messages in this channel are looked at")
	hall := s.hall
	s.hall = voice
	s.asks(ana, "channel link public", "linked")
	s.hall = hall
	if err := served.stop(); err != nil {
		t.Fatal(err)
	}
	const sends, mutes, events, administers, manages, everything = 1 << 11, 1 << 22, 1 << 44, 1 << 3, 1 << 5, 1<<50 - 1 - 1<<3
	for _, c := range []struct {
		name, check, grade, says string
		spoil, mend              func()
	}{
		{"all is well", "discord-channels", "ok", "", func() {}, func() {}},
		{
			"an old token", "discord", "broken", "Reset Token",
			func() { p.env = []string{"MAGBOT_DISCORD_TOKEN=an.old.one"} }, func() { p.env = nil },
		},
		{"not in the server", "discord", "broken", "https://discord.com/oauth2", func() { s.InServers() }, func() { s.InServers(discordtest.Guild) }},
		{
			"Discord is away", "discord", "broken", "doctor",
			func() { s.Break(discordtest.Fault{Path: "/guilds", Times: 1, Status: 500}) }, func() {},
		},
		{"the intent is off", "discord-intents", "note", "Message Content Intent", s.WithoutMessageContent, s.WithMessageContent},
		{
			"a role without events", "discord-events", "note", "Create Events",
			func() { s.Grant(0, everything&^events) }, func() { s.Grant(0, everything) },
		},
		{
			"not told of AutoMod", "discord-automod", "note", "allow “Manage Server”",
			func() { s.Grant(0, everything&^manages) }, func() { s.Grant(0, everything) },
		},
		{"told of AutoMod", "discord-automod", "", "", func() {}, func() {}},
		{
			"a channel takes a right from everybody", "discord-channels", "broken", "the settings of #general, “Permissions”: add magbot, and allow “Send Messages”",
			func() { s.Overwrite(hall, sends, 0) }, func() {},
		},
		{"and gives it to the bot", "discord-channels", "ok", "", func() { s.Overwrite(hall, sends, sends) }, func() { s.Overwrite(hall, 0, 0) }},
		{
			"who administers needs nothing else", "discord-channels", "ok", "",
			func() { s.Grant(0, administers); s.Overwrite(hall, everything, 0) }, func() { s.Grant(0, everything); s.Overwrite(hall, 0, 0) },
		},
		{"no muting in a voice channel", "discord-voice", "note", "allow “Mute Members”", func() { s.Overwrite(voice, mutes, 0) }, func() {}},
		{"a linked channel is gone", "discord-channels", "broken", "/channel link", func() { s.RemoveChannel(hall) }, func() {}},
	} {
		c.spoil()
		d := p.doctorOf(t, s)
		grade, mend := d.of(c.check)
		if grade != c.grade || !strings.Contains(strings.Join(mend, "\n"), c.says) {
			t.Errorf("%s: %s is %s, and to be mended so: %q\n%s", c.name, c.check, grade, mend, d.text())
		}
		c.mend()
	}
	s.Forgive()
}

// doctorOf has the patient looked at with its way to Discord.
func (p *patient) doctorOf(t *testing.T, s *discordTown) diagnosis {
	t.Helper()
	own := p.env
	defer func() { p.env = own }()
	p.env = append([]string{"MAGBOT_DISCORD_API=" + s.URL, "MAGBOT_DISCORD_TOKEN=" + discordtest.Token}, own...)
	return p.doctor(t)
}
