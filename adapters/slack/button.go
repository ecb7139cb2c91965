package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	sdk "github.com/slack-go/slack"

	"magbot/bot/chat"
)

// What the action_id of a button begins with: whether it makes its call or asks
// for the form first. A number follows, since no two of a message may be equal.
const (
	doPrefix  = "do."
	askPrefix = "ask."
)

// compact is a call in few letters.
type compact struct {
	Path string            `json:"p"`
	Args map[string]string `json:"a,omitempty"`
}

// writeCall writes a call as short as can be.
func writeCall(c chat.Call) (string, error) {
	raw, err := json.Marshal(compact(c))
	if err != nil {
		return "", fmt.Errorf("write a call: %w", err)
	}
	return string(raw), nil
}

// readCall reads what writeCall wrote.
func readCall(value string) (chat.Call, error) {
	var c compact
	if err := json.Unmarshal([]byte(value), &c); err != nil {
		return chat.Call{}, fmt.Errorf("read a call: %w", err)
	}
	if c.Path == "" {
		return chat.Call{}, errors.New("read a call: it names no command")
	}
	return chat.Call(c), nil
}

// buttons draws rows of at most mostActions. A label that Slack would not take
// is shortened on the button and stands whole beneath the row.
func (d drawing) buttons(all []chat.Button) ([]chunk, error) {
	var rows []chunk
	for from := 0; from < len(all); from += mostActions {
		row, cut := chunk{}, []string(nil)
		var elements []sdk.BlockElement
		for i, b := range all[from:min(from+mostActions, len(all))] {
			button, whole, err := d.button(from+i, b)
			if err != nil {
				return nil, err
			}
			if whole != "" {
				cut = append(cut, whole)
			}
			elements = append(elements, button)
			row.chars += runes(button.Text.Text) + runes(button.Value)
		}
		row.block = sdk.NewActionBlock(fmt.Sprintf("%sbuttons.%d", d.mark, from/mostActions), elements...)
		rows = append(rows, row)
		for _, whole := range cut {
			rows = append(rows, d.small(whole)...)
		}
	}
	return rows, nil
}

func (d drawing) button(number int, b chat.Button) (button *sdk.ButtonBlockElement, whole string, err error) {
	value, err := d.value(b.Call)
	if err != nil {
		return nil, "", err
	}
	kind := doPrefix
	if b.Ask {
		kind = askPrefix
	}
	label := strings.Join(strings.Fields(chat.Legible(b.Label)), " ")
	if label == "" {
		label = b.Call.Path
	}
	short, cut := shorten(label, mostLabel)
	if cut {
		whole = label
	}
	button = sdk.NewButtonBlockElement(fmt.Sprintf("%s%d", kind, number), value, plainText(short))
	switch b.Style {
	case chat.Primary:
		button.WithStyle(sdk.StylePrimary)
	case chat.Danger:
		button.WithStyle(sdk.StyleDanger)
	case chat.Ordinary:
	}
	return button, whole, nil
}
