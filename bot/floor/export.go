package floor

import (
	"cmp"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/meeting"
)

// Own is what the floor of one meeting holds about a person, as it is exported.
type Own struct {
	Meeting  bot.MeetingID `json:"meeting"`
	Requests []OwnRequest  `json:"requests,omitempty"`
	Turns    []OwnTurn     `json:"turns,omitempty"`
	Written  []OwnSpeech   `json:"outside_turns,omitempty"`
}

// OwnRequest is one wish of the person for the floor.
type OwnRequest struct {
	Number    int       `json:"number"`
	Item      int       `json:"item,omitempty"`
	Group     bot.Group `json:"group,omitempty"`
	Note      string    `json:"note,omitempty"`
	Way       Way       `json:"way,omitempty"`
	Entered   bool      `json:"entered_by_others,omitempty"`
	Asked     time.Time `json:"asked"`
	Called    time.Time `json:"called,omitzero"`
	Withdrawn time.Time `json:"withdrawn,omitzero"`
	Dropped   bool      `json:"dropped,omitempty"` // by whoever led, when Withdrawn
}

// OwnTurn is one turn of the person.
type OwnTurn struct {
	Number  int       `json:"number"`
	Item    int       `json:"item,omitempty"`
	Group   bot.Group `json:"group,omitempty"`
	Began   time.Time `json:"began"`
	Ended   time.Time `json:"ended,omitzero"` // zero while it lasts
	Seconds Seconds   `json:"seconds"`        // up to now while it lasts
}

// OwnSpeech is what the person contributed outside turns under an item.
type OwnSpeech struct {
	Item    int       `json:"item,omitempty"`
	Group   bot.Group `json:"group,omitempty"`
	Words   int       `json:"words,omitempty"`
	Seconds Seconds   `json:"seconds,omitempty"`
}

// Export gives what the floor of every meeting holds about a person, in order
// of number; meetings that hold nothing are left out.
func Export(v bot.View, id bot.PersonID) []Own {
	var all []Own
	for _, m := range meeting.ToExport(v, id) {
		own := In(v, m.ID).export(id, v.Now)
		if len(own.Requests)+len(own.Turns)+len(own.Written) > 0 {
			own.Meeting = m.ID
			all = append(all, own)
		}
	}
	return all
}

func (s *State) export(id bot.PersonID, now time.Time) Own {
	var own Own
	for _, r := range s.requests {
		if r.Person == id {
			own.Requests = append(own.Requests, OwnRequest{
				Number: r.Number, Item: r.Item, Group: r.Group, Note: r.Note.Own(id), Way: r.Way, Entered: r.By != "" && r.By != id,
				Asked: r.Asked, Called: r.Called, Withdrawn: r.Withdrawn, Dropped: r.Dropped,
			})
		}
	}
	for _, t := range s.turns {
		if t.Person == id {
			own.Turns = append(own.Turns, OwnTurn{
				Number: t.Number, Item: t.Item, Group: t.Group, Began: t.Began, Ended: t.Ended,
				Seconds: Seconds(t.Length(now) / time.Second),
			})
		}
	}
	for key, a := range s.spoken {
		if key.person == id {
			own.Written = append(own.Written, OwnSpeech{key.item, key.group, a.words, a.seconds})
		}
	}
	slices.SortFunc(own.Written, func(a, b OwnSpeech) int {
		return cmp.Or(cmp.Compare(a.Item, b.Item), cmp.Compare(a.Group, b.Group), cmp.Compare(a.Words, b.Words), cmp.Compare(a.Seconds, b.Seconds))
	})
	return own
}
