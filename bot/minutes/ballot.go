package minutes

import (
	"strconv"

	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/command"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// What the minutes are told of a ballot.
const (
	ballotOpened    = "opened"
	ballotResult    = "result"
	ballotWithdrawn = "withdrawn"
	ballotOutcome   = "outcome" // what the Chair or the Secretariat says follows from the result
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
	var words bot.Words
	switch n := c.Number("part"); {
	case what == ballotOpened:
		words.Text = c.Say("minutes.ballot-opened", "number", string(id), "question", b.Question.Text)
	case what != ballotOutcome:
		words.Text = c.Say("minutes.ballot-ended", "number", string(id), "question", b.Question.Text, "sentence", b.Sentence(c.View))
	case n < 1 || n > len(b.Statements) || b.Statements[n-1].Text.Gone:
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	default:
		said := b.Statements[n-1]
		words = bot.Write(said.By, c.Say("minutes.ballot-outcome", "number", string(id), "name", roster.Name(c.View, said.By), "text", said.Text.Text))
		if said.Review != "" {
			words.Text += " " + c.Say("ballot.review-at", "date", said.Review)
		}
	}
	return bot.Decision{Events: []bot.Event{Balloted{Ballot: id, What: what, Text: words}}}, nil
}

// ballotNumber is the number of a ballot as a line of the minutes has it.
func ballotNumber(id bot.BallotID) int {
	n, err := strconv.Atoi(string(id))
	if err != nil {
		return 0
	}
	return n
}
