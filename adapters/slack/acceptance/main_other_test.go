//go:build !linux

package acceptance_test

import (
	"fmt"
	"os"
	"testing"
)

// TestMain fails where there are no network namespaces.
func TestMain(*testing.M) {
	fmt.Fprintln(os.Stderr, "these tests need Linux: local-slack is to run in a network namespace")
	os.Exit(1)
}
