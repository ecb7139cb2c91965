package moderation

import (
	"slices"
	"time"

	"magbot/bot"
)

// Order is in what order somebody has their cases listed. It says nothing of any of them.
type Order string

// The orders. That of names is by chance, for names are.
const (
	ByName    Order = "name"
	ByWaiting Order = "waiting" // where nothing has happened for longest comes first
	ByReports Order = "reports" // what was reported by people who were agreed with before comes first
)

// Orders lists them as the choices of an argument.
func Orders() []string { return []string{string(ByName), string(ByWaiting), string(ByReports)} }

// mostFindings is how many of the last findings on the reports of one person count.
const mostFindings = 20

// leastAgreed is how often somebody must have been agreed with to come first.
const leastAgreed = 2

// sorted puts cases that the reader may see, which are in the order of their names, into another;
// there, what nobody has to do anything about any more comes last.
//
// By reports, those come first on whose reporter people mostly agreed lately. Nobody comes later
// for what was not agreed with than who reports for the first time, and where nothing has happened
// for as long as until a reminder, the case stands before all. Everything is taken from the cases
// that the reader may see, what they may know to have happened in them, and the reports of which
// they know who made them, so that the order tells nothing that they could not find out for
// themselves.
func sorted(v bot.View, cases []*State, order Order) []*State {
	if order == ByName {
		return cases
	}
	var agreed map[bot.PersonID]bool
	if order == ByReports {
		agreed = agreedWith(v)
	}
	type placed struct {
		*State
		rank int
		last time.Time
	}
	all := make([]placed, 0, len(cases))
	for _, s := range cases {
		p := placed{State: s, last: lastSeen(v, s)}
		switch {
		case !s.Open() && !s.Appeal().Open():
			p.rank = 3
		case order == ByWaiting || v.Now.Sub(p.last) >= remindEvery:
		case slices.ContainsFunc(reporters(v, s), func(p bot.PersonID) bool { return agreed[p] }):
			p.rank = 1
		default:
			p.rank = 2
		}
		all = append(all, p)
	}
	slices.SortStableFunc(all, func(a, b placed) int {
		if by := a.rank - b.rank; by != 0 || order != ByWaiting {
			return by
		}
		return a.last.Compare(b.last)
	})
	cases = make([]*State, 0, len(all))
	for _, p := range all {
		cases = append(cases, p.State)
	}
	return cases
}

// lastSeen is when something happened last in a case that the reader may know of.
func lastSeen(v bot.View, s *State) time.Time {
	last := s.At
	for _, h := range HistoryOf(v, s) {
		if h.At.After(last) && h.What != "reminded" && h.What != "escalated" { // what nobody has done anything about is waiting still
			last = h.At
		}
	}
	return last
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
