package acceptance_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"magbot/adapters/slack/slacktest"
)

// local-slack has no shortcuts, and opens a modal only for a trigger that it gave
// out itself. So a shortcut comes from here, signed, with the trigger of a slash
// command that local-slack has sent; what follows is local-slack's own again: the
// modal, its submission, the answer. emulate has no interactivity at all.

// overheard notes with what each slash command came.
func (s *town) overheard(to http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			s.t.Errorf("read a request: %v", err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if form, err := url.ParseQuery(string(body)); err == nil && form.Get("command") != "" {
			s.ways <- form
		}
		to.ServeHTTP(w, r)
	})
}

// takes uses a shortcut, of a message when one is given, and waits for its form.
func (s *town) takes(user, shortcut string, m *message) {
	s.t.Helper()
	for len(s.ways) > 0 {
		<-s.ways
	}
	s.command(user, "help", "")
	way := <-s.ways
	p := map[string]any{"type": "shortcut", "team": map[string]string{"id": slacktest.Team}, "user": map[string]string{"id": user}, "callback_id": shortcut, "trigger_id": way.Get("trigger_id")}
	if m != nil {
		p["type"], p["response_url"] = "message_action", way.Get("response_url")
		p["channel"], p["message"] = map[string]string{"id": general}, map[string]string{"user": m.User, "text": m.Text, "ts": m.TS}
	}
	raw, err := json.Marshal(p)
	if err != nil {
		s.t.Fatal(err)
	}
	before := len(s.gate.Calls("views.open"))
	s.signed(url.Values{"payload": {string(raw)}}.Encode())
	s.await("the form of "+shortcut, func() bool { return len(s.gate.Calls("views.open")) > before })
}

// signed sends a request as Slack signs it.
func (s *town) signed(body string) {
	s.t.Helper()
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte("secret"))
	_, _ = fmt.Fprintf(mac, "v0:%s:%s", stamp, body) // a hash takes everything
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, fmt.Sprintf("http://127.0.0.1:%d/", s.hook), strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("a shortcut was answered with %s, %v", resp.Status, err)
	}
}

// written gives a line as it stands in the channel.
func (s *town) written(ts string) (found message) {
	s.t.Helper()
	s.await("the line stands there", func() bool {
		all := s.messages(general, "")
		i := slices.IndexFunc(all, func(m message) bool { return m.TS == ts })
		if i >= 0 {
			found = all[i]
		}
		return i >= 0
	})
	return found
}

func TestShortcutsInLocalSlack(t *testing.T) {
	s := open(t, "events")
	s.settle()
	m := s.written(s.types("UBO", "Nobody asked the technicians."))
	everybody := len(s.messages(general, ""))
	s.takes("UANA", "report", &m)
	view := s.gate.Calls("views.open")
	modal, err := slacktest.OpenModal([]byte(view[len(view)-1].Args["view"]))
	if err != nil {
		t.Fatal(err)
	}
	link := s.gate.Calls("chat.getPermalink")
	if state := string(modal.State()); !strings.Contains(state, "Bo Bergman") || len(link) != 1 || link[0].Args["message_ts"] != m.TS {
		t.Errorf("the form holds %s, its link is of %v", state, link)
	}
	s.fill("UANA", "What it is about", "2", "What happened, in your own words", "That was aimed at us.")
	if got := s.sees("UANA", "Your report has been taken"); got.OnlyFor != "UANA" {
		t.Errorf("the answer is seen by %q, which is everybody when it is empty", got.OnlyFor)
	}
	if n := len(s.messages(general, "")); n != everybody {
		t.Errorf("%d messages stand in the channel, %d before the report", n, everybody)
	}

	m = s.written(s.types("UANA", "We could ask the technicians."))
	s.takes("UBO", "add", &m)
	s.fill("UBO", "Title", "Technicians")
	s.sees("UBO", "Technicians")
	s.takes("UBO", "new", nil)
	s.fill("UBO", "Title", "Captions")
	s.command("UANA", "agenda show 2", "Captions") // which Bo is told in their own conversation
	if shown := s.command("UANA", "agenda show 1", "Technicians"); !strings.Contains(shown, "We could ask the technicians.") {
		t.Errorf("the input shows: %s", shown)
	}
	s.keepsLimits()
}
