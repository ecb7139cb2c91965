package series

import (
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// invite shows the invitation to the whole series, and sends it when it was
// seen. Each meeting planned from then on counts as invited to.
func invite(c *command.Context) (bot.Decision, error) {
	s, err := running(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if !c.Flag("really") {
		return bot.Decision{Reply: meeting.Preview(c, s.invitation(c.View), "meeting.preview.send")}, nil
	}
	d := bot.Decision{
		Events:  []bot.Event{Invited{Series: s.ID, By: c.Me()}},
		Effects: s.everybody(c.View, showInvitation),
		Reply:   bot.Say("meeting.invited.done", "count", len(meeting.Invitees(c.View))),
	}
	for _, o := range s.planned(c.View) {
		d.Effects = append(d.Effects, s.ask(o.Meeting, "series invited"))
	}
	return d, nil
}

// told shows what everybody will get before it is sent. Where nobody knows
// anything yet, nothing is shown first.
func told(c *command.Context, m chat.Message, known bool) (bot.Reply, bool) {
	if !known || c.Flag("really") {
		return bot.Reply{}, false
	}
	return meeting.Preview(c, m, "meeting.preview.change"), true
}

func (s *Series) invitedTo() bool { return !s.Invited.IsZero() }

// known reports whether people know of any of these meetings: they were invited
// to the series, or to a meeting by itself.
func (s *Series) known(v bot.View, days ...Occurrence) bool {
	return s.invitedTo() || slices.ContainsFunc(days, func(o Occurrence) bool {
		e, ok := meeting.DirectoryOf(v).Get(o.Meeting)
		return ok && e.Phase == meeting.PhaseInvited
	})
}

// applyIn asks a meeting to take the place that its series now gives it. Who was
// invited to the series is told of all together, who was invited to the meeting
// alone by the meeting.
func (s *Series) applyIn(id bot.MeetingID) bot.Effect {
	if s.invitedTo() {
		return s.ask(id, "series apply")
	}
	return s.ask(id, "series apply", tellArg, "yes")
}

// change gives a series other terms from its next meeting on. The meetings
// planned already take their places in the new order, but for those that were
// moved by themselves, which keep their time.
func change(c *command.Context) (bot.Decision, error) {
	s, err := running(c)
	if err != nil {
		return bot.Decision{}, err
	}
	planned := slices.DeleteFunc(s.planned(c.View), func(o Occurrence) bool { return !o.Start.After(c.Now) })
	e, err := s.changed(c, planned)
	if err != nil {
		return bot.Decision{}, err
	}
	after := s.clone()
	after.apply(e, c.Now)
	m := after.changeMessage(c.View, e.Reason.Text, after.placed(c.View, e))
	if reply, ask := told(c, m, s.known(c.View, planned...)); ask {
		return bot.Decision{Reply: reply}, nil
	}
	d := bot.Decision{Events: []bot.Event{e}}
	for _, p := range e.Meetings {
		if !p.Off {
			d.Effects = append(d.Effects, s.applyIn(p.Meeting))
		}
	}
	more, err := after.make(c.View, c.Me())
	if err != nil {
		return bot.Decision{}, err
	}
	d.Events, d.Effects = append(d.Events, more.Events...), append(d.Effects, more.Effects...)
	if s.invitedTo() {
		d.Effects = append(d.Effects, s.everybody(c.View, showChanged)...)
	}
	m.Seen = c.Say("seen.only-you")
	d.Reply = bot.Reply{Message: &m}
	return d, nil
}

// changed makes the fact of a change: the new terms, and where the meetings
// that are planned come to stand in them.
func (s *Series) changed(c *command.Context, planned []Occurrence) (Changed, error) {
	e := Changed{Series: s.ID, By: c.Me()}
	if c.Has("reason") {
		e.Reason = bot.Write(c.Me(), c.Text("reason"))
	}
	if s.known(c.View, planned...) && e.Reason.IsZero() {
		return Changed{}, lang.Refuse("meeting.change-reason")
	}
	from, turn := s.changesFrom(c.Now, planned), s.turnAt(planned)
	t, number := s.renamed(c, planned)
	t.From, t.Slots = from, writeSlots(turn)
	if from == "" && !c.Has("when") {
		return Changed{}, lang.Refuse("series.no-more", "name", s.Name.String())
	}
	t, _, err := readTerms(c, t)
	if err != nil {
		return Changed{}, err
	}
	if t.Rule == s.Terms.Rule && t.Zone == s.Terms.Zone && slices.Equal(t.Slots, writeSlots(turn)) && t.From == from {
		t.From, t.Slots = s.Terms.From, s.Terms.Slots // the days stay as they are
		if sameRest(t, s.Terms) && number == 0 {
			return Changed{}, lang.Refuse("series.nothing-to-change")
		}
		e.Terms, e.Turn = t, s.Turn
		for _, o := range planned {
			e.Meetings = append(e.Meetings, Place{Meeting: o.Meeting, Date: o.Date.String(), Slot: o.Slot, Start: o.Start, Kept: o.Moved})
		}
		e.renumber(number)
		return e, nil
	}
	if !c.Has("every") {
		t.Rule = string(s.Rule.rest(s.From, parseDate(from)))
	}
	if err := s.mayBegin(c, t, planned); err != nil {
		return Changed{}, err
	}
	e.Terms = t
	e.Meetings, e.Turn = s.place(e, planned, s.calledOff(c.View), c.Now)
	e.renumber(number)
	return e, nil
}

// renamed gives the terms with the name of a change, and the number that the
// next meeting gets by it; 0: it keeps its own.
func (s *Series) renamed(c *command.Context, planned []Occurrence) (Terms, int) {
	t := s.Terms
	if !c.Has("title") {
		return t, 0
	}
	name, number, counted := readName(c.Text("title"))
	t.Name = bot.Words{Text: name.Words}
	next := s.Number
	if len(planned) > 0 {
		next = planned[0].Number
	}
	if !counted {
		return t, 0
	}
	t.Digits = name.Digits
	if number == next {
		return t, 0
	}
	return t, number
}

// renumber counts the meetings of a change from a number on.
func (e *Changed) renumber(number int) {
	if number == 0 {
		return
	}
	for i := range e.Meetings {
		if p := &e.Meetings[i]; p.Date != "" && !p.Off {
			p.Number = number
			number++
		}
	}
	e.Number = number
}

// changesFrom is the first day that a change holds for, unless another is
// named: that of the next meeting.
func (s *Series) changesFrom(now time.Time, planned []Occurrence) string {
	if len(planned) > 0 {
		return planned[0].Date.String()
	}
	for _, o := range s.upcoming(mostAhead) {
		if o.Start.After(now) {
			return o.Date.String()
		}
	}
	return ""
}

// turnAt gives the hours as they come from the next meeting on.
func (s *Series) turnAt(planned []Occurrence) []Clock {
	turn := s.Turn
	if len(planned) > 0 && planned[0].Slot < len(s.Slots) {
		turn = planned[0].Slot
	}
	return append(slices.Clone(s.Slots[turn:]), s.Slots[:turn]...)
}

func sameRest(a, b Terms) bool {
	return a.Name.Text == b.Name.Text && a.Digits == b.Digits && a.Length == b.Length && a.Mode == b.Mode && a.Join.Text == b.Join.Text
}

// mayBegin refuses a first day of new terms that the rule does not have, that
// was left out, or that is not after the meetings that have begun: the days of a
// series stay in order.
func (s *Series) mayBegin(c *command.Context, t Terms, planned []Occurrence) error {
	from := parseDate(t.From)
	day, ok := Rule(t.Rule).Next(from, from.AddDays(-1))
	switch {
	case !ok:
		return lang.Refuse("series.rule-never", "text", t.Rule)
	case c.Has("when") && day != from:
		return lang.Refuse("series.rule-first", "text", t.Rule, "first", from.String(), "day", day.String())
	case c.Has("when") && s.on(from).Gone:
		return lang.Refuse("series.left-out", "day", from.String())
	}
	off := s.calledOff(c.View)
	for _, o := range s.Occurrences {
		is := func(p Occurrence) bool { return p.Meeting == o.Meeting }
		if o.Meeting != "" && !o.Gone && !slices.ContainsFunc(planned, is) && !slices.ContainsFunc(off, is) && o.Date.Compare(from) >= 0 {
			return lang.Refuse("series.from-earlier", "from", from.String(), "day", o.Date.String())
		}
	}
	return nil
}

// calledOff lists the meetings that were called off by themselves: the series
// does not know of it, but their days stay free.
func (s *Series) calledOff(v bot.View) []Occurrence {
	return slices.DeleteFunc(slices.Clone(s.Occurrences), func(o Occurrence) bool {
		e, ok := meeting.DirectoryOf(v).Get(o.Meeting)
		return !ok || o.Gone || e.Phase != meeting.PhaseCancelled
	})
}

// place gives each planned meeting the next day and hour of the new terms. What
// was left out stays so, and a day that was moved is where it was moved to.
func (s *Series) place(e Changed, planned, off []Occurrence, now time.Time) ([]Place, int) {
	var places []Place
	trial := s.clone()
	trial.Occurrences = slices.DeleteFunc(trial.Occurrences, func(o Occurrence) bool { return !o.Gone && o.Meeting != "" })
	for _, o := range off {
		places = append(places, Place{Meeting: o.Meeting, Date: o.Date.String(), Slot: o.Slot, Start: o.Start, Off: true})
		o.Gone = true
		trial.put(o)
	}
	trial.set(e.Terms)
	trial.cursor = trial.From.AddDays(-1)
	trial.next = trial.after(trial.cursor)
	days := slices.DeleteFunc(trial.upcoming(len(planned)+1), func(o Occurrence) bool { return !o.Start.After(now) })
	turn := 0
	for i, o := range planned {
		p := Place{Meeting: o.Meeting}
		if i < len(days) {
			p.Date, p.Slot, p.Start, p.Kept = days[i].Date.String(), days[i].Slot, days[i].Start, days[i].Moved
			if o.Moved {
				p.Start, p.Kept = o.Start, true
			}
			turn = (p.Slot + 1) % len(trial.Slots)
		}
		places = append(places, p)
	}
	return places, turn
}

// placed lists the meetings of a change as they stand in it, and a few days
// more where there are fewer: what people who know of them are told.
func (s *Series) placed(v bot.View, e Changed) []Occurrence {
	var days []Occurrence
	for _, p := range e.Meetings {
		if i, ok := s.at(parseDate(p.Date)); ok && !p.Off {
			days = append(days, s.Occurrences[i])
		}
	}
	if known := slices.DeleteFunc(slices.Clone(days), func(o Occurrence) bool { return !s.known(v, o) }); len(known) > 0 {
		days = known
	}
	if len(days) < shownDays && s.invitedTo() {
		days = append(days, s.upcoming(shownDays-len(days))...)
	}
	return days[:min(len(days), mostShown)]
}
