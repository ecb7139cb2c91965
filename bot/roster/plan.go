package roster

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/lang"
)

// Plan is what an import would do.
type Plan struct {
	Added     []Row
	Changed   []Change
	Unchanged int
	Absent    []bot.PersonID // on the roster, not in the file; they stay
	Notes     []Problem      // worth knowing, never in the way
}

// Change is one person whom the file knows more or otherwise about.
type Change struct {
	Person bot.PersonID
	Line   int
	Facts  Facts
	Fields []FieldChange
}

// Plan compares a sheet with the roster at an instant. A row means the person
// with its identifier, else with its e-mail, else the only one of its name.
// Share is the per cent of seats that governments may hold, for a note.
func (s *State) Plan(sheet Sheet, at time.Time, share int) (Plan, []Problem) {
	p := Plan{Notes: slices.Clone(sheet.Notes)}
	var problems []Problem
	index := s.index()
	taken := map[bot.PersonID]int{}
	for _, row := range sheet.Rows {
		id, problem := index.means(row)
		switch first, twice := taken[id]; {
		case problem != nil:
			problems = append(problems, *problem)
			continue
		case id == "":
			p.Added = append(p.Added, row)
			continue
		case twice:
			problems = append(problems, Problem{Line: row.Line, Text: lang.T("roster.csv.same-person", "name", row.Name, "first", first)})
			continue
		}
		taken[id] = row.Line
		facts, fields := row.facts(s.people[id].Person, id)
		if len(fields) == 0 {
			p.Unchanged++
			continue
		}
		p.Changed = append(p.Changed, Change{Person: id, Line: row.Line, Facts: facts, Fields: fields})
	}
	for _, id := range s.order {
		if _, there := taken[id]; !there && !s.people[id].Erased && !s.people[id].Guest {
			p.Absent = append(p.Absent, id)
		}
	}
	problems = append(problems, s.check(&p, sheet, at, share)...)
	return p, problems
}

// Empty reports whether there is nothing to apply.
func (p Plan) Empty() bool { return len(p.Added) == 0 && len(p.Changed) == 0 }

// index finds whom a row means.
type index struct {
	state  *State
	emails map[string]bot.PersonID
	names  map[string][]bot.PersonID
}

func (s *State) index() index {
	x := index{s, map[string]bot.PersonID{}, map[string][]bot.PersonID{}}
	for _, id := range s.order {
		e := s.people[id]
		if e.Erased || e.Guest {
			continue
		}
		if e.Email.Text != "" {
			x.emails[strings.ToLower(e.Email.Text)] = id
		}
		name := fold(e.Name.Text)
		x.names[name] = append(x.names[name], id)
	}
	return x
}

// means finds the person of a row: "" for somebody new.
func (x index) means(row Row) (bot.PersonID, *Problem) {
	if row.ID != "" {
		e, ok := x.state.people[row.ID]
		switch {
		case !ok:
			return "", &Problem{Line: row.Line, Column: string(ColumnID), Text: lang.T("roster.csv.no-such-id", "text", firstRunes(string(row.ID), 40))}
		case e.Erased:
			return "", &Problem{Line: row.Line, Column: string(ColumnID), Text: lang.T("roster.csv.erased-id", "text", string(row.ID))}
		}
		return row.ID, nil
	}
	if id, ok := x.emails[strings.ToLower(row.Email)]; ok && row.Email != "" {
		return id, nil
	}
	same := x.names[fold(row.Name)]
	switch {
	case len(same) == 0:
		return "", nil
	case len(same) == 1:
		return same[0], nil
	case row.Email == "":
		return "", &Problem{Line: row.Line, Column: string(ColumnName), Text: lang.T("roster.csv.which", "name", row.Name, "count", len(same))}
	}
	return "", nil
}

