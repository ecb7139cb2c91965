package main_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"magbot/adapters/slack/slacktest"
)

// Slack before the whole program, from founding to the queue of a meeting: the
// workspace is slacktest's, the requests are signed, and magbot is killed in
// between.
func TestAMeetingInSlack(t *testing.T) {
	w := slacktest.NewWorkspace()
	server := httptest.NewServer(w)
	defer server.Close()
	w.Base = server.URL
	w.AddUser("UANA", "Ana", "ana@example.org")
	w.AddUser("UBO", "Bo", "bo@example.org")
	w.AddUser("UCLEO", "Cleo", "cleo@example.org")
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
	s.await("Slack is reached", func() bool { return len(w.Calls("auth.test")) > 0 })
	s.await("requests are taken", func() bool { return w.Event(map[string]any{"type": "x"}).Status == http.StatusOK })
	s.asks("UANA", "community claim "+claimOf(t, data)+" Ana Alvarez", "Ana Alvarez")
	s.asks("UANA", "channel link public", "linked")
	s.sees("", "belongs to")
	s.asks("UBO", "me show", "Ask the Secretariat for a code")
	s.asks("UANA", `roster add "Bo Bergman" Government`, "Bo Bergman")
	code := claimCode.FindString(s.asks("UANA", "roster link Bo Bergman", "me link"))
	s.asks("UBO", "me link "+code, "Bo Bergman")
	s.asks("UANA", "roster add name: Cleo role: observer email: cleo@example.org", "Cleo")
	s.asks("UCLEO", "me show", "e-mail address of Cleo")
	if _, err := w.Press("UCLEO", s.sees("UCLEO", "e-mail address of Cleo"), "Yes, that is me"); err != nil {
		t.Fatal(err)
	}
	s.sees("UCLEO", "Secretariat") // who has a role is linked when the Secretariat says so
	s.asks("UANA", `meeting schedule "First meeting" +2h where: here`, "First meeting")
	s.asks("UANA", "meeting open", "")
	ts, _ := w.Type("UBO", "CGEN", "q+ to say hello", "")
	queue := s.sees("", "Bo Bergman")
	s.await("the line has its sign", func() bool {
		return slices.ContainsFunc(w.Messages("CGEN", ""), func(m slacktest.Message) bool { return m.TS == ts && len(m.Signs) == 1 })
	})

	if err := p.kill(); err != nil {
		t.Fatal(err)
	}
	posts := len(w.Messages("CGEN", ""))
	p = running(t, data, "127.0.0.1:0")
	s.await("requests are taken again", func() bool { return w.Event(map[string]any{"type": "x"}).Status == http.StatusOK })
	if _, err := w.Press("UANA", queue, slacktest.Buttons(queue.Blocks)[0]); err != nil {
		t.Fatal(err)
	}
	if _, sent := w.Type("UANA", "CGEN", "ack Bo", ""); sent.Status != http.StatusOK {
		t.Errorf("status %d", sent.Status)
	}
	s.await("Bo has the floor", func() bool {
		return slices.ContainsFunc(w.Messages("CGEN", ""), func(m slacktest.Message) bool { return m.TS == queue.TS && m.Shown() != queue.Shown() })
	})
	if n := len(w.Messages("CGEN", "")); n > posts+3 {
		t.Errorf("%d messages stand in the channel, %d before the kill", n, posts)
	}
	for _, c := range w.Refused() {
		t.Errorf("%s broke a limit of Slack: %s", c.Method, c.Error)
	}
	for _, secret := range []string{w.Token, w.Secret, "to say hello"} {
		if strings.Contains(p.errors.String(), secret) {
			t.Errorf("%q stands in the log", secret)
		}
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}

// While Slack cannot be reached the room works, and Slack is tried again.
func TestTheRoomWorksWithoutSlack(t *testing.T) {
	file := t.TempDir() + "/token"
	if err := os.WriteFile(file, []byte("xoxb-from-a-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("MAGBOT_SLACK_BOT_TOKEN_FILE", file)
	t.Setenv("MAGBOT_SLACK_APP_TOKEN", "xapp-1")
	t.Setenv("MAGBOT_SLACK_API", "http://127.0.0.1:1/api/")
	p := running(t, t.TempDir(), "127.0.0.1:0")
	s := &slackTown{Workspace: slacktest.NewWorkspace(), t: t}
	s.await("it says so", func() bool { return strings.Contains(p.errors.String(), "Slack cannot be reached; it is tried again") })
	if strings.Contains(p.errors.String(), "xoxb") {
		t.Errorf("a token stands in the log: %s", p.errors)
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}

// A token that Slack does not take is told at once, with what to do.
func TestATokenThatSlackRefuses(t *testing.T) {
	w := slacktest.NewWorkspace()
	server := httptest.NewServer(w)
	defer server.Close()
	t.Setenv("MAGBOT_SLACK_BOT_TOKEN", "xoxb-old")
	t.Setenv("MAGBOT_SLACK_APP_TOKEN", "xapp-1")
	t.Setenv("MAGBOT_SLACK_API", server.URL+"/api/")
	_, err := serve(t.Context(), t.TempDir(), "127.0.0.1:0")
	if err == nil || !strings.Contains(err.Error(), "Reinstall to Workspace") || strings.Contains(err.Error(), "xoxb-old") {
		t.Errorf("it said: %v", err)
	}
}

// slackTown is a workspace with magbot in it.
type slackTown struct {
	*slacktest.Workspace

	t *testing.T
}

func (s *slackTown) await(what string, there func() bool) {
	s.t.Helper()
	end := time.Now().Add(patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !there() {
		if time.Now().After(end) {
			for _, m := range s.Messages("CGEN", "") {
				s.t.Logf("the channel shows: %s", m.Shown())
			}
			s.t.Fatalf("never: %s", what)
		}
		<-tick.C
	}
}

// asks gives a command, and waits for an answer that says something.
func (s *slackTown) asks(user, command, want string) string {
	s.t.Helper()
	before := len(s.Messages("CGEN", user))
	if sent := s.Command(user, "CGEN", command); sent.Status != http.StatusOK {
		s.t.Fatalf("%s: status %d", command, sent.Status)
	}
	said := ""
	defer func() {
		if s.t.Failed() {
			s.t.Logf("%s was answered with: %s", command, said)
		}
	}()
	s.await("the answer to "+command+" says "+want, func() bool {
		all := s.Messages("CGEN", user)
		said = ""
		for _, m := range all[min(before, len(all)):] {
			said += m.Shown()
		}
		return said != "" && strings.Contains(said, want)
	})
	return said
}

// sees waits for a message.
func (s *slackTown) sees(user, want string) (found slacktest.Message) {
	s.t.Helper()
	s.await(user+" sees "+want, func() bool {
		for _, m := range s.Messages("CGEN", user) {
			if m.User == slacktest.Self && strings.Contains(m.Shown(), want) {
				found = m
			}
		}
		return found.TS != ""
	})
	return found
}

var claims = map[string]string{}

// founded founds a community in a data folder.
func founded(t *testing.T, data string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Args = []string{"magbot", "init", "Example Board", "--data", data}
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	claims[data] = claimCode.FindString(string(out))
	return data
}

func claimOf(t *testing.T, data string) string {
	t.Helper()
	if claims[data] == "" {
		t.Fatal("no code was printed")
	}
	return claims[data]
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // nothing was served
	return l.Addr().String()
}
