package written

import (
	"cmp"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/roster"
)

// Own is what is counted of a person in one channel and month, as it is
// exported. In the record itself stands a hash in place of each message's name.
type Own struct {
	Month    string       `json:"month"`
	Channel  bot.Place    `json:"channel"`
	Messages []OwnMessage `json:"messages"`
}

// OwnMessage is one message of the person.
type OwnMessage struct {
	At    time.Time `json:"at"`
	Group bot.Group `json:"group,omitempty"`
	Words int       `json:"words"`
	Gone  bool      `json:"deleted,omitempty"`
}

// Export gives what is counted of a person, the oldest month first. Who is erased
// or not on the roster has nothing.
func Export(v bot.View, id bot.PersonID) []Own {
	if p, ok := roster.Of(v).Person(id); !ok || p.Erased {
		return nil
	}
	var all []Own
	for _, stream := range Of(v).Months() {
		from, _ := stream.Month()
		all = append(all, In(v, stream).export(id, monthName(from))...)
	}
	return all
}

func (m *Month) export(id bot.PersonID, month string) []Own {
	in := map[bot.Place]*Own{}
	for _, l := range m.lines {
		if l.person != id {
			continue
		}
		if in[l.place] == nil {
			in[l.place] = &Own{Month: month, Channel: l.place}
		}
		in[l.place].Messages = append(in[l.place].Messages, OwnMessage{At: time.Unix(l.at, 0).UTC(), Group: l.group, Words: l.words, Gone: l.gone})
	}
	var all []Own
	for _, own := range in {
		slices.SortFunc(own.Messages, func(a, b OwnMessage) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Words, b.Words)) })
		all = append(all, *own)
	}
	slices.SortFunc(all, func(a, b Own) int { return comparePlaces(a.Channel, b.Channel) })
	return all
}
