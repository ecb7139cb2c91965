package watch

import (
	"embed"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/community"
	"magbot/moderation"
	"magbot/moderation/signal"
)

// Words are the sentences of this package.
//
//go:embed words.en.toml
var Words embed.FS

// Level is how sensitively the messages of a channel are looked at.
type Level string

// The levels.
const (
	Off    Level = "off"    // they are not looked at
	Low    Level = "low"    // only what is strongest asks people to look
	Normal Level = "normal" // the shipped setting (signal.Flag)
)

// lowFrom is the score from which a signal flags a message at Low.
const lowFrom = 0.85

// Levels lists them as the choices of an argument.
func Levels() []string { return []string{string(Off), string(Low), string(Normal)} }

// from is the score from which a signal counts.
func (l Level) from() float64 {
	if l == Low {
		return lowFrom
	}
	return signal.Flag
}

// State is what the community has set.
type State struct {
	Host string // of the outside service; empty for none

	channels []*channel
	nudged   map[bot.PersonID]bool // who wants to be told of flags on their own messages
}

// channel is one in which messages are or were looked at.
type channel struct {
	place bot.Place
	level Level
	since time.Time // when it was told; zero before
	by    bot.PersonID
	off   []string // signals
}

var slot = bot.NewSlot("watch", func() *State { return &State{nudged: map[bot.PersonID]bool{}} })

// Of reads what the community has set. It must not be changed.
func Of(v bot.View) *State { return slot.Of(v.Stream(bot.CommunityStream)) }

func (s *State) channel(p bot.Place) *channel {
	p.Thread = ""
	if i := slices.IndexFunc(s.channels, func(c *channel) bool { return c.place == p }); i >= 0 {
		return s.channels[i]
	}
	return nil
}

// on reports whether messages are looked at, or are to be once the channel was told.
func (c *channel) on() bool { return c != nil && c.level != Off && c.level != "" }

// At gives how messages are looked at that were written in a channel at an instant;
// false when they are not.
func At(v bot.View, place bot.Place, at time.Time) (Scene, bool) {
	c := Of(v).channel(place)
	if !c.on() || c.since.IsZero() || at.Before(c.since) {
		return Scene{}, false
	}
	place.Thread = ""
	return Scene{Place: place, Level: c.level, Off: slices.Clone(c.off)}, true
}

// Watches reports whether messages of a channel are looked at now, and since when.
func (s *State) Watches(place bot.Place) (since time.Time, watches bool) {
	if c := s.channel(place); c.on() && !c.since.IsZero() {
		return c.since, true
	}
	return time.Time{}, false
}

// places lists the channels whose messages are looked at.
func (s *State) places() (places []bot.Place) {
	for _, c := range s.channels {
		if c.on() && !c.since.IsZero() {
			places = append(places, c.place)
		}
	}
	return places
}

// aside is what a sealed stream holds for this package: a word to an author, or what
// became of the phrase of a case.
type aside struct {
	Whispered

	At     time.Time
	Hushed bool

	Phrase phrase
}

// phrase is where an allowed phrase stands.
type phrase struct {
	By         bot.PersonID // whose "disagree" proposed it
	At         time.Time
	Second     bot.PersonID // who agreed
	Everywhere bool
	Until      time.Time // zero until somebody agrees
}

// asks reports whether the phrase waits for a second person.
func (p phrase) asks() bool { return p.By != "" && p.Until.IsZero() }

// holds reports whether the phrase is allowed at an instant.
func (p phrase) holds(at time.Time) bool { return !p.Until.IsZero() && at.Before(p.Until) }

var asideSlot = bot.NewSlot("watch.aside", func() *aside { return &aside{} })

// Apply folds one fact.
func Apply(st *bot.State, m bot.Meta, e bot.Event) {
	if _, sealed := st.Stream.Case(); sealed {
		applyAside(st, m, e)
		return
	}
	switch e := e.(type) {
	case Set:
		s := slot.Change(st)
		c := s.channel(e.Place)
		if c == nil {
			c = &channel{place: e.Place}
			s.channels = append(s.channels, c)
		}
		if !c.on() || e.Level == Off {
			c.since = time.Time{}
		}
		c.level, c.by = e.Level, e.By
	case Announced:
		if c := slot.Change(st).channel(e.Place); c.on() && c.since.IsZero() {
			c.since = m.At
		}
	case Switched:
		if c := slot.Change(st).channel(e.Place); c != nil {
			c.off = slices.DeleteFunc(slices.Clone(c.off), func(s string) bool { return s == e.Signal })
			if e.Off {
				c.off = append(c.off, e.Signal)
				slices.Sort(c.off)
			}
		}
	case Nudging:
		slot.Change(st).nudged[e.Person] = e.On
	case Assisted:
		slot.Change(st).Host = e.Host
	case community.Unlinked:
		if c := slot.Change(st).channel(e.Place); c != nil {
			c.level, c.since = Off, time.Time{}
		}
	}
}

func applyAside(st *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Whispered:
		a := asideSlot.Change(st)
		a.Whispered, a.At = e, m.At
	case Hushed:
		asideSlot.Change(st).Hushed = true
	case moderation.Decided:
		p := phrase{}
		if e.Finding == moderation.Disagree {
			p = phrase{By: m.Actor.Person, At: m.At}
		}
		asideSlot.Change(st).Phrase = p
	case moderation.Reopened, NotAllowed:
		asideSlot.Change(st).Phrase = phrase{}
	case Allowed:
		p := &asideSlot.Change(st).Phrase
		p.Second, p.Everywhere, p.Until = m.Actor.Person, e.Everywhere, e.Until
	}
}
