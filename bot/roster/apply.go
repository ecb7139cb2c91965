package roster

import (
	"slices"
	"time"

	"magbot/bot"
)

// Apply folds one fact.
func Apply(state *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case PersonAdded:
		slot.Change(state).add(Person{ID: e.Person}, e.Facts)
	case PersonChanged:
		slot.Change(state).change(e.Person, e.Facts)
	case GuestAdded:
		slot.Change(state).addGuest(e)
	case RoleGiven:
		slot.Change(state).give(e, m.At)
	case RoleEnded:
		slot.Change(state).end(e)
	case TermNoticed:
		s := slot.Change(state)
		for _, id := range e.People {
			s.noticed[notice{id, e.Until.Unix(), e.Days}] = struct{}{}
		}
	case ExpiredRefused:
		slot.Change(state).refused[refusal{e.Person, e.Role, firstDay(m.At)}] = struct{}{}
	case Erased:
		slot.Change(state).erase(e.Person)
	default:
		applyAccounts(state, e)
	}
}

// applyAccounts folds the facts about codes and accounts.
func applyAccounts(state *bot.State, e bot.Event) {
	switch e := e.(type) {
	case LinkOffered:
		slot.Change(state).links[e.Offer.Handle] = &link{person: e.Person, offer: e.Offer, staff: e.Staff}
	case LinkTried:
		if l, ok := slot.Change(state).links[e.Handle]; ok {
			l.tries++
		}
	case LinkAsked:
		if l, ok := slot.Change(state).links[e.Handle]; ok {
			account := e.Account
			l.asked = &account
		}
	case LinkDeclined:
		delete(slot.Change(state).links, e.Handle)
	case AccountLinked:
		slot.Change(state).link(e)
	case AccountUnlinked:
		slot.Change(state).unlink(e.Account)
	case SignInOffered:
		slot.Change(state).signIns[e.Hash] = &signIn{person: e.Person, until: e.Until}
	case SignedIn:
		if l, ok := slot.Change(state).signIns[e.Hash]; ok {
			l.used = true
		}
	}
}

func (s *State) add(p Person, f Facts) {
	if _, twice := s.people[p.ID]; !twice {
		s.order = append(s.order, p.ID)
	}
	s.people[p.ID] = &entry{Person: p}
	s.change(p.ID, f)
}

func (s *State) addGuest(e GuestAdded) {
	f := Facts{Name: &e.Name}
	if e.Group != "" {
		f.Groups = []bot.Group{e.Group}
	}
	s.add(Person{ID: e.Person, Guest: true}, f)
}

func (s *State) change(id bot.PersonID, f Facts) {
	e, ok := s.people[id]
	if !ok || e.Erased {
		return
	}
	e.merge(f)
	e.keys = keysOf(e.Person)
	s.version++
}

// merge writes what the facts say into a person and copies what it keeps.
func (p *Person) merge(f Facts) {
	say(&p.Name, f.Name)
	say(&p.Email, f.Email)
	say(&p.Region, f.Region)
	say(&p.Country, f.Country)
	say(&p.Term, f.Term)
	say(&p.Zone, f.Zone)
	say(&p.Language, f.Language)
	say(&p.Gender, f.Gender)
	say(&p.Newcomer, f.Newcomer)
	sayAll(&p.Aliases, f.Aliases)
	sayAll(&p.Groups, f.Groups)
	sayAll(&p.Roles, f.Roles)
	if f.Organisations != nil {
		p.Organisations = cloneOrganisations(f.Organisations)
	}
}

func say[T any](field, said *T) {
	if said != nil {
		*field = *said
	}
}

func sayAll[T any](field *[]T, said []T) {
	if said != nil {
		*field = slices.Clone(said)
	}
}

// give takes the place of a tenure of the same role that has not ended when the
// new one begins. One that is to begin later cuts it there, so that there is no
// gap; one that holds already corrects its dates.
func (s *State) give(g RoleGiven, at time.Time) {
	e, ok := s.people[g.Person]
	if !ok || e.Erased {
		return
	}
	begins, later := g.Tenure.From, g.Tenure.From.After(at)
	if begins.IsZero() {
		begins = at
	}
	var kept []Tenure
	for _, t := range e.Roles {
		from, until := e.bounds(t)
		if t.Role == g.Tenure.Role && (until.IsZero() || begins.Before(until)) {
			if !later || !from.Before(begins) {
				continue
			}
			t.Until = begins
		}
		kept = append(kept, t)
	}
	kept = append(kept, g.Tenure)
	e.Roles = kept
	s.version++
}

// end cuts every tenure of the role that has not ended; one that has not begun
// is dropped.
func (s *State) end(r RoleEnded) {
	e, ok := s.people[r.Person]
	if !ok {
		return
	}
	var kept []Tenure
	for _, t := range e.Roles {
		from, until := e.bounds(t)
		switch {
		case t.Role != r.Role || (!until.IsZero() && !r.At.Before(until)):
		case !from.IsZero() && !from.Before(r.At):
			continue
		default:
			t.Until = r.At
		}
		kept = append(kept, t)
	}
	e.Roles = kept
	s.version++
}

func (s *State) link(l AccountLinked) {
	delete(s.links, l.Handle)
	e, ok := s.people[l.Person]
	if !ok || e.Erased {
		return
	}
	s.unlink(l.Account)
	s.accounts[l.Account] = l.Person
	e.Accounts = append(slices.Clone(e.Accounts), l.Account)
}

func (s *State) unlink(a bot.Account) {
	id, ok := s.accounts[a]
	if !ok {
		return
	}
	delete(s.accounts, a)
	e := s.people[id]
	e.Accounts = slices.DeleteFunc(slices.Clone(e.Accounts), func(b bot.Account) bool { return a == b })
}

// erase forgets everything but what the history of rights and the balance of
// the floor rest on: groups, region, roles and term.
func (s *State) erase(id bot.PersonID) {
	e, ok := s.people[id]
	if !ok {
		return
	}
	for _, a := range e.Accounts {
		delete(s.accounts, a)
	}
	for handle, l := range s.links {
		if l.person == id {
			delete(s.links, handle)
		}
	}
	for hash, l := range s.signIns {
		if l.person == id {
			delete(s.signIns, hash)
		}
	}
	s.people[id] = &entry{Person: Person{
		ID: id, Groups: e.Groups, Region: e.Region, Roles: e.Roles, Term: e.Term, Guest: e.Guest, Erased: true,
	}}
	s.version++
}
