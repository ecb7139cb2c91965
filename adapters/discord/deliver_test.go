package discord_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"magbot/adapters/discord/discordtest"
	"magbot/bot"
	"magbot/bot/chat"
)

func (w *town) place() bot.Place {
	return bot.Place{Platform: "discord", Workspace: discordtest.Guild, Channel: w.hall}
}

func (w *town) account(user string) bot.Account {
	return bot.Account{Platform: "discord", Workspace: discordtest.Guild, User: user}
}

func (w *town) post(id, text string) bot.Delivery {
	return bot.Delivery{ID: id, Kind: bot.Post, Key: "meeting/7 " + id, Place: w.place(), Message: chat.Say(text)}
}

func (w *town) live(id, text string, order uint64, replaces string) bot.Delivery {
	return bot.Delivery{ID: id, Kind: bot.Live, Key: "meeting/7 queue", Place: w.place(), Message: chat.Say(text), Order: order, Replaces: replaces}
}

// deliver delivers and fails the test when that fails.
func (w *town) deliver(d bot.Delivery) string {
	w.t.Helper()
	posted, err := w.discord.Deliver(w.t.Context(), d)
	if err != nil {
		w.t.Fatalf("deliver %s: %v", d.ID, err)
	}
	return posted.Message
}

// shown is what everybody reads in the hall, a message each.
func (w *town) shown() []string {
	var all []string
	for _, m := range w.Messages(w.hall) {
		all = append(all, m.Text())
	}
	return all
}

func TestADeliveryIsPostedOnce(t *testing.T) {
	t.Parallel()
	for name, between := range map[string]func(w *town){
		"when it is tried again":              func(*town) {},
		"after a crash before the receipt":    func(w *town) { w.start() },
		"after a crash, amid other messages":  func(w *town) { w.SayUnheard(w.bo, w.hall, "hello"); w.start() },
		"after many messages of other people": func(w *town) { w.talk(120); w.start() },
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.start()
			first := w.deliver(w.post("meeting/7@3#0", "The meeting is open."))
			between(w)
			if again := w.deliver(w.post("meeting/7@3#0", "The meeting is open.")); again != first {
				t.Errorf("the receipts are %q and %q", first, again)
			}
			if n := len(w.Calls("POST", "/channels/")); n != 1 {
				t.Errorf("it was posted %d times", n)
			}
		})
	}
}

func (w *town) talk(lines int) {
	for i := range lines {
		w.SayUnheard(w.bo, w.hall, fmt.Sprint("line ", i))
	}
}

func TestAPostWhoseAnswerGotLostIsFoundAgain(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"a short one": "The meeting is open.", "a long one": strings.Repeat("word ", 700)} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.start()
			w.Break(discordtest.Fault{Method: "POST", Path: "/channels/", Times: 1, Lost: true})
			if _, err := w.discord.Deliver(t.Context(), w.post("meeting/7@3#0", text)); err == nil {
				t.Fatal("nobody knew that it arrived")
			}
			w.start()
			w.talk(150)
			w.deliver(w.post("meeting/7@3#0", text))
			if n := len(w.Messages(w.hall)); n != 151 {
				t.Errorf("%d messages stand there, 150 of them from people", n)
			}
		})
	}
}

func TestAPostThatNeverArrivedIsPosted(t *testing.T) {
	w := newTown(t)
	w.start()
	w.Break(discordtest.Fault{Method: "POST", Path: "/channels/", Times: 1, Status: http.StatusInternalServerError})
	if _, err := w.discord.Deliver(t.Context(), w.post("a", "x")); err == nil {
		t.Fatal("it cannot have arrived")
	}
	w.start()
	w.deliver(w.post("a", "x"))
	if got := w.shown(); len(got) != 1 || got[0] != "x" {
		t.Errorf("the channel shows %q", got)
	}
}

