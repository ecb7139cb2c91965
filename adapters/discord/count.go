package discord

import (
	"context"
	"time"

	"magbot/bot"
)

// Ordinary talk is counted, where the channel was told so: how many words, by
// whom, when. Whether it is, others decide; here each line that people in a channel
// can read, change and deletion is handed on in the order in which it was heard.

// wrote is a message, named as its changes and its deletion name it: Discord says
// nothing of a deleted message but its identifier, which holds when it was made.
func (d *Discord) wrote(channel, message string) bot.Wrote {
	return bot.Wrote{
		ID: "discord:" + channel + ":" + message, At: flakeTime(message),
		Place: bot.Place{Platform: platform, Workspace: d.Guild, Channel: channel},
	}
}

func (d *Discord) hand(w bot.Wrote, text string) {
	if d.Counter != nil {
		d.Counter.Count(w, text)
	}
}

// count counts a line as it stands now; one that was read from history may have
// been changed since it was written. One that was asked of the bot is handed on
// whole, as everybody there reads it.
func (d *Discord) count(ctx context.Context, m said, asked bool) {
	w := d.wrote(m.ChannelID, m.ID)
	w.Account, w.Changed, w.Asked = d.account(m.by()), m.changed(), asked
	d.hand(w, d.plain(ctx, m.Content))
}

// countChange counts a changed line. Where Discord leaves out who wrote it or what
// it says now, nothing is known to have changed.
func (d *Discord) countChange(ctx context.Context, m said) {
	if !m.person() || m.GuildID == "" || !d.reads {
		return
	}
	w := d.wrote(m.ChannelID, m.ID)
	w.Account, w.Changed, w.Edit = d.account(m.by()), m.changed(), true
	d.hand(w, d.plain(ctx, m.Content))
}

// countRemoval takes back what was counted of a deleted line.
func (d *Discord) countRemoval(channel, message string) {
	w := d.wrote(channel, message)
	w.Gone = true
	d.hand(w, "")
}

// changed is when a message was changed last; zero for one as it was written.
func (m said) changed() time.Time {
	if m.Edited == nil {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, *m.Edited)
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}
