package acceptance_test

import (
	"context"
	"iter"
	"sync"

	"magbot/adapters/slack"
)

// memo is a slack.Log in memory.
type memo struct {
	mu   sync.Mutex
	logs map[string][][]byte
}

func newLog() *memo { return &memo{logs: map[string][][]byte{}} }

func (m *memo) Append(_ context.Context, name string, after uint64, entry []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if uint64(len(m.logs[name])) != after {
		return slack.ErrMoved
	}
	m.logs[name] = append(m.logs[name], entry)
	return nil
}

func (m *memo) Read(_ context.Context, name string, after uint64) iter.Seq2[slack.Entry, error] {
	return func(yield func(slack.Entry, error) bool) {
		m.mu.Lock()
		entries := m.logs[name]
		m.mu.Unlock()
		for i := after; i < uint64(len(entries)); i++ {
			if !yield(slack.Entry{Number: i + 1, Body: entries[i]}, nil) {
				return
			}
		}
	}
}