// check says what the roster would be like: without a Secretariat it is a
// problem, all else is a note.
func (s *State) check(p *Plan, sheet Sheet, at time.Time, share int) []Problem {
	after := s.after(*p)
	var problems []Problem
	if inOffice(s.everybody(), bot.RoleSecretariat, at) > 0 && inOffice(after, bot.RoleSecretariat, at) == 0 {
		problems = append(problems, Problem{Text: lang.T("roster.csv.no-secretariat")})
	}
	note := func(key string, args ...any) { p.Notes = append(p.Notes, Problem{Text: lang.T(key, args...)}) }
	if inOffice(s.everybody(), bot.RoleChair, at) > 0 && inOffice(after, bot.RoleChair, at) == 0 {
		note("roster.note.no-chair")
	}
	if !slices.Contains(sheet.Columns, ColumnRole) && len(p.Added) > 0 {
		note("roster.note.no-roles")
	}
	members, governments, unknown := 0, 0, 0
	for _, person := range after {
		if person.Guest || !slices.Contains(person.rolesAt(at), bot.RoleMember) {
			continue
		}
		members++
		switch group := fold(string(person.group())); {
		case group == "":
			unknown++
		case strings.HasPrefix(group, "government"):
			governments++
		}
	}
	if unknown > 0 {
		note("roster.note.unknown-group", "count", unknown)
	}
	if members > 0 && governments*100 > share*members {
		note("roster.note.governments", "count", governments, "members", members, "share", (governments*100+members/2)/members, "most", share)
	}
	return problems
}

func (s *State) everybody() []Person {
	all := make([]Person, len(s.order))
	for i, id := range s.order {
		all[i] = s.people[id].Person
	}
	return all
}

// after is everybody once the plan is applied.
func (s *State) after(p Plan) []Person {
	all := s.everybody()
	place := make(map[bot.PersonID]int, len(all))
	for i, person := range all {
		place[person.ID] = i
	}
	for _, c := range p.Changed {
		all[place[c.Person]].merge(c.Facts)
	}
	for _, row := range p.Added {
		var person Person
		facts, _ := row.facts(person, "new")
		person.merge(facts)
		all = append(all, person)
	}
	return all
}

func inOffice(people []Person, role bot.Role, at time.Time) int {
	n := 0
	for _, p := range people {
		if slices.Contains(p.rolesAt(at), role) {
			n++
		}
	}
	return n
}

// Fingerprint names a file together with the roster it was compared with, so
// that what is applied is what was seen.
func (s *State) Fingerprint(file string) string {
	sum := sha256.Sum256([]byte(strconv.Itoa(s.version) + "\x00" + file))
	return hex.EncodeToString(sum[:8])
}

// Events are the facts of the plan, with identifiers made from the shell's
// randomness. File is what was imported.
func (s *State) Events(p Plan, file, fresh string) []bot.Event {
	var events []bot.Event
	for _, row := range p.Added {
		id := s.newID(fresh, strconv.Itoa(row.Line))
		facts, _ := row.facts(Person{}, id)
		events = append(events, PersonAdded{Person: id, Facts: facts})
	}
	for _, c := range p.Changed {
		events = append(events, PersonChanged{Person: c.Person, Facts: c.Facts})
	}
	sum := sha256.Sum256([]byte(file))
	return append(events, Imported{File: hex.EncodeToString(sum[:]), Added: len(p.Added), Changed: len(p.Changed)})
}

var lowerBase32 = base32.NewEncoding("abcdefghijkmnpqrstuvwxyz23456789").WithPadding(base32.NoPadding)

// newID makes an identifier that says nothing about the person and that nobody
// can guess: "p-" and ten letters or digits, which is 50 bits.
func (s *State) newID(fresh, what string) bot.PersonID {
	for i := 0; ; i++ {
		sum := sha256.Sum256([]byte("magbot person\x00" + what + "\x00" + strconv.Itoa(i) + "\x00" + fresh))
		id := bot.PersonID("p-" + lowerBase32.EncodeToString(sum[:])[:10])
		if _, taken := s.people[id]; !taken {
			return id
		}
	}
}
