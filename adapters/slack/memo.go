package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"magbot/adapters/kept"
)

// memo is what the adapter remembers over a restart, folded from its log: where
// threads begin, which typed lines became facts, who has their Home tab open. It
// holds identifiers alone, no words.
type memo struct {
	log kept.Log

	mu    sync.Mutex
	last  uint64
	roots map[string]string // by channel and topic: the message that begins the thread
	marks map[string]int64  // what happened once, and when (Unix seconds): "noted C1 123.4", "greeted U1"
	homes map[string]int64  // who opened their Home tab, and when (Unix seconds)
	now   func() time.Time
}

const memoLog = "memo"

// memoEntry is one thing to remember.
type memoEntry struct {
	Root  string `json:"root,omitempty"` // channel and topic
	TS    string `json:"ts,omitempty"`
	Mark  string `json:"mark,omitempty"`
	At    int64  `json:"at,omitempty"`
	Never bool   `json:"never,omitempty"` // the root is gone
	Home  string `json:"home,omitempty"`  // the user whose Home tab was opened
}

func loadMemo(ctx context.Context, log kept.Log, now func() time.Time) (*memo, error) {
	m := &memo{log: log, now: now, roots: map[string]string{}, marks: map[string]int64{}, homes: map[string]int64{}}
	m.mu.Lock()
	defer m.mu.Unlock()
	upto, size, err := kept.FetchWhole(ctx, log, memoLog, m.fold)
	if err != nil {
		return nil, err
	}
	m.last = upto
	if err := m.load(ctx); err != nil {
		return nil, err
	}
	if err := m.compact(ctx, int(m.last-upto), size); err != nil {
		return nil, err
	}
	return m, nil
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
	if e.Home != "" {
		m.homes[e.Home] = max(m.homes[e.Home], e.At)
	}
	if _, known := m.marks[e.Mark]; e.Mark != "" && !known {
		m.marks[e.Mark] = e.At
	}
}

// write remembers something; the caller holds mu. When another process was first
// with the same mark or root, nothing is written and first is false.
func (m *memo) write(ctx context.Context, e memoEntry) (first bool, err error) {
	raw, err := json.Marshal(e)
	if err != nil {
		return false, fmt.Errorf("remember: %w", err)
	}
	for {
		err = m.log.Append(ctx, memoLog, m.last, raw)
		if !errors.Is(err, kept.ErrMoved) {
			break
		}
		if err := m.load(ctx); err != nil {
			return false, err
		}
		if _, known := m.marks[e.Mark]; known && e.Mark != "" || e.Root != "" && !e.Never && m.roots[e.Root] != "" {
			return false, nil
		}
	}
	if err != nil {
		return false, fmt.Errorf("remember: %w", err)
	}
	m.last++
	m.fold(e)
	return true, nil
}

// mark remembers that something happened, and reports whether it is new; if it
// is not, since when it is known.
func (m *memo) mark(ctx context.Context, what string) (first bool, since time.Time, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at, known := m.marks[what]; known {
		return false, time.Unix(at, 0), nil
	}
	if err := m.load(ctx); err != nil { // another process may know it
		return false, time.Time{}, err
	}
	if at, known := m.marks[what]; known {
		return false, time.Unix(at, 0), nil
	}
	now := m.now()
	first, err = m.write(ctx, memoEntry{Mark: what, At: now.Unix()})
	return first, now, err
}

// marked reports whether something happened.
func (m *memo) marked(ctx context.Context, what string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, known := m.marks[what]; known {
		return true, nil
	}
	err := m.load(ctx)
	_, known := m.marks[what]
	return known, err
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
	if _, err := m.write(ctx, memoEntry{Root: where, TS: ts}); err != nil {
		return "", err
	}
	return m.roots[where], nil
}

// lose forgets a root that is not there any more.
func (m *memo) lose(ctx context.Context, where string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, err := m.write(ctx, memoEntry{Root: where, Never: true})
	return err
}

// homeNoted is how often it is remembered at most that somebody opens their Home
// tab again and again.
const homeNoted = time.Hour

// visit remembers that somebody has opened their Home tab.
func (m *memo) visit(ctx context.Context, user string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if now.Sub(time.Unix(m.homes[user], 0)) < homeNoted {
		return nil
	}
	_, err := m.write(ctx, memoEntry{Home: user, At: now.Unix()})
	return err
}

// visitors gives who has opened their Home tab since, and when.
func (m *memo) visitors(since time.Time) map[string]time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := map[string]time.Time{}
	for user, at := range m.homes {
		if at := time.Unix(at, 0); !at.Before(since) {
			all[user] = at
		}
	}
	return all
}
