package slack

import (
	"context"
	"strings"

	"magbot/bot"
)

// LinkTo gives the link to a message of ordinary talk, as Slack itself makes it: the
// same that a report from the message's menu has.
func (s *Slack) LinkTo(ctx context.Context, w bot.Wrote) (string, error) {
	return s.web.permalink(ctx, spot{channel: w.Place.Channel, ts: w.ID[strings.LastIndexByte(w.ID, ':')+1:]})
}

// NameOf gives the name that an account goes by in the workspace.
func (s *Slack) NameOf(ctx context.Context, a bot.Account) (string, error) {
	return s.web.userName(ctx, a.User)
}
