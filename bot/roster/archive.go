package roster

import (
	"slices"
	"strings"

	"magbot/bot"
)

// archive is the roster of a log of the past: everybody who is named exists,
// may do everything, and has no account, no dates and no secrets.
type archive struct {
	names  []string          // sorted
	real   map[string]string // folded nick or name -> real name
	groups map[string]bot.Group
	roles  []Tenure   // everybody's
	held   []bot.Role // the same, and RoleAnyone
}

// NewArchive makes the roster of a log. People gives the nicks of each real
// name; groups gives the stakeholder group of a real name, where it is known.
// The PersonID of everybody is the real name, or the nick where nobody knows
// more. Nothing is ever unknown there.
func NewArchive(people map[string][]string, groups map[string]bot.Group) *State {
	a := &archive{real: make(map[string]string, 4*len(people)), groups: map[string]bot.Group{}}
	for name := range people {
		a.names = append(a.names, name)
	}
	slices.Sort(a.names)
	for _, name := range a.names {
		a.real[nick(name)] = name
	}
	for _, name := range a.names {
		for _, n := range people[name] {
			if _, taken := a.real[nick(n)]; !taken {
				a.real[nick(n)] = name
			}
		}
	}
	for name, g := range groups {
		a.groups[a.name(name)] = g
	}
	for _, r := range bot.Roles() {
		a.roles = append(a.roles, Tenure{Role: r})
	}
	a.held = append(bot.Roles(), bot.RoleAnyone)
	s := newState()
	s.archive = a
	return s
}

// Put places a roster into the state of a community's stream, for an archive
// whose people are not in any record.
func Put(state *bot.State, s *State) { *slot.Change(state) = *s }

// Archive reports whether this is the roster of a log of the past.
func (s *State) Archive() bool { return s.archive != nil }

// nick folds only the case: in a log "ana_" and "ana" may be two people.
func nick(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func (a *archive) name(s string) string {
	s = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(s), "@"))
	if name, ok := a.real[nick(s)]; ok {
		return name
	}
	if bare := strings.TrimRight(s, "_`^|"); bare != "" && bare != s {
		if name, ok := a.real[nick(bare)]; ok {
			return name
		}
	}
	return s
}

func (a *archive) resolve(s string) bot.PersonID { return bot.PersonID(a.name(s)) }

func (a *archive) person(id bot.PersonID) (Person, bool) {
	p := Person{ID: id, Name: bot.Write(id, string(id)), Roles: slices.Clip(a.roles)}
	if g, ok := a.groups[string(id)]; ok {
		p.Groups = []bot.Group{g}
	}
	return p, id != ""
}

func (a *archive) all() []Person {
	all := make([]Person, len(a.names))
	for i, n := range a.names {
		all[i], _ = a.person(bot.PersonID(n))
	}
	return all
}
