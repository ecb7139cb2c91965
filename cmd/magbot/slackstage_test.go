package main_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"magbot/adapters/slack"
	"magbot/adapters/slack/slacktest"
	"magbot/adapters/storytest"
	"magbot/bot"
	"magbot/bot/home"
	program "magbot/cmd/magbot"
	"magbot/store"
	"magbot/store/seal"
)

// The story in Slack as serve wires it: people type, press and fill in modals in
// a workspace that holds the adapter to Slack's limits and pace, and the record
// is that of every other stage.
func TestTheStoryInSlack(t *testing.T) {
	t.Parallel()
	tellInSlack(t, false)
}

// Slack sends everything twice, says again and again to wait, and loses answers
// to what it has done: the record is the same, and nothing stands there twice.
func TestTheStoryInAnUnrulySlack(t *testing.T) {
	t.Parallel()
	tellInSlack(t, true)
}

func tellInSlack(t *testing.T, unruly bool) {
	t.Helper()
	data := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := &slackStage{unruly: unruly, life: &life{data: data}, workspace: slacktest.NewWorkspace(), members: map[string]*member{}, idle: make(chan struct{}, 1)}
		s.workspace.AddChannel(meetingPlace, "meetings", true)
		s.start(t)
		t.Cleanup(func() { s.end(t) })
		storytest.Tell(t, s)
		if looked := len(s.workspace.Calls("conversations.history")); unruly != (looked > 20) {
			t.Errorf("the bot looked %d times for what it had posted", looked)
		}
		s.homes(t)
		for _, c := range s.workspace.Refused() {
			t.Errorf("%s broke a limit of Slack: %s", c.Method, c.Error)
		}
	})
}

// homes looks at what stands in the Home tabs at the end.
func (s *slackStage) homes(t *testing.T) {
	t.Helper()
	if shown := s.workspace.Home(s.members["Noor Rahman"].user).Shown(); !strings.Contains(shown, "write the rules for hybrid rooms") || !strings.Contains(shown, "Captions in every room") {
		t.Errorf("the Home tab of somebody with an action and inputs shows:\n%s", shown)
	}
	for name, m := range s.members {
		if shown := s.workspace.Home(m.user).Shown(); strings.Contains(shown, "Priya Nair") || shown == "" {
			t.Errorf("the Home tab of %s shows:\n%s", name, shown)
		}
	}
}

// meetingPlace is the channel in which the meeting is held.
const meetingPlace = "CMEET"

// slackStage is a magbot in this process, on a data folder of its own, before a
// workspace in memory. Its time is that of a synctest bubble. What the bot does
// takes the time that Slack's pace makes it take; the story counts from the last
// thing that somebody did, so that a minute is a minute.
type slackStage struct {
	*life

	workspace *slacktest.Workspace
	unruly    bool // Slack sends everything twice, and fails now and then
	slack     *slack.Slack

	mu          sync.Mutex
	joining     sync.Mutex
	idle        chan struct{}
	members     map[string]*member // by name
	secretariat *member
	meant       func(name string) bool                    // who comes here; nil for everybody
	desk        func(t testing.TB, command string) string // what the Secretariat is answered; nil where it sits here
	done        time.Time                                 // when somebody did something last, or a wait was over
}

// start opens the data folder and goes to Slack.
func (s *slackStage) start(t testing.TB) {
	t.Helper()
	s.begin(t, nil)
	s.enter(t, func(to slack.Bot) slack.Bot { return to })
	s.engine.Attach(s.slack)
	s.visit()
}

