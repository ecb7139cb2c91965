package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	sdk "github.com/slack-go/slack"
)

// Manifest describes the app that a workspace makes for the bot.
type Manifest struct {
	Name        string   // of the app and of its bot
	Description string   // what it is for, in one line
	Areas       []string // the first words of the commands, for the hint beside "/mag"
	Shortcuts   []Shortcut
	// RequestURL is where Slack sends signed requests, https alone; empty for
	// Socket Mode.
	RequestURL string
}

// scopes are the permissions of the bot token, and what each is for.
var scopes = []string{
	"app_mentions:read", // commands by mention
	"channels:history",  // lines in public channels, and what the bot posted itself
	"channels:read",     // names of channels
	"chat:write",
	"commands",
	"files:read", // files sent in a form
	"files:write",
	"groups:history", // the same in private channels
	"groups:read",
	"im:history", // commands by direct message
	"im:write",
	"reactions:write",  // the sign under a line that is recorded
	"usergroups:read",  // to compare user groups with the roster, where that is asked for
	"users:read",       // names of people who are mentioned
	"users:read.email", // to link an account to the person with its address
}

// botEvents are the events that Slack sends.
var botEvents = []string{"app_home_opened", "app_mention", "app_uninstalled", "message.channels", "message.groups", "message.im", "tokens_revoked"}

// The limits of a manifest. Source: https://docs.slack.dev/reference/app-manifest
const (
	mostAppName     = 35
	mostAppLine     = 140
	mostHint        = 1000
	mostShortcuts   = 10
	mostShortName   = 24
	mostShortHelp   = 150
	mostCommandHelp = 2000
)

// JSON writes the manifest as Slack takes it. What breaks a limit of Slack is an
// error: an app that Slack refuses helps nobody.
func (m Manifest) JSON() ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("the manifest: %w", err)
	}
	short := make([]sdk.Shortcut, 0, len(m.Shortcuts))
	for _, s := range m.Shortcuts {
		kind := sdk.GlobalShortcut
		if s.OnMessage {
			kind = sdk.MessageShortcut
		}
		short = append(short, sdk.Shortcut{Name: s.Name, CallbackID: s.ID, Description: s.Help, Type: kind})
	}
	out := sdk.Manifest{
		Display: sdk.Display{Name: m.Name, Description: m.Description},
		Features: sdk.Features{
			BotUser: sdk.BotUser{DisplayName: m.Name, AlwaysOnline: true},
			SlashCommands: []sdk.ManifestSlashCommand{{
				Command: "/mag", Description: m.Description, UsageHint: m.hint(), ShouldEscape: true, Url: m.RequestURL,
			}},
			Shortcuts: short,
		},
		OAuthConfig: sdk.OAuthConfig{Scopes: sdk.OAuthScopes{Bot: scopes}},
		Settings: sdk.Settings{
			EventSubscriptions: &sdk.EventSubscriptions{BotEvents: botEvents, RequestUrl: m.RequestURL},
			Interactivity:      &sdk.Interactivity{IsEnabled: true, RequestUrl: m.RequestURL},
			SocketModeEnabled:  m.RequestURL == "",
		},
	}
	raw, err := exact(out)
	if err != nil {
		return nil, fmt.Errorf("write the manifest: %w", err)
	}
	return append(raw, '\n'), nil
}

// exact writes what the library leaves out: that there is a Home tab, and that
// people may write to the bot. Slack's own defaults are others.
func exact(m sdk.Manifest) ([]byte, error) {
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	var out map[string]any
	if err := json.Unmarshal(raw, &out); err != nil {
		return nil, err
	}
	delete(out, "_metadata")
	if features, ok := out["features"].(map[string]any); ok {
		features["app_home"] = map[string]bool{"home_tab_enabled": true, "messages_tab_enabled": true, "messages_tab_read_only_enabled": false}
	}
	return json.MarshalIndent(out, "", "  ")
}

func (m Manifest) hint() string { return strings.Join(m.Areas, " | ") }

func (m Manifest) check() error {
	if m.RequestURL != "" {
		if u, err := url.Parse(m.RequestURL); err != nil || u.Scheme != "https" || u.Host == "" {
			return fmt.Errorf("%q is no address that Slack sends requests to: write it as https://magbot.example.org/slack", m.RequestURL)
		}
	}
	if len(m.Shortcuts) > mostShortcuts {
		return fmt.Errorf("%d shortcuts, Slack takes %d", len(m.Shortcuts), mostShortcuts)
	}
	type text struct {
		what, value string
		most        int
	}
	all := []text{
		{"name", m.Name, mostAppName},
		{"description", m.Description, min(mostAppLine, mostCommandHelp)},
		{"hint", m.hint(), mostHint},
	}
	var ids []string
	for _, s := range m.Shortcuts {
		all = append(all, text{"ID of a shortcut", s.ID, mostID}, text{"name of the shortcut " + s.ID, s.Name, mostShortName}, text{"help of the shortcut " + s.ID, s.Help, mostShortHelp})
		ids = append(ids, s.ID)
	}
	for _, t := range all {
		if n := runes(t.value); n == 0 || n > t.most {
			return fmt.Errorf("the %s has %d characters, 1 to %d are possible", t.what, n, t.most)
		}
	}
	slices.Sort(ids)
	if len(slices.Compact(ids)) != len(m.Shortcuts) {
		return errors.New("two shortcuts have one ID")
	}
	return nil
}
