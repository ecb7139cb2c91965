package discord

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"magbot/bot"
)

// What the bot asks of Discord for the sake of conduct: who can read a channel, and
// what was said around a message. Sources: resources/guild, List Guild Members (which
// needs the privileged intent for members); topics/permissions, Permission
// Overwrites; resources/message, Get Channel Messages.

const (
	viewChannel = 1 << 10

	memberPage = 1000
	// memberPages bounds how large a server may be whose channels can be compared.
	memberPages = 20
)

// listedMember is Guild Member Object.
type listedMember struct {
	User  *account `json:"user"`
	Roles []string `json:"roles"`
}

// Members says who can read a channel: who may view it by the roles and the
// channel's own settings, the server's owner and administrators among them. Other
// bots count like people, of nobody on the roster, so that nothing is shown where
// one of them reads.
func (d *Discord) Members(ctx context.Context, place bot.Place) (bot.Members, error) {
	if place.Workspace != d.Guild || place.Channel == "" {
		return bot.Members{}, &bot.Unable{Why: bot.NotHere}
	}
	h, err := d.house(ctx)
	if err != nil {
		return bot.Members{}, final(err)
	}
	at := slices.IndexFunc(h.channels, func(c houseChannel) bool { return c.ID == place.Channel })
	if at < 0 {
		return bot.Members{}, &bot.Unable{Why: bot.Gone}
	}
	channel := &h.channels[at]
	if h.as("everybody", nil).allowed(channel)&viewChannel != 0 {
		return bot.Members{Open: true}, nil
	}
	all, err := d.everybody(ctx)
	if err != nil {
		return bot.Members{}, final(err)
	}
	var m bot.Members
	for _, one := range all {
		if one.User != nil && one.User.ID != d.self && h.as(one.User.ID, one.Roles).allowed(channel)&viewChannel != 0 {
			m.Accounts = append(m.Accounts, d.account(one.User.ID))
		}
	}
	return m, nil
}

// as is the server as somebody else has rights in it; nobody has those of everybody.
func (h *house) as(user string, roles []string) *house {
	other := *h
	other.self, other.roles = user, roles
	return &other
}

// everybody lists the members of the server.
func (d *Discord) everybody(ctx context.Context) (all []listedMember, err error) {
	path, last := "/guilds/"+d.Guild+"/members", "0"
	for range memberPages {
		var page []listedMember
		query := fmt.Sprintf("?limit=%d&after=%s", memberPage, url.QueryEscape(last))
		if err := d.rest.do(ctx, request{method: http.MethodGet, path: path + query, route: path}, &page); err != nil {
			return nil, fmt.Errorf("ask who is in the server: %w", err)
		}
		all = append(all, page...)
		if len(page) < memberPage || page[len(page)-1].User == nil {
			return all, nil
		}
		last = page[len(page)-1].User.ID
	}
	return nil, &bot.Unable{Why: bot.TooMany}
}

// final makes of what no further try can mend the answer that it is.
func final(err error) error {
	switch code(err) {
	case missingAccess, missingPermissions:
		return &bot.Unable{Why: bot.NoRight}
	case unknownChannel, unknownMessage, unknownMember, unknownUser:
		return &bot.Unable{Why: bot.Gone}
	}
	return err
}

// linked reads the address of a message of this server:
// https://discord.com/channels/SERVER/CHANNEL/MESSAGE.
func (d *Discord) linked(link string) (channel, message string, ok bool) {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || u.Scheme != "https" {
		return "", "", false
	}
	switch strings.ToLower(u.Hostname()) {
	case "discord.com", "ptb.discord.com", "canary.discord.com", "discordapp.com":
	default:
		return "", "", false
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) != 4 || parts[0] != "channels" || parts[1] != d.Guild {
		return "", "", false
	}
	for _, id := range parts[2:] {
		if _, err := strconv.ParseUint(id, 10, 64); err != nil {
			return "", "", false
		}
	}
	return parts[2], parts[3], true
}

// Around gives what people wrote around a message, and the message with which its
// thread began.
func (d *Discord) Around(ctx context.Context, a bot.Around) ([]bot.Said, error) {
	channel, message, ok := d.linked(a.Link)
	if !ok {
		return nil, &bot.Unable{Why: bot.NotHere}
	}
	var all []said
	path := messagesOf(channel) + fmt.Sprintf("?limit=%d&around=%s", min(max(a.Most, 1), 100), message)
	if err := d.rest.do(ctx, request{method: http.MethodGet, path: path, route: messagesOf(channel)}, &all); err != nil {
		return nil, final(err)
	}
	if !slices.ContainsFunc(all, func(m said) bool { return m.ID == message }) {
		return nil, &bot.Unable{Why: bot.Gone}
	}
	all = slices.DeleteFunc(all, func(m said) bool { return m.ID != message && !m.person() })
	slices.SortFunc(all, func(a, b said) int { return cmp.Or(cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID)) })
	root, has, above, err := d.began(ctx, channel)
	if err != nil {
		return nil, final(err)
	}
	if has {
		for len(all) >= max(a.Most, 2) { // the root takes the place of the first, or of the last where that is the message itself
			at := 0
			if all[0].ID == message {
				at = len(all) - 1
			}
			all = slices.Delete(all, at, at+1)
		}
		all = slices.Insert(all, 0, root)
	}
	var around []bot.Said
	for i, m := range all {
		one := d.saidIn(ctx, cmp.Or(m.ChannelID, channel), m, has && i == 0, m.ID == message)
		one.Place.Channel = cmp.Or(above, channel) // who can read a public thread are those of its channel
		around = append(around, one)
	}
	return around, nil
}

func (d *Discord) saidIn(ctx context.Context, channel string, m said, root, meant bool) bot.Said {
	w := d.wrote(channel, m.ID)
	text := []rune(d.plain(ctx, m.Content))
	s := bot.Said{ID: w.ID, Place: w.Place, At: w.At, Text: string(text[:min(len(text), bot.MostSaid)]), Root: root, Meant: meant}
	if by := m.by(); by != "" && by != d.self {
		s.Account = d.account(by)
	}
	return s
}

// Types of channels that are threads (Channel Types).
const (
	announcementThread = 10
	publicThread       = 11
)

// began gives the message with which a thread began, and the channel above, in which it
// stands: it has the thread's own identifier. A private thread began with none.
func (d *Discord) began(ctx context.Context, channel string) (m said, has bool, above string, err error) {
	var c struct {
		Type   int    `json:"type"`
		Parent string `json:"parent_id"`
	}
	path := "/channels/" + url.PathEscape(channel)
	if err := d.rest.do(ctx, request{method: http.MethodGet, path: path}, &c); err != nil {
		return m, false, "", err
	}
	if c.Type != announcementThread && c.Type != publicThread || c.Parent == "" {
		return m, false, "", nil
	}
	path = messagesOf(c.Parent) + "/" + url.PathEscape(channel)
	err = d.rest.do(ctx, request{method: http.MethodGet, path: path, route: messagesOf(c.Parent) + "/x"}, &m)
	if code(err) == unknownMessage {
		return m, false, c.Parent, nil
	}
	m.ChannelID = c.Parent
	return m, err == nil, c.Parent, err
}
