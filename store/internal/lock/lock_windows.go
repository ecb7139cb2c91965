package lock

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// tryLock takes the lock of this handle or returns errHeld at once. It locks
// one byte far beyond the note, so that others can still read the note.
func tryLock(file *os.File) error {
	err := windows.LockFileEx(windows.Handle(file.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0,
		&windows.Overlapped{OffsetHigh: 1})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errHeld
	}
	return err
}
