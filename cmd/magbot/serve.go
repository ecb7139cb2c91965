package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync/atomic"
	"time"

	"magbot/adapters/browser"
	feeds "magbot/adapters/calendar"
	"magbot/adapters/discord"
	"magbot/adapters/room"
	"magbot/adapters/web"
	"magbot/bot"
	"magbot/bot/community"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/roster"
	"magbot/cmd/magbot/control"
	"magbot/cmd/magbot/look"
	"magbot/cmd/magbot/ops"
	"magbot/store/backup"
)

type serveCommand struct {
	dataFlags
	feedFlags
	slackFlags
	discordFlags
	lookFlags
	Listen   string `help:"Address of the room." default:"127.0.0.1:8737" env:"MAGBOT_LISTEN"`
	Ops      string `help:"Address of /healthz, /readyz and /metrics, such as 127.0.0.1:9737. None when left out." env:"MAGBOT_OPS"`
	Resume   bool   `help:"Post again: end the pause after a restore or an import."`
	LogLevel string `name:"log-level" help:"debug, info, warn or error. Never holds the content of a message." default:"warn" enum:"debug,info,warn,error" env:"MAGBOT_LOG_LEVEL"`
}

// general is the room's first channel.
const general = "general"

// newHouse puts the house together, with the words of what it is shown in.
func newHouse() (*house.House, error) { return houseWith(house.Outside{}) }

// houseWith is newHouse with what only a server has: what adapters hold of
// people, and the key that signs receipts.
func houseWith(o house.Outside) (*house.House, error) {
	o.Calendar = calendars()
	features := house.FeaturesWith(o)
	return house.New(append(features, house.Feature{Name: "browser", Words: browser.Words}, house.Feature{Name: "room", Words: room.Words}, house.Feature{Name: "web", Words: web.Words}, house.Feature{Name: "feeds", Words: feeds.Words},
		house.Feature{Name: "discord", Words: discord.Words}))
}

// roomy lets the heap grow as an engine that serves wants it, unless GOGC says how.
func roomy() {
	if _, said := os.LookupEnv("GOGC"); !said {
		debug.SetGCPercent(engine.HeapGrowth)
	}
}

// Run serves the room until the context ends.
func (c serveCommand) Run(w *world) (err error) {
	logger, err := c.read(w)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(w.ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s (choose another address with --listen): %w", c.Listen, err)
	}
	defer listener.Close() //nolint:errcheck // Serve closes it first; this is for the ways out before
	told, quiet, err := c.tell(w, logger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, quiet()) }()
	paused, err := c.startPaused(w)
	if err != nil {
		return err
	}
	told.Paused(paused)
	d, err := c.open(w, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	var (
		said    saidInRoom
		pending look.Pending
	)
	h, err := signingHouse(d.keys, pending.Any, roster.Exporter{Name: "room", Export: said.export(w.ctx)})
	if err != nil {
		return err
	}
	e, err := started(w.ctx, c.cached(engine.Config{Store: told.Store(d.record), Keys: d.keys, House: h, Logger: logger, Paused: paused}))
	if err != nil {
		return err
	}
	defer e.Stop()
	if err := c.prepare(w, e, listener); err != nil {
		return err
	}
	around, silent, err := c.answerBeside(w, e, h, told, listener, logger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, silent()) }()
	counter, err := c.listening(w.ctx, e, &pending, told, logger)
	if err != nil {
		return err
	}
	defer counter.close()
	r, err := c.room(w.ctx, d, e, h, listener, told, counter, around, logger)
	if err != nil {
		return err
	}
	defer r.Close()
	said.room.Store(r)
	counter.attach(e, told, r)
	away, err := c.platforms(w, d, e, h, told, counter, logger)
	if err != nil {
		return err
	}
	defer away()
	asked, err := control.Serve(w.ctx, c.Data, c.answers(d, e, told, listener))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, asked.Close()) }()
	unhook, err := announce(w, told, r.Origin, logger)
	defer unhook()
	if err != nil {
		return err
	}
	return r.Serve(w.ctx, listener)
}

