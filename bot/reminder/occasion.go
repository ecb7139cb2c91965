package reminder

import (
	"fmt"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/chat"
	"magbot/bot/civil"
	"magbot/bot/series"
)

// Kind is what people are reminded of; they choose by it.
type Kind string

// The kinds.
const (
	Meeting  Kind = "meeting"  // a meeting begins
	Inputs   Kind = "inputs"   // agenda inputs are due
	Agenda   Kind = "agenda"   // the agenda is to be published; to who leads
	Action   Kind = "action"   // an action falls due; to its owners
	Report   Kind = "report"   // the minutes are to be released; to who leads
	Deadline Kind = "deadline" // a date of the yearly cycle
	Clocks   Kind = "clocks"   // the reader's hour moves through a clock change
	Ballot   Kind = "ballot"   // a ballot closes; to those who have not voted
)

// Kinds lists what a person can choose among.
func Kinds() []Kind { return []Kind{Meeting, Inputs, Agenda, Action, Report, Deadline, Clocks, Ballot} }

// Rules of time.
const (
	Grace     = 30 * time.Minute    // so late a reminder is still sent
	onTime    = time.Minute         // later than that it says that it is late
	dayOn     = 24 * time.Hour      // so long after it was due, what a person has to do is still said
	Forgotten = 14 * 24 * time.Hour // so long after an occasion nothing of it is looked at
)

// Occasion is something with a date that people are reminded of.
type Occasion struct {
	Kind     Kind
	Key      string // of its kind in its stream: "7", "7/p-1"
	Revision int    // another whenever At is another
	At       time.Time
	Over     time.Time // from when on to tell of it is of no use; zero: from At on
	Since    time.Time // since when it has been so; nothing before was due
	Zone     *time.Location
	Offsets  []civil.Offset // before At
	Channels bool           // said in the channels too
	// People lists who is told by direct message if they wish; nil: nobody.
	People func() []bot.PersonID
}

// Source finds the occasions of one kind in the stream that v.Here is, and
// writes the words of a reminder for one reader.
type Source struct {
	Kind      Kind
	Occasions func(v bot.View) []Occasion
	Show      func(v bot.View, o Occasion) chat.Message
	// Moves, of a source of Ballot alone, says whose reminders events have made
	// untrue: everybody's, or those of some.
	Moves func(events []bot.Event) (everybody bool, people []bot.PersonID)
}

// name is the first part of a slot.
func (o Occasion) name() string { return fmt.Sprintf("%s/%s/%d", o.Kind, o.Key, o.Revision) }

func (o Occasion) over() time.Time {
	if o.Over.IsZero() {
		return o.At
	}
	return o.Over
}

// point is an occasion at one of its offsets: a slot, and when it is due.
type point struct {
	Occasion

	Before civil.Offset
	Due    time.Time
}

func (p point) slot() string { return p.name() + "/" + p.Before.String() }

// points lists the offsets at which an occasion is still to be told of, the
// earliest first.
func (o Occasion) points(s *State, now time.Time) []point {
	if now.Sub(o.At) > Forgotten {
		return nil
	}
	zone := o.Zone
	if zone == nil {
		zone = time.UTC
	}
	var all []point
	for _, before := range o.Offsets {
		p := point{Occasion: o, Before: before, Due: before.Before(o.At, zone)}
		if !p.Due.Before(o.Since) && !s.decided[p.slot()] {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b point) int { return a.Due.Compare(b.Due) })
	return all
}

// Reminders are the sources put together.
type Reminders struct{ sources []Source }

// New puts the reminders together: those of this package, and those that other
// features bring.
func New(more ...Source) *Reminders {
	return &Reminders{append(sources(), more...)}
}

// points lists everything still to be told of in the stream that v.Here is.
func (r *Reminders) points(v bot.View) []point {
	if v.Here == nil {
		return nil
	}
	s := slot.Of(v.Here)
	var all []point
	for _, source := range r.sources {
		for _, o := range source.Occasions(v) {
			all = append(all, o.points(s, v.Now)...)
		}
	}
	slices.SortStableFunc(all, func(a, b point) int { return a.Due.Compare(b.Due) })
	return all
}

// find gives the source and the occasion of a slot's first part, if it is still so.
func (r *Reminders) find(v bot.View, name string) (Source, Occasion, bool) {
	for _, source := range r.sources {
		for _, o := range source.Occasions(v) {
			if o.name() == name {
				return source, o, true
			}
		}
	}
	return Source{}, Occasion{}, false
}

// Usual gives the offsets for what no Chair sets any.
func Usual(k Kind) []civil.Offset {
	days := func(n int) civil.Offset { return civil.Offset{Days: n} }
	switch k {
	case Action:
		return []civil.Offset{days(3), days(1), {}}
	case Deadline: // notes on the MAG, §2
		return []civil.Offset{days(14), days(7), days(2)}
	case Clocks:
		return []civil.Offset{days(7)}
	case Ballot:
		return []civil.Offset{{Exact: 24 * time.Hour}, {Exact: time.Hour}}
	case Meeting, Inputs, Agenda, Report:
	}
	return series.DefaultReminders(series.What(k))
}
