package slack

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
)

const (
	// ackBy is when an envelope is acknowledged at the latest: Slack waits three
	// seconds.
	ackBy = 2200 * time.Millisecond
	// retries is how often something is tried again that Slack was told is
	// taken, and that nobody knows whether it was recorded.
	retries = 5
)

// task is what an envelope asks for.
type task struct {
	lane string // what is done in order
	key  string // by which the same is known when it comes again
	// do asks the bot. An error means that nobody knows whether it was recorded;
	// it may then be done again.
	do func(ctx context.Context, t *turn) error
	// lost tells whoever asked that it failed for good; nil for nobody.
	lost func(ctx context.Context)
	// late is the answer to Slack when its time is over before the work is done.
	late any
}

// turn is the answer to one envelope, which is given once.
type turn struct {
	once sync.Once
	send func(reply any, err error)
	mu   sync.Mutex
	gone time.Time // when it was given
	// counted waits until what was heard is counted; nil when there is nothing to
	// count. It holds up the answer, and nobody who comes next.
	counted func(context.Context) error
}

// reply answers the envelope, and reports whether it was in time.
func (t *turn) reply(payload any) bool { return t.end(payload, nil) }

func (t *turn) end(payload any, err error) (mine bool) {
	t.once.Do(func() {
		mine = true
		t.mu.Lock()
		t.gone = time.Now()
		t.mu.Unlock()
		t.send(payload, err)
	})
	return mine
}

// over reports whether the envelope is answered.
func (t *turn) over() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !t.gone.IsZero()
}

// settleFor is how long Slack may need to show what an envelope was answered
// with: a modal that is renewed sooner could be set back by that.
const settleFor = 700 * time.Millisecond

// settle waits until Slack shows what the envelope was answered with.
func (t *turn) settle(ctx context.Context) {
	if t == nil || !t.over() {
		return
	}
	t.mu.Lock()
	left := settleFor - time.Since(t.gone)
	t.mu.Unlock()
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

var errClosed = errors.New("the adapter is closed")

// take works on an envelope in the background. Send is called once: with what to
// answer, or with an error when the envelope is not to be acknowledged, so that
// Slack sends it again.
func (s *Slack) take(e envelope, send func(reply any, err error)) {
	var t task
	err := s.guard(func() (err error) {
		t, err = s.taskOf(e)
		return err
	})
	if err != nil {
		s.Logger.Error("an envelope cannot be read", "kind", string(e.kind), "error", err)
		send(nil, nil) // it would be no clearer the next time
		return
	}
	if t.do == nil {
		send(nil, nil)
		return
	}
	a, first := s.seen.first(t.key)
	if !first {
		if !s.run(func(ctx context.Context) { s.join(ctx, a, send) }) {
			send(nil, errClosed)
		}
		return
	}
	wait, leave := s.lanes.Enter(t.lane)
	answer := &turn{send: send}
	ran := s.run(func(ctx context.Context) {
		timer := time.AfterFunc(ackBy, func() { answer.reply(t.late) })
		defer timer.Stop()
		wait()
		err := s.insist(ctx, t, answer)
		leave()
		if err == nil && answer.counted != nil {
			err = s.guard(func() error { return answer.counted(ctx) })
		}
		s.seen.finish(t.key, a, err)
		answer.end(nil, err)
	})
	if !ran {
		leave()
		s.seen.finish(t.key, a, errClosed)
		send(nil, errClosed)
	}
}

// join answers what came again like the first.
func (s *Slack) join(ctx context.Context, a *arrival, send func(any, error)) {
	timer := time.NewTimer(ackBy)
	defer timer.Stop()
	select {
	case <-a.done:
		send(nil, a.err)
	case <-timer.C:
		send(nil, nil) // the first is still being worked on, and tried again if need be
	case <-ctx.Done():
		send(nil, errClosed)
	}
}

// insist does a task. What fails before Slack was answered is left to Slack,
// which sends it again; what fails later is tried again here.
func (s *Slack) insist(ctx context.Context, t task, answer *turn) error {
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval = time.Second, 10*time.Second
	for try := 0; ; try++ {
		err := s.guard(func() error { return t.do(ctx, answer) })
		if err == nil || !answer.over() || ctx.Err() != nil {
			return err
		}
		s.Logger.Error("what was asked in Slack is not known to be recorded", "try", try+1, "error", err)
		if try == retries {
			if t.lost != nil {
				_ = s.guard(func() error { // it is logged; the error below is what counts
					t.lost(ctx)
					return nil
				})
			}
			return err
		}
		timer := time.NewTimer(wait.NextBackOff())
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// errNobody is the error of what says of nobody that they did it.
var errNobody = errors.New("it names no user")

// taskOf reads an envelope. A task without do is nothing to the bot.
func (s *Slack) taskOf(e envelope) (task, error) {
	switch e.kind {
	case slashCommand:
		c, err := parse[slash](e.body, "a slash command")
		if err != nil || c.UserID == "" {
			return task{}, errors.Join(err, errNobody)
		}
		return s.ofSlash(c), nil
	case interaction:
		p, err := parse[press](e.body, "an interaction")
		if err != nil || p.User.ID == "" {
			return task{}, errors.Join(err, errNobody)
		}
		return s.ofPress(p)
	case happening:
		o, err := parse[outer](e.body, "an event")
		if err != nil {
			return task{}, err
		}
		if o.Type == "app_rate_limited" {
			return s.heldBack(), nil
		}
		ev, err := parse[event](o.Event, "an event")
		if err != nil {
			return task{}, err
		}
		return s.ofEvent(o, ev), nil
	}
	return task{}, fmt.Errorf("no such kind of envelope: %q", e.kind)
}

// heldBack tells that Slack sends no more events for a while.
func (s *Slack) heldBack() task {
	return task{lane: "trouble", key: "rate " + s.Now().UTC().Format("2006-01-02 15:04"), do: func(ctx context.Context, _ *turn) error {
		s.trouble(ctx, "", "app_rate_limited", "", "")
		return nil
	}}
}
