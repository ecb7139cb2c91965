package meeting

import (
	"cmp"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// compareGroups orders groups by name, the unknown one last.
func compareGroups(a, b bot.Group) int {
	if (a == "") != (b == "") {
		if a == "" {
			return 1
		}
		return -1
	}
	return cmp.Compare(a, b)
}

// seatOf is the place a person takes. In an archive roles are not known and
// everybody is taken for a member.
func seatOf(c *command.Context, p bot.PersonID) Seat {
	if c.Archive {
		return SeatMember
	}
	return SeatOf(c.View, p)
}

// SeatOf is the place that the roles of the roster give a person today. Who is
// Chair or of the Secretariat sits there, whatever else they are. A working group's
// co-chair who is no member has work between the meetings and no seat in them.
func SeatOf(v bot.View, p bot.PersonID) Seat {
	if person, ok := roster.Of(v).Person(p); ok && person.Guest {
		return SeatGuest
	}
	roles := roster.RolesAt(roster.Of(v), p, v.Now)
	for _, by := range []struct {
		role bot.Role
		seat Seat
	}{
		{bot.RoleSecretariat, SeatSecretariat},
		{bot.RoleChair, SeatChair},
		{bot.RoleMember, SeatMember},
		{bot.RoleCoChair, SeatChair},
		{bot.RoleFocalPoint, SeatSecretariat}, // whose person for matters of conduct they are
		{bot.RoleModerator, SeatModerator},
	} {
		if slices.Contains(roles, by.role) {
			return by.seat
		}
	}
	return SeatObserver
}

// whom gives the people a call about attendance is for, and who enters it when
// that is somebody else. Only the Chair and the Secretariat enter others.
func whom(c *command.Context) (people []bot.PersonID, by func(bot.PersonID) bot.PersonID, err error) {
	s := Of(c.View)
	if s.Phase == PhaseNone && !c.Archive || s.Phase == PhaseCancelled {
		return nil, nil, s.refuse(c.View)
	}
	if s.Phase == PhaseClosed && !c.Archive {
		key := "meeting.attendance-is-over"
		if c.Reader.Has(command.Leads...) {
			key = "meeting.attendance-correct"
		}
		return nil, nil, lang.Refuse(key, "title", s.Title.Text, "when", utc(c.View, s.ClosedAt))
	}
	people = c.People("persons")
	if len(people) == 0 {
		if c.Me() == "" {
			return nil, nil, lang.Refuse("meeting.who")
		}
		people = []bot.PersonID{c.Me()}
	}
	others := slices.ContainsFunc(people, func(p bot.PersonID) bool { return p != c.Me() })
	if others && !c.Archive && !c.Reader.Has(append([]bot.Role{bot.RoleBot}, command.Leads...)...) {
		return nil, nil, lang.Refuse("meeting.only-yourself")
	}
	if len(s.Stays)+len(s.Regrets)+len(s.Late)+len(people) > maxPeople {
		return nil, nil, lang.Refuse("meeting.too-many-people", "most", maxPeople)
	}
	return people, func(p bot.PersonID) bot.PersonID {
		if p == c.Me() {
			return ""
		}
		return c.Me()
	}, nil
}

// told answers a call about attendance: the names of those it changed
// something for, or that nothing was to change.
func told(c *command.Context, key string, events []bot.Event, people []bot.PersonID) bot.Decision {
	if len(events) == 0 {
		return bot.Decision{Reply: bot.Say(key+".already", "names", names(c.View, people))}
	}
	if len(people) == 1 && people[0] == c.Me() {
		return bot.Decision{Events: events, Reply: bot.Say(key + ".you")}
	}
	return bot.Decision{Events: events, Reply: bot.Say(key+".others", "names", names(c.View, people), "count", len(events))}
}

func names(v bot.View, people []bot.PersonID) string {
	all := make([]string, len(people))
	for i, p := range people {
		all[i] = roster.Name(v, p)
	}
	return strings.Join(all, ", ")
}

// presentAdd marks people as here. Long before the meeting it is their word
// that they will be; a sign, which has a way, is never more than that.
func presentAdd(c *command.Context) (bot.Decision, error) {
	people, by, err := whom(c)
	if err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	switch way := c.Text(wayArg); {
	case way != "" && !s.Phase.Ahead():
		return bot.Decision{}, lang.Refuse("meeting.sign-too-late", "title", s.Title.Text)
	case way != "", s.Phase.Ahead() && !c.Archive && c.Now.Before(s.Start.Add(-EarlyFrom)):
		return expect(c, people, by), nil
	}
	var events []bot.Event
	var changed []bot.PersonID
	for _, p := range people {
		group := roster.GroupOf(c.View, p, bot.Group(c.Text("group")))
		if i := s.stayOf(p); i >= 0 && (s.Stays[i].Group == group || !c.Has("group")) {
			continue
		}
		late := s.IsOpen() && c.Now.Sub(s.OpenedAt) > LateAfter && !s.WasPresent(p) && !c.Archive
		events = append(events, Present{Person: p, Group: group, Seat: seatOf(c, p), Late: late, By: by(p)})
		changed = append(changed, p)
	}
	if len(changed) == 0 {
		changed = people
	}
	return told(c, "meeting.present", events, changed), nil
}

func expect(c *command.Context, people []bot.PersonID, by func(bot.PersonID) bot.PersonID) bot.Decision {
	var events []bot.Event
	s, way := Of(c.View), c.Text(wayArg)
	for _, p := range people {
		known := slices.Contains(s.Expects, p)
		plainly := known && way == "" && s.Ways[p] != "" // in so many words now
		if !known && !s.IsPresent(p) || plainly {
			events = append(events, Expected{Person: p, Way: way, By: by(p)})
		}
	}
	return told(c, "meeting.expected", events, people)
}

// presentRemove marks people as gone. Before the meeting it takes back their word
// that they will be there; a sign takes back no more than itself.
func presentRemove(c *command.Context) (bot.Decision, error) {
	people, by, err := whom(c)
	if err != nil {
		return bot.Decision{}, err
	}
	s, way, key := Of(c.View), c.Text(wayArg), "meeting.left"
	var events []bot.Event
	for _, p := range people {
		switch {
		case s.IsPresent(p):
			if way == "" {
				events = append(events, Left{Person: p, By: by(p)})
			}
		case s.Phase.Ahead() && slices.Contains(s.Expects, p) && (way == "" || s.Ways[p] == way):
			events, key = append(events, ExpectedWithdrawn{Person: p, By: by(p)}), "meeting.not-expected"
		}
	}
	return told(c, key, events, people), nil
}

// AtFloor is the fact that somebody is here who takes part at the floor and was
// not marked so: who asks for the floor themselves, or is given it. When they
// came is not known, so they are never late by it. Nothing where they are here
// already, or where the past is read, which says who was here.
func AtFloor(c *command.Context, p bot.PersonID, group bot.Group) []bot.Event {
	s := Of(c.View)
	if c.Archive || !s.IsOpen() || s.IsPresent(p) || len(s.Stays) >= maxPeople {
		return nil
	}
	e := Present{Person: p, Group: group, Seat: seatOf(c, p)}
	if p != c.Me() {
		e.By = c.Me()
	}
	return []bot.Event{e}
}

// regretsAdd notes that people cannot come. Who is here has come.
func regretsAdd(c *command.Context) (bot.Decision, error) {
	people, by, err := whom(c)
	if err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	var events []bot.Event
	for _, p := range people {
		if s.IsPresent(p) && !c.Archive {
			return bot.Decision{}, lang.Refuse("meeting.regrets.is-here", "name", roster.Name(c.View, p))
		}
		if s.HasRegrets(p) && !c.Has("note") {
			continue
		}
		events = append(events, Regrets{Person: p, Group: roster.GroupOf(c.View, p, ""), Note: noteOf(c, p), By: by(p)})
	}
	return told(c, "meeting.regrets", events, people), nil
}

func noteOf(c *command.Context, p bot.PersonID) bot.Words {
	if text := c.Text("note"); text != "" {
		return bot.Write(p, text)
	}
	return bot.Words{}
}

// regretsRemove takes regrets back.
func regretsRemove(c *command.Context) (bot.Decision, error) {
	people, by, err := whom(c)
	if err != nil {
		return bot.Decision{}, err
	}
	var events []bot.Event
	for _, p := range people {
		if Of(c.View).HasRegrets(p) {
			events = append(events, RegretsWithdrawn{Person: p, By: by(p)})
		}
	}
	return told(c, "meeting.regrets-withdrawn", events, people), nil
}

// lateAdd notes that people will come later.
func lateAdd(c *command.Context) (bot.Decision, error) {
	people, by, err := whom(c)
	if err != nil {
		return bot.Decision{}, err
	}
	s := Of(c.View)
	var events []bot.Event
	for _, p := range people {
		if s.IsPresent(p) && !c.Archive {
			return bot.Decision{}, lang.Refuse("meeting.late.is-here", "name", roster.Name(c.View, p))
		}
		if noticed(s.Late, p) && !c.Has("note") {
			continue
		}
		events = append(events, LateAnnounced{Person: p, Group: roster.GroupOf(c.View, p, ""), Note: noteOf(c, p), By: by(p)})
	}
	return told(c, "meeting.late", events, people), nil
}

// entered marks people as here whom another stream names: a guest who was just
// added to the roster.
func entered(c *command.Context) (bot.Decision, error) {
	s, by := Of(c.View), c.Person("by")
	if s.Phase == PhaseClosed || s.Phase == PhaseCancelled || s.Phase == PhaseNone {
		return bot.Decision{Reply: bot.Reply{Done: true}}, nil
	}
	var events []bot.Event
	for _, p := range c.People("persons") {
		if !s.IsPresent(p) {
			late := s.IsOpen() && c.Now.Sub(s.OpenedAt) > LateAfter && !s.WasPresent(p)
			events = append(events, Present{Person: p, Group: roster.GroupOf(c.View, p, ""), Seat: seatOf(c, p), Late: late, By: by})
		}
	}
	return bot.Decision{Events: events}, nil
}

// guestAdd names somebody who is not of the community, such as a caller on the
// phone, on the roster, and as here in the meeting.
func guestAdd(c *command.Context) (bot.Decision, error) {
	name := oneLine(c.Text("name"))
	if strings.ContainsAny(name, ",;") {
		return bot.Decision{}, lang.Refuse("meeting.guest.one", "name", name)
	}
	if slices.ContainsFunc(roster.Of(c.View).Find(name), func(p bot.PersonID) bool { return equalFold(roster.Name(c.View, p), name) }) {
		return bot.Decision{}, lang.Refuse("meeting.guest.known", "name", name)
	}
	d := DirectoryOf(c.View)
	e, ok := d.Meant(c.Place, c.Now)
	if named := c.Text(command.MeetingArg); named != "" {
		e, ok = d.Find(named)
	}
	if !ok {
		return bot.Decision{}, lang.Refuse("meeting.none")
	}
	id := bot.PersonID("guest-" + c.Fresh[:min(16, len(c.Fresh))])
	args := []string{"persons", string(id)}
	if c.Me() != "" {
		args = append(args, "by", string(c.Me()))
	}
	return bot.Decision{
		Events:  []bot.Event{roster.GuestAdded{Person: id, Name: bot.Write(id, name), Group: bot.Group(c.Text("group"))}},
		Effects: []bot.Effect{forward("guest", bot.MeetingStream(e.ID), bot.Do("present entered", args...))},
		Reply:   bot.Say("meeting.guest.done", "name", name, "title", e.Title.Text),
	}, nil
}

// guestsAdd marks people of the roster as here for this once as guests, as logs
// say "guests+ Ana, Ben".
func guestsAdd(c *command.Context) (bot.Decision, error) {
	s := Of(c.View)
	if !c.Archive && !s.IsOpen() && !s.Phase.Ahead() {
		return bot.Decision{}, s.refuse(c.View)
	}
	var events []bot.Event
	var people []bot.PersonID
	for _, name := range strings.FieldsFunc(c.Text("persons"), func(r rune) bool { return r == ',' || r == ';' }) {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		found := roster.Of(c.View).Find(name)
		if len(found) != 1 {
			return bot.Decision{}, lang.Refuse("meeting.guest.unknown", "name", name)
		}
		if slices.Contains(people, found[0]) {
			continue
		}
		if people = append(people, found[0]); len(people)+len(s.Stays) > maxPeople {
			return bot.Decision{}, lang.Refuse("meeting.too-many-people", "most", maxPeople)
		}
		if !s.IsPresent(found[0]) {
			events = append(events, Present{Person: found[0], Group: roster.GroupOf(c.View, found[0], ""), Seat: SeatGuest, By: c.Me()})
		}
	}
	return told(c, "meeting.present", events, people), nil
}
