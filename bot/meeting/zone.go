package meeting

import (
	"time"

	"magbot/bot"
	"magbot/bot/civil"
	"magbot/bot/community"
	"magbot/bot/roster"
)

// ZoneOf is the time zone in which a person reads and writes hours: their own,
// else the community's. Nobody chose UTC where neither says so: then the
// platform's own clock shows instants, and nothing is known of the hour there.
func ZoneOf(v bot.View, person bot.PersonID) (zone *time.Location, chosen bool) {
	own, _ := roster.Of(v).Wishes(person)
	for _, name := range []string{own, community.Of(v).Settings.Zone} {
		if zone, ok := civil.Location(name); ok {
			return zone, name == own || zone != time.UTC
		}
	}
	return time.UTC, false
}
