package slack

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	sdk "github.com/slack-go/slack"

	"magbot/bot"
)

// What the bot asks of Slack for the sake of conduct: who can read a channel, and
// what was said around a message. Slack lets no bot delete, hide or silence what
// others write: chat.delete takes the bot's own messages alone, unless an
// administrator of an Enterprise organisation lends their own token, which is not
// asked for. Sources: https://docs.slack.dev/reference/methods/conversations.members,
// conversations.history, conversations.replies, chat.delete.

var channelMembers = method{"conversations.members", tier4, tier4}

const (
	memberPage = 200
	// threadPages bounds how far a thread is read to find a message in it.
	threadPages = 5
	threadPage  = 200
	// talkPage is how many messages are asked for on one side of a message.
	talkPage = 100
)

// Members says who can read a channel. Other apps are members like people, and are
// of nobody on the roster, so that nothing is shown where one of them reads.
func (s *Slack) Members(ctx context.Context, place bot.Place) (bot.Members, error) {
	if place.Workspace != s.workspace || place.Channel == "" {
		return bot.Members{}, &bot.Unable{Why: bot.NotHere}
	}
	var open bool
	err := s.web.call(ctx, channelInfo, "", func(ctx context.Context) error {
		c, err := s.web.api.GetConversationInfoContext(ctx, &sdk.GetConversationInfoInput{ChannelID: place.Channel})
		if err == nil {
			open = !c.IsPrivate
		}
		return err
	})
	if err != nil || open {
		return bot.Members{Open: open}, final(err)
	}
	users, err := s.membersOf(ctx, place.Channel)
	if err != nil {
		return bot.Members{}, final(err)
	}
	var m bot.Members
	for _, user := range users {
		if user != s.self {
			m.Accounts = append(m.Accounts, s.account(user))
		}
	}
	return m, nil
}

func (s *Slack) membersOf(ctx context.Context, channel string) (users []string, err error) {
	for cursor := ""; ; {
		var page []string
		err := s.web.call(ctx, channelMembers, "", func(ctx context.Context) (err error) {
			page, cursor, err = s.web.api.GetUsersInConversationContext(ctx, &sdk.GetUsersInConversationParameters{ChannelID: channel, Cursor: cursor, Limit: memberPage})
			return err
		})
		if err != nil {
			return nil, err
		}
		users = append(users, page...)
		if cursor == "" || len(users) > bot.MostMembers+1 {
			return users, nil
		}
	}
}

// final makes of what no further try can mend the answer that it is; the operator
// is told by who asks.
func final(err error) error {
	switch code(err) {
	case "":
		return err
	case "missing_scope", "no_permission", "not_in_channel", "access_denied", "restricted_action":
		return &bot.Unable{Why: bot.NoRight}
	case "channel_not_found", "is_archived", "message_not_found", "thread_not_found":
		return &bot.Unable{Why: bot.Gone}
	case "method_not_supported_for_channel_type", "not_allowed_token_type":
		return &bot.Unable{Why: bot.Unsupported}
	}
	return err
}

// linked reads a permalink: https://NAME.slack.com/archives/CHANNEL/pTIMESTAMP, with
// thread_ts of one that stands in a thread.
func linked(link string) (at spot, ok bool) {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || u.Scheme != "https" || !strings.HasSuffix(strings.ToLower(u.Hostname()), ".slack.com") {
		return at, false
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) != 3 || parts[0] != "archives" || parts[1] == "" {
		return at, false
	}
	digits, isMessage := strings.CutPrefix(parts[2], "p")
	if _, err := strconv.ParseUint(digits, 10, 64); !isMessage || err != nil || len(digits) <= 6 {
		return at, false
	}
	point := len(digits) - 6
	at = spot{channel: parts[1], ts: digits[:point] + "." + digits[point:], thread: u.Query().Get("thread_ts")}
	if at.thread == at.ts {
		at.thread = ""
	}
	return at, true
}

