package slack_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"magbot/adapters/kept/kepttest"
	"magbot/adapters/slack"
	"magbot/adapters/slack/slacktest"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/lang"
)

// wire is the other end of a socket, as Slack holds it. It says what a test tells
// it to.
type wire struct {
	*slacktest.Workspace

	t     *testing.T
	slack *slack.Slack
	brain *brain
	lines chan *websocket.Conn // each connection that was opened
	acks  chan string          // what was acknowledged, by envelope
	ended chan error           // of Run
	pings bool
	told  chan slack.Trouble
	mu    sync.Mutex
	open  []*websocket.Conn
	read  sync.WaitGroup
}

// Report implements slack.Reporter.
func (w *wire) Report(_ context.Context, t slack.Trouble) { w.told <- t }

// patience is how long a test waits for what must come.
const patience = 10 * time.Second

// dialled starts the adapter on a socket. With pings, the other end gives signs
// of life.
func dialled(t *testing.T, pings bool, spoil func(*slacktest.Workspace)) *wire {
	t.Helper()
	w := &wire{
		Workspace: slacktest.NewWorkspace(), t: t, pings: pings, lines: make(chan *websocket.Conn, 10), acks: make(chan string, 100),
		ended: make(chan error, 1), told: make(chan slack.Trouble, 10),
		brain: &brain{causes: map[bot.Cause]bool{}, handle: func(bot.Input) (bot.Answer, error) {
			return bot.Answer{Message: chat.Say("Done."), Record: recorded}, nil
		}},
	}
	server := httptest.NewServer(w)
	w.Base, w.Socket = server.URL, strings.Replace(server.URL, "http", "ws", 1)+"/link"
	w.AddUser("UANA", "Ana", "ana@example.org")
	w.AddChannel("CGEN", "general", true)
	client := &http.Client{Transport: &http.Transport{}}
	s, err := slack.New(t.Context(), slack.Config{
		Bot: w.brain, People: people{"UANA": {Person: "p1", Name: "Ana"}}, Log: kepttest.NewLog(), Sealer: &kepttest.Sealer{}, Words: catalogue(t), Now: time.Now,
		Trouble: w, Alone: true, BotToken: w.Token, AppToken: w.AppToken, API: server.URL + "/api/", HTTP: client,
	})
	if err != nil {
		t.Fatal(err)
	}
	spoil(w.Workspace)
	if !pings {
		s.DeadAfter(300 * time.Millisecond)
	}
	w.slack = s
	go func() { w.ended <- s.Run(context.WithoutCancel(t.Context())) }()
	t.Cleanup(func() {
		s.Close()
		w.hangUp()
		server.Close()
		client.CloseIdleConnections()
		w.read.Wait()
	})
	return w
}

// ServeHTTP is the Web API, and the socket.
func (w *wire) ServeHTTP(rw http.ResponseWriter, req *http.Request) {
	if req.URL.Path != "/link" {
		w.Workspace.ServeHTTP(rw, req)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }} // the library names the API as its origin
	conn, err := up.Upgrade(rw, req, nil)
	if err != nil {
		w.t.Errorf("the socket was not opened: %v", err)
		return
	}
	w.mu.Lock()
	w.open = append(w.open, conn)
	w.mu.Unlock()
	w.say(conn, `{"type":"hello","num_connections":1,"connection_info":{"app_id":"A1"}}`)
	if w.pings {
		w.read.Go(func() { w.beat(conn) })
	}
	w.read.Go(func() { w.hear(conn) })
	w.lines <- conn
}

// beat pings until the socket is closed.
func (w *wire) beat(conn *websocket.Conn) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if conn.WriteControl(websocket.PingMessage, []byte("x"), time.Now().Add(time.Second)) != nil {
			return
		}
	}
}

// hear reads what the adapter acknowledges.
func (w *wire) hear(conn *websocket.Conn) {
	for {
		var ack struct {
			Envelope string `json:"envelope_id"`
		}
		if err := conn.ReadJSON(&ack); err != nil {
			return
		}
		w.acks <- ack.Envelope
	}
}

func (w *wire) say(conn *websocket.Conn, frame string) {
	w.t.Helper()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		w.t.Errorf("say something on the socket: %v", err)
	}
}

func (w *wire) hangUp() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.open {
		_ = c.Close() // it may be closed already
	}
}

