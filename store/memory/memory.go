package memory

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"magbot/store"
	"magbot/store/internal/bell"
)

// chunk is how many records or notices are taken under the lock at once.
const chunk = 256

// Store is a store.Store in memory.
type Store struct {
	mu      sync.RWMutex
	closed  bool
	streams map[store.Stream][]store.Record
	heads   map[store.Stream]store.Head // apart, so that a lost tail is noticed
	urns    map[store.Stream]map[store.SlipKey][]byte
	order   []store.Notice // order[i] has the Position i+1
	claims  map[string]string
	bell    bell.Bell
}

var (
	_ store.Store  = (*Store)(nil)
	_ store.Shared = (*Store)(nil)
)

// New returns an empty store.
func New() *Store {
	return &Store{streams: make(map[store.Stream][]store.Record), heads: make(map[store.Stream]store.Head), urns: make(map[store.Stream]map[store.SlipKey][]byte), claims: make(map[string]string)}
}

// Append implements store.Log.
func (s *Store) Append(ctx context.Context, stream store.Stream, at store.Version, records ...store.Record) error {
	return s.AppendUrn(ctx, stream, at, store.UrnChange{}, records...)
}

// AppendUrn implements store.Urn.
func (s *Store) AppendUrn(ctx context.Context, stream store.Stream, at store.Version, change store.UrnChange, records ...store.Record) error {
	return s.appendWhen(ctx, func(store.Position) bool { return true }, stream, at, change, records)
}

// AppendNext implements store.Shared. Who appended what is not known here.
func (s *Store) AppendNext(ctx context.Context, after store.Position, stream store.Stream, at store.Version, change store.UrnChange, records ...store.Record) error {
	return s.appendWhen(ctx, func(last store.Position) bool { return last <= after }, stream, at, change, records)
}

// appendWhen appends when that is right after the last position of all.
func (s *Store) appendWhen(ctx context.Context, right func(last store.Position) bool, stream store.Stream, at store.Version, change store.UrnChange, records []store.Record) error {
	if err := store.CheckAppend(stream, at, records); err != nil {
		return err
	}
	if err := store.CheckSlips(stream, change.Lay); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("append to stream %s: %w", stream, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return store.ErrClosed
	}
	if err := store.CheckHead(s.head(stream), at, records[0].Prev); err != nil {
		return err
	}
	if !right(store.Position(len(s.order))) {
		return store.ErrOthers
	}
	for _, r := range records {
		r.Body = bytes.Clone(r.Body)
		s.streams[stream] = append(s.streams[stream], r)
	}
	last := records[len(records)-1]
	s.heads[stream] = store.Head{Stream: stream, Version: last.Version, Hash: last.Hash}
	if change.Empty {
		delete(s.urns, stream)
	}
	s.lay(stream, change.Lay)
	s.order = append(s.order, store.Notice{Position: store.Position(len(s.order) + 1), Stream: stream, Version: last.Version})
	s.bell.Ring()
	return nil
}

// lay lays slips; the caller holds the lock.
func (s *Store) lay(stream store.Stream, slips []store.Slip) {
	for _, slip := range slips {
		if s.urns[stream] == nil {
			s.urns[stream] = make(map[store.SlipKey][]byte)
		}
		s.urns[stream][slip.Key] = bytes.Clone(slip.Sealed)
	}
}

// Lay implements store.Urn.
func (s *Store) Lay(ctx context.Context, stream store.Stream, slips ...store.Slip) error {
	if err := store.CheckSlips(stream, slips); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("lay slips into the urn of stream %s: %w", stream, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return store.ErrClosed
	}
	s.lay(stream, slips)
	return nil
}

// Slips implements store.Urn.
func (s *Store) Slips(ctx context.Context, stream store.Stream) ([]store.Slip, error) {
	if err := stream.Check(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("look into the urn of stream %s: %w", stream, err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return nil, store.ErrClosed
	}
	var list []store.Slip
	for key, sealed := range s.urns[stream] {
		list = append(list, store.Slip{Key: key, Sealed: bytes.Clone(sealed)})
	}
	store.SortSlips(list)
	return list, nil
}

// head is where stream stands; the caller holds the lock.
func (s *Store) head(stream store.Stream) store.Head {
	if head, ok := s.heads[stream]; ok {
		return head
	}
	return store.Head{Stream: stream}
}

// Read implements store.Log.
func (s *Store) Read(ctx context.Context, stream store.Stream, after store.Version) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		at := after
		prev, err := s.hash(stream, at)
		if err != nil {
			yield(store.Record{}, err)
			return
		}
		for {
			records, damage := s.records(ctx, stream, at)
			for _, r := range records {
				if err := s.check(ctx, stream, at, prev, r); err != nil {
					yield(store.Record{}, err)
					return
				}
				r.Body = bytes.Clone(r.Body)
				if !yield(r, nil) {
					return
				}
				at, prev = r.Version, r.Hash
			}
			if damage != nil {
				yield(store.Record{}, damage)
				return
			}
			if len(records) == 0 {
				return
			}
		}
	}
}

