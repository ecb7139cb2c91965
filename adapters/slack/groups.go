package slack

import (
	"context"
	"fmt"
	"slices"

	sdk "github.com/slack-go/slack"

	"magbot/adapters/roll"
)

// Which user groups people are in is compared with the roster by the bot. A user
// group goes by its name and by its handle ("@board"), as people know it by either.
// Source: https://docs.slack.dev/reference/methods/usergroups.list

// watchGroups tells of user groups that have changed, until ctx ends.
func (s *Slack) watchGroups(ctx context.Context) {
	roll.Watch{
		Roll: s.Roll, Platform: platform, Space: s.workspace, Now: s.Now, Logger: s.Logger, Pace: roll.Usual,
		Open: s.openGroups, Ask: s.handle,
	}.Run(ctx)
}

// groupBook is what Slack says of user groups at one look.
type groupBook struct {
	web    *web
	groups []sdk.UserGroup
}

// noGroups are the errors of a workspace whose plan has no user groups.
var noGroups = map[string]bool{"paid_teams_only": true, "plan_upgrade_required": true}

func (s *Slack) openGroups(ctx context.Context) (roll.Book, error) {
	b := groupBook{web: s.web}
	err := s.web.call(ctx, userGroups, "", func(ctx context.Context) (err error) {
		b.groups, err = s.web.api.GetUserGroupsContext(ctx, sdk.GetUserGroupsOptionIncludeUsers(true))
		return err
	})
	if err != nil && !noGroups[code(err)] {
		s.report(ctx, "", err)
		return nil, err
	}
	return b, nil
}

func namesOf(g sdk.UserGroup) []string {
	if g.Handle == "" {
		return []string{g.Name}
	}
	return []string{g.Name, "@" + g.Handle}
}

// Roles implements roll.Book.
func (b groupBook) Roles() []string {
	var all []string
	for _, g := range b.groups {
		all = append(all, namesOf(g)...)
	}
	return roll.Names(all)
}

// Has implements roll.Book. Who is in no group any more may have left: Slack takes
// the accounts that are deactivated out of their groups.
func (b groupBook) Has(ctx context.Context, h roll.Held) (roles []string, away bool, err error) {
	for _, g := range b.groups {
		if slices.Contains(g.Users, h.Account.User) {
			roles = append(roles, namesOf(g)...)
		}
	}
	if roles = roll.Names(roles); len(roles) > 0 {
		return roles, false, nil
	}
	away, err = b.web.gone(ctx, h.Account.User)
	return nil, away, err
}

// gone reports whether an account is in the workspace no longer.
func (w *web) gone(ctx context.Context, user string) (gone bool, err error) {
	err = w.call(ctx, userInfo, "", func(ctx context.Context) error {
		u, err := w.api.GetUserInfoContext(ctx, user)
		if err == nil {
			gone = u.Deleted
		}
		return err
	})
	switch said := code(err); {
	case said == "user_not_found" || said == "users_not_found":
		return true, nil
	case said != "" && cures[said] == "":
		return false, fmt.Errorf("%w: %w", roll.ErrOne, err)
	}
	return gone, err
}
