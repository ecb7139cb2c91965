package discord

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"magbot/bot"
)

// mostTimeOut is how long Discord lets a member write nothing (resources/guild, Modify
// Guild Member, communication_disabled_until).
const mostTimeOut = 28 * 24 * time.Hour

// moderateMembers is the permission for that.
const moderateMembers = 1 << 40

// Act deletes a message, or lets a member write nothing until an instant, because
// people decided so. Discord hides no message, and nobody who stands above the bot
// among the roles can be timed out. What was done before is done.
func (d *Discord) Act(ctx context.Context, a bot.Act) error {
	switch a.Do {
	case bot.DeleteMessage:
		channel, message, ok := d.linked(a.Link)
		if !ok {
			return &bot.Unable{Why: bot.NotHere}
		}
		if err := d.rest.remove(ctx, channel, message); err != nil {
			return final(fmt.Errorf("delete a message: %w", err))
		}
		return nil
	case bot.TimeOut:
		switch left := a.Until.Sub(d.Now()); {
		case left <= 0: // it is over
			return nil
		case left > mostTimeOut:
			return &bot.Unable{Why: bot.Unsupported}
		}
		return d.silence(ctx, a.Account, a.Until.UTC().Format(time.RFC3339))
	case bot.LetWrite:
		return d.silence(ctx, a.Account, nil)
	case bot.HideMessage, bot.ShowMessage:
	}
	return &bot.Unable{Why: bot.Unsupported}
}

// silence lets a member write nothing until an instant, or again where until is nil.
func (d *Discord) silence(ctx context.Context, who bot.Account, until any) error {
	if who.Workspace != d.Guild || number(who.User) == 0 {
		return &bot.Unable{Why: bot.NotHere}
	}
	path := "/guilds/" + d.Guild + "/members/"
	err := d.rest.do(ctx, request{
		method: http.MethodPatch, path: path + who.User, route: path + "x", body: map[string]any{"communication_disabled_until": until},
	}, nil)
	if code(err) == missingPermissions { // of the bot, or because of who it is
		h, failed := d.house(ctx)
		if failed != nil {
			return failed
		}
		if h.allowed(nil)&moderateMembers != 0 {
			return &bot.Unable{Why: bot.Above}
		}
	}
	if err != nil {
		return final(fmt.Errorf("let somebody write nothing: %w", err))
	}
	return nil
}
