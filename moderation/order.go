package moderation

import (
	"slices"

	"magbot/bot"
)

// Order is in what order somebody has their cases listed. It says nothing of any of them.
type Order string

// The orders. That of names is by chance, for names are.
const (
	ByName    Order = "name"
	ByWaiting Order = "waiting" // what nobody touched for longest comes first
	ByReports Order = "reports" // what was reported by people who were agreed with before comes first
)

// Orders lists them as the choices of an argument.
func Orders() []string { return []string{string(ByName), string(ByWaiting), string(ByReports)} }

// mostFindings is how many of the last findings on the reports of one person count.
const mostFindings = 20

// leastAgreed is how often somebody must have been agreed with to come first.
const leastAgreed = 2

// sorted puts cases that the reader may see into an order.
//
// By reports, those come first on whose reporter people mostly agreed lately. All is counted
// over the cases alone that the reader may see, and the reports of which they know who made
// them, so that the order tells nothing that they could not count for themselves. Nobody comes
// later for what was not agreed with than who reports for the first time, and what nobody has
// touched for as long as until a reminder stands before all.
func sorted(v bot.View, cases []*State, order Order) []*State {
	cases = slices.Clone(cases)
	switch order {
	case ByName:
	case ByWaiting:
		slices.SortStableFunc(cases, func(a, b *State) int { return a.Touched.Compare(b.Touched) })
	case ByReports:
		agreed := agreedWith(v)
		rank := func(s *State) int {
			switch {
			case v.Now.Sub(s.Touched) >= remindEvery:
				return 0
			case slices.ContainsFunc(reporters(v, s), func(p bot.PersonID) bool { return agreed[p] }):
				return 1
			}
			return 2
		}
		slices.SortStableFunc(cases, func(a, b *State) int { return rank(a) - rank(b) })
	}
	return cases
}

// reporters are the people who made the reports of a case under their name, as far as the
// reader may know them.
func reporters(v bot.View, s *State) (people []bot.PersonID) {
	if seconds(v, s, v.Reader.Person) {
		return nil
	}
	for _, name := range append([]string{s.Name}, s.With...) {
		if r := in(v, name); r.Report.By != "" && r.Withdrawn.IsZero() {
			people = join(people, []bot.PersonID{r.Report.By})
		}
	}
	return people
}

// agreedWith is the people on whose reports others mostly agreed lately.
func agreedWith(v bot.View) map[bot.PersonID]bool {
	closed := slices.DeleteFunc(Visible(v), func(s *State) bool {
		return s.Open() || s.Finding != Agree && s.Finding != Disagree || v.Now.Sub(s.Closed) > lookBack
	})
	slices.SortStableFunc(closed, func(a, b *State) int { return b.Closed.Compare(a.Closed) })
	type count struct{ agreed, all int }
	counts := map[bot.PersonID]*count{}
	for _, s := range closed {
		upheld := slices.ContainsFunc(s.Appeals, func(a Appeal) bool { return a.Upheld })
		for _, p := range reporters(v, s) {
			c := counts[p]
			if c == nil {
				c = &count{}
				counts[p] = c
			}
			if c.all < mostFindings {
				c.all++
				if s.Finding == Agree && !upheld {
					c.agreed++
				}
			}
		}
	}
	agreed := map[bot.PersonID]bool{}
	for p, c := range counts {
		agreed[p] = c.agreed >= leastAgreed && 2*c.agreed > c.all
	}
	return agreed
}
