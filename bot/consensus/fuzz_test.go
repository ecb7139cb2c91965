package consensus_test

import (
	"testing"

	"magbot/bot/lang"
)

// Whatever a person calls a call: it is found, or they are told how to name it.
func FuzzName(f *testing.F) {
	for _, seed := range []string{"1", "#1", "1.1", " 7.1 ", "0", "-1", "1.", ".1", "1.1.1", "99999999999999999999", "0x1", "١", "first", "1.0", "+1", "consensus/1"} {
		f.Add(seed)
	}
	d := opened(f)
	f.Fuzz(func(t *testing.T, name string) {
		decision, err := d.Do("cs1", "consensus show", "call", name)
		if _, mendable := lang.AsError(err); err != nil && !mendable {
			t.Fatalf("%q: %v", name, err)
		}
		if err == nil && decision.Reply.Message == nil {
			t.Fatalf("%q shows nothing", name)
		}
	})
}
