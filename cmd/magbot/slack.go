package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"magbot/adapters/slack"
	"magbot/bot"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/lang"
	"magbot/bot/roster"
	"magbot/cmd/magbot/ops"
)

// slackFlags say how Slack is reached. Its tokens are secrets: they come from the
// environment or from a file that the environment names, never from a flag.
type slackFlags struct {
	SlackListen string `name:"slack-listen" help:"Address for Slack's signed requests, such as 127.0.0.1:8739, instead of Socket Mode." env:"MAGBOT_SLACK_LISTEN"`
	SlackAPI    string `name:"slack-api" help:"Where Slack's Web API is, for tests." env:"MAGBOT_SLACK_API" hidden:""`
}

// The environment variables that hold Slack's secrets. With _FILE behind it, each
// names a file that holds the secret instead.
const (
	slackBotEnv     = "MAGBOT_SLACK_BOT_TOKEN"
	slackAppEnv     = "MAGBOT_SLACK_APP_TOKEN"
	slackSigningEnv = "MAGBOT_SLACK_SIGNING_SECRET"
)

// slackSecrets are what Slack knows the bot by.
type slackSecrets struct{ bot, app, signing string }

// secret reads a secret from the environment, or from the file that it names.
func secret(w *world, name string) (string, error) {
	path := w.env[name+"_FILE"]
	switch {
	case path == "":
		return strings.TrimSpace(w.env[name]), nil
	case w.env[name] != "":
		return "", fmt.Errorf("%s and %s_FILE are both set: keep one", name, name)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read what %s_FILE names: %w", name, err)
	}
	return strings.TrimSpace(string(raw)), nil
}

// secrets reads them; none at all means that there is no Slack.
func (f slackFlags) secrets(w *world) (s slackSecrets, wanted bool, err error) {
	for name, to := range map[string]*string{slackBotEnv: &s.bot, slackAppEnv: &s.app, slackSigningEnv: &s.signing} {
		if *to, err = secret(w, name); err != nil {
			return s, false, err
		}
	}
	switch {
	case s == (slackSecrets{}):
		if f.SlackListen != "" {
			return s, false, fmt.Errorf("--slack-listen needs %s and %s: docs/slack.md says where they are found", slackBotEnv, slackSigningEnv)
		}
		return s, false, nil
	case !strings.HasPrefix(s.bot, "xoxb-"):
		return s, false, fmt.Errorf("%s is to hold the bot token, which begins with xoxb-: docs/slack.md says where it is found", slackBotEnv)
	case f.SlackListen != "" && s.signing == "":
		return s, false, fmt.Errorf("--slack-listen needs the signing secret in %s", slackSigningEnv)
	case f.SlackListen == "" && !strings.HasPrefix(s.app, "xapp-"):
		return s, false, fmt.Errorf("%s is to hold the app token, which begins with xapp-, or give --slack-listen and %s: docs/slack.md says where they are found", slackAppEnv, slackSigningEnv)
	}
	return s, true, nil
}

// slackLink is the way to one Slack workspace while magbot runs.
type slackLink struct {
	config slack.Config
	listen string
	attach func(ops.Platform)
	logger *slog.Logger
	words  *lang.Catalogue

	end  context.CancelFunc
	work sync.WaitGroup
	mu   sync.Mutex
	at   *slack.Slack // nil until Slack was reached
}

// slack opens the way to Slack, if it is wanted. A token that Slack does not take
// is an error; when Slack cannot be reached, it is tried again in the background,
// and the room works meanwhile.
func (c serveCommand) slack(w *world, d *data, e *engine.Engine, h *house.House, told *ops.Ops, counter *ears, logger *slog.Logger) (*slackLink, error) {
	secrets, wanted, err := c.secrets(w)
	if err != nil || !wanted {
		return &slackLink{end: func() {}}, err
	}
	words, err := lang.Load(slack.Words)
	if err != nil {
		return nil, err
	}
	l := &slackLink{
		listen: c.SlackListen, logger: logger, words: words,
		attach: func(p ops.Platform) { counter.attach(e, told, p) },
		config: c.slackConfig(d, e, h, told, words, logger),
	}
	l.config.BotToken, l.config.AppToken, l.config.SigningSecret = secrets.bot, secrets.app, secrets.signing
	trouble := troubles{e, logger, "slack"}
	l.config.Counter, l.config.Trouble, l.config.Works = counter, slackTrouble{trouble, words}, trouble.works
	told.Measure("magbot_slack_connected", "1 while the socket to Slack is open.", l.connected)
	told.Remark(func() string {
		if open, counts := l.connected(); counts && open == 0 {
			return "the socket to Slack is closed"
		}
		return ""
	})
	ctx, end := context.WithCancel(w.ctx)
	l.end = end
	if err := l.open(ctx); err != nil {
		end()
		return nil, err
	}
	return l, nil
}

