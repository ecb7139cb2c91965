package series

import (
	"maps"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/civil"
	"magbot/bot/meeting"
)

// What names something that has reminders or a deadline in a series.
type What string

// What a series has.
const (
	TheMeeting What = "meeting" // its start
	TheInputs  What = "inputs"  // the deadline for agenda inputs
	TheAgenda  What = "agenda"  // when the agenda is to be published
	TheReport  What = "report"  // when the minutes are to be released
)

// Deadlines lists what can have a deadline, Whats what can have reminders.
func Deadlines() []What { return []What{TheInputs, TheAgenda, TheReport} }

// Whats lists what can have reminders.
func Whats() []What { return []What{TheMeeting, TheInputs, TheAgenda, TheReport} }

// Clock is an hour and minute on the wall.
type Clock struct{ Hour, Minute int }

// Series is one series, folded.
type Series struct {
	ID    int
	Name  Name
	Terms Terms
	Rule  Rule
	Zone  *time.Location // UTC when the zone of the terms is not known any more
	From  civil.Date     // the first day of the terms that hold
	Slots []Clock

	Number  int // that the next meeting gets
	Turn    int // which of the slots the next meeting takes
	Begun   time.Time
	Invited time.Time // when people were first invited; zero before
	Ended   bool
	Reason  bot.Words // of the last change or the end
	By      bot.PersonID
	Starter bot.PersonID

	// Occurrences are the days that were planned, skipped or moved, by date.
	Occurrences []Occurrence

	Before map[What][]civil.Offset // reminders that were set
	Due    map[What]*civil.Offset  // deadlines that were set; nil: none
	Set    map[What]time.Time      // when reminders or deadline were last set
	Resets map[What]int            // how often the deadline was set

	dropped []Occurrence // meetings for which changed terms had no day
	former  []Terms      // that held before, the oldest first

	hours     time.Time  // when the hours or the zone were last set
	hoursFrom civil.Date // the first day with these hours; zero: since the beginning

	cursor civil.Date // the last day that was planned or has passed
	next   civil.Date // the next to be planned; zero when the rule is over
}

// Occurrence is one day of a series.
type Occurrence struct {
	Date    civil.Date // by the rule
	Slot    int
	Hour    Clock // of the slot when it was planned
	Number  int   // 0: not planned
	Meeting bot.MeetingID
	Start   time.Time
	Moved   bool // to another start than its slot's
	Gone    bool // skipped, or called off by a change or the end
	Reason  bot.Words
	By      bot.PersonID

	was []string // the titles that the series gave it before
}

// State is every series of a community.
type State struct{ series []*Series }

var slot = bot.NewSlot("series", func() *State { return &State{} })

// Of gives the community's series. They must not be changed.
func Of(v bot.View) *State { return slot.Of(v.Stream(bot.WorkStream)) }

// All lists every series, the oldest first.
func (s *State) All() []*Series { return slices.Clone(s.series) }

// Get gives a series by number.
func (s *State) Get(n int) (*Series, bool) {
	if n < 1 || n > len(s.series) {
		return nil, false
	}
	return s.series[n-1], true
}

// Running lists the series that have not ended.
func (s *State) Running() []*Series {
	return slices.DeleteFunc(slices.Clone(s.series), func(r *Series) bool { return r.Ended })
}

// ByMeeting gives the series of a meeting and its place there.
func (s *State) ByMeeting(id bot.MeetingID) (*Series, Occurrence, bool) {
	if id == "" {
		return nil, Occurrence{}, false
	}
	of := func(o Occurrence) bool { return o.Meeting == id }
	for _, r := range s.series {
		if i := slices.IndexFunc(r.Occurrences, of); i >= 0 {
			return r, r.Occurrences[i], true
		}
		if i := slices.IndexFunc(r.dropped, of); i >= 0 {
			return r, r.dropped[i], true
		}
	}
	return nil, Occurrence{}, false
}

// at gives the occurrence of a date, or where it belongs.
func (s *Series) at(d civil.Date) (int, bool) {
	return slices.BinarySearchFunc(s.Occurrences, d, func(o Occurrence, d civil.Date) int { return o.Date.Compare(d) })
}

func (s *Series) on(d civil.Date) Occurrence {
	if i, ok := s.at(d); ok {
		return s.Occurrences[i]
	}
	return Occurrence{Date: d}
}

func (s *Series) put(o Occurrence) {
	i, ok := s.at(o.Date)
	if ok {
		s.Occurrences[i] = o
		return
	}
	s.Occurrences = slices.Insert(s.Occurrences, i, o)
}

// clone copies a series for what a decision tries out.
func (s *Series) clone() *Series {
	c := *s
	c.Slots, c.Occurrences, c.dropped = slices.Clone(s.Slots), slices.Clone(s.Occurrences), slices.Clone(s.dropped)
	c.Before, c.Due, c.Set, c.Resets = maps.Clone(s.Before), maps.Clone(s.Due), maps.Clone(s.Set), maps.Clone(s.Resets)
	return &c
}

