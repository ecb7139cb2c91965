package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"magbot/adapters/kept"
)

// memo is what the adapter remembers over a restart, folded from its log: what it
// was about to post and what that came to, which typed lines became facts, how
// far each channel was read. It holds identifiers and hashes alone, no words.
type memo struct {
	log kept.Log

	mu    sync.Mutex
	last  uint64
	tries map[string]try      // what may have been posted, by its key
	made  map[string]string   // the message that a key came to
	lives map[string][]string // by channel and live message: the messages of its parts
	noted map[string]fact     // by channel and message: a typed line that became a fact
	read  map[string]string   // by channel: the last message that was answered

	stages map[string]stage    // by channel: who may be heard
	events map[string]mirrored // by meeting
	voices map[string]string   // by user: what was changed of their voice and is to be set back
}

const memoLog = "memo"

// try is a message that may have been posted.
type try struct {
	Key string    `json:"key"`
	At  time.Time `json:"at"`
	Sum string    `json:"sum"` // of what it shows
}

// fact is a line that the record holds: who typed it, and the last change of it that
// is known, of which its author was told.
type fact struct {
	user   string
	edited time.Time
}

// memoEntry is one thing to remember.
type memoEntry struct {
	Try   *try   `json:"try,omitempty"`
	Made  string `json:"made,omitempty"`  // a key
	Where string `json:"where,omitempty"` // the channel it stands in
	Live  string `json:"live,omitempty"`  // channel and live message
	Part  int    `json:"part,omitempty"`
	Clear bool   `json:"clear,omitempty"` // the parts from Part on are gone

	Noted   string    `json:"noted,omitempty"` // channel and message
	User    string    `json:"user,omitempty"`
	Edited  time.Time `json:"edited,omitzero"` // when the line had been changed last
	Gone    bool      `json:"gone,omitempty"`  // it was deleted, and its author told
	Read    string    `json:"read,omitempty"`  // a channel
	Message string    `json:"message,omitempty"`

	Stage   *stage    `json:"stage,omitempty"`
	Event   *mirrored `json:"event,omitempty"`
	Voice   string    `json:"voice,omitempty"` // a user
	Changed string    `json:"changed,omitempty"`
}

func loadMemo(ctx context.Context, log kept.Log) (*memo, error) {
	m := &memo{
		log: log, tries: map[string]try{}, made: map[string]string{}, lives: map[string][]string{},
		noted: map[string]fact{}, read: map[string]string{}, stages: map[string]stage{}, events: map[string]mirrored{}, voices: map[string]string{},
	}
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
	if e.Try != nil {
		m.tries[e.Try.Key] = *e.Try
	}
	if e.Made != "" {
		delete(m.tries, e.Made)
		m.made[e.Made] = e.Message
	}
	switch {
	case e.Live != "" && e.Clear:
		m.lives[e.Live] = m.lives[e.Live][:min(e.Part, len(m.lives[e.Live]))]
	case e.Live != "" && e.Part <= len(m.lives[e.Live]):
		all := m.lives[e.Live]
		m.lives[e.Live] = slices.Replace(all, e.Part, min(e.Part+1, len(all)), e.Message)
		delete(m.made, e.Made) // the live message itself tells
	}
	if e.Made != "" && e.Where != "" && m.read[e.Where] == "" {
		m.read[e.Where] = e.Message // nothing that was said before concerns us
	}
	if e.Noted != "" {
		if m.noted[e.Noted] = (fact{e.User, e.Edited}); e.Gone {
			delete(m.noted, e.Noted)
		}
		channel, message, _ := strings.Cut(e.Noted, " ")
		m.reached(channel, message)
	}
	if e.Read != "" {
		m.reached(e.Read, e.Message)
	}
	m.foldVoice(e)
}

// reached says how far a channel was read.
func (m *memo) reached(channel, message string) {
	if number(message) > number(m.read[channel]) {
		m.read[channel] = message
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
		if !errors.Is(err, kept.ErrMoved) {
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

func (m *memo) keep(ctx context.Context, e memoEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.write(ctx, e)
}

// line gives a line that became a fact; the zero one for any other line.
func (m *memo) line(channel, message string) fact {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.noted[channel+" "+message]
}

// lines gives the messages of a channel, from one of them on, that became facts.
func (m *memo) lines(channel, from string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []string
	for key := range m.noted {
		if where, message, _ := strings.Cut(key, " "); where == channel && number(message) >= number(from) {
			all = append(all, message)
		}
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Compare(number(a), number(b)) })
	return all
}

// answered remembers how far a channel was read.
func (m *memo) answered(ctx context.Context, channel, message string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if number(message) <= number(m.read[channel]) {
		return nil
	}
	return m.write(ctx, memoEntry{Read: channel, Message: message})
}

// channels are those that were read, with the last message of each.
func (m *memo) channels() map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.read)
}

// liveOf gives the messages of a live message.
func (m *memo) liveOf(live string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.lives[live])
}

// posting says what a key came to, or else what may have been posted for it and
// nobody knows.
func (m *memo) posting(ctx context.Context, key string) (message string, unclear *try, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.load(ctx); err != nil {
		return "", nil, err
	}
	if t, ok := m.tries[key]; ok {
		return "", &t, nil
	}
	return m.made[key], nil, nil
}
