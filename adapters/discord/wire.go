package discord

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// What Discord sends, as far as the adapter reads it. It is read here and not by
// the library, so that a component of a kind that the library does not know
// loses nothing; fields that are missing are empty.

// interaction is Interaction Object.
type interaction struct {
	ID        string          `json:"id"`
	Type      int             `json:"type"`
	Token     string          `json:"token"`
	GuildID   string          `json:"guild_id"`
	ChannelID string          `json:"channel_id"`
	Channel   snowflake       `json:"channel"`
	Member    *member         `json:"member"`
	User      *account        `json:"user"`
	Data      json.RawMessage `json:"data"`
}

type member struct {
	User *account `json:"user"`
}

// account is User Object.
type account struct {
	ID  string `json:"id"`
	Bot bool   `json:"bot"`
}

// user is who interacts: in a server the member, else the user.
func (i interaction) user() string {
	switch {
	case i.Member != nil && i.Member.User != nil:
		return i.Member.User.ID
	case i.User != nil:
		return i.User.ID
	}
	return ""
}

// channel is where; older servers leave out one or the other.
func (i interaction) channel() string {
	if i.ChannelID != "" {
		return i.ChannelID
	}
	return i.Channel.ID
}

// Types of interactions (Interaction Type) and of responses (Interaction Callback
// Type).
const (
	ofCommand      = 2
	ofComponent    = 3
	ofAutocomplete = 4
	ofModal        = 5

	pong           = 1
	replyMessage   = 4
	replyDeferred  = 5
	replySilent    = 6 // to a component: nothing is shown
	replyChoices   = 8
	replyModal     = 9
	ofPing         = 1
	ofDefaultLine  = 0  // types of messages: a line,
	ofReplyingLine = 19 // and one that answers another
)

// given is Application Command Data.
type given struct {
	Name     string   `json:"name"`
	Type     int      `json:"type"`
	Options  []chosen `json:"options"`
	Target   string   `json:"target_id"` // of a menu
	Resolved struct {
		Attachments map[string]upload `json:"attachments"`
		Messages    map[string]said   `json:"messages"`
	} `json:"resolved"`
}

// chosen is an option with its value.
type chosen struct {
	Name    string          `json:"name"`
	Type    int             `json:"type"`
	Value   json.RawMessage `json:"value"`
	Options []chosen        `json:"options"`
	Focused bool            `json:"focused"`
}

// text is the value as text, whatever its type.
func (c chosen) text() string {
	var s string
	if json.Unmarshal(c.Value, &s) == nil {
		return s
	}
	return string(c.Value)
}

// said is Message Object.
type said struct {
	ID        string     `json:"id"`
	ChannelID string     `json:"channel_id"`
	GuildID   string     `json:"guild_id"`
	Type      int        `json:"type"`
	Author    *account   `json:"author"`
	WebhookID string     `json:"webhook_id"`
	Content   string     `json:"content"`
	Embeds    []embedded `json:"embeds"`
	Edited    *string    `json:"edited_timestamp"`
}

// manyGone is Message Delete Bulk.
type manyGone struct {
	IDs       []string `json:"ids"`
	ChannelID string   `json:"channel_id"`
	GuildID   string   `json:"guild_id"`
}

// by is who wrote a message; empty where Discord does not say.
func (m said) by() string {
	if m.Author == nil {
		return ""
	}
	return m.Author.ID
}

// person reports whether somebody typed the message.
func (m said) person() bool {
	return m.Author != nil && !m.Author.Bot && m.WebhookID == "" && (m.Type == ofDefaultLine || m.Type == ofReplyingLine)
}

// number orders snowflakes (reference, Snowflakes).
func number(id string) uint64 {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// discordEpoch is the first millisecond of 2015.
const discordEpoch = 1420070400000

// flakeAt is the first snowflake of an instant.
func flakeAt(at time.Time) string {
	return strconv.FormatInt(max(0, at.UnixMilli()-discordEpoch)<<22, 10)
}

// flakeTime is when a snowflake was made.
func flakeTime(id string) time.Time {
	return time.UnixMilli(int64(number(id)>>22) + discordEpoch).UTC()
}

func oldestFirst(all []said) []said {
	slices.SortStableFunc(all, func(a, b said) int {
		switch x, y := number(a.ID), number(b.ID); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return all
}