// line is an envelope with a typed line, sent for the retry-th time.
func line(envelope, event, ts string, retry int) string {
	return fmt.Sprintf(`{"envelope_id":%q,"type":"events_api","accepts_response_payload":false,"retry_attempt":%d,"retry_reason":"timeout","payload":
		{"type":"event_callback","team_id":%q,"event_id":%q,"event":{"type":"message","user":"UANA","text":"q+","ts":%q,"channel":"CGEN","channel_type":"channel"}}}`,
		envelope, retry, slacktest.Team, event, ts)
}

// next waits for what a channel brings.
func next[T any](t *testing.T, what string, from <-chan T) (v T) {
	t.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case v = <-from:
	case <-timer.C:
		t.Fatalf("never: %s", what)
	}
	return v
}

// The same line comes with other envelopes, under other events, on retries and
// over another connection: it is acknowledged each time and decided once.
func TestWhatComesAgainByTheSocketIsDecidedOnce(t *testing.T) {
	w := dialled(t, true, func(*slacktest.Workspace) {})
	first := next(t, "a connection", w.lines)
	w.say(first, line("e1", "Ev1", "1.1", 0))
	w.say(first, line("e2", "Ev1", "1.1", 1))
	w.say(first, line("e3", "Ev2", "1.1", 0))
	w.say(first, `{"type":"disconnect","reason":"refresh_requested"}`)
	second := next(t, "another connection", w.lines)
	w.say(second, line("e4", "Ev1", "1.1", 2))
	w.say(second, line("e5", "Ev5", "1.2", 3)) // a retry may be the only copy
	acked := map[string]bool{}
	for !acked["e4"] || !acked["e5"] {
		acked[next(t, "an acknowledgement", w.acks)] = true
	}
	if n := len(w.brain.inputs()); n != 2 {
		t.Errorf("two lines were taken for %d", n)
	}
}

// What is not recorded is not acknowledged, so that Slack sends it again.
func TestWhatIsNotRecordedIsNotAcknowledgedOnTheSocket(t *testing.T) {
	w := dialled(t, true, func(*slacktest.Workspace) {})
	conn := next(t, "a connection", w.lines)
	asked := make(chan bool, 10)
	broken := true
	w.brain.handle = func(bot.Input) (bot.Answer, error) {
		defer func() { asked <- true }()
		if broken {
			broken = false
			return bot.Answer{}, errBroken
		}
		return bot.Answer{Record: recorded}, nil
	}
	w.say(conn, line("e1", "Ev1", "1.1", 0))
	next(t, "the bot is asked", asked)
	w.say(conn, line("e2", "Ev1", "1.1", 1))
	if got := next(t, "an acknowledgement", w.acks); got != "e2" {
		t.Errorf("%s was acknowledged, which nobody recorded", got)
	}
}

// A socket on which nothing comes any more, not even a ping, is opened anew, and
// does not count as open meanwhile.
func TestASilentSocketIsOpenedAnew(t *testing.T) {
	w := dialled(t, false, func(*slacktest.Workspace) {})
	next(t, "a connection", w.lines)
	conn := next(t, "another connection", w.lines)
	w.say(conn, line("e1", "Ev1", "1.1", 0))
	next(t, "an acknowledgement", w.acks)
}

// A token that Slack does not take any more ends it with what to do: a loop of
// tries would lock the app out.
func TestATokenThatIsRevokedEndsTheSocketAndIsTold(t *testing.T) {
	for _, code := range []string{"invalid_auth", "token_revoked", "account_inactive", "not_authed"} {
		t.Run(code, func(t *testing.T) {
			w := dialled(t, true, func(w *slacktest.Workspace) {
				w.Break(slacktest.Fault{Method: "apps.connections.open", Times: 1000, Error: code})
			})
			err := next(t, "the end", w.ended)
			var refusal *lang.Error
			if !errors.As(err, &refusal) || refusal.Key != "slack.cure-token" {
				t.Errorf("it ended with %v", err)
			}
			if got := next(t, "somebody is told", w.told); got.Key != code {
				t.Errorf("told %+v", got)
			}
			if n := len(w.Calls("apps.connections.open")); n > 2 {
				t.Errorf("it asked %d times", n)
			}
			if w.slack.Connected() {
				t.Error("it counts as open")
			}
		})
	}
}
