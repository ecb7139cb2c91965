package main

import (
	"fmt"
	"slices"
	"strings"

	"magbot/adapters/slack"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/house"
	"magbot/bot/lang"
)

// manifestCommand prints what a platform asks to know of an app.
type manifestCommand struct {
	Slack slackManifestCommand `cmd:"" help:"Print the manifest of the Slack app, made from the table of commands."`
}

type slackManifestCommand struct {
	Name       string `help:"Name of the app and of its bot, at most 35 characters." default:"magbot"`
	RequestURL string `name:"request-url" help:"Where Slack reaches --slack-listen from outside, such as https://magbot.example.org/slack. Socket Mode when left out."`
}

// Run prints the manifest.
func (c slackManifestCommand) Run(w *world) error {
	h, err := newHouse()
	if err != nil {
		return err
	}
	m, err := c.manifest(h)
	if err != nil {
		return err
	}
	raw, err := m.JSON()
	if err != nil {
		return err
	}
	_, err = w.stdout.Write(raw)
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// manifest makes it from the house's own table of commands.
func (c slackManifestCommand) manifest(h *house.House) (slack.Manifest, error) {
	words, err := lang.Load(slack.Words)
	if err != nil {
		return slack.Manifest{}, err
	}
	m := slack.Manifest{Name: c.Name, Description: words.For("en").Say("slack.description"), RequestURL: c.RequestURL, Shortcuts: slackShortcuts(h)}
	for _, cmd := range h.Table().All() {
		area, _, _ := strings.Cut(cmd.Path, " ")
		if !cmd.Inner && !cmd.Unlisted && !slices.Contains(m.Areas, area) {
			m.Areas = append(m.Areas, area)
		}
	}
	for _, s := range m.Shortcuts {
		if err := takes(h, s); err != nil {
			return m, err
		}
	}
	return m, nil
}

// takes checks that a shortcut's command is in the table, with the arguments
// that the shortcut fills in.
func takes(h *house.House, s slack.Shortcut) error {
	cmd, known := h.Table().Get(s.Call.Path)
	if !known {
		return fmt.Errorf("the shortcut %s: there is no command %q", s.ID, s.Call.Path)
	}
	for _, arg := range []string{s.TextArg, s.LinkArg, s.FromArg} {
		if arg != "" && !hasArg(cmd, arg) {
			return fmt.Errorf("the shortcut %s fills in %q, which %q does not take", s.ID, arg, s.Call.Path)
		}
	}
	return nil
}

func hasArg(cmd *command.Command, name string) bool {
	return slices.ContainsFunc(cmd.Args, func(a command.Arg) bool { return a.Name == name })
}

// slackShortcuts are the shortcuts of the Slack app.
func slackShortcuts(h *house.House) []slack.Shortcut {
	all := []slack.Shortcut{
		{ID: "mag_agenda_from_message", Name: "Add to agenda", Help: "Propose this message as an input to the agenda", OnMessage: true, Call: chat.Do("agenda add"), TextArg: "why"},
		{ID: "mag_agenda", Name: "Propose an agenda item", Help: "Open the form of an input to the agenda", Call: chat.Do("agenda add")},
		{ID: "mag_help", Name: "Help", Help: "Find what you can ask of magbot", Call: chat.Do("help")},
	}
	report, known := h.Table().Get("conduct report")
	if !known {
		return all
	}
	s := slack.Shortcut{
		ID: "mag_report", Name: "Report to conduct team", Help: "Tell the conduct team of this message, in confidence", OnMessage: true,
		Call: chat.Do(report.Path),
	}
	for name, to := range map[string]*string{"about": &s.FromArg, "message": &s.LinkArg, "words": &s.TextArg} {
		if hasArg(report, name) {
			*to = name
		}
	}
	return append(all, s)
}
