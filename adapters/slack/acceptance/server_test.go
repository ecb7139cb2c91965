package acceptance_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"magbot/adapters/kept/kepttest"
	"magbot/adapters/slack"
	"magbot/adapters/slack/slacktest"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/lang"
	"magbot/bot/roster"
	"magbot/store"
	"magbot/store/seal"
)

// patience is how long a test waits for a server.
const patience = 30 * time.Second

// tool gives the path of something that scripts/needs installs.
func tool(t testing.TB, path string) string {
	t.Helper()
	full, err := filepath.Abs(filepath.Join("..", "..", "..", ".tools", "slack", "node_modules", path))
	if err == nil {
		_, err = os.Stat(full)
	}
	if err != nil {
		t.Fatalf("scripts/needs installs what this test needs: %v", err)
	}
	return full
}

// output keeps what a server prints.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// run starts a server and waits until it answers at an address. It is ended by
// the function that is given back, or with the test.
func run(t testing.TB, ready, name string, args ...string) (stop func()) {
	t.Helper()
	said := &output{}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), name, args...)
	cmd.Stdout, cmd.Stderr, cmd.Dir = said, said, t.TempDir()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan error, 1)
	go func() { gone <- cmd.Wait() }() // it is killed, which is no error
	var once sync.Once
	stop = func() {
		once.Do(func() {
			if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
				t.Error(err)
			}
			if err := <-gone; err == nil {
				t.Errorf("%s had ended by itself: %s", filepath.Base(name), said)
			}
		})
	}
	t.Cleanup(stop)
	end := time.Now().Add(patience)
	for {
		resp, err := http.Get(ready)
		if err == nil {
			_ = resp.Body.Close() // it answers
			return stop
		}
		if time.Now().After(end) {
			t.Fatalf("%s does not answer: %v\n%s", filepath.Base(name), err, said)
		}
		<-time.After(50 * time.Millisecond)
	}
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // nothing was served
	return l.Addr().(*net.TCPAddr).Port
}

// community is the whole house over a store in memory, with the adapter of one
// workspace.
type community struct {
	engine  *engine.Engine
	slack   *slack.Slack
	words   *lang.Catalogue
	trouble chan slack.Trouble
}

// Report implements slack.Reporter.
func (c *community) Report(_ context.Context, what slack.Trouble) { c.trouble <- what }

// Person implements slack.People.
func (c *community) Person(_ context.Context, account bot.Account) (seat slack.Seat, known bool) {
	c.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		id, linked := roster.Of(v).ByAccount(account)
		if linked {
			seat, known = slack.Seat{Person: id, Name: roster.Name(v, id)}, true
		}
	})
	return seat, known
}

// found founds a community in a workspace whose Web API is at an address.
func found(t testing.TB, gate *slacktest.Gate, api string, record store.Store) *community {
	t.Helper()
	h, err := house.New(house.Features())
	if err != nil {
		t.Fatal(err)
	}
	words, err := lang.Load(slack.Words)
	if err != nil {
		t.Fatal(err)
	}
	c := &community{words: words, trouble: make(chan slack.Trouble, 100)}
	keys := seal.NewMemory(rand.Reader)
	if c.engine, err = engine.New(engine.Config{Store: record, Keys: keys, House: h}); err != nil {
		t.Fatal(err)
	}
	if err := c.engine.Start(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.engine.Stop)
	c.slack, err = slack.New(t.Context(), slack.Config{
		Bot: c.engine, People: c, Log: kepttest.NewLog(), Sealer: sealer{keys}, Words: words, Now: time.Now, Trouble: c, Alone: true,
		Shortcuts: []slack.Shortcut{
			{ID: "report", Call: chat.Do("conduct report"), OnMessage: true, TextArg: "words", LinkArg: "message", FromArg: "about"},
			{ID: "add", Call: chat.Do("agenda add"), OnMessage: true, TextArg: "why"},
			{ID: "new", Call: chat.Do("agenda add")},
		},
		BotToken: gate.Token, AppToken: gate.AppToken, SigningSecret: "secret", API: api,
		HTTP: &http.Client{Transport: gate, Timeout: time.Minute},
	})
	if err != nil {
		t.Fatal(err)
	}
	c.engine.Attach(c.slack)
	t.Cleanup(c.slack.Close)
	return c
}

// operate gives a command at the machine itself.
func (c *community) operate(t testing.TB, path string, args ...string) string {
	t.Helper()
	cause, err := c.engine.NewCause("operator")
	if err != nil {
		t.Fatal(err)
	}
	a, err := c.engine.Handle(t.Context(), bot.Input{
		Cause: cause, Actor: bot.Actor{Self: bot.ByCommand}, Place: bot.Place{Platform: "room"}, Intent: bot.Do(path, args...),
	})
	if err != nil || a.Refused {
		t.Fatalf("%s: %v %+v", path, err, a.Message)
	}
	raw, err := json.Marshal(a.Message)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// sealer seals as serve does.
type sealer struct{ keys *seal.Keyring }

func (s sealer) Seal(person bot.PersonID, text, where []byte) ([]byte, error) {
	return s.keys.Seal(engine.PersonKey(person), text, where)
}

func (s sealer) Open(person bot.PersonID, sealed, where []byte) ([]byte, error) {
	return s.keys.Open(engine.PersonKey(person), sealed, where)
}

// send posts JSON to a server's own control and gives what it answers.
func send(t testing.TB, address string, what any) []byte {
	t.Helper()
	raw, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(address, "application/json", bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was read
	var body bytes.Buffer
	if _, err := body.ReadFrom(resp.Body); err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %s", address, resp.Status, body.Bytes())
	}
	return body.Bytes()
}

// get reads JSON from a server.
func get(t testing.TB, address string, into any) {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was read
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		t.Fatal(fmt.Errorf("%s: %w", address, err))
	}
}
