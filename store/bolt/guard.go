package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"syscall"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"magbot/store"
)

// failure remembers why the store may not go on.
type failure struct {
	inside atomic.Bool           // a panic came out of bbolt itself, with its locks perhaps taken
	write  atomic.Pointer[error] // why nothing more may be written
}

// damage is a panic or a fault inside bbolt, turned into an error.
type damage struct{ cause any }

func (d *damage) Error() string { return fmt.Sprint(d.cause) }

// guard runs do and turns a panic into an error. bbolt panics on pages that it
// cannot make sense of, and touching a mapped page that the disk cannot deliver
// is a fault, which Go makes a panic when asked to.
func (s *Store) guard(do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if cause := recover(); cause != nil {
			err = &damage{cause: cause}
		}
	}()
	return do()
}

// view runs do in a read transaction.
func (s *Store) view(ctx context.Context, do func(*bbolt.Tx) error) error {
	if err := s.usable(ctx); err != nil {
		return err
	}
	ours := false // bbolt's own locks are safe while do runs, and only then
	err := s.guard(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			ours = true
			err := do(tx)
			ours = false
			return err
		})
	})
	s.note(err, ours)
	return err
}

// update runs do in a write transaction and commits it durably.
func (s *Store) update(do func(*bbolt.Tx) error) error {
	if reason := s.failed.write.Load(); reason != nil {
		return *reason
	}
	err := s.guard(func() error {
		return s.db.Update(func(tx *bbolt.Tx) error {
			if err := do(tx); err != nil {
				return err
			}
			return stamp(tx)
		})
	})
	s.note(err, false)
	if unconfirmed(err) {
		reason := fmt.Errorf("the disk did not confirm a write (%w): nothing more is written until the record is opened again", err)
		s.failed.write.CompareAndSwap(nil, &reason)
	}
	return err
}

// note remembers a panic. One in a reader's own code leaves bbolt intact; any
// other may have left it with locks taken, so that waiting for them would hang.
func (s *Store) note(err error, ours bool) {
	if _, panicked := errors.AsType[*damage](err); !panicked || ours {
		return
	}
	s.failed.write.CompareAndSwap(nil, &err)
	s.failed.inside.Store(true)
}

// usable says whether the store can be asked at all.
func (s *Store) usable(ctx context.Context) error {
	if s.closed.Load() {
		return store.ErrClosed
	}
	if s.failed.inside.Load() {
		return *s.failed.write.Load()
	}
	return ctx.Err()
}

// unconfirmed tells a failed sync, after which nobody knows what is on the disk,
// from a failed write, which bbolt undoes: the first comes as a bare number of
// the operating system, the second with the path of the file.
func unconfirmed(err error) bool {
	if err == nil {
		return false
	}
	if strings.Contains(err.Error(), "file sync error") {
		return true
	}
	_, write := errors.AsType[*os.PathError](err)
	_, bare := errors.AsType[syscall.Errno](err)
	return bare && !write
}

// full recognises a full disk. bbolt keeps only the text of the error when the
// file cannot be made longer.
func full(err error) bool {
	for _, reason := range []syscall.Errno{syscall.ENOSPC, syscall.EFBIG, syscall.EDQUOT} {
		if errors.Is(err, reason) || strings.HasSuffix(err.Error(), reason.Error()) {
			return true
		}
	}
	return errors.Is(err, berrors.ErrMaxSizeReached)
}

// explain turns an error of bbolt into one of package store, or wraps it with
// what was attempted.
func (s *Store) explain(attempt string, err error) error {
	if known(err) {
		return err
	}
	if broken, is := errors.AsType[*damage](err); is {
		return &store.CorruptError{Path: s.path, Problem: broken.Error()}
	}
	switch {
	case errors.Is(err, berrors.ErrDatabaseNotOpen):
		return store.ErrClosed
	case errors.Is(err, berrors.ErrTimeout):
		return &store.LockedError{Path: s.path}
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return &store.CorruptError{Path: s.path, Problem: err.Error()}
	case full(err):
		return fmt.Errorf("%s: %w (%w)", attempt, store.ErrFull, err)
	}
	return fmt.Errorf("%s: %w", attempt, err)
}

// known tells the errors that already are those of package store.
func known(err error) bool {
	for _, named := range []error{store.ErrClosed, store.ErrConflict, store.ErrPosition} {
		if errors.Is(err, named) {
			return true
		}
	}
	_, chain := errors.AsType[*store.ChainError](err)
	_, corrupt := errors.AsType[*store.CorruptError](err)
	return chain || corrupt
}
