package acceptance_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"magbot/adapters/slack/slacktest"
	"magbot/store"
	"magbot/store/memory"
)

// town is a workspace of local-slack with magbot in it.
type town struct {
	*community

	t     testing.TB
	gate  *slacktest.Gate
	port  int
	hook  int // where it sends signed requests
	start func() (stop func())
	stop  func()
	ways  chan url.Values // what came with each slash command: its trigger and its address for answers
}

const general = "C01GEN"

// open starts local-slack in a mode ("socket" or "events") and the bot in it.
func open(t testing.TB, mode string) *town {
	t.Helper()
	s := stand(t, mode, "UANA", "UBO")
	s.attend(mode, memory.New())
	return s
}

// stand starts local-slack in a mode with people in it, and without the bot.
func stand(t testing.TB, mode string, users ...string) *town {
	t.Helper()
	s := &town{t: t, port: freePort(t)}
	s.ways = make(chan url.Values, 100)
	s.gate = &slacktest.Gate{Next: http.DefaultTransport, Token: "xoxb-local", AppToken: "xapp-local"}
	s.hook = freePort(t)
	people, members := "", []string{"U0BOT"}
	for _, u := range users {
		name := strings.ToLower(strings.TrimPrefix(u, "U"))
		people += fmt.Sprintf("  - {id: %s, name: %s, real_name: %s}\n", u, name, name)
		members = append(members, u)
	}
	config := fmt.Sprintf(`workspace: {name: Test, domain: test, teamId: %s}
app: {appId: A01APP, botUserId: U0BOT, botName: magbot, botToken: xoxb-local, appToken: xapp-local, signingSecret: secret, mode: %s, requestUrl: "http://127.0.0.1:%d/"}
users:
%schannels:
  - {id: %s, name: general, members: [%s]}
`, slacktest.Team, mode, s.hook, people, general, strings.Join(members, ", "))
	file := filepath.Join(t.TempDir(), "workspace.yaml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	s.start = func() func() {
		return run(t, s.at("/_control/state"), tool(t, "local-slack-linux-x64/bin/local-slack"),
			"--config", file, "--port", fmt.Sprint(s.port), "--base-host", "127.0.0.1", "--files-dir", t.TempDir())
	}
	s.stop = s.start()
	return s
}

// attend lets the bot come in, with its record in a store.
func (s *town) attend(mode string, record store.Store) {
	t := s.t
	t.Helper()
	s.community = found(t, s.gate, s.at("/api/"), record)
	switch mode {
	case "socket":
		ended := make(chan error, 1)
		go func() { ended <- s.slack.Run(t.Context()) }()
		t.Cleanup(func() {
			s.slack.Close()
			if err := <-ended; err != nil {
				t.Errorf("the socket ended with %v", err)
			}
		})
		s.await("the socket is open", s.slack.Connected)
	case "events":
		l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", fmt.Sprintf("127.0.0.1:%d", s.hook))
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{Handler: s.overheard(s.slack.Handler()), ReadHeaderTimeout: time.Minute}
		served := make(chan error, 1)
		go func() { served <- server.Serve(l) }()
		t.Cleanup(func() {
			if err := server.Close(); err != nil {
				t.Error(err)
			}
			if err := <-served; !errors.Is(err, http.ErrServerClosed) {
				t.Error(err)
			}
		})
	}
}

func (s *town) at(path string) string { return fmt.Sprintf("http://127.0.0.1:%d%s", s.port, path) }

func (s *town) await(what string, there func() bool) {
	s.t.Helper()
	end := time.Now().Add(patience)
	for !there() {
		if time.Now().After(end) {
			s.t.Fatalf("never: %s; the channel shows %q; calls %q", what, s.shown(general, "UBO"), s.gate.Calls("apps.connections.open"))
		}
		<-time.After(20 * time.Millisecond)
	}
}

// message is one as local-slack keeps it.
type message struct {
	TS        string          `json:"ts"`
	User      string          `json:"user"`
	Text      string          `json:"text"`
	Blocks    json.RawMessage `json:"blocks"`
	OnlyFor   string          `json:"ephemeral_to"`
	Reactions []struct {
		Name string `json:"name"`
	} `json:"reactions"`
}

func (m message) shown() string {
	return slacktest.Message{Text: m.Text, Blocks: m.Blocks}.Shown()
}

// messages is what somebody sees in a channel.
func (s *town) messages(channel, user string) []message {
	var reply struct {
		Messages []message `json:"messages"`
	}
	get(s.t, s.at("/_control/messages/"+channel), &reply)
	return slices.DeleteFunc(reply.Messages, func(m message) bool { return m.OnlyFor != "" && m.OnlyFor != user })
}

func (s *town) shown(channel, user string) []string {
	var all []string
	for _, m := range s.messages(channel, user) {
		all = append(all, m.shown())
	}
	return all
}

