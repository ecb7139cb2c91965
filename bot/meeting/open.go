package meeting

import (
	"slices"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// open claims the channels of a meeting on the work stream and asks the
// meeting's own stream to open.
func open(c *command.Context) (bot.Decision, error) {
	d := DirectoryOf(c.View)
	e, ok := d.Next(c.Now)
	if name := c.Text(command.MeetingArg); name != "" {
		if e, ok = d.Find(name); !ok {
			return bot.Decision{}, lang.Refuse("meeting.unknown", "meeting", name)
		}
	} else if id, open := d.OpenAt(c.Place); open {
		e, ok = d.Get(id)
	}
	if !ok {
		return bot.Decision{}, lang.Refuse("meeting.none-to-open")
	}
	// A deputy opens the meeting whose chair they hold, and no other.
	if !c.Archive && !c.Reader.Has(bot.RoleBot, bot.RoleChair, bot.RoleSecretariat) && In(c.View, e.ID).Chair != c.Me() {
		return bot.Decision{}, lang.Refuse("command.not-allowed.leads", "command", c.Call.Path)
	}
	switch e.Phase {
	case PhaseOpen:
		return bot.Decision{Reply: bot.Say("meeting.open.already", "title", e.Title.Text)}, nil
	case PhaseClosed:
		return bot.Decision{}, lang.Refuse("meeting.open.closed", "title", e.Title.Text)
	case PhaseCancelled:
		return bot.Decision{}, lang.Refuse("meeting.is-cancelled", "title", e.Title.Text)
	case PhaseNone, PhaseScheduled, PhaseInvited:
	}
	opening, err := Claim(c, e, bot.Words{})
	if err == nil && !c.Archive && c.Now.Before(e.Start.Add(-EarlyFrom)) {
		opening.Reply = early(c, e)
	}
	return opening, err
}

// early answers an opening long before the time that people were told.
func early(c *command.Context, e Entry) bot.Reply {
	m := chat.Message{Blocks: []chat.Block{
		chat.Paragraph{Text: chat.Line(c.Say("meeting.open.done", "title", e.Title.Text))},
		chat.Paragraph{Text: append(chat.Line(c.Say("meeting.open.early")+" "), whenLine(c.View, e.Start, 0)...)},
	}, Seen: c.Say("seen.only-you")}
	return bot.Reply{Message: &m}
}

// Claim decides, on the work stream, that a meeting takes its channels, and
// asks its own stream to open. It is refused while another meeting is open in
// one of them. A meeting that was closed is opened again, for the reason given.
func Claim(c *command.Context, e Entry, reason bot.Words) (bot.Decision, error) {
	places := claimed(c, e)
	if len(places) == 0 && !c.Archive {
		return bot.Decision{}, lang.Refuse("meeting.open.nowhere", "title", e.Title.Text)
	}
	for _, other := range DirectoryOf(c.View).All() {
		if other.ID != e.ID && other.Phase == PhaseOpen && shareChannel(other.Places, places) {
			return bot.Decision{}, lang.Refuse("meeting.open.taken", "title", other.Title.Text)
		}
	}
	again := e.Phase == PhaseClosed
	return bot.Decision{
		Events:  []bot.Event{Claimed{ID: e.ID, Places: places, By: c.Me(), Again: again, Reason: reason}},
		Effects: []bot.Effect{forward("opened", bot.MeetingStream(e.ID), bot.Do("meeting opened"))},
		Reply:   bot.Say("meeting.open.done", "title", e.Title.Text),
	}, nil
}

// claimed lists the channels a meeting takes: all that are linked to the
// community, or its own, and the one in which it is opened.
func claimed(c *command.Context, e Entry) []bot.Place {
	places := slices.Clone(e.Places)
	if e.Everywhere {
		places = append(places, community.Of(c.View).Places()...)
	}
	if !c.Place.Private() {
		places = append(places, c.Place)
	}
	var channels []bot.Place
	for _, p := range places {
		if p = Channel(p); !p.Private() && !slices.Contains(channels, p) {
			channels = append(channels, p)
		}
	}
	return channels
}

func shareChannel(a, b []bot.Place) bool {
	return slices.ContainsFunc(a, func(p bot.Place) bool {
		return slices.ContainsFunc(b, func(q bot.Place) bool { return SameChannel(p, q) })
	})
}

// opened opens the meeting that has claimed its channels. In an archive it may
// be the first that is heard of the meeting.
func opened(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if s.IsOpen() {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	entry, known := DirectoryOf(c.View).Get(s.ID)
	if c.Archive {
		return bot.Decision{Events: []bot.Event{Opened{By: c.Me(), Places: places(c.Place)}}}, nil
	}
	if !known || entry.Phase != PhaseOpen {
		return bot.Decision{}, lang.Refuse("meeting.open.unclaimed", "title", s.Title.Text)
	}
	by := entry.Opener
	show, key := "meeting.opened", "meeting.opened"
	var events []bot.Event
	if s.Phase == PhaseClosed {
		events = append(events, Reopened{By: by, Reason: entry.Reason, Places: entry.Places})
		show = "meeting.reopened"
	} else {
		events = append(events, Opened{By: by, Chair: chairAt(c.View, by), Places: entry.Places, Seats: seats(c.View)})
	}
	if by != "" && !s.IsPresent(by) {
		events = append(events, Present{Person: by, Group: roster.GroupOf(c.View, by, ""), Seat: seatOf(c, by)})
	}
	return bot.Decision{Events: events, Effects: []bot.Effect{{
		Do: bot.Post, Key: key, Show: show, To: bot.ToChannels(), With: map[string]string{"head": c.Here.Head},
	}}}, nil
}

func places(p bot.Place) []bot.Place {
	if p.Private() {
		return nil
	}
	return []bot.Place{Channel(p)}
}

// chairAt says who holds the chair when the meeting opens: the Chair who opens
// it, else whom it was handed to before, else a Chair who is here already.
// Otherwise nobody does until somebody takes it.
func chairAt(v bot.View, opener bot.PersonID) bot.PersonID {
	s, chairs := Of(v), roster.Of(v).With(bot.RoleChair, v.Now)
	if s.Chair != "" {
		return s.Chair
	}
	if slices.Contains(chairs, opener) {
		return opener
	}
	for _, p := range chairs {
		if s.IsPresent(p) {
			return p
		}
	}
	return ""
}

// seats lists how many members in term each group has now.
func seats(v bot.View) []Seats {
	var all []Seats
	for group, n := range roster.Of(v).Seats(v.Now) {
		all = append(all, Seats{group, n})
	}
	slices.SortFunc(all, func(a, b Seats) int { return compareGroups(a.Group, b.Group) })
	return all
}

// Release asks the work stream to free the channels of the meeting that
// decides. It belongs to every decision that closes a meeting.
func Release(v bot.View) bot.Effect {
	return forward("released", bot.WorkStream, bot.Do("meeting released", command.MeetingArg, string(Of(v).ID)))
}

// released frees the channels.
func released(c *command.Context) (bot.Decision, error) {
	id := bot.MeetingID(c.Text(command.MeetingArg))
	entry, ok := DirectoryOf(c.View).Get(id)
	if !ok {
		return bot.Decision{}, lang.Refuse("meeting.unknown", "meeting", string(id))
	}
	if entry.Phase != PhaseOpen {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	return bot.Decision{Events: []bot.Event{Released{ID: id}}}, nil
}

// handOver passes the chair. Who holds it may pass it to anybody with a role
// today; the Secretariat, and a Chair or Co-Chair of the roster, may see to it
// while nobody who holds it is here.
func handOver(c *command.Context) (bot.Decision, error) {
	s, to := Of(c.View), c.Person("person")
	if s.Phase == PhaseClosed || s.Phase == PhaseCancelled {
		return bot.Decision{}, s.refuse(c.View)
	}
	if s.Chair == to {
		return bot.Decision{Reply: bot.Say("meeting.chair.already", "name", roster.Name(c.View, to))}, nil
	}
	roles := roster.RolesAt(roster.Of(c.View), to, c.Now)
	if len(roles) == 0 {
		return bot.Decision{}, lang.Refuse("meeting.chair.no-role", "name", roster.Name(c.View, to))
	}
	if holder := holder(c.View); holder != "" && holder != c.Me() && s.IsPresent(holder) && !c.Archive {
		return bot.Decision{}, lang.Refuse("meeting.chair.is-here", "name", roster.Name(c.View, holder))
	}
	return handing(c, to), nil
}

// holder is who chairs: the one it was handed to, or else the Chair of the
// roster who is here.
func holder(v bot.View) bot.PersonID {
	s := Of(v)
	if s.Chair != "" {
		return s.Chair
	}
	chairs := roster.Of(v).With(bot.RoleChair, v.Now)
	for _, p := range chairs {
		if s.IsPresent(p) {
			return p
		}
	}
	return ""
}

// Chairs reports whether a person holds the chair for what is decided on
// v.Here: that of the meeting itself or, on a stream that is no meeting's, that
// of the one which a call from this place means. So a deputy can open the
// meeting and name a guest, although neither is decided on its own stream.
func Chairs(v bot.View, place bot.Place, p bot.PersonID) bool {
	if p == "" || v.Here == nil {
		return false
	}
	if _, own := v.Here.Stream.Meeting(); own || Of(v).Phase != PhaseNone {
		return Of(v).Chair == p
	}
	e, ok := DirectoryOf(v).Meant(place, v.Now)
	return ok && In(v, e.ID).Chair == p
}

func handing(c *command.Context, to bot.PersonID) bot.Decision {
	d := bot.Decision{
		Events: []bot.Event{HandedOver{From: holder(c.View), To: to, By: c.Me()}},
		Reply:  bot.Say("meeting.chair.done", "name", roster.Name(c.View, to)),
	}
	if to != c.Me() {
		d.Effects = append(d.Effects, bot.Effect{Do: bot.Direct, Key: "meeting.chair-you", Show: "meeting.chair-you", To: bot.ToPerson(to)})
	}
	if Of(c.View).IsOpen() {
		d.Effects = append(d.Effects,
			bot.Effect{Do: bot.Post, Key: "meeting.chair", Show: "meeting.chair", To: bot.ToChannels()},
			// What package floor shows to whoever holds the chair moves with it.
			bot.Effect{Do: bot.Live, Key: "floor.chair", Show: "floor.chair", To: bot.ToRole(bot.RoleActingChair)})
	}
	return d
}

// takeBack lets the Chair of the roster have the chair again.
func takeBack(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	switch {
	case s.Phase == PhaseClosed || s.Phase == PhaseCancelled:
		return bot.Decision{}, s.refuse(c.View)
	case s.Chair == c.Me() && c.Me() != "":
		return bot.Decision{Reply: bot.Say("meeting.chair.yours-already")}, nil
	}
	return handing(c, c.Me()), nil
}

// offRecord begins a stretch of which no words are recorded.
func offRecord(c *command.Context) (bot.Decision, error) {
	return recording(c, true, OffRecord{By: c.Me()})
}

// onRecord ends it.
func onRecord(c *command.Context) (bot.Decision, error) {
	return recording(c, false, OnRecord{By: c.Me()})
}

func recording(c *command.Context, off bool, e bot.Event) (bot.Decision, error) {
	s := Of(c.View)
	if !s.IsOpen() && !c.Archive {
		return bot.Decision{}, lang.Refuse("meeting.not-open")
	}
	state := "on"
	if off {
		state = "off"
	}
	if s.OffRecord == off {
		return bot.Decision{Reply: bot.Say("meeting.record.already-" + state)}, nil
	}
	return bot.Decision{
		Events:  []bot.Event{e},
		Effects: []bot.Effect{{Do: bot.Post, Key: "meeting.record", Show: "meeting.record", To: bot.ToChannels(), With: map[string]string{"state": state}}},
		Reply:   bot.Say("meeting.record." + state),
	}, nil
}
