package roster

import (
	"cmp"
	"maps"
	"slices"

	"magbot/bot"
	"magbot/bot/lang"
)

// The groups of the MAG renewal guidance, with the one that stocktaking counts
// apart, and the regional groups of the United Nations. They only help to mend
// spelling: a community may have others.
var (
	usualGroups  = []string{"Government", "Civil Society", "Private Sector", "Technical Community", "Intergovernmental Organization"}
	usualRegions = []string{"African Group", "Asia-Pacific Group", "Eastern European Group", "Latin American and Caribbean Group", "Western European and Others Group"}
)

// spellings is how a community writes its groups and regions, and how often.
type spellings struct{ groups, regions map[string]int }

func (s *State) spellings() *spellings {
	known := &spellings{groups: map[string]int{}, regions: map[string]int{}}
	for _, id := range s.order {
		e := s.people[id]
		for _, g := range e.Groups {
			known.groups[string(g)]++
		}
		if e.Region != "" {
			known.regions[string(e.Region)]++
		}
	}
	return known
}

// checkSpelling writes groups and regions as the community does where only
// case, accents or punctuation differ, and asks where letters do.
func (r *reader) checkSpelling(known *spellings) {
	if known == nil {
		known = &spellings{}
	}
	groups, regions := speller{count: maps.Clone(known.groups)}, speller{count: maps.Clone(known.regions)}
	for _, row := range r.sheet.Rows {
		for _, g := range row.Groups {
			groups.see(string(g))
		}
		if row.Region != "" {
			regions.see(string(row.Region))
		}
	}
	groups.settle(usualGroups)
	regions.settle(usualRegions)
	for i := range r.sheet.Rows {
		row := &r.sheet.Rows[i]
		for j, g := range row.Groups {
			row.Groups[j] = bot.Group(r.mend(row.Line, ColumnGroup, string(g), groups))
		}
		row.Groups = once(row.Groups)
		if row.Region != "" {
			row.Region = bot.Region(r.mend(row.Line, ColumnRegion, string(row.Region), regions))
		}
	}
	for _, g := range groups.unusual(known.groups) {
		r.sheet.Notes = append(r.sheet.Notes, Problem{Text: noteGroup(g, groups.count[g])})
	}
}

// noteGroup tells of a group that is new, and of the usual one that it may mean.
func noteGroup(g string, people int) lang.Text {
	for _, u := range usualGroups {
		if alike(fold(g), fold(u)) {
			return lang.T("roster.note.new-group-near", "group", g, "count", people, "near", u)
		}
	}
	return lang.T("roster.note.new-group", "group", g, "count", people)
}

func (r *reader) mend(line int, c Column, text string, s speller) string {
	m := s.means(text)
	if m.ask {
		r.problem(line, r.headerOf(c), "roster.csv.spelling", "text", firstRunes(text, 40), "near", m.spelt, "count", m.count)
	}
	return m.spelt
}

// headerOf is how the file names a column.
func (r *reader) headerOf(c Column) string {
	if i := slices.Index(r.columns, c); i >= 0 {
		return r.header0[i]
	}
	return string(c)
}

// speller decides which of several spellings is the community's.
type speller struct {
	count map[string]int    // how often each spelling is used
	best  map[string]string // the most used spelling of each folded one
	usual map[string]bool   // folded
	order []string          // folded, the most used first
}

type meaning struct {
	spelt string
	count int
	ask   bool // letters differ: a person must decide
}

func (s *speller) see(text string) {
	if s.count == nil {
		s.count = map[string]int{}
	}
	s.count[text]++
}

// settle finds the best spelling of each: the most used, then the usual one,
// then the first in order.
func (s *speller) settle(usual []string) {
	s.best, s.usual = map[string]string{}, map[string]bool{}
	official := map[string]string{}
	for _, u := range usual {
		s.usual[fold(u)] = true
		official[fold(u)] = u
	}
	total := map[string]int{}
	for _, text := range slices.Sorted(maps.Keys(s.count)) {
		f := fold(text)
		total[f] += s.count[text]
		now, ok := s.best[f]
		if !ok || s.count[text] > s.count[now] || (s.count[text] == s.count[now] && official[f] == text) {
			s.best[f] = text
		}
	}
	s.order = slices.SortedFunc(maps.Keys(total), func(a, b string) int {
		return cmp.Or(cmp.Compare(total[b], total[a]), cmp.Compare(rank(s.usual[a]), rank(s.usual[b])), cmp.Compare(a, b))
	})
	s.count = maps.Clone(s.count)
	for f, spelt := range s.best {
		s.count[spelt] = total[f]
	}
}

func rank(usual bool) int {
	if usual {
		return 0
	}
	return 1
}

// means gives the community's spelling of a text. A text that is not one of the
// usual ones and is near to another that is used more, or as much and is usual,
// must be asked about.
func (s speller) means(text string) meaning {
	f := fold(text)
	if s.usual[f] {
		return meaning{spelt: s.best[f]}
	}
	for _, other := range s.order {
		if other == f {
			break
		}
		if alike(f, other) {
			spelt := s.best[other]
			return meaning{spelt: spelt, count: s.count[spelt], ask: true}
		}
	}
	return meaning{spelt: s.best[f]}
}

// alike reports whether one spelling may be a slip for, or the beginning of,
// another.
func alike(f, other string) bool {
	if len(f) >= 3 && len(f) < len(other) && other[:len(f)] == f {
		return true
	}
	most := slip(f)
	return distance(f, other, most) <= most
}

// unusual lists the groups of a file that neither the community nor the usual
// list has.
func (s speller) unusual(known map[string]int) []string {
	had := map[string]bool{}
	for g := range known {
		had[fold(g)] = true
	}
	var list []string
	for _, f := range s.order {
		if !had[f] && !s.usual[f] && !s.means(f).ask {
			list = append(list, s.best[f])
		}
	}
	return list
}
