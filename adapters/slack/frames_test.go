package slack_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack/slacktest"
	"github.com/slack-go/slack/socketmode"

	"magbot/adapters/kept/kepttest"
	"magbot/adapters/slack"
	workspace "magbot/adapters/slack/slacktest"
	"magbot/bot"
)

// The frames below are those of slack-go: its test server answers the Web API and
// opens the socket (slacktest.Websocket), and what goes over it are the library's
// own requests (socketmode.Request). Its SendToWebsocket is not used: it sends each
// frame from a goroutine of its own, so that they come in any order, and
// leaves one behind for good for each socket, which this package's tests forbid.

// framed is the adapter before slack-go's test server.
type framed struct {
	t     *testing.T
	slack *slack.Slack
	brain *brain
	lines chan *websocket.Conn // each socket that was opened
	acks  chan string          // what was acknowledged, by envelope
	told  chan slack.Trouble
	works chan string
	ended chan error // of Run

	mu   sync.Mutex
	open []*websocket.Conn
	read sync.WaitGroup
}

// Report implements slack.Reporter.
func (f *framed) Report(_ context.Context, t slack.Trouble) { f.told <- t }

// frame starts the adapter on a socket of slack-go's test server.
func frame(t *testing.T) *framed {
	t.Helper()
	f := &framed{
		t: t, lines: make(chan *websocket.Conn, 10), acks: make(chan string, 100), told: make(chan slack.Trouble, 10), works: make(chan string, 100), ended: make(chan error, 1),
		brain: &brain{causes: map[bot.Cause]bool{}, handle: func(bot.Input) (bot.Answer, error) { return bot.Answer{Record: recorded}, nil }},
	}
	server := slacktest.NewTestServer(func(c slacktest.Customize) { c.Handle("/ws", slacktest.Websocket(f.serve)) })
	server.Start()
	client := &http.Client{Transport: &http.Transport{}}
	s, err := slack.New(t.Context(), slack.Config{
		Bot: f.brain, People: people{}, Log: kepttest.NewLog(), Sealer: &kepttest.Sealer{}, Words: catalogue(t), Now: time.Now, Trouble: f, Alone: true,
		Works: func(_ context.Context, what string) {
			if what == "socket" {
				f.works <- what
			}
		},
		BotToken: "xoxb-1", AppToken: "xapp-1", API: server.GetAPIURL(), HTTP: client,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.GoodAfter(2 * time.Second)
	f.slack = s
	go func() { f.ended <- s.Run(context.WithoutCancel(t.Context())) }()
	t.Cleanup(func() {
		s.Close()
		f.mu.Lock()
		for _, c := range f.open {
			_ = c.Close() // it may be closed already
		}
		f.mu.Unlock()
		if err := <-f.ended; err != nil {
			t.Errorf("it ended with %v", err)
		}
		server.Stop()
		client.CloseIdleConnections()
		f.read.Wait()
	})
	return f
}

// serve is one socket as Slack holds it.
func (f *framed) serve(conn *websocket.Conn) {
	f.read.Add(1)
	defer f.read.Done()
	f.mu.Lock()
	f.open = append(f.open, conn)
	f.mu.Unlock()
	f.send(conn, socketmode.Request{Type: socketmode.RequestTypeHello, NumConnections: 1})
	f.lines <- conn
	for {
		var ack socketmode.Response
		if err := conn.ReadJSON(&ack); err != nil {
			return
		}
		f.acks <- ack.EnvelopeID
	}
}

func (f *framed) send(conn *websocket.Conn, r socketmode.Request) {
	f.t.Helper()
	if err := conn.WriteJSON(r); err != nil {
		f.t.Errorf("send a frame: %v", err)
	}
}

// event is a typed line as an envelope, sent for the retry-th time.
func event(envelope, id, ts string, retry int) socketmode.Request {
	r := socketmode.Request{
		Type: socketmode.RequestTypeEventsAPI, EnvelopeID: envelope, RetryAttempt: retry,
		Payload: json.RawMessage(fmt.Sprintf(`{"type":"event_callback","team_id":"T024BE7LD","event_id":%q,"event":{"type":"message","user":"UANA","text":"q+","ts":%q,"channel":"CGEN","channel_type":"channel"}}`, id, ts)),
	}
	if retry > 0 {
		r.RetryReason = "timeout"
	}
	return r
}

// acked waits until envelopes are acknowledged, each as often as it is named.
func (f *framed) acked(envelopes ...string) {
	f.t.Helper()
	want := map[string]int{}
	for _, e := range envelopes {
		want[e]++
	}
	for range envelopes {
		e := next(f.t, fmt.Sprint("an acknowledgement of ", want), f.acks)
		if want[e]--; want[e] < 0 {
			f.t.Errorf("%s was acknowledged once too often", e)
		}
	}
}

// Whatever comes again is acknowledged each time and decided once: the same
// envelope, the same event in another envelope, the same line as another event, over
// this socket and over the next. A retry of what never came is no repetition.
func TestWhatSlackSendsAgainIsDecidedOnce(t *testing.T) {
	f := frame(t)
	first := next(t, "a socket", f.lines)
	f.send(first, event("e1", "Ev1", "1.1", 0))
	f.send(first, event("e1", "Ev1", "1.1", 1))
	f.send(first, event("e2", "Ev1", "1.1", 2))
	f.send(first, event("e3", "Ev2", "1.1", 0))
	f.acked("e1", "e1", "e2", "e3")
	f.send(first, event("e4", "Ev4", "1.2", 3))
	f.acked("e4")
	f.send(first, socketmode.Request{Type: socketmode.RequestTypeDisconnect, Reason: "refresh_requested"})
	second := next(t, "another socket", f.lines)
	f.send(second, event("e1", "Ev1", "1.1", 3))
	f.acked("e1")
	var lines []string
	for _, in := range f.brain.inputs() {
		lines = append(lines, string(in.Cause))
	}
	if len(lines) != 2 || lines[0] == lines[1] {
		t.Errorf("two lines were decided as %q", lines)
	}
}

// What the bot could not record is not acknowledged, and is done when it comes again
// with a number, however high.
func TestARetryIsDoneThatWasNotRecordedBefore(t *testing.T) {
	f := frame(t)
	conn := next(t, "a socket", f.lines)
	times := 0
	f.brain.handle = func(bot.Input) (bot.Answer, error) { // one after the other: it is one line
		if times++; times < 3 {
			return bot.Answer{}, errBroken
		}
		return bot.Answer{Record: recorded}, nil
	}
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for retry := range 50 {
		f.send(conn, event(fmt.Sprint("e", retry), "Ev1", "1.1", retry))
		select {
		case e := <-f.acks:
			if times != 3 || retry < 2 {
				t.Errorf("%s is acknowledged after the bot was asked %d times", e, times)
			}
			return
		case <-again.C:
		}
	}
	t.Error("it is never acknowledged")
}

// Slack asks for another socket now and then, and gets it at once; nobody is told.
func TestASocketThatSlackWantsRenewedIs(t *testing.T) {
	f := frame(t)
	conn := next(t, "a socket", f.lines)
	for i, reason := range []string{"warning", "refresh_requested", "warning"} {
		f.send(conn, socketmode.Request{Type: socketmode.RequestTypeDisconnect, Reason: reason, DebugInfo: socketmode.DebugInfo{Host: "applink-1"}})
		conn = next(t, "another socket after "+reason, f.lines)
		envelope := fmt.Sprint("e", i)
		f.send(conn, event(envelope, "Ev"+envelope, fmt.Sprint("1.", i), 0))
		f.acked(envelope)
	}
	if len(f.told) > 0 {
		t.Errorf("somebody was told: %+v", <-f.told)
	}
}

// When Slack lets the app hold no socket (link_disabled, too_many_websockets: the
// library tells nobody which), whoever can mend it is told what to do, it is tried again
// with patience, and it is over when a socket stands.
func TestASocketThatSlackForbidsIsTold(t *testing.T) {
	f := frame(t)
	forbidden := socketmode.Request{Type: socketmode.RequestTypeDisconnect, Reason: "link_disabled"}
	var told slack.Trouble
	for told.Key == "" {
		select {
		case conn := <-f.lines:
			_ = conn.WriteJSON(forbidden) // the last one may be closed already
		case told = <-f.told:
		}
	}
	if told.Key != "sockets_closed" || told.What != "socket" || told.Place != (bot.Place{}) || told.Text.Key != "slack.cure-socket" {
		t.Errorf("told %+v", told)
	}
	next(t, "it is over", f.works)
	var conn *websocket.Conn
	for len(f.lines) > 0 {
		conn = <-f.lines
	}
	f.mu.Lock()
	if n := len(f.open); n > 9 {
		t.Errorf("%d sockets were opened: it is tried again at once", n)
	}
	f.mu.Unlock()
	f.send(conn, event("e1", "Ev1", "1.1", 1))
	f.acked("e1")
}

// What Slack answers instead of the address of a socket is told as well.
func TestASocketThatSlackRefusesIsTold(t *testing.T) {
	w := dialled(t, true, func(w *workspace.Workspace) {
		w.Break(workspace.Fault{Method: "apps.connections.open", Times: 1, Error: "socket_mode_off"})
	})
	if told := next(t, "somebody is told", w.told); told.Key != "socket_mode_off" || told.Text.Key != "slack.cure-socket" {
		t.Errorf("told %+v", told)
	}
	next(t, "a socket", w.lines)
}