// answerBeside answers what is asked at the room's address and is no page of it: the
// calendars, and the page of cases.
func (c *serveCommand) answerBeside(w *world, e *engine.Engine, h *house.House, told *ops.Ops, listener net.Listener, logger *slog.Logger) (around func(http.Handler) http.Handler, silent func() error, err error) {
	around, silent, err = c.answerFeeds(w, e, h, told, logger)
	if err != nil {
		return nil, nil, err
	}
	if around, err = c.answerCases(e, h, told, c.origin(listener), around, logger); err != nil {
		return nil, nil, errors.Join(err, silent())
	}
	return around, silent, nil
}

// prepare makes the community and this process what serve needs before anybody comes
// in.
func (c serveCommand) prepare(w *world, e *engine.Engine, listener net.Listener) error {
	roomy()
	if err := seed(w.ctx, e); err != nil {
		return err
	}
	if err := c.tellAddress(w.ctx, e, listener); err != nil {
		return err
	}
	return c.expect(w, e)
}

// expect says which platforms will be there, so that what is for somebody in Slack
// or Discord waits until that is reached, and does not go to the room instead.
func (c serveCommand) expect(w *world, e *engine.Engine) error {
	_, slackToo, err := c.secrets(w)
	if err != nil {
		return err
	}
	if slackToo {
		e.Expect("slack")
	}
	token, err := secret(w, discordTokenEnv)
	if token != "" {
		e.Expect("discord")
	}
	return err
}

// platforms opens the ways to Slack and to Discord, where they are wanted.
func (c serveCommand) platforms(w *world, d *data, e *engine.Engine, h *house.House, told *ops.Ops, counter *ears, logger *slog.Logger) (away func(), err error) {
	toSlack, err := c.slack(w, d, e, h, told, counter, logger)
	if err != nil {
		return nil, err
	}
	toDiscord, err := c.discord(w, d, e, h, told, counter, logger)
	if err != nil {
		toSlack.close()
		return nil, err
	}
	return func() {
		toSlack.close()
		toDiscord.close()
	}, nil
}

// read reads the flags before anything is opened, and gives a logger that writes
// to standard error what --log-level asks for.
func (c *serveCommand) read(w *world) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return nil, fmt.Errorf("read --log-level: %w", err)
	}
	return slog.New(slog.NewTextHandler(w.stderr, &slog.HandlerOptions{Level: level})), c.check()
}

// started makes an engine that runs.
func started(ctx context.Context, c engine.Config) (*engine.Engine, error) {
	e, err := engine.New(c)
	if err != nil {
		return nil, err
	}
	if err := e.Start(ctx); err != nil {
		return nil, err
	}
	return e, nil
}

// announce says that magbot is ready and, when its context ends, that it is not
// any more, unless that is unhooked.
func announce(w *world, told *ops.Ops, origin string, logger *slog.Logger) (unhook func() bool, err error) {
	told.Ready(true)
	unhook = context.AfterFunc(w.ctx, func() {
		told.Ready(false)
		if err := w.notify(nowStopping); err != nil {
			logger.Warn("who started magbot does not know that it stops", "error", err)
		}
	})
	return unhook, errors.Join(w.say("magbot is ready: "+origin), w.notify(nowReady))
}

// saidInRoom is what a person wrote in the room, for the export of their own
// data: the room exists only after the house that asks for it.
type saidInRoom struct{ room atomic.Pointer[room.Room] }

func (s *saidInRoom) export(ctx context.Context) func(bot.View, bot.PersonID) (any, error) {
	return func(_ bot.View, person bot.PersonID) (any, error) {
		r := s.room.Load()
		if r == nil {
			return nil, nil
		}
		all, err := r.SaidBy(ctx, person)
		if err != nil || len(all) == 0 {
			return nil, err
		}
		return all, nil
	}
}

