package slack_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"magbot/adapters/slack"
	"magbot/adapters/slack/slacktest"
	"magbot/bot"
	"magbot/bot/chat"
)

var general = bot.Place{Platform: "slack", Workspace: slacktest.Team, Channel: "CGEN"}

func account(user string) bot.Account {
	return bot.Account{Platform: "slack", Workspace: slacktest.Team, User: user}
}

func post(id, text string) bot.Delivery {
	return bot.Delivery{ID: id, Kind: bot.Post, Key: "meeting/7 " + id, Place: general, Message: chat.Say(text)}
}

func live(id, text string, order uint64, replaces string) bot.Delivery {
	return bot.Delivery{ID: id, Kind: bot.Live, Key: "meeting/7 queue", Place: general, Message: chat.Say(text), Order: order, Replaces: replaces}
}

// deliver delivers and fails the test when that fails.
func (w *town) deliver(d bot.Delivery) string {
	w.t.Helper()
	posted, err := w.slack.Deliver(w.t.Context(), d)
	if err != nil {
		w.t.Fatalf("deliver %s: %v", d.ID, err)
	}
	return posted.Message
}

// shown is what everybody reads in #general, a message each.
func (w *town) shown() []string {
	var all []string
	for _, m := range w.Messages("CGEN", "") {
		all = append(all, m.Shown())
	}
	return all
}

func TestADeliveryIsPostedOnce(t *testing.T) {
	for name, between := range map[string]func(w *town){
		"when it is tried again":              func(*town) {},
		"after a crash before the receipt":    func(w *town) { w.slack.Close(); w.start() },
		"after a crash, amid other messages":  func(w *town) { w.Type("UBO", "CGEN", "hello", ""); w.slack.Close(); w.start() },
		"after many messages of other people": func(w *town) { w.talk(120); w.slack.Close(); w.start() },
	} {
		t.Run(name, func(t *testing.T) {
			inTown(t, func(t *testing.T, w *town) {
				first := w.deliver(post("meeting/7@3#0", "The meeting is open."))
				between(w)
				if again := w.deliver(post("meeting/7@3#0", "The meeting is open.")); again != first {
					t.Errorf("the receipts are %q and %q", first, again)
				}
				if n := len(w.Calls("chat.postMessage")); n != 1 {
					t.Errorf("it was posted %d times", n)
				}
			})
		})
	}
}

func (w *town) talk(lines int) {
	for i := range lines {
		w.Type("UBO", "CGEN", fmt.Sprint("line ", i), "")
	}
}

func TestAPostWhoseAnswerGotLostIsFoundAgain(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.deliver(post("meeting/7@2#0", "It begins soon."))
		w.Break(slacktest.Fault{Method: "chat.postMessage", Times: 1, Lost: true})
		if _, err := w.slack.Deliver(t.Context(), post("meeting/7@3#0", "The meeting is open.")); err == nil {
			t.Fatal("nobody knew that it arrived")
		}
		if _, err := w.slack.Deliver(t.Context(), post("meeting/7@4#0", "x")); err == nil {
			t.Error("Slack is asked again at once, though it could not be reached")
		}
		<-time.After(6 * time.Second)
		w.deliver(post("meeting/7@3#0", "The meeting is open."))
		if got := w.shown(); len(got) != 2 {
			t.Errorf("the channel shows %q", got)
		}
	})
}

func TestTwoProcessesPostOnce(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.alone = false
		w.slack.Close()
		w.start()
		one := w.slack
		w.start()
		two := w.slack
		defer one.Close()
		for i, d := range []bot.Delivery{post("a", "The meeting is open."), live("b", "Nobody waits.", 3, "")} {
			receipts := make(chan string, 2)
			for _, s := range []*slack.Slack{one, two} {
				go func() {
					for {
						posted, err := s.Deliver(t.Context(), d)
						if err == nil {
							receipts <- posted.Message
							return
						}
						<-time.After(time.Second)
					}
				}()
			}
			if a, b := <-receipts, <-receipts; a != b {
				t.Errorf("the receipts are %q and %q", a, b)
			}
			if got := w.shown(); len(got) != i+1 {
				t.Errorf("the channel shows %q", got)
			}
		}
	})
}

