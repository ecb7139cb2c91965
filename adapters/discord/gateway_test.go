package discord_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"magbot/adapters/discord"
	"magbot/adapters/discord/discordtest"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

// hears proves that what is typed arrives.
func (w *town) hears(text string) {
	w.t.Helper()
	w.Wait(w.t, "a connection", func() bool { return w.Listening() == 1 })
	w.Say(w.ana, w.hall, text)
	w.Wait(w.t, "the line "+text, func() bool {
		for _, in := range w.brain.inputs() {
			if strings.Contains(intent(in), text) {
				return true
			}
		}
		return false
	})
}

// hearing tells Wait whenever the bot is asked.
func (w *town) hearing(record bool) {
	w.brain.answers(func(bot.Input) (bot.Answer, error) {
		defer w.Stir()
		if record {
			return bot.Answer{Record: recorded}, nil
		}
		return bot.Answer{Ignored: true}, nil
	})
}

func TestAConnectionThatBreaksIsMadeAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		greetings []discordtest.Greeting
		hurt      func(w *town)
	}{
		"when the network breaks":               {nil, func(w *town) { w.Drop() }},
		"when Discord asks for it":              {nil, func(w *town) { w.AskReconnect() }},
		"when it is closed":                     {nil, func(w *town) { w.CloseGateway(1001) }},
		"when the session cannot be resumed":    {[]discordtest.Greeting{discordtest.Welcome, discordtest.Invalid}, func(w *town) { w.Drop() }},
		"when it falls silent after HELLO":      {[]discordtest.Greeting{discordtest.Silence}, nil},
		"when there is no HELLO":                {[]discordtest.Greeting{discordtest.NoHello}, nil},
		"when no heartbeat is acknowledged":     {[]discordtest.Greeting{discordtest.Deaf}, func(*town) {}},
		"when it is asked for before READY":     {[]discordtest.Greeting{discordtest.Reconnect}, nil},
		"when it is asked for twice, before":    {[]discordtest.Greeting{discordtest.Reconnect, discordtest.Reconnect}, nil},
		"when a new session is unknown at once": {[]discordtest.Greeting{discordtest.Invalid}, func(*town) {}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.config.Patience = time.Second
			w.Beat(200 * time.Millisecond)
			w.Greet(c.greetings...)
			w.hearing(false)
			w.start()
			w.listenAgain()
			want := len(c.greetings) + 1
			if c.hurt != nil {
				w.Wait(t, "a connection", func() bool { return w.Listening() == 1 })
				c.hurt(w)
				want = 2
				if name == "when a new session is unknown at once" {
					want = 1
				}
			}
			w.Wait(t, fmt.Sprintf("connection %d", want), func() bool { return w.Opened() >= want && w.Listening() == 1 })
			w.hears("q+ again")
			if since := time.Since(w.discord.Alive()); since > 5*time.Second {
				t.Errorf("Discord was last heard %s ago", since)
			}
		})
	}
}

func TestASessionIsResumed(t *testing.T) {
	w := newTown(t)
	w.hearing(false)
	w.listen()
	w.hears("q+ before")
	w.Drop()
	w.Wait(t, "a resumed session", func() bool { return w.Resumed() == 1 && w.Listening() == 1 })
	w.hears("q+ after")
	if n := len(w.Identified()); n != 1 {
		t.Errorf("it said %d times who it is", n)
	}
}

func TestWhatOnlySomebodyElseCanMendStopsTheAdapter(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		greeting discordtest.Greeting
		key      string
	}{
		"a token that is not taken": {discordtest.BadToken, "discord.cure-token"},
		"an intent that is off":     {discordtest.BadIntents, "discord.cure-intents"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.Greet(c.greeting)
			w.start()
			w.listenAgain()
			err := w.ended()
			if said, ok := errors.AsType[*lang.Error](err); !ok || said.Key != c.key {
				t.Errorf("the error is %v", err)
			}
			if got := w.troubles(); len(got) != 1 || got[0] != c.key {
				t.Errorf("told: %q", got)
			}
			if n := w.Opened(); n != 1 {
				t.Errorf("it was tried %d times", n)
			}
		})
	}
}

func TestATokenThatChangesMeanwhileStopsTheAdapter(t *testing.T) {
	w := newTown(t)
	w.listen()
	w.Greet(discordtest.BadToken)
	w.CloseGateway(4004)
	w.Wait(t, "the end", func() bool { return w.Opened() == 2 })
	// The RESUME is greeted like any connection.
	if err := w.ended(); err == nil {
		t.Error("no error")
	}
}

func TestTheStartSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(w *town)
		key    string
	}{
		"a wrong token":          {func(w *town) { w.config.Token = "wrong" }, "discord.cure-token"},
		"no server":              {func(w *town) { w.InServers() }, "discord.no-server"},
		"another server":         {func(w *town) { w.config.Guild = "7" }, "discord.no-server"},
		"several servers":        {func(w *town) { w.InServers(discordtest.Guild, "7") }, "discord.which-server"},
		"one of several is said": {func(w *town) { w.InServers(discordtest.Guild, "7"); w.config.Guild = discordtest.Guild }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			c.change(w)
			d, err := discord.New(t.Context(), w.config)
			if err == nil {
				d.Close()
			}
			said, _ := errors.AsType[*lang.Error](err)
			if (c.key == "") != (err == nil) || (said != nil && said.Key != c.key) || (said == nil && c.key != "") {
				t.Errorf("the error is %v", err)
			}
			if err != nil && strings.Contains(err.Error(), w.config.Token) {
				t.Error("it tells the token")
			}
			if c.key == "discord.cure-token" {
				w.Forgive()
			}
		})
	}
	if _, err := discord.New(t.Context(), discord.Config{}); err == nil {
		t.Error("nothing is required")
	}
}

func TestWithoutTheIntentItSaysSoAndWorks(t *testing.T) {
	w := newTown(t)
	w.WithoutMessageContent()
	w.listen()
	if got := w.troubles(); len(got) != 1 || got[0] != "discord.cure-content" {
		t.Errorf("told: %q", got)
	}
	if got := w.Identified()[0].Intents; got&(1<<15) != 0 {
		t.Errorf("the intents are %b, and Discord would close the connection", got)
	}
	w.says("Here you are.", bot.Ref{})
	i := w.Slash(w.ana, w.hall, "mag", "", discordtest.Give{Name: "command", Value: "help"})
	wants(t, w.answered(i).Messages[0].Text(), "Here you are.")
}

func TestCommandsAreDeclaredOnce(t *testing.T) {
	w := newTown(t)
	w.listen()
	w.listen()
	if n := len(w.Calls("PUT", "/applications/")); n != 1 {
		t.Errorf("the commands were overwritten %d times", n)
	}
}

func TestWhatWasSaidInTheGapIsHeardOnceAndInOrder(t *testing.T) {
	t.Parallel()
	for name, gap := range map[string]func(w *town, say func()){
		"while the process was away":    func(w *town, say func()) { w.stop(); say(); w.listen() },
		"while the connection was away": func(w *town, say func()) { w.Greet(discordtest.Invalid); w.stop(); say(); w.listen() },
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.hearing(true)
			w.listen()
			w.hears("q+ first")
			w.Wait(t, "a sign", func() bool { return len(w.Messages(w.hall)[0].Reactions) == 1 })
			w.told(w.ana, "I am magbot")
			gap(w, func() {
				for i := range 250 {
					w.SayUnheard(w.ana, w.hall, fmt.Sprintf("q+ line %d", i))
				}
			})
			w.hears("q+ last")
			w.Wait(t, "all lines", func() bool { return w.brain.decided() == 252 })
			var order []string
			for _, in := range w.brain.inputs() {
				if said := intent(in); len(order) == 0 || order[len(order)-1] != said {
					order = append(order, said)
				}
			}
			if len(order) != 252 || !strings.Contains(order[1], "line 0") || !strings.Contains(order[250], "line 249") || !strings.Contains(order[251], "last") {
				t.Errorf("%d lines were heard: %q … %q", len(order), order[:3], order[len(order)-3:])
			}
		})
	}
}

func TestAChannelInWhichMagbotHasOnlyPostedIsReadToo(t *testing.T) {
	w := newTown(t)
	w.SayUnheard(w.ana, w.hall, "q+ long ago")
	w.hearing(true)
	w.start()
	w.deliver(w.post("a", "The meeting is open."))
	w.SayUnheard(w.ana, w.hall, "q+ in the gap")
	w.deliver(w.post("b", "Nobody waits."))
	w.listen()
	w.Wait(t, "the line", func() bool { return w.brain.decided() == 1 })
	if got := intent(w.brain.inputs()[0]); !strings.Contains(got, "in the gap") {
		t.Errorf("the bot heard %s", got)
	}
}

