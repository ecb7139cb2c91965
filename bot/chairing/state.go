package chairing

import (
	"slices"
	"time"

	"magbot/bot"
)

// Step is a record that may be taken back, and what it did.
type Step struct {
	Version uint64
	What    string       // the last part of its word key: "item-taken"
	Subject int          // the number of what it was about; 0 none
	Person  bot.PersonID // whom it was about, where it was about one
	By      bot.PersonID // who did it

	on area
}

// area is what a step rests on and changes: a later fact of the same area bars
// the way back.
type area string

const (
	onAgenda   area = "agenda"
	onFloor    area = "floor"
	onProposal area = "proposal"
	onAction   area = "action"
	onPresence area = "presence"
	onNotes    area = "notes"
	onAll      area = "" // the beginning and end of a meeting: everything rests on it
)

// kept is how many steps can be taken back, one after another.
const kept = 50

// State is what this package keeps of a meeting.
type State struct {
	Undone  []Undo        // in order
	Carried []CarriedOver // at each close, in order

	steps []Step
	whole uint64      // version of the last record that can never be taken back
	boxes map[int]box // by item
	taken taken
}

// taken is who made an item the current one, and when.
type taken struct {
	by bot.PersonID
	at time.Time
}

// Undo is one step that was taken back.
type Undo struct {
	Version uint64 // of the record left out
	Reason  bot.Words
	By      bot.PersonID
	At      time.Time
	Ref     bot.Ref
}

// box says what was told of an item's timebox.
type box struct {
	minutes         int
	warned, overran bool
}

var slot = bot.NewSlot("chairing", func() *State { return &State{boxes: map[int]box{}} })

// Of gives what this package keeps of the meeting that decides or is shown. It
// must not be changed.
func Of(v bot.View) *State { return slot.Of(v.Here) }

// Last gives the last step, whoever took it.
func (s *State) Last() (Step, bool) {
	if len(s.steps) == 0 {
		return Step{}, false
	}
	return s.steps[len(s.steps)-1], true
}

// LastFor gives the step that undo by a person takes back: the last one. What
// others wrote down since is passed over, for nothing but notes rests on it; a
// note that somebody else has written after is left alone.
func (s *State) LastFor(p bot.PersonID) (Step, bool) {
	others := false
	for _, step := range slices.Backward(s.steps) {
		if step.on != onNotes {
			return step, true
		}
		if step.By == p && !others {
			return step, true
		}
		others = true
	}
	return Step{}, false
}

// Steps lists what can be taken back, the last first.
func (s *State) Steps() []Step {
	steps := slices.Clone(s.steps)
	slices.Reverse(steps)
	return steps
}
