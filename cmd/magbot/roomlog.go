package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"

	"magbot/adapters/room"
	"magbot/bot"
	"magbot/bot/engine"
	"magbot/store"
	"magbot/store/seal"
)

// roomLog keeps the room's own talk in the store, in streams of its own that
// are no part of any meeting's record.
type roomLog struct {
	store interface {
		store.Log
		store.Follower
	}
	mu    sync.Mutex
	heads map[string]store.Head // by channel
}

func newRoomLog(s store.Store) *roomLog { return &roomLog{store: s, heads: map[string]store.Head{}} }

const roomPrefix = "room/"

func roomStream(channel string) store.Stream { return store.Stream(roomPrefix + channel) }

// Append implements room.Log.
func (l *roomLog) Append(ctx context.Context, channel string, after uint64, entry []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	head, err := l.head(ctx, channel, store.Version(after))
	if err != nil {
		return err
	}
	record := store.Chain(roomStream(channel), head.Version, head.Hash, entry)[0]
	err = l.store.Append(ctx, roomStream(channel), head.Version, record)
	switch {
	case err == nil:
		l.heads[channel] = store.Head{Version: record.Version, Hash: record.Hash}
		return nil
	case errors.Is(err, store.ErrConflict):
		err = room.ErrMoved
	}
	return fmt.Errorf("keep what was said in the room: %w", err)
}

// head is the entry that another is to follow.
func (l *roomLog) head(ctx context.Context, channel string, after store.Version) (store.Head, error) {
	if head := l.heads[channel]; head.Version == after {
		return head, nil
	}
	for r, err := range l.store.Read(ctx, roomStream(channel), after-1) {
		if err != nil {
			return store.Head{}, fmt.Errorf("read the room's log: %w", err)
		}
		return store.Head{Version: r.Version, Hash: r.Hash}, nil
	}
	return store.Head{}, fmt.Errorf("read the room's log: %w", store.Lost(roomStream(channel), after, after-1))
}

// Follow implements room.Log.
func (l *roomLog) Follow(ctx context.Context) iter.Seq2[room.End, error] {
	return func(yield func(room.End, error) bool) {
		for n, err := range l.store.Follow(ctx, 0) {
			if err != nil {
				yield(room.End{}, fmt.Errorf("follow the room's log: %w", err))
				return
			}
			channel, ours := strings.CutPrefix(string(n.Stream), roomPrefix)
			if ours && !yield(room.End{Channel: channel, Number: uint64(n.Version)}, nil) {
				return
			}
		}
	}
}

// Read implements room.Log.
func (l *roomLog) Read(ctx context.Context, channel string, after uint64) iter.Seq2[room.Entry, error] {
	return func(yield func(room.Entry, error) bool) {
		for r, err := range l.store.Read(ctx, roomStream(channel), store.Version(after)) {
			if !yield(room.Entry{Number: uint64(r.Version), Body: r.Body}, err) || err != nil {
				return
			}
		}
	}
}

// roomSealer seals the room's talk under the same keys as the record, so that
// erasing a person reaches it too.
type roomSealer struct{ keys *seal.Keyring }

// Seal implements room.Sealer.
func (s roomSealer) Seal(person bot.PersonID, text, where []byte) ([]byte, error) {
	return s.keys.Seal(engine.PersonKey(person), text, where)
}

// Open implements room.Sealer.
func (s roomSealer) Open(person bot.PersonID, sealed, where []byte) ([]byte, error) {
	text, err := s.keys.Open(engine.PersonKey(person), sealed, where)
	if errors.Is(err, seal.ErrErased) {
		return nil, room.ErrErased
	}
	return text, err
}
