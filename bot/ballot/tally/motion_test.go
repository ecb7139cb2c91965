package tally_test

import (
	"errors"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot/ballot/tally"
)

// votes makes a group of so many entitled who said so.
func votes(group string, entitled, yes, no, abstain int64) tally.GroupVotes {
	return tally.GroupVotes{Group: group, Entitled: entitled, Said: [3]int64{yes, no, abstain}}
}

// tester is a test, or one case of a property.
type tester interface {
	Helper()
	Fatal(args ...any)
}

func motion(t tester, rule tally.MotionRule, groups ...tally.GroupVotes) *tally.MotionResult {
	t.Helper()
	r, err := tally.CountMotion(groups, rule)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAMotionIsDecidedAsItsRuleSays(t *testing.T) {
	half, twoThirds := tally.MoreThanHalf, tally.TwoThirds
	third := tally.Quorum{Share: tally.Share{Num: 1, Den: 3}}
	for name, c := range map[string]struct {
		rule   tally.MotionRule
		groups []tally.GroupVotes
		want   tally.Outcome
		base   int64
		needs  int64
	}{
		"more yes than no carries, abstentions change nothing": {
			tally.MotionRule{}, []tally.GroupVotes{votes("a", 20, 3, 2, 10)}, tally.Carried, 5, 3,
		},
		"as many no as yes is a tie": {
			tally.MotionRule{}, []tally.GroupVotes{votes("a", 20, 4, 4, 1)}, tally.Even, 8, 5,
		},
		"an abstention works as a no where the base is all who took part": {
			tally.MotionRule{Base: tally.OfCast}, []tally.GroupVotes{votes("a", 20, 3, 2, 10)}, tally.Lost, 15, 8,
		},
		"an absence works as a no where the base is all who could": {
			tally.MotionRule{Base: tally.OfEntitled}, []tally.GroupVotes{votes("a", 20, 10, 0, 0)}, tally.Lost, 20, 11,
		},
		"exactly two thirds are two thirds": {
			tally.MotionRule{Threshold: twoThirds}, []tally.GroupVotes{votes("a", 9, 6, 3, 0)}, tally.Carried, 9, 6,
		},
		"two thirds of ten are seven": {
			tally.MotionRule{Threshold: twoThirds}, []tally.GroupVotes{votes("a", 10, 6, 4, 0)}, tally.Lost, 10, 7,
		},
		"half is not more than half": {
			tally.MotionRule{Threshold: half, Base: tally.OfEntitled}, []tally.GroupVotes{votes("a", 10, 5, 0, 0)}, tally.Lost, 10, 6,
		},
		"everybody is everybody": {
			tally.MotionRule{Threshold: tally.Everybody}, []tally.GroupVotes{votes("a", 10, 5, 0, 5)}, tally.Carried, 5, 5,
		},
		"an abstention counts for the quorum": {
			tally.MotionRule{Quorum: third}, []tally.GroupVotes{votes("a", 9, 1, 0, 2)}, tally.Carried, 1, 1,
		},
		"one too few is no quorum": {
			tally.MotionRule{Quorum: third}, []tally.GroupVotes{votes("a", 10, 3, 0, 0)}, tally.NoQuorum, 3, 2,
		},
		"a quorum can be a number of people": {
			tally.MotionRule{Quorum: tally.Quorum{Number: 4}}, []tally.GroupVotes{votes("a", 10, 3, 0, 0)}, tally.NoQuorum, 3, 2,
		},
		"every group needs its quorum": {
			tally.MotionRule{GroupQuorum: third}, []tally.GroupVotes{votes("a", 9, 9, 0, 0), votes("b", 9, 2, 0, 0)}, tally.NoGroupQuorum, 11, 6,
		},
		"nobody for or against decides nothing": {
			tally.MotionRule{}, []tally.GroupVotes{votes("a", 10, 0, 0, 7)}, tally.Nobody, 0, 1,
		},
		"nobody at all decides nothing": {tally.MotionRule{}, nil, tally.Nobody, 0, 1},
		"a double majority needs more than half of the groups": {
			tally.MotionRule{Double: true},
			[]tally.GroupVotes{votes("a", 20, 20, 0, 0), votes("b", 9, 1, 2, 0)},
			tally.Lost, 23, 12,
		},
		"a group that is even is not in favour": {
			tally.MotionRule{Double: true},
			[]tally.GroupVotes{votes("a", 9, 5, 0, 0), votes("b", 9, 2, 1, 0), votes("c", 9, 1, 1, 0), votes("d", 9, 1, 1, 0)},
			tally.Lost, 12, 7,
		},
		"a group below its minimum does not count": {
			tally.MotionRule{Double: true, Counts: tally.Quorum{Number: 3}},
			[]tally.GroupVotes{votes("a", 9, 5, 0, 0), votes("b", 9, 0, 2, 0)},
			tally.Carried, 7, 4,
		},
		"a double majority needs more than half of the members too": {
			tally.MotionRule{Double: true},
			[]tally.GroupVotes{votes("a", 9, 1, 0, 0), votes("b", 9, 1, 0, 0), votes("c", 9, 0, 5, 0)},
			tally.Lost, 7, 4,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := motion(t, c.rule, c.groups...)
			if r.Outcome != c.want || r.Base != c.base || r.NeedsYes != c.needs {
				t.Errorf("%s with %d of %d needed, want %s with %d of %d", r.Outcome, r.NeedsYes, r.Base, c.want, c.needs, c.base)
			}
		})
	}
}

