package slack_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"magbot/adapters/kept/kepttest"
	"magbot/adapters/roll"
	"magbot/adapters/slack"
	"magbot/adapters/slack/slacktest"
	"magbot/bot"
	"magbot/bot/chat"
)

// brain is a bot that answers as a test tells it, and does nothing twice.
type brain struct {
	mu     sync.Mutex
	asked  []bot.Input
	causes map[bot.Cause]bool
	handle func(in bot.Input) (bot.Answer, error)
	form   func(in bot.Input) (bot.Answer, error)
}

func (b *brain) Handle(_ context.Context, in bot.Input) (bot.Answer, error) {
	b.mu.Lock()
	b.asked = append(b.asked, in)
	done := b.causes[in.Cause]
	handle := b.handle
	b.mu.Unlock()
	if done {
		return bot.Answer{Done: true}, nil
	}
	answer, err := handle(in)
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil && answer.Record != (bot.Ref{}) {
		b.causes[in.Cause] = true
	}
	return answer, err
}

func (b *brain) Form(_ context.Context, in bot.Input) (bot.Answer, error) { return b.form(in) }

// inputs are what the bot was asked so far.
func (b *brain) inputs() []bot.Input {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.asked)
}

// people is who is linked.
type people map[string]slack.Seat

func (p people) Person(_ context.Context, a bot.Account) (slack.Seat, bool) {
	s, ok := p[a.User]
	return s, ok
}

// town is a workspace with the adapter in it. Its time is that of a synctest
// bubble.
type town struct {
	*slacktest.Workspace

	t       *testing.T
	brain   *brain
	slack   *slack.Slack
	log     *kepttest.Log
	alone   bool
	linker  slack.Linker
	people  people
	counter slack.Counter
	greeter kepttest.Greeter
	home    []chat.Call
	roll    roll.Roll
	trouble []slack.Trouble
}

// Report implements slack.Reporter.
func (w *town) Report(_ context.Context, tr slack.Trouble) { w.trouble = append(w.trouble, tr) }

var recorded = bot.Ref{Stream: "meeting/7", Version: 3}

// inTown runs a test in a workspace where Ana is linked and Bo is not, with the
// bot in #general but not in #hall.
func inTown(t *testing.T, do func(t *testing.T, w *town)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &town{
			Workspace: slacktest.NewWorkspace(), t: t, alone: true, log: kepttest.NewLog(), people: people{"UANA": {Person: "p1", Name: "Ana Alvarez"}},
			brain: &brain{causes: map[bot.Cause]bool{}, handle: func(bot.Input) (bot.Answer, error) { return bot.Answer{Ignored: true}, nil }},
		}
		w.AddUser("UANA", "Ana", "ana@example.org")
		w.AddUser("UBO", "Bo", "bo@example.org")
		w.AddChannel("CGEN", "general", true)
		w.AddChannel("CHALL", "hall", false)
		w.start()
		defer func() { w.slack.Close() }() // also when a test fails: what still works would be a deadlock of the bubble
		do(t, w)
		synctest.Wait()
		w.slack.Close()
		for _, c := range w.Refused() {
			t.Errorf("%s broke a limit of Slack: %s", c.Method, c.Error)
		}
	})
}

// start begins a life of the adapter, as after a crash.
func (w *town) start() {
	w.t.Helper()
	s, err := slack.New(w.t.Context(), slack.Config{
		Bot: w.brain, Counter: w.counter, Greeter: &w.greeter, People: w.people, Log: w.log, Sealer: &kepttest.Sealer{}, Words: catalogue(w.t), Now: time.Now, Trouble: w, Alone: w.alone, Linker: w.linker,
		Home: w.home, Roll: w.roll,
		BotToken: w.Token, SigningSecret: w.Secret, API: "https://slack.test/api/", HTTP: &http.Client{Transport: w.Workspace, Timeout: time.Minute},
		Shortcuts: []slack.Shortcut{
			{ID: "add", Name: "Add to agenda", Call: chat.Do("agenda add"), OnMessage: true, TextArg: "why"},
			{ID: "report", Name: "Report", Call: chat.Do("conduct report"), OnMessage: true, TextArg: "words", LinkArg: "message", FromArg: "about"},
			{ID: "new", Name: "Propose an agenda item", Call: chat.Do("agenda add")},
		},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.slack, w.Bot = s, s.Handler()
}

// says makes the bot answer everything with a sentence.
func (w *town) says(text string, ref bot.Ref) {
	w.brain.handle = func(bot.Input) (bot.Answer, error) {
		return bot.Answer{Message: chat.Say(text), Record: ref, Refused: ref == (bot.Ref{})}, nil
	}
}

// sees gives the last message that somebody sees in a channel.
func (w *town) sees(channel, user string) slacktest.Message {
	w.t.Helper()
	synctest.Wait()
	all := w.Messages(channel, user)
	if len(all) == 0 {
		w.t.Fatalf("%s sees nothing in %s", user, channel)
	}
	return all[len(all)-1]
}

// wants checks that something is said in it.
func wants(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q is missing in %.400q", p, text)
		}
	}
}

var errBroken = errors.New("the store is away")

func call(in bot.Input) string {
	switch intent := in.Intent.(type) {
	case bot.Typed:
		return fmt.Sprintf("%q %t", intent.Text, intent.Addressed)
	case bot.Call:
		return fmt.Sprint(intent.Path, " ", intent.Args)
	}
	return ""
}
