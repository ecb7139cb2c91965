package calendar

import (
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/chat/ical"
	"magbot/bot/civil"
	"magbot/bot/command"
	"magbot/bot/community"
	"magbot/bot/meeting"
	"magbot/bot/series"
)

// How far a calendar reaches.
const (
	backTo     = 180 * 24 * time.Hour
	aheadTo    = 400 * 24 * time.Hour
	mostDays   = 100 // still to be planned, of one series
	refresh    = time.Hour
	outsideUID = "@magbot"
)

// Feed gives all that v.Reader may see: meetings of the last half year and of
// the next thirteen months, and the deadlines that concern them.
func (o Outside) Feed(v bot.View) ical.Calendar {
	c := o.All(v)
	c.Refresh = refresh
	return c
}

// All is Feed as a file, which nobody asks for again by itself.
func (o Outside) All(v bot.View) ical.Calendar {
	c := ical.Calendar{Name: community.Of(v).Name}
	for _, e := range meeting.DirectoryOf(v).All() {
		if d := o.dateOf(v, e); d.told(v) && reaches(v, d.facts.Start) {
			c.Entries = append(c.Entries, d.entries(v)...)
		}
	}
	for _, s := range series.Of(v).All() {
		if !s.Invited.IsZero() || leads(v) {
			c.Entries = append(c.Entries, daysOf(v, s)...)
		}
	}
	return c
}

// OfMeeting gives one meeting with its deadline, as a file.
func (o Outside) OfMeeting(v bot.View, e meeting.Entry) ical.Calendar {
	return ical.Calendar{Name: community.Of(v).Name, Entries: o.dateOf(v, e).entries(v)}
}

// OfSeries gives every meeting of a series, held and to come, and the days that
// are still to be planned, as a file.
func (o Outside) OfSeries(v bot.View, s *series.Series) ical.Calendar {
	c := ical.Calendar{Name: s.Name.String()}
	for _, e := range meeting.DirectoryOf(v).All() {
		if of, _, ok := series.Of(v).ByMeeting(e.ID); ok && of.ID == s.ID {
			c.Entries = append(c.Entries, o.dateOf(v, e).entries(v)...)
		}
	}
	c.Entries = append(c.Entries, daysOf(v, s)...)
	return c
}

func reaches(v bot.View, start time.Time) bool {
	return start.After(v.Now.Add(-backTo)) && start.Before(v.Now.Add(aheadTo))
}

// leads reports whether the reader sees what is only planned.
func leads(v bot.View) bool { return v.Reader.Has(bot.RoleChair, bot.RoleSecretariat) }

// date is a meeting with what a calendar needs to know of it.
type date struct {
	*meeting.State

	facts  meeting.Facts
	series *series.Series // nil for a meeting by itself
	zone   *time.Location
	uid    string
	made   time.Time
	edit   edits
	link   string
	id     bot.MeetingID
	out    Outside
}

func (o Outside) dateOf(v bot.View, e meeting.Entry) date {
	d := date{State: meeting.In(v, e.ID), facts: e.Facts, zone: communityZone(v), uid: "meeting-" + string(e.ID), id: e.ID, out: o}
	if d.Phase != meeting.PhaseNone { // else its own stream has not begun yet
		d.facts = d.Facts()
	}
	own, planned := datesSlot.Of(v.Stream(bot.MeetingStream(e.ID))), daysSlot.Of(v.Stream(bot.WorkStream))
	d.made = planned.made[e.ID]
	d.edit = own.edit.and(own.answer[v.Reader.Person]).and(peopleSlot.Of(v.Stream(bot.CommunityStream)).edit)
	if d.made.After(d.edit.last) {
		d.edit.last = d.made
	}
	if s, _, ok := series.Of(v).ByMeeting(e.ID); ok {
		d.series, d.zone, d.uid = s, s.Zone, planned.of[e.ID]
		d.edit = d.edit.and(planned.edit[s.ID])
		d.edit.count++ // a day has become a meeting
	}
	if d.link = d.facts.Join.Text; d.link == "" {
		d.link = community.Of(v).Settings.Join
	}
	return d
}

func communityZone(v bot.View) *time.Location {
	if loc, ok := civil.Location(community.Of(v).Settings.Zone); ok {
		return loc
	}
	return time.UTC
}

// told reports whether the reader may know of the meeting from their calendar.
func (d date) told(v bot.View) bool {
	return leads(v) || !d.InvitedAt.IsZero() || !d.OpenedAt.IsZero()
}

func (d date) status() ical.Status {
	switch d.Phase {
	case meeting.PhaseCancelled:
		return ical.Cancelled
	case meeting.PhaseNone, meeting.PhaseScheduled:
		return ical.Tentative
	case meeting.PhaseInvited, meeting.PhaseOpen, meeting.PhaseClosed:
	}
	return ical.Confirmed
}

