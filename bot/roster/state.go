package roster

import (
	"embed"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/community"
	"magbot/bot/lang"
)

// Words are the sentences of this package.
//
//go:embed words.en.toml
var Words embed.FS

// State is the roster as the record says.
type State struct {
	people   map[bot.PersonID]*entry
	order    []bot.PersonID // of import
	accounts map[bot.Account]bot.PersonID
	links    map[string]*link     // open codes by handle
	signIns  map[string]*signIn   // links to the browser room by hash
	noticed  map[notice]struct{}  // terms whose end was announced
	refused  map[refusal]struct{} // expired roles told of
	version  int                  // counts what an import could be about
	archive  *archive
}

// entry is a person with the names they are found by.
type entry struct {
	Person
	keys []key
}

type link struct {
	person bot.PersonID
	offer  community.Offer
	staff  bool
	tries  int
	asked  *bot.Account // used, and waiting for the Secretariat
}

type signIn struct {
	person bot.PersonID
	until  time.Time
	used   bool
}

type notice struct {
	person bot.PersonID
	until  int64 // Unix seconds
	days   int
}

type refusal struct {
	person bot.PersonID
	role   bot.Role
	day    string // UTC
}

func newState() *State {
	return &State{
		people: map[bot.PersonID]*entry{}, accounts: map[bot.Account]bot.PersonID{},
		links: map[string]*link{}, signIns: map[string]*signIn{},
		noticed: map[notice]struct{}{}, refused: map[refusal]struct{}{},
	}
}

var slot = bot.NewSlot("roster", newState)

// Of reads the roster. It must not be changed.
func Of(v bot.View) *State { return slot.Of(v.Stream(bot.CommunityStream)) }

// Person gives one entry. In an archive everybody is there.
func (s *State) Person(id bot.PersonID) (Person, bool) {
	if s.archive != nil {
		return s.archive.person(id)
	}
	e, ok := s.people[id]
	if !ok {
		return Person{}, false
	}
	return e.clone(), true
}

// Wishes gives the time zone and the language in which somebody reads, each empty where
// they have not said. Every answer asks for them, so nothing else is copied.
func (s *State) Wishes(id bot.PersonID) (zone string, language bot.Language) {
	if s.archive != nil {
		p, _ := s.archive.person(id)
		return p.Zone, p.Language
	}
	if e, ok := s.people[id]; ok {
		return e.Zone, e.Language
	}
	return "", ""
}

// Lists reports whether somebody is among those of All.
func (s *State) Lists(id bot.PersonID) bool {
	if s.archive != nil {
		_, is := slices.BinarySearch(s.archive.names, string(id))
		return is
	}
	_, is := s.people[id]
	return is
}

// All lists everybody in the order in which they were added, erased persons
// and guests included.
func (s *State) All() []Person {
	if s.archive != nil {
		return s.archive.all()
	}
	all := make([]Person, len(s.order))
	for i, id := range s.order {
		all[i] = s.people[id].clone()
	}
	return all
}

// ByAccount gives the person that an account acts for.
func (s *State) ByAccount(a bot.Account) (bot.PersonID, bool) {
	if s.archive != nil {
		return s.archive.resolve(a.User), a.User != ""
	}
	id, ok := s.accounts[a]
	return id, ok
}

// RolesAt lists the roles that a person holds at an instant, and RoleAnyone
// with them; nil for somebody who is not on the roster, is a guest without
// account, or was erased.
func RolesAt(s *State, id bot.PersonID, at time.Time) []bot.Role {
	if s.archive != nil {
		return slices.Clip(s.archive.held)
	}
	e, ok := s.people[id]
	if !ok || e.Erased || e.Guest {
		return nil
	}
	return append(e.rolesAt(at), bot.RoleAnyone)
}

