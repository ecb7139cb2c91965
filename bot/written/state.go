package written

import (
	"crypto/sha256"
	"embed"
	"encoding/json"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/community"
)

// Words are the sentences of this package.
//
//go:embed words.en.toml
var Words embed.FS

// State is what the community's stream says of counting.
type State struct {
	channels []*channel
	declined map[bot.PersonID]bool
	months   []bot.StreamID // that hold something, in the order of their first record
}

// channel is one in which words are or were counted.
type channel struct {
	place bot.Place
	on    bool
	since time.Time // when it was announced; zero before
	ever  bool      // it was announced once
}

var slot = bot.NewSlot("written", func() *State { return &State{declined: map[bot.PersonID]bool{}} })

// Of reads what the community has settled. It must not be changed.
func Of(v bot.View) *State { return slot.Of(v.Stream(bot.CommunityStream)) }

func (s *State) channel(p bot.Place) *channel {
	p.Thread = ""
	if i := slices.IndexFunc(s.channels, func(c *channel) bool { return c.place == p }); i >= 0 {
		return s.channels[i]
	}
	return nil
}

// Counts reports whether what was written in a channel at an instant is counted:
// it was announced there before, and has not ended.
func (s *State) Counts(p bot.Place, at time.Time) bool {
	c := s.channel(p)
	return c != nil && c.on && !c.since.IsZero() && !at.Before(c.since)
}

// Knows reports whether words are or were ever counted in a channel, so that a
// change or deletion there may matter.
func (s *State) Knows(p bot.Place) bool {
	c := s.channel(p)
	return c != nil && c.ever
}

// Channels lists where words are counted now.
func (s *State) Channels() []bot.Place {
	var places []bot.Place
	for _, c := range s.channels {
		if c.on && !c.since.IsZero() {
			places = append(places, c.place)
		}
	}
	return places
}

// Declines reports whether a person is not counted, at their own wish.
func (s *State) Declines(p bot.PersonID) bool { return s.declined[p] }

// Months lists the streams that hold counts, the oldest first.
func (s *State) Months() []bot.StreamID { return slices.Sorted(slices.Values(s.months)) }

// Tally is how much was written.
type Tally struct{ Words, Messages int }

// Row is what a Tally is of.
type Row struct {
	Place bot.Place
	Group bot.Group
	Lead  bool
}

// Month is what was written in one month.
type Month struct {
	Closed bool
	Sums   map[Row]Tally

	lines map[lineID]line
}

// lineID is a hash of the platform's name of a message.
type lineID [12]byte

func idOf(name string) lineID {
	sum := sha256.Sum256([]byte("magbot written\x00" + name))
	return lineID(sum[:12])
}

// line is one message as it stands now.
type line struct {
	person  bot.PersonID
	group   bot.Group
	place   bot.Place
	at      int64 // Unix seconds
	changed int64 // Unix milliseconds; 0 while it is as it was written
	words   int
	lead    bool
	gone    bool
}

var monthSlot = bot.NewSlot("written-month", func() *Month { return &Month{Sums: map[Row]Tally{}, lines: map[lineID]line{}} })

// In reads the month of a stream. It must not be changed.
func In(v bot.View, stream bot.StreamID) *Month { return monthSlot.Of(v.Stream(stream)) }

// Apply folds one fact.
func Apply(s *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Began, Announced, Ended, Declined, Resumed, community.Unlinked, community.HeadNoted:
		applySettled(s, m, e)
	case Counted:
		monthSlot.Change(s).change(e.Change)
	case Corrected:
		monthSlot.Change(s).change(e.Change)
	case Closed:
		monthSlot.Change(s).Closed = true
	}
}

func applySettled(st *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Began:
		s := slot.Change(st)
		c := s.channel(e.Place)
		if c == nil {
			c = &channel{place: e.Place}
			s.channels = append(s.channels, c)
		}
		c.on, c.since = true, time.Time{}
	case Announced:
		if c := slot.Change(st).channel(e.Place); c != nil && c.on && c.since.IsZero() {
			c.since, c.ever = m.At, true
		}
	case Ended:
		slot.Change(st).end(e.Place)
	case community.Unlinked:
		slot.Change(st).end(e.Place)
	case Declined:
		slot.Change(st).declined[e.Person] = true
	case Resumed:
		delete(slot.Change(st).declined, e.Person)
	case community.HeadNoted:
		if _, is := e.Stream.Month(); !is {
			return
		}
		if s := slot.Change(st); !slices.Contains(s.months, e.Stream) {
			s.months = append(s.months, e.Stream)
		}
	}
}

func (s *State) end(p bot.Place) {
	if c := s.channel(p); c != nil {
		c.on, c.since = false, time.Time{}
	}
}

// change adds what a record adds. Of an erased person only the sums are left.
func (m *Month) change(c Change) {
	for _, sum := range c.Sums {
		if sum.Place < 0 || sum.Place >= len(c.Places) {
			continue // no decision made it
		}
		row := Row{c.Places[sum.Place], sum.Group, sum.Lead}
		t := m.Sums[row]
		m.Sums[row] = Tally{t.Words + sum.Words, t.Messages + sum.Messages}
	}
	for _, w := range c.Lines {
		if w.Gone {
			continue
		}
		var a account
		if json.Unmarshal([]byte(w.Text), &a) != nil {
			continue // no decision made it
		}
		for _, e := range a.Lines {
			if id, ok := readID(e.ID); ok && e.Place >= 0 && e.Place < len(c.Places) {
				m.lines[id] = line{
					person: w.By, group: a.Group, lead: a.Lead, place: c.Places[e.Place],
					at: e.At, changed: e.Changed, words: e.Words, gone: e.Gone,
				}
			}
		}
	}
}
