package memory

import (
	"slices"

	"magbot/store"
)

// Tamper changes a record behind the store's back.
func (s *Store) Tamper(stream store.Stream, version store.Version, change func(*store.Record)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.streams[stream][version-1])
}

// Lose removes a record behind the store's back.
func (s *Store) Lose(stream store.Stream, version store.Version) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.streams[stream] = slices.Delete(s.streams[stream], int(version-1), int(version))
}
