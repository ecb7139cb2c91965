package minutes

import (
	"strconv"

	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/command"
	"magbot/bot/meeting"
)

// What the minutes are told of a ballot.
const (
	ballotOpened    = "opened"
	ballotResult    = "result"
	ballotWithdrawn = "withdrawn"
)

// balloted writes down what became of a ballot that belongs to the meeting, as
// long as the minutes are not released: what comes later stands in the record of
// the ballot.
func balloted(c *command.Context) (bot.Decision, error) {
	id, what := bot.BallotID(c.Text("number")), c.Text("what")
	b := ballot.In(c.View, id)
	if meeting.Of(c.View).Phase == meeting.PhaseNone || b.Phase == ballot.PhaseNone || Of(c.View).Phase == Final {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	text := c.Say("minutes.ballot-opened", "number", string(id), "question", b.Question.Text)
	if what != ballotOpened {
		text = c.Say("minutes.ballot-ended", "number", string(id), "question", b.Question.Text, "sentence", b.Sentence(c.View))
	}
	return bot.Decision{Events: []bot.Event{Balloted{Ballot: id, What: what, Text: bot.Words{Text: text}}}}, nil
}

// ballotNumber is the number of a ballot as a line of the minutes has it.
func ballotNumber(id bot.BallotID) int {
	n, err := strconv.Atoi(string(id))
	if err != nil {
		return 0
	}
	return n
}
