package consensus_test

import (
	"slices"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/consensus"
	"magbot/bot/meeting"
	"magbot/bot/proposal"
)

// ends closes the meeting, as package chairing does.
func (d desk) ends() {
	d.T.Helper()
	d.Record(within, bot.Actor{Person: "chair"}, meeting.Closed{By: "chair"})
}

const within = bot.StreamID("meeting/1")

func TestACallInAMeetingIsKeptWithIt(t *testing.T) {
	d := meets(t)
	d.Must("chair", "consensus open", "until", "+10m", "text", "We meet in June.", "silence", "counts")
	c := d.first(t, within)
	if c.Name() != "1.1" {
		t.Fatalf("it is called %s", c.Name())
	}
	d.Must("gov1", "consensus no-objection")
	d.Now = d.Now.Add(time.Minute)
	d.Must("cs1", "present remove") // was here while it was asked
	d.RunTo(d.Now.Add(10 * time.Minute))
	holds(t, d.shown(t, consensus.ShowClosed, within, ""),
		"No objection from 3 present (1 said so, 2 silent). Absent: 2. Entirely absent: one group, Technical Community.",
		"| Civil Society | 0 | 0 | 0 | 1 | 1 |", "Silence of those present counts as no objection; absence does not")
	d.Must("chair", "consensus designate", "level", "full", "call", "1.1")
	d.ends()
	d.RunTo(d.Now.Add(80 * time.Hour))
	if got := d.first(t, within).Phase; got != consensus.PhaseSettled {
		t.Errorf("after the meeting it is %s", got)
	}
}

func TestASlowCountIsCountedInSteps(t *testing.T) {
	d := meets(t)
	d.Refused("consensus.nothing-proposed", "chair", "consensus count")
	d.Refused("consensus.pace", "chair", "consensus count", "text", "x", "every", "1s")
	d.Must("cs1", "proposal make", "text", "The agenda is adopted.")
	d.Must("cs1", "proposal say", "stance", "+1")
	d.Must("chair", "consensus count")
	d.Must("sec", "consensus count") // two people at once begin one
	begun := d.Now
	holds(t, d.shown(t, consensus.ShowCall, within, ""), "Slow count on proposal 1 · open", "1 of 6 clock since", "of 30s", "The agenda is adopted.", "[I object …] proposal object proposal=1 wording=1")
	d.RunTo(begun.Add(12 * time.Second))
	holds(t, d.shown(t, consensus.ShowCall, within, ""), "1 · 2 · 3 of 6")
	d.Refused("consensus.still-asking", "chair", "consensus designate", "level", "full")
	d.RunTo(begun.Add(29 * time.Second))
	if d.first(t, within).Phase != consensus.PhaseOpen {
		t.Fatal("it ended before six")
	}
	d.RunTo(begun.Add(30 * time.Second))
	holds(t, d.shown(t, consensus.ShowClosed, within, ""), "Counted to 6 on proposal 1", "No objection from 3 present (1 said so, 2 silent). Absent: 2. Entirely absent: one group, Technical Community.")
	d.Must("chair", "consensus designate", "level", "consensus")
	p, _ := proposal.In(d.View(within, ""), "1").Proposal(1)
	if p.Outcome != proposal.Agreed {
		t.Errorf("the proposal is %q", p.Outcome)
	}
	holds(t, d.shown(t, consensus.ShowOutcome, within, ""), "Proposal 1: Consensus")
}

func TestACountOnATextProposesIt(t *testing.T) {
	d := meets(t)
	d.Must("chair", "consensus count", "text", "We thank the host.", "steps", "3", "every", "2s")
	if p, ok := proposal.In(d.View(within, ""), "1").Open(); !ok || p.Now().Text.Text != "We thank the host." {
		t.Fatal("nothing was proposed")
	}
	d.RunTo(d.Now.Add(6 * time.Second))
	d.Must("chair", "consensus designate", "level", "divergence")
	if _, open := proposal.In(d.View(within, ""), "1").Open(); !open {
		t.Error("a level that agrees nothing ended the proposal")
	}
}

