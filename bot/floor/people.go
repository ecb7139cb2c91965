package floor

import (
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/meeting"
	"magbot/bot/roster"
)

// nameOf is what people read for a person.
func nameOf(v bot.View, p bot.PersonID) string { return roster.Name(v, p) }

// groupName is what people read for a group.
func groupName(v bot.View, g bot.Group) string {
	if g == "" {
		return v.Say("floor.group-unknown")
	}
	return string(g)
}

// named is a person with the group they speak for: "CS-2 (Civil Society)".
func named(v bot.View, p bot.PersonID, g bot.Group) string {
	return v.Say("floor.named", "name", nameOf(v, p), "group", groupName(v, g))
}

// plain is a name as it is compared: lower case, "_" for a blank.
func plain(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(name, "_", " "))), " ")
}

// one is the single person a text means; the error says what to write instead.
func one(v bot.View, text string) (bot.PersonID, error) { return roster.ReadPerson(v, text) }

// namesShown is how many names a sentence lists.
const namesShown = 20

// names lists people, and says how many more there are.
func names(v bot.View, people []bot.PersonID) string {
	shown := make([]string, 0, namesShown+1)
	for _, p := range people[:min(len(people), namesShown)] {
		shown = append(shown, nameOf(v, p))
	}
	if more := len(people) - namesShown; more > 0 {
		shown = append(shown, v.Say("floor.and-more", "count", more))
	}
	return strings.Join(shown, ", ")
}

func short(text string) string {
	r := []rune(strings.TrimSpace(text))
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return string(r)
}

// atFloor is whom a text means at the floor, for "ack Jo": the one that the
// roster finds if they wait, else the only one who waits with a name that has a
// word beginning so, else the one that the roster finds. In a log of the past,
// where every name is somebody, those who took part come before a new name.
func (s *State) atFloor(v bot.View, text string) (bot.PersonID, error) {
	found := roster.Of(v).Find(text)
	var waiting []bot.PersonID
	for _, p := range found {
		if _, waits := s.open[p]; waits {
			waiting = append(waiting, p)
		}
	}
	if len(waiting) == 1 {
		return waiting[0], nil
	}
	if p, ok := s.only(v, text, s.others()); ok {
		return p, nil
	}
	if roster.Of(v).Archive() && len(found) == 1 && !s.took(v, found[0]) {
		if p, ok := s.only(v, text, s.party(v)); ok {
			return p, nil
		}
	}
	return one(v, text)
}

// only is the one person whose name has a word that begins with the text.
func (s *State) only(v bot.View, text string, among []bot.PersonID) (bot.PersonID, bool) {
	var begin []bot.PersonID
	for _, p := range among {
		if beginsWord(plain(nameOf(v, p)), plain(text)) {
			begin = append(begin, p)
		}
	}
	if len(begin) != 1 {
		return "", false
	}
	return begin[0], true
}

// took reports whether a person took part in the meeting so far, or is named
// in the list that came with the log.
func (s *State) took(v bot.View, p bot.PersonID) bool {
	return s.asked[p] || meeting.Of(v).WasPresent(p) || roster.Of(v).Lists(p)
}

// party lists everybody who was here or asked for the floor.
func (s *State) party(v bot.View) []bot.PersonID {
	seen := map[bot.PersonID]bool{}
	var people []bot.PersonID
	add := func(p bot.PersonID) {
		if !seen[p] {
			seen[p] = true
			people = append(people, p)
		}
	}
	for _, a := range meeting.Of(v).Attended() {
		add(a.Person)
	}
	for _, r := range s.requests {
		add(r.Person)
	}
	return people
}

// beginsWord reports whether a word of the name begins with the text.
func beginsWord(name, text string) bool {
	return text != "" && (strings.HasPrefix(name, text) || strings.Contains(name, " "+text))
}

// capacities lists the groups in which a person may speak.
func capacities(v bot.View, p bot.PersonID) []bot.Group {
	person, ok := roster.Of(v).Person(p)
	if !ok || len(person.Groups) == 0 {
		return []bot.Group{roster.GroupOf(v, p, "")}
	}
	return person.Groups
}

// capacity is the group in which a person speaks when nobody has said: that of
// their presence, else their first.
func capacity(v bot.View, p bot.PersonID) bot.Group {
	groups := capacities(v, p)
	if len(groups) == 1 {
		return groups[0]
	}
	for _, here := range meeting.Of(v).Here() {
		if here.Person == p && slices.Contains(groups, here.Group) {
			return here.Group
		}
	}
	return groups[0]
}

// leads reports whether a person is the Chair or of the Secretariat, whose
// turns are left out of the balance. In a log of the past everybody holds
// every role, so there only who chairs the meeting counts as such.
func leads(c *command.Context, p bot.PersonID) bool {
	if meeting.Of(c.View).Chair == p {
		return true
	}
	return !c.Archive && holds(c.View, p, bot.RoleChair, bot.RoleSecretariat)
}

func holds(v bot.View, p bot.PersonID, roles ...bot.Role) bool {
	return bot.Reader{Roles: roster.RolesAt(roster.Of(v), p, v.Now)}.Has(roles...)
}

// mayLead reports whether who acts may act for others at the floor.
func mayLead(c *command.Context) bool {
	return c.Archive || c.Reader.Has(bot.RoleBot) || c.Reader.Has(command.Leads...)
}

// Base is what the balance is measured against.
type Base string

// The baselines, best first.
const (
	BasePresent Base = "present" // member-minutes present, or heads where no minute has passed
	BaseSeats   Base = "seats"   // of the roster, where presence is unknown
	BaseNone    Base = "none"
)

// presence gives what each group is of those present between two instants, in
// an order of its own, and what it was counted from.
func presence(v bot.View, from, to time.Time) ([]Presence, Base) {
	m := meeting.Of(v)
	people := map[bot.Group]int{}
	heads := map[bot.Group]float64{}
	for _, a := range m.Attended() {
		if a.Seat.Counted() {
			people[a.Group]++
			heads[a.Group]++
		}
	}
	if minutes := m.MinutesByGroup(from, to); positive(minutes) {
		return presenceOf(minutes, people), BasePresent
	}
	if positive(heads) {
		return presenceOf(heads, people), BasePresent
	}
	seats := map[bot.Group]float64{}
	for _, s := range m.Seats {
		seats[s.Group], people[s.Group] = float64(s.Count), s.Count
	}
	if len(seats) == 0 {
		for g, n := range roster.Of(v).Seats(v.Now) {
			seats[g], people[g] = float64(n), n
		}
	}
	if positive(seats) {
		return presenceOf(seats, people), BaseSeats
	}
	return nil, BaseNone
}

func positive(of map[bot.Group]float64) bool {
	for _, x := range of {
		if x > 0 {
			return true
		}
	}
	return false
}

func presenceOf(amounts map[bot.Group]float64, people map[bot.Group]int) []Presence {
	var all []Presence
	for _, g := range groupsOf(amounts) {
		all = append(all, Presence{Group: g, Amount: amounts[g], People: people[g]})
	}
	return all
}