// tell begins to count, and to tell an operator where that was asked for.
func (c serveCommand) tell(w *world, logger *slog.Logger) (told *ops.Ops, quiet func() error, err error) {
	told = ops.New()
	if c.Store == "" {
		c.measure(told)
	}
	if c.Ops == "" {
		return told, func() error { return nil }, nil
	}
	l, err := told.Serve(w.ctx, c.Ops, logger)
	if err != nil {
		return nil, nil, err
	}
	if _, err := fmt.Fprintf(w.stderr, "magbot tells how it is at http://%s/metrics\n", l.Address); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("print: %w", err), l.Close())
	}
	return told, l.Close, nil
}

// measure tells of the record's file and its disk. A server tells of its own.
func (c serveCommand) measure(told *ops.Ops) {
	told.Measure("magbot_record_bytes", "Size of the record's file.", func() (float64, bool) {
		info, err := os.Stat(filepath.Join(c.Data, recordFile))
		if err != nil {
			return 0, false
		}
		return float64(info.Size()), true
	})
	told.Measure("magbot_disk_free_bytes", "Room that is left where the record is.", func() (float64, bool) {
		free, known, err := backup.Room(c.Data)
		return float64(free), known && err == nil
	})
}

// origin is how browsers reach the room.
func (c serveCommand) origin(listener net.Listener) string {
	if c.PublicURL != "" {
		return c.PublicURL
	}
	return "http://" + listener.Addr().String()
}

// tellAddress records where the room is, so that sign-in links are whole, and
// where calendars are followed. It is a fact only when it has changed.
func (c serveCommand) tellAddress(ctx context.Context, e *engine.Engine, listener net.Listener) error {
	var known community.Settings
	e.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { known = community.Of(v).Settings })
	o := operator{engine: e, place: bot.Place{Platform: roomPlatform, Channel: general}}
	if known.Room != c.origin(listener) {
		if _, err := o.do(ctx, "", "settings set", "setting", "room", "value", c.origin(listener)); err != nil {
			return fmt.Errorf("note the room's address: %w", err)
		}
	}
	if known.Feeds != c.PublicURL {
		if _, err := o.do(ctx, "", "settings set", "setting", "feeds", "value", c.feedsAt()); err != nil {
			return fmt.Errorf("note where calendars are followed: %w", err)
		}
	}
	return nil
}

func (c serveCommand) room(ctx context.Context, d *data, e *engine.Engine, h *house.House, listener net.Listener, told *ops.Ops, counter room.Counter, around func(http.Handler) http.Handler, logger *slog.Logger) (*room.Room, error) {
	origin := c.origin(listener)
	name := ""
	e.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) { name = community.Of(v).Name })
	door := newDoor(e, origin, listener.Addr())
	return room.New(ctx, room.Config{
		Bot: told.Bot(e), Door: door, Claim: door, Counter: counter, Log: newPlatformLog(roomPlatform, told.Store(d.record)), Sealer: platformSealer{d.keys},
		Words: h.Words(), Now: time.Now, Name: name, Origin: origin,
		Channels: []room.Channel{{ID: general, Name: general}},
		Commands: func(_ context.Context, person bot.PersonID) ([]room.Command, error) {
			return commandsOf(e, h, person), nil
		},
		Look: "conduct report", Logger: logger, Around: around,
	})
}

// commandsOf lists what a person may do, in their words.
func commandsOf(e *engine.Engine, h *house.House, person bot.PersonID) []room.Command {
	var list []room.Command
	e.Read(bot.CommunityStream, bot.Actor{Person: person}, bot.Place{}, func(v bot.View) {
		for _, cmd := range h.Table().All() {
			if !cmd.Inner && !cmd.Unlisted && cmd.May(v.Reader) {
				list = append(list, room.Command{Path: cmd.Path, Usage: cmd.Usage(), Help: v.Say(cmd.HelpKey())})
			}
		}
	})
	return list
}

// loopback reports whether an address can be reached from this machine alone.
func loopback(a net.Addr) bool {
	p, err := netip.ParseAddrPort(a.String())
	return err == nil && p.Addr().IsLoopback()
}

// loopbackOrigin reports whether browsers reach the room under a loopback name.
func loopbackOrigin(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil {
		return false
	}
	if u.Hostname() == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(u.Hostname())
	return err == nil && a.IsLoopback()
}
