package discord

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/lang"
)

// cures says for each refusal of Discord what mends it.
var cures = map[int]string{
	missingAccess:      "discord.cure-access",
	missingPermissions: "discord.cure-permissions",
	unknownChannel:     "discord.cure-channel",
}

// hopeless are the refusals after which no further try can deliver a message: the
// person or channel is gone, or takes no messages of bots.
var hopeless = map[int]string{
	unknownChannel: "the channel is gone", noDirect: "the person takes no messages", unknownUser: "the account is gone",
	invalidRecipient: "the account takes no messages",
}

// report tells of an error that somebody can mend, and says whether it is one.
func (d *Discord) report(ctx context.Context, channel string, err error) bool {
	refusal, ok := errors.AsType[*apiError](err)
	if !ok {
		return false
	}
	key := cures[refusal.Code]
	if refusal.Status == http.StatusUnauthorized {
		d.tellTrouble(ctx, Trouble{Key: "token", Text: lang.T("discord.cure-token"), What: refusal.What})
		return true
	}
	if key == "" {
		return false
	}
	d.tellTrouble(ctx, Trouble{
		Key: key + " " + channel, Text: lang.T(key, "channel", d.channelName(ctx, channel)),
		Place: bot.Place{Platform: platform, Workspace: d.Guild, Channel: channel}, What: refusal.What,
	})
	return true
}

// What shows that something of the gateway is over.
const (
	whatContent = "message content" // the bot may read what people type
	whatGateway = "gateway"         // the gateway has let the bot in
)

// works tells that something of the gateway is as it should be.
func (d *Discord) works(ctx context.Context, what string) {
	if d.Works != nil {
		d.Works(ctx, what)
	}
}

// what names a call: its method and path, but for what tells one message from
// another, so that "what failed works" can be told.
func (c request) what() string {
	path, _, _ := strings.Cut(c.path, "?")
	parts := strings.Split(path, "/")
	for i := 1; i < len(parts); i++ {
		switch {
		case parts[i-1] == "reactions":
			parts = parts[:i]
		case parts[i-1] != "channels" && number(parts[i]) != 0:
			parts[i] = "x"
		}
	}
	if c.interaction {
		return "an interaction" // its path holds a token
	}
	return c.method + " " + strings.Join(parts, "/")
}

// channelName is how people call a channel; its identifier where it is not told.
func (d *Discord) channelName(ctx context.Context, channel string) string {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var c struct {
		Name string `json:"name"`
	}
	err := d.rest.do(ctx, request{method: http.MethodGet, path: "/channels/" + channel, route: "/channels/x"}, &c)
	if err != nil || c.Name == "" {
		return channel
	}
	return "#" + c.Name
}

func (d *Discord) tellTrouble(ctx context.Context, t Trouble) {
	d.Logger.Warn("Discord does not let me", "trouble", t.Key)
	if d.Trouble != nil {
		d.Trouble.Report(ctx, t)
	}
}
