package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"magbot/bot"
	"magbot/store"
	"magbot/store/seal"
)

// outbox performs what records name: it asks other streams, erases keys, and
// puts messages in places. Pending is what is named and has no receipt.
type outbox struct {
	engine *Engine
	keys   Keys

	mu      sync.Mutex
	ledgers map[bot.StreamID]*ledger
	redraws map[erasure][]shown // by erasure: what is to be written anew, as it may name the person
	paused  bool
	active  int           // streams that are being delivered
	settled chan struct{} // closed when active falls to 0
}

func newOutbox(e *Engine, keys Keys, paused bool) *outbox {
	settled := make(chan struct{})
	close(settled)
	return &outbox{engine: e, keys: keys, ledgers: map[bot.StreamID]*ledger{}, redraws: map[erasure][]shown{}, paused: paused, settled: settled}
}

// adopt reads the receipts of a stream.
func (o *outbox) adopt(ctx context.Context, id bot.StreamID) error {
	l, err := loadLedger(ctx, o.engine.store, o.keys, id)
	if err == nil {
		o.hold(l)
	}
	return err
}

func (o *outbox) hold(l *ledger) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ledgers[l.id] = l
}

func (o *outbox) ledger(id bot.StreamID) *ledger {
	o.mu.Lock()
	defer o.mu.Unlock()
	l := o.ledgers[id]
	if l == nil {
		l = newLedger(o.keys, id)
		o.ledgers[id] = l
	}
	return l
}

// sweep performs whatever is pending anywhere.
func (o *outbox) sweep() {
	for _, s := range o.engine.all() {
		o.engine.follows(s.id)
	}
}

// pending lists the effects of a stream that are not complete, oldest first.
func (o *outbox) pending(id bot.StreamID) []named {
	l := o.ledger(id)
	o.engine.mu.RLock()
	defer o.engine.mu.RUnlock()
	s := o.engine.streams[id]
	if s == nil {
		return nil
	}
	return l.pending(s.seen.named)
}

// forward asks other streams what the records of this one ask of them, and
// erases what was to be erased. It may run twice at once: the cause is the
// record, so that it is decided once. What a stream is asked comes in order:
// after a failure it is asked nothing more until the next time.
func (o *outbox) forward(id bot.StreamID) {
	var receipts []receipt
	failed := map[bot.StreamID]bool{}
	for _, n := range o.pending(id) {
		var to bot.StreamID
		var err error
		switch n.effect.Do {
		case bot.Forward:
			if to = n.effect.Send.Stream; failed[to] {
				continue
			}
			err = o.ask(id, n)
		case bot.Gather:
			if to = id; failed[to] {
				continue
			}
			err = o.gather(id, n)
		case bot.Restart:
			if !o.isDrawnAnew(erasure{id, n.ref()}) {
				err = o.erase(id, n)
			}
			if err == nil && n.effect.With["words"] == "" {
				continue // complete when the messages are written anew, or gone with the stream; of words nothing is left to do
			}
		case bot.Post, bot.Live, bot.Direct, bot.Conduct, bot.Ask:
			continue
		}
		if err != nil {
			failed[to] = true
			o.engine.log.Error("what a record asks is still to be done", "stream", loggedName(id), "record", n.version, "error", err)
			continue
		}
		receipts = append(receipts, receipt{Version: n.version, Index: n.index, Complete: true})
	}
	if len(receipts) > 0 {
		o.keep(id, receipts)
	}
}

// delivered reports whether a pass of deliver performs an effect; forward performs
// the others.
func delivered(do bot.EffectKind) bool {
	switch do {
	case bot.Forward, bot.Gather, bot.Restart:
		return false
	case bot.Post, bot.Live, bot.Direct, bot.Conduct, bot.Ask:
	}
	return true
}

func (o *outbox) ask(id bot.StreamID, n named) error { return o.askAs(id, n, "") }

