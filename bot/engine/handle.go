package engine

import (
	"context"
	"errors"
	"fmt"

	"magbot/bot"
	"magbot/bot/house"
	"magbot/bot/lang"
)

// job is an input on its way through a stream.
type job struct {
	in     bot.Input
	routed house.Routed

	reply   bot.Reply
	ref     bot.Ref      // what was recorded
	effects []bot.Effect // that the record named
	undo    bool         // it took an earlier record back
	err     error
	done    chan struct{}
}

// Handle decides an input and answers when the record holds it. A mistake that
// the person can mend is an Answer with Refused set; an error means that the
// input may be tried again with the same Cause.
func (e *Engine) Handle(ctx context.Context, in bot.Input) (bot.Answer, error) {
	in, err := e.complete(in)
	if err != nil {
		return bot.Answer{}, err
	}
	routed, answer, err := e.route(in)
	if routed == nil {
		return answer, err
	}
	if routed.Show {
		return e.look(in, *routed)
	}
	j := &job{in: in, routed: *routed, done: make(chan struct{})}
	e.submit(e.at(routed.Stream), j)
	select {
	case <-j.done:
	case <-ctx.Done():
		return bot.Answer{}, fmt.Errorf("wait for the record: %w", ctx.Err())
	}
	if j.err != nil {
		return e.refuse(ctx, j)
	}
	e.forward(j.ref, j.effects)
	return e.answer(j), nil
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
	return in, nil
}

// route understands the input; a nil result means that the answer is final.
func (e *Engine) route(in bot.Input) (*house.Routed, bot.Answer, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
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
	sum := sumCause(in.Cause)
	if in.Stream != "" {
		s := e.streams[in.Stream]
		return s != nil && s.seen.causes[sum] != 0
	}
	for _, s := range e.streams {
		if s.seen.causes[sum] != 0 {
			return true
		}
	}
	return false
}

// look answers a question from the durable state.
func (e *Engine) look(in bot.Input, r house.Routed) (bot.Answer, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	v := e.view(r.Stream, nil, in.At)
	d, err := e.house.Decide(v, in, r)
	seen := e.house.Seen(v, r.Actor, in.Place)
	if err == nil {
		return e.house.Answer(seen, d.Reply), nil
	}
	if reply, ok := e.house.Refused(seen, r.Call, err); ok {
		return e.house.Answer(seen, reply), nil
	}
	return bot.Answer{}, err
}

// Form gives the form of a call, filled in with what the call holds.
func (e *Engine) Form(_ context.Context, in bot.Input) (bot.Answer, error) {
	in, err := e.complete(in)
	if err != nil {
		return bot.Answer{}, err
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	v := e.view("", nil, in.At)
	routed, err := e.house.Route(v, in)
	v = e.house.Seen(e.view(routed.Stream, nil, in.At), routed.Actor, in.Place)
	if err == nil {
		form, ferr := e.house.Form(v, routed, in)
		if ferr == nil {
			return bot.Answer{Form: &form}, nil
		}
		err = ferr
	}
	if reply, ok := e.house.Refused(v, routed.Call, err); ok {
		return e.house.Answer(v, reply), nil
	}
	return bot.Answer{}, err
}

func (e *Engine) answer(j *job) bot.Answer {
	e.mu.RLock()
	defer e.mu.RUnlock()
	v := e.house.Seen(e.view(j.routed.Stream, nil, j.in.At), j.routed.Actor, j.in.Place)
	a := e.house.Answer(v, j.reply)
	a.Record = j.ref
	return a
}

// refuse answers a mistake, and records what must follow from it (an expired
// Chair's command is told to the Secretariat).
func (e *Engine) refuse(ctx context.Context, j *job) (bot.Answer, error) {
	if _, mendable := lang.AsError(j.err); !mendable {
		return bot.Answer{}, j.err
	}
	e.mu.RLock()
	v := e.house.Seen(e.view(j.routed.Stream, nil, j.in.At), j.routed.Actor, j.in.Place)
	reply, _ := e.house.Refused(v, j.routed.Call, j.err)
	answer := e.house.Answer(v, reply)
	after, follows := e.house.AfterRefusal(v, j.in, j.routed, j.err)
	e.mu.RUnlock()
	if follows {
		if _, err := e.Handle(ctx, after); err != nil {
			return answer, fmt.Errorf("record what follows a refusal: %w", err)
		}
	}
	return answer, nil
}

// forward asks the other streams what a record asks of them. What fails here is
// asked again by the sweep.
func (e *Engine) forward(ref bot.Ref, effects []bot.Effect) {
	if len(effects) > 0 {
		e.outbox.forward(ref.Stream)
		e.outbox.poke(ref.Stream)
	}
}

// NewCause draws a cause for what can never come twice, such as a command that
// the operator types.
func (e *Engine) NewCause(kind string) (bot.Cause, error) {
	fresh, err := e.fresh()
	return bot.Cause(kind + ":" + fresh), err
}