func TestAMotionTellsMembersAndGroupsBesideEachOther(t *testing.T) {
	g := votes("gov", 12, 5, 1, 2)
	g.Recused = 2
	r := motion(t, tally.MotionRule{Quorum: tally.Quorum{Share: tally.MoreThanHalf}, GroupQuorum: tally.Quorum{Number: 1}, Counts: tally.Quorum{Number: 3}},
		g, votes("civil", 10, 2, 4, 0), votes("tech", 6, 1, 0, 0))
	want := &tally.MotionResult{
		Rule:    r.Rule,
		Outcome: tally.Carried,
		Total:   tally.GroupVotes{Entitled: 28, Recused: 2, Said: [3]int64{8, 5, 2}}, NeedsTook: 15, Base: 13, NeedsYes: 7, Members: true,
		Groups: []tally.GroupResult{
			{Group: "gov", Entitled: 12, Recused: 2, Took: 8, Silent: 4, Said: [3]int64{5, 1, 2}, NeedsTook: 1, Quorate: true, Counts: true, InFavour: true},
			{Group: "civil", Entitled: 10, Took: 6, Silent: 4, Said: [3]int64{2, 4, 0}, NeedsTook: 1, Quorate: true, Counts: true},
			{Group: "tech", Entitled: 6, Took: 1, Silent: 5, Said: [3]int64{1, 0, 0}, NeedsTook: 1, Quorate: true, InFavour: true},
		},
		GroupsCounted: 2, GroupsFor: 1, GroupsNeeded: 2, GroupsCarry: false,
	}
	if d := cmp.Diff(want, r); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if r.Rule.Threshold != tally.MoreThanHalf {
		t.Errorf("the threshold that is printed is %v", r.Rule.Threshold)
	}
}

func TestAMotionThatCannotBeCountedSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		rule   tally.MotionRule
		groups []tally.GroupVotes
	}{
		"more votes than people":    {groups: []tally.GroupVotes{votes("a", 2, 1, 1, 1)}},
		"a group twice":             {groups: []tally.GroupVotes{votes("a", 2, 1, 1, 0), votes("a", 2, 1, 1, 0)}},
		"a negative number":         {groups: []tally.GroupVotes{votes("a", 2, -1, 1, 0)}},
		"too many people":           {groups: []tally.GroupVotes{votes("a", tally.MaxVotes, 0, 0, 0), votes("b", 1, 0, 0, 0)}},
		"an unknown base":           {rule: tally.MotionRule{Base: "present"}},
		"more than everybody":       {rule: tally.MotionRule{Threshold: tally.Share{Num: 1, Den: 1, More: true}}},
		"a threshold above one":     {rule: tally.MotionRule{Threshold: tally.Share{Num: 3, Den: 2}}},
		"a threshold of nobody":     {rule: tally.MotionRule{Threshold: tally.Share{Num: 0, Den: 2}}},
		"a quorum of less than one": {rule: tally.MotionRule{Quorum: tally.Quorum{Number: -1}}},
		"a quorum of no share":      {rule: tally.MotionRule{GroupQuorum: tally.Quorum{Share: tally.Share{Num: 1, Den: -2}}}},
		"a minimum of no share":     {rule: tally.MotionRule{Counts: tally.Quorum{Share: tally.Share{Num: 5, Den: 2}}}},
	} {
		_, err := tally.CountMotion(c.groups, c.rule)
		if _, ok := errors.AsType[*tally.FormError](err); !ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatAShareNeedsIsTheLeastThatIsEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		den := rapid.Int64Range(1, 1000).Draw(t, "den")
		s := tally.Share{Num: rapid.Int64Range(0, den).Draw(t, "num"), Den: den, More: rapid.Bool().Draw(t, "more")}
		whole := rapid.Int64Range(0, tally.MaxVotes).Draw(t, "whole")
		met := func(part int64) bool { // by fractions
			c := big.NewRat(part, 1).Cmp(new(big.Rat).Mul(big.NewRat(s.Num, s.Den), big.NewRat(whole, 1)))
			return c > 0 || c == 0 && !s.More
		}
		need := s.Needed(whole)
		if !met(need) || need > 0 && met(need-1) {
			t.Fatalf("%s of %d is not %d", s, whole, need)
		}
		if !s.Met(need, whole) || s.Met(need-1, whole) {
			t.Fatalf("%s of %d is met by %d, or by one less", s, whole, need)
		}
	})
}