// Around gives what people wrote around a message: the first message of its thread,
// and those before and after it there, or in the channel.
func (s *Slack) Around(ctx context.Context, a bot.Around) ([]bot.Said, error) {
	at, ok := linked(a.Link)
	if !ok || direct(at.channel) {
		return nil, &bot.Unable{Why: bot.NotHere}
	}
	var all []sdk.Message
	var err error
	if at.thread != "" {
		all, err = s.thread(ctx, at)
	} else {
		all, err = s.talk(ctx, at)
	}
	if err != nil {
		return nil, final(err)
	}
	all = slices.DeleteFunc(all, func(m sdk.Message) bool {
		return m.Timestamp != at.ts && (m.BotID != "" || m.User == s.self || m.User == "" || m.SubType != "" && m.SubType != "thread_broadcast")
	})
	slices.SortFunc(all, func(a, b sdk.Message) int {
		return cmp.Or(moment(a.Timestamp).Compare(moment(b.Timestamp)), cmp.Compare(a.Timestamp, b.Timestamp))
	})
	all = slices.CompactFunc(all, func(a, b sdk.Message) bool { return a.Timestamp == b.Timestamp })
	meant := slices.IndexFunc(all, func(m sdk.Message) bool { return m.Timestamp == at.ts })
	if meant < 0 {
		return nil, &bot.Unable{Why: bot.Gone}
	}
	var said []bot.Said
	for _, m := range near(all, meant, at.thread != "", a.Most) {
		said = append(said, s.saidIn(ctx, at, m))
	}
	return said, nil
}

// near picks messages around one: half of them before, the rest after; the first of
// a thread always.
func near(all []sdk.Message, meant int, thread bool, most int) []sdk.Message {
	from := max(0, meant-most/2)
	to := min(len(all), from+most)
	picked := slices.Clone(all[from:to])
	if thread && from > 0 && len(picked) > 0 {
		picked[0] = all[0]
	}
	return picked
}

func (s *Slack) saidIn(ctx context.Context, at spot, m sdk.Message) bot.Said {
	w := s.wrote(at.channel, m.Timestamp, m.User)
	text := []rune(s.plain(ctx, m.Text))
	return bot.Said{
		ID: w.ID, At: w.At, Account: w.Account, Place: w.Place, Text: string(text[:min(len(text), bot.MostSaid)]),
		Root: at.thread != "" && m.Timestamp == at.thread, Meant: m.Timestamp == at.ts,
	}
}

// thread reads a thread as far as a message in it, and a little beyond.
func (s *Slack) thread(ctx context.Context, at spot) (all []sdk.Message, err error) {
	cursor := ""
	for range threadPages {
		var page []sdk.Message
		more := false
		err := s.web.call(ctx, history, "", func(ctx context.Context) (err error) {
			page, more, cursor, err = s.web.api.GetConversationRepliesContext(ctx, &sdk.GetConversationRepliesParameters{
				ChannelID: at.channel, Timestamp: at.thread, Limit: threadPage, Cursor: cursor,
			})
			return err
		})
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if !more || cursor == "" || slices.ContainsFunc(page, func(m sdk.Message) bool { return m.Timestamp == at.ts }) {
			break
		}
	}
	return all, nil
}

// talk reads a channel before a message and after it.
func (s *Slack) talk(ctx context.Context, at spot) (all []sdk.Message, err error) {
	for _, side := range []sdk.GetConversationHistoryParameters{
		{ChannelID: at.channel, Latest: at.ts, Inclusive: true, Limit: talkPage},
		{ChannelID: at.channel, Oldest: at.ts, Latest: after(at.ts), Limit: talkPage},
	} {
		err := s.web.call(ctx, history, "", func(ctx context.Context) error {
			r, err := s.web.api.GetConversationHistoryContext(ctx, &side)
			if err == nil {
				all = append(all, r.Messages...)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// after is an hour after a timestamp: of what came later only the nearest is of
// interest, and Slack gives the latest first.
func after(ts string) string {
	seconds, rest, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return ""
	}
	return strconv.FormatInt(n+3600, 10) + "." + rest
}
