package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/house"
	"magbot/bot/lang"
	"magbot/store"
)

// job is an input on its way through a stream.
type job struct {
	in     bot.Input
	routed house.Routed

	reply   bot.Reply
	ref     bot.Ref      // what was recorded
	effects []bot.Effect // that the record named
	undo    bool         // it took an earlier record back
	slip    *store.Slip  // that goes into the urn with its record
	empty   bool         // its record takes all out of the urn
	veiled  bool         // its record does not hold its cause
	unsure  bool         // it was routed by what this process knew, which others may have changed
	strange uint64       // Engine.strange when it was routed
	stale   bool         // it was not decided, because others had changed something: it is to be routed again
	err     error
	done    chan struct{}
}

// Handle decides an input and answers when the record holds it. A mistake that
// the person can mend is an Answer with Refused set; an error means that the
// input may be tried again with the same Cause. When ctx ends first that is an
// error too, but the input may still be recorded, and what follows from it is
// performed.
func (e *Engine) Handle(ctx context.Context, in bot.Input) (bot.Answer, error) {
	if !e.enter() {
		return bot.Answer{}, ErrNotRunning
	}
	defer e.wait.Done()
	in, err := e.complete(in)
	if err != nil {
		return bot.Answer{}, err
	}
	_, sure := e.store.(store.Shared)
	for sure = !sure || in.Stream != ""; ; sure = true {
		answer, stale, err := e.handle(ctx, in, sure)
		if !stale {
			return answer, err
		}
	}
}

// handle is Handle. Unless sure, an input may be routed before it is known what
// others have recorded; when that turns out to be more than was known, it is stale,
// and nothing came of it.
func (e *Engine) handle(ctx context.Context, in bot.Input, sure bool) (_ bot.Answer, stale bool, _ error) {
	j := &job{in: in, done: make(chan struct{})}
	if err := e.takeOff(ctx, j); err != nil {
		return bot.Answer{}, false, err
	}
	routed, answer, err := e.understand(ctx, j, sure)
	if routed == nil || routed.Show {
		e.finish(j)
	}
	switch {
	case routed == nil:
		return answer, false, err
	case routed.Show:
		answer, err = e.look(ctx, in, *routed)
		return answer, false, err
	}
	j.routed = *routed
	if err := cmp.Or(e.claim(ctx, j), e.veilActor(j)); err != nil {
		e.finish(j)
		return bot.Answer{}, false, err
	}
	s, err := e.at(ctx, j.routed.Stream)
	if err != nil {
		e.finish(j)
		return bot.Answer{}, false, err
	}
	e.submit(s, j)
	select {
	case <-j.done:
	case <-ctx.Done():
		e.run(func(context.Context) {
			<-j.done
			e.forward(j)
		})
		return bot.Answer{}, false, fmt.Errorf("wait for the record: %w", ctx.Err())
	}
	switch {
	case j.stale:
		return bot.Answer{}, true, nil
	case j.err != nil:
		answer, err = e.refused(ctx, in, j.routed, j.err)
		return answer, false, err
	}
	e.forward(j)
	return e.answer(j), false, nil
}

// understand routes an input once all is known that it may be about. One that is
// to be decided, and whose stream was not chosen by what is known just now, may be
// routed before, because who decides it makes sure, for all who wait, that nobody
// else has recorded anything meanwhile (Engine.process).
func (e *Engine) understand(ctx context.Context, j *job, sure bool) (*house.Routed, bot.Answer, error) {
	if !sure {
		j.strange, _ = e.strangers()
		routed, _, err := e.route(j.in)
		if j.unsure = err == nil && routed != nil && !routed.Show && !routed.Chosen; j.unsure {
			return routed, bot.Answer{}, nil
		}
	}
	if err := e.ready(ctx, j.in); err != nil {
		return nil, bot.Answer{}, err
	}
	return e.route(j.in)
}

