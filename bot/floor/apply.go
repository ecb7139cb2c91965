package floor

import (
	"cmp"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/agenda"
	"magbot/bot/meeting"
)

// Apply folds one event. It also follows the agenda (a new item opens the
// queue again, and a turn belongs to one item) and the close of the meeting.
func Apply(st *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case agenda.ItemTaken:
		s := slot.Change(st)
		s.stop(m.At, EndItem)
		s.item, s.began, s.closed = e.Item, m.At, false
	case agenda.ItemClosed:
		slot.Change(st).leave(m.At, e.Item)
	case agenda.ItemSkipped:
		slot.Change(st).leave(m.At, e.Item)
	case agenda.ItemDropped:
		slot.Change(st).leave(m.At, e.Item)
	case agenda.ItemReopened:
		s := slot.Change(st)
		s.stop(m.At, EndItem)
		s.item, s.began, s.closed = e.Item, m.At, false
	case meeting.Closed:
		slot.Change(st).stop(m.At, EndMeeting)
	default:
		if own(e) {
			slot.Change(st).apply(m, e)
		}
	}
}

// own reports whether the event is one of this package, so that streams
// without a floor do not get one.
func own(e bot.Event) bool {
	switch e.(type) {
	case Asked, Renewed, Withdrawn, PutOff, TurnBegan, TurnEnded, TurnWarned, TurnOverran,
		QueueClosed, QueueOpened, QueueCleared, QueueSet, TimerSet, Hinted, Spoke:
		return true
	}
	return false
}

func (s *State) apply(m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Asked:
		s.ask(m.At, Request{Person: e.Person, Group: e.Group, Note: e.Note, Way: e.Way, NotNow: e.NotNow, By: e.By})
	case Renewed:
		s.renew(e)
	case Withdrawn:
		if i, ok := s.open[e.Person]; ok {
			s.requests[i].Remover = e.By
		}
		s.withdraw(m.At, e.Person, false)
	case PutOff:
		if i, ok := s.open[e.Person]; ok {
			s.requests[i].NotNow = true
		}
	case TurnBegan:
		s.begin(m, e)
	case TurnEnded:
		if e.Turn == s.speaking {
			s.stop(m.At, e.End)
		}
	case TurnWarned:
		if t := s.turn(e.Turn); t != nil {
			t.Warned = true
		}
	case TurnOverran:
		if t := s.turn(e.Turn); t != nil {
			t.Warned, t.Overran = true, true
		}
	case QueueClosed:
		s.closed = true
	case QueueOpened:
		s.closed = false
	case QueueCleared:
		s.drop(m.At, nil)
	case QueueSet:
		s.set(m.At, e)
	case TimerSet:
		s.limit, s.timed = e.Limit, true
	case Hinted:
		s.hinted[Hint{Item: e.Item, Group: e.Group, Why: e.Why}] = true
	case Spoke:
		s.speak(e)
	}
}

func (s *State) turn(number int) *Turn {
	if number < 1 || number > len(s.turns) {
		return nil
	}
	return &s.turns[number-1]
}

// of gives the tallies that count for a group: under the current item, and in
// the whole meeting.
func (s *State) of(item int, g bot.Group) [2]*tally {
	key := under{item, g}
	if s.tallies[key] == nil {
		s.tallies[key] = &tally{since: -1}
	}
	if s.totals[g] == nil {
		s.totals[g] = &tally{since: -1}
	}
	return [2]*tally{s.tallies[key], s.totals[g]}
}

// ask opens a request, unless the person has one.
func (s *State) ask(at time.Time, r Request) int {
	if i, ok := s.open[r.Person]; ok {
		return i
	}
	i := len(s.requests)
	r.Number, r.Asked, r.Item = i+1, at, s.item
	r.place, s.places = s.places, s.places+1
	s.requests = append(s.requests, r)
	s.queueUp(i)
	s.open[r.Person], s.asked[r.Person] = i, true
	for _, t := range s.of(r.Item, r.Group) {
		if t.asked++; t.asked-t.withdrawn == 2 && t.called == 0 {
			t.since = 0
		}
	}
	return i
}

func (s *State) renew(e Renewed) {
	i, ok := s.open[e.Person]
	if !ok {
		return
	}
	r := &s.requests[i]
	if e.Group != r.Group {
		for _, t := range s.of(r.Item, r.Group) {
			t.asked--
		}
		for _, t := range s.of(r.Item, e.Group) {
			t.asked++
		}
	}
	s.leaveLine(i)
	r.Group, r.Note, r.Way, r.NotNow = e.Group, e.Note, e.Way, e.NotNow
	s.queueUp(i)
}

