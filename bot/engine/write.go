package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/lang"
	"magbot/store"
)

const (
	// maxBatch bounds how many inputs one append carries.
	maxBatch = 256
	// maxBytes bounds how much one append carries, in bytes.
	maxBytes = 2 * store.MaxBody
	// verifyWithin bounds how long a batch waits to know what others have recorded.
	verifyWithin = 15 * time.Second
	// inCompany is for how many batches after others have recorded something they are
	// asked for more before a batch is decided: to decide in vain costs more.
	inCompany = 64
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
	if !lead {
		return
	}
	if j.unsure && e.run(func(context.Context) { e.lead(s) }) {
		return // it waits for what others have recorded, maybe longer than who asked
	}
	e.lead(s)
}

func (e *Engine) lead(s *stream) {
	rest := func(context.Context) {
		for e.batch(s) {
			continue
		}
	}
	if e.batch(s) && !e.run(rest) {
		rest(e.ctx) // the engine stops: who leads ends the work
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

// process decides jobs one after another and appends their records in one go. Jobs
// that were routed before it was known what others have recorded are decided in the
// hope that nobody has, which the append makes sure of. Where others have, and mostly
// also for a while afterwards, they are asked for what they have recorded first.
func (e *Engine) process(s *stream, jobs []*job) {
	if !slices.ContainsFunc(jobs, unsure) {
		e.work(s, jobs, nil)
		return
	}
	if e.company.Add(-1) < 0 && e.ctx.Err() == nil {
		e.company.Store(0)
		strange, known := e.strangers()
		if jobs = e.work(s, e.current(jobs, strange, nil), &known); len(jobs) == 0 {
			return
		}
	}
	e.work(s, e.verify(jobs), nil)
}

func unsure(j *job) bool { return j.unsure }

// work decides jobs and records what came of them. Where after is given, jobs that
// are unsure are decided only if nobody else has recorded anything after that
// position; those of which that is not so, or not known, are handed back.
func (e *Engine) work(s *stream, jobs []*job, after *store.Position) (unproven []*job) {
	s.write.Lock()
	defer s.write.Unlock()
	for try := 0; len(jobs) > 0; try++ {
		rest, err := e.attempt(s, jobs, after)
		switch {
		case errors.Is(err, store.ErrConflict) && try < maxRetries && e.ctx.Err() == nil:
			if after != nil {
				e.company.Store(inCompany)
				return jobs
			}
		case errors.Is(err, store.ErrOthers):
			e.company.Store(inCompany)
			return jobs
		case errors.Is(err, errUnproven):
			return jobs
		case err != nil:
			e.fail(s, jobs, err)
			return nil
		default:
			jobs = rest
		}
	}
	return nil
}

// verify takes in what others have recorded, once for all jobs that were routed
// before that was known. Nobody may hold a stream's lock: what others have recorded
// is taken into streams.
func (e *Engine) verify(jobs []*job) (sure []*job) {
	late := time.NewTimer(verifyWithin)
	defer late.Stop()
	err := e.abreast(e.ctx, late.C)
	if err != nil && e.ctx.Err() != nil {
		err = ErrNotRunning
	}
	strange, _ := e.strangers()
	return e.current(jobs, strange, err)
}

// current hands back the jobs that were routed before others had recorded something
// that is known now, and gives the others; err is why that is not known.
func (e *Engine) current(jobs []*job, strange uint64, err error) (sure []*job) {
	for _, j := range jobs {
		switch {
		case j.unsure && err != nil:
			j.err = err
		case j.unsure && j.strange != strange:
			j.stale = true
		default:
			sure = append(sure, j)
			continue
		}
		e.finish(j)
	}
	return sure
}

// fail tells those who asked that nobody knows. What did get into the record,
// without anybody hearing of it, is shown and performed all the same.
func (e *Engine) fail(s *stream, jobs []*job, err error) {
	for _, j := range jobs {
		j.err = fmt.Errorf("record it: %w", err)
	}
	known := s.seen.state.Version
	if again := e.reload(s); again != nil && e.ctx.Err() == nil {
		e.log.Error("read again what the record holds", "stream", loggedName(s.id), "error", again)
	} else if s.seen.state.Version > known {
		e.run(func(context.Context) { e.follows(s.id) })
	}
	e.finish(jobs...)
}

// errUnproven is the error for what needs no record, so that no append tells
// whether others have recorded something that would change it.
var errUnproven = errors.New("it is not known what others have recorded")

// attempt decides jobs on the newest state. On an error nothing of them is
// acknowledged and the folds are made to be computed again. rest are the jobs
// that are to be decided afterwards. after is that of Engine.work.
func (e *Engine) attempt(s *stream, jobs []*job, after *store.Position) (rest []*job, err error) {
	if s.next == nil {
		if err := e.reload(s); err != nil {
			return nil, err
		}
	}
	b := e.decideAll(s, jobs)
	b.after = after
	if b.broken != nil {
		// The writer's fold is spoilt: the one who broke it goes, and the
		// others are decided again.
		s.next = nil
		e.finish(b.broken)
		return b.rest, nil
	}
	if after != nil && len(b.records) == 0 && slices.ContainsFunc(b.done, unsure) {
		return nil, errUnproven
	}
	if len(b.records) > 0 {
		if err := e.commit(s, b); err != nil {
			s.next = nil
			return nil, err
		}
		s.remember(b.done)
	}
	e.finish(b.done...)
	return b.rest, nil
}

// decided is what came of some jobs.
type decided struct {
	at      uint64 // the version that the records follow
	records []store.Record
	read    []entry         // the records as they were read back
	after   *store.Position // nobody else may have recorded anything since; nil when that is no matter
	urn     store.UrnChange
	undo    bool   // the last record takes an earlier one back
	done    []*job // to be acknowledged once the records are durable
	broken  *job   // its record broke the fold; nothing is to be recorded
	rest    []*job // not decided yet
}

// decideAll decides jobs until there is enough for one append. An undo ends it,
// because it changes the state for those after it. What empties the urn is
// appended apart from what lays something there.
func (e *Engine) decideAll(s *stream, jobs []*job) decided {
	b := decided{at: s.next.state.Version}
	size := 0
	for i, j := range jobs {
		raw := e.decide(s, j)
		if j.empty && len(b.urn.Lay) > 0 {
			break
		}
		if raw != nil {
			record := store.Chain(store.Stream(s.id), store.Version(s.next.state.Version), s.next.head, raw)[0]
			read, err := e.read(s.id, record)
			if err == nil {
				err = read.into(s.next, e.house)
			}
			if err != nil {
				j.err, b.broken = err, j
				b.rest = slices.Concat(jobs[:i], jobs[i+1:])
				return b
			}
			b.records, b.read, b.undo, b.urn.Empty = append(b.records, record), append(b.read, read), j.undo, j.empty
			if j.slip != nil {
				b.urn.Lay = append(b.urn.Lay, *j.slip)
			}
			size += len(raw)
		}
		b.done, b.rest = jobs[:i+1], jobs[i+1:]
		if b.undo || b.urn.Empty || size >= maxBytes {
			break
		}
	}
	return b
}

// decide asks the rules about one job on the writer's state. No bytes mean that
// nothing is to be recorded; a mistake is in j.err.
func (e *Engine) decide(s *stream, j *job) []byte {
	j.reply, j.ref, j.effects, j.err, j.undo, j.slip, j.empty, j.veiled = bot.Reply{}, bot.Ref{}, nil, nil, false, nil, false, false
	sum := sumCause(causeIn(s.id, j.in))
	if version := max(s.next.causes[sum], s.veiled[sum]); version != 0 {
		j.reply = bot.Reply{Done: true}
		j.ref = bot.Ref{Stream: s.id, Version: version}
		return nil
	}
	at := j.in.At
	if at.Before(s.next.state.Last) {
		at = s.next.state.Last
	}
	var d bot.Decision
	d, j.err = e.ask(s, j, at)
	if j.err != nil {
		return nil
	}
	j.reply = d.Reply
	if len(d.Events) == 0 {
		return nil
	}
	version := s.next.state.Version + 1
	cause, err := e.recorded(j, d)
	if err != nil {
		j.err = err
		return nil
	}
	b := body{Cause: cause, At: at, Actor: j.routed.Actor, Place: j.in.Place, Effects: d.Effects}
	if s.id.Sealed() {
		b.Cause = causeIn(s.id, j.in)
	}
	if d.Unnamed && s.id.Sealed() {
		b.Actor, b.Place = bot.Actor{}, bot.Place{}
	}
	raw, err := e.codec.encode(s.id, version, b, d.Events)
	if err == nil && len(raw) > store.MaxBody {
		err = lang.Refuse("house.too-large", "most", store.MaxBody>>20)
	}
	if err == nil && d.Slip != "" {
		j.slip, err = e.sealSlip(s.id, d.Slip)
	}
	if err != nil {
		j.err = err
		return nil
	}
	j.empty = d.EmptyUrn
	j.ref, j.effects, j.undo = bot.Ref{Stream: s.id, Version: version}, d.Effects, undoes(d.Events)
	return raw
}

func undoes(events []bot.Event) bool {
	for _, event := range events {
		if _, ok := event.(bot.Undone); ok {
			return true
		}
	}
	return false
}

func (e *Engine) ask(s *stream, j *job, at time.Time) (d bot.Decision, err error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	defer rescue(&err, "command %q", j.routed.Call.Path)
	in := j.in
	in.At = at
	return e.house.Decide(e.view(s.id, s.next.state, at), in, j.routed)
}

// entry is a record as it was read back from what was written, so that the state
// never holds what the record does not.
type entry struct {
	record store.Record
	body   body
	events []bot.Event
}

func (e *Engine) read(id bot.StreamID, r store.Record) (entry, error) {
	b, events, err := e.codec.decode(id, uint64(r.Version), r.Body)
	return entry{r, b, events}, err
}

func (r entry) into(f *fold, h Rules) error {
	return f.apply(h, uint64(r.record.Version), r.record.Hash, r.body, r.events, false)
}

// again gives the record for another fold. The folds share no event with parts that a
// rule could change in place: such a record is read anew. The effects of the others
// they share; nobody changes those in place.
func (e *Engine) again(id bot.StreamID, r entry) (entry, error) {
	for _, event := range r.events {
		if !bot.Flat(event) {
			return e.read(id, r.record)
		}
	}
	return r, nil
}

// commit appends the records and shows them to readers. After an undo, both
// folds are computed again, so that nobody sees it half done.
func (e *Engine) commit(s *stream, b decided) (err error) {
	end := store.Head{Stream: store.Stream(s.id), Version: b.records[len(b.records)-1].Version}
	e.bring(end)
	if err := e.append(s, b); err != nil {
		e.leave(end)
		return err
	}
	if b.undo {
		return e.reload(s)
	}
	for i, r := range b.read {
		if b.read[i], err = e.again(s.id, r); err != nil {
			return err
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, r := range b.read {
		if err := r.into(s.seen, e.house); err != nil {
			return err
		}
	}
	s.next.named = nil // the writer needs none
	e.clock.changed(s.id)
	return nil
}

// reload computes both folds of a stream again. s.write must be held.
func (e *Engine) reload(s *stream) error {
	s.next = nil
	next, folded, err := e.load(e.ctx, s.id)
	if err != nil {
		return err
	}
	seen, _, _, err := e.loadExtent(e.ctx, s.id, folded)
	if err != nil {
		return err
	}
	next.named = nil
	e.mu.Lock()
	defer e.mu.Unlock()
	changed := seen.state.Version != s.seen.state.Version
	s.next, s.seen = next, seen
	if changed { // else a clock input that fails would be asked without end
		e.clock.changed(s.id)
	}
	return nil
}

// reloadAll computes every stream again, after a key was erased.
func (e *Engine) reloadAll() error {
	e.wakeMu.Lock() // what is being woken may have been read before the erasure
	defer e.wakeMu.Unlock()
	e.mu.Lock()
	e.rest.drop()
	e.mu.Unlock()
	for _, s := range e.all() {
		s.write.Lock()
		err := e.reload(s)
		s.write.Unlock()
		if err != nil {
			return err
		}
	}
	return nil
}

// all lists the streams by name, so that what happens to all of them happens in
// the same order every time.
func (e *Engine) all() []*stream {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return slices.SortedFunc(maps.Values(e.streams), func(a, b *stream) int { return cmp.Compare(a.id, b.id) })
}
