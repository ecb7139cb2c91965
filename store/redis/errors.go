package redis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	goredis "github.com/redis/go-redis/v9"

	"magbot/store"
)

// LostError says that the server no longer has an append that this installation
// has seen: the record there is an older copy, or another one. It is a
// *store.ChainError too.
type LostError struct {
	Place    string // the URL without passwords
	Position store.Position
	Stream   store.Stream
	Version  store.Version
	Hash     store.Hash
	Seen     string // the file that remembers it; empty when the process does
}

func (e *LostError) Error() string {
	how := "restart magbot to go on with what is there"
	if e.Seen != "" {
		how = "stop magbot, delete " + e.Seen + " and start it again to go on with what is there"
	}
	return fmt.Sprintf("%s has lost its newest records: append %d, record %d of stream %s with the hash %s, was seen and is there no longer. "+
		"Nothing is read or written. Bring back the server or the copy that has it; if it is lost for good, tell the people, and %s",
		e.Place, e.Position, e.Version, e.Stream, e.Hash.Short(), how)
}

// Unwrap gives what is missing as an error of package store.
func (e *LostError) Unwrap() error {
	return &store.ChainError{Stream: e.Stream, Version: e.Version, Problem: "it was seen, and the server has it no longer"}
}

// UnconfirmedError says that the server took an append, and too few replicas
// said in time that they have it too: nobody knows whether it will last.
type UnconfirmedError struct{ Have, Want int }

func (e *UnconfirmedError) Error() string {
	return fmt.Sprintf("only %d of %d replicas confirmed it: see whether they run (redis-cli INFO replication), or ask for fewer with replicas=N in the store's URL",
		e.Have, e.Want)
}

// AccessError says that the server refused the user or the password, or does
// not let the user do what is needed.
type AccessError struct {
	Place string
	Said  string // by the server
}

func (e *AccessError) Error() string {
	return fmt.Sprintf("%s lets nobody in with this user and password (it says: %s): check them in MAGBOT_STORE or the password-file, and with redis-cli ACL LIST that the user may use the keys magbot:*",
		e.Place, e.Said)
}

// access tells the replies that an AccessError stands for.
func access(err error) bool {
	return hasPrefix(err, "NOAUTH", "WRONGPASS", "NOPERM", "invalid password", "AUTH failed", "Client sent AUTH", "Protocol error: unauthenticated")
}

func hasPrefix(err error, prefixes ...string) bool {
	return err != nil && slices.ContainsFunc(prefixes, func(p string) bool { return goredis.HasErrorPrefix(err, p) })
}

// unclear tells the errors after which it is not known whether something was
// carried out, or where the server asks to be tried again.
func unclear(err error) bool {
	switch {
	case err == nil, errors.Is(err, goredis.Nil), errors.Is(err, goredis.ErrClosed):
		return false
	case errors.Is(err, context.Canceled):
		return false
	case hasPrefix(err, "MOVED", "ASK", "READONLY", "LOADING", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "BUSY", "UNBLOCKED", "NOREPLICAS"):
		return true
	}
	if _, short := errors.AsType[*UnconfirmedError](err); short {
		return true
	}
	_, network := errors.AsType[net.Error](err)
	return network || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		strings.Contains(err.Error(), "connection pool") || strings.Contains(err.Error(), "all sentinels")
}

// explain turns an error of the server into one of package store, or wraps it
// with what was attempted.
func (s *Store) explain(attempt string, err error) error {
	switch {
	case err == nil || known(err):
		return err
	case s.closed.Load() && (unclear(err) || errors.Is(err, goredis.ErrClosed) || errors.Is(err, context.Canceled)):
		return store.ErrClosed
	case access(err):
		return &AccessError{Place: s.config.String(), Said: said(err)}
	case hasPrefix(err, "OOM"):
		return fmt.Errorf("%s: Redis has reached its maxmemory, so raise it in redis.conf or free some: %w (%w)", attempt, store.ErrFull, err)
	case hasPrefix(err, "MISCONF"):
		return fmt.Errorf("%s: Redis cannot write to its disk, see its log: %w (%w)", attempt, store.ErrFull, err)
	}
	return fmt.Errorf("%s: %w", attempt, err)
}

// said is what the server itself says, on one line.
func said(err error) string {
	if reply, is := errors.AsType[goredis.Error](err); is {
		err = reply
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}

// known tells the errors that already are those of package store or of this one.
func known(err error) bool {
	for _, named := range []error{store.ErrClosed, store.ErrConflict, store.ErrOthers, store.ErrPosition} {
		if errors.Is(err, named) {
			return true
		}
	}
	_, chain := errors.AsType[*store.ChainError](err)
	_, corrupt := errors.AsType[*store.CorruptError](err)
	_, settings := errors.AsType[*SettingsError](err)
	return chain || corrupt || settings
}

// corrupt is damage below the level of records.
func (s *Store) corrupt(problem string, args ...any) error {
	return &store.CorruptError{Path: s.config.String(), Problem: fmt.Sprintf(problem, args...)}
}
