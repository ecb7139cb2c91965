package slack_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/adapters/roll"
	"magbot/adapters/slack/slacktest"
	"magbot/bot"
)

// register is what the bot knows of user groups: what it was told.
type register struct {
	accounts map[string]roll.Held
	listed   []string
	told     []string
}

func (r *register) Roll(context.Context, string) (accounts []roll.Held, listed []string) {
	for _, user := range []string{"UANA", "UBO"} {
		if h, ok := r.accounts[user]; ok {
			accounts = append(accounts, h)
		}
	}
	return accounts, r.listed
}

// take takes what is told.
func (r *register) take(in bot.Input) (bot.Answer, error) {
	c, _ := in.Intent.(bot.Call)
	if !strings.HasPrefix(c.Path, "roles ") || in.Place.Workspace != slacktest.Team || in.Actor.Self != bot.ByRecord {
		return bot.Answer{Refused: true}, nil
	}
	names := strings.Split(c.Args["names"], "\n")
	if c.Args["names"] == "" {
		names = nil
	}
	r.told = append(r.told, strings.TrimSpace(c.Path+" "+c.Args["user"]+" "+strings.Join(names, ", ")+c.Args["away"]))
	if c.Path == "roles listed" {
		r.listed = names
		return bot.Answer{}, nil
	}
	r.accounts[c.Args["user"]] = roll.Held{Account: account(c.Args["user"]), Known: true, Away: c.Args["away"] != "", Roles: names}
	return bot.Answer{}, nil
}

// grouped is a workspace whose user groups are of interest, of Ana and Bo.
func grouped(t *testing.T, do func(t *testing.T, w *town, tells func(what string, want ...string))) {
	t.Helper()
	inTown(t, func(t *testing.T, w *town) {
		w.slack.Close()
		r := &register{accounts: map[string]roll.Held{"UANA": {Account: account("UANA")}, "UBO": {Account: account("UBO")}}}
		w.roll, w.brain.handle = r, r.take
		do(t, w, func(what string, want ...string) {
			t.Helper()
			synctest.Wait()
			if diff := cmp.Diff(want, r.told); diff != "" {
				t.Errorf("%s: %s", what, diff)
			}
			r.told = nil
		})
	})
}

// User groups are told by their names and handles when they change; who has left the
// workspace has not lost them.
func TestUserGroupsAreToldWhenTheyChange(t *testing.T) {
	grouped(t, func(t *testing.T, w *town, tells func(string, ...string)) {
		w.SetGroup("S1", "MAG  members", "mag", "UANA", "UCLEO")
		w.SetGroup("S2", "Painters", "")
		w.start()
		tells("at first", "roles listed  @mag, MAG members, Painters", "roles seen UANA @mag, MAG members", "roles seen UBO")
		<-time.After(61 * time.Minute)
		tells("nothing has changed")
		w.SetGroup("S2", "Painters", "", "UBO")
		<-time.After(time.Hour)
		tells("a group more", "roles seen UBO Painters")
		w.SetGroup("S1", "MAG members", "mag")
		w.ChangeUser("UANA", "deleted", true)
		<-time.After(time.Hour)
		tells("who has left", "roles seen UANA yes")
	})
}

// Without the scope nothing is told of anybody, and the scope is named to whoever can
// grant it; a workspace whose plan has no user groups has none.
func TestUserGroupsThatCannotBeRead(t *testing.T) {
	grouped(t, func(t *testing.T, w *town, tells func(string, ...string)) {
		w.SetGroup("S1", "MAG", "", "UANA")
		w.Grant([]string{"chat:write", "users:read"})
		w.start()
		<-time.After(10 * time.Second)
		tells("without the scope")
		if len(w.trouble) == 0 || w.trouble[0].Key != "missing_scope usergroups:read" {
			t.Errorf("told %+v", w.trouble)
		}
		w.Grant([]string{"chat:write", "users:read", "usergroups:read"})
		w.Break(slacktest.Fault{Method: "usergroups.list", Times: 1, Error: "paid_teams_only"})
		<-time.After(2 * time.Minute)
		tells("without the plan", "roles seen UANA", "roles seen UBO")
		w.Break(slacktest.Fault{Method: "users.info", Times: 1, Error: "user_not_visible"})
		w.SetGroup("S1", "MAG", "", "UBO")
		<-time.After(time.Hour)
		tells("of one nothing is known", "roles listed  MAG", "roles seen UBO MAG")
	})
}
