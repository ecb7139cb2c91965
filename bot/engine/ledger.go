package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"magbot/bot"
	"magbot/store"
)

// receipt says that an effect was performed for one target, or, Complete, that
// nothing of it is left to do.
type receipt struct {
	Version  uint64 `json:"version"`
	Index    int    `json:"index"`
	Target   string `json:"target,omitempty"`
	Key      string `json:"key,omitempty"`     // of a Live message
	Message  string `json:"message,omitempty"` // the platform's name of it
	Failed   string `json:"failed,omitempty"`  // why it can never be delivered
	Complete bool   `json:"complete,omitempty"`
}

type receipts struct {
	At   time.Time `json:"at"`
	Kept []receipt `json:"receipts"`
}

// ledger is the receipts of one stream, folded.
type ledger struct {
	id      bot.StreamID
	running bool // guarded by outbox.mu, like again
	again   bool
	wake    chan struct{}

	mu       sync.Mutex
	version  store.Version
	head     store.Hash
	complete map[effectRef]bool
	posted   map[string]bool              // by delivery: effect and target
	live     map[string]map[string]string // message by key and target
	clear    int                          // effects before this one are complete
}

type effectRef struct {
	version uint64
	index   int
}

func newLedger(id bot.StreamID) *ledger {
	return &ledger{
		id: id, wake: make(chan struct{}, 1),
		complete: map[effectRef]bool{}, posted: map[string]bool{}, live: map[string]map[string]string{},
	}
}

func loadLedger(ctx context.Context, log store.Log, id bot.StreamID) (*ledger, error) {
	l := newLedger(id)
	err := l.read(ctx, log)
	return l, err
}

// read takes in what stands in the receipts' stream beyond what is known.
func (l *ledger) read(ctx context.Context, log store.Log) error {
	for r, err := range log.Read(ctx, receiptsOf(l.id), l.version) {
		if err != nil {
			return fmt.Errorf("read receipts of %s: %w", l.id, err)
		}
		var kept receipts
		if err := json.Unmarshal(r.Body, &kept); err != nil {
			return fmt.Errorf("read receipts of %s record %d: %w", l.id, r.Version, err)
		}
		l.version, l.head = r.Version, r.Hash
		l.take(kept.Kept)
	}
	return nil
}

func (l *ledger) take(kept []receipt) {
	for _, r := range kept {
		if r.Complete {
			l.complete[effectRef{r.Version, r.Index}] = true
		}
		if r.Target != "" {
			l.posted[deliveryID(l.id, r.Version, r.Index, r.Target)] = true
		}
		if r.Key != "" && r.Message != "" {
			if l.live[r.Key] == nil {
				l.live[r.Key] = map[string]string{}
			}
			l.live[r.Key][r.Target] = r.Message
		}
	}
}

// deliveryID is the same however often a delivery is tried.
func deliveryID(id bot.StreamID, version uint64, index int, target string) string {
	return fmt.Sprintf("%s@%d#%d>%s", id, version, index, target)
}

func (l *ledger) pending(all []named) []named {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.clear < len(all) && l.complete[effectRef{all[l.clear].version, all[l.clear].index}] {
		l.clear++
	}
	var left []named
	for _, n := range all[min(l.clear, len(all)):] {
		if !l.complete[effectRef{n.version, n.index}] {
			left = append(left, n)
		}
	}
	return left
}

func (l *ledger) isPosted(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.posted[id]
}

// messages gives the live messages of a key by target.
func (l *ledger) messages(key string) map[string]string {
	l.mu.Lock()
	defer l.mu.Unlock()
	found := make(map[string]string, len(l.live[key]))
	maps.Copy(found, l.live[key])
	return found
}

// append keeps receipts; when another process kept some first, it takes those
// in and tries again.
func (l *ledger) append(ctx context.Context, log store.Log, at time.Time, kept []receipt) error {
	raw, err := json.Marshal(receipts{At: at.UTC(), Kept: kept})
	if err != nil {
		return fmt.Errorf("write receipts: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for try := 0; ; try++ {
		record := store.Chain(receiptsOf(l.id), l.version, l.head, raw)[0]
		err := log.Append(ctx, receiptsOf(l.id), l.version, record)
		if err == nil {
			l.version, l.head = record.Version, record.Hash
			l.take(kept)
			return nil
		}
		if !errors.Is(err, store.ErrConflict) || try == maxRetries {
			return err
		}
		if err := l.read(ctx, log); err != nil {
			return err
		}
	}
}
