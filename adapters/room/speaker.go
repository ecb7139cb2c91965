package room

import (
	"context"
	"strings"

	"magbot/bot"
)

// LinkTo gives the link to a message of ordinary talk, the same that the form for
// reports has.
func (r *Room) LinkTo(_ context.Context, w bot.Wrote) (string, error) {
	number := w.ID[strings.LastIndexByte(w.ID, ':')+1:]
	return r.Origin + "/c/" + w.Place.Channel + "#m-" + w.Place.Channel + "-" + number, nil
}

// NameOf gives nothing: in the room everybody goes by their name on the roster.
func (*Room) NameOf(context.Context, bot.Account) (string, error) { return "", nil }
