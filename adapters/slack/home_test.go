package slack_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"magbot/adapters/slack/slacktest"
	"magbot/bot"
	"magbot/bot/chat"
)

// atHome runs a test in a workspace whose bot fills a Home tab of two parts: what
// part "one" says can be changed, and "two" says who reads.
func atHome(t *testing.T, do func(t *testing.T, w *town, one *chat.Message)) {
	t.Helper()
	inTown(t, func(t *testing.T, w *town) {
		w.slack.Close()
		w.home = []chat.Call{chat.Do("home", "part", "one"), chat.Do("home", "part", "two")}
		w.start()
		one := chat.Say("Nothing yet.")
		w.brain.handle = func(in bot.Input) (bot.Answer, error) {
			switch call(in) {
			case "home map[part:one]":
				w.brain.mu.Lock()
				defer w.brain.mu.Unlock()
				return bot.Answer{Message: one}, nil
			case "home map[part:two]":
				m := chat.Say("You are " + in.Actor.Account.User)
				m.Buttons, m.Seen = []chat.Button{{Label: "Press", Call: chat.Do("press")}}, "Only you see this."
				return bot.Answer{Message: m}, nil
			case "press map[]":
				return bot.Answer{Message: chat.Say("Pressed."), Record: recorded}, nil
			}
			return bot.Answer{Message: chat.Say("?"), Refused: true}, nil
		}
		do(t, w, &one)
	})
}

// change makes part one say something else.
func (w *town) change(one *chat.Message, m chat.Message) {
	w.brain.mu.Lock()
	defer w.brain.mu.Unlock()
	*one = m
}

func (w *town) published() int {
	synctest.Wait()
	return len(w.Calls("views.publish"))
}

func TestTheHomeTabIsFilledWhenItIsOpened(t *testing.T) {
	atHome(t, func(t *testing.T, w *town, _ *chat.Message) {
		w.OpenHome("UANA", "messages")
		if n := w.published(); n != 0 {
			t.Fatalf("the Messages tab made it publish %d times", n)
		}
		w.OpenHome("UANA", "home")
		synctest.Wait()
		wants(t, w.Home("UANA").Shown(), "Nothing yet.", "You are UANA", "Only you see this.")
		w.OpenHome("UANA", "home")
		if n := w.published(); n != 1 {
			t.Errorf("what stands there already was published again: %d", n)
		}
		if w.Home("UBO").Blocks != nil {
			t.Error("who did not open it has one")
		}
	})
}

func TestAnOpenHomeTabIsKeptCurrentAtALimitedPace(t *testing.T) {
	atHome(t, func(t *testing.T, w *town, one *chat.Message) {
		w.OpenHome("UANA", "home")
		w.published()
		for i := range 20 {
			w.change(one, chat.Say(fmt.Sprintf("Step %d.", i)))
			w.deliver(bot.Delivery{ID: fmt.Sprint("d", i), Kind: bot.Direct, Key: "x", Account: account("UBO"), Message: chat.Say("x")})
		}
		<-time.After(10 * time.Second)
		wants(t, w.Home("UANA").Shown(), "Step 19.")
		if n := w.published(); n > 12 {
			t.Errorf("it was published %d times", n)
		}
		before := w.published()
		w.deliver(post("later", "Nothing of Ana's."))
		<-time.After(time.Minute)
		if n := w.published(); n != before {
			t.Error("it was published although nothing in it had changed")
		}
		w.change(one, chat.Say("Another platform."))
		<-time.After(6 * time.Minute)
		wants(t, w.Home("UANA").Shown(), "Another platform.")
		<-time.After(13 * time.Hour)
		before = w.published()
		w.change(one, chat.Say("Much later."))
		<-time.After(6 * time.Minute)
		if n := w.published(); n != before {
			t.Error("a tab that nobody has opened for half a day is kept current")
		}
		w.OpenHome("UANA", "home")
		synctest.Wait()
		wants(t, w.Home("UANA").Shown(), "Much later.")
	})
}

