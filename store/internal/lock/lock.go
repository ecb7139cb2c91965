package lock

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"magbot/store"
)

const (
	retry    = 20 * time.Millisecond
	longNote = 1024 // bytes of a note that are shown at most
)

// errHeld is what tryLock returns when another handle holds the lock.
var errHeld = errors.New("held by another process")

// Lock is held until Release.
type Lock struct {
	mu   sync.Mutex
	file *os.File
}

// Acquire takes the lock for path, waiting for it as long as wait at most. The
// error is a *store.LockedError when somebody else still holds it then.
func Acquire(ctx context.Context, path string, wait time.Duration) (*Lock, error) {
	file, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock of %s: %w", path, err)
	}
	if err := await(ctx, file, wait); err != nil {
		return nil, refused(path, file, err)
	}
	if err := write(file, self(time.Now())); err != nil {
		return nil, errors.Join(fmt.Errorf("note who holds the lock of %s: %w", path, err), file.Close())
	}
	return &Lock{file: file}, nil
}

// AcquireExisting is Acquire for who only reads: it makes no file and leaves no
// note. Without a file to lock nobody has ever written there; where the file
// cannot be opened for writing, as on a disk that is read-only, nobody can now.
// Then the lock is an empty one.
func AcquireExisting(ctx context.Context, path string, wait time.Duration) (*Lock, error) {
	file, err := os.OpenFile(path+".lock", os.O_RDWR, 0)
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS):
		return &Lock{}, nil
	case err != nil:
		return nil, fmt.Errorf("open the lock of %s: %w", path, err)
	}
	if err := await(ctx, file, wait); err != nil {
		return nil, refused(path, file, err)
	}
	return &Lock{file: file}, nil
}

// refused explains why the lock could not be had, and lets its file go.
func refused(path string, file *os.File, err error) error {
	if errors.Is(err, errHeld) {
		err = &store.LockedError{Path: path, Holder: note(file)}
	} else {
		err = fmt.Errorf("lock %s: %w", path, err)
	}
	return errors.Join(err, file.Close())
}

// await tries until the lock is taken or wait has passed.
func await(ctx context.Context, file *os.File, wait time.Duration) error {
	ctx, cancel := context.WithTimeoutCause(ctx, wait, errHeld)
	defer cancel()
	again := time.NewTicker(retry)
	defer again.Stop()
	for {
		err := tryLock(file)
		if !errors.Is(err, errHeld) {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-again.C:
		}
	}
}

// self is the note of this process.
func self(now time.Time) string {
	host, err := os.Hostname()
	if err != nil {
		host = "a host without a name"
	}
	return fmt.Sprintf("process %d (%s) on %s since %s",
		os.Getpid(), filepath.Base(os.Args[0]), host, now.UTC().Format(time.RFC3339))
}

func write(file *os.File, text string) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(text+"\n"), 0)
	return err
}

// note reads what the holder wrote, made fit to be shown.
func note(file *os.File) string {
	text, err := io.ReadAll(io.NewSectionReader(file, 0, longNote))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, string(text)))
}

// Release gives the lock up. It may be called twice.
func (l *Lock) Release() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	// The lock goes with the handle, so the note is emptied before.
	err := errors.Join(l.file.Truncate(0), l.file.Close())
	l.file = nil
	return err
}