// check is what every record passes before it is yielded.
func (s *Store) check(ctx context.Context, stream store.Stream, at store.Version, prev store.Hash, r store.Record) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("read stream %s: %w", stream, err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return store.ErrClosed
	}
	return r.Check(stream, at+1, prev)
}

// hash returns the hash of the record at the version at, from which the next
// one must follow.
func (s *Store) hash(stream store.Stream, at store.Version) (store.Hash, error) {
	if err := stream.Check(); err != nil {
		return store.Hash{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	records := s.streams[stream]
	switch {
	case s.closed:
		return store.Hash{}, store.ErrClosed
	case at == 0:
		return store.Hash{}, nil
	case at > store.Version(len(records)):
		return store.Hash{}, store.Lost(stream, at, store.Version(len(records)))
	}
	last := records[at-1]
	return last.Hash, last.Check(stream, at, last.Prev)
}

// records returns some records after the version after, none at the end, and
// with an error those before the damage.
func (s *Store) records(ctx context.Context, stream store.Stream, after store.Version) ([]store.Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read stream %s: %w", stream, err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return nil, store.ErrClosed
	}
	head, all := s.head(stream), s.streams[stream]
	rest := all[min(int(after), len(all)):]
	piece := slices.Clone(rest[:min(chunk, len(rest))])
	for i, r := range piece {
		if err := store.CheckEnd(head, r); err != nil {
			return piece[:i], err
		}
	}
	if last := after + store.Version(len(piece)); len(piece) == len(rest) && last < head.Version {
		return piece, store.Lost(stream, head.Version, last)
	}
	return piece, nil
}

// Streams implements store.Lister.
func (s *Store) Streams(ctx context.Context, prefix string) iter.Seq2[store.Head, error] {
	return func(yield func(store.Head, error) bool) {
		heads, err := s.list(ctx, prefix)
		if err != nil {
			yield(store.Head{}, err)
			return
		}
		for _, head := range heads {
			if err := ctx.Err(); err != nil {
				yield(store.Head{}, fmt.Errorf("list streams: %w", err))
				return
			}
			if !yield(head, nil) {
				return
			}
		}
	}
}

func (s *Store) list(ctx context.Context, prefix string) ([]store.Head, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("list streams: %w", err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return nil, store.ErrClosed
	}
	var heads []store.Head
	for stream, head := range s.heads {
		if strings.HasPrefix(string(stream), prefix) {
			heads = append(heads, head)
		}
	}
	slices.SortFunc(heads, func(a, b store.Head) int { return strings.Compare(string(a.Stream), string(b.Stream)) })
	return heads, nil
}

// Follow implements store.Follower.
func (s *Store) Follow(ctx context.Context, after store.Position) iter.Seq2[store.Notice, error] {
	return bell.Follow(ctx, &s.bell, after, s.notices)
}

func (s *Store) notices(_ context.Context, after store.Position) ([]store.Notice, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	switch {
	case s.closed:
		return nil, store.ErrClosed
	case after > store.Position(len(s.order)):
		return nil, store.ErrPosition
	}
	rest := s.order[after:]
	return slices.Clone(rest[:min(chunk, len(rest))]), nil
}

// Latest implements store.Latest: several engines may share a store in memory.
func (s *Store) Latest(ctx context.Context) (store.Position, error) {
	if err := ctx.Err(); err != nil {
		return 0, fmt.Errorf("ask for the last position: %w", err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return 0, store.ErrClosed
	}
	return store.Position(len(s.order)), nil
}

// Claim implements store.Shared. It is remembered until Close.
func (s *Store) Claim(ctx context.Context, name, value string) (held string, err error) {
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("claim: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return "", store.ErrClosed
	}
	if held, ok := s.claims[name]; ok {
		return held, nil
	}
	s.claims[name] = value
	return value, nil
}

// Close implements io.Closer. What was kept is gone.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.streams, s.heads, s.urns, s.order, s.claims = nil, nil, nil, nil, nil
	s.bell.Ring()
	return nil
}
