package slack_test

import (
	"testing"
	"testing/synctest"

	"magbot/adapters/slack/slacktest"
	"magbot/bot"
)

func TestTheLinkToAMessageIsTheOneThatSlackGives(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		ts, _ := w.Type("UBO", "CGEN", "talk", "")
		synctest.Wait()
		wrote := bot.Wrote{ID: "slack:" + slacktest.Team + ":CGEN:" + ts, Place: general, Account: account("UBO")}
		link, err := w.slack.LinkTo(t.Context(), wrote)
		if err != nil || link != linkOf("CGEN", ts, "") {
			t.Errorf("the link is %q, %v", link, err)
		}
		said, err := w.slack.Around(t.Context(), bot.Around{Link: link, Most: 3})
		if err != nil || len(said) != 1 || said[0].Text != "talk" || said[0].ID != wrote.ID {
			t.Errorf("the link leads to %+v, %v", said, err)
		}
		for _, missing := range []bot.Wrote{
			{ID: "slack:" + slacktest.Team + ":CGEN:1.000001", Place: general},
			{ID: "slack:" + slacktest.Team + ":CNONE:" + ts, Place: bot.Place{Platform: "slack", Workspace: slacktest.Team, Channel: "CNONE"}},
		} {
			if link, err := w.slack.LinkTo(t.Context(), missing); err == nil || link != "" {
				t.Errorf("%s has the link %q, %v", missing.ID, link, err)
			}
		}
	})
}

func TestTheNameOfAnAccountIsTheOneInTheWorkspace(t *testing.T) {
	inTown(t, func(t *testing.T, w *town) {
		if name, err := w.slack.NameOf(t.Context(), account("UBO")); err != nil || name != "Bo" {
			t.Errorf("the name is %q, %v", name, err)
		}
		if name, err := w.slack.NameOf(t.Context(), account("UNONE")); err == nil || name != "" {
			t.Errorf("nobody is %q, %v", name, err)
		}
	})
}
