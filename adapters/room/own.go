package room

import (
	"context"
	"slices"
	"time"

	"magbot/bot"
)

// Said is one message that somebody wrote in the room, for the export of their
// own data.
type Said struct {
	In     string    `json:"in"` // the channel, or "magbot" for the conversation with the bot
	At     time.Time `json:"at"`
	Text   string    `json:"text"`
	Edited bool      `json:"edited,omitempty"` // Text is what it reads now
}

// SaidBy gives every message of a person that still stands, in the order of
// each conversation: the channels first, then their own with the bot. What was
// deleted or erased is not in it.
func (r *Room) SaidBy(ctx context.Context, person bot.PersonID) ([]Said, error) {
	own, err := r.private(ctx, person)
	if err != nil {
		return nil, err
	}
	var all []Said
	for _, c := range append(slices.Clone(r.channels), own) {
		list, _ := c.since(0)
		for _, m := range list {
			if m.by != person || m.deleted {
				continue
			}
			text, ok, err := r.open(c.log, m)
			if err != nil {
				return nil, err
			}
			if ok {
				all = append(all, Said{In: c.id, At: m.at, Text: text, Edited: m.edited})
			}
		}
	}
	return all, nil
}
