package written

import (
	"cmp"
	"slices"

	"magbot/bot"
	"magbot/bot/floor"
	"magbot/bot/roster"
)

// Few is how many people a row of the balance stands for at least. Groups of
// fewer are shown together with others.
const Few = 3

// Measured is the balance of what was written in a month, in words, against the
// seats of the groups (design §6). The Chair's and the Secretariat's messages are
// left out.
func Measured(v bot.View, stream bot.StreamID) floor.Balance {
	in := floor.Floor{}
	sums := In(v, stream).Sums
	for row, t := range sums {
		in.Spells = append(in.Spells, floor.Spell{Group: row.Group, Lead: row.Lead, Words: t.Words, Lines: t.Messages})
	}
	for g, n := range roster.Of(v).Seats(v.Now) {
		in.Presence = append(in.Presence, floor.Presence{Group: g, Amount: float64(n), People: n})
	}
	return floor.Measure(in)
}

// Shown is one row as it may be shown: a group, or several together.
type Shown struct {
	Groups   []bot.Group // by name, the unknown group last
	People   int         // on the roster
	Words    int
	Messages int
	Share    float64 // of 1
	Base     float64 // of 1
}

// Careful puts groups together until every row stands for at least Few people:
// the small ones with each other and, where that is not enough, with the next
// larger group. Without that many people in all, nothing is shown.
func Careful(rows []floor.Row, people map[bot.Group]int) []Shown {
	var shown []Shown
	var small []Shown
	for _, r := range rows {
		s := Shown{Groups: []bot.Group{r.Group}, People: people[r.Group], Words: r.Words, Messages: r.Lines, Share: r.Share, Base: r.Base}
		if s.People < Few {
			small = append(small, s)
		} else {
			shown = append(shown, s)
		}
	}
	slices.SortStableFunc(shown, func(a, b Shown) int { return cmp.Compare(a.People, b.People) })
	if len(small) > 0 {
		pool := Shown{}
		for _, s := range small {
			pool = pool.with(s)
		}
		for pool.People < Few && len(shown) > 0 {
			pool, shown = pool.with(shown[0]), shown[1:]
		}
		if pool.People >= Few {
			shown = append(shown, pool)
		}
	}
	slices.SortStableFunc(shown, func(a, b Shown) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), compareGroups(a.Groups[0], b.Groups[0]))
	})
	return shown
}

func (s Shown) with(o Shown) Shown {
	groups := slices.Concat(s.Groups, o.Groups)
	slices.SortFunc(groups, compareGroups)
	return Shown{groups, s.People + o.People, s.Words + o.Words, s.Messages + o.Messages, s.Share + o.Share, s.Base + o.Base}
}

// compareGroups puts groups in the order of their names, the unknown one last.
func compareGroups(a, b bot.Group) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return 1
	case b == "":
		return -1
	}
	return cmp.Compare(a, b)
}

// sizes counts the people of each group whose messages are in the balance: who
// leads is left out there.
func sizes(v bot.View) map[bot.Group]int {
	n := map[bot.Group]int{}
	s := roster.Of(v)
	for _, p := range s.With(bot.RoleAnyone, v.Now) {
		roles := bot.Reader{Roles: roster.RolesAt(s, p, v.Now)}
		if !roles.Has(bot.RoleChair, bot.RoleSecretariat) {
			n[roster.GroupOf(v, p, "")]++
		}
	}
	return n
}
