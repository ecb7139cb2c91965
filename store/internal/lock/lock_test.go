//go:build unix

package lock_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"magbot/store"
	"magbot/store/internal/lock"
)

// holding tells the test binary to take a lock and to hold it until its input ends.
const holding = "MAGBOT_TEST_HOLD"

func TestMain(m *testing.M) {
	if path := os.Getenv(holding); path != "" {
		os.Exit(hold(path))
	}
	os.Exit(m.Run())
}

func hold(path string) int {
	if _, err := lock.Acquire(context.Background(), path, 0); err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("held")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return 1
	}
	return 0 // without Release: the system lets go
}

func path(t *testing.T) string { return filepath.Join(t.TempDir(), "record.db") }

func take(t *testing.T, path string) *lock.Lock {
	t.Helper()
	l, err := lock.Acquire(t.Context(), path, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func free(t *testing.T, l *lock.Lock) {
	t.Helper()
	if err := l.Release(); err != nil {
		t.Error(err)
	}
}

func TestOneAtATime(t *testing.T) {
	path := path(t)
	first := take(t, path)
	_, err := lock.Acquire(t.Context(), path, 0)
	locked, is := errors.AsType[*store.LockedError](err)
	if !is || locked.Path != path || !strings.Contains(locked.Holder, fmt.Sprintf("process %d (", os.Getpid())) {
		t.Fatalf("got %v", err)
	}
	free(t, first)
	free(t, first)
	second := take(t, path)
	free(t, second)
}

func TestWaitingEndsWhenTheHolderLetsGo(t *testing.T) {
	path := path(t)
	first := take(t, path)
	got := make(chan error)
	go func() {
		l, err := lock.Acquire(t.Context(), path, time.Minute)
		if err == nil {
			err = l.Release()
		}
		got <- err
	}()
	free(t, first)
	if err := <-got; err != nil {
		t.Error(err)
	}
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	path := path(t)
	defer free(t, take(t, path))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := lock.Acquire(ctx, path, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAnotherProcessIsNamedAndItsEndFreesTheLock(t *testing.T) {
	path := path(t)
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), holding+"="+path)
	in, err1 := child.StdinPipe()
	out, err2 := child.StdoutPipe()
	if err := errors.Join(err1, err2, child.Start()); err != nil {
		t.Fatal(err)
	}
	said := make([]byte, 5)
	if _, err := io.ReadFull(out, said); err != nil || string(said) != "held\n" {
		t.Fatalf("the child said %q, %v", said, err)
	}
	_, err := lock.Acquire(t.Context(), path, 0)
	locked, is := errors.AsType[*store.LockedError](err)
	if !is || !strings.Contains(locked.Holder, fmt.Sprintf("process %d (lock.test) on ", child.Process.Pid)) {
		t.Errorf("got %v", err)
	}
	if err := errors.Join(in.Close(), child.Wait()); err != nil {
		t.Fatal(err)
	}
	free(t, take(t, path))
}

func TestNoteIsShownWithoutTricks(t *testing.T) {
	path := path(t)
	defer free(t, take(t, path))
	note := "process 1 \x1b[31m\u202e(magbot)\n" + strings.Repeat("x", 5000)
	if err := os.WriteFile(path+".lock", []byte(note), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := lock.Acquire(t.Context(), path, 0)
	locked, is := errors.AsType[*store.LockedError](err)
	if !is || !strings.HasPrefix(locked.Holder, "process 1 [31m(magbot)xxx") || len(locked.Holder) > 1024 {
		t.Errorf("got %v", err)
	}
}

func TestFolderThatIsNotThereIsNamed(t *testing.T) {
	path := filepath.Join(path(t), "x")
	if _, err := lock.Acquire(t.Context(), path, 0); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
}
