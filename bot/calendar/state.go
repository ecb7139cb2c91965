package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"magbot/bot"
	"magbot/bot/community"
	"magbot/bot/meeting"
	"magbot/bot/roster"
	"magbot/bot/series"
)

// feed is what a person has of calendars.
type feed struct {
	hash  string // of the token of their address; empty: they have none
	since time.Time
	alarm *time.Duration
}

// people is what the community's stream says of calendars.
type people struct {
	feeds map[bot.PersonID]feed
	owner map[string]bot.PersonID // by hash
	seed  string                  // what tells this community's identifiers from any other's
	edit  edits                   // of settings that stand in every entry
}

// edits counts the facts that changed an entry, and remembers the last.
type edits struct {
	count int
	last  time.Time
}

func (e edits) and(f edits) edits {
	e.count += f.count
	if f.last.After(e.last) {
		e.last = f.last
	}
	return e
}

func (e *edits) note(at time.Time) { e.count, e.last = e.count+1, at }

// days is what the work stream says of series.
type days struct {
	of    map[bot.MeetingID]string // the name of the day that a meeting was planned for first
	taken map[string]int           // how many meetings a day has had
	made  map[bot.MeetingID]time.Time
	edit  map[int]edits // by series
}

// dates is what the stream of a meeting says.
type dates struct {
	edit   edits
	answer map[bot.PersonID]edits // what each said of coming
}

var (
	peopleSlot = bot.NewSlot("calendar", func() *people {
		return &people{feeds: map[bot.PersonID]feed{}, owner: map[string]bot.PersonID{}}
	})
	daysSlot = bot.NewSlot("calendar.days", func() *days {
		return &days{of: map[bot.MeetingID]string{}, taken: map[string]int{}, made: map[bot.MeetingID]time.Time{}, edit: map[int]edits{}}
	})
	datesSlot = bot.NewSlot("calendar.dates", func() *dates { return &dates{answer: map[bot.PersonID]edits{}} })
)

// Apply folds one fact.
func Apply(s *bot.State, m bot.Meta, e bot.Event) {
	switch s.Stream {
	case bot.CommunityStream:
		applyPeople(s, m, e)
	case bot.WorkStream:
		applyDays(s, m, e)
	default:
		applyDates(s, m, e)
	}
}

func applyPeople(s *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case community.Founded:
		sum := sha256.Sum256(fmt.Appendf(nil, "magbot calendar\x00%d\x00%s", m.At.UnixNano(), m.Cause))
		peopleSlot.Change(s).seed = hex.EncodeToString(sum[:8])
	case community.Set:
		switch e.Setting { //nolint:exhaustive // the others stand in no entry
		case community.Join, community.Zone, community.Room:
			peopleSlot.Change(s).edit.note(m.At)
		}
	case FeedMade:
		p := peopleSlot.Change(s)
		p.drop(e.Person)
		f := p.feeds[e.Person]
		f.hash, f.since = e.Hash, m.At
		p.feeds[e.Person], p.owner[e.Hash] = f, e.Person
	case FeedRevoked:
		peopleSlot.Change(s).drop(e.Person)
	case AlarmSet:
		p := peopleSlot.Change(s)
		f := p.feeds[e.Person]
		f.alarm = nil
		if !e.Off {
			f.alarm = &e.Before
		}
		p.feeds[e.Person] = f
	case roster.Erased:
		p := peopleSlot.Change(s)
		p.drop(e.Person)
		delete(p.feeds, e.Person)
	}
}

// drop ends a person's address.
func (p *people) drop(id bot.PersonID) {
	f, ok := p.feeds[id]
	if !ok {
		return
	}
	delete(p.owner, f.hash)
	f.hash = ""
	p.feeds[id] = f
}

func applyDays(s *bot.State, m bot.Meta, e bot.Event) {
	n := 0
	switch e := e.(type) {
	case meeting.Scheduled:
		daysSlot.Change(s).made[e.ID] = m.At
	case series.Planned:
		d := daysSlot.Change(s)
		name := dayName(e.Series, e.Date)
		d.of[e.Meeting] = nth(name, d.taken[name])
		d.taken[name]++
	case series.Passed:
		n = e.Series
	case series.Skipped:
		n = e.Series
	case series.Moved:
		n = e.Series
	case series.Changed:
		n = e.Series
	case series.Invited:
		n = e.Series
	case series.Ended:
		n = e.Series
	case series.DeadlineSet:
		n = e.Series
	}
	if n == 0 {
		return
	}
	d := daysSlot.Change(s)
	edit := d.edit[n]
	edit.note(m.At)
	d.edit[n] = edit
}

// dayName names a day of a series, before it becomes a meeting and after.
func dayName(series int, date string) string { return fmt.Sprintf("series-%d-%s", series, date) }

// nth names a day again when changed terms give it to another meeting.
func nth(name string, before int) string {
	if before == 0 {
		return name
	}
	return fmt.Sprintf("%s-%d", name, before+1)
}

func applyDates(s *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case meeting.Changed, meeting.Invited, meeting.Cancelled, meeting.Opened, meeting.Closed, meeting.PaperAdded:
		datesSlot.Change(s).edit.note(m.At)
	case meeting.Expected:
		datesSlot.Change(s).answered(e.Person, m.At)
	case meeting.ExpectedWithdrawn:
		datesSlot.Change(s).answered(e.Person, m.At)
	case meeting.Present:
		datesSlot.Change(s).answered(e.Person, m.At)
	case meeting.Regrets:
		datesSlot.Change(s).answered(e.Person, m.At)
	case meeting.RegretsWithdrawn:
		datesSlot.Change(s).answered(e.Person, m.At)
	case meeting.LateAnnounced:
		datesSlot.Change(s).answered(e.Person, m.At)
	}
}

func (d *dates) answered(p bot.PersonID, at time.Time) {
	edit := d.answer[p]
	edit.note(at)
	d.answer[p] = edit
}