// enter goes to Slack as serve does. Around stands between the adapter and the
// bot.
func (s *slackStage) enter(t testing.TB, around func(slack.Bot) slack.Bot) {
	t.Helper()
	listen := func(to slack.Bot) slack.Bot { return &overhearing{around(to), s} }
	var err error
	s.slack, err = program.OpenSlack(s.ctx, s.line, s.keys, s.engine, s.house, listen, slack.Config{
		BotToken: s.workspace.Token, SigningSecret: s.workspace.Secret, API: s.workspace.Base + "/api/",
		HTTP: &http.Client{Transport: &mortalTransport{s.workspace, s.line}, Timeout: time.Minute},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.workspace.Bot = s.slack.Handler()
}

// end cuts the bot off from its store and from Slack, in the middle of whatever
// it does, as kill -9 would; what is left of it is then taken away.
func (s *slackStage) end(t testing.TB) {
	t.Helper()
	if !s.cut() {
		return
	}
	s.shut()
	s.slack.Close()
	s.bury(t)
}

// mortalTransport makes no calls once the bot is dead.
type mortalTransport struct {
	http.RoundTripper

	line *lifeline
}

// RoundTrip implements http.RoundTripper.
func (m *mortalTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if m.line.cut.Load() {
		return nil, errDead
	}
	return m.RoundTripper.RoundTrip(req)
}

// overhearing hears what the bot answers to whom: Slack shows nothing by which a
// refusal could be told from another sentence, nor what the fields of a form are
// called in the bot.
type overhearing struct {
	slack.Bot

	stage *slackStage
}

// Handle implements slack.Bot.
func (o *overhearing) Handle(ctx context.Context, in bot.Input) (bot.Answer, error) {
	a, err := o.Bot.Handle(ctx, in)
	if call, is := in.Intent.(bot.Call); is && call.Path == home.Path {
		return a, err // nobody asked: their Home tab is renewed
	}
	o.stage.hear(in.Actor.Account.User, a)
	return a, err
}

// Form implements slack.Bot.
func (o *overhearing) Form(ctx context.Context, in bot.Input) (bot.Answer, error) {
	a, err := o.Bot.Form(ctx, in)
	o.stage.hear(in.Actor.Account.User, a)
	return a, err
}

func (s *slackStage) hear(user string, a bot.Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.members {
		if m.user == user {
			m.refused = m.refused || a.Refused
			m.words = saidIn(a.Message)
			if a.Form != nil {
				m.asked = a.Form
			}
		}
	}
}

// Kill implements storytest.Process.
func (s *slackStage) Kill(t testing.TB) {
	t.Helper()
	s.end(t)
	s.start(t)
}

// Sleep implements storytest.Process.
func (s *slackStage) Sleep(t testing.TB, d time.Duration) {
	t.Helper()
	s.end(t)
	<-time.After(d)
	s.start(t)
	s.did()
	s.settle(t)
}

// Record implements storytest.Process.
func (s *slackStage) Record(t testing.TB) (store.Store, *seal.Keyring) {
	t.Helper()
	s.settle(t)
	s.end(t)
	return s.record(t)
}

// did notes that somebody does something now.
func (s *slackStage) did() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done = time.Now()
}

// Now implements storytest.Clock.
func (s *slackStage) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done.IsZero() {
		return time.Now()
	}
	return s.done
}

// Advance implements storytest.Clock. Through days the bot is down and comes back
// an hour before.
func (s *slackStage) Advance(t testing.TB, d time.Duration) {
	t.Helper()
	until := s.Now().Add(d)
	if d > 24*time.Hour {
		s.Sleep(t, time.Until(until)-time.Hour)
	}
	<-time.After(time.Until(until))
	s.did()
	s.settle(t)
}

// calm is how long a modal is left alone after it was answered.
const calm = time.Second

// again is how long Slack says to wait before what failed is tried again.
const again = 2 * time.Second

// settle waits until everything has been shown. Time passes only where Slack's
// pace makes the bot wait.
func (s *slackStage) settle(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	for calls := -1; calls != len(s.workspace.Calls("")); {
		calls = len(s.workspace.Calls(""))
		s.idle <- struct{}{} // one of two who act at once waits after the other
		synctest.Wait()
		<-s.idle
		if err := s.engine.Settle(ctx); err != nil {
			t.Fatalf("the bot does not come to rest: %v", err)
		}
	}
}