func TestALiveMessageIsRenewedInPlace(t *testing.T) {
	w := newTown(t)
	w.start()
	first := w.deliver(w.live("a", "One waits.", 1, ""))
	w.deliver(w.live("b", "Two wait.", 2, first))
	w.deliver(w.live("c", "Three wait.", 3, "")) // the receipt got lost
	w.start()
	w.deliver(w.live("d", "Four wait.", 4, ""))
	if got := w.shown(); len(got) != 1 || got[0] != "Four wait." {
		t.Fatalf("the channel shows %q", got)
	}
	grown := w.deliver(w.live("e", strings.Repeat("A long queue. ", 600), 5, ""))
	if n := len(w.Messages(w.hall)); n != 3 || len(strings.Split(grown, ",")) != 3 {
		t.Errorf("%d messages of a live one of 8400 characters, receipt %q", n, grown)
	}
	if got := w.deliver(w.live("f", "Nobody waits.", 6, grown)); got != first || len(w.Messages(w.hall)) != 1 {
		t.Errorf("it shrank to %q, %q", got, w.shown())
	}
	w.deliver(w.live("late", "An older state.", 4, ""))
	if got := w.shown(); len(got) != 1 || got[0] != "Nobody waits." {
		t.Errorf("a late delivery set it back: %q", got)
	}
	w.deliver(bot.Delivery{ID: "g", Kind: bot.Live, Key: "meeting/7 queue", Place: w.place(), Order: 7, Replaces: first})
	if n := len(w.Messages(w.hall)); n != 0 {
		t.Errorf("%d messages are left of nothing", n)
	}
	w.deliver(w.live("h", "Again one.", 8, ""))
	if got := w.shown(); len(got) != 1 || got[0] != "Again one." {
		t.Errorf("the channel shows %q", got)
	}
}

func TestALiveMessageThatSomebodyTookAwayComesAgain(t *testing.T) {
	w := newTown(t)
	w.start()
	w.deliver(w.live("a", "One waits.", 1, ""))
	w.Delete(w.hall, w.Messages(w.hall)[0].ID)
	w.deliver(w.live("b", "Two wait.", 2, ""))
	w.deliver(w.live("c", "Three wait.", 3, ""))
	if got := w.shown(); len(got) != 1 || got[0] != "Three wait." {
		t.Errorf("the channel shows %q", got)
	}
}

func TestALiveMessageWhoseFirstAnswerGotLostIsOne(t *testing.T) {
	w := newTown(t)
	w.start()
	w.Break(discordtest.Fault{Method: "POST", Path: "/channels/", Times: 1, Lost: true})
	if _, err := w.discord.Deliver(t.Context(), w.live("a", "One waits.", 1, "")); err == nil {
		t.Fatal("nobody knew that it arrived")
	}
	w.start()
	w.deliver(w.live("b", "Two wait.", 2, ""))
	if got := w.shown(); len(got) != 1 || got[0] != "Two wait." {
		t.Errorf("the channel shows %q", got)
	}
}

func TestOnePersonIsToldInTheirOwnConversation(t *testing.T) {
	w := newTown(t)
	w.start()
	d := bot.Delivery{ID: "a", Kind: bot.Direct, Key: "x", Account: w.account(w.ana), Message: chat.Say("For you.")}
	w.deliver(d)
	if got := w.Messages(w.Direct(w.ana)); len(got) != 1 || got[0].Text() != "For you." {
		t.Errorf("Ana reads %v", got)
	}
	w.CloseChannel(w.Direct(w.ana), true)
	d.ID = "b"
	_, err := w.discord.Deliver(t.Context(), d)
	if _, never := errors.AsType[*bot.Undeliverable](err); !never {
		t.Errorf("a person who takes no messages: %v", err)
	}
}

