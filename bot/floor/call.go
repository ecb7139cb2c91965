package floor

import (
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/meeting"
)

// debounce is how long after a call a typed "ack next" is taken for the same
// step: somebody else's, or the Chair's own sent twice.
const debounce = 3 * time.Second

func decideCall(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	if c.Has("after") && c.Number("after") != s.LastTurn() {
		return s.advanced(c), nil
	}
	p, err := s.target(c)
	if err != nil {
		return bot.Decision{}, err
	}
	if p == "" {
		return nothing("floor.nobody-waits"), nil
	}
	if t, on := s.Speaking(); on && t.Person == p {
		if _, waits := s.open[p]; !waits {
			return nothing("floor.speaks-already", "name", nameOf(c.View, p)), nil
		}
	}
	return s.call(c, p, Called, s.limitNow(c)), nil
}

// advanced answers a press that acts on a turn that is over: somebody else was
// quicker.
func (s *State) advanced(c *command.Context) bot.Decision {
	if t, on := s.Speaking(); on {
		return nothing("floor.advanced-already", "name", nameOf(c.View, t.Person))
	}
	return nothing("floor.done-already")
}

// target is who is to be called: a person by name, or the next in the order
// people see. Empty when nobody waits.
func (s *State) target(c *command.Context) (bot.PersonID, error) {
	text := c.Text("person")
	if !c.Flag("next") && text != "" && !strings.EqualFold(text, "next") {
		return s.atFloor(c.View, text)
	}
	if text == "" && !c.Flag("next") {
		return "", lang.Refuse("floor.call-whom")
	}
	if t, on := s.Speaking(); on && !c.Has("after") && !c.Archive && c.Now.Sub(t.Began) < debounce {
		return "", lang.Refuse("floor.called-just-now", "name", nameOf(c.View, t.Person), "by", nameOf(c.View, t.By))
	}
	next, _ := s.Next()
	return next.Person, nil
}

// call is the decision that a person has the floor.
func (s *State) call(c *command.Context, p bot.PersonID, how How, limit Seconds) bot.Decision {
	var events []bot.Event
	if t, on := s.Speaking(); on {
		end := EndNext
		if how == Received {
			end = EndYielded
		}
		events = append(events, TurnEnded{Turn: t.Number, End: end, By: c.Me()})
	}
	e := TurnBegan{
		Turn: s.LastTurn() + 1, Person: p, Lead: leads(c, p), Item: s.item, How: how,
		Asked: c.Now, Limit: limit, By: c.Me(),
	}
	if r, waits := s.Request(p); waits {
		e.Group, e.Asked = r.Group, r.Asked
	} else {
		e.Group = capacity(c.View, p)
	}
	if how == Called {
		e.Overtaken, e.Passed = s.overtaken(p)
	}
	if how != Granted {
		e.Next = s.toTell(p, e.Passed)
	}
	events = append(append(events, e), meeting.AtFloor(c, p, e.Group)...)
	d := changed(bot.Say("floor.called", "name", nameOf(c.View, p)), events...)
	if e.Next != "" {
		d.Effects = append(d.Effects, bot.Effect{
			Do: bot.Direct, Key: ShowNext, Show: ShowNext, To: bot.ToPerson(e.Next),
		})
	}
	return d
}

// overtaken lists whom a call overtakes: those who still wait and stood before
// the person, by order of asking and with points of order first. Who said "not
// now" is passed over instead. A point of order overtakes nobody. Who was
// overtaken overtakenCap times already is not listed again.
func (s *State) overtaken(p bot.PersonID) (overtaken, passed []bot.PersonID) {
	mine, waits := s.open[p]
	if waits && s.requests[mine].Way == PointOfOrder {
		return nil, nil
	}
	for way, line := range s.lines {
		for _, i := range line {
			r := &s.requests[i]
			if waits && way != PointOfOrder.line() && r.place >= s.requests[mine].place {
				break
			}
			switch {
			case r.Person == p:
			case r.NotNow:
				passed = append(passed, r.Person)
			case r.Overtaken < overtakenCap:
				overtaken = append(overtaken, r.Person)
			}
		}
	}
	return overtaken, passed
}

// toTell is who is next after the person has been called, unless they have been
// told before.
func (s *State) toTell(p bot.PersonID, passed []bot.PersonID) bot.PersonID {
	again := make(map[bot.PersonID]bool, len(passed))
	for _, q := range passed {
		again[q] = true
	}
	for r := range s.inOrder() {
		if r.Person == p || r.NotNow && !again[r.Person] {
			continue
		}
		if r.told {
			return ""
		}
		return r.Person
	}
	return ""
}

func decideDone(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	t, on := s.Speaking()
	switch {
	case !on || c.Has("turn") && c.Number("turn") != t.Number:
		return nothing("floor.done-already"), nil
	case t.Person == c.Me() || mayLead(c):
		return changed(bot.Say("floor.done"), TurnEnded{Turn: t.Number, By: c.Me()}), nil
	case s.turnsOf[c.Me()] > 0 && !c.Has("turn"):
		return nothing("floor.your-turn-is-over", "name", nameOf(c.View, t.Person)), nil
	}
	return bot.Decision{}, lang.Refuse("floor.not-your-turn", "name", nameOf(c.View, t.Person))
}

func decideYield(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	t, on := s.Speaking()
	switch {
	case on && c.Has("turn") && c.Number("turn") != t.Number:
		return s.advanced(c), nil
	case !on:
		return bot.Decision{}, lang.Refuse("floor.nobody-speaks")
	case t.Person != c.Me() && !mayLead(c):
		return bot.Decision{}, lang.Refuse("floor.not-yours-to-yield", "name", nameOf(c.View, t.Person))
	}
	p, err := s.atFloor(c.View, c.Text("person"))
	if err != nil {
		return bot.Decision{}, err
	}
	if p == t.Person {
		return bot.Decision{}, lang.Refuse("floor.yield-to-oneself")
	}
	limit := Seconds(0)
	if t.Limit > 0 {
		left := t.Limit - t.Length(c.Now)
		if left < time.Second && !c.Archive {
			return bot.Decision{}, lang.Refuse("floor.nothing-to-yield")
		}
		limit = max(1, Seconds(left/time.Second))
	}
	return s.call(c, p, Received, limit), nil
}

func decideLast(c *command.Context) (bot.Decision, error) {
	if err := ready(c); err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	p, err := s.atFloor(c.View, c.Text("person"))
	if err != nil {
		return bot.Decision{}, err
	}
	if t, on := s.Speaking(); on && t.Person == p && t.How == Granted && s.Count() == 0 {
		return nothing("floor.speaks-already", "name", nameOf(c.View, p)), nil
	}
	dropped := s.others(p)
	d := s.call(c, p, Granted, s.limitNow(c))
	d.Events = append(d.Events, QueueCleared{By: c.Me(), Dropped: dropped}, QueueClosed{By: c.Me()})
	d.Reply = bot.Say("floor.last-word", "name", nameOf(c.View, p))
	if len(dropped) > 0 {
		d.Effects = append(d.Effects, cleared(c, dropped))
	}
	return d, nil
}

// others lists who waits, but for the persons named.
func (s *State) others(but ...bot.PersonID) []bot.PersonID {
	named := make(map[bot.PersonID]bool, len(but))
	for _, p := range but {
		named[p] = true
	}
	var people []bot.PersonID
	for r := range s.inOrder() {
		if !named[r.Person] {
			people = append(people, r.Person)
		}
	}
	return people
}
