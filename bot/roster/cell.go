package roster

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"magbot/bot"
	"magbot/bot/civil"
)

// row reads the cells of one line; what is wrong becomes a problem.
func (r *reader) row(line int, cells []string) Row {
	row := Row{Line: line, said: map[Column]bool{}}
	b := &builder{reader: r, row: &row}
	for i, cell := range cells {
		if i >= len(r.columns) || r.columns[i] == "" {
			continue
		}
		b.line, b.column = r.line(i), r.header0[i]
		text, ok := b.clean(cell)
		b.spoilt = b.spoilt || !ok
		if !ok || text == "" {
			continue
		}
		row.said[r.columns[i]] = true
		if isUnknown(text) {
			text = ""
		}
		b.read(r.columns[i], text)
	}
	b.line, b.column = line, ""
	b.finish()
	return row
}

// builder fills one row.
type builder struct {
	*reader
	row           *Row
	line          int
	column        string
	given, family string
	spoilt        bool   // a cell could not be read at all
	tenure        Tenure // the dates of roles that have none of their own
}

func (b *builder) wrong(key string, args ...any) { b.problem(b.line, b.column, key, args...) }

// clean takes off what nobody sees (marks of direction, zero-width blanks) and
// refuses what nobody can have meant (other control characters, characters
// that were lost before).
func (b *builder) clean(cell string) (string, bool) {
	if strings.ContainsRune(cell, '\uFFFD') {
		b.wrong("roster.csv.lost")
		return "", false
	}
	bad := rune(-1)
	cell = strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\t', r == '\u00a0':
			return ' '
		case r == '\n', r == '\u200c', r == '\u200d': // joiners belong to Persian and Indic spelling
			return r
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsControl(r):
			bad = r
		}
		return r
	}, cell)
	cell = strings.TrimSpace(norm.NFC.String(cell))
	switch {
	case bad >= 0:
		b.wrong("roster.csv.control", "code", "U+"+strings.ToUpper(strconv.FormatInt(int64(bad)+0x10000, 16)[1:]))
		return "", false
	case len([]rune(cell)) > maxCell:
		b.wrong("roster.csv.long", "most", maxCell)
		return "", false
	}
	return cell, true
}

// isUnknown reports whether a cell says that nobody knows.
func isUnknown(text string) bool {
	switch strings.ToLower(text) {
	case "unknown", "-", "–", "—", "?", "n/a":
		return true
	}
	return false
}

func (b *builder) read(c Column, text string) {
	row, one := b.row, strings.Join(strings.Fields(text), " ")
	switch c {
	case ColumnID:
		row.ID = bot.PersonID(one)
	case ColumnName:
		row.Name = one
	case columnGiven:
		b.given = one
	case columnFamily:
		b.family = one
	case ColumnAlias:
		row.Aliases = append(row.Aliases, several(text, ",;|\n")...)
	case ColumnEmail:
		row.Email = b.email(one)
	case ColumnGroup:
		for _, g := range several(text, ",;|\n") {
			row.Groups = append(row.Groups, bot.Group(g))
		}
	case ColumnRegion:
		row.Region = bot.Region(one)
	case ColumnCountry:
		row.Country = one
	case ColumnRole:
		b.roles(text)
	case ColumnZone:
		row.Zone = b.zone(one)
	case ColumnLanguage:
		row.Language = b.language(one)
	case ColumnOrganisation:
		b.organisations(text)
	case ColumnGender:
		row.Gender = one
	case ColumnNewcomer:
		row.Newcomer = b.yesNo(one)
	default:
		b.date(c, one)
	}
}

// date reads the columns of dates, and the count of terms.
func (b *builder) date(c Column, text string) {
	switch c { //nolint:exhaustive // read knows the others
	case ColumnRoleFrom:
		b.tenure.From = b.first(text)
	case ColumnRoleUntil:
		b.tenure.Until = b.last(text)
	case ColumnTermStart:
		b.row.Term.From = b.first(text)
	case ColumnTermEnd:
		b.row.Term.Until = b.last(text)
	case ColumnTermCount:
		if text == "" {
			return
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 99 {
			b.wrong("roster.csv.count", "text", firstRunes(text, 40))
			return
		}
		b.row.Term.Count = n
	}
}

// finish checks what hangs together within a row.
func (b *builder) finish() {
	row := b.row
	if row.Name == "" && (b.given != "" || b.family != "") {
		row.Name = strings.TrimSpace(b.given + " " + b.family)
	}
	row.said[ColumnName] = row.Name != ""
	if row.Name == "" && !b.spoilt {
		b.wrong("roster.csv.no-name")
	} else if len([]rune(row.Name)) > maxName {
		b.wrong("roster.csv.long", "most", maxName)
	}
	if len(row.Roles) == 0 && b.tenure != (Tenure{}) {
		b.wrong("roster.csv.date-without-role")
	}
	for i := range row.Roles {
		t := &row.Roles[i]
		if t.From.IsZero() && t.Until.IsZero() {
			t.From, t.Until = b.tenure.From, b.tenure.Until
		}
		b.order(t.From, t.Until)
	}
	b.order(row.Term.From, row.Term.Until)
	row.Aliases = once(row.Aliases)
	row.Groups = once(row.Groups)
}

func once[T comparable](list []T) []T {
	var kept []T
	for _, v := range list {
		if !slices.Contains(kept, v) {
			kept = append(kept, v)
		}
	}
	return kept
}

func (b *builder) order(from, until time.Time) {
	if !from.IsZero() && !until.IsZero() && !from.Before(until) {
		b.wrong("roster.csv.ends-before", "from", firstDay(from), "until", lastDay(until))
	}
}

// several splits a cell that may hold more than one.
func several(text, separators string) []string {
	var list []string
	for _, piece := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if piece = strings.Join(strings.Fields(piece), " "); piece != "" {
			list = append(list, piece)
		}
	}
	return list
}

