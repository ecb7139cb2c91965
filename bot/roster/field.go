package roster

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"magbot/bot"
)

// field is one thing that the roster knows of a person: how it reads as text,
// which is also how two are compared, how a row of a file says it, and how it
// is taken out of facts where it has not changed.
type field struct {
	name  string // of its words: roster.field.NAME
	text  func(p Person) string
	says  []Column
	write func(f *Facts, row Row, before Person, id bot.PersonID)
	drop  func(f *Facts)
}

// fields lists everything that an import can say, in the order of a preview.
var fields = []field{
	{
		"name", func(p Person) string { return p.Name.Text },
		[]Column{ColumnName},
		func(f *Facts, r Row, _ Person, id bot.PersonID) { f.Name = wrote(id, r.Name) },
		func(f *Facts) { f.Name = nil },
	},
	{
		"alias", func(p Person) string { return strings.Join(texts(p.Aliases), "; ") },
		[]Column{ColumnAlias},
		func(f *Facts, r Row, _ Person, id bot.PersonID) { f.Aliases = wroteAll(id, r.Aliases) },
		func(f *Facts) { f.Aliases = nil },
	},
	{
		"email", func(p Person) string { return p.Email.Text },
		[]Column{ColumnEmail},
		func(f *Facts, r Row, _ Person, id bot.PersonID) { f.Email = wrote(id, r.Email) },
		func(f *Facts) { f.Email = nil },
	},
	{
		"group", func(p Person) string { return joined(p.Groups) },
		[]Column{ColumnGroup},
		func(f *Facts, r Row, _ Person, _ bot.PersonID) { f.Groups = append([]bot.Group{}, r.Groups...) },
		func(f *Facts) { f.Groups = nil },
	},
	{
		"region", func(p Person) string { return string(p.Region) },
		[]Column{ColumnRegion},
		func(f *Facts, r Row, _ Person, _ bot.PersonID) { f.Region = &r.Region },
		func(f *Facts) { f.Region = nil },
	},
	{
		"country", func(p Person) string { return p.Country.Text },
		[]Column{ColumnCountry},
		func(f *Facts, r Row, _ Person, id bot.PersonID) { f.Country = wrote(id, r.Country) },
		func(f *Facts) { f.Country = nil },
	},
	{
		"role", func(p Person) string { return tenuresText(p.Roles) },
		[]Column{ColumnRole},
		func(f *Facts, r Row, _ Person, _ bot.PersonID) { f.Roles = append([]Tenure{}, r.Roles...) },
		func(f *Facts) { f.Roles = nil },
	},
	{
		"term", func(p Person) string { return termText(p.Term) },
		[]Column{ColumnTermStart, ColumnTermEnd, ColumnTermCount},
		func(f *Facts, r Row, before Person, _ bot.PersonID) { f.Term = r.term(before.Term) },
		func(f *Facts) { f.Term = nil },
	},
	{
		"zone", func(p Person) string { return p.Zone },
		[]Column{ColumnZone},
		func(f *Facts, r Row, _ Person, _ bot.PersonID) { f.Zone = &r.Zone },
		func(f *Facts) { f.Zone = nil },
	},
	{
		"language", func(p Person) string { return string(p.Language) },
		[]Column{ColumnLanguage},
		func(f *Facts, r Row, _ Person, _ bot.PersonID) { f.Language = &r.Language },
		func(f *Facts) { f.Language = nil },
	},
	{
		"organisation", func(p Person) string { return organisationsText(p.Organisations) },
		[]Column{ColumnOrganisation},
		func(f *Facts, r Row, _ Person, id bot.PersonID) { f.Organisations = memberships(id, r.Organisations) },
		func(f *Facts) { f.Organisations = nil },
	},
	{
		"gender", func(p Person) string { return p.Gender.Text },
		[]Column{ColumnGender},
		func(f *Facts, r Row, _ Person, id bot.PersonID) { f.Gender = wrote(id, r.Gender) },
		func(f *Facts) { f.Gender = nil },
	},
	{
		"newcomer", func(p Person) string { return p.Newcomer.Text },
		[]Column{ColumnNewcomer},
		func(f *Facts, r Row, _ Person, id bot.PersonID) { f.Newcomer = wrote(id, r.Newcomer) },
		func(f *Facts) { f.Newcomer = nil },
	},
}

