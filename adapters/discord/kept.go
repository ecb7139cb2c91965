package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"magbot/adapters/kept"
	"magbot/bot"
	"magbot/bot/chat"
)

// The custom_id of a button or modal takes a hundred characters. What is longer
// is kept elsewhere, and the custom_id carries its key. No call begins with
// kept.Mark: see brief.

// keeper keeps what does not fit.
type keeper struct{ kept.Keeper }

func newKeeper(log kept.Log, sealer kept.Sealer) keeper {
	return keeper{kept.Keeper{Log: log, Sealer: sealer, Context: "discord kept\n"}}
}

// value gives a drawing the way to write calls: in the button itself while they
// fit.
func (k keeper) value(ctx context.Context, person bot.PersonID) func(chat.Call, int) (string, error) {
	return func(c chat.Call, most int) (string, error) {
		value := writeCall(c)
		if width(value) <= most {
			return value, nil
		}
		return k.Keep(ctx, person, value)
	}
}

// call reads the value of a button.
func (k keeper) call(ctx context.Context, value string) (chat.Call, error) {
	value, err := k.Fetch(ctx, value)
	if err != nil {
		return chat.Call{}, err
	}
	return readCall(value)
}

// slip is a form that is being filled in. Its next modal begins after the part
// of the field.
type slip struct {
	Form  chat.Form `json:"form"`
	Field int       `json:"field"`
	Part  int       `json:"part,omitempty"`
}

// writeSlip keeps a form.
func (k keeper) writeSlip(ctx context.Context, person bot.PersonID, s slip) (string, error) {
	raw, err := json.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("write a form: %w", err)
	}
	return k.Keep(ctx, person, string(raw))
}

// readSlip reads a form that was kept.
func (k keeper) readSlip(ctx context.Context, key string) (slip, error) {
	var s slip
	if !strings.HasPrefix(key, kept.Mark) {
		return s, kept.ErrNone
	}
	raw, err := k.Fetch(ctx, key)
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal([]byte(raw), &s); err != nil {
		return s, fmt.Errorf("read a form: %w", err)
	}
	return s, nil
}
