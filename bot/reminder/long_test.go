//go:build long

package reminder_test

import (
	"fmt"
	"testing"
)

// Several years, each otherwise.
func TestManyYearsOfBusyCommunities(t *testing.T) {
	t.Parallel()
	for seed := range byte(2) {
		t.Run(fmt.Sprint("seed ", seed+2), func(t *testing.T) {
			t.Parallel()
			aYear(t, seed+2, 365)
		})
	}
}