func TestAnyObjectionStopsTheCount(t *testing.T) {
	for _, c := range []struct {
		rule string
		who  bot.PersonID
		args []string
	}{
		{"one with a reason", "gov2", []string{"stance", "-1", "reason", "the date"}},
		{"one without", "gov2", []string{"stance", "-1"}},
		{"of somebody who is not here", "tech1", []string{"stance", "-1", "reason", "from afar"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			d := meets(t)
			d.Must("chair", "consensus count", "text", "We meet in June.")
			d.RunTo(d.Now.Add(11 * time.Second))
			d.Must(c.who, "proposal say", c.args...)
			holds(t, d.shown(t, consensus.ShowCall, within, ""), "stopped", "Stopped at 3 of 6: "+string(c.who)+" objects.")
			d.RunTo(d.Now.Add(time.Hour))
			if got := d.first(t, within).Phase; got != consensus.PhaseStopped {
				t.Fatalf("it went on: %s", got)
			}
			d.Refused("consensus.count-stopped", "chair", "consensus designate", "level", "full")
		})
	}
	d := meets(t)
	d.Must("chair", "consensus count", "text", "We meet in June.")
	d.Must("obs1", "proposal say", "stance", "-1", "reason", "I watch")
	if got := d.first(t, within).Phase; got != consensus.PhaseOpen {
		t.Errorf("somebody who is not asked stopped it: %s", got)
	}
}

func TestAStoppedCountBeginsAgainWhenTheObjectionIsDealtWith(t *testing.T) {
	d := meets(t)
	d.Must("chair", "consensus count", "text", "We meet in June.")
	d.Must("gov2", "proposal say", "stance", "-1", "reason", "exams")
	d.Refused("consensus.objection-stands", "chair", "consensus count")
	d.Must("chair", "proposal answer", "objection", "1", "text", "In July, then.")
	d.Must("gov2", "proposal withdraw-objection", "objection", "1")
	d.Must("gov2", "proposal say", "stance", "+1")
	d.Must("chair", "proposal reword", "text", "We meet in July.")
	d.Must("chair", "consensus count")
	d.RunTo(d.Now.Add(30 * time.Second))
	m := d.shown(t, consensus.ShowClosed, within, "")
	holds(t, m, "We meet in July.", "No objection from 3 present (0 said so, 3 silent)", "Objection 1 (taken back)", "Answer to 1, chair: “In July, then.”")
	if n := len(consensus.In(d.View(within, ""), within).All()); n != 1 {
		t.Errorf("%d counts", n)
	}
}

// An objection that its author has upheld is not passed over by another answer,
// neither by a count nor by the words that the channel keeps.
func TestNoCountPassesASustainedObjectionOver(t *testing.T) {
	d := meets(t)
	d.Must("chair", "consensus count", "text", "We meet in June.")
	d.Must("gov2", "proposal say", "stance", "-1", "reason", "exams")
	d.Must("chair", "proposal answer", "objection", "1", "text", "They end on the 5th.")
	d.Must("gov2", "proposal sustain", "objection", "1", "text", "Not here.")
	d.Refused("consensus.objection-sustained", "chair", "consensus count")
	d.Must("chair", "proposal answer", "objection", "1", "text", "In July, then.")
	d.Refused("consensus.objection-sustained", "chair", "consensus count")
	holds(t, d.shown(t, proposal.ShowProposal, within, ""), "Objection 1 (stands after the answer)", "One objection stands")
	d.Must("gov2", "proposal withdraw-objection", "objection", "1")
	d.Must("chair", "consensus count")
}

