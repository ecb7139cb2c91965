package store

import (
	"errors"
	"fmt"
)

var (
	// ErrConflict: somebody else appended first. Read on and decide again.
	ErrConflict = errors.New("the stream has moved on since it was read")

	// ErrOthers: an append that was to come next did not. See Shared.
	ErrOthers = errors.New("another process has recorded something meanwhile")

	// ErrClosed: the store was closed.
	ErrClosed = errors.New("the store is closed")

	// ErrFull: there is no room left. Nothing was written; everything written
	// before can still be read, and appending works again once there is room.
	ErrFull = errors.New("the disk is full: nothing was written; make room and try again")

	// ErrPosition: a follower knows more than the store. Fold everything anew.
	ErrPosition = errors.New("the store has not come as far as this position: it is an older copy, so every view must be computed again from the start")

	// ErrPast: a record as it was cannot be added to.
	ErrPast = errors.New("this is the record as it was: nothing can be added to it")

	// ErrNothing: an append without a record.
	ErrNothing = errors.New("there is no record to append")
)

// ConflictError is an ErrConflict that says which: the version or, at the same
// version, the hash (then a tail was lost and written anew).
type ConflictError struct {
	Head Head    // where the stream stands
	At   Version // where the writer believed it to stand
	Prev Hash    // the hash that the writer believed to be the last
}

func (e *ConflictError) Error() string {
	if e.Head.Version != e.At {
		return fmt.Sprintf("append to stream %s after record %d: it stands at record %d", e.Head.Stream, e.At, e.Head.Version)
	}
	return fmt.Sprintf("append to stream %s after record %d with the hash %s: that record has the hash %s here",
		e.Head.Stream, e.At, e.Prev.Short(), e.Head.Hash.Short())
}

// Is makes errors.Is(err, ErrConflict) true.
func (e *ConflictError) Is(target error) bool { return target == ErrConflict }

// BodyError refuses a body above MaxBody.
type BodyError struct {
	Stream  Stream
	Version Version
	Size    int // in bytes
}

func (e *BodyError) Error() string {
	return fmt.Sprintf("stream %s record %d has a body of %d bytes; the most is %d: keep large files beside the record and their hash in it",
		e.Stream, e.Version, e.Size, MaxBody)
}

// LockedError says that another process has the store open.
type LockedError struct {
	Path   string // of the store's file
	Holder string // who holds it, as far as is known: process, command, since when
}

func (e *LockedError) Error() string {
	holder := e.Holder
	if holder == "" {
		holder = "another process, which left no note of itself"
	}
	return fmt.Sprintf("%s is in use by %s: stop that one first, or give this one a file of its own", e.Path, holder)
}

// CorruptError says that a store's file is damaged below the level of records.
type CorruptError struct {
	Path    string
	Problem string
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("%s is damaged: %s. Keep the file as it is, restore the newest backup beside it, and check that one with `magbot verify`",
		e.Path, e.Problem)
}

// Lost is the error of a reader that knows stream up to the version after,
// when the stream ends at last already: its tail is gone.
func Lost(stream Stream, after, last Version) *ChainError {
	return &ChainError{Stream: stream, Version: last + 1, Problem: fmt.Sprintf(
		"it is missing: the stream ends at record %d, though it was known up to record %d", last, after)}
}
