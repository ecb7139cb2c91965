package main

import (
	"errors"
	"fmt"
	"strings"

	"magbot/adapters/slack"
	"magbot/bot/lang"
)

// slack looks whether Slack takes the tokens, whether they may do what magbot
// does, and whether the bot can post in the community's channels there. Without
// tokens there is nothing to look at.
func (e *examination) slack() {
	const check, why = "slack-token", "magbot does not reach the people in Slack without it"
	secrets, wanted, err := e.secrets(e.world)
	if err != nil {
		e.broken(check, "The secrets of Slack cannot be used: "+oneLine(err)+".", why, "# docs/slack.md says where they are found")
		return
	}
	if !wanted {
		return
	}
	words, err := lang.Load(slack.Words)
	if err != nil {
		e.broken(check, "The words of the Slack adapter cannot be read: "+oneLine(err)+".", why, "# install magbot again")
		return
	}
	said := func(err error) string {
		if refusal, ok := lang.AsError(err); ok {
			return words.For("en").Text(refusal.Text)
		}
		return oneLine(err)
	}
	config := slack.Config{BotToken: secrets.bot, AppToken: secrets.app, API: e.SlackAPI}
	setup, err := slack.Examine(e.world.ctx, config, e.slackChannels)
	if err != nil {
		e.unreachable(check, "The bot token of Slack was not examined", why, err, said)
		return
	}
	e.fine(check, "Slack knows the bot as %s in the workspace %s.", setup.Bot, setup.TeamName)
	e.slackScopes(setup)
	e.slackApp(config, said)
	e.slackPosting(setup, said)
}

// unreachable tells of a token that Slack refused, or of a Slack that did not
// answer.
func (e *examination) unreachable(check, what, why string, err error, said func(error) string) {
	if _, refused := errors.AsType[*lang.Error](err); refused {
		e.broken(check, "Slack does not take a token.", why, "# "+said(err))
		return
	}
	e.broken(check, what+": "+oneLine(err)+".", why, "# see that this machine reaches https://slack.com, and whether Slack says that it is down:", "curl -sSI https://slack.com/api/api.test")
}

func (e *examination) slackScopes(setup slack.Setup) {
	const check = "slack-scopes"
	if len(setup.Missing) == 0 {
		e.fine(check, "The bot token may do all that magbot does.")
		return
	}
	e.broken(check, "The bot token lacks permissions: "+strings.Join(setup.Missing, ", ")+".", "what needs them fails while a meeting is going on",
		"# under api.slack.com/apps, open magbot, “OAuth & Permissions”, add these bot token scopes, and press “Reinstall to Workspace”: "+strings.Join(setup.Missing, ", "),
		"# or put in the manifest anew, under “App Manifest”:", "magbot manifest slack")
}

// slackApp looks whether the app token opens a socket; signed requests need an
// address instead.
func (e *examination) slackApp(config slack.Config, said func(error) string) {
	if e.SlackListen != "" {
		e.address(e.SlackListen, "--slack-listen", "Slack's requests")
		return
	}
	const check = "slack-app-token"
	err := slack.ExamineApp(e.world.ctx, config)
	if err != nil {
		e.unreachable(check, "The app token of Slack was not examined", "magbot hears nothing from Slack without it", err, said)
		return
	}
	e.fine(check, "The app token opens a socket.")
}

// slackPosting looks whether a channel is linked, and whether the bot can post in
// each that is.
func (e *examination) slackPosting(setup slack.Setup, said func(error) string) {
	const check = "slack-channels"
	if e.known == nil {
		return
	}
	if others := e.otherTeams(setup.Team); len(others) > 0 {
		e.note(check, "Channels of other workspaces are linked: "+strings.Join(others, ", ")+".", "with this token nothing is posted there",
			"# in each of them, or when it is gone in any channel of the community: /mag channel unlink")
	}
	if len(setup.Channels) == 0 {
		e.note(check, fmt.Sprintf("No channel of the workspace %s is linked to the community.", setup.TeamName), "nothing is posted in Slack, and no shorthand is read there",
			"# in the channel of your meetings, the Secretariat:", "# /invite @"+setup.Bot, "# /mag channel link public")
	}
	for _, ch := range setup.Channels {
		if ch.Cure == nil {
			e.fine(check, "The bot can post in #%s.", ch.Name)
			continue
		}
		name := ch.ID
		if ch.Name != "" {
			name = "#" + ch.Name
		}
		e.broken(check, "The bot cannot post in "+name+".", "people there see nothing of the meeting", "# "+said(ch.Cure))
	}
}

// slackChannels are the linked channels of a workspace.
func (e *examination) slackChannels(team string) (ids []string) {
	if e.known == nil {
		return nil
	}
	for _, p := range e.known.Channels {
		if p.Platform == "slack" && p.Workspace == team {
			ids = append(ids, p.Channel)
		}
	}
	return ids
}

func (e *examination) otherTeams(team string) (names []string) {
	for _, p := range e.known.Channels {
		if p.Platform == "slack" && p.Workspace != team {
			names = append(names, p.Workspace+"/"+p.Channel)
		}
	}
	return names
}
