package slack_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
)

func TestWhatIsTypedReachesTheBot(t *testing.T) {
	for name, c := range map[string]struct {
		text, channel string
		want          string
		private       bool
	}{
		"a line in a channel":           {"q+ to say &lt;so&gt; &amp; more", "CGEN", `"q+ to say <so> & more" false`, false},
		"a mention":                     {"<@U0BOT> help", "CGEN", `"help" true`, false},
		"a mention with a colon":        {"<@U0BOT>: agenda list", "CGEN", `"agenda list" true`, false},
		"a direct message":              {"agenda list", "DUANA", `"agenda list" true`, true},
		"the name of somebody linked":   {"ack <@UANA>", "CGEN", `"ack Ana Alvarez" false`, false},
		"the name of somebody unlinked": {"ack <@UBO>", "CGEN", `"ack Bo" false`, false},
		"a channel":                     {"see <#CGEN|general>", "CGEN", `"see #general" false`, false},
		"a channel without its name":    {"see <#CGEN>", "CGEN", `"see #general" false`, false},
		"an address":                    {"see <https://example.org/?a&amp;b>", "CGEN", `"see https://example.org/?a&b" false`, false},
		"an address that Slack found":   {"see <http://example.org|example.org>", "CGEN", `"see example.org" false`, false},
		"an address with a name":        {"see <https://example.org|the page>", "CGEN", `"see the page (https://example.org)" false`, false},
		"everybody is called":           {"<!here> now", "CGEN", `"@here now" false`, false},
		"a time":                        {"at <!date^1805112000^{time}|12:00 UTC>", "CGEN", `"at 12:00 UTC" false`, false},
	} {
		t.Run(name, func(t *testing.T) {
			inTown(t, func(t *testing.T, w *town) {
				w.Direct("UANA")
				if _, sent := w.Type("UANA", c.channel, c.text, ""); sent.Status != http.StatusOK {
					t.Errorf("status %d", sent.Status)
				}
				synctest.Wait()
				all := w.brain.inputs()
				if len(all) != 1 || call(all[0]) != c.want {
					t.Fatalf("asked: %v, want %s", all, c.want)
				}
				if all[0].Place.Private() != c.private || all[0].Actor.Account.User != "UANA" || all[0].Actor.Account.Workspace != "T01TEST" {
					t.Errorf("place %+v, actor %+v", all[0].Place, all[0].Actor)
				}
			})
		})
	}
}

func TestALineThatIsRecordedGetsASign(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.says("You are third.", recorded)
		ts, _ := w.Type("UANA", "CGEN", "q+", "")
		synctest.Wait()
		all := w.Messages("CGEN", "UANA")
		if len(all) != 1 || len(all[0].Signs) != 1 {
			t.Errorf("the channel holds %+v", all)
		}
		w.Edit("CGEN", ts, "q+ to say more")
		wants(t, w.sees("CGEN", "UANA").Shown(), "in the record already")
		w.Delete("CGEN", ts)
		wants(t, w.sees("CGEN", "UANA").Shown(), "You deleted a line")
		if n := len(w.brain.inputs()); n != 1 {
			t.Errorf("the bot was asked %d times: an edit is no second line", n)
		}
	})
}

func TestAnEditOfTalkIsNobodysBusiness(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		ts, _ := w.Type("UANA", "CGEN", "hello", "")
		w.Edit("CGEN", ts, "hello all")
		w.Delete("CGEN", ts)
		synctest.Wait()
		if n := len(w.Calls("chat.postEphemeral")); n != 0 {
			t.Errorf("%d answers to talk", n)
		}
	})
}

func TestARefusalIsForItsAuthorAlone(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.says("You are in the queue already.", bot.Ref{})
		w.Type("UANA", "CGEN", "q+", "")
		wants(t, w.sees("CGEN", "UANA").Shown(), "in the queue already")
		for _, m := range w.Messages("CGEN", "UBO") {
			if strings.Contains(m.Shown(), "already") {
				t.Error("everybody reads the refusal")
			}
		}
	})
}

func TestTheSameLineIsDecidedOnceHoweverOftenItComes(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.says("Here is the agenda.", bot.Ref{})
		ts, sent := w.Type("UANA", "CGEN", "<@U0BOT> agenda list", "")
		w.Mention("CGEN", ts) // under another identifier
		sent.Again()
		synctest.Wait()
		if n := len(w.brain.inputs()); n != 1 {
			t.Errorf("the bot was asked %d times", n)
		}
		if n := len(w.Calls("chat.postEphemeral")); n != 1 {
			t.Errorf("%d answers", n)
		}
		w.slack.Close()
		w.start() // another process knows nothing of it, but the cause is the same
		sent.Again()
		synctest.Wait()
		all := w.brain.inputs()
		if len(all) != 2 || all[0].Cause != all[1].Cause {
			t.Errorf("after a new start the cause is another: %v", all)
		}
	})
}

func TestWhatIsNotRecordedIsLeftToSlack(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.brain.handle = func(bot.Input) (bot.Answer, error) { return bot.Answer{}, errBroken }
		_, sent := w.Type("UANA", "CGEN", "q+", "")
		if sent.Status != http.StatusServiceUnavailable {
			t.Fatalf("status %d: Slack will not send it again", sent.Status)
		}
		w.says("ok", recorded)
		if again := sent.Again(); again.Status != http.StatusOK {
			t.Errorf("status %d", again.Status)
		}
		synctest.Wait()
		all := w.brain.inputs()
		if len(all) != 2 || all[0].Cause != all[1].Cause {
			t.Errorf("asked %v", all)
		}
	})
}

