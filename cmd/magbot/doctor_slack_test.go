package main_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"magbot/adapters/slack/slacktest"
)

// What keeps magbot from working in Slack is found before a meeting, with the
// exact thing to grant. No token is ever printed.
func TestTheDoctorLooksAtSlack(t *testing.T) {
	w := slacktest.NewWorkspace()
	server := httptest.NewServer(w)
	defer server.Close()
	w.Base = server.URL
	p := inSlack(t, w)
	everything := []string{
		"app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:read", "files:write", "groups:history", "groups:read",
		"im:history", "im:write", "reactions:write", "usergroups:read", "users:read", "users:read.email",
	}
	for name, c := range map[string]struct {
		spoil func(env map[string]string)
		check string
		grade string
		says  []string
	}{
		"all is well":     {func(map[string]string) {}, "slack-channels", "ok", nil},
		"another token":   {func(env map[string]string) { env["MAGBOT_SLACK_BOT_TOKEN"] = "xoxb-old" }, "slack-token", "broken", []string{"Reinstall to Workspace", "invalid_auth"}},
		"no token at all": {func(env map[string]string) { env["MAGBOT_SLACK_BOT_TOKEN"] = "" }, "slack-token", "broken", []string{"docs/slack.md"}},
		"Slack is not there": {func(env map[string]string) { env["MAGBOT_SLACK_API"] = "http://127.0.0.1:1/api/" }, "slack-token", "broken", []string{
			"slack.com",
		}},
		"a scope is missing": {func(map[string]string) {
			w.Grant(slices.DeleteFunc(slices.Clone(everything), func(s string) bool { return s == "reactions:write" }))
		}, "slack-scopes", "broken", []string{"reactions:write", "OAuth & Permissions", "Reinstall to Workspace"}},
		"channels may not be looked at": {func(map[string]string) {
			w.Grant(slices.DeleteFunc(slices.Clone(everything), func(s string) bool { return s == "channels:read" }))
		}, "slack-channels", "broken", []string{"channels:read"}},
		"another app token":        {func(env map[string]string) { env["MAGBOT_SLACK_APP_TOKEN"] = "xapp-old" }, "slack-app-token", "broken", []string{"App-Level Tokens", "connections:write"}},
		"signed requests, no room": {func(env map[string]string) { env["MAGBOT_SLACK_LISTEN"] = taken(t) }, "slack-listen", "broken", nil},
		"the bot was thrown out":   {func(map[string]string) { w.AddChannel("CGEN", "general", false) }, "slack-channels", "broken", []string{"/invite @magbot", "#general"}},
		"the channel is gone":      {func(map[string]string) { w.Archive("CGEN") }, "slack-channels", "broken", []string{"archived", "/mag channel link"}},
		"only some may post there": {func(map[string]string) { w.Restrict("CGEN", "UANA") }, "slack-channels", "broken", []string{"Posting permissions"}},
		"the bot is among them":    {func(map[string]string) { w.Restrict("CGEN", "UANA", slacktest.Self) }, "slack-channels", "ok", nil},
		"the channel cannot be had": {func(map[string]string) {
			w.Break(slacktest.Fault{Method: "conversations.info", Times: 1, Status: http.StatusBadGateway})
		}, "slack-token", "broken", nil},
	} {
		t.Run(name, func(t *testing.T) {
			w.Grant(everything)
			w.AddChannel("CGEN", "general", true)
			env := map[string]string{
				"MAGBOT_SLACK_BOT_TOKEN": w.Token, "MAGBOT_SLACK_APP_TOKEN": w.AppToken, "MAGBOT_SLACK_SIGNING_SECRET": w.Secret, "MAGBOT_SLACK_API": server.URL + "/api/",
			}
			c.spoil(env)
			p.env = nil
			for key, value := range env {
				p.env = append(p.env, key+"="+value)
			}
			d := p.doctor(t)
			grade, mend := d.of(c.check)
			if grade != c.grade {
				t.Fatalf("%s is %q:\n%s", c.check, grade, d.text())
			}
			for _, want := range c.says {
				if !strings.Contains(strings.Join(mend, "\n"), want) {
					t.Errorf("%q is missing in what is to be done:\n%s", want, d.text())
				}
			}
			for _, secret := range []string{w.Token, w.AppToken, w.Secret, "xoxb-old", "xapp-old"} {
				if strings.Contains(d.text(), secret) {
					t.Errorf("it prints %s", secret)
				}
			}
		})
	}
	if posts := len(w.Calls("chat.postMessage")); posts != p.posts {
		t.Errorf("the doctor posted %d messages", posts-p.posts)
	}
}

// slackPatient is a setup with a channel in Slack.
type slackPatient struct {
	patient

	posts int // that stood there before the doctor came
}

// inSlack founds a community whose Secretariat has linked a channel in Slack.
func inSlack(t *testing.T, w *slacktest.Workspace) slackPatient {
	t.Helper()
	p := patientAt(t.TempDir())
	p.flags = []string{"--listen", "127.0.0.1:0"}
	w.AddUser("UANA", "Ana", "ana@example.org")
	w.AddChannel("CGEN", "general", true)
	listen := freeAddress(t)
	to, err := url.Parse("http://" + listen)
	if err != nil {
		t.Fatal(err)
	}
	w.Bot = httputil.NewSingleHostReverseProxy(to)
	for name, value := range map[string]string{
		"MAGBOT_SLACK_BOT_TOKEN": w.Token, "MAGBOT_SLACK_SIGNING_SECRET": w.Secret, "MAGBOT_SLACK_API": w.Base + "/api/", "MAGBOT_SLACK_LISTEN": listen,
	} {
		t.Setenv(name, value)
	}
	s := &slackTown{Workspace: w, t: t}
	served := running(t, founded(t, filepath.Clean(p.data)), "127.0.0.1:0")
	s.await("requests are taken", func() bool { return w.Event(map[string]any{"type": "x"}).Status == http.StatusOK })
	s.asks("UANA", "community claim "+claimOf(t, p.data)+" Ana Alvarez", "Ana Alvarez")
	s.asks("UANA", "channel link public", "linked")
	s.sees("", "belongs to")
	if err := served.stop(); err != nil {
		t.Fatal(err)
	}
	return slackPatient{p, len(w.Calls("chat.postMessage"))}
}
