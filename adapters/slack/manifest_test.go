package slack_test

import (
	"encoding/json"
	"strings"
	"testing"

	"magbot/adapters/slack"
	"magbot/bot/chat"
)

func manifest() slack.Manifest {
	return slack.Manifest{
		Name: "magbot", Description: "Meetings", Areas: []string{"help", "agenda"},
		Shortcuts: []slack.Shortcut{{ID: "add", Name: "Add to agenda", Help: "Propose it", OnMessage: true, Call: chat.Do("agenda add")}},
	}
}

func TestTheManifestSaysWhatTheAdapterNeeds(t *testing.T) {
	for address, want := range map[string][]string{
		"":                                 {`"socket_mode_enabled": true`, `"usage_hint": "help | agenda"`, `"type": "message"`, `"messages_tab_read_only_enabled": false`, `"chat:write"`, `"message.im"`},
		"https://magbot.example.org/slack": {`"request_url": "https://magbot.example.org/slack"`, `"url": "https://magbot.example.org/slack"`},
	} {
		m := manifest()
		m.RequestURL = address
		raw, err := m.JSON()
		if err != nil {
			t.Fatal(err)
		}
		wants(t, string(raw), want...)
		if address != "" && strings.Contains(string(raw), "socket_mode_enabled") {
			t.Errorf("with an address for requests there is no Socket Mode: %s", raw)
		}
		if !json.Valid(raw) {
			t.Errorf("no JSON: %s", raw)
		}
	}
}

func TestAManifestThatSlackWouldRefuseIsNotWritten(t *testing.T) {
	for name, spoil := range map[string]func(*slack.Manifest){
		"no name":                    func(m *slack.Manifest) { m.Name = "" },
		"a name too long":            func(m *slack.Manifest) { m.Name = strings.Repeat("x", 36) },
		"a description too long":     func(m *slack.Manifest) { m.Description = strings.Repeat("x", 141) },
		"an address without https":   func(m *slack.Manifest) { m.RequestURL = "http://magbot.example.org" },
		"an address without a host":  func(m *slack.Manifest) { m.RequestURL = "https://" },
		"a shortcut's name too long": func(m *slack.Manifest) { m.Shortcuts[0].Name = strings.Repeat("x", 25) },
		"two shortcuts of one ID":    func(m *slack.Manifest) { m.Shortcuts = append(m.Shortcuts, m.Shortcuts[0]) },
		"too many shortcuts": func(m *slack.Manifest) {
			for range 10 {
				m.Shortcuts = append(m.Shortcuts, m.Shortcuts[0])
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := manifest()
			spoil(&m)
			if raw, err := m.JSON(); err == nil {
				t.Errorf("it was written: %s", raw)
			}
		})
	}
}
