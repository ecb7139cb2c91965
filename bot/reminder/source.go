package reminder

import (
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/action"
	"magbot/bot/agenda"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/community"
	"magbot/bot/cycle"
	"magbot/bot/meeting"
	"magbot/bot/minutes"
	"magbot/bot/roster"
	"magbot/bot/series"
)

// sources are what this package reminds of itself.
func sources() []Source {
	return []Source{
		{Meeting, meetings, showMeeting, nil},
		{Inputs, inputs, showInputs, nil},
		{Agenda, agendas, showAgenda, nil},
		{Report, reports, showReport, nil},
		{Clocks, clocks, showClocks, nil},
		{Action, actions, showAction, nil},
		{Deadline, deadlines, showDeadline, nil},
	}
}

// resets is the weight, in a revision, of how often a deadline, or the forum,
// was set: more than a meeting is ever moved.
const resets = 1000

// morning is the hour at which what falls due on a day is due.
const morning = 9

// placed is a meeting that people have been invited to, with its series.
type placed struct {
	*meeting.State

	series *series.Series
	at     series.Occurrence
	zone   *time.Location
	since  time.Time
}

// invited gives the meeting that v.Here is, while it is to come and people have
// been invited to it.
func invited(v bot.View) (placed, bool) {
	if meeting.Of(v).Phase != meeting.PhaseInvited {
		return placed{}, false
	}
	return place(v), true
}

func place(v bot.View) placed {
	p := placed{State: meeting.Of(v)}
	p.since = later(p.InvitedAt, p.MovedAt)
	p.zone = communityZone(v)
	if s, o, ok := series.Of(v).ByMeeting(p.ID); ok && p.ID != "" {
		p.series, p.at, p.zone = s, o, s.Zone
		return p
	}
	p.since = later(p.since, zonedSince(v, ""))
	return p
}

