package main

import "io/fs"

// modesCount: who may read a file is said elsewhere.
const modesCount = false

// ownerOf is not known.
func ownerOf(fs.FileInfo) (user uint32, known bool) { return 0, false }

// openFiles is not limited.
func openFiles() (limit uint64, known bool) { return 0, false }
