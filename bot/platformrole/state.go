package platformrole

import (
	"cmp"
	"embed"
	"maps"
	"slices"
	"strings"
	"time"

	"magbot/bot"
	"magbot/bot/roster"
)

// Words are the sentences of this package.
//
//go:embed words.en.toml
var Words embed.FS

// Match says what a name means.
type Match struct {
	Name string
	Target
}

// Snapshot are the roles that an account had when it was looked at.
type Snapshot struct {
	Person bot.PersonID
	Names  []string
	Away   bool
	At     time.Time
}

// State is what is known of platforms' roles.
type State struct {
	matches map[string]Match // by the folded name
	listed  map[Space][]string
	seen    map[bot.Account]Snapshot
	told    map[bot.PersonID][]string // what differed when it was told last
	toldAt  time.Time
	changed time.Time // the last fact but that
}

var slot = bot.NewSlot("platformrole", func() *State {
	return &State{matches: map[string]Match{}, listed: map[Space][]string{}, seen: map[bot.Account]Snapshot{}, told: map[bot.PersonID][]string{}}
})

// Of reads what is known. It must not be changed.
func Of(v bot.View) *State { return slot.Of(v.Stream(bot.CommunityStream)) }

// fold writes a name so that spellings of the same role are the same.
func fold(name string) string { return strings.ToLower(tidy(name)) }

// tidy takes blanks and an @ in front away.
func tidy(name string) string {
	return strings.Join(strings.Fields(strings.TrimPrefix(strings.TrimSpace(name), "@")), " ")
}

// Compares reports whether anything was matched.
func (s *State) Compares() bool { return len(s.matches) > 0 }

// Matches lists what names mean, by name.
func (s *State) Matches() []Match {
	all := make([]Match, 0, len(s.matches))
	for _, key := range slices.Sorted(maps.Keys(s.matches)) {
		all = append(all, s.matches[key])
	}
	return all
}

// Listed lists the roles that there are in a space, and whether that is known.
func (s *State) Listed(in Space) (names []string, known bool) {
	names, known = s.listed[in]
	return slices.Clone(names), known
}

// Seen gives the roles that an account has, if it was looked at.
func (s *State) Seen(a bot.Account) (Snapshot, bool) {
	seen, ok := s.seen[a]
	seen.Names = slices.Clone(seen.Names)
	return seen, ok
}

// exists reports whether a space has a role of that name.
func (s *State) exists(in Space, folded string) bool {
	return slices.ContainsFunc(s.listed[in], func(name string) bool { return fold(name) == folded })
}

// Apply folds one fact.
func Apply(st *bot.State, m bot.Meta, e bot.Event) {
	switch e := e.(type) {
	case Matched:
		s := slot.Change(st)
		s.matches[fold(e.Name.Text)], s.changed = Match{e.Name.Text, e.Target}, m.At
	case Unmatched:
		s := slot.Change(st)
		delete(s.matches, fold(e.Name.Text))
		s.changed = m.At
	case Listed:
		s := slot.Change(st)
		s.listed[e.Space], s.changed = texts(e.Names), m.At
	case Seen:
		s := slot.Change(st)
		s.changed = m.At
		delete(s.seen, e.Account)
		if !e.Names.Gone {
			s.seen[e.Account] = Snapshot{Person: e.Person, Names: lines(e.Names.Text), Away: e.Away, At: m.At}
		}
	case Told:
		s := slot.Change(st)
		s.told, s.toldAt = map[bot.PersonID][]string{}, m.At
		for _, w := range e.Differences {
			if !w.Gone {
				s.told[w.By] = append(s.told[w.By], w.Text)
			}
		}
	case roster.AccountLinked:
		delete(slot.Change(st).seen, e.Account)
	case roster.AccountUnlinked:
		delete(slot.Change(st).seen, e.Account)
	case roster.Erased:
		slot.Change(st).erase(e.Person)
	}
}

// erase forgets a person.
func (s *State) erase(p bot.PersonID) {
	delete(s.told, p)
	maps.DeleteFunc(s.seen, func(_ bot.Account, seen Snapshot) bool { return seen.Person == p })
}

func texts(list []bot.Words) []string {
	all := make([]string, len(list))
	for i, w := range list {
		all[i] = w.Text
	}
	return all
}

// lines gives the lines of a text that say something.
func lines(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// Own is what is kept of one account of a person, as it is exported.
type Own struct {
	Account bot.Account `json:"account"`
	Roles   []string    `json:"roles"`
	Seen    time.Time   `json:"seen"` // when they became so, in UTC
}

// Export gives what is kept of a person's accounts.
func Export(v bot.View, id bot.PersonID) []Own {
	var all []Own
	for a, seen := range Of(v).seen {
		if seen.Person == id {
			all = append(all, Own{Account: a, Roles: slices.Clone(seen.Names), Seen: seen.At})
		}
	}
	slices.SortFunc(all, func(a, b Own) int {
		return cmp.Or(cmp.Compare(a.Account.Platform, b.Account.Platform), cmp.Compare(a.Account.Workspace, b.Account.Workspace), cmp.Compare(a.Account.User, b.Account.User))
	})
	return all
}