// askAs is ask for one of several occasions of the same effect.
func (o *outbox) askAs(id bot.StreamID, n named, occasion string) error {
	answer, err := o.engine.Handle(o.engine.ctx, bot.Input{
		Cause:  bot.Cause(fmt.Sprintf("record:%s@%d#%d%s", id, n.version, n.index, occasion)),
		Actor:  bot.Actor{Self: bot.ByRecord},
		Stream: n.effect.Send.Stream,
		Intent: n.effect.Send.Call,
	})
	if err == nil && answer.Refused {
		o.engine.log.Warn("a stream refused what another asked", "stream", loggedName(n.effect.Send.Stream),
			"command", n.effect.Send.Call.Path, "asked by", loggedName(id), "record", n.version)
	}
	return err
}

// gather gives a stream what lies in its urn, by the call that the effect names.
// When a record holds it, the key under which it lay sealed is deleted, so that a
// copy of the urn from before says nothing any more. After a crash all of it is
// done again, and what is done already changes nothing.
func (o *outbox) gather(id bot.StreamID, n named) error {
	slips, err := o.engine.openSlips(id)
	if err != nil {
		return err
	}
	send := *n.effect.Send
	send.Stream = id
	send.Call.Args = maps.Clone(send.Call.Args)
	if send.Call.Args == nil {
		send.Call.Args = map[string]string{}
	}
	send.Call.Args[bot.SlipsArg] = strings.Join(slips, "\n")
	n.effect.Send = &send
	if err := o.ask(id, n); err != nil {
		return err
	}
	left, err := o.engine.store.Slips(o.engine.ctx, store.Stream(id))
	if err != nil || len(left) > 0 {
		return errors.Join(err, errUrnFull(left))
	}
	return o.keys.Erase(urnKey(id), o.engine.now())
}

// erase deletes the key that an effect names. Doing it again changes nothing.
func (o *outbox) erase(id bot.StreamID, n named) error {
	switch with := n.effect.With; {
	case with["words"] != "":
		return o.eraseWords(id, n)
	case with["stream"] != "":
		return o.eraseStream(id, n)
	case with["person"] != "":
		return o.erasePerson(erasure{id, n.ref()}, bot.PersonID(with["person"]))
	}
	return fmt.Errorf("a record of stream %s asks to erase nothing that has a name", loggedName(id)) // and not what nobody in particular said
}

// erasePerson deletes a person's key and computes every stream again without it. What
// is shown of them is written anew with the next pass.
func (o *outbox) erasePerson(at erasure, person bot.PersonID) error {
	if err := o.keys.Erase(PersonKey(person), o.engine.now()); err != nil {
		return fmt.Errorf("erase the key: %w", err)
	}
	if err := o.engine.reloadAll(); err != nil {
		return err
	}
	if err := o.engine.wakeAll(); err != nil { // their messages may show the person, too
		return err
	}
	if err := o.engine.forget(person); err != nil {
		return err
	}
	all := o.lives()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.redraws[at] = all
	return nil
}

// eraseStream deletes the key of a sealed stream, which only that stream itself
// can ask for, and folds what is left of it: nothing but its place in the store.
func (o *outbox) eraseStream(id bot.StreamID, n named) error {
	if bot.StreamID(n.effect.With["stream"]) != id || !id.Sealed() {
		return fmt.Errorf("a record of stream %s asks to erase another one", loggedName(id))
	}
	return o.eraseKey(id, streamKey(id))
}

// eraseWords deletes a key of some words of a sealed stream, which only that stream
// itself can ask for, and folds it again without them.
func (o *outbox) eraseWords(id bot.StreamID, n named) error {
	words := n.effect.With["words"]
	if bot.StreamID(n.effect.With["stream"]) != id || !id.Sealed() || !strings.HasPrefix(words, string(id)+"/") {
		return fmt.Errorf("a record of stream %s asks to erase words of another one", loggedName(id))
	}
	return o.eraseKey(id, PersonKey(bot.PersonID(words)))
}

// eraseKey deletes a key of a stream, and folds what is left of it.
func (o *outbox) eraseKey(id bot.StreamID, key seal.KeyID) error {
	if err := o.keys.Erase(key, o.engine.now()); err != nil {
		return fmt.Errorf("erase a key of stream %s: %w", loggedName(id), err)
	}
	s, err := o.engine.at(o.engine.ctx, id)
	if err != nil {
		return err
	}
	s.write.Lock()
	defer s.write.Unlock()
	return o.engine.reload(s)
}

