//go:build unix

package bolt_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"magbot/store"
	"magbot/store/bolt"
)

// roomIn is the variable of the environment that tells the test binary that it
// is the child with little room, and in which folder.
const roomIn = "MAGBOT_TEST_ROOM_IN"

// fill runs body in a child process whose files may not grow beyond 3 MiB. The
// limit counts for the whole process, so it cannot be set in this one.
func fill(t *testing.T, body func(t *testing.T, s store.Store, free func(t *testing.T))) {
	t.Helper()
	if folder := os.Getenv(roomIn); folder != "" {
		fillHere(t, folder, body)
		return
	}
	pattern := "^" + strings.ReplaceAll(t.Name(), "/", "$/^") + "$"
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run="+pattern, "-test.v")
	child.Env = append(os.Environ(), roomIn+"="+t.TempDir())
	out, err := child.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Fatalf("the child with little room: %v\n%s", err, out)
	}
}

func fillHere(t *testing.T, folder string, body func(t *testing.T, s store.Store, free func(t *testing.T))) {
	t.Helper()
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	whole := limit.Cur
	set := func(t *testing.T, n uint64) {
		t.Helper()
		limit.Cur = n
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
			t.Fatal(err)
		}
	}
	set(t, 3<<20)
	defer set(t, whole)
	s, err := bolt.Open(filepath.Join(folder, "record.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	body(t, s, func(t *testing.T) { set(t, whole) })
}
