package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"magbot/adapters/discord"
	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/lang"
	"magbot/bot/meeting"
	"magbot/bot/roster"
	"magbot/cmd/magbot/look"
	"magbot/cmd/magbot/ops"
	watching "magbot/moderation/watch"
)

// discordFlags say how Discord is reached. Its token is a secret: it comes from
// the environment or from a file that the environment names, never from a flag.
type discordFlags struct {
	DiscordServer string `name:"discord-server" help:"ID of the Discord server, where the bot is in several." env:"MAGBOT_DISCORD_SERVER"`
	DiscordAPI    string `name:"discord-api" help:"What stands in for discord.com, for tests." env:"MAGBOT_DISCORD_API" hidden:""`
}

// discordTokenEnv is the environment variable that holds the token; with _FILE
// behind it, it names a file that holds it instead.
const discordTokenEnv = "MAGBOT_DISCORD_TOKEN"

// discordLink is the way to one Discord server while magbot runs.
type discordLink struct {
	config discord.Config
	attach func(ops.Platform)
	logger *slog.Logger

	end  context.CancelFunc
	work sync.WaitGroup
	mu   sync.Mutex
	at   *discord.Discord // nil until Discord was reached
}

// discord opens the way to Discord, if there is a token. One that Discord does
// not take is an error; when Discord cannot be reached, it is tried again in the
// background, and the room works meanwhile.
func (c serveCommand) discord(w *world, d *data, e *engine.Engine, h *house.House, told *ops.Ops, counter *ears, logger *slog.Logger) (*discordLink, error) {
	token, err := secret(w, discordTokenEnv)
	if err != nil || token == "" {
		return &discordLink{end: func() {}}, err
	}
	l := &discordLink{
		logger: logger, attach: func(p ops.Platform) { counter.attach(e, told, p) }, config: c.discordConfig(d, e, h, told, logger),
	}
	trouble := troubles{e, logger, "discord"}
	l.config.Counter, l.config.Alerts = counter, autoMod{counter.looker}
	l.config.Trouble, l.config.Works = discordTrouble{trouble, h.Words()}, trouble.works
	l.config.Token = token
	told.Measure("magbot_discord_silent_seconds", "How long Discord has not been heard on the gateway.", l.silent)
	ctx, end := context.WithCancel(w.ctx)
	l.end = end
	at, err := discord.New(ctx, l.config)
	if said, mendable := lang.AsError(err); mendable {
		end()
		return nil, errors.New(l.text(said.Text))
	}
	l.work.Go(func() { l.keep(ctx, at, err) })
	return l, nil
}

// discordConfig is what the adapter is given, but for the token and who is told of
// trouble.
func (c serveCommand) discordConfig(d *data, e *engine.Engine, h *house.House, told *ops.Ops, logger *slog.Logger) discord.Config {
	return discord.Config{
		Bot: told.Bot(e), Greeter: greeter{e}, People: discordPeople{e}, Log: newPlatformLog("discord", told.Store(d.record)), Sealer: platformSealer{d.keys},
		Words: h.Words(), Table: h.Table(), Now: time.Now, Logger: logger, Suggest: discordSuggester{e, h}, Calendar: discordCalendar{e}, Roll: platformRoll{e, "discord"},
		Guild: c.DiscordServer, API: c.DiscordAPI,
	}
}

func (l *discordLink) text(t lang.Text) string { return l.config.Words.For("en").Text(t) }

// silent is how long nothing was heard; nothing at all before anything was.
func (l *discordLink) silent() (float64, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.at == nil || l.at.Alive().IsZero() {
		return 0, false
	}
	return time.Since(l.at.Alive()).Seconds(), true
}

