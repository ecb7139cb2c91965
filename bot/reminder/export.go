package reminder

import (
	"magbot/bot"
	"magbot/bot/roster"
)

// Own is a person's wish for reminders, as it is exported.
type Own struct {
	None  bool   `json:"no_reminders,omitempty"`
	Off   []Kind `json:"not_wanted,omitempty"`
	Quiet string `json:"quiet_hours,omitempty"`
}

// Export gives what a person said about reminders. Who said nothing, is erased
// or not on the roster has none.
func Export(v bot.View, id bot.PersonID) []Own {
	if p, ok := roster.Of(v).Person(id); !ok || p.Erased {
		return nil
	}
	w, said := wishSlot.Of(v.Stream(bot.CommunityStream)).of[id]
	if !said {
		return nil
	}
	own := Own{None: w.None}
	for _, k := range Kinds() {
		if w.Off[k] {
			own.Off = append(own.Off, k)
		}
	}
	if w.Quiet != (Quiet{}) {
		own.Quiet = w.Quiet.String()
	}
	return []Own{own}
}
