package community

import (
	"embed"
	"slices"

	"magbot/bot"
)

// Words are the sentences of this package.
//
//go:embed words.en.toml
var Words embed.FS

// Visibility says who may know what is said in a channel.
type Visibility string

// The visibilities of a channel.
const (
	Public   Visibility = "public"   // everybody; what is said may be quoted
	Internal Visibility = "internal" // the community alone
	Chatham  Visibility = "chatham"  // what was said may be told, never who said it
)

// Visibilities lists them as the choices of an argument.
func Visibilities() []string { return []string{string(Public), string(Internal), string(Chatham)} }

// State is the community as its record says.
type State struct {
	Founded  bool
	Name     string
	Example  bool // one to rehearse in; said in the first record, never changed
	Claimed  bool // it has its first Secretariat
	Claim    Offer
	Tries    int // wrong tries at Claim
	Channels []bot.Place
	Settings Settings

	visibility map[bot.Place]Visibility
}

var slot = bot.NewSlot("community", func() *State {
	return &State{Settings: DefaultSettings(), visibility: map[bot.Place]Visibility{}}
})

// Of reads the community. It must not be changed.
func Of(v bot.View) *State { return slot.Of(v.Stream(bot.CommunityStream)) }

// Places lists the linked channels in the order in which they were linked.
func (s *State) Places() []bot.Place { return slices.Clone(s.Channels) }

// Linked reports whether a channel, or the channel of a thread, is linked.
func (s *State) Linked(p bot.Place) bool { return slices.Contains(s.Channels, channel(p)) }

// VisibilityOf gives who may know what is said in a place: what was said when
// it was linked, else the community's default; a private conversation is
// internal.
func (s *State) VisibilityOf(p bot.Place) Visibility {
	if p.Private() {
		return Internal
	}
	if v, ok := s.visibility[channel(p)]; ok {
		return v
	}
	return s.Settings.Visibility
}

// Reminders gives the channels that reminders go to: the one that was set while
// it is linked, else all that are linked.
func (s *State) Reminders() []bot.Place {
	if p := s.Settings.Reminders; p != (bot.Place{}) && s.Linked(p) {
		return []bot.Place{p}
	}
	return s.Places()
}

// channel is a place without its thread.
func channel(p bot.Place) bot.Place {
	p.Thread = ""
	return p
}

// Apply folds one fact.
func Apply(s *bot.State, _ bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Founded:
		c := slot.Change(s)
		c.Founded, c.Name, c.Example = true, e.Name.Text, e.Example
	case ClaimOffered:
		c := slot.Change(s)
		c.Claim, c.Tries = e.Offer, 0
	case ClaimTried:
		slot.Change(s).Tries++
	case Claimed:
		slot.Change(s).Claimed = true
	case Set:
		slot.Change(s).set(e)
	case Linked:
		c := slot.Change(s)
		place := channel(e.Place)
		if !slices.Contains(c.Channels, place) {
			c.Channels = append(c.Channels, place)
		}
		c.visibility[place] = e.Visibility
	case Unlinked:
		c := slot.Change(s)
		place := channel(e.Place)
		c.Channels = slices.DeleteFunc(slices.Clone(c.Channels), func(p bot.Place) bool { return p == place })
		delete(c.visibility, place)
	}
}
