package discord_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"magbot/adapters/discord"
	"magbot/adapters/discord/discordtest"
	"magbot/adapters/kept/kepttest"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
)

// FuzzArrival hands whatever a gateway may send to the adapter: nothing breaks, no
// actor is empty, and nothing of it reaches the log.
func FuzzArrival(f *testing.F) {
	for _, seed := range [][2]string{
		{"INTERACTION_CREATE", `{"id":"9","type":2,"token":"t","guild_id":"200000000000000001","channel_id":"5","member":{"user":{"id":"7"}},"data":{"name":"queue","type":1,"options":[{"name":"add","type":1,"options":[{"name":"note","type":3,"value":"hello"},{"name":"minutes","type":4,"value":3},{"name":"really","type":5,"value":true}]}]}}`},
		{"INTERACTION_CREATE", `{"id":"9","type":2,"token":"t","user":{"id":"7"},"channel":{"id":"5"},"data":{"name":"mag","type":1,"options":[{"name":"command","value":"help"}]}}`},
		{"INTERACTION_CREATE", `{"id":"9","type":2,"token":"t","guild_id":"200000000000000001","channel_id":"5","member":{"user":{"id":"7"}},"data":{"name":"Report message","type":3,"target_id":"8","resolved":{"messages":{"8":{"content":"rude <@7>","author":{"id":"6"}}}}}}`},
		{"INTERACTION_CREATE", `{"id":"9","type":3,"token":"t","guild_id":"200000000000000001","channel_id":"5","member":{"user":{"id":"7"}},"data":{"custom_id":"d0:queue add?note=x","component_type":2}}`},
		{"INTERACTION_CREATE", `{"id":"9","type":4,"token":"t","guild_id":"200000000000000001","member":{"user":{"id":"7"}},"data":{"name":"person","options":[{"name":"show","type":1,"options":[{"name":"person","type":3,"value":"an","focused":true}]}]}}`},
		{"INTERACTION_CREATE", `{"id":"9","type":5,"token":"t","guild_id":"200000000000000001","channel_id":"5","member":{"user":{"id":"7"}},"data":{"custom_id":"f:@00","components":[{"type":18,"component":{"type":4,"custom_id":"f.0.0","value":"x"}}]}}`},
		{"INTERACTION_CREATE", `{"id":"9","type":2,"token":"t","member":{"user":{"id":"7"}},"data":{"name":"roster","options":[{"name":"import","type":1,"options":[{"name":"file","type":11,"value":"3"}]}],"resolved":{"attachments":{"3":{"url":"x","size":1}}}}}`},
		{"MESSAGE_CREATE", `{"id":"9","channel_id":"5","guild_id":"200000000000000001","type":0,"author":{"id":"7"},"content":"q+ <t:1:F> <#5> <@!7> <:a:1>"}`},
		{"MESSAGE_UPDATE", `{"id":"9","channel_id":"5","guild_id":"200000000000000001","edited_timestamp":"2027-03-01T12:00:00.000000+00:00","author":{"id":"7"},"content":"x"}`},
		{"MESSAGE_DELETE", `{"id":"9","channel_id":"5"}`},
		{"MESSAGE_DELETE_BULK", `{"ids":["9","8"],"channel_id":"5","guild_id":"200000000000000001"}`},
		{"GUILD_SCHEDULED_EVENT_USER_ADD", `{"guild_scheduled_event_id":"9","user_id":"7"}`},
		{"GUILD_SCHEDULED_EVENT_USER_REMOVE", `{"guild_scheduled_event_id":"9","user_id":"7"}`},
		{"VOICE_STATE_UPDATE", `{"guild_id":"200000000000000001","channel_id":"5","user_id":"7","mute":false,"request_to_speak_timestamp":"2027-03-01T12:00:00Z"}`},
		{"GUILD_CREATE", `{"id":"200000000000000001","channels":[{"id":"5","type":2}],"voice_states":[{"user_id":"7","channel_id":"5"}]}`},
		{"READY", `{}`},
		{"INTERACTION_CREATE", `null`},
	} {
		f.Add(seed[0], seed[1])
	}
	words := catalogue(f)
	s := discordtest.NewServer(f)
	s.AddUser("ana")
	f.Fuzz(func(t *testing.T, kind, payload string) {
		log := &bytes.Buffer{}
		brain := &brain{causes: map[bot.Cause]bool{}, handle: func(in bot.Input) (bot.Answer, error) {
			if in.Actor.Account.User == "" && in.Actor.Self == "" || in.Cause == "" {
				t.Errorf("nobody asks: %+v", in)
			}
			return bot.Answer{Message: chat.Say("Done."), Record: recorded}, nil
		}}
		brain.form = func(in bot.Input) (bot.Answer, error) { return brain.handle(in) }
		d, err := discord.New(t.Context(), discord.Config{
			Bot: brain, People: people{"7": {Person: "p1", Name: "Ana"}}, Log: kepttest.NewLog(), Sealer: &kepttest.Sealer{}, Words: words, Now: time.Now,
			Table:  table(t, command.Command{Path: "queue add", Args: []command.Arg{{Name: "note", Rest: true}, {Name: "minutes", Kind: command.Number}}}, command.Command{Path: "person show", Args: []command.Arg{{Name: "person", Kind: command.Person}}}, command.Command{Path: "conduct report", Args: []command.Arg{{Name: "about"}, {Name: "words", Carried: true}}}),
			Logger: slog.New(slog.NewTextHandler(log, nil)), Token: discordtest.Token, API: s.URL,
		})
		if err != nil {
			t.Fatal(err)
		}
		d.Arrived(kind, json.RawMessage(payload))
		d.Close()
		if strings.Contains(log.String(), "the Discord adapter broke") {
			t.Errorf("it broke: %s", log)
		}
	})
}

