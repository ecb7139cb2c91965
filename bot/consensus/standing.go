package consensus

import (
	"cmp"
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/meeting"
)

// Standing is what is so of a call, in numbers by group. It draws no conclusion.
type Standing struct {
	Groups []GroupStanding `json:"groups,omitempty"` // by name, the unknown group last
	Open   []int           `json:"open,omitempty"`   // objections that stood
	// Present says that it is known who was present: the call belongs to a meeting.
	Present bool `json:"present,omitempty"`
}

// GroupStanding counts those of one group who are asked. Each of them is counted
// once: by their answer, else as present and silent, else as absent.
type GroupStanding struct {
	Group     bot.Group `json:"group,omitempty"`
	Asked     int       `json:"asked"`
	Agreed    int       `json:"agreed,omitempty"` // said that they have no objection
	Objecting int       `json:"objecting,omitempty"`
	Recused   int       `json:"recused,omitempty"`
	Silent    int       `json:"silent,omitempty"`
	Absent    int       `json:"absent,omitempty"`
}

// Base is who counts: those who are asked and are not recused.
func (g GroupStanding) Base() int { return g.Asked - g.Recused }

// Heard is how many of the base have answered.
func (g GroupStanding) Heard() int { return g.Agreed + g.Objecting }

// away reports whether nobody of the group was heard or present, though some
// could have been.
func (g GroupStanding) away() bool { return g.Base() > 0 && g.Absent == g.Base() }

// mute reports whether nobody of the group was heard, though some could have been.
func (g GroupStanding) mute() bool { return g.Base() > 0 && g.Heard() == 0 }

// Sum adds the groups up.
func (s Standing) Sum() GroupStanding {
	var sum GroupStanding
	for _, g := range s.Groups {
		sum.Asked += g.Asked
		sum.Agreed += g.Agreed
		sum.Objecting += g.Objecting
		sum.Recused += g.Recused
		sum.Silent += g.Silent
		sum.Absent += g.Absent
	}
	return sum
}

func (s Standing) clone() Standing {
	s.Groups, s.Open = slices.Clone(s.Groups), slices.Clone(s.Open)
	return s
}

// Standing says what is so of the call: as it was recorded at its end, or now.
func (c *Call) Standing(v bot.View) Standing {
	if !c.So.isZero() {
		return c.So
	}
	return c.standingAt(v, v.Now)
}

func (s Standing) isZero() bool { return len(s.Groups) == 0 }

// standingAt counts everybody who is asked, each once.
func (c *Call) standingAt(v bot.View, now time.Time) Standing {
	_, within := c.Stream.Meeting()
	m := meeting.Of(v)
	st := Standing{Present: within, Open: c.Open()}
	at := map[bot.Group]int{}
	for _, e := range c.Asked {
		i, ok := at[e.Group]
		if !ok {
			i = len(st.Groups)
			at[e.Group] = i
			st.Groups = append(st.Groups, GroupStanding{Group: e.Group})
		}
		g := &st.Groups[i]
		g.Asked++
		switch c.Heard(e.Person) {
		case NoObjection:
			g.Agreed++
		case Objects:
			g.Objecting++
		case NotMyCall:
			g.Recused++
		case Nothing:
			if within && !wasHere(m, e.Person, c.Now().At, now) {
				g.Absent++
			} else {
				g.Silent++
			}
		}
	}
	slices.SortFunc(st.Groups, func(a, b GroupStanding) int { return compareGroups(a.Group, b.Group) })
	return st
}

// wasHere reports whether a person was present at any time between two instants
// while the meeting was open.
func wasHere(m *meeting.State, p bot.PersonID, from, to time.Time) bool {
	for _, stay := range m.Stays {
		if stay.Person != p {
			continue
		}
		if stay.Holds(to) && m.IsOpen() {
			return true
		}
		for _, sitting := range m.Sittings {
			if part, ok := stay.Cut(from, to); ok {
				if _, ok := sitting.Cut(part.From, part.To); ok {
					return true
				}
			}
		}
	}
	return false
}

// compareGroups orders groups by name, the unknown one last.
func compareGroups(a, b bot.Group) int {
	if (a == "") != (b == "") {
		return cmp.Compare(len(b), len(a))
	}
	return cmp.Compare(a, b)
}