// forget tells every platform that keeps something of a person.
func (e *Engine) forget(person bot.PersonID) error {
	e.mu.RLock()
	var told []Forgetter
	for _, p := range e.platforms {
		if f, ok := p.(Forgetter); ok {
			told = append(told, f)
		}
	}
	e.mu.RUnlock()
	for _, f := range told {
		if err := f.Forget(e.ctx, person); err != nil {
			return fmt.Errorf("let a platform forget a person: %w", err)
		}
	}
	return nil
}

// keep writes receipts, those of an engine that stops too, and reports whether
// the store took them. A crash before it means that the same is performed
// again, under the same ID.
func (o *outbox) keep(id bot.StreamID, receipts []receipt) bool {
	e := o.engine
	l := o.ledger(id)
	if err := l.keep(e.last, e.store, e.now(), receipts); err != nil {
		e.log.Error("keep receipts", "stream", loggedName(id), "error", err)
		return false
	}
	e.prune(id, l)
	return true
}

// pruneAt is how many effects are let go at once, so that it costs little.
const pruneAt = 256

// prune lets go of effects that are complete.
func (e *Engine) prune(id bot.StreamID, l *ledger) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.streams[id]
	if s == nil || len(s.seen.named) < pruneAt {
		return
	}
	if n := l.passed(s.seen.named); n >= max(pruneAt, len(s.seen.named)/2) {
		s.seen.named = slices.Clone(s.seen.named[n:])
	}
}

// poke delivers what is pending in a stream, in the background, one pass at a
// time. Before a platform is attached nobody has an account that is served, and
// what is for a person would pass for told; Attach delivers it.
func (o *outbox) poke(id bot.StreamID) {
	if !o.engine.attached() {
		return
	}
	l := o.ledger(id)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.paused {
		return
	}
	if l.running {
		l.again = true
		select {
		case l.wake <- struct{}{}:
		default:
		}
		return
	}
	if !o.engine.run(func(ctx context.Context) { o.deliver(ctx, l) }) {
		return // what is pending is delivered at the next start
	}
	l.running = true
	if o.active == 0 {
		o.settled = make(chan struct{})
	}
	o.active++
}

// Resume lets a paused engine post what is pending.
func (e *Engine) Resume() {
	e.outbox.mu.Lock()
	e.outbox.paused = false
	e.outbox.mu.Unlock()
	e.outbox.sweep()
}

// Settle waits until nothing is being delivered, or until ctx ends.
func (e *Engine) Settle(ctx context.Context) error {
	e.outbox.mu.Lock()
	settled := e.outbox.settled
	e.outbox.mu.Unlock()
	select {
	case <-settled:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait until everything is posted: %w", ctx.Err())
	}
}

// While so many inputs are under way at once, a pass waits for pace: a live message
// then shows what they all bring in one change instead of many, and receipts are kept
// together.
const (
	manyAtOnce = 4
	pace       = 50 * time.Millisecond
)

// busy reports whether many inputs are under way.
func (e *Engine) busy() bool {
	e.flightMu.Lock()
	defer e.flightMu.Unlock()
	return len(e.flight) >= manyAtOnce
}

// deliver runs passes until nothing is left or the engine stops.
func (o *outbox) deliver(ctx context.Context, l *ledger) {
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval = time.Second, time.Minute
	wait.RandomizationFactor = 0 // few tries at once, and a simulation must run the same way again
	for {
		if o.engine.busy() {
			pause(ctx, pace)
		}
		failed := o.pass(ctx, l)
		if o.rest(l, failed || ctx.Err() != nil, ctx.Err() != nil) {
			return
		}
		if !failed {
			wait.Reset()
			continue
		}
		timer := time.NewTimer(wait.NextBackOff())
		select {
		case <-timer.C:
		case <-l.wake:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// pause waits, unless ctx ends before.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// rest ends a stream's deliveries unless there is more to do.
func (o *outbox) rest(l *ledger, left, stopped bool) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !stopped && (left || l.again) {
		l.again = false
		return false
	}
	l.running = false
	if o.active--; o.active == 0 {
		close(o.settled)
	}
	return true
}
