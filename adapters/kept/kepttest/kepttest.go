package kepttest

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"sync"

	"magbot/adapters/kept"
	"magbot/bot"
)

// Log is a log in memory.
type Log struct {
	mu   sync.Mutex
	logs map[string][][]byte
	down bool
}

// NewLog gives an empty one.
func NewLog() *Log { return &Log{logs: map[string][][]byte{}} }

// ErrDown is the error of a log that is down.
var ErrDown = errors.New("the disk is gone")

// Down says whether nothing can be read or written.
func (l *Log) Down(yes bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = yes
}

// All gives the entries of every sequence that has some.
func (l *Log) All() map[string][][]byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.logs)
}

// Clear forgets everything.
func (l *Log) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.logs)
}

// Append implements kept.Log.
func (l *Log) Append(_ context.Context, name string, after uint64, entry []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down {
		return ErrDown
	}
	if uint64(len(l.logs[name])) != after {
		return kept.ErrMoved
	}
	l.logs[name] = append(l.logs[name], entry)
	return nil
}

// Read implements kept.Log.
func (l *Log) Read(_ context.Context, name string, after uint64) iter.Seq2[kept.Entry, error] {
	return func(yield func(kept.Entry, error) bool) {
		l.mu.Lock()
		entries, down := l.logs[name], l.down
		l.mu.Unlock()
		if down {
			yield(kept.Entry{}, ErrDown)
			return
		}
		for i := after; i < uint64(len(entries)); i++ {
			if !yield(kept.Entry{Number: i + 1, Body: entries[i]}, nil) {
				return
			}
		}
	}
}

// Sealer seals by writing the text backwards, and forgets whom it is told to.
type Sealer struct{ Erased map[bot.PersonID]bool }

// Seal implements kept.Sealer.
func (s *Sealer) Seal(_ bot.PersonID, text, where []byte) ([]byte, error) {
	return backwards(slices.Concat(where, text)), nil
}

// Open implements kept.Sealer.
func (s *Sealer) Open(person bot.PersonID, sealed, where []byte) ([]byte, error) {
	if s.Erased[person] {
		return nil, kept.ErrErased
	}
	text := backwards(sealed)
	if len(text) < len(where) || string(text[:len(where)]) != string(where) {
		return nil, errors.New("sealed for another place")
	}
	return text[len(where):], nil
}

func backwards(text []byte) []byte {
	out := slices.Clone(text)
	slices.Reverse(out)
	return out
}
