package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
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
	store store.Log
	mu    sync.Mutex
	heads map[string]store.Head // by channel
}

func newRoomLog(s store.Log) *roomLog { return &roomLog{store: s, heads: map[string]store.Head{}} }

func roomStream(channel string) store.Stream { return store.Stream("room/" + channel) }

// Append implements room.Log.
func (l *roomLog) Append(ctx context.Context, channel string, entry []byte) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	head, known := l.heads[channel]
	for try := 0; ; try++ {
		if !known {
			var err error
			if head, err = l.head(ctx, channel); err != nil {
				return 0, err
			}
		}
		record := store.Chain(roomStream(channel), head.Version, head.Hash, entry)[0]
		err := l.store.Append(ctx, roomStream(channel), head.Version, record)
		if err == nil {
			l.heads[channel] = store.Head{Version: record.Version, Hash: record.Hash}
			return uint64(record.Version), nil
		}
		delete(l.heads, channel)
		known = false
		if !errors.Is(err, store.ErrConflict) || try == 10 {
			return 0, fmt.Errorf("keep what was said in the room: %w", err)
		}
	}
}

func (l *roomLog) head(ctx context.Context, channel string) (store.Head, error) {
	var head store.Head
	for r, err := range l.store.Read(ctx, roomStream(channel), 0) {
		if err != nil {
			return head, fmt.Errorf("read the room's log: %w", err)
		}
		head = store.Head{Version: r.Version, Hash: r.Hash}
	}
	return head, nil
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
