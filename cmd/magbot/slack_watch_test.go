package main_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"testing"

	"magbot/adapters/slack/slacktest"
)

// What somebody writes in a watched channel of Slack comes to a free moderator as a
// folded card, and no word of it stands in a log.
func TestAWatchedChannelOfSlackAsksAModerator(t *testing.T) {
	w := slacktest.NewWorkspace()
	server := httptest.NewServer(w)
	defer server.Close()
	w.Base = server.URL
	w.AddUser("UANA", "Ana", "ana@example.org")
	w.AddUser("UBO", "Bo", "bo@example.org")
	w.AddUser("UMO", "Mo", "mo@example.org")
	w.AddChannel("CGEN", "general", true)
	t.Setenv("MAGBOT_SLACK_BOT_TOKEN", w.Token)
	t.Setenv("MAGBOT_SLACK_SIGNING_SECRET", w.Secret)
	t.Setenv("MAGBOT_SLACK_API", server.URL+"/api/")
	t.Setenv("MAGBOT_SLACK_LISTEN", freeAddress(t))
	to, err := url.Parse("http://" + os.Getenv("MAGBOT_SLACK_LISTEN"))
	if err != nil {
		t.Fatal(err)
	}
	w.Bot = httputil.NewSingleHostReverseProxy(to)
	data := t.TempDir()
	s := &slackTown{Workspace: w, t: t}
	p := running(t, founded(t, data), "127.0.0.1:0")
	s.await("requests are taken", func() bool { return w.Event(map[string]any{"type": "x"}).Status == http.StatusOK })
	s.asks("UANA", "community claim "+claimOf(t, data)+" Ana Alvarez", "Ana Alvarez")
	s.asks("UANA", "channel link public", "linked")
	s.asks("UANA", "conduct watch set normal", "told")
	s.sees("", "From now on messages in this channel are looked at")
	s.asks("UANA", `roster add "Bo Bergman" Government`, "Bo Bergman")
	s.asks("UANA", `roster add "Mo Moran" role: moderator`, "Mo Moran")
	for user, name := range map[string]string{"UBO": "Bo Bergman", "UMO": "Mo Moran"} {
		code := claimCode.FindString(s.asks("UANA", "roster link "+name, "me link"))
		s.asks(user, "me link "+code, name)
	}
	if _, sent := w.Type("UBO", "CGEN", "You are an idiot, Ana.", ""); sent.Status != http.StatusOK {
		t.Errorf("status %d", sent.Status)
	}
	card := ""
	s.await("a card", func() bool {
		for _, m := range w.Messages(w.Direct("UMO"), "UMO") {
			if strings.Contains(m.Shown(), "Please look") {
				card = m.Shown()
			}
		}
		return card != ""
	})
	if !strings.Contains(card, "Bo Bergman") || strings.Contains(card, "idiot") {
		t.Errorf("the moderator reads: %s", card)
	}
	if strings.Contains(p.errors.String(), "idiot") {
		t.Error("the log holds a word of it")
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}