func TestWhatADeadProcessBeganIsTakenOver(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.alone = false
		w.slack.Close()
		w.start()
		w.Break(slacktest.Fault{Method: "chat.postMessage", Times: 1, Status: http.StatusServiceUnavailable})
		if _, err := w.slack.Deliver(t.Context(), post("a", "x")); err == nil {
			t.Fatal("it was posted")
		}
		w.slack.Close()
		w.start()
		begun := time.Now()
		for {
			_, err := w.slack.Deliver(t.Context(), post("a", "x"))
			if err == nil {
				break
			}
			<-time.After(time.Second)
		}
		if took := time.Since(begun); took > time.Minute || took < 10*time.Second {
			t.Errorf("it was taken over after %s", took)
		}
		if got := w.shown(); len(got) != 1 {
			t.Errorf("the channel shows %q", got)
		}
	})
}

func TestALiveMessageIsRenewedInPlace(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		first := w.deliver(live("a", "Nobody waits.", 3, ""))
		if second := w.deliver(live("b", "Ana waits.", 4, first)); second != first {
			t.Errorf("receipts %q, %q", first, second)
		}
		w.deliver(live("a2", "old news", 3, first))
		if got := w.shown(); len(got) != 1 || got[0] != "Ana waits." {
			t.Errorf("the channel shows %q", got)
		}
		w.slack.Close()
		w.start()
		w.deliver(live("c", "Bo waits.", 5, "")) // the receipt was lost
		if got := w.shown(); len(got) != 1 || got[0] != "Bo waits." {
			t.Errorf("after a crash the channel shows %q", got)
		}
		w.deliver(bot.Delivery{ID: "d", Kind: bot.Live, Key: "meeting/7 queue", Place: general, Order: 6, Replaces: first})
		if got := w.shown(); len(got) != 0 {
			t.Errorf("what is over still shows %q", got)
		}
		w.deliver(live("e", "It goes on.", 7, ""))
		if got := w.shown(); len(got) != 1 {
			t.Errorf("the channel shows %q", got)
		}
	})
}

func TestALiveMessageThatSomebodyDeletedComesAgain(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		first := w.deliver(live("a", "Nobody waits.", 3, ""))
		_, ts, _ := strings.Cut(first, " ")
		w.Delete("CGEN", ts)
		if second := w.deliver(live("b", "Ana waits.", 4, first)); second == first {
			t.Error("the receipt is of a message that is not there")
		}
		if got := w.shown(); len(got) != 1 || got[0] != "Ana waits." {
			t.Errorf("the channel shows %q", got)
		}
	})
}

func TestALongLiveMessageGrowsAndShrinks(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		long := strings.Repeat("word ", 6000)
		receipt := w.deliver(live("a", "short", 1, ""))
		for i, text := range []string{long, long + long, "short again"} {
			<-time.After(time.Minute)
			receipt = w.deliver(live(fmt.Sprint("b", i), text, uint64(i+2), receipt))
			pages := strings.Count(receipt, ",") + 1
			if got := len(w.Messages("CGEN", "")); got != pages {
				t.Errorf("%d messages stand there, the receipt has %d", got, pages)
			}
		}
		if got := w.shown(); len(got) != 1 || got[0] != "short again" {
			t.Errorf("the channel shows %q", got)
		}
	})
}

func TestWhatBelongsToAMeetingStandsInOneThread(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.deliver(post("1", "The meeting is open."))
		w.slack.Close()
		w.start()
		w.deliver(post("2", "Item 2."))
		other := post("3", "Another meeting.")
		other.Key = "meeting/8 3"
		w.deliver(other)
		own := post("4", "The channel is linked.")
		own.Key = "community community.linked"
		<-time.After(2 * time.Second)
		w.deliver(own)
		all := w.Messages("CGEN", "")
		if len(all) != 4 || all[0].Thread != "" || all[1].Thread != all[0].TS || !all[1].Broadcast || all[2].Thread != "" || all[3].Thread != "" {
			t.Errorf("the channel holds %+v", all)
		}
		w.Delete("CGEN", all[0].TS)
		<-time.After(2 * time.Second)
		w.deliver(post("5", "Item 3."))
		if m := w.sees("CGEN", ""); m.Shown() != "Item 3." || m.Thread != "" {
			t.Errorf("when the root is gone: %+v", m)
		}
	})
}

func TestADirectMessageReachesThePersonAlone(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.deliver(bot.Delivery{ID: "1", Kind: bot.Direct, Key: "meeting/7 turn", Account: account("UANA"), Message: chat.Say("You are next.")})
		wants(t, w.sees("DUANA", "UANA").Shown(), "You are next.")
		if got := w.shown(); len(got) != 0 {
			t.Errorf("the channel shows %q", got)
		}
	})
}