// slackConfig is what the adapter is given, but for the secrets.
func (c serveCommand) slackConfig(d *data, e *engine.Engine, h *house.House, told *ops.Ops, words *lang.Catalogue, logger *slog.Logger) slack.Config {
	return slack.Config{
		Bot: told.Bot(e), Greeter: greeter{e}, People: slackPeople{e}, Linker: slackLinker{e}, Log: newPlatformLog("slack", told.Store(d.record)), Sealer: platformSealer{d.keys},
		Words: words, Now: time.Now, Logger: logger, Shortcuts: slackShortcuts(h), Home: house.Home().Calls(), Alone: c.Store == "", API: c.SlackAPI,
		Roll: platformRoll{e, "slack"},
	}
}

func (l *slackLink) connected() (float64, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.listen != "":
		return 0, false
	case l.at != nil && l.at.Connected():
		return 1, true
	}
	return 0, true
}

// open asks Slack once, and goes on in the background.
func (l *slackLink) open(ctx context.Context) error {
	var listener net.Listener
	if l.listen != "" {
		var err error
		if listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", l.listen); err != nil {
			return fmt.Errorf("listen for Slack on %s (choose another address with --slack-listen): %w", l.listen, err)
		}
	}
	s, err := slack.New(ctx, l.config)
	if said, mendable := lang.AsError(err); mendable {
		err = errors.New(l.words.For("en").Text(said.Text))
		if listener != nil {
			err = errors.Join(err, listener.Close())
		}
		return err
	}
	l.work.Go(func() { l.keep(ctx, s, listener, err) })
	return nil
}

// keep reaches Slack, and serves it until the end.
func (l *slackLink) keep(ctx context.Context, s *slack.Slack, listener net.Listener, err error) {
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval = 2*time.Second, time.Minute
	for err != nil {
		l.logger.Error("Slack cannot be reached; it is tried again", "error", err)
		timer := time.NewTimer(wait.NextBackOff())
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			if listener != nil {
				_ = listener.Close() // nothing was served on it
			}
			return
		}
		s, err = slack.New(ctx, l.config)
	}
	defer s.Close()
	l.mu.Lock()
	l.at = s
	l.mu.Unlock()
	l.attach(s)
	if err := l.serve(ctx, s, listener); err != nil {
		text := err.Error()
		if said, mendable := lang.AsError(err); mendable {
			text = l.words.For("en").Text(said.Text)
		}
		l.logger.Error("Slack has ended; the room goes on", "why", text)
	}
}

// serve receives by the socket, or by requests where a listener is given.
func (l *slackLink) serve(ctx context.Context, s *slack.Slack, listener net.Listener) error {
	if listener == nil {
		return s.Run(ctx)
	}
	server := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 30 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(l.logger.Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	unhook := context.AfterFunc(ctx, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		stopped <- server.Shutdown(last)
	})
	defer unhook()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve Slack's requests: %w", err)
	}
	return <-stopped
}

// close ends it, and waits for what is under way.
func (l *slackLink) close() {
	l.end()
	l.work.Wait()
}

// slackTrouble tells what somebody must grant.
type slackTrouble struct {
	troubles

	words *lang.Catalogue
}

// Report implements slack.Reporter.
func (t slackTrouble) Report(ctx context.Context, what slack.Trouble) {
	t.report(ctx, what.Key, what.What, t.words.For("en").Text(what.Text))
}

// slackPeople finds people by their accounts.
type slackPeople struct{ engine *engine.Engine }

// Person implements slack.People.
func (p slackPeople) Person(_ context.Context, account bot.Account) (slack.Seat, bool) {
	s, known := linkedTo(p.engine, account)
	return slack.Seat(s), known
}

// slackLinker links accounts to the people with their e-mail addresses.
type slackLinker struct{ engine *engine.Engine }

// Match implements slack.Linker.
func (l slackLinker) Match(_ context.Context, email string) (seat slack.Seat, one bool) {
	l.engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		found := 0
		for _, p := range roster.Of(v).All() {
			if !p.Erased && !p.Guest && strings.EqualFold(p.Email.Text, email) {
				seat = slack.Seat{Person: p.ID, Name: roster.Name(v, p.ID), Language: p.Language}
				found++
			}
		}
		one = found == 1
	})
	return seat, one
}

// Link implements slack.Linker.
func (l slackLinker) Link(ctx context.Context, cause bot.Cause, account bot.Account, person bot.PersonID) (bot.Answer, error) {
	return l.engine.Handle(ctx, bot.Input{
		Cause: cause, Actor: bot.Actor{Self: bot.ByRecord}, Stream: bot.CommunityStream,
		Intent: bot.Do("roster vouch", "person", string(person), "platform", account.Platform, "workspace", account.Workspace, "user", account.User),
	})
}
