package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"magbot/adapters/roll"
)

// Which roles people have in the server is compared with the roster by the bot.
// Source: resources/guild, Get Guild Roles and Get Guild Member, which need no
// privileged intent.

const unknownMember = 10007 // JSON Error Codes

// lookAtRoles tells of roles that have changed, until ctx ends.
func (d *Discord) lookAtRoles(ctx context.Context) {
	if d.Roll == nil {
		return
	}
	roll.Watch{
		Roll: d.Roll, Platform: platform, Space: d.Guild, Now: d.Now, Logger: d.Logger, Pace: d.looks,
		Open: d.openRoles, Ask: d.insist,
	}.Run(ctx)
}

// roleBook is what Discord says of roles at one look.
type roleBook struct {
	discord *Discord
	names   map[string]string // by identifier
}

// openRoles asks for the names of the server's roles, but for the one that everybody
// has, which is called like the server.
func (d *Discord) openRoles(ctx context.Context) (roll.Book, error) {
	var roles []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	if err := d.rest.do(ctx, request{method: http.MethodGet, path: "/guilds/" + d.Guild + "/roles"}, &roles); err != nil {
		return nil, err
	}
	b := roleBook{d, map[string]string{}}
	for _, r := range roles {
		if r.ID != d.Guild {
			b.names[r.ID] = r.Name
		}
	}
	return b, nil
}

// Roles implements roll.Book.
func (b roleBook) Roles() []string {
	var all []string
	for _, name := range b.names {
		all = append(all, name)
	}
	return roll.Names(all)
}

// Has implements roll.Book.
func (b roleBook) Has(ctx context.Context, h roll.Held) (roles []string, away bool, err error) {
	var m struct {
		Roles []string `json:"roles"`
	}
	path := "/guilds/" + b.discord.Guild + "/members/"
	err = b.discord.rest.do(ctx, request{method: http.MethodGet, path: path + h.Account.User, route: path + "x"}, &m)
	if c := code(err); c == unknownMember || c == unknownUser {
		return nil, true, nil
	}
	if refusal, ok := errors.AsType[*apiError](err); ok && refusal.Status < http.StatusInternalServerError {
		return nil, false, fmt.Errorf("%w: %w", roll.ErrOne, err)
	}
	for _, id := range m.Roles {
		roles = append(roles, b.names[id])
	}
	return roll.Names(roles), false, err
}