// entries are the meeting itself and the deadlines that concern the reader.
func (d date) entries(v bot.View) []ical.Entry {
	e := d.entry(v, "", d.facts.Start, d.facts.Title.Text)
	e.End = d.facts.Start.Add(d.facts.Length)
	e.About, e.Where = d.about(v), d.link
	e.Free = d.HasRegrets(v.Reader.Person)
	e.Alarm = alarmOf(v, v.Reader.Person)
	if e.Link = d.link; e.Link == "" {
		e.Link = community.Of(v).Settings.Room
	}
	all := []ical.Entry{e}
	for _, w := range series.Deadlines() {
		if at, ok := d.due(v, w); ok {
			one := d.entry(v, "-"+string(w), at, v.Say("calendar.deadline."+string(w), "title", d.facts.Title.Text))
			one.End, one.Free, one.Link = at, true, community.Of(v).Settings.Room
			one.About = v.Say("calendar.deadline.about", "title", d.facts.Title.Text, "when", meeting.UTC(v, d.facts.Start))
			all = append(all, one)
		}
	}
	return all
}

// entry is what all entries of a meeting share.
func (d date) entry(v bot.View, part string, start time.Time, title string) ical.Entry {
	return ical.Entry{
		UID: uid(v, d.uid+part), Sequence: d.edit.count, Created: d.made, Changed: d.edit.last,
		Start: start, Zone: d.zone, Title: title, Status: d.status(),
	}
}

// uid makes an identifier that no other community uses.
func uid(v bot.View, name string) string {
	return name + "." + peopleSlot.Of(v.Stream(bot.CommunityStream)).seed + outsideUID
}

// due gives the instant of a deadline of the meeting, if the reader is to keep
// it: inputs are everybody's, agenda and report the Chair's and the
// Secretariat's. Only a series has deadlines.
func (d date) due(v bot.View, w series.What) (time.Time, bool) {
	if d.series == nil || w != series.TheInputs && !leads(v) {
		return time.Time{}, false
	}
	from := d.facts.Start
	if w == series.TheReport {
		if from = d.ClosedAt; from.IsZero() {
			return time.Time{}, false
		}
	}
	return d.series.DueAt(w, from)
}

// about is what the entry says beside its title: what it is, how to come in,
// what to read, until when to hand in, and how to answer.
func (d date) about(v bot.View) string {
	var lines []string
	add := func(line string) { lines = append(lines, line) }
	switch d.status() {
	case ical.Cancelled:
		return strings.TrimSpace(v.Say("calendar.about.cancelled", "reason", d.Cancelled.Text))
	case ical.Tentative:
		add(v.Say("calendar.about.planned"))
	case ical.Confirmed:
		if d.Changed.Text != "" {
			add(v.Say("calendar.about.changed", "reason", d.Changed.Text))
		}
	}
	if d.facts.Mode == meeting.ModeConsultation {
		add(v.Say("meeting.consultation"))
	}
	if d.link != "" {
		add(v.Say("meeting.join-here") + ": " + d.link)
	}
	for _, p := range d.Papers {
		add(paper(v, p))
	}
	if at, ok := d.due(v, series.TheInputs); ok {
		add(v.Say("calendar.about.inputs", "when", meeting.UTC(v, at)))
	}
	if d.Phase.Ahead() {
		lines = append(lines, d.answer(v)...)
	}
	return strings.Join(lines, "\n")
}

func paper(v bot.View, p meeting.Paper) string {
	line := p.Link
	if p.Title.Text != "" {
		line = p.Title.Text + ": " + p.Link
	}
	if p.Item != 0 {
		return v.Say("meeting.paper-of-item", "item", p.Item) + " " + line
	}
	return v.Say("meeting.paper-of-all") + " " + line
}

// answer says what the reader has answered, and how to answer.
func (d date) answer(v bot.View) []string {
	var lines []string
	switch {
	case d.HasRegrets(v.Reader.Person):
		lines = append(lines, v.Say("calendar.about.regrets"))
	case d.expects(v.Reader.Person):
		lines = append(lines, v.Say("calendar.about.coming"))
	}
	room := community.Of(v).Settings.Room
	coming := d.out.form(room, bot.Do("present add", command.MeetingArg, string(d.id)))
	regrets := d.out.form(room, bot.Do("regrets add", command.MeetingArg, string(d.id)))
	if coming == "" || regrets == "" {
		return append(lines, v.Say("calendar.about.answer"))
	}
	return append(lines, v.Say("meeting.button.coming")+": "+coming, v.Say("meeting.button.regrets")+": "+regrets, v.Say("calendar.about.answer-at"))
}

func (d date) expects(p bot.PersonID) bool {
	return slices.Contains(d.Expects, p)
}
