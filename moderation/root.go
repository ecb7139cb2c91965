package moderation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
)

const (
	monthForm = "2006-01"
	// leaves is what the list of heads is filled up to a multiple of.
	leaves = 64
)

// root notes where the streams of all cases stand (design §4: conduct streams enter
// the community's only as a periodic padded root).
func root(c *command.Context) (bot.Decision, error) {
	month := c.Now.UTC().Format(monthForm)
	if SetupOf(c.View).Month == month {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	salt := sum("magbot case root", c.Fresh)
	list := Leaves(c.View, salt)
	return bot.Decision{Events: []bot.Event{Rooted{Month: month, Root: RootOf(list), List: bot.Write("", list)}}}, nil
}

// Leaves writes the list that a root is made of: the salt, and a line for each
// stream of a case in its present state, with as many lines that mean nothing as
// make a multiple of 64, in the order of the hashes.
func Leaves(v bot.View, salt string) string {
	var lines []string
	for _, id := range v.Streams(string(bot.CaseStream(""))) {
		s := v.Stream(id)
		lines = append(lines, Leaf(salt, id, s.Version, s.Head))
	}
	for n := len(lines); n == 0 || n%leaves != 0; n++ {
		lines = append(lines, sum(salt, "filling", fmt.Sprint(n)))
	}
	slices.Sort(lines)
	return salt + "\n" + strings.Join(lines, "\n")
}

// Leaf is the line of a stream: the SHA-256 sum, in hex, of the salt, its name,
// version and head. Who holds the list can look for it.
func Leaf(salt string, id bot.StreamID, version uint64, head string) string {
	return sum(salt, string(id), fmt.Sprint(version), head)
}

// RootOf is the SHA-256 sum of a list, in hex.
func RootOf(list string) string { return sum(list) }

func sum(parts ...string) string {
	h := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(h[:])
}

// yearOver reports whether a year is over, in UTC.
func yearOver(year int, now time.Time) bool { return now.UTC().Year() > year }