func drawGroups(t *rapid.T) []tally.GroupVotes {
	names := []string{"gov", "civil", "private", "tech", "igo"}[:rapid.IntRange(1, 5).Draw(t, "groups")]
	gs := make([]tally.GroupVotes, 0, len(names))
	for _, name := range names {
		g := votes(name, 0, rapid.Int64Range(0, 6).Draw(t, "yes"), rapid.Int64Range(0, 6).Draw(t, "no"), rapid.Int64Range(0, 4).Draw(t, "abstain"))
		g.Entitled = g.Took() + rapid.Int64Range(0, 5).Draw(t, "silent")
		g.Recused = rapid.Int64Range(0, 3).Draw(t, "recused")
		gs = append(gs, g)
	}
	return gs
}

// Whoever counts heads one after the other comes to the same.
func TestAMotionIsWhatCountingHeadsGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := drawGroups(t)
		rule := tally.MotionRule{
			Base:   rapid.SampledFrom([]tally.Base{tally.OfYesNo, tally.OfCast, tally.OfEntitled}).Draw(t, "base"),
			Double: rapid.Bool().Draw(t, "double"), Counts: tally.Quorum{Number: rapid.Int64Range(0, 4).Draw(t, "counts")},
			Threshold: rapid.SampledFrom([]tally.Share{{}, tally.TwoThirds, tally.Everybody}).Draw(t, "threshold"),
			Quorum:    tally.Quorum{Share: rapid.SampledFrom([]tally.Share{{}, {Num: 1, Den: 3}, tally.MoreThanHalf}).Draw(t, "quorum")},
		}
		r := motion(t, rule, groups...)
		var yes, no, base, took, entitled, inFavour, against int64
		for _, g := range groups {
			entitled += g.Entitled
			heads := append(append(append(make([]string, 0, 16), repeat("yes", g.Said[0])...), repeat("no", g.Said[1])...), repeat("abstain", g.Said[2])...)
			heads = append(heads, repeat("", g.Entitled-int64(len(heads)))...)
			here := map[string]int64{}
			for _, said := range heads {
				here[said]++
				if said != "" {
					took++
				}
				if said == "yes" || said == "no" || said == "abstain" && rule.Base != tally.OfYesNo || rule.Base == tally.OfEntitled {
					base++
				}
			}
			yes, no = yes+here["yes"], no+here["no"]
			if n := here["yes"] + here["no"] + here["abstain"]; n > 0 && n >= rule.Counts.Number {
				if here["yes"] > here["no"] {
					inFavour++
				} else {
					against++
				}
			}
		}
		enough := 2*yes > base
		switch rule.Threshold {
		case tally.TwoThirds:
			enough = base > 0 && 3*yes >= 2*base
		case tally.Everybody:
			enough = base > 0 && yes == base
		}
		quorum := true
		switch rule.Quorum.Share {
		case tally.MoreThanHalf:
			quorum = 2*took > entitled
		case tally.Share{Num: 1, Den: 3}:
			quorum = 3*took >= entitled
		}
		want := quorum && enough && (!rule.Double || inFavour > against)
		if got := r.Outcome == tally.Carried; got != want {
			t.Fatalf("%+v is %s, but by heads carried is %v", groups, r.Outcome, want)
		}
		if r.Base != base || int64(r.GroupsFor) != inFavour || int64(r.GroupsCounted) != inFavour+against {
			t.Fatalf("base %d, groups %d of %d; by heads %d, %d of %d", r.Base, r.GroupsFor, r.GroupsCounted, base, inFavour, inFavour+against)
		}
	})
}