func (s *State) withdraw(at time.Time, p bot.PersonID, dropped bool) {
	i, ok := s.open[p]
	if !ok {
		return
	}
	r := &s.requests[i]
	r.Withdrawn, r.Dropped = at, dropped
	if !dropped {
		for _, t := range s.of(r.Item, r.Group) {
			t.withdrawn++
		}
	}
	s.close(i)
}

// queueUp puts a request into its line.
func (s *State) queueUp(i int) {
	at, line := s.inLine(i)
	*line = slices.Insert(*line, at, i)
}

// leaveLine takes a request out of its line.
func (s *State) leaveLine(i int) {
	at, line := s.inLine(i)
	if at == 0 {
		*line = (*line)[1:]
		return
	}
	*line = slices.Delete(*line, at, at+1)
}

// inLine is where in its line a request stands, or would.
func (s *State) inLine(i int) (int, *[]int) {
	line := &s.lines[s.requests[i].Way.line()]
	at, _ := slices.BinarySearchFunc(*line, s.requests[i].place, func(j, place int) int {
		return cmp.Compare(s.requests[j].place, place)
	})
	return at, line
}

// close takes a request that has ended out of the queue.
func (s *State) close(i int) {
	s.leaveLine(i)
	delete(s.open, s.requests[i].Person)
}

// drop ends every request but those of the people kept.
func (s *State) drop(at time.Time, keep map[bot.PersonID]bool) {
	for _, p := range s.others() {
		if !keep[p] {
			s.withdraw(at, p, true)
		}
	}
}

func (s *State) set(at time.Time, e QueueSet) {
	keep := map[bot.PersonID]bool{}
	for _, p := range e.Places {
		keep[p.Person] = true
	}
	s.drop(at, keep)
	seen := map[bot.PersonID]bool{}
	for _, p := range e.Places {
		if seen[p.Person] {
			continue
		}
		seen[p.Person] = true
		i := s.ask(at, Request{Person: p.Person, Group: p.Group, By: e.By})
		s.leaveLine(i)
		s.requests[i].place, s.places = s.places, s.places+1
		s.queueUp(i)
	}
}

func (s *State) begin(m bot.Meta, e TurnBegan) {
	s.stop(m.At, EndNext)
	i, ok := s.open[e.Person]
	if !ok {
		i = s.ask(m.At, Request{Person: e.Person, Group: e.Group, By: e.By})
	}
	r := &s.requests[i]
	r.Called, r.Turn = m.At, e.Turn
	s.close(i)
	for _, t := range s.of(r.Item, r.Group) {
		t.called++
		t.since = -1
	}
	for _, p := range e.Overtaken {
		if j, ok := s.open[p]; ok && s.requests[j].Overtaken < overtakenCap {
			s.requests[j].Overtaken++
		}
	}
	for _, p := range e.Passed {
		if j, ok := s.open[p]; ok {
			s.requests[j].NotNow = false
		}
	}
	if j, ok := s.open[e.Next]; ok {
		s.requests[j].told = true
	}
	s.turns = append(s.turns, Turn{
		Number: len(s.turns) + 1, Person: e.Person, Group: e.Group, Lead: e.Lead, By: e.By, Item: e.Item,
		Note: r.Note, Way: r.Way, How: e.How, Asked: r.Asked, Began: m.At, Limit: e.Limit.Duration(),
		Ref: m.Ref(), request: i,
	})
	s.turnsOf[e.Person]++
	s.speaking = len(s.turns)
	s.countTurn(e)
}

func (s *State) countTurn(e TurnBegan) {
	for _, t := range s.of(e.Item, e.Group) {
		t.since = -1
		if !e.Lead {
			t.turns++
		}
	}
	for key, t := range s.tallies {
		if key.item == e.Item && key.group != e.Group && t.since >= 0 {
			t.since++
		}
	}
}

// stop ends the running turn.
func (s *State) stop(at time.Time, end End) {
	if s.speaking == 0 {
		return
	}
	t := &s.turns[s.speaking-1]
	s.speaking = 0
	t.Ended, t.End = at, end
	s.requests[t.request].Done = at
	if t.Lead {
		return
	}
	for _, c := range s.of(t.Item, t.Group) {
		c.time += t.Length(at)
	}
}

// leave ends the item: its running turn too.
func (s *State) leave(at time.Time, item int) {
	if s.item != item {
		return
	}
	s.stop(at, EndItem)
	s.item, s.began = 0, time.Time{}
}

func (s *State) speak(e Spoke) {
	key := speech{e.Person, e.Group, s.item, e.Lead}
	a := s.spoken[key]
	a.words, a.lines, a.seconds = a.words+e.Words, a.lines+1, a.seconds+e.Seconds
	s.spoken[key] = a
	if e.Lead {
		return
	}
	for _, t := range s.of(s.item, e.Group) {
		t.words, t.lines, t.time = t.words+e.Words, t.lines+1, t.time+e.Seconds.Duration()
	}
}
