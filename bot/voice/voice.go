package voice

import (
	"cmp"
	"embed"
	"maps"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// Words are the sentences of this package.
//
//go:embed words.en.toml
var Words embed.FS

// State says how somebody is in a voice channel.
type State string

// The states.
const (
	Away  State = "away"  // in no voice channel of the meeting
	Muted State = "muted" // there, and cannot be heard
	Heard State = "heard" // there, and can be heard
)

// Seen is the fact that somebody is in a voice channel otherwise than before.
type Seen struct {
	Person bot.PersonID `json:"person"`
	State  State        `json:"state"`
	Group  bot.Group    `json:"group,omitempty"`
	Lead   bool         `json:"lead,omitempty"` // Chair or Secretariat: left out of what is shown
	Place  bot.Place    `json:"place"`
}

// Kind names the fact.
func (Seen) Kind() string { return "voice.seen.v1" }

// Events lists every fact of this package.
func Events() []bot.EventType { return []bot.EventType{bot.EventOf[Seen]()} }

// Spell is a stretch in which somebody could be heard; To is zero while it lasts.
type Spell struct {
	Person   bot.PersonID
	Group    bot.Group
	Lead     bool
	From, To time.Time
}

// length is how much of a spell lies between two instants; a zero from is the
// beginning of everything.
func (s Spell) length(from, to time.Time) time.Duration {
	begin, end := s.From, s.To
	if end.IsZero() || end.After(to) {
		end = to
	}
	if begin.Before(from) {
		begin = from
	}
	return max(0, end.Sub(begin))
}

// presence is how somebody is there now.
type presence struct {
	state State
	place bot.Place
	spell int // place in Channels.spells while heard
}

// Channels are the voice channels of one meeting.
type Channels struct {
	now    map[bot.PersonID]presence
	spells []Spell
}

var slot = bot.NewSlot("voice", func() *Channels { return &Channels{now: map[bot.PersonID]presence{}} })

// Of gives the voice channels of the meeting that decides or is shown.
func Of(v bot.View) *Channels { return slot.Of(v.Here) }

// In gives those of any meeting.
func In(v bot.View, id bot.MeetingID) *Channels { return slot.Of(v.Stream(bot.MeetingStream(id))) }

// State says how somebody is there now.
func (c *Channels) State(p bot.PersonID) State { return cmp.Or(c.now[p].state, Away) }

// Spells lists every stretch in which somebody could be heard, in order of its
// beginning.
func (c *Channels) Spells() []Spell { return slices.Clone(c.spells) }

// Apply folds one fact.
func Apply(s *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Seen:
		slot.Change(s).see(m, e)
	case meeting.Closed:
		c := slot.Change(s)
		for _, p := range slices.Sorted(maps.Keys(c.now)) {
			c.see(m, Seen{Person: p, State: Away})
		}
	}
}

func (c *Channels) see(m bot.Meta, e Seen) {
	before := c.now[e.Person]
	if before.state == Heard {
		c.spells[before.spell].To = m.At
	}
	if e.State != Heard && e.State != Muted {
		delete(c.now, e.Person)
		return
	}
	now := presence{state: e.State, place: e.Place}
	if e.State == Heard {
		now.spell = len(c.spells)
		c.spells = append(c.spells, Spell{Person: e.Person, Group: e.Group, Lead: e.Lead, From: m.At})
	}
	c.now[e.Person] = now
}

// Row is the floor time of one group.
type Row struct {
	Group  bot.Group
	Time   time.Duration
	People int // who could be heard at all
}