func TestTheChannelsPaceIsKept(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		begun := time.Now()
		for i := range 30 {
			w.deliver(post(fmt.Sprint(i), "x"))
		}
		if took := time.Since(begun); took < 29*time.Second || took > 40*time.Second {
			t.Errorf("30 messages in %s, one a second is Slack's pace", took)
		}
	})
}

func TestWhatSlackSaysToWaitIsWaited(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.Break(slacktest.Fault{Method: "chat.postMessage", Times: 1, Status: http.StatusTooManyRequests, RetryAfter: 5})
		begun := time.Now()
		w.deliver(post("1", "x"))
		if took := time.Since(begun); took < 5*time.Second {
			t.Errorf("it was tried again after %s", took)
		}
		w.Break(slacktest.Fault{Method: "chat.postMessage", Times: 1, Status: http.StatusTooManyRequests, RetryAfter: 60})
		begun = time.Now()
		for range 3 {
			if _, err := w.slack.Deliver(t.Context(), post("2", "y")); err == nil {
				t.Fatal("Slack took it")
			}
		}
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("a delivery holds up the others for %s", took)
		}
		if n := len(w.Calls("chat.postMessage")); n != 3 {
			t.Errorf("%d calls: Slack is asked while it said to wait", n)
		}
		<-time.After(61 * time.Second)
		w.deliver(post("2", "y"))
	})
}

func TestWhatTheBotLacksIsToldWithWhatToGrant(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		d := post("1", "x")
		d.Place.Channel = "CHALL"
		_, err := w.slack.Deliver(t.Context(), d)
		var never *bot.Undeliverable
		if err == nil || errors.As(err, &never) {
			t.Fatalf("a channel that the bot may be invited to: %v", err)
		}
		if len(w.trouble) != 1 {
			t.Fatalf("told: %+v", w.trouble)
		}
		words := catalogue(t).For("en")
		wants(t, words.Text(w.trouble[0].Text), "#hall", "/invite @magbot")
		if w.trouble[0].Place.Channel != "CHALL" {
			t.Errorf("at %+v", w.trouble[0].Place)
		}
		w.Break(slacktest.Fault{Method: "chat.postMessage", Times: 1, Error: "missing_scope"})
		if _, err := w.slack.Deliver(t.Context(), post("2", "x")); err == nil {
			t.Fatal("it was posted")
		}
		wants(t, words.Text(w.trouble[1].Text), "some:scope", "Reinstall")
		w.Invite("CHALL")
		w.deliver(d)
	})
}

func TestWhatCanNeverArriveIsGivenUp(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.Archive("CHALL")
		archived := post("1", "x")
		archived.Place.Channel = "CHALL"
		elsewhere := post("2", "x")
		elsewhere.Place.Workspace = "T99"
		nobody := bot.Delivery{ID: "3", Kind: bot.Direct, Key: "meeting/7 x", Account: account("UGONE"), Message: chat.Say("x")}
		for _, d := range []bot.Delivery{archived, elsewhere, nobody} {
			_, err := w.slack.Deliver(t.Context(), d)
			if _, ok := errors.AsType[*bot.Undeliverable](err); !ok {
				t.Errorf("%s: %v", d.ID, err)
			}
		}
	})
}

func TestAPictureIsAFileBeneath(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		d := post("1", "Balance")
		d.Message.Blocks = append(d.Message.Blocks, chat.Picture{Alt: "Who spoke", SVG: "<svg/>"})
		w.deliver(d)
		synctest.Wait()
		all := w.Messages("CGEN", "")
		if len(all) != 2 || all[1].File != "picture.svg" || string(all[1].FileBody) != "<svg/>" || all[1].Thread != all[0].TS {
			t.Errorf("the channel holds %+v", all)
		}
	})
}

func TestAnErasedPersonsNameIsForgotten(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.Type("UANA", "CGEN", "ack <@UBO>", "")
		if err := w.slack.Forget(t.Context(), "p1"); err != nil {
			t.Fatal(err)
		}
		w.Type("UANA", "CGEN", "ack <@UBO>", "")
		synctest.Wait()
		if n := len(w.Calls("users.info")); n != 2 {
			t.Errorf("the name was asked for %d times", n)
		}
	})
}
