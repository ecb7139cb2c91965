package moderation

import (
	"fmt"
	"slices"
	"strings"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
	"magbot/bot/roster"
)

// The roster says who is of an organisation of a party today. It forgets where somebody
// belonged when they are erased, or entered with another organisation without dates. So a
// case notes of each party, once they are known, where they belong and who belongs there,
// too: none of those comes to see it because the roster knows less.

// Bound is where a party to the case belongs, in names as the roster compares them, a line
// each, and who else was there when they were first noted.
type Bound struct {
	Of     bot.PersonID   `json:"of"`
	Names  bot.Words      `json:"names,omitzero"`
	People []bot.PersonID `json:"people,omitempty"`
}

// Kind names the fact.
func (Bound) Kind() string { return "moderation.bound.v1" }

// boundTo gives what is noted of a party.
func (s *State) boundTo(party bot.PersonID) (Bound, bool) {
	at := slices.IndexFunc(s.Bounds, func(b Bound) bool { return b.Of == party })
	if at < 0 {
		return Bound{}, false
	}
	return s.Bounds[at], true
}

// binds notes it.
func (s *State) binds(e Bound) {
	s.Bounds = append(slices.DeleteFunc(slices.Clone(s.Bounds), func(b Bound) bool { return b.Of == e.Of }), e)
}

// wasBound reports whether somebody was of an organisation of a party, as was noted, or is of
// one in which the party was.
func wasBound(v bot.View, s *State, party, person bot.PersonID) bool {
	return slices.ContainsFunc(group(v, s), func(one *State) bool {
		b, noted := one.boundTo(party)
		return noted && (slices.Contains(b.People, person) || roster.BelongsTo(v, person, strings.Split(b.Names.Text, "\n"), v.Now, s.At))
	})
}

// unbound gives what is to be noted of the parties to a case.
func unbound(v bot.View, s *State) (all []Bound) {
	for _, party := range parties(v, s) {
		b, noted := s.boundTo(party)
		names := roster.OrganisationsOf(v, party, v.Now, s.At)
		known := strings.Split(b.Names.Text, "\n")
		more := slices.DeleteFunc(names, func(n string) bool { return slices.Contains(known, n) })
		if noted && len(more) == 0 {
			continue
		}
		e := Bound{Of: party, People: b.People, Names: bot.Write("", strings.TrimSpace(b.Names.Text+"\n"+strings.Join(more, "\n")))}
		for _, p := range roster.Of(v).All() {
			if !noted && p.ID != party && roster.ShareOrganisation(v, p.ID, party, v.Now, s.At) {
				e.People = append(e.People, p.ID)
			}
		}
		slices.Sort(e.People)
		all = append(all, e)
	}
	return all
}

// bind notes it.
func bind(c *command.Context) (bot.Decision, error) {
	d := bot.Decision{}
	for _, e := range unbound(c.View, Of(c.View)) {
		d.Events = append(d.Events, e)
	}
	if len(d.Events) == 0 || Of(c.View).Cleared {
		return bot.Decision{}, lang.Refuse("conduct.not-due")
	}
	return d, nil
}

// dueBound is that, at once.
func dueBound(v bot.View, s *State) []bot.Due {
	more := unbound(v, s)
	if len(more) == 0 || s.Cleared {
		return nil
	}
	return []bot.Due{{Key: fmt.Sprint("bind/", len(s.Bounds), "/", sum("magbot bound", fmt.Sprint(more))[:16]), At: s.At, Call: bot.Do("conduct bind")}}
}