func TestWhatCannotBeDeliveredIsSaid(t *testing.T) {
	w := newTown(t)
	w.start()
	other := w.post("a", "x")
	other.Place.Workspace = "1"
	gone := w.post("b", "x")
	gone.Place.Channel = "300"
	for name, d := range map[string]bot.Delivery{"another server": other, "a channel that is gone": gone} {
		_, err := w.discord.Deliver(t.Context(), d)
		if _, never := errors.AsType[*bot.Undeliverable](err); !never {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.CloseChannel(w.hall, true)
	_, err := w.discord.Deliver(t.Context(), w.post("c", "x"))
	if _, never := errors.AsType[*bot.Undeliverable](err); never || err == nil {
		t.Errorf("a right that can be granted: %v", err)
	}
	if got := fmt.Sprint(w.troubles()); !strings.Contains(got, "discord.cure-permissions") || !strings.Contains(got, "discord.cure-channel") {
		t.Errorf("told: %s", got)
	}
	w.CloseChannel(w.hall, false)
	w.deliver(w.post("c", "x"))
	if _, err := w.discord.Deliver(t.Context(), bot.Delivery{}); err == nil {
		t.Error("a delivery without an ID")
	}
}

func TestAGlobalLimitHoldsEverywhereAndALimitOfARouteThere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		global bool
		waits  bool
	}{"global": {true, true}, "of a route": {false, false}} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.start()
			side := w.AddChannel("side")
			w.Break(discordtest.Fault{Method: "POST", Path: "/channels/" + w.hall, Times: 1, Status: http.StatusTooManyRequests, After: 3 * time.Second, Global: c.global})
			short, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			if _, err := w.discord.Deliver(short, w.post("a", "x")); err == nil {
				t.Fatal("it was delivered within the limit")
			}
			met := w.Calls("POST", "/channels/"+w.hall)[0].At
			d := w.post("b", "y")
			d.Place.Channel = side
			w.deliver(d)
			w.deliver(w.post("a", "x"))
			calls, other := w.Calls("POST", "/channels/"+w.hall), w.Calls("POST", "/channels/"+side)[0]
			if len(calls) != 2 || calls[1].Status != http.StatusOK || calls[1].At.Sub(met) < 2900*time.Millisecond {
				t.Errorf("%d calls, the second after %s", len(calls), calls[len(calls)-1].At.Sub(met))
			}
			if waited := other.At.Sub(met) > 2500*time.Millisecond; waited != c.waits {
				t.Errorf("another channel was asked after %s", other.At.Sub(met))
			}
		})
	}
}

func TestALimitLongerThanADeliveryIsNotWaitedFor(t *testing.T) {
	w := newTown(t)
	w.start()
	w.Break(discordtest.Fault{Method: "POST", Path: "/channels/", Times: 1, Status: http.StatusTooManyRequests, After: time.Hour})
	began := time.Now()
	if _, err := w.discord.Deliver(t.Context(), w.post("a", "x")); err == nil || time.Since(began) > 5*time.Second {
		t.Errorf("%v after %s", err, time.Since(began))
	}
	if _, err := w.discord.Deliver(t.Context(), w.post("b", "x")); err == nil || len(w.Calls("POST", "/channels/")) != 1 {
		t.Errorf("Discord is asked again within its hour: %v", err)
	}
}

func TestAServerThatIsAwayIsAskedAgain(t *testing.T) {
	w := newTown(t)
	w.start()
	w.Break(discordtest.Fault{Method: "POST", Path: "/channels/", Times: 2, Status: http.StatusServiceUnavailable})
	w.deliver(w.post("a", "x"))
	if n := len(w.Calls("POST", "/channels/")); n != 3 {
		t.Errorf("%d calls", n)
	}
}

func TestALimitThatIsToldIsNotMet(t *testing.T) {
	w := newTown(t)
	w.Limit("POST", "/channels/", 3, 600*time.Millisecond)
	w.start()
	for i := range 8 {
		w.deliver(w.post(fmt.Sprint("d", i), fmt.Sprint("message ", i)))
	}
	for _, c := range w.Calls("POST", "/channels/") {
		if c.Status != http.StatusOK {
			t.Errorf("a call met the limit: %d", c.Status)
		}
	}
	if n := len(w.Messages(w.hall)); n != 8 {
		t.Errorf("%d messages", n)
	}
}
