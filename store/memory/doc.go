// Package memory keeps the record in memory, for tests and for trying things
// out. It keeps the whole contract of package store except one thing: nothing
// survives the process.
//
//	log := memory.New()
//	defer log.Close()
package memory