// What people wrote reaches no log, whatever fails on its way.
func TestNoWordsReachTheLog(t *testing.T) {
	t.Parallel()
	const secret = "a word that nobody may read"
	for name, c := range map[string][2]string{
		"a line":           {"MESSAGE_CREATE", `{"id":"9","channel_id":"5","guild_id":"200000000000000001","type":0,"author":{"id":"7"},"content":"` + secret + `"}`},
		"a report":         {"INTERACTION_CREATE", `{"id":"9","type":2,"token":"t","guild_id":"200000000000000001","channel_id":"5","member":{"user":{"id":"7"}},"data":{"name":"Report message","type":3,"target_id":"8","resolved":{"messages":{"8":{"content":"` + secret + `","author":{"id":"6"}}}}}}`},
		"a button":         {"INTERACTION_CREATE", `{"id":"9","type":3,"token":"t","guild_id":"200000000000000001","channel_id":"5","member":{"user":{"id":"7"}},"data":{"custom_id":"d0:queue add?note=` + secret + `"}}`},
		"a form":           {"INTERACTION_CREATE", `{"id":"9","type":5,"token":"t","guild_id":"200000000000000001","channel_id":"5","member":{"user":{"id":"7"}},"data":{"custom_id":"f:@00","components":[{"type":18,"component":{"type":4,"custom_id":"f.0.0","value":"` + secret + `"}}]}}`},
		"what is no event": {"INTERACTION_CREATE", `{"id":"` + secret + `","type":"` + secret + `"}`},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			log := &bytes.Buffer{}
			w.config.Logger = slog.New(slog.NewTextHandler(log, nil))
			w.brain.answers(func(bot.Input) (bot.Answer, error) { panic(secret) })
			w.brain.form = func(bot.Input) (bot.Answer, error) { panic(secret) }
			w.config.Table = table(t, command.Command{Path: "conduct report", Args: []command.Arg{{Name: "about"}, {Name: "words", Carried: true}}})
			w.start()
			// Somebody whom Discord knows: where it is slow, the answer goes to them in private.
			w.discord.Arrived(c[0], json.RawMessage(strings.ReplaceAll(c[1], `"user":{"id":"7"}`, `"user":{"id":"`+w.ana+`"}`)))
			w.discord.Close()
			if log.Len() == 0 || strings.Contains(log.String(), secret) {
				t.Errorf("the log says: %s", log)
			}
		})
	}
}
