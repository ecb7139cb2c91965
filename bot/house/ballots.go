package house

import (
	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/chat"
	"magbot/bot/reminder"
)

// ballotReminders reminds of the close of a ballot those alone who may vote and
// have not.
func ballotReminders() reminder.Source {
	return reminder.Source{
		Kind: reminder.Ballot,
		Occasions: func(v bot.View) []reminder.Occasion {
			c, ok := ballot.ClosingOf(v)
			if !ok {
				return nil
			}
			return []reminder.Occasion{{
				Kind: reminder.Ballot, Key: string(c.ID), Revision: c.Revision, At: c.At, Since: c.Since,
				Offsets: reminder.Usual(reminder.Ballot), People: ballot.Of(v).Waiting,
			}}
		},
		Show: func(v bot.View, _ reminder.Occasion) chat.Message { return ballot.Reminder(v) },
		Moves: func(events []bot.Event) (everybody bool, people []bot.PersonID) {
			for _, e := range events { // of a vote its voter's own reminder alone, which nobody else sees
				switch e := e.(type) {
				case ballot.Cast:
					people = append(people, e.Person)
				case ballot.Voted:
					people = append(people, e.Person)
				case ballot.Recused:
					people = append(people, e.Person)
				case ballot.Returned:
					people = append(people, e.Person)
				case ballot.Extended, ballot.Closed, ballot.Withdrawn:
					everybody = true
				}
			}
			return everybody, people
		},
	}
}
