package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be magbot when it is started by that name, so
// that scripts and the browser run the whole program, with the race detector.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"magbot": main})
}
