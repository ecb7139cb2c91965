//go:build !linux

package redistest

import "syscall"

// dieWithTest: other systems leave the server to the test's own cleanup.
func dieWithTest() *syscall.SysProcAttr { return nil }
