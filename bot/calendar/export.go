package calendar

import (
	"time"

	"magbot/bot"
	"magbot/bot/roster"
)

// Own is what calendars hold of a person, as it is exported. The address itself
// is kept nowhere.
type Own struct {
	Since  time.Time `json:"address_since,omitzero"` // zero: they have none
	Before string    `json:"alarm_before,omitempty"`
}

// Export gives what a person has of calendars. Who has nothing, is erased or
// not on the roster has none.
func Export(v bot.View, id bot.PersonID) []Own {
	if p, ok := roster.Of(v).Person(id); !ok || p.Erased {
		return nil
	}
	var own Own
	if has(v, id) {
		own.Since = sinceOf(v, id)
	}
	if alarm := alarmOf(v, id); alarm != nil {
		own.Before = alarm.String()
	}
	if own == (Own{}) {
		return nil
	}
	return []Own{own}
}
