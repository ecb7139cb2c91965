package calendar

import (
	"strings"

	"magbot/bot"
	"magbot/bot/chat/ical"
	"magbot/bot/community"
	"magbot/bot/series"
)

// daysOf gives the days of a series that are still to become meetings, and, as
// cancelled, those that were left out before they did. When a day becomes a
// meeting, the meeting has its identifier.
func daysOf(v bot.View, s *series.Series) []ical.Entry {
	planned := daysSlot.Of(v.Stream(bot.WorkStream))
	edit := planned.edit[s.ID].and(peopleSlot.Of(v.Stream(bot.CommunityStream)).edit)
	if s.Begun.After(edit.last) {
		edit.last = s.Begun
	}
	var all []ical.Entry
	add := func(o series.Occurrence, title string, status ical.Status) {
		if !reaches(v, o.Start) {
			return
		}
		name := dayName(s.ID, o.Date.String())
		e := ical.Entry{
			UID: uid(v, nth(name, planned.taken[name])), Sequence: edit.count, Created: s.Begun, Changed: edit.last,
			Start: o.Start, End: o.Start.Add(s.Length()), Zone: s.Zone, Title: title, Status: status,
			Where: s.Terms.Join.Text, Link: s.Terms.Join.Text, Alarm: alarmOf(v, v.Reader.Person),
		}
		if e.Link == "" {
			e.Link, e.Where = community.Of(v).Settings.Join, community.Of(v).Settings.Join
		}
		e.About = v.Say("calendar.about.day")
		if status == ical.Cancelled {
			e.About = strings.TrimSpace(v.Say("calendar.about.cancelled", "reason", o.Reason.Text))
		}
		all = append(all, e)
	}
	for _, o := range s.Ahead(v, mostDays) {
		if o.Meeting == "" {
			add(o, s.Title(o.Number), ical.Tentative)
		}
	}
	for _, o := range s.Occurrences {
		if o.Meeting == "" && o.Gone {
			if o.Start.IsZero() { // it never had an hour of its own: any of its day will do
				o.Start, _ = s.Instant(o.Date, s.Slots[0])
			}
			add(o, s.Name.String(), ical.Cancelled)
		}
	}
	return all
}
