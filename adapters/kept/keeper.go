package kept

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"magbot/bot"
)

// Keeper keeps what does not fit into a button or a form: sealed, under a key
// made of itself, so that drawing the same twice keeps it once.
type Keeper struct {
	Log    Log
	Sealer Sealer
	// Context begins what each text is sealed for. It differs by adapter.
	Context string
}

// Mark begins a key. What is not kept must not begin with it.
const Mark = "@"

const prefix = "kept/"

// entry is what was too long.
type entry struct {
	Person bot.PersonID `json:"person,omitempty"` // whose key seals it; empty for the community's
	Sealed []byte       `json:"sealed"`
}

func (k Keeper) context(key string) []byte { return []byte(k.Context + key) }

// Keep puts a text away and gives its key, which is 33 characters long.
func (k Keeper) Keep(ctx context.Context, person bot.PersonID, text string) (string, error) {
	sum := sha256.Sum256([]byte(string(person) + "\n" + text))
	key := hex.EncodeToString(sum[:16])
	sealed, err := k.Sealer.Seal(person, []byte(text), k.context(key))
	if err != nil {
		return "", fmt.Errorf("seal what a button holds: %w", err)
	}
	raw, err := json.Marshal(entry{Person: person, Sealed: sealed})
	if err != nil {
		return "", fmt.Errorf("write what a button holds: %w", err)
	}
	err = k.Log.Append(ctx, prefix+key, 0, raw)
	if err != nil && !errors.Is(err, ErrMoved) { // moved: it is kept already
		return "", fmt.Errorf("keep what a button holds: %w", err)
	}
	return Mark + key, nil
}

// ErrNone is for a key that nothing is kept under, or what an erased person wrote.
var ErrNone = errors.New("what this button or form held is not there any more")

// Fetch gives a value as it was, wherever it is kept: one without Mark is given
// back as it is.
func (k Keeper) Fetch(ctx context.Context, value string) (string, error) {
	key, away := strings.CutPrefix(value, Mark)
	if !away {
		return value, nil
	}
	if _, err := hex.DecodeString(key); err != nil || key == "" {
		return "", ErrNone
	}
	for e, err := range k.Log.Read(ctx, prefix+key, 0) {
		if err != nil {
			return "", fmt.Errorf("read what a button holds: %w", err)
		}
		var kept entry
		if err := json.Unmarshal(e.Body, &kept); err != nil {
			return "", fmt.Errorf("read what a button holds: %w", err)
		}
		text, err := k.Sealer.Open(kept.Person, kept.Sealed, k.context(key))
		if errors.Is(err, ErrErased) {
			return "", ErrNone
		}
		if err != nil {
			return "", fmt.Errorf("open what a button holds: %w", err)
		}
		return string(text), nil
	}
	return "", ErrNone
}
