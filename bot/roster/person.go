package roster

import (
	"slices"
	"time"

	"magbot/bot"
)

// Person is one entry of the roster.
type Person struct {
	ID            bot.PersonID
	Name          bot.Words
	Aliases       []bot.Words // nicknames and short names they are also called by
	Email         bot.Words
	Groups        []bot.Group // the first is the one they speak for unless they say otherwise
	Region        bot.Region
	Country       bot.Words
	Roles         []Tenure // past ones too
	Term          Term
	Zone          string // IANA, empty when unknown
	Language      bot.Language
	Organisations []Organisation
	Gender        bot.Words // as the person says, if they wish
	Newcomer      bot.Words // "yes" or "no", if they wish
	Accounts      []bot.Account
	Guest         bool // named by the Chair or Secretariat; not of the community
	Erased        bool
}

// Tenure is a role with its dates: from the instant From until just before
// Until. A zero instant means that the tenure has no date of its own there and
// runs with the person's term.
type Tenure struct {
	Role  bot.Role  `json:"role"`
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// Term is a person's appointment: from the instant From until just before
// Until, zero where unknown. Count says which term in a row it is, 0 where
// unknown.
type Term struct {
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
	Count int       `json:"count,omitempty"`
}

// Organisation is what a person belongs to, with its other names and dates.
type Organisation struct {
	Name    bot.Words   `json:"name"`
	Aliases []bot.Words `json:"aliases,omitempty"`
	From    time.Time   `json:"from,omitzero"`
	Until   time.Time   `json:"until,omitzero"`
}

// bounds gives the instants between which a tenure of this person holds.
func (p Person) bounds(t Tenure) (from, until time.Time) {
	from, until = t.From, t.Until
	if from.IsZero() {
		from = p.Term.From
	}
	if until.IsZero() {
		until = p.Term.Until
	}
	return from, until
}

// holds reports whether a tenure of this person is in force at an instant.
func (p Person) holds(t Tenure, at time.Time) bool {
	from, until := p.bounds(t)
	return (from.IsZero() || !at.Before(from)) && (until.IsZero() || at.Before(until))
}

// rolesAt lists the roles in force, each once.
func (p Person) rolesAt(at time.Time) []bot.Role {
	if p.Erased {
		return nil
	}
	var roles []bot.Role
	for _, t := range p.Roles {
		if p.holds(t, at) && !slices.Contains(roles, t.Role) {
			roles = append(roles, t.Role)
		}
	}
	return roles
}

// clone copies a person so that nothing is shared with the roster.
func (p Person) clone() Person {
	p.Aliases = slices.Clone(p.Aliases)
	p.Groups = slices.Clone(p.Groups)
	p.Roles = slices.Clone(p.Roles)
	p.Accounts = slices.Clone(p.Accounts)
	p.Organisations = cloneOrganisations(p.Organisations)
	return p
}

func cloneOrganisations(list []Organisation) []Organisation {
	list = slices.Clone(list)
	for i := range list {
		list[i].Aliases = slices.Clone(list[i].Aliases)
	}
	return list
}

// StartOf is the first instant of a day written YYYY-MM-DD, in UTC: dates of
// terms and tenures begin and end by UTC. Zero when there is no such day.
func StartOf(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.Time{}
	}
	return t
}

// EndOf is the instant at which a day written YYYY-MM-DD is over, in UTC, so
// that the last day of a term is still a whole day of it.
func EndOf(day string) time.Time {
	t := StartOf(day)
	if t.IsZero() {
		return t
	}
	return t.AddDate(0, 0, 1)
}

// firstDay and lastDay write instants as people write the dates of a term.
func firstDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

func lastDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Add(-time.Nanosecond).Format(time.DateOnly)
}

// NextTurn is the next instant after another at which a role of the person begins
// or ends; zero where none will.
func (p Person) NextTurn(after time.Time) (next time.Time) {
	for _, t := range p.Roles {
		from, until := p.bounds(t)
		for _, at := range []time.Time{from, until} {
			if at.After(after) && (next.IsZero() || at.Before(next)) {
				next = at
			}
		}
	}
	return next
}
