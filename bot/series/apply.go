package series

import (
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/civil"
)

// Apply folds one fact into the work stream.
func Apply(st *bot.State, m bot.Meta, e bot.Event) {
	if started, ok := e.(Started); ok {
		s := slot.Change(st)
		if started.Series == len(s.series)+1 {
			s.series = append(s.series, begin(started, m.At))
		}
		return
	}
	n, ok := seriesOf(e)
	if !ok {
		return
	}
	if s, known := slot.Of(st).Get(n); known {
		s.apply(e, m.At)
	}
}

func seriesOf(e bot.Event) (int, bool) {
	switch e := e.(type) {
	case Planned:
		return e.Series, true
	case Passed:
		return e.Series, true
	case Skipped:
		return e.Series, true
	case Moved:
		return e.Series, true
	case Changed:
		return e.Series, true
	case Invited:
		return e.Series, true
	case Ended:
		return e.Series, true
	case RemindersSet:
		return e.Series, true
	case DeadlineSet:
		return e.Series, true
	}
	return 0, false
}

func begin(e Started, at time.Time) *Series {
	s := &Series{
		ID: e.Series, Number: e.Number, Begun: at, By: e.By, Starter: e.By, hours: at,
		Before: map[What][]civil.Offset{}, Due: map[What]*civil.Offset{}, Set: map[What]time.Time{}, Resets: map[What]int{},
	}
	s.set(e.Terms)
	s.cursor = s.From.AddDays(-1)
	s.next = s.after(s.cursor)
	return s
}

// set takes terms over. Terms that no decision made (an hour nobody can read)
// leave one slot at midnight, so that nothing later divides by none.
func (s *Series) set(t Terms) {
	s.Terms, s.Name, s.Rule = t, Name{t.Name.Text, t.Digits}, Rule(t.Rule)
	s.From, s.Slots = parseDate(t.From), nil
	s.Zone = time.UTC
	if loc, ok := civil.Location(t.Zone); ok {
		s.Zone = loc
	}
	for _, text := range t.Slots {
		if c, ok := parseClock(text); ok {
			s.Slots = append(s.Slots, c)
		}
	}
	if len(s.Slots) == 0 {
		s.Slots = []Clock{{}}
	}
	s.Turn = 0
}

func (s *Series) apply(e bot.Event, at time.Time) {
	switch e := e.(type) {
	case Planned:
		s.plan(e)
	case Passed:
		s.passed(parseDate(e.Date))
	case Skipped:
		o := s.on(parseDate(e.Date))
		o.Gone, o.Reason, o.By = true, e.Reason, e.By
		s.put(o)
		s.next = s.after(s.cursor)
	case Moved:
		o := s.on(parseDate(e.Date))
		o.Moved, o.Start, o.Reason, o.By = true, e.Start, e.Reason, e.By
		s.put(o)
	case Changed:
		s.change(e, at)
	case Invited:
		if s.Invited.IsZero() {
			s.Invited = at
		}
	case Ended:
		s.end(e)
	case RemindersSet:
		s.Before[e.What], s.Set[e.What] = []civil.Offset{}, at
		for _, text := range e.Before {
			if o, err := civil.ParseOffset(text); err == nil {
				s.Before[e.What] = append(s.Before[e.What], o)
			}
		}
	case DeadlineSet:
		s.Due[e.What], s.Set[e.What] = nil, at
		s.Resets[e.What]++
		if o, err := civil.ParseOffset(e.Offset); err == nil {
			s.Due[e.What] = &o
		}
	}
}

func (s *Series) plan(e Planned) {
	o := s.on(parseDate(e.Date))
	o.Slot, o.Number, o.Meeting = e.Slot, e.Number, e.Meeting
	if e.Slot >= 0 && e.Slot < len(s.Slots) {
		o.Hour = s.Slots[e.Slot]
	}
	o.Start = e.Start
	s.put(o)
	s.Number, s.Turn = e.Number+1, (max(0, e.Slot)+1)%len(s.Slots)
	s.passed(o.Date)
}

func (s *Series) passed(d civil.Date) {
	if d.Compare(s.cursor) > 0 {
		s.cursor = d
	}
	s.next = s.after(s.cursor)
}

// change takes the new terms, and puts the meetings that were planned where
// they stand in them. What was left out or moved stays so. Where the days stay
// as they are, so does how far they are planned.
func (s *Series) change(e Changed, at time.Time) {
	var placed []Occurrence
	for _, p := range e.Meetings {
		for _, o := range s.Occurrences {
			if o.Meeting == p.Meeting {
				placed = append(placed, o)
			}
		}
	}
	s.Occurrences = slices.DeleteFunc(s.Occurrences, func(o Occurrence) bool {
		return slices.ContainsFunc(placed, func(p Occurrence) bool { return p.Meeting == o.Meeting })
	})
	before := s.Terms
	s.former = append(slices.Clip(s.former), before)
	hours, named := s.Slots, s.Name
	s.set(e.Terms)
	if !sameHours(hours, s.Slots) || before.Zone != e.Zone {
		s.hours, s.hoursFrom = at, s.From
	}
	s.Reason, s.By = e.Reason, e.By
	if before.Rule != e.Rule || before.Zone != e.Zone || before.From != e.From || !slices.Equal(before.Slots, e.Slots) {
		s.cursor = s.From.AddDays(-1)
	}
	for i, p := range e.Meetings {
		if i >= len(placed) {
			break
		}
		o := placed[i]
		if p.Off {
			o.Gone = true
			s.put(o)
			continue
		}
		o.Moved, o.Reason, o.By, o.Gone = p.Kept, e.Reason, e.By, p.Date == ""
		if o.Gone {
			s.dropped = append(s.dropped, o)
			continue
		}
		o.Date, o.Slot, o.Start = parseDate(p.Date), p.Slot, p.Start
		o.was = append(slices.Clip(o.was), named.Of(o.Number))
		if p.Number > 0 {
			o.Number = p.Number
		}
		if p.Slot >= 0 && p.Slot < len(s.Slots) {
			o.Hour = s.Slots[p.Slot]
		}
		if o.Date.Compare(s.cursor) > 0 {
			s.cursor = o.Date
		}
		s.put(o)
	}
	if e.Number > 0 {
		s.Number = e.Number
	}
	if e.Turn >= 0 && e.Turn < len(s.Slots) {
		s.Turn = e.Turn
	}
	s.next = s.after(s.cursor)
}

func (s *Series) end(e Ended) {
	s.Ended, s.Reason, s.By = true, e.Reason, e.By
	for i := range s.Occurrences {
		if o := &s.Occurrences[i]; !o.Gone && o.Meeting != "" {
			// Whether it is called off is for the meeting to say: one that was held stays held.
			o.Reason, o.By = e.Reason, e.By
		}
	}
	s.next = civil.Date{}
}
