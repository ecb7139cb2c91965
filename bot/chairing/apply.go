package chairing

import (
	"slices"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda"
	"magbot/bot/consensus"
	"magbot/bot/floor"
	"magbot/bot/meeting"
	"magbot/bot/proposal"
)

// Undoable is a fact of a higher feature that counts as a step. UndoStep is
// the last part of the word key that says what it was ("note").
type Undoable interface {
	bot.Event
	UndoStep() string
}

// Apply folds one fact: it keeps which records may be taken back, and what was
// told of an item's time.
func Apply(st *bot.State, m bot.Meta, e bot.Event) {
	if _, ok := st.Stream.Meeting(); !ok {
		return
	}
	switch e := e.(type) {
	case bot.Undone:
		slot.Change(st).undo(m, e)
	case ItemWarned:
		s := slot.Change(st)
		s.boxes[e.Item] = box{minutes: e.Minutes, warned: true, overran: s.box(e.Item, e.Minutes).overran}
	case ItemOverran:
		slot.Change(st).boxes[e.Item] = box{minutes: e.Minutes, warned: true, overran: true}
	case CarriedOver:
		s := slot.Change(st)
		s.Carried = append(s.Carried, CarriedOver{Items: slices.Clone(e.Items), Inputs: slices.Clone(e.Inputs), To: e.To})
	case agenda.ItemTaken:
		slot.Change(st).taken = taken{e.By, m.At}
	case agenda.ItemReopened:
		slot.Change(st).taken = taken{e.By, m.At}
	}
	step, is := stepOf(e)
	bars := barredBy(e)
	if !is && len(bars) == 0 {
		return
	}
	s := slot.Change(st)
	for _, b := range bars {
		s.bar(m, b)
	}
	if is {
		step.Version, step.By = m.Version, m.Actor.Person
		s.push(step)
	}
}

// box gives what was told of a timebox of so many minutes.
func (s *State) box(item, minutes int) box {
	if b := s.boxes[item]; b.minutes == minutes {
		return b
	}
	return box{minutes: minutes}
}

func (s *State) undo(m bot.Meta, e bot.Undone) {
	s.Undone = append(s.Undone, Undo{Version: e.Version, Reason: e.Reason, By: m.Actor.Person, At: m.At, Ref: m.Ref()})
	s.steps = slices.DeleteFunc(s.steps, func(t Step) bool { return t.Version == e.Version })
}

// push keeps a step. A record of several facts is one step, named by the last
// that says what it did.
func (s *State) push(step Step) {
	if step.Version == s.whole {
		return
	}
	if n := len(s.steps); n > 0 && s.steps[n-1].Version == step.Version {
		s.steps[n-1] = step
		return
	}
	s.steps = append(s.steps, step)
	s.steps = s.steps[max(0, len(s.steps)-kept):]
}

// bar is what a fact makes impossible to take back.
type bar struct {
	on     area
	person bot.PersonID // only steps about this person; empty: all
	what   []string     // only steps of these kinds; nil: all
}

// bar forgets the last step that the fact rests on, and every step before it,
// because steps are taken back one after another. A fact never bars a step of
// its own record, unless everything rests on it: then the record is no step.
func (s *State) bar(m bot.Meta, b bar) {
	if b.on == onAll {
		s.steps, s.whole = nil, m.Version
		return
	}
	last := -1
	for i, t := range s.steps {
		if t.Version != m.Version && t.on == b.on &&
			(b.person == "" || t.Person == b.person) && (b.what == nil || slices.Contains(b.what, t.What)) {
			last = i
		}
	}
	s.steps = s.steps[last+1:]
}