func repeat(what string, n int64) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = what
	}
	return all
}

// ways lists what each hidden row can be, when the row totals and what all
// hidden rows have together are known: it tries every table.
func ways(totals []int64, together [3]int64, row int, seen []map[[3]int64]bool) bool {
	if row == len(totals) {
		return together == [3]int64{}
	}
	found := false
	for a := int64(0); a <= min(totals[row], together[0]); a++ {
		for b := int64(0); b <= min(totals[row]-a, together[1]); b++ {
			said := [3]int64{a, b, totals[row] - a - b}
			left := [3]int64{together[0] - a, together[1] - b, together[2] - said[2]}
			if left[2] >= 0 && ways(totals, left, row+1, seen) {
				seen[row][said] = true
				found = true
			}
		}
	}
	return found
}

func TestNothingThatIsHiddenFollowsBySubtraction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := drawGroups(t)
		whole := motion(t, tally.MotionRule{}, groups...)
		r := whole.Suppressed()
		left := r.Total.Said
		var totals []int64
		for _, g := range r.Groups {
			if g.Hidden {
				if g.Said != [3]int64{} || g.InFavour {
					t.Fatalf("hidden, and told: %+v", g)
				}
				totals = append(totals, g.Took)
				continue
			}
			for a, n := range g.Said {
				if n == 1 || n == 2 {
					t.Fatalf("%d of %s said the same, and it is told", n, g.Group)
				}
				left[a] -= n
			}
		}
		seen := make([]map[[3]int64]bool, len(totals))
		for i := range seen {
			seen[i] = map[[3]int64]bool{}
		}
		ways(totals, left, 0, seen)
		same := 0
		for _, n := range left {
			if n > 0 {
				same++
			}
		}
		for i, s := range seen {
			// what nobody can hide: a group that stands alone, or all saying the same
			if len(s) == 1 && totals[i] > 0 && len(totals) > 1 && same > 1 {
				t.Fatalf("of %+v it follows what the %d of a hidden group said: %v", r, totals[i], s)
			}
		}
		if len(totals) == 1 && len(r.Groups) > 1 && r.Total.Took() != totals[0] {
			t.Fatalf("one group alone is hidden, so that it follows from the total: %+v", r)
		}
		if whole.Groups[0].Hidden {
			t.Fatal("hiding changed the whole result")
		}
	})
}