func communityZone(v bot.View) *time.Location {
	if loc, ok := civil.Location(community.Of(v).Settings.Zone); ok {
		return loc
	}
	return time.UTC
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// offsets are those of the series, or the usual ones.
func (p placed) offsets(w series.What) []civil.Offset {
	if p.series == nil {
		return series.DefaultReminders(w)
	}
	return p.series.Reminders(w)
}

// occasion makes the occasion of the meeting, or of one of its deadlines. Only
// a series has deadlines: nobody has set any for a meeting by itself.
func (p placed) occasion(kind Kind, w series.What) (Occasion, bool) {
	o := Occasion{
		Kind: kind, Key: string(p.ID), Revision: p.Revision, At: p.Start, Since: p.since, Zone: p.zone, Offsets: p.offsets(w),
	}
	if p.series != nil {
		o.Since = later(o.Since, p.series.Set[w])
	}
	if w == series.TheMeeting {
		return o, true
	}
	if p.series == nil {
		return o, false
	}
	from := p.Start
	if w == series.TheReport {
		from, o.Revision = p.ClosedAt, len(p.Sittings)
	}
	at, ok := p.series.DueAt(w, from)
	o.At = at
	o.Revision += resets * p.series.Resets[w]
	return o, ok
}

func meetings(v bot.View) []Occasion {
	p, ok := invited(v)
	if !ok {
		return nil
	}
	o, _ := p.occasion(Meeting, series.TheMeeting)
	o.Channels, o.People = true, p.expected(v)
	return []Occasion{o}
}

// expected are all who are invited and have not sent regrets.
func (p placed) expected(v bot.View) func() []bot.PersonID {
	return func() []bot.PersonID {
		var people []bot.PersonID
		for _, id := range meeting.Invitees(v) {
			if !p.HasRegrets(id) {
				people = append(people, id)
			}
		}
		return people
	}
}

func inputs(v bot.View) []Occasion {
	p, ok := invited(v)
	if !ok || agenda.Of(v).Published() {
		return nil
	}
	o, ok := p.occasion(Inputs, series.TheInputs)
	if !ok {
		return nil
	}
	o.Channels, o.People = true, p.expected(v)
	return []Occasion{o}
}

func agendas(v bot.View) []Occasion {
	p, ok := invited(v)
	if !ok || agenda.Of(v).Published() {
		return nil
	}
	o, ok := p.occasion(Agenda, series.TheAgenda)
	if !ok {
		return nil
	}
	o.People, o.Over = leading(v), o.At.Add(dayOn)
	return []Occasion{o}
}

func reports(v bot.View) []Occasion {
	if meeting.Of(v).Phase != meeting.PhaseClosed || minutes.Of(v).Phase == minutes.Final {
		return nil
	}
	p := place(v)
	o, ok := p.occasion(Report, series.TheReport)
	if !ok {
		return nil
	}
	o.Since, o.Over, o.People = later(p.ClosedAt, p.series.Set[series.TheReport]), o.At.Add(dayOn), leading(v)
	return []Occasion{o}
}

// leading are the Chair and the Secretariat.
func leading(v bot.View) func() []bot.PersonID {
	return func() []bot.PersonID {
		people := roster.Of(v).With(bot.RoleChair, v.Now)
		if acting := meeting.Of(v).Chair; acting != "" {
			people = append(people, acting)
		}
		return once(append(people, roster.Of(v).With(bot.RoleSecretariat, v.Now)...))
	}
}

func once(people []bot.PersonID) []bot.PersonID {
	seen := map[bot.PersonID]bool{}
	var all []bot.PersonID
	for _, p := range people {
		if !seen[p] {
			seen[p] = true
			all = append(all, p)
		}
	}
	return all
}

// clocks are the meetings of a series whose hour is another than the last time
// for somebody, because the clocks were changed there or in the series' zone.
func clocks(v bot.View) []Occasion {
	p, ok := invited(v)
	if !ok || p.series == nil || len(moved(v, p)) == 0 {
		return nil
	}
	o, _ := p.occasion(Clocks, series.TheMeeting)
	o.Offsets = Usual(Clocks)
	o.People = func() []bot.PersonID { return moved(v, p) }
	return []Occasion{o}
}

// moved lists whose hour moves, by the clock they go by: each who has said in
// which zone they are, or reads hours in the one that the community has chosen.
func moved(v bot.View, p placed) []bot.PersonID {
	o := p.at
	o.Moved = o.Moved || !o.Start.Equal(p.Start)
	earlier, ok := p.series.Earlier(o)
	if !ok {
		return nil
	}
	in := map[string]bool{}
	var people []bot.PersonID
	for _, id := range p.expected(v)() {
		loc, chosen := meeting.ZoneOf(v, id)
		if !chosen {
			continue
		}
		moves, known := in[loc.String()]
		if !known {
			_, _, moves = series.LocalMove(earlier, p.Start, loc)
			in[loc.String()] = moves
		}
		if moves {
			people = append(people, id)
		}
	}
	return people
}

// actions are those that are to be done by a day, once for each owner: the day
// begins where the owner is.
func actions(v bot.View) []Occasion {
	if v.Here.Stream != bot.WorkStream {
		return nil
	}
	var all []Occasion
	for _, a := range action.WorkOf(v).Open() {
		day, err := time.Parse(time.DateOnly, a.Due)
		if err != nil {
			continue // no day was set
		}
		since := a.At
		if n := len(a.Changes); n > 0 {
			since = a.Changes[n-1].At
		}
		for _, owner := range a.Owners {
			loc := zoneOf(v, owner)
			at, _ := civil.Resolve(civil.DateOf(day).At(morning, 0), loc)
			all = append(all, Occasion{
				Kind: Action, Key: strconv.Itoa(a.Number) + "/" + string(owner), Revision: len(a.Changes), At: at.UTC(), Over: at.UTC().Add(dayOn), Since: later(since, zonedSince(v, owner)), Zone: loc,
				Offsets: Usual(Action),
				People:  func() []bot.PersonID { return []bot.PersonID{owner} },
			})
		}
	}
	return all
}

func deadlines(v bot.View) []Occasion {
	if v.Here.Stream != bot.WorkStream {
		return nil
	}
	s, loc := cycle.Of(v), communityZone(v)
	var all []Occasion
	for _, d := range s.Deadlines {
		day, ok := s.Day(d)
		if !ok {
			continue
		}
		at, _ := civil.Resolve(day.At(morning, 0), loc)
		all = append(all, Occasion{
			Kind: Deadline, Key: strconv.Itoa(d.Number), Revision: s.Revision*resets + d.Revision, At: at.UTC(), Zone: loc,
			Since:   later(later(s.Since, d.Since), zonedSince(v, "")),
			Offsets: Usual(Deadline), Channels: true,
			People: func() []bot.PersonID { return meeting.Invitees(v) },
		})
	}
	return all
}

// numberOf reads the number at the start of an occasion's key.
func numberOf(o Occasion) int {
	first, _, _ := strings.Cut(o.Key, "/")
	n, err := strconv.Atoi(first)
	if err != nil {
		return 0
	}
	return n
}

// remindMe is the button that leads to one's own wishes.
func remindMe(v bot.View) chat.Button {
	return chat.Button{Label: v.Say("reminder.button.wishes"), Call: chat.Do("remind show")}
}
