package kept

import (
	"context"
	"encoding/json"
	"fmt"
)

// Fold folds the entries of a sequence that come after one of them, and gives the
// last that was folded, also with an error: what was folded is not folded again.
func Fold[E any](ctx context.Context, log Log, name string, after uint64, fold func(E)) (last uint64, err error) {
	for e, err := range log.Read(ctx, name, after) {
		if err != nil {
			return after, fmt.Errorf("read what was remembered: %w", err)
		}
		var entry E
		if err := json.Unmarshal(e.Body, &entry); err != nil {
			return after, fmt.Errorf("read what was remembered, entry %d: %w", e.Number, err)
		}
		fold(entry)
		after = e.Number
	}
	return after, nil
}
