package main

import (
	"errors"
	"testing"

	"magbot/adapters/kept"
	"magbot/store/memory"
)

// What is kept under its own name is kept once: a second time, also in the same
// life, it is there already.
func TestWhatIsKeptTwiceIsThereAlready(t *testing.T) {
	record := memory.New()
	log := newPlatformLog("discord", record)
	if err := log.Append(t.Context(), "kept/a", 0, []byte("one")); err != nil {
		t.Fatal(err)
	}
	for name, again := range map[string]*platformLog{"in the same life": log, "after a restart": newPlatformLog("discord", record)} {
		if err := again.Append(t.Context(), "kept/a", 0, []byte("two")); !errors.Is(err, kept.ErrMoved) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := log.Append(t.Context(), "kept/a", 1, []byte("two")); err != nil {
		t.Errorf("what is known to follow is kept: %v", err)
	}
}
