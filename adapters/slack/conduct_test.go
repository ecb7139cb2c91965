package slack_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"magbot/adapters/slack/slacktest"
	"magbot/bot"
)

func unable(err error) bot.Inability {
	if u, ok := errors.AsType[*bot.Unable](err); ok {
		return u.Why
	}
	return ""
}

func TestWhoReadsAChannel(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		m, err := w.slack.Members(t.Context(), general)
		if err != nil || !m.Open || len(m.Accounts) != 0 {
			t.Errorf("a public channel: %+v, %v", m, err)
		}
		w.AddChannel("CMOD", "moderators", true)
		w.Close("CMOD", "UANA", "UBO", "UAPP")
		mods := bot.Place{Platform: "slack", Workspace: slacktest.Team, Channel: "CMOD"}
		m, err = w.slack.Members(t.Context(), mods)
		if err != nil || m.Open || fmt.Sprint(m.Accounts) != fmt.Sprint([]bot.Account{account("UANA"), account("UBO"), account("UAPP")}) {
			t.Errorf("a private one: %+v, %v", m, err)
		}
		for why, place := range map[bot.Inability]bot.Place{
			bot.NotHere: {Platform: "slack", Workspace: "T0OTHER", Channel: "CMOD"},
			bot.Gone:    {Platform: "slack", Workspace: slacktest.Team, Channel: "CNONE"},
		} {
			if _, err := w.slack.Members(t.Context(), place); unable(err) != why {
				t.Errorf("%+v: %v", place, err)
			}
		}
		w.Break(slacktest.Fault{Method: "conversations.members", Times: 1, Error: "missing_scope"})
		if _, err := w.slack.Members(t.Context(), mods); unable(err) != bot.NoRight {
			t.Errorf("without the scope: %v", err)
		}
		w.Break(slacktest.Fault{Method: "conversations.members", Times: 1, Error: "internal_error"})
		if _, err := w.slack.Members(t.Context(), mods); err == nil || unable(err) != "" {
			t.Errorf("what may work later is final: %v", err)
		}
	})
}

func linkOf(channel, ts, thread string) string {
	link := "https://test.slack.com/archives/" + channel + "/p" + strings.ReplaceAll(ts, ".", "")
	if thread != "" {
		link += "?thread_ts=" + thread + "&cid=" + channel
	}
	return link
}

// texts gives what was said, with signs for the message meant and for the root.
func texts(said []bot.Said) (all []string) {
	for _, s := range said {
		sign := ""
		if s.Meant {
			sign += "*"
		}
		if s.Root {
			sign += "^"
		}
		all = append(all, s.Text+sign)
	}
	return all
}

func TestWhatWasSaidAroundAMessageOfAChannel(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		var ts []string
		for i := range 12 {
			at, _ := w.Type([]string{"UANA", "UBO"}[i%2], "CGEN", fmt.Sprint("line ", i), "")
			ts = append(ts, at)
			<-time.After(time.Second)
		}
		w.deliver(post("meeting/7@3#0", "The bot says this."))
		said, err := w.slack.Around(t.Context(), bot.Around{Link: linkOf("CGEN", ts[6], ""), Most: 4})
		if got := fmt.Sprint(texts(said)); err != nil || got != "[line 4 line 5 line 6* line 7]" {
			t.Errorf("%s, %v", got, err)
		}
		if said[2].ID != "slack:"+slacktest.Team+":CGEN:"+ts[6] || said[2].Account != account("UANA") || said[2].At.IsZero() || said[2].Place.Channel != "CGEN" || said[2].Place.Workspace != slacktest.Team {
			t.Errorf("it is %+v", said[2])
		}
		said, err = w.slack.Around(t.Context(), bot.Around{Link: linkOf("CGEN", ts[11], ""), Most: 10})
		if err != nil || len(said) != 6 || !said[5].Meant {
			t.Errorf("at the end: %v, %v", texts(said), err)
		}
	})
}

func TestWhatWasSaidAroundAMessageOfAThreadBeginsWithItsRoot(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		root, _ := w.Type("UANA", "CGEN", "root", "")
		var ts []string
		for i := range 12 {
			<-time.After(time.Second)
			at, _ := w.Type("UBO", "CGEN", fmt.Sprint("answer ", i), root)
			ts = append(ts, at)
		}
		said, err := w.slack.Around(t.Context(), bot.Around{Link: linkOf("CGEN", ts[8], root), Most: 6})
		if got := fmt.Sprint(texts(said)); err != nil || got != "[root^ answer 6 answer 7 answer 8* answer 9 answer 10]" {
			t.Errorf("%s, %v", got, err)
		}
	})
}

func TestALinkThatLeadsToNoMessageOfSlack(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		ts, _ := w.Type("UANA", "CGEN", "hello", "")
		w.Delete("CGEN", ts)
		for link, why := range map[string]bot.Inability{
			"":  bot.NotHere,
			"x": bot.NotHere,
			"https://example.org/archives/CGEN/p1700000000000100":           bot.NotHere,
			"https://slack.com.example.org/archives/CGEN/p1700000000000100": bot.NotHere,
			"http://test.slack.com/archives/CGEN/p1700000000000100":         bot.NotHere,
			"https://test.slack.com/archives/CGEN/p17":                      bot.NotHere,
			"https://test.slack.com/archives/CGEN/1700000000000100":         bot.NotHere,
			linkOf("D1", ts, ""):      bot.NotHere,
			linkOf("CNONE", ts, ""):   bot.Gone,
			linkOf("CHALL", ts, ""):   bot.NoRight,
			linkOf("CGEN", ts, ""):    bot.Gone,
			linkOf("CGEN", ts, "1.1"): bot.Gone,
		} {
			if _, err := w.slack.Around(t.Context(), bot.Around{Link: link, Most: 10}); unable(err) != why {
				t.Errorf("%q: %v", link, err)
			}
		}
	})
}