// claim settles which stream decides an input that names none. Two processes that
// are given the same input at once may know different things, or read their clocks
// on both sides of an instant; the first to claim the input chooses for both.
func (e *Engine) claim(ctx context.Context, j *job) error {
	shared, ok := e.store.(store.Shared)
	if !ok || !j.routed.Chosen {
		return nil
	}
	held, err := shared.Claim(ctx, j.in.Veil.Cause, string(j.routed.Stream))
	if err != nil {
		return fmt.Errorf("settle which stream decides: %w", err)
	}
	j.routed.Stream = bot.StreamID(held)
	return nil
}

// ready waits until all is known that an input may be about: what others have
// recorded, or the stream that it names, should that rest.
func (e *Engine) ready(ctx context.Context, in bot.Input) error {
	if in.Stream == "" {
		return e.abreast(ctx, nil)
	}
	return e.wake(ctx, in.Stream)
}

func (e *Engine) complete(in bot.Input) (bot.Input, error) {
	if in.Cause == "" || in.Intent == nil {
		return in, errors.New("an input needs a cause and an intent")
	}
	if in.At.IsZero() {
		in.At = e.now()
	}
	in.At = in.At.UTC()
	if in.Fresh == "" {
		var err error
		if in.Fresh, err = e.fresh(); err != nil {
			return in, err
		}
	}
	var err error
	in.Veil.Cause, err = e.veil("cause", string(in.Cause))
	return in, err
}

// takeOff waits until no other input of the same cause is under way: what it
// means could change meanwhile, and then it would be decided in two streams.
func (e *Engine) takeOff(ctx context.Context, j *job) error {
	sum := sumCause(j.in.Cause)
	for {
		e.flightMu.Lock()
		other := e.flight[sum]
		if other == nil {
			e.flight[sum] = j.done
		}
		e.flightMu.Unlock()
		if other == nil {
			return nil
		}
		select {
		case <-other:
		case <-ctx.Done():
			return fmt.Errorf("wait for the same input: %w", ctx.Err())
		}
	}
}

// finish lets those who wait for jobs go on.
func (e *Engine) finish(jobs ...*job) {
	e.flightMu.Lock()
	defer e.flightMu.Unlock()
	for _, j := range jobs {
		delete(e.flight, sumCause(j.in.Cause))
		close(j.done)
	}
}

// route understands the input; a nil result means that the answer is final.
func (e *Engine) route(in bot.Input) (_ *house.Routed, _ bot.Answer, err error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	defer rescue(&err, "understanding an input")
	if e.decidedBefore(in) {
		return nil, bot.Answer{Done: true}, nil
	}
	v := e.view("", nil, in.At)
	routed, err := e.house.Route(v, in)
	if err == nil {
		return &routed, bot.Answer{}, nil
	}
	if errors.Is(err, house.ErrTalk) {
		return nil, bot.Answer{Ignored: true}, nil
	}
	v = e.house.Seen(v, routed.Actor, in.Place)
	reply, ok := e.house.Refused(v, routed.Call, err)
	if !ok {
		return nil, bot.Answer{}, err
	}
	return nil, e.house.Answer(v, reply), nil
}

// decidedBefore looks for the cause in every stream, because what an input
// means may have changed since: the meeting it was for may be closed by now.
func (e *Engine) decidedBefore(in bot.Input) bool {
	sum, sealed := sumCause(in.Cause), sumCause(veiledCause(in.Veil))
	decided := func(s *stream) bool {
		if s.id.Sealed() {
			return s.seen.causes[sealed] != 0
		}
		return s.seen.causes[sum] != 0
	}
	if in.Stream != "" {
		s := e.streams[in.Stream]
		return s != nil && decided(s)
	}
	for _, s := range e.streams {
		if decided(s) {
			return true
		}
	}
	_, rests := e.rest.causes[sum]
	return rests
}

// look answers a question from the durable state.
func (e *Engine) look(ctx context.Context, in bot.Input, r house.Routed) (bot.Answer, error) {
	answer, err := e.show(in, r)
	if err != nil {
		return e.refused(ctx, in, r, err)
	}
	return answer, nil
}

