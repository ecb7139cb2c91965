package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be magbot when it is started by that name, so
// that scripts and the browser run the whole program, with the race detector.
// That waits a second before it lets a program end, for what other threads may
// still report; a thousand programs later that is a quarter of an hour.
func TestMain(m *testing.M) {
	if os.Getenv("GORACE") == "" {
		if err := os.Setenv("GORACE", "atexit_sleep_ms=20"); err != nil {
			panic(err)
		}
	}
	testscript.Main(m, map[string]func(){"magbot": main})
}
