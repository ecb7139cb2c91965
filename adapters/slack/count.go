package slack

import (
	"context"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
)

// Ordinary talk is counted, where the channel was told so: how many words, by
// whom, when. Whether it is, others decide; here each line that people in a channel
// can read, change and deletion is handed on in the order in which it was heard.

// wrote is a message, named as its changes and its deletion name it.
func (s *Slack) wrote(channel, ts, user string) bot.Wrote {
	w := bot.Wrote{
		ID: "slack:" + s.workspace + ":" + channel + ":" + ts, At: moment(ts),
		Place: bot.Place{Platform: platform, Workspace: s.workspace},
	}
	if !direct(channel) {
		w.Place.Channel = channel
	}
	if user != "" {
		w.Account = s.account(user)
	}
	return w
}

// moment reads a timestamp of Slack: seconds, a point, and what tells messages of
// one second apart.
func moment(ts string) time.Time {
	seconds, rest, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}
	}
	micro, err := strconv.ParseInt(rest, 10, 64)
	if err != nil {
		micro = 0
	}
	return time.Unix(n, micro*int64(time.Microsecond)).UTC()
}

// count hands a message on. The envelope is answered when the record holds it.
func (s *Slack) count(t *turn, w bot.Wrote, text string) {
	if s.Counter != nil && !w.At.IsZero() {
		t.counted = s.Counter.Count(w, text)
	}
}

// countChange counts a changed line, and does what else is to be done. A line may
// be changed often, so that the change names what is the same.
func (s *Slack) countChange(t task, e event) task {
	w := s.wrote(e.Channel, e.Message.TS, e.Message.User)
	w.Edit, w.Changed = true, moment(e.TS) // finer than the second that "edited" names
	if w.Changed.IsZero() {
		w.Changed = moment(e.Message.Edited.TS)
	}
	then := t.do
	t.key += " " + w.Changed.String()
	t.do = func(ctx context.Context, turn *turn) error {
		if err := then(ctx, turn); err != nil {
			return err
		}
		s.count(turn, w, s.plain(ctx, e.Message.Text))
		return nil
	}
	return t
}

// countRemoval takes back what was counted of a deleted line, and does what else is
// to be done, if anything.
func (s *Slack) countRemoval(t task, e event) task {
	w := s.wrote(e.Channel, e.DeletedTS, "")
	w.Gone = true
	then := t.do
	t.lane, t.key = "channel "+e.Channel, "slack.deleted "+e.Channel+" "+e.DeletedTS
	t.do = func(ctx context.Context, turn *turn) error {
		if then != nil {
			if err := then(ctx, turn); err != nil {
				return err
			}
		}
		s.count(turn, w, "")
		return nil
	}
	return t
}
