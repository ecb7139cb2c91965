package platformrole

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/roster"
)

// Difference is one person whom a platform and the roster know differently.
type Difference struct {
	Person bot.PersonID
	Space
	Target
	// Extra is set when the person has a platform's role that means the target and is
	// not that on the roster; else it is the other way round.
	Extra bool
	Names []string // the platform's roles: those that the person has, or of which one would do
}

// line names a difference in Told.
func (d Difference) line() string {
	return strings.Join([]string{d.Platform, d.Workspace, string(d.Role), string(d.Group), strconv.FormatBool(d.Extra)}, "\n")
}

// seat is a person in a space.
type seat struct {
	person bot.PersonID
	Space
}

// Differences compares what platforms say with the roster at an instant, in an
// order that depends on nothing else.
func Differences(v bot.View) []Difference {
	s := Of(v)
	var all []Difference
	for who, has := range s.seats() {
		p, ok := roster.Of(v).Person(who.person)
		if !ok || p.Erased || p.Guest {
			continue
		}
		roles := roster.RolesAt(roster.Of(v), p.ID, v.Now)
		for target, names := range s.targets() {
			if d, differs := s.compare(who, has, target, names, target.isOf(p, roles)); differs {
				all = append(all, d)
			}
		}
	}
	slices.SortFunc(all, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.line(), b.line()))
	})
	return all
}

// seats gives which roles people have in each space, by their folded names: on
// several accounts those of all together.
func (s *State) seats() map[seat]map[string]bool {
	all := map[seat]map[string]bool{}
	for a, seen := range s.seen {
		if seen.Away {
			continue
		}
		who := seat{seen.Person, Space{a.Platform, a.Workspace}}
		if all[who] == nil {
			all[who] = map[string]bool{}
		}
		for _, name := range seen.Names {
			all[who][fold(name)] = true
		}
	}
	return all
}

// targets gives the names that mean each target.
func (s *State) targets() map[Target][]string {
	all := map[Target][]string{}
	for _, m := range s.Matches() {
		all[m.Target] = append(all[m.Target], m.Name)
	}
	return all
}

// isOf reports whether somebody is what a platform's role means.
func (t Target) isOf(p roster.Person, roles []bot.Role) bool {
	if t.Role != "" {
		return slices.Contains(roles, t.Role)
	}
	return slices.Contains(p.Groups, t.Group)
}

// compare compares one person in one space with the roster. Where a space has no
// role that means the target, nobody lacks one.
func (s *State) compare(who seat, has map[string]bool, target Target, names []string, is bool) (Difference, bool) {
	d := Difference{Person: who.person, Space: who.Space, Target: target}
	var there []string
	for _, name := range names {
		if has[fold(name)] {
			d.Names = append(d.Names, name)
		}
		if s.exists(who.Space, fold(name)) {
			there = append(there, name)
		}
	}
	switch {
	case len(d.Names) > 0:
		d.Extra = true
		return d, !is
	case len(there) > 0:
		d.Names = there
		return d, is
	}
	return d, false
}

const (
	// settles is how long nothing new must have been seen before differences are
	// told: a platform tells of one account after another.
	settles = 10 * time.Minute
	// pause is the time between two tellings.
	pause = 24 * time.Hour
)

// news reports whether other things differ than were told, and from when on that
// may be told.
func news(v bot.View, differences []Difference) (from time.Time, is bool) {
	s := Of(v)
	now := map[bot.PersonID][]string{}
	for _, d := range differences {
		now[d.Person] = append(now[d.Person], d.line())
	}
	from = s.changed.Add(settles)
	if next := s.toldAt.Add(pause); !s.toldAt.IsZero() && next.After(from) {
		from = next
	}
	return from, !maps.EqualFunc(now, s.told, func(a, b []string) bool {
		return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
	})
}

// Due says when the Secretariat is to be told, and otherwise when a role on the
// roster that could make a difference begins or ends.
func Due(v bot.View) []bot.Due {
	s := Of(v)
	if v.Here == nil || v.Here.Stream != bot.CommunityStream || roster.Of(v).Archive() || (!s.Compares() && len(s.told) == 0) {
		return nil
	}
	if from, is := news(v, Differences(v)); is {
		return []bot.Due{{Key: "platformrole.tell/" + strconv.FormatInt(from.Unix(), 10), At: from, Call: bot.Do("roles tell")}}
	}
	var next time.Time
	for _, seen := range s.seen {
		p, _ := roster.Of(v).Person(seen.Person)
		if at := p.NextTurn(v.Now); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if next.IsZero() {
		return nil
	}
	return []bot.Due{{Key: "platformrole.look/" + strconv.FormatInt(next.Unix(), 10), At: next, Call: bot.Do("roles tell")}}
}

// Rests reports that time brings nothing to a meeting here.
func Rests(v bot.View) bool { return v.Here.Stream != bot.CommunityStream }
