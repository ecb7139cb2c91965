package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	"magbot/adapters/discord"
	"magbot/bot"
	"magbot/bot/engine"
	"magbot/store"
	"magbot/store/seal"
)

// discordLog keeps what the Discord adapter must know after a restart in the store,
// in streams of its own that are no part of any meeting's record.
type discordLog struct {
	store store.Log
	mu    sync.Mutex
	heads map[string]store.Head // by sequence
}

func newDiscordLog(s store.Log) *discordLog {
	return &discordLog{store: s, heads: map[string]store.Head{}}
}

func discordStream(name string) store.Stream { return store.Stream("discord/" + name) }

// Append implements discord.Log.
func (l *discordLog) Append(ctx context.Context, name string, after uint64, entry []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	head, err := l.head(ctx, name, store.Version(after))
	if err != nil {
		return err
	}
	record := store.Chain(discordStream(name), head.Version, head.Hash, entry)[0]
	err = l.store.Append(ctx, discordStream(name), head.Version, record)
	switch {
	case err == nil:
		l.heads[name] = store.Head{Version: record.Version, Hash: record.Hash}
		return nil
	case errors.Is(err, store.ErrConflict):
		err = discord.ErrMoved
	}
	return fmt.Errorf("keep what Discord needs: %w", err)
}

// head is the entry that another is to follow.
func (l *discordLog) head(ctx context.Context, name string, after store.Version) (store.Head, error) {
	if head := l.heads[name]; head.Version == after {
		return head, nil
	}
	for r, err := range l.store.Read(ctx, discordStream(name), after-1) {
		if err != nil {
			return store.Head{}, fmt.Errorf("read what Discord needs: %w", err)
		}
		return store.Head{Version: r.Version, Hash: r.Hash}, nil
	}
	return store.Head{}, fmt.Errorf("read what Discord needs: %w", store.Lost(discordStream(name), after, after-1))
}

// Read implements discord.Log.
func (l *discordLog) Read(ctx context.Context, name string, after uint64) iter.Seq2[discord.Entry, error] {
	return func(yield func(discord.Entry, error) bool) {
		for r, err := range l.store.Read(ctx, discordStream(name), store.Version(after)) {
			if !yield(discord.Entry{Number: uint64(r.Version), Body: r.Body}, err) || err != nil {
				return
			}
		}
	}
}

// discordSealer seals what people wrote under the same keys as the record, so that
// erasing a person reaches it too.
type discordSealer struct{ keys *seal.Keyring }

// Seal implements discord.Sealer.
func (s discordSealer) Seal(person bot.PersonID, text, where []byte) ([]byte, error) {
	return s.keys.Seal(engine.PersonKey(person), text, where)
}

// Open implements discord.Sealer.
func (s discordSealer) Open(person bot.PersonID, sealed, where []byte) ([]byte, error) {
	text, err := s.keys.Open(engine.PersonKey(person), sealed, where)
	if errors.Is(err, seal.ErrErased) {
		return nil, discord.ErrErased
	}
	return text, err
}
