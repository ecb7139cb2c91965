package slack_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
)

// A modal opens for three seconds only, so that it comes before what the bot has to
// say in a conversation that is busy: with a greeting, another answer, a delivery.
func TestAnAnswerAtHomeOpensInTimeThoughTheConversationIsBusy(t *testing.T) {
	atHome(t, func(t *testing.T, w *town, one *chat.Message) {
		m := chat.Say("Long.")
		m.Buttons = []chat.Button{{Label: "All", Call: chat.Do("all")}}
		w.change(one, m)
		w.OpenHome("UANA", "home")
		synctest.Wait()
		inner := w.brain.handle
		w.brain.handle = func(in bot.Input) (bot.Answer, error) {
			if call(in) == "all map[]" {
				return bot.Answer{Message: m}, nil
			}
			return inner(in)
		}
		for _, id := range []string{"one", "two", "three", "four", "five"} { // a message a second
			w.slack.Deliver(t.Context(), bot.Delivery{ID: id, Kind: bot.Direct, Key: id, Account: account("UANA"), Message: chat.Say("Before.")}) //nolint:errcheck // only the pace matters
		}
		if _, err := w.PressAtHome("UANA", "All"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		modal, _, err := w.Modal("UANA")
		if err != nil || modal == nil {
			t.Fatalf("no modal: %v", err)
		}
		wants(t, modal.Text(), "in your conversation with magbot")
	})
}

// What comes when the adapter has closed is left to Slack, and asks nothing.
func TestWhatComesAfterTheEndIsLeftToSlack(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.brain.form = agendaForm
		m := w.shows(chat.Button{Label: "Next", Call: chat.Do("queue next")}, chat.Button{Label: "Add …", Call: chat.Do("agenda add"), Ask: true})
		w.press(m, "Add …")
		form := w.modal()
		w.slack.Close()
		w.slack.Close() // twice is no more than once
		asked := len(w.brain.inputs())
		for _, label := range []string{"Next", "Add …"} {
			if sent := w.press(m, label); sent.Status != http.StatusServiceUnavailable {
				t.Errorf("%s was answered with %d", label, sent.Status)
			}
		}
		sent, err := w.Submit("UANA", form)
		if err != nil || sent.Status != http.StatusServiceUnavailable {
			t.Errorf("a form was answered with %d, %v", sent.Status, err)
		}
		_, line := w.Type("UANA", "CGEN", "q+", "")
		for what, sent := range map[string]int{"a line": line.Status, "a shortcut": w.Shortcut("UANA", "new", nil).Status, "a command": w.Command("UANA", "CGEN", "help").Status} {
			if sent != http.StatusServiceUnavailable {
				t.Errorf("%s was answered with %d", what, sent)
			}
		}
		if n := len(w.brain.inputs()); n != asked {
			t.Errorf("the bot was asked %d times after the end", n-asked)
		}
	})
}

// What is under way while the adapter closes ends, and is not recorded as done.
func TestTheEndWaitsForAnAnswerThatIsUnderWay(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		m := w.shows(chat.Button{Label: "Next", Call: chat.Do("queue next")})
		entered, goOn := make(chan bool), make(chan bool)
		w.brain.handle = func(bot.Input) (bot.Answer, error) {
			entered <- true
			<-goOn
			return bot.Answer{Message: chat.Say("Bo has the floor."), Record: recorded}, nil
		}
		pressed := make(chan int, 1)
		go func() {
			sent, err := w.Press("UANA", m, "Next")
			if err != nil {
				t.Error(err)
			}
			pressed <- sent.Status
		}()
		<-entered
		closed := make(chan bool)
		go func() {
			w.slack.Close()
			close(closed)
		}()
		synctest.Wait()
		select {
		case <-closed:
			t.Error("it has closed while an answer was under way")
		default:
		}
		goOn <- true
		<-closed
		if status := <-pressed; status != http.StatusOK {
			t.Errorf("what is recorded was answered with %d", status)
		}
	})
}

// Something of ours that breaks takes nobody else's work with it.
func TestWhatBreaksBreaksNothingElse(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		m := w.shows(chat.Button{Label: "Next", Call: chat.Do("queue next")}, chat.Button{Label: "Add …", Call: chat.Do("agenda add"), Ask: true})
		w.brain.form = func(bot.Input) (bot.Answer, error) { panic("a form") }
		w.press(m, "Add …")
		wants(t, w.sees("CGEN", "UANA").Shown(), "I could not make sure that this was recorded.")
		w.brain.handle = func(bot.Input) (bot.Answer, error) { panic("an answer") }
		if sent := w.press(m, "Next"); sent.Status != http.StatusServiceUnavailable {
			t.Errorf("what is not known to be recorded was answered with %d", sent.Status)
		}
		w.slack.Close()
		w.counter = breaking{}
		w.start()
		w.brain.handle = func(bot.Input) (bot.Answer, error) { return bot.Answer{Ignored: true}, nil }
		if _, sent := w.Type("UANA", "CGEN", "hello", ""); sent.Status != http.StatusServiceUnavailable {
			t.Errorf("what is not known to be counted was answered with %d", sent.Status)
		}
		w.says("Bo has the floor.", recorded)
		w.press(m, "Next")
		wants(t, w.sees("CGEN", "UANA").Shown(), "Bo has the floor.")
	})
}

// breaking is a counter that breaks.
type breaking struct{}

func (breaking) Count(bot.Wrote, string) func(context.Context) error {
	return func(context.Context) error { panic("a count") }
}

// A Home tab that breaks keeps no other from being renewed.
func TestAHomeTabThatBreaksIsAlone(t *testing.T) {
	atHome(t, func(t *testing.T, w *town, one *chat.Message) {
		w.OpenHome("UBO", "home")
		w.OpenHome("UANA", "home")
		synctest.Wait()
		inner := w.brain.handle
		w.brain.mu.Lock()
		w.brain.handle = func(in bot.Input) (bot.Answer, error) {
			if in.Actor.Account.User == "UBO" {
				panic("a part")
			}
			return inner(in)
		}
		w.brain.mu.Unlock()
		w.change(one, chat.Say("Another platform."))
		<-time.After(6 * time.Minute)
		wants(t, w.Home("UANA").Shown(), "Another platform.")
		w.change(one, chat.Say("And again."))
		<-time.After(6 * time.Minute)
		wants(t, w.Home("UANA").Shown(), "And again.")
	})
}
