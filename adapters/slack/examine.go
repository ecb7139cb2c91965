package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	sdk "github.com/slack-go/slack"

	"magbot/bot/lang"
)

// Setup is how a workspace looks to a bot token.
type Setup struct {
	Team     string // identifier of the workspace
	TeamName string
	Bot      string // what the bot is called there
	// Missing are the scopes that the manifest asks for and the token lacks, in
	// order. It holds nothing when Slack does not say what the token has.
	Missing  []string
	Channels []ChannelSetup
}

// ChannelSetup is how one channel looks to the bot.
type ChannelSetup struct {
	ID   string
	Name string // empty when the bot may not know it
	// Cure says what keeps the bot from posting there, and what to do; nil when
	// nothing is known to.
	Cure *lang.Error
}

// Examine asks Slack whether a bot token is good, what it may do, and whether the
// bot can post in the channels that channels names of that workspace. Of Config
// it needs BotToken, and API and HTTP where they are not Slack's own. It posts
// nothing. A token that Slack does not take is a *lang.Error that says what to do.
func Examine(ctx context.Context, c Config, channels func(team string) []string) (Setup, error) {
	w := examiner(c)
	var out Setup
	var has string
	self := ""
	err := w.call(ctx, whoAmI, "", func(ctx context.Context) error {
		me, err := w.api.AuthTestContext(ctx)
		if err == nil {
			out.Team, out.TeamName, out.Bot, self = me.TeamID, me.Team, me.User, me.UserID
			has = me.Header.Get("X-OAuth-Scopes")
		}
		return err
	})
	if err != nil {
		return out, mendable("ask who I am", err)
	}
	if granted := strings.Split(strings.ReplaceAll(has, " ", ""), ","); has != "" {
		out.Missing = slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return slices.Contains(granted, s) })
	}
	for _, id := range channels(out.Team) {
		ch, err := w.examineChannel(ctx, id, self)
		if err != nil {
			return out, err
		}
		out.Channels = append(out.Channels, ch)
	}
	return out, nil
}

func (w *web) examineChannel(ctx context.Context, id, self string) (ChannelSetup, error) {
	ch := ChannelSetup{ID: id}
	var info *sdk.Channel
	err := w.call(ctx, channelInfo, "", func(ctx context.Context) (err error) {
		info, err = w.api.GetConversationInfoContext(ctx, &sdk.GetConversationInfoInput{ChannelID: id})
		return err
	})
	said := code(err)
	if err != nil && cures[said] == "" {
		return ch, fmt.Errorf("slack: ask about the channel %s: %w", id, err)
	}
	if err == nil {
		ch.Name = info.Name
		only := []string(nil)
		if info.Properties != nil {
			only = slices.Concat(info.Properties.PostingRestrictedTo.Type, info.Properties.PostingRestrictedTo.User)
		}
		switch {
		case info.IsArchived:
			said = "is_archived"
		case !info.IsMember:
			said = "not_in_channel"
		case info.IsReadOnly || len(only) > 0 && !slices.Contains(only, self):
			said = "restricted_action"
		default:
			return ch, nil
		}
	}
	name := id
	if ch.Name != "" {
		name = "#" + ch.Name
	}
	needed := said
	if refused, ok := errors.AsType[sdk.SlackErrorResponse](err); ok && refused.Needed != "" {
		needed = refused.Needed
	}
	ch.Cure = lang.Refuse(cures[said], "channel", name, "error", said, "scope", needed)
	return ch, nil
}

// ExamineApp asks Slack whether an app token opens a socket; it opens none. Of
// Config it needs AppToken, and API and HTTP where they are not Slack's own.
func ExamineApp(ctx context.Context, c Config) error {
	w := examiner(c)
	err := w.call(ctx, openSocket, "", func(ctx context.Context) error {
		_, _, err := w.api.StartSocketModeContext(ctx)
		return err
	})
	switch said := code(err); {
	case err == nil:
		return nil
	case cures[said] == "slack.cure-token" || cures[said] == "slack.cure-scope":
		return lang.Refuse("slack.cure-app-token", "error", said)
	}
	return mendable("ask for a socket", err)
}

func examiner(c Config) *web {
	if c.HTTP == nil {
		c.HTTP = &http.Client{Timeout: 20 * time.Second}
	}
	return newWeb(c.client(), c.HTTP, c.Works)
}

// mendable is an error of Slack as what somebody can do about it, if they can.
func mendable(what string, err error) error {
	if key := cures[code(err)]; key != "" {
		return lang.Refuse(key, "error", code(err), "scope", code(err), "channel", "")
	}
	return fmt.Errorf("slack: %s: %w", what, bare(err))
}
