package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"

	"magbot/adapters/kept"
	"magbot/adapters/room"
	"magbot/bot"
	"magbot/bot/engine"
	"magbot/store"
	"magbot/store/seal"
)

// platformLog keeps in the store what the adapter of one platform must know after
// a restart, in streams of its own that are no part of any meeting's record.
type platformLog struct {
	platform string // "room": its streams are "room/…"
	store    interface {
		store.Log
		store.Follower
	}
	mu    sync.Mutex
	heads map[string]store.Head // by sequence
}

func newPlatformLog(platform string, s store.Store) *platformLog {
	return &platformLog{platform: platform, store: s, heads: map[string]store.Head{}}
}

func (l *platformLog) stream(name string) store.Stream { return store.Stream(l.platform + "/" + name) }

// Append implements kept.Log.
func (l *platformLog) Append(ctx context.Context, name string, after uint64, entry []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	head, err := l.head(ctx, name, store.Version(after))
	if err != nil {
		return err
	}
	record := store.Chain(l.stream(name), head.Version, head.Hash, entry)[0]
	err = l.store.Append(ctx, l.stream(name), head.Version, record)
	switch {
	case err == nil:
		l.heads[name] = store.Head{Version: record.Version, Hash: record.Hash}
		return nil
	case errors.Is(err, store.ErrConflict):
		err = kept.ErrMoved
	}
	return fmt.Errorf("keep what belongs to %s: %w", l.platform, err)
}

// head is the entry that another is to follow.
func (l *platformLog) head(ctx context.Context, name string, after store.Version) (store.Head, error) {
	if head := l.heads[name]; head.Version == after {
		return head, nil
	}
	if after == 0 { // the store says whether something is there already
		return store.Head{}, nil
	}
	for r, err := range l.store.Read(ctx, l.stream(name), after-1) {
		if err != nil {
			return store.Head{}, fmt.Errorf("read what belongs to %s: %w", l.platform, err)
		}
		return store.Head{Version: r.Version, Hash: r.Hash}, nil
	}
	return store.Head{}, fmt.Errorf("read what belongs to %s: %w", l.platform, store.Lost(l.stream(name), after, after-1))
}

// Read implements kept.Log.
func (l *platformLog) Read(ctx context.Context, name string, after uint64) iter.Seq2[kept.Entry, error] {
	return func(yield func(kept.Entry, error) bool) {
		for r, err := range l.store.Read(ctx, l.stream(name), store.Version(after)) {
			if !yield(kept.Entry{Number: uint64(r.Version), Body: r.Body}, err) || err != nil {
				return
			}
		}
	}
}

// Follow implements room.Log.
func (l *platformLog) Follow(ctx context.Context) iter.Seq2[room.End, error] {
	return func(yield func(room.End, error) bool) {
		for n, err := range l.store.Follow(ctx, 0) {
			if err != nil {
				yield(room.End{}, fmt.Errorf("follow what belongs to %s: %w", l.platform, err))
				return
			}
			channel, ours := strings.CutPrefix(string(n.Stream), l.platform+"/")
			if ours && !yield(room.End{Channel: channel, Number: uint64(n.Version)}, nil) {
				return
			}
		}
	}
}

// platformSealer seals what people wrote under the same keys as the record, so
// that erasing a person reaches it too.
type platformSealer struct{ keys *seal.Keyring }

// Seal implements kept.Sealer.
func (s platformSealer) Seal(person bot.PersonID, text, where []byte) ([]byte, error) {
	return s.keys.Seal(engine.PersonKey(person), text, where)
}

// Open implements kept.Sealer.
func (s platformSealer) Open(person bot.PersonID, sealed, where []byte) ([]byte, error) {
	text, err := s.keys.Open(engine.PersonKey(person), sealed, where)
	if errors.Is(err, seal.ErrErased) {
		return nil, kept.ErrErased
	}
	return text, err
}
