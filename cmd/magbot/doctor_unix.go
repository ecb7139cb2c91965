//go:build unix

package main

import (
	"io/fs"
	"os"
	"syscall"
)

// modesCount: who may read a file stands in its mode.
const modesCount = true

// owned tells whose a file is, and whether this process may act for them.
func owned(info fs.FileInfo) (owner uint32, mine bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, true
	}
	return stat.Uid, os.Getuid() == 0 || int(stat.Uid) == os.Getuid()
}
