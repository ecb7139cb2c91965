package main

import (
	"context"
	"log/slog"
	"net"

	"magbot/adapters/discord"
	"magbot/adapters/room"
	"magbot/adapters/slack"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/lang"
	"magbot/cmd/magbot/ops"
	"magbot/store"
	"magbot/store/seal"
)

// OpenData opens the record and the keys of a folder as serve does.
func OpenData(ctx context.Context, folder string) (store.Store, *seal.Keyring, error) {
	d, err := dataFlags{Data: folder}.open(&world{ctx: ctx}, true) //nolint:contextcheck // the world carries it
	if err != nil {
		return nil, nil, err
	}
	return d.record, d.keys, nil
}

// NewHouse is the house that serve runs.
func NewHouse() (*house.House, error) { return newHouse() }

// OpenRoom opens the room as serve does, with the real door, on what a test has
// opened itself.
func OpenRoom(ctx context.Context, record store.Store, keys *seal.Keyring, e *engine.Engine, h *house.House, l net.Listener) (*room.Room, error) {
	return serveCommand{}.room(ctx, &data{record: record, keys: keys}, e, h, l, ops.New(), nil, nil, slog.New(slog.DiscardHandler))
}

// OpenHearingRoom opens the room as OpenRoom does, with ordinary talk counted and
// looked at, until what it gives is called.
func OpenHearingRoom(ctx context.Context, record store.Store, keys *seal.Keyring, e *engine.Engine, h *house.House, l net.Listener) (*room.Room, func(), error) {
	told, quiet := ops.New(), slog.New(slog.DiscardHandler)
	hears, err := lookFlags{}.listening(ctx, e, nil, told, quiet)
	if err != nil {
		return nil, nil, err
	}
	r, err := serveCommand{}.room(ctx, &data{record: record, keys: keys}, e, h, l, told, hears, nil, quiet)
	if err == nil {
		hears.attach(e, told, r)
	}
	return r, hears.close, err
}

// OpenSlack opens the way to a Slack as serve does, with signed requests. Around
// may stand between the adapter and the bot.
func OpenSlack(ctx context.Context, record store.Store, keys *seal.Keyring, e *engine.Engine, h *house.House, around func(slack.Bot) slack.Bot, with slack.Config) (*slack.Slack, error) {
	words, err := lang.Load(slack.Words)
	if err != nil {
		return nil, err
	}
	c := serveCommand{}.slackConfig(&data{record: record, keys: keys}, e, h, ops.New(), words, slog.New(slog.DiscardHandler))
	c.Bot = around(c.Bot)
	c.BotToken, c.SigningSecret, c.API, c.HTTP = with.BotToken, with.SigningSecret, with.API, with.HTTP
	return slack.New(ctx, c)
}

// DiscordConfig is what serve gives the adapter of Discord.
func DiscordConfig(record store.Store, keys *seal.Keyring, e *engine.Engine, h *house.House) discord.Config {
	return serveCommand{}.discordConfig(&data{record: record, keys: keys}, e, h, ops.New(), slog.New(slog.DiscardHandler))
}

// Ears are what serve hears with: words are counted, and messages looked at.
type Ears = ears

// Listening are ears as serve has them.
func Listening(ctx context.Context, e *engine.Engine) (*Ears, error) {
	return lookFlags{}.listening(ctx, e, nil, ops.New(), slog.New(slog.DiscardHandler))
}

// Attach attaches a platform as serve does.
func (h *ears) Attach(e *engine.Engine, p ops.Platform) { h.attach(e, ops.New(), p) }

// Close ends them.
func (h *ears) Close() { h.close() }

// DiscordTrouble is whom serve has told what Discord does not let magbot do, and
// that it works.
func DiscordTrouble(e *engine.Engine, h *house.House) (discord.Reporter, func(context.Context, string)) {
	t := troubles{e, slog.New(slog.DiscardHandler), "discord"}
	return discordTrouble{t, h.Words()}, t.works
}