// Over reports whether a person's time is over at an instant: their term or a
// role of theirs has ended, and no role is in force or still to come. Who never
// had either is of the community for as long as they are on the roster.
func Over(s *State, id bot.PersonID, at time.Time) bool {
	e, ok := s.people[id]
	if s.archive != nil || !ok || e.Erased {
		return false
	}
	over := !e.Term.Until.IsZero() && !at.Before(e.Term.Until)
	for _, t := range e.Roles {
		if _, until := e.bounds(t); until.IsZero() || at.Before(until) {
			return false
		}
		over = true
	}
	return over
}

// ExpiredRoles lists the tenures of a person that have ended, of roles that the
// person does not hold at the instant; the latest of each role.
func ExpiredRoles(s *State, id bot.PersonID, at time.Time) []Tenure {
	e, ok := s.people[id]
	if !ok || e.Erased {
		return nil
	}
	held := e.rolesAt(at)
	latest := map[bot.Role]int{}
	var expired []Tenure
	for _, t := range e.Roles {
		from, until := e.bounds(t)
		if until.IsZero() || at.Before(until) || slices.Contains(held, t.Role) {
			continue
		}
		t.From, t.Until = from, until
		if i, seen := latest[t.Role]; !seen {
			latest[t.Role] = len(expired)
			expired = append(expired, t)
		} else if expired[i].Until.Before(until) {
			expired[i] = t
		}
	}
	return expired
}

// With lists who holds a role at an instant, in the order of the roster.
func (s *State) With(role bot.Role, at time.Time) []bot.PersonID {
	var people []bot.PersonID
	for _, id := range s.order {
		if roles := RolesAt(s, id, at); slices.Contains(roles, role) {
			people = append(people, id)
		}
	}
	return people
}

// Seats counts the members in term at an instant by the group they speak for
// unless they say otherwise; unknown groups count under "".
func (s *State) Seats(at time.Time) map[bot.Group]int {
	seats := map[bot.Group]int{}
	for _, id := range s.order {
		e := s.people[id]
		if e.Guest || !slices.Contains(e.rolesAt(at), bot.RoleMember) {
			continue
		}
		seats[e.group()]++
	}
	return seats
}

// group is the one a person speaks for unless they say otherwise.
func (p Person) group() bot.Group {
	if len(p.Groups) == 0 {
		return ""
	}
	return p.Groups[0]
}

// Name is what is shown for a person: the name, "an erased person", or the
// identifier itself where the roster knows nobody by it.
func Name(v bot.View, id bot.PersonID) string {
	s := Of(v)
	if s.archive != nil {
		return string(id)
	}
	e, ok := s.people[id]
	switch {
	case !ok:
		return string(id)
	case e.Erased || e.Name.Gone:
		return v.Say("roster.erased-name")
	case e.Name.Text == "":
		return v.Say("roster.nameless")
	}
	return e.Name.Text
}

// GroupOf gives the capacity in which a person speaks: the wished group if it
// is one of theirs, in whatever case it was written, else their first; "" where
// it is unknown. See Capacity to refuse a wish that is not theirs.
func GroupOf(v bot.View, id bot.PersonID, wished bot.Group) bot.Group {
	p, _ := Of(v).Person(id)
	for _, g := range p.Groups {
		if wished != "" && fold(string(g)) == fold(string(wished)) {
			return g
		}
	}
	return p.group()
}

// Capacity is GroupOf for a wish that somebody made just now: a group that is
// not theirs is refused with the groups they have.
func Capacity(v bot.View, id bot.PersonID, wished string) (bot.Group, error) {
	wished = strings.TrimSpace(wished)
	g := GroupOf(v, id, bot.Group(wished))
	if wished == "" || fold(string(g)) == fold(wished) {
		return g, nil
	}
	p, _ := Of(v).Person(id)
	if len(p.Groups) == 0 {
		return "", lang.Refuse("roster.no-groups", "name", Name(v, id), "group", firstRunes(wished, 40))
	}
	groups := make([]string, len(p.Groups))
	for i, g := range p.Groups {
		groups[i] = string(g)
	}
	return "", lang.Refuse("roster.not-their-group", "name", Name(v, id), "group", firstRunes(wished, 40), "groups", strings.Join(groups, ", "))
}
