package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	"magbot/adapters/slack"
	"magbot/bot"
	"magbot/bot/engine"
	"magbot/store"
	"magbot/store/seal"
)

// slackLog keeps what the Slack adapter must know after a restart in the store,
// in streams of its own that are no part of any meeting's record.
type slackLog struct {
	store store.Log
	mu    sync.Mutex
	heads map[string]store.Head // by sequence
}

func newSlackLog(s store.Log) *slackLog { return &slackLog{store: s, heads: map[string]store.Head{}} }

func slackStream(name string) store.Stream { return store.Stream("slack/" + name) }

// Append implements slack.Log.
func (l *slackLog) Append(ctx context.Context, name string, after uint64, entry []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	head, err := l.head(ctx, name, store.Version(after))
	if err != nil {
		return err
	}
	record := store.Chain(slackStream(name), head.Version, head.Hash, entry)[0]
	err = l.store.Append(ctx, slackStream(name), head.Version, record)
	switch {
	case err == nil:
		l.heads[name] = store.Head{Version: record.Version, Hash: record.Hash}
		return nil
	case errors.Is(err, store.ErrConflict):
		err = slack.ErrMoved
	}
	return fmt.Errorf("keep what Slack needs: %w", err)
}

// head is the entry that another is to follow.
func (l *slackLog) head(ctx context.Context, name string, after store.Version) (store.Head, error) {
	if head := l.heads[name]; head.Version == after {
		return head, nil
	}
	for r, err := range l.store.Read(ctx, slackStream(name), after-1) {
		if err != nil {
			return store.Head{}, fmt.Errorf("read what Slack needs: %w", err)
		}
		return store.Head{Version: r.Version, Hash: r.Hash}, nil
	}
	return store.Head{}, fmt.Errorf("read what Slack needs: %w", store.Lost(slackStream(name), after, after-1))
}

// Read implements slack.Log.
func (l *slackLog) Read(ctx context.Context, name string, after uint64) iter.Seq2[slack.Entry, error] {
	return func(yield func(slack.Entry, error) bool) {
		for r, err := range l.store.Read(ctx, slackStream(name), store.Version(after)) {
			if !yield(slack.Entry{Number: uint64(r.Version), Body: r.Body}, err) || err != nil {
				return
			}
		}
	}
}

// slackSealer seals what people wrote under the same keys as the record, so that
// erasing a person reaches it too.
type slackSealer struct{ keys *seal.Keyring }

// Seal implements slack.Sealer.
func (s slackSealer) Seal(person bot.PersonID, text, where []byte) ([]byte, error) {
	return s.keys.Seal(engine.PersonKey(person), text, where)
}

// Open implements slack.Sealer.
func (s slackSealer) Open(person bot.PersonID, sealed, where []byte) ([]byte, error) {
	text, err := s.keys.Open(engine.PersonKey(person), sealed, where)
	if errors.Is(err, seal.ErrErased) {
		return nil, slack.ErrErased
	}
	return text, err
}
