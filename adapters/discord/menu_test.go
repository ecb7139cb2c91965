package discord_test

import (
	"encoding/json"
	"slices"
	"testing"

	"magbot/adapters/discord/discordtest"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
)

// The menu of a message opens the form of the command with what the message says,
// also where Discord leaves the message out; a menu whose command the table does
// not have is not offered.
func TestTheMenuOfAMessage(t *testing.T) {
	t.Parallel()
	for name, resolved := range map[string]bool{"with the message": true, "without it": false} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.config.Table = table(t, command.Command{Path: "agenda add", Args: []command.Arg{{Name: "title"}, {Name: "why", Kind: command.Long}}})
			w.brain.form = func(in bot.Input) (bot.Answer, error) {
				call := in.Intent.(bot.Call)
				return bot.Answer{Form: &chat.Form{Title: "Add", Call: chat.Call{Path: call.Path}, Fields: []chat.Field{
					{Name: "why", Label: "Why", Kind: chat.LongText, Value: call.Args["why"]},
				}}}, nil
			}
			w.listen()
			message := w.SayUnheard(w.bo, w.hall, "We need <@"+w.ana+"> and *captions*")
			i := w.Menu(w.ana, w.hall, "Add to agenda", message, resolved)
			answer := w.answered(i)
			if answer.Callback != discordtest.Asked {
				t.Fatalf("response %d: %s", answer.Callback, answer.Text())
			}
			m, err := discordtest.OpenModal(answer.Modal)
			if err != nil {
				t.Fatal(err)
			}
			if value := m.Components[0].Component.Value; value != "We need Ana Alvarez and *captions*" {
				t.Errorf("the form holds %q", value)
			}
			if unknown := w.answered(w.Menu(w.ana, w.hall, "Report message", message, resolved)); unknown.Modal != nil {
				t.Error("a command that is not in the table was asked for")
			}
		})
	}
}

// A report is offered as soon as the table has it, with the address of the message.
func TestReportingAMessage(t *testing.T) {
	w := newTown(t)
	w.config.Table = table(t, command.Command{Path: "conduct report", Args: []command.Arg{{Name: "text", Kind: command.Long}, {Name: "link"}}})
	asked := make(chan bot.Input, 1)
	w.brain.form = func(in bot.Input) (bot.Answer, error) {
		asked <- in
		return bot.Answer{Message: chat.Say("reported"), Refused: true}, nil
	}
	w.listen()
	message := w.SayUnheard(w.bo, w.hall, "something rude")
	w.answered(w.Menu(w.ana, w.hall, "Report message", message, true))
	in := <-asked
	want := map[string]string{"text": "something rude", "link": "https://discord.com/channels/" + discordtest.Guild + "/" + w.hall + "/" + message}
	call := in.Intent.(bot.Call)
	if call.Path != "conduct report" || call.Args["text"] != want["text"] || call.Args["link"] != want["link"] {
		t.Errorf("asked %+v", call)
	}
	if raw := w.Calls("PUT", "/applications"); len(raw) != 1 || !slices.Contains(menuNames(t, raw[0].Body), "Report message") {
		t.Errorf("declared: %s", raw[0].Body)
	}
}

func menuNames(t *testing.T, body []byte) (names []string) {
	t.Helper()
	var all []discordtest.Command
	if err := json.Unmarshal(body, &all); err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.Type == 3 {
			names = append(names, c.Name)
		}
	}
	return names
}
