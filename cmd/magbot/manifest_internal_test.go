package main

import (
	"embed"
	"slices"
	"testing"

	"magbot/adapters/slack"
	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/house"
)

//go:embed testdata/conduct.en.toml
var conductWords embed.FS

// The shortcut that reports a message is there when there is somebody to report
// to, and fills in what the command takes.
func TestTheShortcutToReportComesWithItsCommand(t *testing.T) {
	report := func(all []slack.Shortcut) int {
		return slices.IndexFunc(all, func(s slack.Shortcut) bool { return s.Call.Path == "conduct report" })
	}
	bare, err := newHouse()
	if err != nil {
		t.Fatal(err)
	}
	_, known := bare.Table().Get("conduct report")
	if known != (report(slackShortcuts(bare)) >= 0) {
		t.Error("the shortcut and the command are not there together")
	}
	with := bare
	if !known {
		arg := func(name string) command.Arg { return command.Arg{Name: name} }
		with, err = house.New(append(house.Features(), house.Feature{
			Name: "conduct", Words: conductWords, Commands: []command.Command{{
				Path: "conduct report", On: command.Community, Who: command.Anyone, Args: []command.Arg{arg("about"), arg("message"), arg("words")},
				Show: func(*command.Context) (bot.Reply, error) { return bot.Reply{}, nil },
			}},
		}))
		if err != nil {
			t.Fatal(err)
		}
	}
	all := slackShortcuts(with)
	i := report(all)
	if i < 0 {
		t.Fatalf("no shortcut reports: %+v", all)
	}
	if s := all[i]; !s.OnMessage || s.FromArg != "about" || s.LinkArg != "message" || s.TextArg != "words" {
		t.Errorf("the shortcut is %+v", s)
	}
	if _, err := (slackManifestCommand{Name: "magbot"}).manifest(with); err != nil {
		t.Error(err)
	}
}