func TestASlowRecordIsAcknowledgedInTimeAndTriedAgain(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		tries := 0
		w.brain.handle = func(bot.Input) (bot.Answer, error) {
			<-time.After(4 * time.Second)
			if tries++; tries < 3 {
				return bot.Answer{}, errBroken
			}
			return bot.Answer{Message: chat.Say("It is there."), Record: recorded}, nil
		}
		begun := time.Now()
		if sent := w.Command("UANA", "CGEN", "agenda add x"); sent.Status != http.StatusOK || time.Since(begun) >= 3*time.Second {
			t.Errorf("status %d after %s", sent.Status, time.Since(begun))
		}
		<-time.After(time.Minute)
		wants(t, w.sees("CGEN", "UANA").Shown(), "It is there.")
		if tries != 3 {
			t.Errorf("%d tries", tries)
		}
	})
}

func TestWhatFailsForGoodIsSaid(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.brain.handle = func(bot.Input) (bot.Answer, error) {
			<-time.After(3 * time.Second)
			return bot.Answer{}, errBroken
		}
		w.Command("UANA", "CGEN", "agenda add x")
		<-time.After(2 * time.Minute)
		wants(t, w.sees("CGEN", "UANA").Shown(), "could not make sure")
	})
}

func TestABotThatBreaksHarmsNobodyElse(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.brain.handle = func(bot.Input) (bot.Answer, error) { panic("a bug") }
		if _, sent := w.Type("UANA", "CGEN", "q+", ""); sent.Status != http.StatusServiceUnavailable {
			t.Errorf("status %d", sent.Status)
		}
		w.says("ok", bot.Ref{})
		w.Type("UANA", "CGEN", "q+", "")
		wants(t, w.sees("CGEN", "UANA").Shown(), "ok")
	})
}

func TestTheAnswerToACommandComesWithItsAcknowledgement(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.says("This is what you can do.", bot.Ref{})
		sent := w.Command("UANA", "CGEN", "help")
		wants(t, string(sent.Body), "This is what you can do.", "ephemeral")
		if in := w.brain.inputs()[0]; call(in) != `"/mag help" true` {
			t.Errorf("asked %s", call(in))
		}
		if n := len(w.Calls("response_url")) + len(w.Calls("chat.postEphemeral")); n != 0 {
			t.Errorf("%d more calls", n)
		}
	})
}

func TestALongAnswerIsWhole(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		long := strings.Repeat("All of it matters. ", 4000) + "The end."
		w.says(long, bot.Ref{})
		w.Command("UANA", "CGEN", "minutes show")
		<-time.After(time.Minute)
		said := ""
		for _, m := range w.Messages("DUANA", "UANA") {
			said += m.Shown()
		}
		wants(t, said, "The end.")
		wants(t, w.sees("CGEN", "UANA").Shown(), "in your conversation with magbot")
	})
}

func TestWhoIsMetIsGreetedOnce(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.says("ok", bot.Ref{})
		w.Command("UANA", "CGEN", "help")
		wants(t, w.sees("DUANA", "UANA").Shown(), "I am magbot", "/mag me unlink")
		w.slack.Close()
		w.start()
		w.Command("UANA", "CGEN", "help")
		synctest.Wait()
		if n := len(w.Messages("DUANA", "UANA")); n != 1 {
			t.Errorf("%d messages: the greeting comes once", n)
		}
	})
}

func TestWhereTheBotIsNoMemberTheAnswerGoesToThePerson(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.says("Only members can do that.", bot.Ref{})
		w.Type("UANA", "CHALL", "<@U0BOT> x", "")
		synctest.Wait()
		said := ""
		for _, m := range w.Messages("DUANA", "UANA") {
			said += m.Shown()
		}
		wants(t, said, "Only members can do that.")
	})
}

func TestWhatSlackDidNotSignIsRefused(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		body := []byte(`{"type":"event_callback","event":{"type":"message","user":"UANA","text":"q+","ts":"1.2","channel":"CGEN"}}`)
		for name, sent := range map[string]int{
			"another secret": w.SendSigned("application/json", body, "guessed", time.Now()).Status,
			"too old":        w.SendSigned("application/json", body, w.Secret, time.Now().Add(-6*time.Minute)).Status,
			"of the future":  w.SendSigned("application/json", body, w.Secret, time.Now().Add(6*time.Minute)).Status,
		} {
			if sent != http.StatusUnauthorized {
				t.Errorf("%s: status %d", name, sent)
			}
		}
		if len(w.brain.inputs()) != 0 {
			t.Error("the bot was asked")
		}
		if sent := w.SendSigned("application/json", []byte(`{"type":"url_verification","challenge":"abc"}`), w.Secret, time.Now()); string(sent.Body) != "abc" {
			t.Errorf("the challenge is answered with %q", sent.Body)
		}
		for _, odd := range []string{"", "{", "payload=%zz", "a=b", `{"type":"event_callback","event":7}`, "payload={}"} {
			if sent := w.SendSigned("application/x-www-form-urlencoded", []byte(odd), w.Secret, time.Now()); sent.Status >= 500 {
				t.Errorf("%q: status %d", odd, sent.Status)
			}
		}
	})
}

func TestSlackHoldingBackEventsIsTold(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		w.SendSigned("application/json", []byte(`{"type":"app_rate_limited","team_id":"T01TEST"}`), w.Secret, time.Now())
		w.Event(map[string]any{"type": "tokens_revoked"})
		synctest.Wait()
		if len(w.trouble) != 2 || w.trouble[0].Text.Key != "slack.cure-rate" || w.trouble[1].Text.Key != "slack.cure-token" {
			t.Errorf("told: %+v", w.trouble)
		}
	})
}
