package discord

import (
	"context"
	"encoding/json"
	"strings"

	"magbot/bot"
)

// What AutoMod, the server's own rules, finds in messages is handed on. Source:
// topics/gateway-events, Auto Moderation Action Execution: one event for each action
// that a rule takes, so several for one message. It comes only to a bot that may
// manage the server, and its words only with the intent for message content.

// Alert is what a rule of AutoMod says of a message.
type Alert struct {
	Rule string // its identifier
	Kind AlertKind
	Span string // the words that it is about; empty when Discord names none
	Held bool   // no message stands in the channel
}

// AlertKind is what a rule looks for.
type AlertKind string

// The kinds of rules (resources/auto-moderation, Trigger Types). What people write
// into their profiles is no message.
const (
	AlertWords    AlertKind = "words"
	AlertSpam     AlertKind = "spam"
	AlertPreset   AlertKind = "preset"
	AlertMentions AlertKind = "mentions"
	AlertOther    AlertKind = "other"
)

var alertKinds = map[int]AlertKind{1: AlertWords, 3: AlertSpam, 4: AlertPreset, 5: AlertMentions}

// executed is Auto Moderation Action Execution.
type executed struct {
	Guild   string `json:"guild_id"`
	Rule    string `json:"rule_id"`
	Trigger int    `json:"rule_trigger_type"`
	User    string `json:"user_id"`
	Channel string `json:"channel_id"`
	Message string `json:"message_id"`
	Content string `json:"content"`
	Matched string `json:"matched_content"`
}

// alerted hands on what AutoMod found. Without the intent for message content there
// are no words, and nothing to look at.
func (d *Discord) alerted(raw json.RawMessage) error {
	var e executed
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	if d.Alerts == nil || e.Guild != d.Guild || e.Channel == "" || e.User == "" || e.User == d.self || strings.TrimSpace(e.Content) == "" {
		return nil
	}
	w := bot.Wrote{Account: d.account(e.User), At: d.Now().UTC(), Place: bot.Place{Platform: platform, Workspace: d.Guild, Channel: e.Channel}}
	if e.Message != "" {
		w = d.wrote(e.Channel, e.Message)
		w.Account = d.account(e.User)
	}
	kind, known := alertKinds[e.Trigger]
	if !known {
		kind = AlertOther
	}
	d.in("channel "+e.Channel, func(ctx context.Context) {
		a := Alert{Rule: e.Rule, Kind: kind, Span: d.plain(ctx, e.Matched), Held: e.Message == ""}
		d.Alerts.Alert(w, d.plain(ctx, e.Content), a)
	})
	return nil
}
