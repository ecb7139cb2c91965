package slack

import (
	"encoding/json"
	"fmt"
	"strings"
)

// What Slack sends, as far as the adapter reads it. Envelopes of the socket and
// requests over HTTP hold the same JSON. It is read here and not by the library,
// so that a block of a kind that the library does not know loses nothing.

// kind says what an envelope holds.
type kind string

const (
	slashCommand kind = "slash_commands"
	interaction  kind = "interactive"
	happening    kind = "events_api"
)

// envelope is one thing that Slack sent.
type envelope struct {
	kind kind
	body []byte // JSON
}

// slash is a slash command.
type slash struct {
	TeamID      string `json:"team_id"`
	ChannelID   string `json:"channel_id"`
	UserID      string `json:"user_id"`
	Command     string `json:"command"`
	Text        string `json:"text"`
	ResponseURL string `json:"response_url"`
	TriggerID   string `json:"trigger_id"`
}

// outer is what stands around an event.
type outer struct {
	Type    string          `json:"type"`
	TeamID  string          `json:"team_id"`
	EventID string          `json:"event_id"`
	Event   json.RawMessage `json:"event"`
}

// event is a message, a mention, or something else that happened.
type event struct {
	Type        string `json:"type"`
	Subtype     string `json:"subtype"`
	User        string `json:"user"`
	BotID       string `json:"bot_id"`
	Text        string `json:"text"`
	TS          string `json:"ts"`
	ThreadTS    string `json:"thread_ts"`
	Channel     string `json:"channel"`
	ChannelType string `json:"channel_type"`
	DeletedTS   string `json:"deleted_ts"`
	Tab         string `json:"tab"`
	View        *id    `json:"view"` // of the Home tab; nil before anything was shown there
	Message     *said  `json:"message"`
	Previous    *said  `json:"previous_message"`
}

// said is a message as it stands within an event.
type said struct {
	Subtype string `json:"subtype"`
	User    string `json:"user"`
	BotID   string `json:"bot_id"`
	Text    string `json:"text"`
	TS      string `json:"ts"`
	Edited  struct {
		TS string `json:"ts"`
	} `json:"edited"`
}

// id is anything of which only the identifier matters.
type id struct {
	ID string `json:"id"`
}

// press is an interaction: a press of a button, a form sent back, a shortcut.
type press struct {
	Type        string  `json:"type"`
	Team        id      `json:"team"`
	User        id      `json:"user"`
	Channel     id      `json:"channel"`
	TriggerID   string  `json:"trigger_id"`
	ResponseURL string  `json:"response_url"`
	CallbackID  string  `json:"callback_id"`
	ActionTS    string  `json:"action_ts"`
	MessageTS   string  `json:"message_ts"`
	Message     *inTalk `json:"message"`
	Container   *frame  `json:"container"`
	Actions     []deed  `json:"actions"`
	View        *sight  `json:"view"`
}

// inTalk is the message that an interaction belongs to.
type inTalk struct {
	User     string `json:"user"`
	Text     string `json:"text"`
	TS       string `json:"ts"`
	ThreadTS string `json:"thread_ts"`
}

// frame is where a button stands.
type frame struct {
	Type      string `json:"type"`
	ChannelID string `json:"channel_id"`
	MessageTS string `json:"message_ts"`
	ThreadTS  string `json:"thread_ts"`
	ViewID    string `json:"view_id"`
}

// deed is what was pressed.
type deed struct {
	ActionID string `json:"action_id"`
	Value    string `json:"value"`
	ActionTS string `json:"action_ts"`
}

// sight is a modal or a Home tab.
type sight struct {
	ID              string `json:"id"`
	Type            string `json:"type"`
	CallbackID      string `json:"callback_id"`
	PrivateMetadata string `json:"private_metadata"`
	State           struct {
		Values state `json:"values"`
	} `json:"state"`
}

func parse[T any](body []byte, what string) (T, error) {
	var v T
	if err := json.Unmarshal(body, &v); err != nil {
		return v, fmt.Errorf("read %s: %w", what, err)
	}
	return v, nil
}

// direct reports whether a conversation is one of a person with the bot alone.
func direct(channel string) bool { return strings.HasPrefix(channel, "D") }
