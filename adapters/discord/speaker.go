package discord

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"magbot/bot"
)

// LinkTo gives the link to a message of ordinary talk, the same that a report from
// the message's menu has. It asks nobody.
func (d *Discord) LinkTo(_ context.Context, w bot.Wrote) (string, error) {
	return "https://discord.com/channels/" + d.Guild + "/" + w.Place.Channel + "/" + w.ID[strings.LastIndexByte(w.ID, ':')+1:], nil
}

// NameOf gives the name that an account goes by in the server. Source:
// resources/guild, Get Guild Member; resources/user, User Object.
func (d *Discord) NameOf(ctx context.Context, a bot.Account) (string, error) {
	var m struct {
		Nick string `json:"nick"`
		User struct {
			Global string `json:"global_name"`
			Name   string `json:"username"`
		} `json:"user"`
	}
	path := "/guilds/" + d.Guild + "/members/"
	err := d.rest.do(ctx, request{method: http.MethodGet, path: path + a.User, route: path + "x"}, &m)
	return cmp.Or(m.Nick, m.User.Global, m.User.Name), err
}
