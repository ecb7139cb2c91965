package cycle

import (
	"magbot/bot"
	"magbot/bot/roster"
)

// Own is what the cycle holds of a person, as it is exported: the reason they
// gave when they last moved the forum.
type Own struct {
	Reason string `json:"reason"`
}

// Export gives what the community's cycle holds about a person. Who is erased
// or not on the roster has none.
func Export(v bot.View, id bot.PersonID) []Own {
	if p, ok := roster.Of(v).Person(id); !ok || p.Erased {
		return nil
	}
	if text := Of(v).Reason.Own(id); text != "" {
		return []Own{{Reason: text}}
	}
	return nil
}
