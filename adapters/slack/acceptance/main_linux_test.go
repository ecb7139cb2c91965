package acceptance_test

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// insideEnv is set in the network namespace.
const insideEnv = "MAGBOT_TEST_NAMESPACE"

// TestMain runs the tests again in a network namespace in which there is only a
// loopback interface: local-slack listens wherever it can.
func TestMain(m *testing.M) {
	if os.Getenv(insideEnv) == "" {
		os.Exit(isolated())
	}
	if err := loopbackUp(); err != nil {
		fmt.Fprintln(os.Stderr, "the loopback interface of the namespace:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func isolated() int {
	self, err := os.Executable()
	if err != nil {
		fmt.Fprintln(os.Stderr, "find the test binary:", err)
		return 1
	}
	cmd := exec.Command(self, os.Args[1:]...)
	cmd.Env = append(os.Environ(), insideEnv+"=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
		Pdeathsig:   syscall.SIGKILL,
	}
	err = cmd.Run()
	if cmd.ProcessState == nil {
		fmt.Fprintln(os.Stderr, "these tests need a network namespace of their own (unshare -rn), which is forbidden here:", err)
		return 1
	}
	return cmd.ProcessState.ExitCode()
}

// loopbackUp brings up the one interface there is.
func loopbackUp() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd) //nolint:errcheck // it was only asked
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	lo.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo)
}
