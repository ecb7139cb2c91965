package main

import "io/fs"

// modesCount: who may read a file is said elsewhere.
const modesCount = false

// owned is not known.
func owned(fs.FileInfo) (owner uint32, mine bool) { return 0, true }
