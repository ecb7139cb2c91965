package roster

import (
	"strings"
)

// Column is what a column of a roster file says, and its plainest header.
type Column string

// The columns.
const (
	ColumnID           Column = "id"
	ColumnName         Column = "name"
	ColumnAlias        Column = "alias"
	ColumnEmail        Column = "e-mail"
	ColumnGroup        Column = "group"
	ColumnRegion       Column = "region"
	ColumnCountry      Column = "country"
	ColumnRole         Column = "role"
	ColumnRoleFrom     Column = "role from"
	ColumnRoleUntil    Column = "role until"
	ColumnTermStart    Column = "term start"
	ColumnTermEnd      Column = "term end"
	ColumnTermCount    Column = "term count"
	ColumnZone         Column = "time zone"
	ColumnLanguage     Column = "language"
	ColumnOrganisation Column = "organisation"
	ColumnGender       Column = "gender"
	ColumnNewcomer     Column = "newcomer"

	columnGiven  Column = "given name"
	columnFamily Column = "family name"
)

// headers lists the words for each column as fold writes them, the plainest
// first. The order is that of docs and of an export.
var headers = []struct {
	column Column
	words  []string
}{
	{ColumnID, []string{"id", "person id", "identifier"}},
	{ColumnName, []string{"name", "full name", "names", "display name", "person", "member", "participant", "real name"}},
	{columnGiven, []string{"given name", "first name", "firstname", "forename", "given names", "first names"}},
	{columnFamily, []string{"family name", "last name", "surname", "lastname"}},
	{ColumnAlias, []string{"alias", "aliases", "nick", "nicks", "nickname", "nicknames", "short", "short name", "also known as", "aka", "handle", "irc"}},
	{ColumnEmail, []string{"e mail", "email", "mail", "e mail address", "email address", "mail address"}},
	{ColumnGroup, []string{"group", "groups", "stakeholder group", "stakeholder groups", "stakeholder", "constituency", "sector", "sg"}},
	{ColumnRegion, []string{"region", "un region", "regional group", "un regional group"}},
	{ColumnCountry, []string{"country", "country or territory", "nationality", "state"}},
	{ColumnRole, []string{"role", "roles", "function", "functions", "role s"}},
	{ColumnRoleFrom, []string{"role from", "role start", "role since", "role begins", "from"}},
	{ColumnRoleUntil, []string{"role until", "role to", "role end", "role ends", "until"}},
	{ColumnTermStart, []string{"term start", "term from", "start of term", "term begins", "appointed", "term starts", "start"}},
	{ColumnTermEnd, []string{"term end", "term until", "term to", "end of term", "term ends", "end"}},
	{ColumnTermCount, []string{"term count", "term", "terms", "number of terms", "term number", "count"}},
	{ColumnZone, []string{"time zone", "timezone", "zone", "tz", "iana zone", "iana time zone"}},
	{ColumnLanguage, []string{"language", "languages", "lang", "preferred language"}},
	{ColumnOrganisation, []string{"organisation", "organization", "organisations", "organizations", "org", "affiliation", "affiliations", "employer", "institution"}},
	{ColumnGender, []string{"gender"}},
	{ColumnNewcomer, []string{"newcomer", "new", "first time", "new member"}},
}

// many reports whether several columns may say it together.
func (c Column) many() bool {
	return c == ColumnAlias || c == ColumnGroup || c == ColumnRole || c == ColumnOrganisation
}

// columnOf reads a header. What stands in brackets ("Region (UN)") and the
// case, accents and punctuation do not matter.
func columnOf(header string) (Column, bool) {
	for _, h := range []string{fold(header), fold(withoutBrackets(header))} {
		for _, c := range headers {
			for _, w := range c.words {
				if w == h && h != "" {
					return c.column, true
				}
			}
		}
	}
	return "", false
}

func withoutBrackets(s string) string {
	before, rest, ok := strings.Cut(s, "(")
	if !ok {
		return s
	}
	_, after, _ := strings.Cut(rest, ")")
	return before + after
}

// nearestColumn is the one whose word is only a letter or two away.
func nearestColumn(header string) Column {
	h := fold(header)
	best, near := slip(h)+1, Column("")
	for _, c := range headers {
		for _, w := range c.words {
			if d := distance(w, h, best); d < best {
				best, near = d, c.column
			}
		}
	}
	return near
}

// columnNames lists the plainest header of each column.
func columnNames() string {
	var names []string
	for _, c := range headers {
		if c.column != columnGiven && c.column != columnFamily {
			names = append(names, string(c.column))
		}
	}
	return strings.Join(names, ", ")
}
