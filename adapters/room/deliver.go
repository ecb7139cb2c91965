package room

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"magbot/adapters/kept"
	"magbot/bot"
)

// Deliver puts a message of the bot in a channel, or before one person, and
// returns when the log holds it. A delivery that came before, by its ID, shows
// nothing new and gives the same receipt. A Live delivery renews the message
// that its Key (or Replaces) names, wherever it stands.
func (r *Room) Deliver(ctx context.Context, d bot.Delivery) (bot.Posted, error) {
	c, err := r.destination(ctx, d)
	if err != nil {
		return bot.Posted{}, fmt.Errorf("deliver to the room: %w", err)
	}
	if d.ID == "" {
		return bot.Posted{}, errors.New("deliver to the room: the delivery has no ID")
	}
	key := "delivery:" + d.ID
	if made, again := c.used(key); again {
		return bot.Posted{Message: receipt(c, made)}, nil
	}
	number, _, err := r.compose(ctx, c, func() (logged, error) {
		l := logged{Kind: posted, At: r.Now().UTC(), By: c.person, Key: key, Blank: d.Message.IsZero(), Rank: d.Message.Rank}
		if d.Kind == bot.Live {
			l.Live, l.Order = d.Key, d.Order
			l.Kind, l.Of = renews(c, d)
		}
		if m, there := c.message(l.Of); there && m.order > d.Order {
			return l, errPassed
		}
		err := r.sealMessage(c.log, &l, d.Message)
		return l, err
	})
	if errors.Is(err, errPassed) {
		number, _ = c.live(d.Key)
		return bot.Posted{Message: receipt(c, number)}, nil
	}
	if err != nil {
		return bot.Posted{}, fmt.Errorf("deliver to the room: %w", err)
	}
	return bot.Posted{Message: receipt(c, number)}, nil
}

// errPassed: a later delivery has renewed the live message already, maybe by
// another process.
var errPassed = errors.New("the message was renewed since")

// destination finds where a delivery goes.
func (r *Room) destination(ctx context.Context, d bot.Delivery) (*conversation, error) {
	if d.Account.User == "" {
		c, err := r.conversation(ctx, d.Place.Channel, "")
		if err != nil || d.Place.Channel == private {
			return nil, fmt.Errorf("channel %q: %w", d.Place.Channel, errNoChannel)
		}
		return c, nil
	}
	person := bot.PersonID(d.Account.User)
	seat, err := r.Door.Person(ctx, person)
	if err != nil {
		return nil, fmt.Errorf("person %s: %w", person, err)
	}
	if seat.Gone {
		return nil, fmt.Errorf("person %s: %w", person, kept.ErrErased)
	}
	return r.private(ctx, person)
}

// renews tells whether a live message is there already. Its key is asked
// first: the receipt may have been lost.
func renews(c *conversation, d bot.Delivery) (entryKind, uint64) {
	if number, ok := c.live(d.Key); ok {
		return renewed, number
	}
	if number, ok := ofReceipt(c, d.Replaces); ok {
		return renewed, number
	}
	return posted, 0
}

// receipt is the room's name of a message: "channel/general#12".
func receipt(c *conversation, number uint64) string {
	return c.log + "#" + strconv.FormatUint(number, 10)
}

func ofReceipt(c *conversation, name string) (uint64, bool) {
	digits, ok := strings.CutPrefix(name, c.log+"#")
	if !ok {
		return 0, false
	}
	number, err := strconv.ParseUint(digits, 10, 64)
	if err != nil {
		return 0, false
	}
	_, ok = c.message(number)
	return number, ok
}