func TestWhatIsPressedAtHomeIsAnsweredThere(t *testing.T) {
	atHome(t, func(t *testing.T, w *town, one *chat.Message) {
		w.OpenHome("UANA", "home")
		synctest.Wait()
		w.change(one, chat.Say("You have pressed."))
		if _, err := w.PressAtHome("UANA", "Press"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		modal, _, err := w.Modal("UANA")
		if err != nil || modal == nil {
			t.Fatalf("no modal: %v", err)
		}
		wants(t, modal.Text(), "Pressed.")
		wants(t, w.Home("UANA").Shown(), "You have pressed.")
	})
}

func TestALongAnswerAtHomeGoesToTheConversation(t *testing.T) {
	atHome(t, func(t *testing.T, w *town, _ *chat.Message) {
		w.OpenHome("UANA", "home")
		synctest.Wait()
		inner := w.brain.handle
		w.brain.handle = func(in bot.Input) (bot.Answer, error) {
			if call(in) == "press map[]" {
				m := chat.Say("Choose.")
				m.Buttons = []chat.Button{{Label: "This", Call: chat.Do("press")}}
				return bot.Answer{Message: m}, nil
			}
			return inner(in)
		}
		if _, err := w.PressAtHome("UANA", "Press"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		modal, _, err := w.Modal("UANA")
		if err != nil || modal == nil {
			t.Fatalf("no modal: %v", err)
		}
		wants(t, modal.Text(), "in your conversation with magbot")
		<-time.After(10 * time.Second) // the pace of the conversation
		if !slices.ContainsFunc(w.Messages(w.Direct("UANA"), "UANA"), func(m slacktest.Message) bool { return strings.Contains(m.Shown(), "Choose.") }) {
			t.Error("the answer is nowhere")
		}
	})
}

// A form is opened from the Home tab like anywhere else.
func TestAFormIsOpenedFromTheHomeTab(t *testing.T) {
	atHome(t, func(t *testing.T, w *town, one *chat.Message) {
		m := chat.Say("Say where you are.")
		m.Buttons = []chat.Button{{Label: "Zone …", Call: chat.Do("me zone"), Ask: true}}
		w.change(one, m)
		w.brain.form = func(in bot.Input) (bot.Answer, error) {
			return bot.Answer{Form: &chat.Form{Title: "Zone", Call: chat.Call(in.Intent.(bot.Call)), Fields: []chat.Field{{Name: "zone", Label: "Zone"}}}}, nil
		}
		w.OpenHome("UANA", "home")
		synctest.Wait()
		if _, err := w.PressAtHome("UANA", "Zone …"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if modal, _, err := w.Modal("UANA"); err != nil || modal == nil || modal.Title() != "Zone" {
			t.Errorf("no form: %v, %v", modal, err)
		}
	})
}

// Nothing is lost without a word: what does not fit can be called up.
func TestAHomeTabThatIsTooLongSaysSo(t *testing.T) {
	atHome(t, func(t *testing.T, w *town, one *chat.Message) {
		var long chat.Message
		for i := range 150 {
			long.Blocks = append(long.Blocks, chat.Paragraph{Text: chat.Line(fmt.Sprintf("Line %d.", i))})
		}
		for i := range 60 {
			long.Buttons = append(long.Buttons, chat.Button{Label: fmt.Sprint("B", i), Call: chat.Do("press")})
		}
		w.change(one, long)
		w.OpenHome("UANA", "home")
		synctest.Wait()
		wants(t, w.Home("UANA").Shown(), "Line 0.", "There is more than fits here.", "Show all of it", "You are UANA", "Only you see this.")
		if _, err := w.PressAtHome("UANA", "Show all of it"); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Minute)
		if !slices.ContainsFunc(w.Messages(w.Direct("UANA"), "UANA"), func(m slacktest.Message) bool { return strings.Contains(m.Shown(), "Line 149.") }) {
			t.Error("the rest is nowhere")
		}
	})
}

func TestAHomeTabThatCannotBeShownIsTriedAgain(t *testing.T) {
	atHome(t, func(t *testing.T, w *town, _ *chat.Message) {
		w.Break(slacktest.Fault{Method: "views.publish", Times: 1, Status: 503})
		w.OpenHome("UANA", "home")
		synctest.Wait()
		if w.Home("UANA").Blocks != nil {
			t.Fatal("it is there")
		}
		<-time.After(6 * time.Minute)
		wants(t, w.Home("UANA").Shown(), "You are UANA")
	})
}

// Who is not linked is asked at home as well, and sees their own page at once.
func TestAnAccountIsLinkedFromTheHomeTab(t *testing.T) {
	atHome(t, func(t *testing.T, w *town, _ *chat.Message) {
		inner := w.brain.handle
		l := w.links()
		w.brain.handle = inner
		w.OpenHome("UBO", "home")
		synctest.Wait()
		wants(t, w.Home("UBO").Shown(), "e-mail address of Bo Bergman")
		if _, err := w.PressAtHome("UBO", "Yes, that is me"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		modal, _, err := w.Modal("UBO")
		if err != nil || modal == nil {
			t.Fatalf("no modal: %v", err)
		}
		wants(t, modal.Text(), "now acts for you")
		if len(l.linked) != 1 {
			t.Errorf("linked %v", l.linked)
		}
	})
}

// A Home tab that is open stays current over a restart, without being opened again;
// one that nobody has opened for half a day does not, nor is it kept for ever.
func TestAnOpenHomeTabIsKeptCurrentOverARestart(t *testing.T) {
	atHome(t, func(t *testing.T, w *town, one *chat.Message) {
		w.OpenHome("UBO", "home")
		<-time.After(11 * time.Hour)
		w.OpenHome("UANA", "home")
		synctest.Wait()
		w.slack.Close()
		w.change(one, chat.Say("While it was down."))
		<-time.After(2 * time.Hour)
		w.start()
		<-time.After(10 * time.Second)
		wants(t, w.Home("UANA").Shown(), "While it was down.", "You are UANA")
		if shown := w.Home("UBO").Shown(); strings.Contains(shown, "While it was down.") {
			t.Error("the tab of somebody who looked at it half a day ago is renewed")
		}
		w.change(one, chat.Say("Since then."))
		w.deliver(post("later", "Something."))
		<-time.After(10 * time.Second)
		wants(t, w.Home("UANA").Shown(), "Since then.")
		before := w.published()
		<-time.After(12 * time.Hour)
		w.slack.Close()
		w.start()
		<-time.After(10 * time.Minute)
		if n := w.published(); n != before {
			t.Errorf("nobody looks, and it was published %d times", n-before)
		}
	})
}
