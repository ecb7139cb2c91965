//go:build unix

package main

import (
	"io/fs"
	"syscall"

	"golang.org/x/sys/unix"
)

// modesCount: who may read a file stands in its mode.
const modesCount = true

// ownerOf tells whose a file is.
func ownerOf(info fs.FileInfo) (user uint32, known bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return stat.Uid, true
}

// openFiles tells how many files this process may have open at once.
func openFiles() (limit uint64, known bool) {
	var l unix.Rlimit
	err := unix.Getrlimit(unix.RLIMIT_NOFILE, &l)
	return uint64(l.Cur), err == nil //nolint:unconvert // the type differs from system to system
}
