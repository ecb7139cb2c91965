package house

import (
	"strconv"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/consensus"
	"magbot/bot/reminder"
)

// callPrefix tells a consensus call from a ballot in the key of an occasion.
const callPrefix = "call-"

// callReminders reminds of the end of a consensus call those alone who are asked
// and have not answered.
func callReminders() reminder.Source {
	return reminder.Source{
		Kind: reminder.Ballot,
		Occasions: func(v bot.View) []reminder.Occasion {
			var all []reminder.Occasion
			for _, w := range consensus.Windows(v) {
				all = append(all, reminder.Occasion{
					Kind: reminder.Ballot, Key: callPrefix + strconv.Itoa(w.Number), Revision: w.Revision, At: w.Until, Since: w.Since,
					Offsets: reminder.Usual(reminder.Ballot), People: w.Waiting,
				})
			}
			return all
		},
		Show: func(v bot.View, o reminder.Occasion) chat.Message {
			n, err := strconv.Atoi(strings.TrimPrefix(o.Key, callPrefix))
			if err != nil {
				return chat.Message{}
			}
			return consensus.Reminder(v, n)
		},
		Moves: func(events []bot.Event) (everybody bool, people []bot.PersonID) {
			for _, e := range events {
				switch e := e.(type) {
				case consensus.Answered:
					people = append(people, e.Person)
				case consensus.Reworded, consensus.Extended, consensus.Closed, consensus.Withdrawn:
					everybody = true
				}
			}
			return everybody, people
		},
	}
}
