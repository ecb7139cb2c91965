package slack

import (
	"context"

	"magbot/adapters/kept"
	"magbot/bot"
	"magbot/bot/chat"
)

// Not everything fits into the value of a button or the metadata of a modal.
// What does not is kept elsewhere, and the button or modal carries its key. No
// JSON begins with kept.Mark.

// keeper keeps it.
func (s *Slack) keeper() kept.Keeper {
	return kept.Keeper{Log: s.Log, Sealer: s.Sealer, Context: "slack kept\n"}
}

// valueOf gives a drawing the way to write calls: in the button itself while
// they fit.
func (s *Slack) valueOf(ctx context.Context, person bot.PersonID) func(chat.Call) (string, error) {
	return func(c chat.Call) (string, error) {
		value, err := writeCall(c)
		if err != nil || runes(value) <= mostValue {
			return value, err
		}
		return s.keeper().Keep(ctx, person, value)
	}
}

// callOf reads the value of a button.
func (s *Slack) callOf(ctx context.Context, value string) (chat.Call, error) {
	value, err := s.keeper().Fetch(ctx, value)
	if err != nil {
		return chat.Call{}, err
	}
	return readCall(value)
}
