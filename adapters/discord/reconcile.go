package discord

import (
	"context"
	"slices"
	"time"

	"magbot/bot"
)

// After the connection was away, history tells what nobody told of: what was said,
// what was changed, and, by what it lists no more, what was deleted.

const (
	mostCaughtUp = 1000           // lines of a channel that are read again
	caughtUpFor  = 12 * time.Hour // how old they may be
	mostListed   = 100            // messages that Discord gives at once
)

// channelDirect is the type of a conversation with one person (Channel Types).
const channelDirect = 1

// catchUp reads what was said while the connection was away, in every channel
// that magbot was spoken to in, and compares what was known before with what is
// there now. What is heard meanwhile comes after it. A line that was decided before
// has the same Cause and is not decided again.
func (d *Discord) catchUp() {
	for channel, last := range d.state.channels() {
		d.in("channel "+channel, func(ctx context.Context) {
			err := d.readOn(ctx, channel, last)
			if err != nil && !d.report(ctx, channel, err) {
				d.Logger.Error("read what was said meanwhile", "error", err)
			}
		})
	}
}

// readOn reads what was said after a message, and then compares.
func (d *Discord) readOn(ctx context.Context, channel, after string) error {
	if oldest := flakeAt(d.Now().Add(-caughtUpFor)); number(after) < number(oldest) {
		after = oldest
	}
	kind, err := d.kindOf(ctx, channel)
	if err != nil {
		return err
	}
	direct := kind == channelDirect
	if err := d.readLines(ctx, channel, after, direct); err != nil {
		return err
	}
	return d.compare(ctx, channel, direct)
}

func (d *Discord) readLines(ctx context.Context, channel, after string, direct bool) error {
	for n := 0; n < mostCaughtUp; {
		all, err := d.rest.history(ctx, channel, after)
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.ChannelID = channel; m.person() {
				d.line(ctx, m, direct)
			}
		}
		if n += len(all); len(all) < mostListed {
			return nil
		}
		after = all[len(all)-1].ID
	}
	d.Logger.Warn("too much was said meanwhile to read all of it", "channel", channel)
	return nil
}

// compare looks for changes and deletions of what was known of a channel.
func (d *Discord) compare(ctx context.Context, channel string, direct bool) error {
	from := flakeAt(d.Now().Add(-caughtUpFor))
	facts := d.state.lines(channel, from)
	if len(facts) == 0 && (direct || d.Counter == nil) {
		return nil
	}
	there, from, err := d.listed(ctx, channel, from)
	if err != nil {
		return err
	}
	if len(there) == 0 && !direct {
		// Discord lists nothing, and says no word, where the bot may not read history
		// (resources/channel, Get Channel Messages).
		if may, err := d.mayReadHistory(ctx, channel); err != nil || !may {
			return err
		}
	}
	now := make(map[string]said, len(there))
	for _, m := range there {
		now[m.ID] = m
	}
	for _, id := range facts {
		switch m, stands := now[id]; {
		case number(id) < number(from): // history did not reach so far
		case !stands:
			d.deleted(ctx, channel, id)
		default:
			d.edited(ctx, m)
		}
	}
	if !direct {
		d.countAgain(ctx, channel, from, there)
	}
	return nil
}

// listed lists the messages of a channel from one instant on, oldest first; where
// they are too many, from a later one, which it gives.
func (d *Discord) listed(ctx context.Context, channel, from string) (all []said, begin string, err error) {
	for len(all) < mostCaughtUp {
		before := ""
		if len(all) > 0 {
			before = all[0].ID
		}
		some, err := d.rest.before(ctx, channel, before)
		if err != nil {
			return nil, "", err
		}
		whole := len(some) < mostListed
		if i := slices.IndexFunc(some, func(m said) bool { return number(m.ID) >= number(from) }); i != 0 {
			some, whole = some[max(i, 0):], true
			if i < 0 {
				some = nil
			}
		}
		for i := range some {
			some[i].ChannelID = channel
		}
		if all = append(some, all...); whole {
			return all, from, nil
		}
	}
	return all, all[0].ID, nil
}

// mayReadHistory reports whether the bot may read what was said in a channel before.
// Of a thread it is not known.
func (d *Discord) mayReadHistory(ctx context.Context, channel string) (bool, error) {
	h, err := d.house(ctx)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(h.channels, func(c houseChannel) bool { return c.ID == channel })
	return i >= 0 && len(lacking(h.allowed(&h.channels[i]), []right{{10, ""}, {16, ""}})) == 0, nil
}

// countAgain hands on what was changed of what is listed, and the list itself: of
// what was counted, month by month, all that is not in it is gone.
func (d *Discord) countAgain(ctx context.Context, channel, from string, there []said) {
	listing := &bot.Listing{IDs: make([]string, 0, len(there))}
	for _, m := range there {
		listing.IDs = append(listing.IDs, d.wrote(channel, m.ID).ID)
		if m.GuildID = d.Guild; m.Edited != nil {
			d.countChange(ctx, m)
		}
	}
	w := d.wrote(channel, from)
	w.ID, w.Listing = "", listing
	d.hand(w, "")
	if next := time.Date(w.At.Year(), w.At.Month()+1, 1, 0, 0, 0, 0, time.UTC); !next.After(d.Now()) {
		w.At = next
		d.hand(w, "")
	}
}

// edited tells the author of a line that became a fact that the record keeps it, and
// how to change that; once for each change.
func (d *Discord) edited(ctx context.Context, m said) {
	known, at := d.state.line(m.ChannelID, m.ID), m.changed()
	if known.user == "" || !at.After(known.edited) {
		return
	}
	d.tell(ctx, known.user, "discord.edited")
	d.remember(ctx, memoEntry{Noted: m.ChannelID + " " + m.ID, User: known.user, Edited: at})
}

// deleted does the same for a line that was taken away.
func (d *Discord) deleted(ctx context.Context, channel, message string) {
	known := d.state.line(channel, message)
	if known.user == "" {
		return
	}
	d.tell(ctx, known.user, "discord.deleted")
	d.remember(ctx, memoEntry{Noted: channel + " " + message, User: known.user, Gone: true})
}

func (d *Discord) remember(ctx context.Context, e memoEntry) {
	if err := d.state.keep(ctx, e); err != nil {
		d.Logger.Error("remember what somebody was told", "error", err)
	}
}