// email checks as much as a slip of the hand needs: one @ with something on
// both sides, a dot in the domain, no blanks.
func (b *builder) email(text string) string {
	if text == "" {
		return ""
	}
	if !isEmail(text) {
		b.wrong("roster.csv.email", "text", firstRunes(text, 40))
		return ""
	}
	return text
}

func isEmail(text string) bool {
	user, domain, ok := strings.Cut(text, "@")
	return ok && user != "" && strings.Contains(strings.Trim(domain, "."), ".") &&
		!strings.ContainsAny(domain, "@<>") && !strings.ContainsAny(text, " ,;<>()") && len(text) <= 254
}

func (b *builder) zone(text string) string {
	if text == "" {
		return ""
	}
	zone, ok := zoneOf(text)
	if !ok {
		b.wrong("roster.csv.zone", "text", firstRunes(text, 40))
	}
	return zone
}

// zoneOf gives a place of the IANA database as the database spells it, or UTC.
// Bare offsets are refused: the clocks of a place change, an offset does not.
func zoneOf(text string) (string, bool) {
	loc, err := civil.ParseZone(text)
	if err != nil {
		return "", false
	}
	name := loc.String()
	return name, name == "UTC" || strings.Contains(name, "/")
}

// languages are the names of the languages that people write out: the six of
// the United Nations and those that English names often meet in a roster.
var languages = map[string]bot.Language{
	"arabic": "ar", "chinese": "zh", "english": "en", "french": "fr", "russian": "ru", "spanish": "es",
	"portuguese": "pt", "german": "de", "japanese": "ja", "swahili": "sw", "hindi": "hi", "turkish": "tr",
	"français": "fr", "español": "es", "português": "pt", "deutsch": "de", "русский": "ru", "العربية": "ar", "中文": "zh",
}

func (b *builder) language(text string) bot.Language {
	if text == "" {
		return ""
	}
	tag, ok := languageOf(text)
	if !ok {
		b.wrong("roster.csv.language", "text", firstRunes(text, 40))
	}
	return tag
}

func languageOf(text string) (bot.Language, bool) {
	for name, l := range languages {
		if fold(name) == fold(text) {
			return l, true
		}
	}
	tag, err := language.Parse(text)
	if err != nil {
		return "", false
	}
	return bot.Language(tag.String()), true
}

func (b *builder) yesNo(text string) string {
	switch strings.ToLower(text) {
	case "":
		return ""
	case "yes", "y", "true", "1", "x":
		return "yes"
	case "no", "n", "false", "0":
		return "no"
	}
	b.wrong("roster.csv.yes-no", "text", firstRunes(text, 40))
	return ""
}

// dated finds the dates behind a role or an organisation: two days with dots,
// a dash or "to" between them, one of which may be missing.
var dated = regexp.MustCompile(`[\s(]+(\d{4}-\d{1,2}-\d{1,2})?\s*(?:\.\.+|–|—|\bto\b)\s*(\d{4}-\d{1,2}-\d{1,2})?\s*\)?\s*$`)

func (b *builder) cutDates(text string) (string, Tenure) {
	m := dated.FindStringSubmatchIndex(text)
	if len(m) == 0 || (m[2] < 0 && m[4] < 0) {
		return text, Tenure{}
	}
	var t Tenure
	if m[2] >= 0 {
		t.From = b.first(text[m[2]:m[3]])
	}
	if m[4] >= 0 {
		t.Until = b.last(text[m[4]:m[5]])
	}
	b.order(t.From, t.Until)
	return strings.TrimSpace(text[:m[0]]), t
}

func (b *builder) roles(text string) {
	for _, piece := range several(text, ",;|\n") {
		name, t := b.cutDates(piece)
		role, ok := RoleOf(name)
		if !ok {
			b.wrong("roster.csv.role", "text", firstRunes(piece, 60), "roles", roleNames())
			continue
		}
		t.Role = role
		b.row.Roles = append(b.row.Roles, t)
	}
}

func (b *builder) organisations(text string) {
	for _, piece := range several(text, ";|\n") {
		name, dates := b.cutDates(piece)
		m := Membership{Name: name, Dates: dates}
		if before, rest, ok := strings.Cut(name, "("); ok && strings.HasSuffix(rest, ")") {
			m.Name = strings.TrimSpace(before)
			m.Aliases = several(strings.TrimSuffix(rest, ")"), ",")
		}
		if m.Name == "" {
			b.wrong("roster.csv.organisation", "text", firstRunes(piece, 60))
			continue
		}
		b.row.Organisations = append(b.row.Organisations, m)
	}
}
