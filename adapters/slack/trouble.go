package slack

import (
	"context"
	"errors"
	"strings"
	"time"

	sdk "github.com/slack-go/slack"

	"magbot/bot"
	"magbot/bot/lang"
)

// Trouble is what magbot cannot do in Slack until somebody grants it something.
type Trouble struct {
	// Key is the same for the same trouble, so that nobody is told each time.
	Key   string
	Place bot.Place // where; the zero Place for the whole workspace
	Text  lang.Text // what is wrong, and the exact thing to do
	// What names the call that failed, as Config.Works is told when it works;
	// empty where no call shows that it is over.
	What string
}

// Reporter is told of trouble. It may be told the same again.
type Reporter interface {
	Report(ctx context.Context, t Trouble)
}

// cures says for each error of Slack what mends it.
var cures = map[string]string{
	"not_in_channel":                        "slack.cure-invite",
	"channel_not_found":                     "slack.cure-invite",
	"restricted_action":                     "slack.cure-posting",
	"restricted_action_read_only_channel":   "slack.cure-posting",
	"restricted_action_thread_only_channel": "slack.cure-posting",
	"is_archived":                           "slack.cure-archived",
	"missing_scope":                         "slack.cure-scope",
	"no_permission":                         "slack.cure-scope",
	"not_allowed_token_type":                "slack.cure-token",
	"invalid_auth":                          "slack.cure-token",
	"not_authed":                            "slack.cure-token",
	"account_inactive":                      "slack.cure-token",
	"token_revoked":                         "slack.cure-token",
	"token_expired":                         "slack.cure-token",
	"app_rate_limited":                      "slack.cure-rate",
}

// hopeless are the errors after which no further try can deliver a message: the
// person or channel is gone, or does not take messages of bots.
var hopeless = map[string]bool{
	"is_archived": true, "user_not_found": true, "user_disabled": true, "users_not_found": true,
	"cannot_dm_bot": true, "user_not_visible": true, "messages_tab_disabled": true,
}

// report tells of an error that somebody can mend, and says whether it is one.
func (s *Slack) report(ctx context.Context, channel string, err error) bool {
	said, ok := errors.AsType[sdk.SlackErrorResponse](err)
	if !ok || cures[said.Err] == "" {
		return false
	}
	what := ""
	if failed, ok := errors.AsType[*callError](err); ok {
		what = whatOf(failed.method, failed.place)
	}
	s.trouble(ctx, channel, said.Err, said.Needed, what)
	return true
}

// callError is the error of a call, with its name and the channel it was about.
type callError struct {
	method, place string
	err           error
}

func (e *callError) Error() string { return e.method + ": " + e.err.Error() }

func (e *callError) Unwrap() error { return e.err }

// whatOf names a call about a channel, or about none.
func whatOf(method, channel string) string { return strings.TrimSpace(method + " " + channel) }

// mostReport is how long it may take to find the name of a channel.
const mostReport = 5 * time.Second

// trouble tells of an error of Slack, and of the scope that it says is needed.
func (s *Slack) trouble(ctx context.Context, channel, said, needed, what string) {
	ctx, cancel := context.WithTimeout(ctx, mostReport)
	defer cancel()
	key := cures[said]
	if what == theSocket {
		key = "slack.cure-socket"
	}
	t := Trouble{Key: said, Text: lang.T(key, "error", said), What: what}
	switch key {
	case "slack.cure-scope":
		if needed == "" {
			needed = said
		}
		t.Key, t.Text = said+" "+needed, lang.T(key, "scope", needed)
	case "slack.cure-token", "slack.cure-rate", "slack.cure-socket":
	default:
		name := channel
		if known, err := s.web.channelName(ctx, channel); err == nil && known != "" {
			name = "#" + known
		}
		t.Key, t.Text = said+" "+channel, lang.T(key, "channel", name, "error", said)
		t.Place = bot.Place{Platform: platform, Workspace: s.workspace, Channel: channel}
	}
	s.Logger.Warn("Slack refuses", "error", said, "needed", needed, "channel", channel)
	if s.Trouble != nil {
		s.Trouble.Report(ctx, t)
	}
}
