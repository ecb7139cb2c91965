package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"magbot/bot"
	"magbot/store"
	"magbot/store/seal"
)

// eraser is a keyring that can tell what was erased from it.
type eraser interface{ Erased() []seal.Erasure }

// eraseAgain erases those of whom the record says that they were erased and
// whose keys somebody has put back, from a backup of the keys that is older
// than the record. Without a keyring that can tell, there is nothing to see.
func (e *Engine) eraseAgain() error {
	keys, tells := e.outbox.keys.(eraser)
	if !tells {
		return nil
	}
	known := map[seal.KeyID]bool{}
	for _, erased := range keys.Erased() {
		known[erased.Key] = true
	}
	again := false
	for _, s := range e.all() {
		for _, n := range s.seen.named {
			id, asked := erases(n.effect)
			if !asked || known[id] || e.outbox.ledger(s.id).isPending(n.ref()) {
				continue
			}
			if err := e.outbox.keys.Erase(id, e.now()); err != nil {
				return fmt.Errorf("erase again a key that was brought back: %w", err)
			}
			known[id], again = true, true
		}
	}
	if !again {
		return nil
	}
	e.log.Warn("keys of people who were erased had been brought back, and were erased again")
	return e.reloadAll()
}

// erases tells whose key an effect erases, or of which words.
func erases(effect bot.Effect) (seal.KeyID, bool) {
	whose := cmp.Or(effect.With["person"], effect.With["words"])
	if effect.Do != bot.Restart || whose == "" {
		return "", false
	}
	return PersonKey(bot.PersonID(whose)), true
}

// isPending reports whether an effect is still to be performed.
func (l *ledger) isPending(ref effectRef) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return ref.compare(l.until) > 0 && !l.complete[ref]
}

// Erasures lists the keys that a record says were erased, whatever a key file
// holds, in the order of the streams. No key is needed to read them.
func Erasures(ctx context.Context, log interface {
	store.Log
	store.Lister
},
) ([]seal.KeyID, error) {
	var found []seal.KeyID
	err := eachEffects(ctx, log, func(_ store.Stream, _ uint64, effects []bot.Effect) {
		for _, effect := range effects {
			if id, asked := erases(effect); asked && !slices.Contains(found, id) {
				found = append(found, id)
			}
		}
	})
	return found, err
}

// TakeAsTold writes receipts for everything that the record has to post, as if
// it had been posted at the instant at: for a record that was imported without
// its receipts, so that nobody is told a second time what is long known. What
// one stream asks of another stays pending, because asking twice changes
// nothing. The record must have no receipts and no engine.
func TakeAsTold(ctx context.Context, log interface {
	store.Log
	store.Lister
}, at time.Time,
) error {
	told := map[store.Stream][]receipt{}
	var order []store.Stream
	err := eachEffects(ctx, log, func(s store.Stream, version uint64, effects []bot.Effect) {
		for i, effect := range effects {
			switch effect.Do {
			case bot.Forward, bot.Gather, bot.Restart:
				continue
			case bot.Post, bot.Live, bot.Direct, bot.Conduct, bot.Ask:
			}
			if told[s] == nil {
				order = append(order, s)
			}
			told[s] = append(told[s], receipt{Version: version, Index: i, Complete: true})
		}
	})
	if err != nil {
		return err
	}
	for _, s := range order {
		l := newLedger(nil, bot.StreamID(s))
		if err := l.keep(ctx, log, at, told[s]); err != nil {
			return fmt.Errorf("keep receipts of %s: %w", s, err)
		}
	}
	return takeSealedAsTold(ctx, log, at)
}

// takeSealedAsTold takes all that sealed streams name as done: nobody can see
// here what it is.
func takeSealedAsTold(ctx context.Context, log interface {
	store.Log
	store.Lister
}, at time.Time,
) error {
	var sealed []store.Head
	for head, err := range log.Streams(ctx, "") {
		if err != nil {
			return fmt.Errorf("list the streams: %w", err)
		}
		if bot.StreamID(head.Stream).Sealed() {
			sealed = append(sealed, head)
		}
	}
	for _, head := range sealed {
		raw, err := json.Marshal(receipts{At: at.UTC(), Until: uint64(head.Version)})
		if err != nil {
			return fmt.Errorf("write receipts: %w", err)
		}
		if err := newLedger(nil, bot.StreamID(head.Stream)).append(ctx, log, [][]byte{raw}); err != nil {
			return fmt.Errorf("keep receipts of a sealed stream: %w", err)
		}
	}
	return nil
}

// eachEffects shows what each decision of a record names.
func eachEffects(ctx context.Context, log interface {
	store.Log
	store.Lister
}, see func(s store.Stream, version uint64, effects []bot.Effect),
) error {
	for head, err := range log.Streams(ctx, "") {
		if err != nil {
			return fmt.Errorf("list the streams: %w", err)
		}
		if !Decided(head.Stream) {
			continue
		}
		for r, err := range log.Read(ctx, head.Stream, 0) {
			if err != nil {
				return fmt.Errorf("read what the record names: %w", err)
			}
			var named struct {
				Effects []bot.Effect `json:"effects"`
			}
			if err := json.Unmarshal(r.Body, &named); err != nil {
				return fmt.Errorf("stream %s record %d: read it: %w", head.Stream, r.Version, err)
			}
			see(head.Stream, uint64(r.Version), named.Effects)
		}
	}
	return nil
}
