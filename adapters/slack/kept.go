package slack

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

// Not everything fits into the value of a button or the metadata of a modal.
// What does not is kept in the log, sealed, under a key made of itself, so that
// drawing the same twice keeps it once; the button or modal carries the key.

// keptMark begins a value that is kept elsewhere. No JSON begins with it.
const keptMark = "@"

const keptPrefix = "kept/"

// keptEntry is what was too long.
type keptEntry struct {
	Person bot.PersonID `json:"person,omitempty"` // whose key seals it; empty for the community's
	Sealed []byte       `json:"sealed"`
}

func keptContext(key string) []byte { return []byte("slack kept\n" + key) }

// keep puts a text away and gives its key.
func (s *Slack) keep(ctx context.Context, person bot.PersonID, text string) (string, error) {
	sum := sha256.Sum256([]byte(string(person) + "\n" + text))
	key := hex.EncodeToString(sum[:16])
	sealed, err := s.Sealer.Seal(person, []byte(text), keptContext(key))
	if err != nil {
		return "", fmt.Errorf("seal what a button holds: %w", err)
	}
	raw, err := json.Marshal(keptEntry{Person: person, Sealed: sealed})
	if err != nil {
		return "", fmt.Errorf("write what a button holds: %w", err)
	}
	err = s.Log.Append(ctx, keptPrefix+key, 0, raw)
	if err != nil && !errors.Is(err, ErrMoved) { // moved: it is kept already
		return "", fmt.Errorf("keep what a button holds: %w", err)
	}
	return keptMark + key, nil
}

// errNotKept is for a key that nothing is kept under.
var errNotKept = errors.New("what this button or form held is not there any more")

// fetch gives a value as it was, wherever it is kept.
func (s *Slack) fetch(ctx context.Context, value string) (string, error) {
	key, away := strings.CutPrefix(value, keptMark)
	if !away {
		return value, nil
	}
	if _, err := hex.DecodeString(key); err != nil || key == "" {
		return "", errNotKept
	}
	for e, err := range s.Log.Read(ctx, keptPrefix+key, 0) {
		if err != nil {
			return "", fmt.Errorf("read what a button holds: %w", err)
		}
		var kept keptEntry
		if err := json.Unmarshal(e.Body, &kept); err != nil {
			return "", fmt.Errorf("read what a button holds: %w", err)
		}
		text, err := s.Sealer.Open(kept.Person, kept.Sealed, keptContext(key))
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

// valueOf gives a drawing the way to write calls: in the button itself while
// they fit.
func (s *Slack) valueOf(ctx context.Context, person bot.PersonID) func(chat.Call) (string, error) {
	return func(c chat.Call) (string, error) {
		value, err := writeCall(c)
		if err != nil || runes(value) <= mostValue {
			return value, err
		}
		return s.keep(ctx, person, value)
	}
}

// callOf reads the value of a button.
func (s *Slack) callOf(ctx context.Context, value string) (chat.Call, error) {
	value, err := s.fetch(ctx, value)
	if err != nil {
		return chat.Call{}, err
	}
	return readCall(value)
}
