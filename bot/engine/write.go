package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"magbot/bot"
	"magbot/store"
)

const (
	// maxBatch bounds how many inputs one append carries.
	maxBatch = 256
	// maxRetries bounds how often a batch is decided again after a conflict.
	// Each conflict means that somebody else's record got in.
	maxRetries = 100
)

// submit queues a job. The first to find nobody at work leads: it decides for
// all who wait, and hands over once its own is done.
func (e *Engine) submit(s *stream, j *job) {
	s.queueMu.Lock()
	s.queue = append(s.queue, j)
	lead := !s.leading
	s.leading = true
	s.queueMu.Unlock()
	if lead {
		e.lead(s)
	}
}

func (e *Engine) lead(s *stream) {
	if e.batch(s) {
		e.run(func(context.Context) {
			for e.batch(s) {
				continue
			}
		})
	}
}

// batch decides what waits, and reports whether more is waiting.
func (e *Engine) batch(s *stream) (more bool) {
	s.queueMu.Lock()
	n := min(len(s.queue), maxBatch)
	jobs := s.queue[:n:n]
	s.queue = s.queue[n:]
	s.queueMu.Unlock()
	e.process(s, jobs)
	s.queueMu.Lock()
	defer s.queueMu.Unlock()
	s.leading = len(s.queue) > 0
	return s.leading
}

// process decides jobs one after another and appends their records in one go.
func (e *Engine) process(s *stream, jobs []*job) {
	s.write.Lock()
	defer s.write.Unlock()
	for try := 0; len(jobs) > 0; try++ {
		rest, err := e.attempt(s, jobs)
		if errors.Is(err, store.ErrConflict) && try < maxRetries && e.ctx.Err() == nil {
			continue
		}
		if err != nil {
			e.fail(jobs, err)
			return
		}
		jobs = rest
	}
}

func (e *Engine) fail(jobs []*job, err error) {
	for _, j := range jobs {
		j.err = fmt.Errorf("record it: %w", err)
		close(j.done)
	}
}

// attempt decides jobs on the newest state. On an error nothing of them is
// acknowledged and the folds are made to be computed again. rest are the jobs
// after an undo, which changes the state for them.
func (e *Engine) attempt(s *stream, jobs []*job) (rest []*job, err error) {
	if s.next == nil {
		if err := e.reload(s); err != nil {
			return nil, err
		}
	}
	start, prev := s.next.state.Version, s.next.head
	var records []store.Record
	done := jobs
	for i, j := range jobs {
		raw := e.decide(s, j)
		if raw == nil {
			continue
		}
		record := store.Chain(store.Stream(s.id), store.Version(s.next.state.Version), s.next.head, raw)[0]
		records = append(records, record)
		if err := e.advance(s.next, record); err != nil {
			s.next = nil
			return nil, err
		}
		if j.undo {
			done, rest = jobs[:i+1], jobs[i+1:]
			break
		}
	}
	if len(records) > 0 {
		if err := e.commit(s, start, prev, records); err != nil {
			return nil, err
		}
	}
	if done[len(done)-1].undo {
		if err := e.reload(s); err != nil {
			return nil, err
		}
	}
	for _, j := range done {
		close(j.done)
	}
	return rest, nil
}

// decide asks the rules about one job on the writer's state. No bytes mean that
// nothing is to be recorded; a mistake is in j.err.
func (e *Engine) decide(s *stream, j *job) []byte {
	j.reply, j.ref, j.effects, j.err, j.undo = bot.Reply{}, bot.Ref{}, nil, nil, false
	if version := s.next.causes[sumCause(j.in.Cause)]; version != 0 {
		j.reply = bot.Reply{Done: true}
		j.ref = bot.Ref{Stream: s.id, Version: version}
		return nil
	}
	at := j.in.At
	if at.Before(s.next.state.Last) {
		at = s.next.state.Last
	}
	var d bot.Decision
	if d, j.err = e.ask(s, j, at); j.err != nil {
		return nil
	}
	j.reply = d.Reply
	if len(d.Events) == 0 {
		return nil
	}
	version := s.next.state.Version + 1
	var raw []byte
	raw, j.err = e.codec.encode(s.id, version, body{
		Cause: j.in.Cause, At: at, Actor: j.routed.Actor, Place: j.in.Place, Effects: d.Effects,
	}, d.Events)
	if j.err != nil {
		return nil
	}
	j.ref, j.effects = bot.Ref{Stream: s.id, Version: version}, d.Effects
	for _, event := range d.Events {
		if _, ok := event.(bot.Undone); ok {
			j.undo = true
		}
	}
	return raw
}

func (e *Engine) ask(s *stream, j *job, at time.Time) (d bot.Decision, err error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("command %q failed inside: %v", j.routed.Call.Path, p)
		}
	}()
	in := j.in
	in.At = at
	return e.house.Decide(e.view(s.id, s.next.state, at), in, j.routed)
}

// advance folds a record into f by reading back what was written, so that the
// state never holds what the record does not.
func (e *Engine) advance(f *fold, r store.Record) error {
	b, events, err := e.codec.decode(f.state.Stream, uint64(r.Version), r.Body)
	if err != nil {
		return err
	}
	f.apply(e.house, uint64(r.Version), r.Hash, b, events, false)
	return nil
}

// commit appends the records and shows them to readers.
func (e *Engine) commit(s *stream, at uint64, prev store.Hash, records []store.Record) error {
	if records[0].Prev != prev {
		return errors.New("the writer lost its place in the chain")
	}
	if err := e.store.Append(e.ctx, store.Stream(s.id), store.Version(at), records...); err != nil {
		s.next = nil
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, r := range records {
		if err := e.advance(s.seen, r); err != nil {
			return err
		}
	}
	e.clock.changed(s.id)
	return nil
}

// reload computes both folds of a stream again. s.write must be held.
func (e *Engine) reload(s *stream) error {
	next, err := e.load(e.ctx, s.id)
	if err != nil {
		return err
	}
	seen, err := e.load(e.ctx, s.id)
	if err != nil {
		return err
	}
	s.next = next
	e.mu.Lock()
	defer e.mu.Unlock()
	s.seen = seen
	e.clock.changed(s.id)
	return nil
}

// follow takes in what other processes append.
func (e *Engine) follow(ctx context.Context) {
	for notice, err := range e.store.Follow(ctx, 0) {
		if err != nil {
			e.log.Error("follow the record", "error", err)
			return
		}
		if Decided(notice.Stream) {
			e.catchUp(e.at(bot.StreamID(notice.Stream)), uint64(notice.Version))
		}
	}
}

func (e *Engine) catchUp(s *stream, version uint64) {
	e.mu.RLock()
	known := s.seen.state.Version >= version
	e.mu.RUnlock()
	if known {
		return
	}
	s.write.Lock()
	defer s.write.Unlock()
	if s.seen.state.Version >= version {
		return
	}
	if err := e.reload(s); err != nil {
		e.log.Error("take in what another process recorded", "stream", s.id, "error", err)
		return
	}
	e.outbox.poke(s.id)
}

// reloadAll computes every stream again, after a key was erased.
func (e *Engine) reloadAll() error {
	e.mu.RLock()
	all := make([]*stream, 0, len(e.streams))
	for _, s := range e.streams {
		all = append(all, s)
	}
	e.mu.RUnlock()
	for _, s := range all {
		s.write.Lock()
		err := e.reload(s)
		s.write.Unlock()
		if err != nil {
			return err
		}
	}
	return nil
}
