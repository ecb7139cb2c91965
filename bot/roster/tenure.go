package roster

import (
	"slices"
	"time"

	"magbot/bot"
	"magbot/bot/command"
	"magbot/bot/lang"
)

// giveRole gives a role with its dates. Renewing the Chair needs a reference to
// the appointment (clause IV of the Chair's terms of reference: the
// Secretary-General appoints, the Secretariat enters it).
func giveRole(c *command.Context) (bot.Decision, error) {
	s, id, role := Of(c.View), c.Person("person"), bot.Role(c.Text("role"))
	p, err := s.living(c.View, id)
	if err != nil {
		return bot.Decision{}, err
	}
	t := Tenure{Role: role, From: StartOf(c.Text("from")), Until: EndOf(c.Text("until"))}
	renewal := slices.ContainsFunc(p.Roles, func(t Tenure) bool { return t.Role == role })
	switch {
	case p.Guest:
		return bot.Decision{}, lang.Refuse("roster.guest-role", "name", Name(c.View, id))
	case !t.From.IsZero() && !t.Until.IsZero() && !t.From.Before(t.Until):
		return bot.Decision{}, lang.Refuse("roster.ends-before", "from", c.Text("from"), "until", c.Text("until"))
	case !t.Until.IsZero() && !c.Now.Before(t.Until):
		return bot.Decision{}, lang.Refuse("roster.ended-before", "until", c.Text("until"))
	case slices.Contains(p.Roles, t):
		return bot.Decision{Reply: bot.Say("roster.role-already", "name", Name(c.View, id), "role", roleName(role))}, nil
	case role == bot.RoleChair && renewal && c.Text("reference") == "":
		return bot.Decision{}, lang.Refuse("roster.renewal-reference", "name", Name(c.View, id))
	}
	given := RoleGiven{Person: id, Tenure: t, Reference: bot.Write(c.Me(), c.Text("reference"))}
	if err := s.stillLed(c, given); err != nil {
		return bot.Decision{}, err
	}
	return bot.Decision{
		Events:  []bot.Event{given},
		Effects: []bot.Effect{tellPerson("roster.role-given", id, map[string]string{"role": string(role)})},
		Reply:   bot.Say("roster.role-given", "name", Name(c.View, id), "role", roleName(role), "dates", datesText(c.View, p, t)),
	}, nil
}

// stillLed refuses new dates that would take the last Secretariat or Chair out
// of office now.
func (s *State) stillLed(c *command.Context, given RoleGiven) error {
	role, last := s.lastInOffice(given.Person, c.Now)
	if !last || role != given.Tenure.Role {
		return nil
	}
	e := s.people[given.Person]
	trial := Person{Term: e.Term, Roles: []Tenure{given.Tenure}}
	if slices.Contains(trial.rolesAt(c.Now), role) || given.Tenure.From.After(c.Now) {
		return nil
	}
	return lang.Refuse("roster.last", "name", Name(c.View, given.Person), "role", roleName(role), "choice", string(role))
}

// endRole ends a role now. The last Secretariat or Chair in office needs a
// successor, so that somebody can go on.
func endRole(c *command.Context) (bot.Decision, error) {
	s, id, role := Of(c.View), c.Person("person"), bot.Role(c.Text("role"))
	p, err := s.living(c.View, id)
	if err != nil {
		return bot.Decision{}, err
	}
	open := slices.ContainsFunc(p.Roles, func(t Tenure) bool {
		_, until := p.bounds(t)
		return t.Role == role && (until.IsZero() || c.Now.Before(until))
	})
	if !open {
		return bot.Decision{Reply: bot.Say("roster.role-not-held", "name", Name(c.View, id), "role", roleName(role))}, nil
	}
	d := bot.Decision{
		Events:  []bot.Event{RoleEnded{Person: id, Role: role, At: c.Now, Reference: bot.Write(c.Me(), c.Text("reference"))}},
		Effects: []bot.Effect{tellPerson("roster.role-ended", id, map[string]string{"role": string(role)})},
		Reply:   bot.Say("roster.role-ended", "name", Name(c.View, id), "role", roleName(role)),
	}
	successor := c.Person("successor")
	if successor == "" {
		if last, only := s.lastInOffice(id, c.Now); only && last == role {
			return bot.Decision{}, lang.Refuse("roster.last", "name", Name(c.View, id), "role", roleName(role), "choice", string(role))
		}
		return d, nil
	}
	next, err := s.living(c.View, successor)
	if err != nil {
		return bot.Decision{}, err
	}
	t := Tenure{Role: role, From: c.Now}
	if next.Guest || successor == id || (!next.Term.Until.IsZero() && !c.Now.Before(next.Term.Until)) {
		return bot.Decision{}, lang.Refuse("roster.bad-successor", "name", Name(c.View, successor))
	}
	d.Events = append(d.Events, RoleGiven{Person: successor, Tenure: t})
	d.Effects = append(d.Effects, tellPerson("roster.role-given", successor, map[string]string{"role": string(role)}))
	return d, nil
}

// lastInOffice reports whether a person is the only one who holds the role of
// Secretariat, or else of Chair.
func (s *State) lastInOffice(id bot.PersonID, at time.Time) (bot.Role, bool) {
	for _, role := range []bot.Role{bot.RoleSecretariat, bot.RoleChair} {
		if with := s.With(role, at); len(with) == 1 && with[0] == id {
			return role, true
		}
	}
	return "", false
}

// living gives a person who is on the roster and was not erased.
func (s *State) living(v bot.View, id bot.PersonID) (Person, error) {
	p, ok := s.Person(id)
	switch {
	case !ok:
		return p, lang.Refuse("roster.no-person", "text", string(id))
	case p.Erased:
		return p, lang.Refuse("roster.is-erased", "name", Name(v, id))
	}
	return p, nil
}

func roleName(r bot.Role) lang.Text { return lang.T("choice.role." + string(r)) }

// datesText writes when a tenure holds.
func datesText(v bot.View, p Person, t Tenure) string {
	from, until := p.bounds(t)
	if from.IsZero() && until.IsZero() {
		return v.Say("roster.dates-open")
	}
	return between(v, from, until)
}

// between writes a stretch of days of which one end at least is known.
func between(v bot.View, from, until time.Time) string {
	switch {
	case until.IsZero():
		return v.Say("roster.dates-from", "from", firstDay(from))
	case from.IsZero():
		return v.Say("roster.dates-until", "until", lastDay(until))
	}
	return v.Say("roster.dates", "from", firstDay(from), "until", lastDay(until))
}

// tellPerson is a direct message to all accounts of a person.
func tellPerson(show string, id bot.PersonID, with map[string]string) bot.Effect {
	return bot.Effect{Do: bot.Direct, Key: show + "/" + string(id), Show: show, To: bot.ToPerson(id), With: with}
}

// tellRole is a direct message to everybody who holds a role.
func tellRole(show string, role bot.Role, with map[string]string) bot.Effect {
	return bot.Effect{Do: bot.Direct, Key: show + "/" + string(role), Show: show, To: bot.ToRole(role), With: with}
}