// sees waits until somebody sees a message of the bot that says something.
func (s *town) sees(user, want string) (found message) {
	s.t.Helper()
	s.await(user+" sees "+want, func() bool {
		for _, m := range s.messages(general, user) {
			if m.User == "U0BOT" && strings.Contains(m.shown(), want) {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// command gives a slash command, and gives the answer that says something.
func (s *town) command(user, text, want string) string {
	s.t.Helper()
	before := len(s.messages(general, user))
	send(s.t, s.at("/_control/command"), map[string]string{"channel": general, "user": user, "command": "/mag", "text": text})
	said := ""
	s.await("the answer to "+text+" says "+want, func() bool {
		all := s.shown(general, user)
		said = strings.Join(all[min(before, len(all)):], "\n")
		return strings.Contains(said, want)
	})
	return said
}

// types types a line, and gives its ts.
func (s *town) types(user, text string) string {
	s.t.Helper()
	var reply struct {
		Message message `json:"message"`
	}
	raw := send(s.t, s.at("/_control/message"), map[string]string{"channel": general, "user": user, "text": text})
	if err := json.Unmarshal(raw, &reply); err != nil {
		s.t.Fatal(err)
	}
	return reply.Message.TS
}

// press presses the first button under a message.
func (s *town) press(user string, m message, label string) {
	s.t.Helper()
	var blocks []struct {
		Type     string           `json:"type"`
		Elements []map[string]any `json:"elements"`
	}
	if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
		s.t.Fatal(err)
	}
	for _, b := range blocks {
		for _, e := range b.Elements {
			text, _ := e["text"].(map[string]any)
			if b.Type == "actions" && text["text"] == label {
				send(s.t, s.at("/_control/interact"), map[string]any{"channel": general, "messageTs": m.TS, "user": user, "action": e})
				return
			}
		}
	}
	s.t.Fatalf("no button %q in %s", label, m.Blocks)
}

// modal waits for a modal that the bot opens, fills it in and sends it.
func (s *town) fill(user string, fields ...string) {
	s.t.Helper()
	opened := func() []slacktest.Call {
		return append(s.gate.Calls("views.open"), s.gate.Calls("views.update")...)
	}
	s.await("a modal opens", func() bool { return len(opened()) > 0 })
	all := opened()
	m, err := slacktest.OpenModal([]byte(all[len(all)-1].Args["view"]))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(fields); i += 2 {
		if err := m.Set(fields[i], fields[i+1]); err != nil {
			s.t.Fatal(err)
		}
	}
	ui, resp, err := websocket.DefaultDialer.DialContext(s.t.Context(), strings.Replace(s.at("/ui"), "http", "ws", 1), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it became a socket
	defer ui.Close()        //nolint:errcheck // what was to be sent is sent
	if err := ui.WriteJSON(map[string]any{"t": "view_submit", "user": user, "values": m.State()}); err != nil {
		s.t.Fatal(err)
	}
	for range 20 { // until local-slack has told what came of it
		var said struct {
			T string `json:"t"`
		}
		if err := ui.ReadJSON(&said); err != nil {
			s.t.Fatal(err)
		}
		if said.T == "view" || said.T == "view_errors" {
			return
		}
	}
}

var code = regexp.MustCompile(`[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}`)

// settle founds a community in which Ana is the Secretariat and Bo a member, with
// a meeting open in the channel.
func (s *town) settle() {
	s.t.Helper()
	s.operate(s.t, "community found", "name", "Example Board")
	s.command("UANA", "community claim "+code.FindString(s.operate(s.t, "community claim-code"))+" Ana Alvarez", "Ana Alvarez")
	s.command("UANA", "channel link public", "")
	s.sees("UBO", "belongs to “Example Board”")
	s.command("UANA", `roster add "Bo Bergman" Government`, "Bo Bergman")
	s.command("UBO", "me link "+code.FindString(s.command("UANA", "roster link Bo Bergman", "me link")), "Bo Bergman")
	s.command("UANA", `meeting schedule "First meeting" +2h where: here`, "First meeting")
	s.command("UANA", "meeting open", "")
}

func (s *town) isNoted(ts string) func() bool {
	return func() bool {
		return slices.ContainsFunc(s.messages(general, ""), func(m message) bool { return m.TS == ts && len(m.Reactions) == 1 })
	}
}

// keepsLimits fails the test when a call broke a limit of Slack.
func (s *town) keepsLimits() {
	s.t.Helper()
	for _, c := range s.gate.Refused() {
		s.t.Errorf("%s broke a limit of Slack: %s", c.Method, c.Error)
	}
}

func TestAMeetingInLocalSlack(t *testing.T) {
	for _, mode := range []string{"socket", "events"} {
		t.Run(mode, func(t *testing.T) {
			s := open(t, mode)
			s.settle()
			s.await("the line has its sign", s.isNoted(s.types("UBO", "q+ to say &lt;hello&gt;")))
			queue := s.sees("", "Bo Bergman (Government)")
			s.types("UBO", "<@U0BOT> q?")
			s.await("a mention is answered", func() bool {
				return slices.ContainsFunc(s.messages(general, "UBO"), func(m message) bool {
					return m.OnlyFor == "UBO" && strings.Contains(m.shown(), "“<hello>”")
				})
			})
			s.press("UANA", queue, slacktest.Buttons(queue.Blocks)[0])
			s.command("UBO", "agenda add", "")
			s.fill("UBO", "Title", "Hybrid rules")
			s.sees("UBO", "Hybrid rules")
			s.keepsLimits()
		})
	}
}

func TestASocketThatBreaksIsOpenedAgain(t *testing.T) {
	s := open(t, "socket")
	s.settle()
	s.stop()
	s.await("the socket is closed", func() bool { return !s.slack.Connected() })
	s.stop = s.start()
	s.await("the socket is open", s.slack.Connected)
	s.await("what is typed is heard", func() bool { return s.isNoted(s.types("UBO", "q+"))() })
	s.keepsLimits()
}
