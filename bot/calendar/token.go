package calendar

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/community"
	"magbot/bot/roster"
)

// The address of a feed: the public address, FeedPath, the token and FeedSuffix.
const (
	FeedPath   = "/calendar/"
	FeedSuffix = ".ics"
)

// newToken makes a token of 160 bits that nobody can guess from the shell's
// random bytes, in small letters and digits.
func newToken(fresh string) string {
	sum := sha256.Sum256([]byte("magbot calendar feed\x00" + fresh))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:20]))
}

// Hash is the SHA-256 sum of a token in hex, which is all that the record holds
// of it.
func Hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Owner gives the person whose address has this token. The sum of the token is
// looked up, not the token, so how long that takes tells nothing of it.
func Owner(v bot.View, token string) (bot.PersonID, bool) {
	p := peopleSlot.Of(v.Stream(bot.CommunityStream))
	hash := Hash(token)
	id, ok := p.owner[hash]
	if !ok || subtle.ConstantTimeCompare([]byte(p.feeds[id].hash), []byte(hash)) != 1 || !mayFollow(v, id) {
		return "", false
	}
	return id, true
}

// mayFollow reports whether a person may have an address: somebody of the
// community whose time is not over.
func mayFollow(v bot.View, id bot.PersonID) bool {
	s := roster.Of(v)
	p, ok := s.Person(id)
	return ok && !p.Erased && !p.Guest && !roster.Over(s, id, v.Now)
}

// address gives the whole address of a token; empty where none is offered.
func address(v bot.View, token string) string {
	base := strings.TrimRight(community.Of(v).Settings.Feeds, "/")
	if base == "" {
		return ""
	}
	return base + FeedPath + token + FeedSuffix
}

// Following tells since when a person has an address that is answered.
func Following(v bot.View, id bot.PersonID) (since time.Time, ok bool) {
	return sinceOf(v, id), has(v, id) && mayFollow(v, id)
}

// has reports whether a person was given an address that they have not revoked.
func has(v bot.View, id bot.PersonID) bool {
	return peopleSlot.Of(v.Stream(bot.CommunityStream)).feeds[id].hash != ""
}

func sinceOf(v bot.View, id bot.PersonID) time.Time {
	return peopleSlot.Of(v.Stream(bot.CommunityStream)).feeds[id].since
}

// alarmOf gives how long before a meeting a person wants to be rung up; nil for
// not at all.
func alarmOf(v bot.View, id bot.PersonID) *time.Duration {
	return peopleSlot.Of(v.Stream(bot.CommunityStream)).feeds[id].alarm
}