func (e *Engine) show(in bot.Input, r house.Routed) (_ bot.Answer, err error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	defer rescue(&err, "question %q", r.Call.Path)
	v := e.view(r.Stream, nil, in.At)
	d, err := e.house.Decide(v, in, r)
	if err != nil {
		return bot.Answer{}, err
	}
	return e.house.Answer(e.house.Seen(v, r.Actor, in.Place), d.Reply), nil
}

// Form gives the form of a call, filled in with what the call holds.
func (e *Engine) Form(ctx context.Context, in bot.Input) (bot.Answer, error) {
	if !e.enter() {
		return bot.Answer{}, ErrNotRunning
	}
	defer e.wait.Done()
	in, err := e.complete(in)
	if err != nil {
		return bot.Answer{}, err
	}
	form, routed, err := e.form(in)
	if err != nil {
		return e.refused(ctx, in, routed, err)
	}
	return bot.Answer{Form: form}, nil
}

func (e *Engine) form(in bot.Input) (_ *chat.Form, routed house.Routed, err error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	defer rescue(&err, "the form of an input")
	if routed, err = e.house.Route(e.view("", nil, in.At), in); err != nil {
		return nil, routed, err
	}
	v := e.house.Seen(e.view(routed.Stream, nil, in.At), routed.Actor, in.Place)
	form, err := e.house.Form(v, routed, in)
	return &form, routed, err
}

// answer writes what is said to who asked. The record holds it already, so
// that words which cannot be written are no reason to ask again.
func (e *Engine) answer(j *job) bot.Answer {
	a, err := e.say(j)
	if err != nil {
		e.log.Error("answer", "stream", loggedName(j.routed.Stream), "command", j.routed.Call.Path, "error", err)
		a = bot.Answer{Done: j.reply.Done}
	}
	a.Record = j.ref
	return a
}

func (e *Engine) say(j *job) (a bot.Answer, err error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	defer rescue(&err, "the answer to %q", j.routed.Call.Path)
	v := e.house.Seen(e.view(j.routed.Stream, nil, j.in.At), j.routed.Actor, j.in.Place)
	return e.house.Answer(v, j.reply), nil
}

// refused answers a mistake, and records what must follow from it (an expired
// Chair's command is told to the Secretariat). Other errors are handed back.
func (e *Engine) refused(ctx context.Context, in bot.Input, r house.Routed, mistake error) (bot.Answer, error) {
	if _, mendable := lang.AsError(mistake); !mendable {
		return bot.Answer{}, mistake
	}
	answer, after, err := e.explain(in, r, mistake)
	if err != nil {
		return bot.Answer{}, err
	}
	if after != nil {
		if _, err := e.Handle(ctx, *after); err != nil {
			return answer, fmt.Errorf("record what follows a refusal: %w", err)
		}
	}
	return answer, nil
}

func (e *Engine) explain(in bot.Input, r house.Routed, mistake error) (_ bot.Answer, after *bot.Input, err error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	defer rescue(&err, "the refusal of %q", r.Call.Path)
	v := e.house.Seen(e.view(r.Stream, nil, in.At), r.Actor, in.Place)
	reply, _ := e.house.Refused(v, r.Call, mistake)
	if next, follows := e.house.AfterRefusal(v, in, r, mistake); follows {
		after = &next
	}
	return e.house.Answer(v, reply), after, nil
}

// forward performs what a recorded input asks for. What fails here is tried
// again by the sweep.
func (e *Engine) forward(j *job) {
	switch {
	case slices.ContainsFunc(j.effects, func(f bot.Effect) bool { return !delivered(f.Do) }):
		e.follows(j.ref.Stream)
	case len(j.effects) > 0:
		e.outbox.poke(j.ref.Stream)
	}
}

// follows asks the other streams what the records of one ask of them, and has
// its messages delivered.
func (e *Engine) follows(id bot.StreamID) {
	e.outbox.forward(id)
	e.outbox.poke(id)
}

// NewCause draws a cause for what can never come twice, such as a command that
// the operator types.
func (e *Engine) NewCause(kind string) (bot.Cause, error) {
	fresh, err := e.fresh()
	return bot.Cause(kind + ":" + fresh), err
}
