package main_test

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"magbot/adapters/discord"
	"magbot/adapters/discord/discordtest"
	"magbot/adapters/storytest"
	"magbot/bot"
)

// reportTown is a server with Ana for the Secretariat, Mo as moderator, and Bo and
// Cleo as members. Gus is in the server and not on the roster. Log is all that is
// logged.
func reportTown(t *testing.T, do func(t *testing.T, s *discordStage, log *bytes.Buffer)) {
	t.Helper()
	data := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		<-time.After(time.Until(discordYear))
		wire := newPipes()
		s := &discordStage{
			life: &life{data: data}, wire: wire, server: discordtest.Serve(t, wire), accounts: map[string]string{}, answers: map[bot.Cause]bot.Answer{},
			resting: make(chan struct{}, 1),
		}
		s.hall = s.server.AddChannel("general")
		s.begin(t, s.Now)
		log := &bytes.Buffer{}
		s.enter(t, func(c *discord.Config) {
			c.Logger, c.Trouble, c.Now = slog.New(slog.NewTextHandler(log, nil)), noTrouble{t}, s.Now
		})
		s.engine.Attach(&mortalDiscord{s.discord, s.line})
		s.listen()
		s.rest()
		t.Cleanup(func() { s.end(t) })
		s.Found(t, "Example Board", "Ana Alvarez")
		for _, line := range []string{"channel link public", `roster add "Mo Moran" role: moderator`, `roster add "Bo Bergman" Government`, `roster add "Cleo Costa" "Civil society"`} {
			if a := s.Do(t, "Ana Alvarez", storytest.Line{Text: "/mag " + line}); a.Refused {
				t.Fatalf("%s: %s", line, a.Text)
			}
		}
		s.account(t, "Mo Moran")
		s.accounts["Gus"] = s.server.AddUser("gus")
		do(t, s, log)
		for _, refused := range s.server.Refused() {
			t.Errorf("Discord would refuse: %s", refused)
		}
	})
}

// menu chooses “Report message” of a message, and gives what came of it.
func (s *discordStage) menu(t testing.TB, name, message string) storytest.Answer {
	t.Helper()
	return s.answer(t, s.server.Menu(s.account(t, name), s.hall, "Report message", message, true), nil)
}

// A message is reported from its own menu: the form knows whose it is, where it
// stands and what it says at that moment; the reporter alone sees that something was
// reported, the moderator alone sees what; neither the channel nor a log nor the
// bytes of the record tell anybody.
func TestAMessageOfDiscordIsReportedFromItsMenu(t *testing.T) {
	t.Parallel()
	reportTown(t, func(t *testing.T, s *discordStage, log *bytes.Buffer) {
		const words, text = "Technicians are ignorant clowns, all of them.", "He says so every week."
		message := s.server.Say(s.account(t, "Bo Bergman"), s.hall, "Nice to see you all.")
		s.server.Edit(s.hall, message, words)
		s.rest()
		before := len(s.server.Messages(s.hall))
		form := s.menu(t, "Cleo Costa", message)
		if form.Form == nil {
			t.Fatalf("Cleo was shown no form: %s", form.Text)
		}
		modal, err := discordtest.OpenModal(form.Form.Handle.(*paper).modal)
		if err != nil {
			t.Fatal(err)
		}
		if shown := modal.Text(); !strings.Contains(shown, words) || !strings.Contains(shown, "The message of Bo Bergman, as it is now") {
			t.Errorf("the form does not show what it is about: %s", shown)
		}
		s.server.Edit(s.hall, message, "Never mind.") // as the words were, not as they become
		a := s.Do(t, "Cleo Costa", storytest.Fill{Form: *form.Form, Values: map[string]string{"clause": "2", "text": text}})
		if a.Refused || !strings.Contains(a.Text, "Only you see this") {
			t.Fatalf("Cleo was answered: %s", a.Text)
		}
		if n := len(s.server.Messages(s.hall)); n != before {
			t.Errorf("%d messages stand in the channel, %d before the report", n, before)
		}
		for name := range s.accounts {
			screen := s.Sees(t, name)
			for _, m := range slices.Concat(screen.Channel, screen.Private) {
				if (strings.Contains(m.Text, "clowns") || strings.Contains(m.Text, text) || strings.Contains(m.Text, "reported")) && name != "Mo Moran" {
					t.Errorf("%s sees: %s", name, m.Text)
				}
			}
		}
		s.isReported(t, "Mo Moran", "Bo Bergman", words, text, "https://discord.com/channels/"+discordtest.Guild+"/"+s.hall+"/"+message)
		for _, secret := range []string{words, text, "Never mind."} {
			if strings.Contains(log.String(), secret) {
				t.Errorf("the log holds %q", secret)
			}
			if bytes.Contains(s.kept(t), []byte(secret)) {
				t.Errorf("%q stands unsealed in the record", secret)
			}
		}
	})
}

