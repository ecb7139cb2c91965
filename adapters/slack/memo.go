package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
)

// memo is what the adapter remembers over a restart, folded from its log: where
// threads begin, which typed lines became facts, whom it has greeted. It holds
// identifiers alone, no words.
type memo struct {
	log Log

	mu    sync.Mutex
	last  uint64
	roots map[string]string // by channel and topic: the message that begins the thread
	marks map[string]bool   // what happened once: "noted C1 123.4", "greeted U1"
}

const memoLog = "memo"

// memoEntry is one thing to remember.
type memoEntry struct {
	Root  string `json:"root,omitempty"` // channel and topic
	TS    string `json:"ts,omitempty"`
	Mark  string `json:"mark,omitempty"`
	Never bool   `json:"never,omitempty"` // the root is gone
}

func loadMemo(ctx context.Context, log Log) (*memo, error) {
	m := &memo{log: log, roots: map[string]string{}, marks: map[string]bool{}}
	m.mu.Lock()
	defer m.mu.Unlock()
	err := m.load(ctx)
	return m, err
}

// load folds what is not known yet; the caller holds mu.
func (m *memo) load(ctx context.Context) error {
	for e, err := range m.log.Read(ctx, memoLog, m.last) {
		if err != nil {
			return fmt.Errorf("read what was remembered: %w", err)
		}
		var entry memoEntry
		if err := json.Unmarshal(e.Body, &entry); err != nil {
			return fmt.Errorf("read what was remembered, entry %d: %w", e.Number, err)
		}
		m.fold(entry)
		m.last = e.Number
	}
	return nil
}

func (m *memo) fold(e memoEntry) {
	switch {
	case e.Never:
		delete(m.roots, e.Root)
	case e.Root != "" && m.roots[e.Root] == "":
		m.roots[e.Root] = e.TS
	}
	if e.Mark != "" {
		m.marks[e.Mark] = true
	}
}

// write remembers something; the caller holds mu.
func (m *memo) write(ctx context.Context, e memoEntry) error {
	raw, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("remember: %w", err)
	}
	for {
		err = m.log.Append(ctx, memoLog, m.last, raw)
		if !errors.Is(err, ErrMoved) {
			break
		}
		if err := m.load(ctx); err != nil {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("remember: %w", err)
	}
	m.last++
	m.fold(e)
	return nil
}

// mark remembers that something happened, and reports whether it is new.
func (m *memo) mark(ctx context.Context, what string) (first bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.marks[what] {
		return false, nil
	}
	if err := m.load(ctx); err != nil { // another process may know it
		return false, err
	}
	if m.marks[what] {
		return false, nil
	}
	return true, m.write(ctx, memoEntry{Mark: what})
}

// marked reports whether something happened.
func (m *memo) marked(ctx context.Context, what string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.marks[what] {
		return true, nil
	}
	err := m.load(ctx)
	return m.marks[what], err
}

// root gives the message that begins the thread of a topic in a channel.
func (m *memo) root(ctx context.Context, where string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ts := m.roots[where]; ts != "" {
		return ts, nil
	}
	err := m.load(ctx)
	return m.roots[where], err
}

// begin remembers where a thread begins, and gives the message: that of another
// process when it was first.
func (m *memo) begin(ctx context.Context, where, ts string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.load(ctx); err != nil {
		return "", err
	}
	if known := m.roots[where]; known != "" {
		return known, nil
	}
	return ts, m.write(ctx, memoEntry{Root: where, TS: ts})
}

// lose forgets a root that is not there any more.
func (m *memo) lose(ctx context.Context, where string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.write(ctx, memoEntry{Root: where, Never: true})
}
