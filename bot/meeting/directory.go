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
	Closed time.Time    // when it was closed last; zero before
}

// Directory is every meeting of a community, in order of number.
type Directory struct{ entries []Entry }

var directorySlot = bot.NewSlot("meeting.directory", func() *Directory { return &Directory{} })

// DirectoryOf gives the directory. It must not be changed.
func DirectoryOf(v bot.View) *Directory { return directorySlot.Of(v.Stream(bot.WorkStream)) }

func applyDirectory(s *bot.State, m bot.Meta, e bot.Event) bool {
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
		directorySlot.Change(s).change(e.ID, func(n *Entry) { n.Phase, n.Closed = PhaseClosed, m.At })
	case Noted:
		directorySlot.Change(s).change(e.ID, func(n *Entry) { n.note(e) })
	default:
		return false
	}
	return true
}

// note takes over what the meeting says of itself. Whether it holds its
// channels is decided here alone, by Claimed and Released: a note that was
// delayed never opens or closes a meeting.
func (n *Entry) note(e Noted) {
	places := n.Places
	n.Facts = e.Facts
	if n.Phase == PhaseOpen {
		n.Places = places
	}
	if n.Phase.Ahead() && (e.Phase.Ahead() || e.Phase == PhaseCancelled) {
		n.Phase = e.Phase
	}
}

func (d *Directory) change(id bot.MeetingID, do func(*Entry)) {
	for i := range d.entries {
		if d.entries[i].ID == id {
			do(&d.entries[i])
		}
	}
}

// All lists every meeting in order of number.
func (d *Directory) All() []Entry { return slices.Clone(d.entries) }

// Get gives one meeting.
func (d *Directory) Get(id bot.MeetingID) (Entry, bool) {
	for _, e := range d.entries {
		if e.ID == id {
			return e, true
		}
	}
	return Entry{}, false
}

// Find gives a meeting by what a person calls it: its number, or its title.
func (d *Directory) Find(name string) (Entry, bool) {
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
func (d *Directory) OpenAt(place bot.Place) (bot.MeetingID, bool) {
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
func (d *Directory) Next(now time.Time) (Entry, bool) {
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

// Forgotten reports whether the meeting should have begun more than a day ago.
func (n *Entry) Forgotten(now time.Time) bool { return now.Sub(n.Start) > 24*time.Hour }

func before(a, b Entry, now time.Time) bool {
	oldA, oldB := a.Forgotten(now), b.Forgotten(now)
	if oldA != oldB {
		return oldB
	}
	return a.Start.Before(b.Start)
}

// NextAfter gives the meeting to come after another one: where what is
// deferred goes to. One that was forgotten is none. After a meeting that has
// begun comes any that has not, whatever day either was planned for; while it
// is still to come, one that begins no earlier.
func (d *Directory) NextAfter(id bot.MeetingID, now time.Time) (Entry, bool) {
	here, known := d.Get(id)
	planned := known && here.Phase != PhaseOpen && here.Phase != PhaseClosed
	rest := &Directory{}
	for _, e := range d.entries {
		if e.ID != id && !e.Forgotten(now) && (!planned || !e.Start.Before(here.Start)) {
			rest.entries = append(rest.entries, e)
		}
	}
	return rest.Next(now)
}

// OnlyOpen gives the meeting that is open when there is exactly one.
func (d *Directory) OnlyOpen() (bot.MeetingID, bool) {
	var only bot.MeetingID
	count := 0
	for _, e := range d.entries {
		if e.Phase == PhaseOpen {
			only, count = e.ID, count+1
		}
	}
	return only, count == 1
}

// Last gives the meeting that was closed last, whenever it was to begin.
func (d *Directory) Last() (Entry, bool) {
	var last Entry
	for _, e := range d.entries {
		if e.Phase == PhaseClosed && (last.ID == "" || !e.Closed.Before(last.Closed)) {
			last = e
		}
	}
	return last, last.ID != ""
}

// Meant gives the meeting that is meant where none is named and the command
// decides on the work stream: the one open in the channel; else the only one
// that is open; else the next to come.
func (d *Directory) Meant(place bot.Place, now time.Time) (Entry, bool) {
	if id, ok := d.OpenAt(place); ok {
		return d.Get(id)
	}
	if id, ok := d.OnlyOpen(); ok {
		return d.Get(id)
	}
	return d.Next(now)
}

// following gives the number of the next meeting to be scheduled.
func (d *Directory) following() int {
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
