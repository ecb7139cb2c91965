package discord

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"magbot/bot"
)

// Which roles people have in the server is compared with the roster by the bot,
// which says whose are of interest. What it does not know yet is told; nothing is
// remembered here, so that it may be looked at any time. Source: resources/guild,
// Get Guild Roles and Get Guild Member, which need no privileged intent.

// Roll says whose roles are of interest, and what the bot knows of them.
type Roll interface {
	// Roll gives the accounts of a server, none where roles are of no interest, and
	// the roles that the server had when that was told last. It answers from memory.
	Roll(ctx context.Context, server string) (accounts []Held, listed []string)
}

// Held are the roles of an account as they were told last.
type Held struct {
	Account bot.Account
	Known   bool     // they were told
	Away    bool     // the account was in the server no longer
	Roles   []string // their names, in the order in which they were told
}

const (
	// lookEvery is how often everybody's roles are looked at. Who was not looked at
	// yet is at the next lookTick; after a failure all wait for lookAgain.
	lookEvery = time.Hour
	lookTick  = 5 * time.Second
	lookAgain = time.Minute

	unknownMember = 10007 // JSON Error Codes
)

// lookAtRoles tells of roles that have changed, until ctx ends.
func (d *Discord) lookAtRoles(ctx context.Context) {
	if d.Roll == nil {
		return
	}
	tick := time.NewTicker(d.looks.tick)
	defer tick.Stop()
	var all time.Time // when everybody was looked at
	for ctx.Err() == nil {
		everybody := d.Now().Sub(all) >= d.looks.every
		if err := d.lookOnce(ctx, everybody); err == nil && everybody {
			all = d.Now()
		} else if err != nil && ctx.Err() == nil {
			d.Logger.Warn("the roles of the server are looked at again later", "error", err)
			if sleep(ctx, d.looks.again) != nil {
				return
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}

// looks says how often roles are looked at.
type looks struct{ every, tick, again time.Duration }

// lookOnce looks at everybody's roles, or at those that nobody was told of.
func (d *Discord) lookOnce(ctx context.Context, everybody bool) error {
	accounts, listed := d.Roll.Roll(ctx, d.Guild)
	accounts = slices.DeleteFunc(slices.Clone(accounts), func(h Held) bool { return h.Known && !everybody })
	if len(accounts) == 0 {
		return nil
	}
	names, err := d.roleNames(ctx)
	if err != nil {
		return err
	}
	if there := named(names, nil); !slices.Equal(there, listed) {
		if err := d.tellRoles(ctx, bot.Do("roles listed", "names", strings.Join(there, "\n"))); err != nil {
			return err
		}
	}
	var failed error
	for _, h := range accounts {
		err := d.lookAt(ctx, h, names)
		if refusal, ok := errors.AsType[*apiError](err); err != nil && (!ok || refusal.Status >= http.StatusInternalServerError) {
			return err // whoever comes next fares no better
		}
		failed = errors.Join(failed, err)
	}
	return failed
}

// roleNames gives the names of the server's roles by identifier, but for the one
// that everybody has, which is called like the server.
func (d *Discord) roleNames(ctx context.Context) (map[string]string, error) {
	var roles []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	if err := d.rest.do(ctx, request{method: http.MethodGet, path: "/guilds/" + d.Guild + "/roles"}, &roles); err != nil {
		return nil, fmt.Errorf("ask which roles there are: %w", err)
	}
	names := map[string]string{}
	for _, r := range roles {
		if name := strings.TrimSpace(oneLine(r.Name)); r.ID != d.Guild && name != "" {
			names[r.ID] = name
		}
	}
	return names, nil
}

// named gives the names of some roles, or of all, each once and in order.
func named(names map[string]string, some []string) []string {
	var all []string
	for id, name := range names {
		if some == nil || slices.Contains(some, id) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// lookAt tells which roles an account has, if those are others than were told.
func (d *Discord) lookAt(ctx context.Context, h Held, names map[string]string) error {
	var m struct {
		Roles []string `json:"roles"`
	}
	path := "/guilds/" + d.Guild + "/members/"
	err := d.rest.do(ctx, request{method: http.MethodGet, path: path + h.Account.User, route: path + "x"}, &m)
	call := bot.Do("roles seen", "user", h.Account.User)
	switch c := code(err); {
	case c == unknownMember || c == unknownUser:
		if h.Known && h.Away {
			return nil
		}
		call.Args["away"] = "yes"
		return d.tellRoles(ctx, call)
	case err != nil:
		return fmt.Errorf("ask which roles somebody has: %w", err)
	}
	has := named(names, append([]string{}, m.Roles...))
	if h.Known && !h.Away && slices.Equal(has, h.Roles) {
		return nil
	}
	call.Args["names"] = strings.Join(has, "\n")
	return d.tellRoles(ctx, call)
}

func (d *Discord) tellRoles(ctx context.Context, call bot.Call) error {
	answer, err := d.insist(ctx, bot.Input{
		Cause: bot.Cause("discord:roles:" + rand.Text()), At: d.Now().UTC(), Actor: bot.Actor{Self: bot.ByRecord},
		Place: bot.Place{Platform: platform, Workspace: d.Guild}, Stream: bot.CommunityStream, Intent: call,
	})
	if err == nil && answer.Refused {
		err = fmt.Errorf("%s is refused", call.Path)
	}
	return err
}