// ByGroup adds floor time up by group between two instants, without the Chair and
// the Secretariat: the longest first, the unknown group last.
func (c *Channels) ByGroup(from, to time.Time) []Row {
	times, people := map[bot.Group]time.Duration{}, map[bot.Group]map[bot.PersonID]bool{}
	for _, s := range c.spells {
		d := s.length(from, to)
		if s.Lead || d <= 0 {
			continue
		}
		times[s.Group] += d
		if people[s.Group] == nil {
			people[s.Group] = map[bot.PersonID]bool{}
		}
		people[s.Group][s.Person] = true
	}
	rows := make([]Row, 0, len(times))
	for g, d := range times {
		rows = append(rows, Row{Group: g, Time: d, People: len(people[g])})
	}
	slices.SortFunc(rows, func(a, b Row) int {
		if (a.Group == "") != (b.Group == "") {
			return strings.Compare(string(b.Group), string(a.Group))
		}
		return cmp.Or(cmp.Compare(b.Time, a.Time), cmp.Compare(a.Group, b.Group))
	})
	return rows
}

// mostListed is how many characters a list of people of one channel may have.
const mostListed = 100_000

// Commands lists the commands of this package.
func Commands() []command.Command {
	return []command.Command{
		{Path: "voice seen", Inner: true, Who: command.Bot, Decide: decideSeen, Args: []command.Arg{
			{Name: "heard", Max: mostListed},
			{Name: "muted", Max: mostListed},
		}},
	}
}

// decideSeen takes what a platform sees of one channel, and records what is new.
func decideSeen(c *command.Context) (bot.Decision, error) {
	m := meeting.Of(c.View)
	there := slices.ContainsFunc(m.Places, func(p bot.Place) bool { return meeting.SameChannel(p, c.Place) })
	if !m.IsOpen() || !there {
		return bot.Decision{Reply: bot.Reply{Ignored: true}}, nil
	}
	place := meeting.Channel(c.Place)
	told := map[bot.PersonID]State{}
	for state, list := range map[State]string{Heard: c.Text("heard"), Muted: c.Text("muted")} {
		for id := range strings.FieldsSeq(list) {
			p, known := roster.Of(c.View).Person(bot.PersonID(id))
			if known && !p.Erased && told[p.ID] != Heard { // on two devices the one that is heard counts
				told[p.ID] = state
			}
		}
	}
	known := Of(c.View)
	for p, at := range known.now {
		if _, still := told[p]; !still && at.place == place {
			told[p] = Away
		}
	}
	var events []bot.Event
	for _, p := range slices.Sorted(maps.Keys(told)) {
		at, in := known.now[p]
		if state := told[p]; state != known.State(p) || (in && at.place != place) {
			events = append(events, Seen{Person: p, State: state, Group: group(c.View, p), Lead: leads(c.View, p), Place: place})
		}
	}
	return bot.Decision{Events: events, Reply: bot.Reply{Ignored: len(events) == 0}}, nil
}

// group is that of the person's presence, else their only one; unknown for who
// has several and has not said which.
func group(v bot.View, p bot.PersonID) bot.Group {
	if here, ok := meeting.Of(v).Stay(p); ok && here.Group != "" {
		return here.Group
	}
	if person, ok := roster.Of(v).Person(p); ok && len(person.Groups) == 1 {
		return person.Groups[0]
	}
	return ""
}

func leads(v bot.View, p bot.PersonID) bool {
	roles := bot.Reader{Roles: roster.RolesAt(roster.Of(v), p, v.Now)}
	return meeting.Of(v).Chair == p || roles.Has(bot.RoleChair, bot.RoleSecretariat)
}

// Own is what the voice channels of one meeting hold about a person, as it is
// exported.
type Own struct {
	Meeting bot.MeetingID `json:"meeting"`
	Heard   []OwnSpell    `json:"could_be_heard"`
}

// OwnSpell is one stretch in which the person could be heard.
type OwnSpell struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"` // zero while it lasts
}

// Export gives what the voice channels of every meeting hold about a person.
func Export(v bot.View, id bot.PersonID) []Own {
	var all []Own
	for _, m := range meeting.ToExport(v, id) {
		own := Own{Meeting: m.ID}
		for _, s := range In(v, m.ID).spells {
			if s.Person == id {
				own.Heard = append(own.Heard, OwnSpell{From: s.From, To: s.To})
			}
		}
		if len(own.Heard) > 0 {
			all = append(all, own)
		}
	}
	return all
}
