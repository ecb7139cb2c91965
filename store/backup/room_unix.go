//go:build unix

package backup

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Room tells how many bytes may still be written where path is. It is not known
// on every system.
func Room(path string) (bytes uint64, known bool, err error) {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return 0, false, fmt.Errorf("see how much room is left in %s: %w", path, err)
	}
	return uint64(s.Bavail) * uint64(s.Bsize), true, nil //nolint:unconvert // the types differ from system to system
}