// keep reaches Discord, and serves it until the end.
func (l *discordLink) keep(ctx context.Context, at *discord.Discord, err error) {
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval = 2*time.Second, time.Minute
	for err != nil {
		text := err.Error()
		if said, mendable := lang.AsError(err); mendable {
			text = l.text(said.Text)
		}
		l.logger.Error("Discord cannot be reached; it is tried again", "why", text)
		timer := time.NewTimer(wait.NextBackOff())
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return
		}
		at, err = discord.New(ctx, l.config)
	}
	defer at.Close()
	l.mu.Lock()
	l.at = at
	l.mu.Unlock()
	l.attach(at)
	if err := at.Run(ctx); err != nil {
		text := err.Error()
		if said, mendable := lang.AsError(err); mendable {
			text = l.text(said.Text)
		}
		l.logger.Error("nothing is heard from Discord any more; the room goes on", "why", text)
		<-ctx.Done() // what is to be posted is posted as long as that works
	}
}

// close ends it, and waits for what is under way.
func (l *discordLink) close() {
	l.end()
	l.work.Wait()
}

// autoMod has people look at what the AutoMod of a server finds in watched channels.
type autoMod struct{ looker *look.Looker }

// Alert implements discord.Alerts.
func (m autoMod) Alert(w bot.Wrote, text string, a discord.Alert) {
	m.looker.Ruled(w, text, watching.Ruled{Rule: a.Rule, Kind: watching.RuleKind(a.Kind), Span: a.Span, Held: a.Held})
}

// discordTrouble tells what somebody must grant.
type discordTrouble struct {
	troubles

	words *lang.Catalogue
}

// Report implements discord.Reporter.
func (t discordTrouble) Report(ctx context.Context, what discord.Trouble) {
	t.report(ctx, what.Key, what.What, t.words.For("en").Text(what.Text))
}

// discordPeople finds people by their accounts.
type discordPeople struct{ engine *engine.Engine }

// Person implements discord.People.
func (p discordPeople) Person(_ context.Context, account bot.Account) (discord.Seat, bool) {
	s, known := linkedTo(p.engine, account)
	return discord.Seat(s), known
}

// discordSuggester offers people, meetings and commands while somebody types, to
// those whose account is linked.
type discordSuggester struct {
	engine *engine.Engine
	house  *house.House
}

// mostSuggested is how many answers Discord takes.
const mostSuggested = 25

// Suggest implements discord.Suggester.
func (s discordSuggester) Suggest(_ context.Context, in bot.Input, arg, typed string) (choices []chat.Choice) {
	s.engine.Read(bot.CommunityStream, in.Actor, in.Place, func(v bot.View) {
		if _, linked := roster.Of(v).ByAccount(in.Actor.Account); !linked {
			return
		}
		add := func(value, label string) {
			if len(choices) < mostSuggested && strings.Contains(strings.ToLower(label), strings.ToLower(strings.TrimSpace(typed))) {
				choices = append(choices, chat.Choice{Value: value, Label: label})
			}
		}
		switch {
		case arg == "":
			for _, c := range s.house.Table().All() {
				if !c.Inner && !c.Unlisted && c.May(v.Reader) {
					add(c.Path, c.Path+" — "+v.Say(c.HelpKey()))
				}
			}
		case arg == command.MeetingArg:
			for _, m := range meeting.DirectoryOf(v).All() {
				add(string(m.ID), fmt.Sprintf("%s: %s", m.ID, m.Title.Text))
			}
		case s.takesPerson(in, arg):
			for _, p := range roster.Of(v).All() {
				if !p.Erased && !p.Guest {
					add(roster.Name(v, p.ID), roster.Name(v, p.ID))
				}
			}
		}
	})
	return choices
}

// takesPerson reports whether an argument names one person or more.
func (s discordSuggester) takesPerson(in bot.Input, arg string) bool {
	call, ok := in.Intent.(bot.Call)
	if !ok {
		return false
	}
	c, ok := s.house.Table().Get(call.Path)
	if !ok {
		return false
	}
	for _, a := range c.Args {
		if a.Name == arg {
			return a.Kind == command.Person || a.Kind == command.People
		}
	}
	return false
}
