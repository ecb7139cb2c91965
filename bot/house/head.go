package house

import (
	"magbot/bot"
	"magbot/bot/community"
	"magbot/bot/meeting"
	"magbot/bot/minutes"
)

// noteHeads lets the community's stream note where a meeting's stream stands
// whenever the meeting opens, closes or opens again, and when its report is
// released, which is the last that is heard of it.
func noteHeads(v bot.View, events []bot.Event) []bot.Effect {
	stream := v.Here.Stream
	if _, ok := stream.Meeting(); !ok {
		return nil
	}
	for _, e := range events {
		switch e.(type) {
		case meeting.Opened:
			return []bot.Effect{community.NoteHead(stream, community.AtOpening)}
		case meeting.Reopened:
			return []bot.Effect{community.NoteHead(stream, community.AtReopening)}
		case meeting.Closed, minutes.Released:
			return []bot.Effect{community.NoteHead(stream, community.AtClosing)}
		}
	}
	return nil
}
