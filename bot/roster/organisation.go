package roster

import (
	"slices"
	"time"

	"magbot/bot"
)

// ShareOrganisation reports whether two people belong, or belonged at one of the
// instants, to one organisation: one that has a name or alias in common. Case,
// accents and punctuation do not matter.
func ShareOrganisation(v bot.View, a, b bot.PersonID, at ...time.Time) bool {
	s := Of(v)
	p, known := s.Person(a)
	q, knownToo := s.Person(b)
	if !known || !knownToo {
		return false
	}
	return slices.ContainsFunc(at, func(at time.Time) bool {
		names := p.organisationsAt(at)
		return slices.ContainsFunc(q.organisationsAt(at), func(name string) bool { return slices.Contains(names, name) })
	})
}

// OrganisationsOf gives every name of what a person belongs to at one of the instants, as
// names are compared, each once and in order.
func OrganisationsOf(v bot.View, person bot.PersonID, at ...time.Time) (names []string) {
	p, _ := Of(v).Person(person)
	for _, at := range at {
		names = append(names, p.organisationsAt(at)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// BelongsTo reports whether a person belongs, or belonged at one of the instants, to an
// organisation of one of these names, as OrganisationsOf gives them.
func BelongsTo(v bot.View, person bot.PersonID, names []string, at ...time.Time) bool {
	return slices.ContainsFunc(OrganisationsOf(v, person, at...), func(name string) bool { return slices.Contains(names, name) })
}

// organisationsAt gives every name of what a person belongs to at an instant,
// folded.
func (p Person) organisationsAt(at time.Time) (names []string) {
	for _, o := range p.Organisations {
		if !o.From.IsZero() && at.Before(o.From) || !o.Until.IsZero() && !at.Before(o.Until) {
			continue
		}
		for _, n := range append([]bot.Words{o.Name}, o.Aliases...) {
			if f := fold(n.Text); f != "" {
				names = append(names, f)
			}
		}
	}
	return names
}

// HeldUntil gives the instant from which nobody holds a role that somebody holds
// or held, as far as the roster says; false when somebody holds it without end, or
// nobody ever did.
func HeldUntil(v bot.View, role bot.Role) (last time.Time, ends bool) {
	for _, e := range Of(v).people {
		if e.Erased || e.Guest {
			continue
		}
		for _, t := range e.Roles {
			if t.Role != role {
				continue
			}
			_, until := e.bounds(t)
			if until.IsZero() {
				return time.Time{}, false
			}
			if until.After(last) {
				last = until
			}
		}
	}
	return last, !last.IsZero()
}
