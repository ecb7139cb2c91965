package meeting

import (
	"slices"
	"strings"
	"time"

	"magbot/bot"
)

// Entry is one meeting as the work stream knows it.
type Entry struct {
	Facts

	Phase  Phase
	By     bot.PersonID // who scheduled it
	Opener bot.PersonID // who opened it last
	Again  bool         // it was opened again after a close
	Reason bot.Words    // why again
}

// Meetings is every meeting of a community, in order of number.
type Meetings struct{ entries []Entry }

var directorySlot = bot.NewSlot("meeting.directory", func() *Meetings { return &Meetings{} })

// Directory gives the directory. It must not be changed.
func Directory(v bot.View) *Meetings { return directorySlot.Of(v.Stream(bot.WorkStream)) }

func applyDirectory(s *bot.State, e bot.Event) bool {
	switch e := e.(type) {
	case Scheduled:
		d := directorySlot.Change(s)
		if _, known := d.Get(e.ID); !known {
			d.entries = append(d.entries, Entry{Facts: e.Facts, Phase: PhaseScheduled, By: e.By})
		}
	case Claimed:
		directorySlot.Change(s).change(e.ID, func(n *Entry) {
			n.Phase, n.Opener, n.Again, n.Reason = PhaseOpen, e.By, e.Again, e.Reason
			n.Places = slices.Clone(e.Places)
		})
	case Released:
		directorySlot.Change(s).change(e.ID, func(n *Entry) { n.Phase = PhaseClosed })
	case Noted:
		directorySlot.Change(s).change(e.ID, func(n *Entry) { n.Facts, n.Phase = e.Facts, e.Phase })
	default:
		return false
	}
	return true
}

func (d *Meetings) change(id bot.MeetingID, do func(*Entry)) {
	for i := range d.entries {
		if d.entries[i].ID == id {
			do(&d.entries[i])
		}
	}
}

// All lists every meeting in order of number.
func (d *Meetings) All() []Entry { return slices.Clone(d.entries) }

// Get gives one meeting.
func (d *Meetings) Get(id bot.MeetingID) (Entry, bool) {
	for _, e := range d.entries {
		if e.ID == id {
			return e, true
		}
	}
	return Entry{}, false
}

// Find gives a meeting by what a person calls it: its number, or its title.
func (d *Meetings) Find(name string) (Entry, bool) {
	if e, ok := d.Get(bot.MeetingID(plainNumber(name))); ok {
		return e, true
	}
	var found []Entry
	for _, e := range d.entries {
		if equalFold(e.Title.Text, name) {
			found = append(found, e)
		}
	}
	if len(found) != 1 {
		return Entry{}, false
	}
	return found[0], true
}

// OpenAt gives the meeting that is open in a channel. Threads of a channel
// belong to it; a private conversation belongs to none.
func (d *Meetings) OpenAt(place bot.Place) (bot.MeetingID, bool) {
	if place.Private() {
		return "", false
	}
	for _, e := range d.entries {
		if e.Phase == PhaseOpen && slices.ContainsFunc(e.Places, func(p bot.Place) bool { return SameChannel(p, place) }) {
			return e.ID, true
		}
	}
	return "", false
}

// SameChannel reports whether two places are one channel, whatever the thread.
func SameChannel(a, b bot.Place) bool { return Channel(a) == Channel(b) && !a.Private() }

// Channel gives the channel a place lies in.
func Channel(p bot.Place) bot.Place { p.Thread = ""; return p }

// Next gives the meeting to come: the one with the earliest start among those
// neither open nor over, were it already due; now is the instant that decides
// among equals nothing else. A meeting that should have begun more than a day
// ago and never did comes last.
func (d *Meetings) Next(now time.Time) (Entry, bool) {
	var next Entry
	found := false
	for _, e := range d.entries {
		if !e.Phase.Ahead() {
			continue
		}
		if !found || before(e, next, now) {
			next, found = e, true
		}
	}
	return next, found
}

func before(a, b Entry, now time.Time) bool {
	const forgotten = 24 * time.Hour
	oldA, oldB := now.Sub(a.Start) > forgotten, now.Sub(b.Start) > forgotten
	if oldA != oldB {
		return oldB
	}
	return a.Start.Before(b.Start)
}

// NextAfter gives the meeting to come after another one: where what is
// deferred goes to.
func (d *Meetings) NextAfter(id bot.MeetingID, now time.Time) (Entry, bool) {
	here, known := d.Get(id)
	rest := &Meetings{}
	for _, e := range d.entries {
		if e.ID != id && (!known || !e.Start.Before(here.Start)) {
			rest.entries = append(rest.entries, e)
		}
	}
	return rest.Next(now)
}

// Meant gives the meeting that is meant where none is named: the one open in
// the channel; else the only one that is open; else the next to come; else the
// last that was.
func (d *Meetings) Meant(place bot.Place, now time.Time) (bot.MeetingID, bool) {
	if id, ok := d.OpenAt(place); ok {
		return id, true
	}
	var open []Entry
	var last Entry
	for _, e := range d.entries {
		switch {
		case e.Phase == PhaseOpen:
			open = append(open, e)
		case e.Phase == PhaseClosed && (last.ID == "" || !e.Start.Before(last.Start)):
			last = e
		}
	}
	if len(open) == 1 {
		return open[0].ID, true
	}
	if next, ok := d.Next(now); ok {
		return next.ID, true
	}
	return last.ID, last.ID != ""
}

// following gives the number of the next meeting to be scheduled.
func (d *Meetings) following() int {
	n := 0
	for _, e := range d.entries {
		n = max(n, e.Number)
	}
	return n + 1
}

func plainNumber(name string) string { return strings.TrimPrefix(strings.TrimSpace(name), "#") }

func equalFold(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}