// stepOf says whether a fact is a step that can be taken back, and which.
func stepOf(e bot.Event) (Step, bool) {
	switch e := e.(type) {
	case agenda.ItemTaken:
		return Step{What: "item-taken", Subject: e.Item, on: onAgenda}, true
	case agenda.ItemClosed:
		return Step{What: "item-closed", Subject: e.Item, on: onAgenda}, true
	case agenda.ItemSkipped:
		return Step{What: "item-skipped", Subject: e.Item, on: onAgenda}, true
	case agenda.ItemDropped:
		return Step{What: "item-dropped", Subject: e.Item, on: onAgenda}, true
	case agenda.ItemReopened:
		return Step{What: "item-reopened", Subject: e.Item, on: onAgenda}, true
	case agenda.ItemTimed:
		return Step{What: "item-timed", Subject: e.Item, on: onAgenda}, true
	case floor.TurnBegan:
		return Step{What: whatCalled, Subject: e.Turn, Person: e.Person, on: onFloor}, true
	case floor.TurnEnded:
		return Step{What: "turn-ended", Subject: e.Turn, on: onFloor}, true
	case floor.QueueClosed:
		return Step{What: "queue-closed", on: onFloor}, true
	case floor.QueueOpened:
		return Step{What: "queue-opened", on: onFloor}, true
	case floor.QueueCleared:
		return Step{What: whatCleared, on: onFloor}, true
	case floor.QueueSet:
		return Step{What: whatSet, on: onFloor}, true
	case floor.TimerSet:
		return Step{What: "timer-set", on: onFloor}, true
	}
	return otherStep(e)
}

const (
	whatCalled  = "called"
	whatCleared = "queue-cleared"
	whatSet     = "queue-set"
)

func otherStep(e bot.Event) (Step, bool) {
	switch e := e.(type) {
	case proposal.Resolved:
		return Step{What: "resolved", Subject: e.Number, on: onProposal}, true
	case proposal.Rejected:
		return Step{What: "rejected", Subject: e.Number, on: onProposal}, true
	case proposal.Closed:
		return Step{What: "proposal-closed", Subject: e.Proposal, on: onProposal}, true
	case proposal.VoteEnded:
		return Step{What: "vote-ended", Subject: e.Vote, on: onProposal}, true
	case action.Recorded:
		return Step{What: whatAction, Subject: e.Number, on: onAction}, true
	case Undoable:
		return Step{What: e.UndoStep(), on: onNotes}, true
	case meeting.Present:
		return Step{What: "present", Person: e.Person, on: onPresence}, e.By != ""
	case meeting.Left:
		return Step{What: "left", Person: e.Person, on: onPresence}, e.By != ""
	case meeting.Regrets:
		return Step{What: "regrets", Person: e.Person, on: onPresence}, e.By != ""
	case meeting.LateAnnounced:
		return Step{What: "late", Person: e.Person, on: onPresence}, e.By != ""
	}
	return Step{}, false
}

const whatAction = "action"

// barredBy says what can no longer be taken back once a fact has happened.
// Facts that are not named rest on no step: notes, papers, warnings, hints.
func barredBy(e bot.Event) []bar {
	switch e := e.(type) {
	case meeting.Opened, meeting.Closed, meeting.Reopened, meeting.Cancelled, meeting.HandedOver,
		meeting.OffRecord, meeting.OnRecord, agenda.Published,
		proposal.Made, proposal.Reworded, proposal.VoteStarted:
		return []bar{{on: onAll}}
	case agenda.ItemsOrdered, agenda.ItemRenamed:
		return []bar{{on: onAgenda}}
	case proposal.Said, proposal.Answered, proposal.ObjectionWithdrawn, proposal.Sustained, proposal.VoteCast,
		consensus.Opened, consensus.Begun, consensus.MinoritySaid, consensus.Contested, consensus.ContestAnswered, consensus.Settled:
		return []bar{{on: onProposal}}
	case floor.Asked:
		return asks(e.Person)
	case floor.Renewed:
		return asks(e.Person)
	case floor.Withdrawn:
		return asks(e.Person)
	case floor.PutOff:
		return asks(e.Person)
	case meeting.Present:
		return comes(e.Person, e.By)
	case meeting.Left:
		return comes(e.Person, e.By)
	case meeting.Regrets:
		return comes(e.Person, e.By)
	case meeting.RegretsWithdrawn:
		return comes(e.Person, e.By)
	case meeting.LateAnnounced:
		return comes(e.Person, e.By)
	}
	return nil
}

// asks is what a person's request rests on: that they were called before, and
// that the queue was cleared or set.
func asks(p bot.PersonID) []bar {
	return []bar{{on: onFloor, person: p, what: []string{whatCalled}}, {on: onFloor, what: []string{whatCleared, whatSet}}}
}

// comes is what a person's own word on being here rests on. What somebody
// enters for them is a step itself.
func comes(p, by bot.PersonID) []bar {
	if by != "" {
		return nil
	}
	return []bar{{on: onPresence, person: p}}
}
