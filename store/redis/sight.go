package redis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"magbot/store"
	"magbot/store/internal/disk"
)

// saveEvery is how often the file of what was seen is written at most: what a
// process saw in its last moments before it was killed may not be in it.
const saveEvery = time.Second

// seen is one append in the order of all: a server that has it has all that
// came before, because a server loses only from the end. Where replicas must
// confirm, only what they have confirmed counts as seen and is told to
// followers: a failover may lose the rest, which nobody was answered for.
type seen struct {
	Community string         `json:"community"`
	Position  store.Position `json:"position"`
	Stream    store.Stream   `json:"stream"`
	Version   store.Version  `json:"version"`
	Hash      store.Hash     `json:"hash"`
}

// sight is the last append that was seen here, and the file that remembers it.
type sight struct {
	mu    sync.Mutex
	last  seen
	own   []store.Notice // a run of appends by this process, one after another
	file  string
	kept  store.Position // in the file
	place string
	still bool // the file is another process's to write
}

// remember takes what the file knows.
func (g *sight) remember(c Config) error {
	g.file, g.place, g.still = c.Seen, c.String(), c.ReadOnly
	g.last.Community = c.Community
	if c.Seen == "" {
		return nil
	}
	raw, err := os.ReadFile(c.Seen)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read what was seen of the record: %w", err)
	}
	var last seen
	if err := json.Unmarshal(raw, &last); err != nil {
		return &store.CorruptError{Path: c.Seen, Problem: "it should say which append was seen last, and cannot be read"}
	}
	if last.Community != c.Community {
		return fmt.Errorf("%s belongs to the community %q and the store's URL names %q: give each a data folder of its own", c.Seen, last.Community, c.Community)
	}
	g.last, g.kept = last, last.Position
	return nil
}

func (g *sight) now() seen {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.last
}

// saw takes in an append that the server has.
func (g *sight) saw(n seen) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if n.Position > g.last.Position {
		n.Community = g.last.Community
		g.last = n
	}
}

// mostOwn is how many appends of its own a process remembers.
const mostOwn = 256

// brought takes in an append of this process.
func (g *sight) brought(n seen) {
	g.saw(n)
	g.mu.Lock()
	defer g.mu.Unlock()
	switch have := len(g.own); {
	case have > 0 && n.Position <= g.own[have-1].Position:
		return // told in another order than appended: it is read from the server
	case have > 0 && n.Position != g.own[have-1].Position+1:
		g.own = nil
	case have == mostOwn:
		g.own = slices.Clone(g.own[have/2:])
	}
	g.own = append(g.own, store.Notice{Position: n.Position, Stream: n.Stream, Version: n.Version})
}

// after gives the appends of this process that follow a position at once.
func (g *sight) after(at store.Position) []store.Notice {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.own) == 0 || at+1 < g.own[0].Position || at >= g.own[len(g.own)-1].Position {
		return nil
	}
	return slices.Clone(g.own[at+1-g.own[0].Position:])
}

// save writes the file when there is something new.
func (g *sight) save() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.file == "" || g.still || g.last.Position == g.kept {
		return nil
	}
	raw, err := json.Marshal(g.last)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(g.file), 0o700)
	}
	if err == nil {
		err = disk.Replace(g.file, append(raw, '\n'))
	}
	if err != nil {
		return fmt.Errorf("note what was seen of the record: %w", err)
	}
	g.kept = g.last.Position
	return nil
}

// lost is the error of a server that has n no longer.
func (g *sight) lost(n seen) error {
	return &LostError{Place: g.place, Position: n.Position, Stream: n.Stream, Version: n.Version, Hash: n.Hash, Seen: g.file}
}

// keepSight writes the file now and then. An error shows again when the store
// is closed, where it is told.
func (s *Store) keepSight(ctx context.Context) {
	tick := time.NewTicker(saveEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_ = s.sight.save() // tried again, and told by Close
		}
	}
}

// glance is some reads in one go that also ask for the append that was seen
// last, and for the newest one. It is no transaction, since a server that is full
// refuses even one that only reads; the order of the reads makes up for it.
type glance struct {
	store *Store
	asked seen
	there *goredis.XMessageSliceCmd
	end   *goredis.XMessageSliceCmd
}

// see runs reads, one after another on one connection, and fails when the server
// lacks what was seen. end was the newest append after all of them.
func (s *Store) see(ctx context.Context, reads func(goredis.Pipeliner)) (end seen, err error) {
	if err := s.usable(ctx); err != nil {
		return seen{}, err
	}
	err = s.again(ctx, func(bool) error {
		g := glance{store: s, asked: s.sight.now()}
		_, err := s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
			order, id := s.key("order"), entryID(uint64(g.asked.Position))
			g.there = p.XRange(ctx, order, id, id)
			reads(p)
			g.end = p.XRevRangeN(ctx, order, "+", "-", 1)
			return nil
		})
		if err != nil && !errors.Is(err, goredis.Nil) {
			return err
		}
		end, err = g.check()
		return err
	})
	return end, err
}

func (g *glance) check() (end seen, err error) {
	if g.asked.Position > 0 {
		there, err := g.store.one(g.there.Val())
		if err != nil {
			return seen{}, err
		}
		there.Community = g.asked.Community
		if there != g.asked {
			return seen{}, g.store.sight.lost(g.asked)
		}
	}
	if end, err = g.store.one(g.end.Val()); err != nil {
		return seen{}, err
	}
	if end.Position < g.asked.Position {
		return seen{}, g.store.sight.lost(g.asked)
	}
	if g.store.config.Replicas == 0 {
		g.store.sight.saw(end)
	}
	return end, nil
}

// one reads at most one entry of the order.
func (s *Store) one(entries []goredis.XMessage) (seen, error) {
	if len(entries) == 0 {
		return seen{}, nil
	}
	return s.parseOrder(entries[0])
}

func (s *Store) parseOrder(m goredis.XMessage) (seen, error) {
	position, ok := parseID(m.ID)
	stream, has1 := m.Values["s"].(string)
	digits, has2 := m.Values["v"].(string)
	hash, has3 := m.Values["h"].(string)
	version, err := strconv.ParseUint(digits, 10, 64)
	if !ok || !has1 || !has2 || !has3 || err != nil || len(hash) != len(store.Hash{}) || store.Stream(stream).Check() != nil {
		return seen{}, s.corrupt("the list of appends has a broken entry %q", m.ID)
	}
	return seen{Position: store.Position(position), Stream: store.Stream(stream), Version: store.Version(version), Hash: store.Hash([]byte(hash))}, nil
}

// entryID is the ID of the entry with a number, from 1.
func entryID(n uint64) string { return "0-" + strconv.FormatUint(n, 10) }

func parseID(id string) (uint64, bool) {
	if len(id) < 3 || id[:2] != "0-" {
		return 0, false
	}
	n, err := strconv.ParseUint(id[2:], 10, 64)
	return n, err == nil
}
