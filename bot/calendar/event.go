package calendar

import (
	"time"

	"magbot/bot"
)

// FeedMade gives a person an address; the one they had is dead.
type FeedMade struct {
	Person bot.PersonID `json:"person"`
	Hash   string       `json:"hash"` // SHA-256 sum of its token, in hex
}

// FeedRevoked takes a person's address away.
type FeedRevoked struct {
	Person bot.PersonID `json:"person"`
}

// AlarmSet is a person's wish to be rung up before meetings by their calendar.
type AlarmSet struct {
	Person bot.PersonID  `json:"person"`
	Before time.Duration `json:"before,omitempty"`
	Off    bool          `json:"off,omitempty"`
}

// Kind names the fact.
func (FeedMade) Kind() string { return "calendar.feed-made.v1" }

// Kind names the fact.
func (FeedRevoked) Kind() string { return "calendar.feed-revoked.v1" }

// Kind names the fact.
func (AlarmSet) Kind() string { return "calendar.alarm-set.v1" }

// Events lists every fact of this package.
func Events() []bot.EventType {
	return []bot.EventType{bot.EventOf[FeedMade](), bot.EventOf[FeedRevoked](), bot.EventOf[AlarmSet]()}
}
