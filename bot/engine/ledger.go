package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	"magbot/bot"
	"magbot/store"
	"magbot/store/seal"
)

// receipt says that an effect was performed for one target, or, Complete, that
// nothing of it is left to do. Fields are only ever added.
type receipt struct {
	Version  uint64 `json:"version"`
	Index    int    `json:"index"`
	Target   string `json:"target,omitempty"`
	Key      string `json:"key,omitempty"`     // of a Live message
	Message  string `json:"message,omitempty"` // the platform's name of it
	Gone     bool   `json:"gone,omitempty"`    // the Live message was emptied: the target is no longer told
	Failed   string `json:"failed,omitempty"`  // why it can never be delivered
	Complete bool   `json:"complete,omitempty"`
}

func (r receipt) of() effectRef { return effectRef{r.Version, r.Index} }

type receipts struct {
	At     time.Time `json:"at,omitzero"`
	Kept   []receipt `json:"receipts,omitempty"`
	Sealed []byte    `json:"sealed,omitempty"` // of a sealed stream: the receipts themselves
	// Until is set by an import: all is complete up to this record.
	Until uint64 `json:"until,omitempty"`
}

// effectRef names an effect of a stream: its record and its place there.
type effectRef struct {
	version uint64
	index   int
}

func (r effectRef) compare(o effectRef) int {
	return cmp.Or(cmp.Compare(r.version, o.version), cmp.Compare(r.index, o.index))
}

// ledger is the receipts of one stream, folded.
type ledger struct {
	id      bot.StreamID
	keys    Sealer
	running bool // guarded by outbox.mu, like again
	again   bool
	wake    chan struct{}

	writing sync.Mutex // held while receipts are written or read; guards these
	version store.Version
	head    store.Hash
	unkept  []receipt // known here, but the store has refused them so far

	mu       sync.Mutex // never held while the disk is waited for; guards these
	until    effectRef  // all that was named up to here is complete
	complete map[effectRef]bool
	posted   map[effectRef]map[string]bool // targets, of what is not complete yet
	live     map[string]map[string]string  // message by key and target
}

func newLedger(keys Sealer, id bot.StreamID) *ledger {
	return &ledger{
		id: id, keys: keys, wake: make(chan struct{}, 1),
		complete: map[effectRef]bool{}, posted: map[effectRef]map[string]bool{}, live: map[string]map[string]string{},
	}
}

func loadLedger(ctx context.Context, log store.Log, keys Sealer, id bot.StreamID) (*ledger, error) {
	l := newLedger(keys, id)
	err := l.read(ctx, log)
	return l, err
}

// read takes in what stands in the receipts' stream beyond what is known.
// l.writing must be held once the ledger is shared.
func (l *ledger) read(ctx context.Context, log store.Log) error {
	for r, err := range log.Read(ctx, receiptsOf(l.id), l.version) {
		if err != nil {
			return fmt.Errorf("read receipts of %s: %w", l.id, err)
		}
		kept, err := l.open(r.Body)
		if err != nil {
			return fmt.Errorf("read receipts of %s record %d: %w", l.id, r.Version, err)
		}
		l.version, l.head = r.Version, r.Hash
		l.take(kept.Kept)
		l.takeUntil(kept.Until)
	}
	return nil
}

// open reads a record of receipts. Those of a stream whose key was erased tell
// nothing any more.
func (l *ledger) open(raw []byte) (kept receipts, err error) {
	if err := json.Unmarshal(raw, &kept); err != nil || len(kept.Sealed) == 0 {
		return kept, err
	}
	plain, err := l.keys.Open(streamKey(l.id), kept.Sealed, []byte(receiptsOf(l.id)))
	switch {
	case errors.Is(err, seal.ErrErased):
		return kept, nil
	case err != nil:
		return kept, err
	}
	return kept, json.Unmarshal(plain, &kept.Kept)
}

// write makes a record of receipts; none where the key of the stream was erased,
// as there is nothing left that they could be about.
func (l *ledger) write(at time.Time, some []receipt) ([]byte, error) {
	if !l.id.Sealed() {
		return json.Marshal(receipts{At: at.UTC(), Kept: some})
	}
	plain, err := json.Marshal(some)
	if err != nil {
		return nil, err
	}
	sealed, err := l.keys.Seal(streamKey(l.id), plain, []byte(receiptsOf(l.id)))
	switch {
	case errors.Is(err, seal.ErrErased):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return json.Marshal(receipts{Sealed: sealed})
}

// takeUntil takes all as complete up to a record.
func (l *ledger) takeUntil(version uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at := (effectRef{version, math.MaxInt}); version > 0 && at.compare(l.until) > 0 {
		l.until = at
	}
}

// catchUp takes in what another process has kept.
func (l *ledger) catchUp(ctx context.Context, log store.Log, version store.Version) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	if l.version >= version {
		return nil
	}
	return l.read(ctx, log)
}

