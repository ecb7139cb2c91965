package redistest

import "syscall"

// dieWithTest has the system end the server when the test binary is killed.
func dieWithTest() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