func TestSmallNumbersAreLeftOutWithWhatWouldTellThem(t *testing.T) {
	for name, c := range map[string]struct {
		rows [][]int64
		want []bool
	}{
		"nothing small":                        {[][]int64{{3, 4, 0}, {5, 0, 3}}, []bool{false, false}},
		"a small group takes the next with it": {[][]int64{{3, 4, 0}, {1, 0, 0}, {9, 9, 9}}, []bool{true, true, false}},
		"two small groups may hide each other": {[][]int64{{2, 1, 0}, {1, 2, 0}, {3, 3, 3}}, []bool{true, true, false}},
		"all hide where nothing else helps":    {[][]int64{{1, 0, 0}, {0, 1, 0}}, []bool{true, true}},
		"one alone":                            {[][]int64{{1, 5, 0}}, []bool{true}},
		"no rows":                              {nil, []bool{}},
	} {
		if d := cmp.Diff(c.want, tally.Suppress(c.rows)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestACountIsBrokenDownByGroup(t *testing.T) {
	e := blt(t, `3 1 4 1 2 0 3 2 0 1 3 0 3 1 3 0 0 "A" "B" "C"`)
	group := []string{"gov", "civil", "civil", "tech"}
	parts := func(m tally.Method, suppress bool) []tally.Part {
		ps, err := tally.ByGroup(e, m, group, []string{"civil", "igo"}, suppress)
		if err != nil {
			t.Fatal(err)
		}
		return ps
	}
	want := []tally.Part{
		{Group: "civil", Ballots: 4, Given: []int64{0, 3, 1}},
		{Group: "igo", Given: []int64{0, 0, 0}},
		{Group: "gov", Ballots: 4, Given: []int64{4, 0, 0}},
		{Group: "tech", Ballots: 3, Given: []int64{3, 0, 0}},
	}
	if d := cmp.Diff(want, parts(tally.Schulze, false)); d != "" {
		t.Errorf("first preferences (-want +got):\n%s", d)
	}
	want[0] = tally.Part{Group: "civil", Ballots: 4, Hidden: true}
	want[2] = tally.Part{Group: "gov", Ballots: 4, Hidden: true}
	want[3] = tally.Part{Group: "tech", Ballots: 3, Hidden: true} // C has one voter, whom civil alone could be
	if d := cmp.Diff(want, parts(tally.PickOne, true)); d != "" {
		t.Errorf("with small numbers left out (-want +got):\n%s", d)
	}
	for _, m := range []tally.Method{tally.Approval, tally.Phragmen, tally.EqualShares} {
		if d := cmp.Diff([]int64{4, 4, 0}, parts(m, false)[2].Given); d != "" {
			t.Errorf("approvals by %s (-want +got):\n%s", m, d)
		}
	}
	e.Ballots[0].Points = []int64{5, 2}
	if _, err := tally.ByGroup(e, tally.Score, group, nil, false); err == nil {
		t.Error("a ballot without points was broken down as points")
	}
	if _, err := tally.ByGroup(e, tally.Score, group[:2], nil, false); err == nil {
		t.Error("ballots without a group were broken down")
	}
}

func TestAScaleOfAgreementIsAddedUp(t *testing.T) {
	g := tally.Gradient{
		Levels: []string{"whole-hearted", "agree", "can live with it", "disagree", "block"}, Supports: 3, Objects: 1,
		Groups: []tally.Gradings{
			{Group: "gov", Entitled: 10, Recused: 1, At: []int64{3, 0, 3, 0, 0}},
			{Group: "civil", Entitled: 8, At: []int64{0, 0, 1, 3, 2}},
		},
	}
	r, err := tally.CountGradient(g, false)
	if err != nil {
		t.Fatal(err)
	}
	want := &tally.GradientResult{
		At: []int64{3, 0, 4, 3, 2}, Entitled: 18, Recused: 1, Took: 12, Support: 7, Objections: 2, Middle: [2]int{2, 2},
		Groups: []tally.GradingResult{
			{Group: "gov", Entitled: 10, Recused: 1, Took: 6, At: []int64{3, 0, 3, 0, 0}},
			{Group: "civil", Entitled: 8, Took: 6, At: []int64{0, 0, 1, 3, 2}},
		},
	}
	if d := cmp.Diff(want, r); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	r, err = tally.CountGradient(g, true)
	if err != nil || !r.Groups[0].Hidden || r.Groups[0].At != nil || !r.Groups[1].Hidden {
		t.Errorf("small numbers are told: %+v, %v", r, err)
	}
	g.Groups = g.Groups[:1]
	if r, err = tally.CountGradient(g, true); err != nil || r.Middle != [2]int{0, 2} || r.Groups[0].Hidden {
		t.Errorf("the middle of 3 and 3 is %v, %v", r, err)
	}
	g.Groups = nil
	if r, err = tally.CountGradient(g, false); err != nil || r.Middle != [2]int{-1, -1} {
		t.Errorf("the middle of nobody is %v, %v", r, err)
	}
	for name, bad := range map[string]tally.Gradient{
		"one level":           {Levels: []string{"yes"}},
		"a level twice":       {Levels: []string{"yes", "yes"}},
		"all and more":        {Levels: []string{"yes", "no"}, Supports: 2, Objects: 1},
		"too few levels":      {Levels: []string{"yes", "no"}, Groups: []tally.Gradings{{At: []int64{1}}}},
		"more than there are": {Levels: []string{"yes", "no"}, Groups: []tally.Gradings{{At: []int64{1, 1}, Entitled: 1}}},
		"less than nobody":    {Levels: []string{"yes", "no"}, Groups: []tally.Gradings{{At: []int64{-1, 1}, Entitled: 1}}},
	} {
		var form *tally.FormError
		if _, err := tally.CountGradient(bad, false); !errors.As(err, &form) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