func TestTypedLines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text  string
		want  string // what the bot is asked
		place bool   // it has a channel
	}{
		"a line as it is":               {"q+ to say <b> & more", `"q+ to say <b> & more" false`, true},
		"names for identifiers":         {"ack <@ANA> and <@!ANA>", `"ack Ana Alvarez and Ana Alvarez" false`, true},
		"somebody who is not linked":    {"ack <@BO>", `"ack <@BO>" false`, true},
		"channels, emojis, instants":    {"see <#HALL> <:yes:123> <a:no:4> <t:1795608000:F> </queue add:5>", `"see #hall :yes: :no: 2026-11-25T12:00:00Z /queue add" false`, true},
		"a mention of the bot":          {"<@BOT>, help me", `"help me" true`, true},
		"a mention in another notation": {"<@!BOT> help", `"help" true`, true},
		"words of a command":            {"/mag help", `"/mag help" true`, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			fill := strings.NewReplacer("ANA", w.ana, "BOT", discordtest.Bot, "BO", w.bo, "HALL", w.hall)
			w.hearing(false)
			w.listen()
			w.Say(w.bo, w.hall, fill.Replace(c.text))
			w.Wait(t, "the line", func() bool { return len(w.brain.inputs()) == 1 })
			in := w.brain.inputs()[0]
			if got := intent(in); got != fill.Replace(c.want) {
				t.Errorf("the bot is asked %s", got)
			}
			if in.Actor.Account != w.account(w.bo) || in.Place.Channel != w.hall || in.Place.Workspace != discordtest.Guild {
				t.Errorf("%+v in %+v", in.Actor, in.Place)
			}
		})
	}
}

func TestALineIsAnsweredByASignAndRefusedInPrivate(t *testing.T) {
	w := newTown(t)
	w.says("The queue is closed.", bot.Ref{})
	w.listen()
	w.Say(w.bo, w.hall, "q+")
	w.told(w.bo, "The queue is closed.")
	w.told(w.bo, "I am magbot")
	if got := w.shown(); len(got) != 1 || len(w.Messages(w.hall)[0].Reactions) != 0 {
		t.Errorf("everybody sees %q", got)
	}
	w.CloseChannel(w.Direct(w.bo), true)
	w.Say(w.bo, w.hall, "q+ again")
	w.Wait(t, "a sign of refusal", func() bool { return len(w.Messages(w.hall)[1].Reactions) == 1 })
	w.says("", recorded)
	w.Say(w.ana, w.hall, "q+")
	w.Wait(t, "a sign", func() bool { return len(w.Messages(w.hall)[2].Reactions) == 1 })
	if a, b := w.Messages(w.hall)[1].Reactions[0], w.Messages(w.hall)[2].Reactions[0]; a != "❗" || b != "✅" {
		t.Errorf("the signs are %s and %s", a, b)
	}
}

func TestADirectMessageIsMeantForTheBot(t *testing.T) {
	w := newTown(t)
	w.says("Here is help.", bot.Ref{})
	w.start()
	w.deliver(bot.Delivery{ID: "a", Kind: bot.Direct, Key: "x", Account: w.account(w.ana), Message: chat.Say("Hello.")})
	w.listen()
	direct := w.Direct(w.ana)
	w.Tell(w.ana, "help")
	w.told(w.ana, "Here is help.")
	in := w.brain.inputs()[0]
	if got := intent(in); got != `"help" true` || in.Place.Channel != "" || direct == "" {
		t.Errorf("the bot is asked %s in %+v", got, in.Place)
	}
}

func TestTheRecordKeepsALineThatIsChangedOrDeleted(t *testing.T) {
	w := newTown(t)
	w.hearing(true)
	w.listen()
	fact := w.Say(w.ana, w.hall, "q+")
	w.Wait(t, "a sign", func() bool { return len(w.Messages(w.hall)[0].Reactions) == 1 })
	w.Edit(w.hall, fact, "q-")
	w.told(w.ana, "You changed a line")
	w.start()
	w.listenAgain()
	w.Wait(t, "a connection", func() bool { return w.Listening() == 1 })
	w.Delete(w.hall, fact)
	w.told(w.ana, "A line of yours was deleted")
	if n := w.brain.decided(); n != 1 {
		t.Errorf("%d facts", n)
	}
}

func TestWhatBotsAndOtherServersSayIsNotHeard(t *testing.T) {
	w := newTown(t)
	w.hearing(true)
	w.listen()
	author := map[string]any{"id": w.ana}
	for _, event := range []map[string]any{
		{"id": "1", "channel_id": w.hall, "guild_id": discordtest.Guild, "content": "q+", "author": map[string]any{"id": "9", "bot": true}},
		{"id": "2", "channel_id": w.hall, "guild_id": discordtest.Guild, "content": "q+", "author": author, "webhook_id": "7"},
		{"id": "3", "channel_id": w.hall, "guild_id": "77", "content": "q+", "author": author},
		{"id": "4", "channel_id": w.hall, "guild_id": discordtest.Guild, "content": "q+", "author": author, "type": 7},
		{"id": "5", "channel_id": w.hall, "guild_id": discordtest.Guild, "author": author},
		{"id": "6", "guild_id": discordtest.Guild},
		{"id": 7},
	} {
		w.Dispatch("MESSAGE_CREATE", event)
		w.Dispatch("MESSAGE_UPDATE", event)
	}
	w.hears("q+ heard")
	if n := len(w.brain.inputs()); n != 1 {
		t.Errorf("the bot was asked %d times", n)
	}
}
