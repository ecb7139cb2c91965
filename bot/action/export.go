package action

import (
	"time"

	"magbot/bot"
	"magbot/bot/roster"
)

// Own is an action that the person owns, recorded, or wrote about, as it is
// exported. Words of others are left out.
type Own struct {
	Number  int           `json:"number"`
	Meeting bot.MeetingID `json:"meeting"`
	At      time.Time     `json:"at"`
	Owner   bool          `json:"owner"`
	Due     string        `json:"due,omitempty"` // YYYY-MM-DD
	State   Condition     `json:"state"`
	Ended   time.Time     `json:"ended,omitzero"`
	Text    string        `json:"text,omitempty"`
	Named   string        `json:"other_owners,omitempty"` // as the person wrote them
	Changes []OwnChange   `json:"changes,omitempty"`
	Note    string        `json:"note,omitempty"` // of the person, when done or dropped
}

// OwnChange is a change that the person made.
type OwnChange struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
}

// Export gives what the community's actions hold about a person, by number.
// Who is erased or not on the roster has none.
func Export(v bot.View, id bot.PersonID) []Own {
	if p, ok := roster.Of(v).Person(id); !ok || p.Erased {
		return nil
	}
	var all []Own
	for _, a := range WorkOf(v).Actions {
		own := Own{
			Number: a.Number, Meeting: a.Meeting(), At: a.At, Owner: a.OwnedBy(id), Due: a.Due, State: a.State, Ended: a.Ended,
			Text: a.Text.Own(id), Named: a.Named.Own(id), Note: a.Note.Own(id),
		}
		for _, change := range a.Changes {
			if change.By == id {
				own.Changes = append(own.Changes, OwnChange{change.At, change.Reason.Own(id)})
			}
		}
		if own.Owner || own.Text+own.Named+own.Note != "" || len(own.Changes) > 0 {
			all = append(all, own)
		}
	}
	return all
}