// isReported checks what who handles a report reads of it.
func (s *discordStage) isReported(t testing.TB, reader, about string, parts ...string) {
	t.Helper()
	var card storytest.Message
	for range 40 { // nobody sees a card before Discord has said who wrote the message
		s.rest()
		for _, m := range s.Sees(t, reader).Private {
			if strings.Contains(m.Text, "Please look") {
				card = m
			}
		}
		if card.Text != "" {
			break
		}
	}
	i := slices.IndexFunc(card.Buttons, func(b storytest.Button) bool { return b.Label == "Show the words" })
	if !strings.Contains(card.Text, about) || strings.Contains(card.Text, parts[0]) || i < 0 {
		t.Fatalf("%s reads: %s", reader, card.Text)
	}
	shown := s.Do(t, reader, storytest.Press{Button: card.Buttons[i]}).Text
	for _, part := range parts {
		if !strings.Contains(shown, part) {
			t.Errorf("%q is missing in what %s reads: %s", part, reader, shown)
		}
	}
}

// kept is all that the record and the logs of the platform hold, as bytes.
func (s *discordStage) kept(t testing.TB) []byte {
	t.Helper()
	var all bytes.Buffer
	for head, err := range s.line.Streams(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		for r, err := range s.line.Read(t.Context(), head.Stream, 0) {
			if err != nil {
				t.Fatal(err)
			}
			all.Write(r.Body)
		}
	}
	return all.Bytes()
}

// Whoever reports, and whosever message it is, gets a clear answer.
func TestReportsFromTheMenuThatNeedAWord(t *testing.T) {
	t.Parallel()
	reportTown(t, func(t *testing.T, s *discordStage, _ *bytes.Buffer) {
		stranger := s.server.Say(s.accounts["Gus"], s.hall, "Out with you.")
		s.rest()
		form := s.menu(t, "Cleo Costa", stranger)
		if form.Form == nil {
			t.Fatalf("Cleo was shown no form: %s", form.Text)
		}
		a := s.Do(t, "Cleo Costa", storytest.Fill{Form: *form.Form, Values: map[string]string{"clause": "2", "text": "That was aimed at me."}})
		if a.Refused || !strings.Contains(a.Text, "Only you see this") {
			t.Errorf("Cleo was answered: %s", a.Text)
		}
		s.isReported(t, "Ana Alvarez", "somebody not named", "Out with you.", "That was aimed at me.", stranger)
		if a := s.menu(t, "Gus", stranger); a.Form != nil || !strings.Contains(a.Text, "wrote that message yourself") {
			t.Errorf("Gus, of Gus, was answered: %s", a.Text)
		}
		own := s.server.Say(s.account(t, "Cleo Costa"), s.hall, "I am sorry.")
		s.rest()
		if a := s.menu(t, "Cleo Costa", own); a.Form != nil || !strings.Contains(a.Text, "wrote that message yourself") {
			t.Errorf("Cleo, of Cleo, was answered: %s", a.Text)
		}
		if a := s.menu(t, "Gus", own); a.Form != nil || !strings.Contains(a.Text, "Secretariat") {
			t.Errorf("Gus, who is not on the roster, was answered: %s", a.Text)
		}
		all := s.server.Messages(s.hall)
		i := slices.IndexFunc(all, func(m discordtest.Posted) bool { return m.Author == discordtest.Bot })
		if a := s.menu(t, "Cleo Costa", all[i].ID); a.Form == nil {
			t.Errorf("of the bot's message, Cleo was answered: %s", a.Text)
		}
	})
}
