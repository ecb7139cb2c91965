package discord

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"magbot/bot"
	"magbot/bot/chat"
)

// The custom_id of a button or modal takes a hundred characters. What is longer
// is kept in the log, sealed, under a key made of itself, so that drawing the
// same twice keeps it once; the custom_id carries the key.

// keptMark begins a key. No call begins with it: see brief.
const keptMark = "@"

const keptPrefix = "kept/"

// keeper keeps what does not fit.
type keeper struct {
	log    Log
	sealer Sealer
}

// keptEntry is what was too long.
type keptEntry struct {
	Person bot.PersonID `json:"person,omitempty"` // whose key seals it; empty for the community's
	Sealed []byte       `json:"sealed"`
}

func keptContext(key string) []byte { return []byte("discord kept\n" + key) }

// keep puts a text away and gives its key, which is 33 characters long.
func (k keeper) keep(ctx context.Context, person bot.PersonID, text string) (string, error) {
	sum := sha256.Sum256([]byte(string(person) + "\n" + text))
	key := hex.EncodeToString(sum[:16])
	sealed, err := k.sealer.Seal(person, []byte(text), keptContext(key))
	if err != nil {
		return "", fmt.Errorf("seal what a button holds: %w", err)
	}
	raw, err := json.Marshal(keptEntry{Person: person, Sealed: sealed})
	if err != nil {
		return "", fmt.Errorf("write what a button holds: %w", err)
	}
	err = k.log.Append(ctx, keptPrefix+key, 0, raw)
	if err != nil && !errors.Is(err, ErrMoved) { // moved: it is kept already
		return "", fmt.Errorf("keep what a button holds: %w", err)
	}
	return keptMark + key, nil
}

// errNotKept is for a key that nothing is kept under.
var errNotKept = errors.New("what this button or form held is not there any more")

// fetch gives a value as it was, wherever it is kept.
func (k keeper) fetch(ctx context.Context, value string) (string, error) {
	key, away := strings.CutPrefix(value, keptMark)
	if !away {
		return value, nil
	}
	if _, err := hex.DecodeString(key); err != nil || key == "" {
		return "", errNotKept
	}
	for e, err := range k.log.Read(ctx, keptPrefix+key, 0) {
		if err != nil {
			return "", fmt.Errorf("read what a button holds: %w", err)
		}
		var kept keptEntry
		if err := json.Unmarshal(e.Body, &kept); err != nil {
			return "", fmt.Errorf("read what a button holds: %w", err)
		}
		text, err := k.sealer.Open(kept.Person, kept.Sealed, keptContext(key))
		if errors.Is(err, ErrErased) {
			return "", errNotKept
		}
		if err != nil {
			return "", fmt.Errorf("open what a button holds: %w", err)
		}
		return string(text), nil
	}
	return "", errNotKept
}

// value gives a drawing the way to write calls: in the button itself while they
// fit.
func (k keeper) value(ctx context.Context, person bot.PersonID) func(chat.Call, int) (string, error) {
	return func(c chat.Call, most int) (string, error) {
		value := writeCall(c)
		if width(value) <= most {
			return value, nil
		}
		return k.keep(ctx, person, value)
	}
}

// call reads the value of a button.
func (k keeper) call(ctx context.Context, value string) (chat.Call, error) {
	value, err := k.fetch(ctx, value)
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
	return k.keep(ctx, person, string(raw))
}

// readSlip reads a form that was kept.
func (k keeper) readSlip(ctx context.Context, key string) (slip, error) {
	var s slip
	if !strings.HasPrefix(key, keptMark) {
		return s, errNotKept
	}
	raw, err := k.fetch(ctx, key)
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal([]byte(raw), &s); err != nil {
		return s, fmt.Errorf("read a form: %w", err)
	}
	return s, nil
}