// Instant gives when a slot is on a day, and how the clock was resolved.
func (s *Series) Instant(d civil.Date, hour Clock) (time.Time, civil.Resolution) {
	t, how := civil.Resolve(d.At(hour.Hour, hour.Minute), s.Zone)
	return t.UTC(), how
}

// Title gives the title of the meeting of a number.
func (s *Series) Title(number int) string { return s.Name.Of(number) }

// Length is how long each meeting is planned to last.
func (s *Series) Length() time.Duration { return s.Terms.Length }

// after gives the next day of the rule after the cursor that is not left out.
func (s *Series) after(d civil.Date) civil.Date {
	for range mostCount {
		next, ok := s.Rule.Next(s.From, d)
		if !ok {
			return civil.Date{}
		}
		if !s.on(next).Gone {
			return next
		}
		d = next
	}
	return civil.Date{}
}

// upcoming gives the next n days still to be planned, with slot, number and
// start as they will be.
func (s *Series) upcoming(n int) []Occurrence {
	if s.Ended {
		return nil
	}
	var all []Occurrence
	turn, number := s.Turn, s.Number
	for d := s.next; len(all) < n && d != (civil.Date{}); d = s.after(d) {
		o := s.on(d)
		o.Slot, o.Hour, o.Number = turn, s.Slots[turn], number
		if !o.Moved {
			o.Start, _ = s.Instant(d, o.Hour)
		}
		all = append(all, o)
		turn, number = (turn+1)%len(s.Slots), number+1
	}
	return all
}

// Ahead lists the next n meetings and days to come of a series, by start: those
// planned as the directory knows them, and those still to be planned.
func (s *Series) Ahead(v bot.View, n int) []Occurrence {
	all := s.planned(v)
	all = slices.DeleteFunc(all, func(o Occurrence) bool { return o.Start.Before(v.Now) })
	if len(all) < n {
		all = append(all, s.upcoming(n-len(all))...)
	}
	slices.SortStableFunc(all, func(a, b Occurrence) int { return a.Start.Compare(b.Start) })
	return all[:min(n, len(all))]
}

// planned lists the meetings that are still to be held, with the start that
// the directory knows: a meeting may have been changed by itself.
func (s *Series) planned(v bot.View) []Occurrence {
	d := meeting.DirectoryOf(v)
	var all []Occurrence
	for _, o := range s.Occurrences {
		e, ok := d.Get(o.Meeting)
		if o.Meeting == "" || o.Gone || !ok || !e.Phase.Ahead() {
			continue
		}
		o.Moved = o.Moved || !e.Start.Equal(o.Start)
		o.Start = e.Start
		all = append(all, o)
	}
	return all
}

// Earlier gives when the same hour of the series was last, before an
// occurrence: its previous meeting at that hour or, for the first, that hour on
// the day on which the hours were set. It is none for what was moved by itself.
func (s *Series) Earlier(o Occurrence) (time.Time, bool) {
	if o.Moved {
		return time.Time{}, false
	}
	for _, p := range slices.Backward(s.Occurrences) {
		if p.Date.Compare(s.hoursFrom) < 0 {
			break // by other hours, or in another zone: no clock made the difference
		}
		if p.Date.Compare(o.Date) < 0 && !p.Gone && !p.Moved && p.Number > 0 && p.Hour == o.Hour {
			return p.Start, true
		}
	}
	t, _ := s.Instant(civil.DateOf(s.hours.In(s.Zone)), o.Hour)
	return t, true
}

// LocalMove gives what a clock in loc shows at two meetings of one hour of a
// series, and whether they differ: the clocks were changed between them, there
// or in the zone of the series.
func LocalMove(earlier, now time.Time, loc *time.Location) (from, to Clock, moved bool) {
	a, b := earlier.In(loc), now.In(loc)
	from, to = Clock{a.Hour(), a.Minute()}, Clock{b.Hour(), b.Minute()}
	return from, to, from != to
}

// String writes the hour as 13:00.
func (c Clock) String() string {
	return civil.Date{Year: 1, Month: 1, Day: 1}.At(c.Hour, c.Minute).String()[11:]
}

// parseClock reads 13:00 as the record holds it.
func parseClock(text string) (Clock, bool) {
	t, err := time.Parse("15:04", text)
	return Clock{t.Hour(), t.Minute()}, err == nil && len(text) == 5
}

func parseDate(text string) civil.Date {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return civil.Date{}
	}
	return civil.DateOf(t)
}

func writeSlots(slots []Clock) []string {
	text := make([]string, len(slots))
	for i, c := range slots {
		text[i] = c.String()
	}
	return text
}

// slotsText writes the hours for people: 13:00, 21:00, 05:00.
func (s *Series) slotsText() string { return strings.Join(writeSlots(s.Slots), ", ") }
