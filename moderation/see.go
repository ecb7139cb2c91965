package moderation

import (
	"slices"

	"magbot/bot"
	"magbot/bot/roster"
)

// Handles reports whether somebody with these roles may handle cases at all: those
// that they are free to see. For any other the commands of this package are not
// there.
func Handles(v bot.View, person bot.PersonID, roles []bot.Role) bool {
	if person == "" || !slices.Contains(roles, bot.RoleAnyone) {
		return false
	}
	for _, r := range []bot.Role{bot.RoleModerator, bot.RoleFocalPoint, bot.RoleSecretariat, bot.RoleChair} {
		if slices.Contains(roles, r) {
			return true
		}
	}
	return SetupOf(v).Contact == person
}

// parties are those whom a case is about, who reported it, and who wrote the message
// that was linked, with those of the reports that are dealt with in it; each once.
func parties(v bot.View, s *State) (people []bot.PersonID) {
	for _, one := range group(v, s) {
		people = join(people, []bot.PersonID{one.Report.About, one.Report.By, writer(v, one)})
		people = join(people, one.Parties)
	}
	return slices.DeleteFunc(people, func(p bot.PersonID) bool { return p == "" })
}

// free reports whether a person may have to do with a case: they are no party to
// it, belong to no organisation of a party, now or when it was reported, and have
// not said that they are involved, in it or in a report that is dealt with in it
// (RFC 7776, section 5.1; issue 6, rule 4).
func free(v bot.View, s *State, parties []bot.PersonID, person bot.PersonID) bool {
	excused := func(one *State) bool { return slices.Contains(one.Excused, person) }
	if slices.Contains(parties, person) || slices.ContainsFunc(group(v, s), excused) {
		return false
	}
	return !slices.ContainsFunc(parties, func(p bot.PersonID) bool {
		return roster.ShareOrganisation(v, person, p, v.Now, s.At) || wasBound(v, s, p, person)
	})
}

// tiers lists who may handle a case, the first that are asked first: moderators,
// the focal point, the rest of the Secretariat, the outside contact. Moderators are
// left out of harassment, of what was referred to the Secretariat, and while nobody
// has said whom it is about, as it may be one of them.
func tiers(v bot.View, s *State) [][]bot.PersonID {
	who := parties(v, s)
	among := func(people []bot.PersonID) []bot.PersonID {
		return slices.DeleteFunc(people, func(p bot.PersonID) bool { return !free(v, s, who, p) })
	}
	with := func(role bot.Role) []bot.PersonID { return among(roster.Of(v).With(role, v.Now)) }
	var contact []bot.PersonID
	if c := SetupOf(v).Contact; c != "" && len(roster.RolesAt(roster.Of(v), c, v.Now)) > 0 {
		contact = among([]bot.PersonID{c})
	}
	all := [][]bot.PersonID{with(bot.RoleModerator), with(bot.RoleFocalPoint), with(bot.RoleSecretariat), contact}
	switch {
	case s.referred(Ombuds):
		return all[3:]
	case s.referred(Referral), s.harassment(v), s.subjectless(v):
		return all[1:]
	}
	return all
}

func (s *State) referred(to Rung) bool {
	return slices.ContainsFunc(s.Steps, func(p Progress) bool { return p.Rung == to && p.State == Done })
}

func (s *State) harassment(v bot.View) bool {
	return slices.ContainsFunc(group(v, s), func(one *State) bool { return one.Report.Clause == Harassment })
}

// subjectless reports whether nobody has said whom the case is about.
func (s *State) subjectless(v bot.View) bool {
	return !slices.ContainsFunc(group(v, s), func(one *State) bool { return one.Report.About != "" || len(one.Parties) > 0 })
}

// handlers are those whom the case is put to: the first tier that has anybody, and
// those after it whom a case that nobody touched was brought to.
func handlers(v bot.View, s *State) (people []bot.PersonID) {
	more := s.Escalated
	for _, tier := range tiers(v, s) {
		if len(tier) == 0 {
			continue
		}
		people = join(people, tier)
		if more--; more < 0 {
			break
		}
	}
	return people
}

// beyond are those who come in when nobody is left of the handlers: the first later
// tier that has anybody but those who are out.
func beyond(v bot.View, s *State, out []bot.PersonID) []bot.PersonID {
	for _, tier := range tiers(v, s) {
		if left := minus(tier, out); len(left) > 0 {
			return left
		}
	}
	return nil
}

// seconders may second a step: handlers other than who proposed it; the Chair too
// for a restriction, unless it is about harassment or the Chair is not free; and
// where there is nobody, those who come next.
func seconders(v bot.View, s *State, p Progress) []bot.PersonID {
	out := []bot.PersonID{p.By}
	people := minus(handlers(v, s), out)
	if (p.Rung == Restrict || p.Rung == TimeOut) && !s.harassment(v) {
		who := parties(v, s)
		for _, chair := range minus(roster.Of(v).With(bot.RoleChair, v.Now), out) {
			if free(v, s, who, chair) {
				people = join(people, []bot.PersonID{chair})
			}
		}
	}
	if len(people) == 0 {
		people = beyond(v, s, out)
	}
	return people
}

// seconds reports whether somebody who may see a case does so only because a step waits for
// the Chair: they agree or not, and need not know who reported it.
func seconds(v bot.View, s *State, person bot.PersonID) bool {
	return person != "" && !slices.Contains(slices.Concat(tiers(v, s)...), person)
}

// forSeconds are the commands of whoever only seconds.
var forSeconds = []string{"conduct second", "conduct not-second", "conduct note", "conduct involved"}

// judges may decide an appeal: handlers who did not decide first, and where there is
// nobody, those who come next.
func judges(v bot.View, s *State) []bot.PersonID {
	out := s.first()
	if people := minus(handlers(v, s), out); len(people) > 0 {
		return people
	}
	return beyond(v, s, out)
}

// Sees lists who may see a case now: nobody while it is not known who wrote the message.
// Nobody else can learn from this package that it exists.
func Sees(v bot.View, s *State) []bot.PersonID {
	if !s.Exists() {
		return nil
	}
	if s.Into != "" { // it is part of another case
		if lead := in(v, s.Into); lead.Exists() {
			return Sees(v, lead)
		}
	}
	if s.awaits(v.Now) {
		return nil
	}
	people := handlers(v, s)
	if p, waits := s.Pending(); waits {
		people = join(people, seconders(v, s, p))
	}
	if s.Appeal().Open() {
		people = join(people, judges(v, s))
	}
	return people
}

// MaySee reports whether a person may see a case.
func MaySee(v bot.View, s *State, person bot.PersonID) bool {
	return person != "" && slices.Contains(Sees(v, s), person)
}

// Watchers are those who are shown the case of v.Here.
func Watchers(v bot.View) []bot.PersonID { return Sees(v, Of(v)) }

// Visible lists the cases that the reader may see, each once, in the order of their
// random names. There is no number by which others could be missed.
func Visible(v bot.View) (cases []*State) {
	for _, s := range all(v) {
		if s.Into == "" && !s.Cleared && MaySee(v, s, v.Reader.Person) {
			cases = append(cases, s)
		}
	}
	return cases
}

// join adds people, each once.
func join(people, more []bot.PersonID) []bot.PersonID {
	people = slices.Clip(people)
	for _, p := range more {
		if !slices.Contains(people, p) {
			people = append(people, p)
		}
	}
	return people
}

// minus leaves people out.
func minus(people, out []bot.PersonID) []bot.PersonID {
	return slices.DeleteFunc(slices.Clone(people), func(p bot.PersonID) bool { return slices.Contains(out, p) })
}