// Without a name, the call is meant in which the command can be given: a count that
// was stopped hides none, and the meeting need not be open any more.
func TestAStoppedCountHidesNoCall(t *testing.T) {
	d := meets(t)
	d.Must("chair", "consensus open", "until", "+10m", "text", "We meet in June.", "contest", "1h")
	holds(t, d.shown(t, consensus.ShowCall, within, ""), "can be contested for 1 h.")
	d.Must("chair", "consensus count", "text", "We thank the host.")
	d.Refused("consensus.several", "gov1", "consensus no-objection") // the count runs
	d.Must("gov2", "proposal say", "stance", "-1", "reason", "no host yet")
	d.Must("gov1", "consensus no-objection")
	d.Must("cs1", "consensus object", "reason", "exams")
	holds(t, d.Reply(d.Must("chair", "consensus answer", "objection", "1", "text", "They end on the 5th.").Reply), "objection 1 to consensus call 1.1")
	holds(t, d.Reply(d.Must("cs1", "consensus sustain", "objection", "1", "text", "Not here.").Reply), "to consensus call 1.1 stands")
	d.Must("cs1", "consensus withdraw-objection", "objection", "1")
	d.Refused("consensus.not-yet", "chair", "consensus close")
	d.Must("chair", "consensus extend", "until", "+20m", "reason", "More time.")
	d.Refused("consensus.several", "chair", "consensus withdraw", "reason", "either")
	for _, p := range []bot.PersonID{"gov2", "cs2"} {
		d.Must(p, "consensus no-objection")
	}
	d.Must("tech1", "consensus recuse")
	d.Must("chair", "consensus close")
	d.Must("chair", "consensus designate", "level", "consensus")
	c := d.first(t, within)
	if c.Phase != consensus.PhaseOutcome || c.Heard("gov1") != consensus.NoObjection {
		t.Fatalf("1.1 is %s, gov1 %q", c.Phase, c.Heard("gov1"))
	}
	d.ends()
	holds(t, d.Reply(d.Must("cs1", "consensus contest", "reason", "I was not heard").Reply), "Your contest is number 1 to consensus call 1.1.")
	kept := d.Must("chair", "consensus answer-contest", "contest", "1", "outcome", "kept", "text", "You were.")
	holds(t, d.Reply(kept.Reply), "contest 1 of consensus call 1.1 is recorded")
	d.Must("cs1", "consensus minority", "statement", "In July.")
	if c := d.first(t, within); len(c.Contests) != 1 || len(c.Minorities) != 1 {
		t.Errorf("%d contests and %d statements", len(c.Contests), len(c.Minorities))
	}
}

// In the channel of a meeting its own call is meant by a bare number; a button of a
// call by itself goes on meaning that one.
func TestInAMeetingABareNumberIsItsOwnCall(t *testing.T) {
	d := newDesk(t)
	d.Must("chair", "consensus open", "until", "+3d", "text", "The MAG adopts version 3.")
	d.Must("chair", "meeting schedule", "title", "Call XIV", "when", "+1m")
	d.Now = d.Now.Add(time.Minute)
	d.Must("chair", "meeting open")
	d.Must("gov1", "consensus no-objection", "call", "1") // the meeting has none yet
	d.Must("chair", "consensus open", "until", "+10m", "text", "We meet in June.")
	d.Must("gov2", "consensus no-objection", "call", "1")
	d.Must("cs1", "consensus no-objection", "call", "#1", "wording", "1")
	d.Must("cs2", "consensus no-objection", "call", "1", "wording", "1") // a button of before it had a mark
	holds(t, d.shown(t, consensus.ShowCall, consensus.Stream(1), ""), "consensus no-objection call=#1 wording=1")
	for _, c := range []struct {
		call *consensus.Call
		by   []bot.PersonID
	}{{d.one(t), []bot.PersonID{"gov1", "cs1", "cs2"}}, {d.first(t, within), []bot.PersonID{"gov2"}}} {
		for _, p := range members {
			if got := c.call.Heard(p) == consensus.NoObjection; got != slices.Contains(c.by, p) {
				t.Errorf("%s on call %s: %v", p, c.call.Name(), got)
			}
		}
	}
	d.Refused("consensus.no-such", "gov1", "consensus no-objection", "call", "2")
	d.Place.Channel = "elsewhere"
	d.Must("tech1", "consensus no-objection", "call", "1")
	if d.one(t).Heard("tech1") != consensus.NoObjection {
		t.Error("in another channel, 1 is not the call by itself")
	}
}

