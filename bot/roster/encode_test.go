package roster_test

import (
	"encoding/json"
	"testing"

	"magbot/bot"
)

func encode(t testing.TB, e bot.Event) []byte {
	t.Helper()
	raw, err := json.Marshal(e)
	if err != nil {
		t.Fatalf("write %s: %v", e.Kind(), err)
	}
	return raw
}
