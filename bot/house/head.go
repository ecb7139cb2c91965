package house

import (
	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/community"
	"magbot/bot/consensus"
	"magbot/bot/meeting"
	"magbot/bot/minutes"
)

// noteHeads lets the community's stream note where a meeting's stream stands
// whenever the meeting opens, closes or opens again, and when its report is
// released, which is the last that is heard of it. The same for a consensus
// call, wherever it is kept (a slow count lies within an open meeting), and for a
// ballot when it opens, when no vote can be added any more, and at its end.
func noteHeads(v bot.View, events []bot.Event) []bot.Effect {
	stream := v.Here.Stream
	_, isMeeting := stream.Meeting()
	_, isBallot := stream.Ballot()
	if !isMeeting && !isBallot && !consensus.ByItself(stream) {
		return nil
	}
	for _, e := range events {
		switch e := e.(type) {
		case meeting.Opened, ballot.Opened:
			return []bot.Effect{community.NoteHead(stream, community.AtOpening)}
		case meeting.Reopened:
			return []bot.Effect{community.NoteHead(stream, community.AtReopening)}
		case meeting.Closed, minutes.Released, ballot.Closed, ballot.Gathered, ballot.Published, ballot.Withdrawn:
			return []bot.Effect{community.NoteHead(stream, community.AtClosing)}
		case consensus.Opened:
			if e.Steps == 0 {
				return []bot.Effect{community.NoteHead(stream, community.AtOpening)}
			}
		case consensus.Settled, consensus.Withdrawn:
			return []bot.Effect{community.NoteHead(stream, community.AtClosing)}
		}
	}
	return nil
}
