package floor

import (
	"cmp"
	"slices"

	"magbot/bot"
)

// Silence is why the Chair is told of a group.
type Silence string

// The reasons.
const (
	AskedNotCalled Silence = "asked"   // asked twice and was not called
	NotHeard       Silence = "present" // present, and nobody of it has spoken
)

// Hint says that a group is silent under an item. It is for the Chair alone.
type Hint struct {
	Item  int
	Group bot.Group
	Why   Silence
	Asked int     // open or dropped requests; only for AskedNotCalled
	Base  float64 // share of those present, 0 to 1; only for NotHeard
}

// about is what a hint is about, for never saying it twice.
func (h Hint) about() Hint { return Hint{Item: h.Item, Group: h.Group, Why: h.Why} }

// Standing is what the hints look at in one group under one item.
type Standing struct {
	Group  bot.Group
	Had    float64 // floor time, in any unit that is the same for all
	Base   float64 // baseline, in any unit that is the same for all
	Turns  int
	Asked  int // requests that were not withdrawn
	Called int
	Since  int // turns of others since the second request; below 0 before it
}

// Stage is how far an item has come.
type Stage struct {
	Item    int
	Half    bool // half of its time is over
	Closing bool // it is about to be closed
}

// patience is how many others are called after a group's second request before
// the Chair is told, where half of the item is not over yet.
const patience = 3

// Silent lists the groups that the Chair should hear of, in order of name with
// the unknown group last.
//
// A group that asked twice or more and was not called is a fact, and is told
// when half of the item's time is over, three others were called after its
// second request, or the item is about to be closed. A group that is present
// and was not heard may be chance: it is told from half of the item on, and
// only while the shift share lies outside the chance band and the group's own
// baseline is more than the share a fair process with so many turns would leave
// silent in half of all cases ((1−b_g)^k < ½). Nothing is said of a group
// without a baseline, nor of the unknown one.
func Silent(groups []Standing, at Stage) []Hint {
	groups = slices.Clone(groups)
	slices.SortFunc(groups, func(a, b Standing) int { return compareGroups(a.Group, b.Group) })
	shift, turns := measureStandings(groups)
	var hints []Hint
	for _, g := range groups {
		if waiting := g.Asked - g.Called; g.Called == 0 && g.Turns == 0 && waiting >= 2 &&
			(at.Half || at.Closing || g.Since >= patience) {
			hints = append(hints, Hint{Item: at.Item, Group: g.Group, Why: AskedNotCalled, Asked: waiting})
			continue
		}
		base := shift.Bases[g.Group]
		if g.Group != "" && g.Turns == 0 && g.Had == 0 && base > 0 && (at.Half || at.Closing) &&
			shift.Outside() && likelyHeard(base, turns) {
			hints = append(hints, Hint{Item: at.Item, Group: g.Group, Why: NotHeard, Base: base})
		}
	}
	return hints
}

// compareGroups orders groups by name, the unknown one last.
func compareGroups(a, b bot.Group) int {
	if (a == "") != (b == "") {
		return before(a != "", b != "")
	}
	return cmp.Compare(a, b)
}

func measureStandings(groups []Standing) (Shift, int) {
	had, base := map[bot.Group]float64{}, map[bot.Group]float64{}
	turns := 0
	for _, g := range groups {
		had[g.Group] += g.Had
		base[g.Group] += g.Base
		turns += g.Turns
	}
	return MeasureShift(had, base, turns), turns
}

// likelyHeard reports whether a group of share b would have had one of k turns
// more often than not if each turn went to a person drawn by chance.
func likelyHeard(b float64, k int) bool {
	silent := 1.0
	for range k {
		if silent *= 1 - b; silent < 0.5 {
			return true
		}
	}
	return false
}