func (l *ledger) take(kept []receipt) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range kept {
		l.takeLive(r)
		switch ref := r.of(); {
		case ref.compare(l.until) <= 0 || l.complete[ref]: // known to be complete
		case r.Complete:
			l.complete[ref] = true
			delete(l.posted, ref)
		case r.Target != "":
			if l.posted[ref] == nil {
				l.posted[ref] = map[string]bool{}
			}
			l.posted[ref][r.Target] = true
		}
	}
}

// takeLive keeps which message shows a key to a target. One that was emptied
// for good, or that the platform has lost, is forgotten.
func (l *ledger) takeLive(r receipt) {
	switch {
	case r.Key == "":
	case r.Gone || r.Failed != "":
		delete(l.live[r.Key], r.Target)
	case r.Message != "":
		if l.live[r.Key] == nil {
			l.live[r.Key] = map[string]string{}
		}
		l.live[r.Key][r.Target] = r.Message
	}
}

// deliveryID is the same however often a delivery is tried.
func deliveryID(id bot.StreamID, version uint64, index int, target string) string {
	return fmt.Sprintf("%s@%d#%d>%s", id, version, index, target)
}

// pending gives the effects that are not complete, of all that were named in
// order. What is complete from the beginning on is not looked at again.
func (l *ledger) pending(all []named) []named {
	l.mu.Lock()
	defer l.mu.Unlock()
	first, found := slices.BinarySearchFunc(all, l.until, func(n named, until effectRef) int { return n.ref().compare(until) })
	if found {
		first++
	}
	for ; first < len(all) && l.complete[all[first].ref()]; first++ {
		l.until = all[first].ref()
		delete(l.complete, l.until)
	}
	var left []named
	for _, n := range all[first:] {
		if !l.complete[n.ref()] {
			left = append(left, n)
		}
	}
	return left
}

// passed reports how many of all, which are in order, need never be looked at
// again.
func (l *ledger) passed(all []named) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for n < len(all) && all[n].ref().compare(l.until) <= 0 {
		n++
	}
	return n
}

func (l *ledger) isPosted(ref effectRef, target string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.complete[ref] || ref.compare(l.until) <= 0 || l.posted[ref][target]
}

// messages gives the live messages of a key by target.
func (l *ledger) messages(key string) map[string]string {
	l.mu.Lock()
	defer l.mu.Unlock()
	found := make(map[string]string, len(l.live[key]))
	maps.Copy(found, l.live[key])
	return found
}

// receiptsPerRecord keeps a record of receipts far below store.MaxBody.
const receiptsPerRecord = 4096

// keep writes receipts, and those that could not be written before. They hold
// in this process at once, so that what was posted is not posted again while
// the store refuses them; after an error keep is to be called again.
func (l *ledger) keep(ctx context.Context, log store.Log, at time.Time, kept []receipt) error {
	l.take(kept)
	l.writing.Lock()
	defer l.writing.Unlock()
	l.unkept = append(l.unkept, kept...)
	if len(l.unkept) == 0 {
		return nil
	}
	var bodies [][]byte
	for some := range slices.Chunk(l.unkept, receiptsPerRecord) {
		raw, err := l.write(at, some)
		if err != nil {
			return fmt.Errorf("write receipts: %w", err)
		}
		if raw != nil {
			bodies = append(bodies, raw)
		}
	}
	if len(bodies) == 0 {
		l.unkept = nil
		return nil
	}
	if err := l.append(ctx, log, bodies); err != nil {
		return err
	}
	l.unkept = nil
	return nil
}

// append adds to the stream; when another process was first, it takes in what
// that one kept and tries again.
func (l *ledger) append(ctx context.Context, log store.Log, bodies [][]byte) error {
	for try := 0; ; try++ {
		records := store.Chain(receiptsOf(l.id), l.version, l.head, bodies...)
		err := log.Append(ctx, receiptsOf(l.id), l.version, records...)
		if err == nil {
			last := records[len(records)-1]
			l.version, l.head = last.Version, last.Hash
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

// owes reports whether receipts are still to be written.
func (l *ledger) owes() bool {
	l.writing.Lock()
	defer l.writing.Unlock()
	return len(l.unkept) > 0
}