func TestAfterTheMeetingItsCallIsTakenBackWithoutAName(t *testing.T) {
	d := meets(t)
	d.Must("chair", "consensus open", "until", "+10m", "text", "We meet in June.")
	d.ends()
	d.Must("gov1", "consensus no-objection")
	d.Must("chair", "consensus withdraw", "reason", "not yet ripe")
	if c := d.first(t, within); c.Phase != consensus.PhaseWithdrawn {
		t.Errorf("1.1 is %s", c.Phase)
	}
}

func TestACountSurvivesThatTheBotStoodStill(t *testing.T) {
	d := meets(t)
	d.Must("chair", "consensus count", "text", "We meet in June.")
	d.RunTo(d.Now.Add(6 * time.Second))
	d.Now = d.Now.Add(10 * time.Minute) // nobody could object meanwhile
	d.Clock()
	if c := d.first(t, within); c.Phase != consensus.PhaseOpen || c.Step != 3 {
		t.Errorf("after the failure: %s at step %d", c.Phase, c.Step)
	}
	d.RunTo(d.Now.Add(20 * time.Second))
	if c := d.first(t, within); c.Phase != consensus.PhaseClosed {
		t.Errorf("it is %s at step %d", c.Phase, c.Step)
	}
}

func TestACountLapsesWithItsProposalOrMeeting(t *testing.T) {
	for _, c := range []struct {
		rule string
		path string // empty: the meeting closes
	}{
		{"the proposal is resolved", "proposal resolve"},
		{"the proposal is closed", "proposal close"},
		{"the meeting closes", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			d := meets(t)
			d.Must("chair", "consensus count", "text", "We meet in June.")
			if c.path == "" {
				d.ends()
			} else {
				d.Must("chair", c.path)
			}
			d.RunTo(d.Now.Add(time.Hour))
			if got := d.first(t, within).Phase; got != consensus.PhaseLapsed {
				t.Errorf("it is %s", got)
			}
			if !consensus.Rests(d.View(within, "")) {
				t.Error("it does not rest")
			}
		})
	}
}

func TestARecusalInACount(t *testing.T) {
	d := meets(t)
	d.Must("chair", "consensus count", "text", "We pay gov1.")
	d.Must("gov1", "consensus recuse", "reason", "it is me")
	d.Refused("consensus.count-plus", "gov2", "consensus no-objection")
	d.Refused("consensus.count-minus", "gov2", "consensus object", "reason", "x")
	d.RunTo(d.Now.Add(30 * time.Second))
	holds(t, d.shown(t, consensus.ShowClosed, within, ""), "No objection from 2 present (0 said so, 2 silent). Recused, outside the base: one.")
}

func TestOffTheRecordNothingIsTaken(t *testing.T) {
	d := meets(t)
	d.Must("chair", "consensus open", "until", "+10m", "text", "We meet in June.")
	d.Must("chair", "record off")
	d.Refused("consensus.off-record", "gov1", "consensus no-objection")
	d.Refused("consensus.off-record", "chair", "consensus count", "text", "x")
}

// A count on other words leaves an objection to the earlier ones standing, so that full
// consensus is asked about once more.
func TestFullConsensusIsAskedAboutWhileAnEarlierObjectionStands(t *testing.T) {
	d := meets(t)
	d.Must("cs1", "proposal make", "text", "We meet in June.")
	d.Must("gov2", "proposal say", "stance", "-1", "reason", "exams")
	d.Must("chair", "consensus count", "text", "We meet in summer.")
	d.RunTo(d.Now.Add(30 * time.Second))
	asked := d.Must("chair", "consensus designate", "level", "full")
	if !asked.Reply.Refused || len(asked.Events) > 0 {
		t.Fatal("full consensus was recorded over an objection to the earlier wording")
	}
	holds(t, d.Reply(asked.Reply), "One objection, to this or an earlier wording, still stands", "[Full consensus all the same] consensus designate call=1.1 level=full really=yes")
	d.Must("gov2", "proposal withdraw-objection", "objection", "1")
	if d := d.Must("chair", "consensus designate", "level", "full"); d.Reply.Refused || len(d.Events) == 0 {
		t.Error("full consensus is doubted though nothing stands against it")
	}
}
