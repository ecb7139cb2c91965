package discord

import (
	"context"
	"errors"
	"net/http"
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
		d.tellTrouble(ctx, Trouble{Key: "token", Text: lang.T("discord.cure-token")})
		return true
	}
	if key == "" {
		return false
	}
	d.tellTrouble(ctx, Trouble{
		Key: key + " " + channel, Text: lang.T(key, "channel", d.channelName(ctx, channel)),
		Place: bot.Place{Platform: platform, Workspace: d.Guild, Channel: channel},
	})
	return true
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