// said reports whether a row says anything about the field.
func (fd field) said(r Row) bool {
	return slices.ContainsFunc(fd.says, r.Has)
}

// FieldChange is one field of a person before and after.
type FieldChange struct {
	Field         string
	Before, After string // empty for unknown
}

// facts gives what a row says that the roster does not hold of the person yet,
// and how that reads.
func (r Row) facts(before Person, id bot.PersonID) (Facts, []FieldChange) {
	var f Facts
	for _, fd := range fields {
		if fd.said(r) {
			fd.write(&f, r, before, id)
		}
	}
	after := before.clone()
	after.merge(f)
	var changes []FieldChange
	for _, fd := range fields {
		old, now := fd.text(before), fd.text(after)
		if old == now {
			fd.drop(&f)
			continue
		}
		changes = append(changes, FieldChange{fd.name, old, now})
	}
	return f, changes
}

func wrote(id bot.PersonID, text string) *bot.Words {
	w := bot.Words{}
	if text != "" {
		w = bot.Write(id, text)
	}
	return &w
}

func wroteAll(id bot.PersonID, list []string) []bot.Words {
	words := make([]bot.Words, len(list))
	for i, text := range list {
		words[i] = bot.Write(id, text)
	}
	return words
}

func memberships(id bot.PersonID, list []Membership) []Organisation {
	all := make([]Organisation, len(list))
	for i, m := range list {
		all[i] = Organisation{Name: bot.Write(id, m.Name), Aliases: wroteAll(id, m.Aliases), From: m.Dates.From, Until: m.Dates.Until}
	}
	return all
}

// term is the term with what the row says in place of what was held.
func (r Row) term(t Term) *Term {
	if r.Has(ColumnTermStart) {
		t.From = r.Term.From
	}
	if r.Has(ColumnTermEnd) {
		t.Until = r.Term.Until
	}
	if r.Has(ColumnTermCount) {
		t.Count = r.Term.Count
	}
	return &t
}

// The texts are written as ParseCSV reads them.

func joined(groups []bot.Group) string {
	list := make([]string, len(groups))
	for i, g := range groups {
		list[i] = string(g)
	}
	return strings.Join(list, "; ")
}

func tenuresText(list []Tenure) string {
	all := make([]string, len(list))
	for i, t := range list {
		all[i] = string(t.Role) + span(t.From, t.Until)
	}
	return strings.Join(all, "; ")
}

func organisationsText(list []Organisation) string {
	all := make([]string, len(list))
	for i, o := range list {
		all[i] = o.Name.Text
		if len(o.Aliases) > 0 {
			all[i] += " (" + strings.Join(texts(o.Aliases), ", ") + ")"
		}
		all[i] += span(o.From, o.Until)
	}
	return strings.Join(all, "; ")
}

func termText(t Term) string {
	s := strings.TrimSpace(span(t.From, t.Until))
	if t.Count > 0 {
		s = strings.TrimSpace(s + " #" + strconv.Itoa(t.Count))
	}
	return s
}

// span writes dates as " 2027-01-01..2027-12-31"; an instant within a day, as
// ending a role makes, is written in full.
func span(from, until time.Time) string {
	if from.IsZero() && until.IsZero() {
		return ""
	}
	return " " + edge(from, firstDay(from)) + ".." + edge(until, lastDay(until))
}

func edge(t time.Time, day string) string {
	if t.IsZero() || t.UTC().Equal(t.UTC().Truncate(24*time.Hour)) {
		return day
	}
	return t.UTC().Format(time.RFC3339)
}
