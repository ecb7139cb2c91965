package discord_test

import (
	"encoding/json"
	"maps"
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

// reporting gives the town a table that has the report; what the form is asked with
// comes in the channel.
func (w *town) reporting() chan bot.Call {
	w.t.Helper()
	w.config.Table = table(w.t, command.Command{Path: "conduct report", Args: []command.Arg{
		{Name: "about"}, {Name: "message", Named: true}, {Name: "words", Kind: command.Long, Carried: true}, {Name: "text", Kind: command.Long, Rest: true},
	}})
	asked := make(chan bot.Call, 1)
	w.brain.form = func(in bot.Input) (bot.Answer, error) {
		call := in.Intent.(bot.Call)
		asked <- call
		return bot.Answer{Form: &chat.Form{Title: "Report", Call: chat.Do(call.Path, "words", call.Args["words"]), Fields: []chat.Field{
			{Name: "about", Label: "Whom is it about", Value: call.Args["about"]}, {Name: "text", Label: "What happened", Kind: chat.LongText},
		}}}, nil
	}
	w.listen()
	return asked
}

// A report is offered as soon as the table has it, with whose message it is, where it
// stands, and its words as they are at that moment.
func TestReportingAMessage(t *testing.T) {
	t.Parallel()
	for name, resolved := range map[string]bool{"with the message": true, "without it": false} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			asked := w.reporting()
			message := w.SayUnheard(w.ana, w.hall, "something nice")
			w.EditUnheard(w.hall, message, "something rude")
			answer := w.answered(w.Menu(w.bo, w.hall, "Report message", message, resolved))
			want := map[string]string{
				"about": "p1", "words": "something rude", "message": "https://discord.com/channels/" + discordtest.Guild + "/" + w.hall + "/" + message,
			}
			if call := <-asked; call.Path != "conduct report" || !maps.Equal(call.Args, want) {
				t.Errorf("asked %+v", call)
			}
			w.EditUnheard(w.hall, message, "never mind")
			m, err := discordtest.OpenModal(answer.Modal)
			if err != nil {
				t.Fatal(err)
			}
			w.says("Thank you.", recorded)
			i, err := w.Submit(w.bo, w.hall, m)
			if err != nil {
				t.Fatal(err)
			}
			wants(t, w.answered(i).Text(), "Thank you.")
			all := w.brain.inputs()
			if call := all[len(all)-1].Intent.(bot.Call); call.Args["words"] != "something rude" {
				t.Errorf("reported: %+v", call)
			}
			if raw := w.Calls("PUT", "/applications"); len(raw) != 1 || !slices.Contains(menuNames(t, raw[0].Body), "Report message") {
				t.Errorf("declared: %s", raw[0].Body)
			}
		})
	}
}

func TestWhoseMessageIsReported(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		by      func(w *town) string
		about   string
		says    string
		refused bool
	}{
		"one's own":                      {func(w *town) string { return w.bo }, "", "You wrote that message yourself", true},
		"the bot's names nobody":         {func(*town) string { return discordtest.Bot }, "", "I posted that message myself.", false},
		"a stranger's is about unknown":  {func(w *town) string { return w.AddUser("gus") }, "unknown", "The roster does not know whose account wrote that message", false},
		"a member's is about the member": {func(w *town) string { return w.ana }, "p1", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			asked := w.reporting()
			message := w.SayUnheard(c.by(w), w.hall, "something")
			answer := w.answered(w.Menu(w.bo, w.hall, "Report message", message, true))
			shown := answer.Text()
			if c.refused == (answer.Modal != nil) {
				t.Fatalf("response %d: %s", answer.Callback, shown)
			}
			if answer.Modal != nil {
				m, err := discordtest.OpenModal(answer.Modal)
				if err != nil {
					t.Fatal(err)
				}
				shown = string(answer.Modal)
				if call := <-asked; call.Args["about"] != c.about || m.Components[len(m.Components)-2].Component.Value != c.about {
					t.Errorf("it is about %q", call.Args["about"])
				}
			}
			wants(t, shown, c.says)
			for _, m := range answer.Messages {
				if !m.Ephemeral {
					t.Errorf("everybody reads: %s", m.Text())
				}
			}
		})
	}
}

// A message that is gone by then, or that is no message of the server, is answered
// with what else can be done.
func TestAMessageThatCannotBeReportedFromItsMenu(t *testing.T) {
	w := newTown(t)
	w.reporting()
	message := w.SayUnheard(w.ana, w.hall, "something")
	w.DeleteUnheard(w.hall, message)
	wants(t, w.answered(w.Menu(w.bo, w.hall, "Report message", message, false)).Text(), "is not there any more", "/conduct report")
	private := w.Converse(w.bo)
	message = w.SayUnheard(discordtest.Bot, private, "something")
	wants(t, w.answered(w.Menu(w.bo, private, "Report message", message, true)).Text(), "in a channel of the server", "/conduct report")
	if asked := w.brain.inputs(); len(asked) > 0 {
		t.Errorf("the bot was asked %+v", asked)
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
