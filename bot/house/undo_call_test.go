package house_test

import (
	"testing"
	"testing/synctest"
	"time"

	"magbot/bot"
	"magbot/bot/consensus"
	"magbot/bot/proposal"
)

// The Chair may take back a level that was designated in a slow count, with the
// resolution that came of it, until somebody has contested it.
func TestADesignationIsTakenBackUntilItIsContested(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newCrowd()
		w.start()
		defer func() { w.engine.Stop() }()
		w.found()
		w.must("chair", "/mag meeting open")
		w.must("chair", "/mag consensus count We meet in June.")
		<-time.After(40 * time.Second)
		w.settled()
		look := func() (phase consensus.Phase, resolved int) {
			w.engine.Read("meeting/1", bot.Actor{}, hall, func(v bot.View) {
				c, _ := consensus.Of(v).Call(1)
				phase, resolved = c.Phase, len(proposal.Of(v).Resolutions)
			})
			return phase, resolved
		}
		w.must("chair", "/mag consensus designate consensus")
		if phase, n := look(); phase != consensus.PhaseOutcome || n != 1 {
			t.Fatalf("designated, it is %s with %d resolutions", phase, n)
		}
		w.must("chair", "/mag record undo the wrong button")
		if phase, n := look(); phase != consensus.PhaseClosed || n != 0 {
			t.Fatalf("taken back, it is %s with %d resolutions", phase, n)
		}
		w.must("chair", "/mag consensus designate full")
		w.must("cs1", "/mag consensus contest I was away")
		if a := w.handle(w.as("chair"), hall, bot.Typed{Text: "/mag record undo again"}); !a.Refused {
			t.Errorf("what was contested was taken back: %s", written(a.Message))
		}
		if phase, n := look(); phase != consensus.PhaseOutcome || n != 1 {
			t.Errorf("contested, it is %s with %d resolutions", phase, n)
		}
		w.restart()
		w.chained()
	})
}
