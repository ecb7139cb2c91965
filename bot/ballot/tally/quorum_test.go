package tally_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot/ballot/tally"
)

func TestAQuorumIsAskedOfAllAndOfEachGroup(t *testing.T) {
	groups := []tally.Turnout{{Group: "gov", Entitled: 10, Recused: 1, Took: 5}, {Group: "tech", Entitled: 4, Took: 1}}
	half, third := tally.Quorum{Share: tally.Share{Num: 1, Den: 2}}, tally.Quorum{Share: tally.Share{Num: 1, Den: 3}}
	for name, c := range map[string]struct {
		all, each             tally.Quorum
		needs, needsG, needsT int64
		met                   [3]bool
	}{
		"none is always met":           {tally.Quorum{}, tally.Quorum{}, 0, 0, 0, [3]bool{true, true, true}},
		"half of all is one too few":   {half, tally.Quorum{}, 7, 0, 0, [3]bool{false, true, true}},
		"a third of each is not there": {third, third, 5, 4, 2, [3]bool{true, true, false}},
		"one of each is there":         {third, tally.Quorum{Number: 1}, 5, 1, 1, [3]bool{true, true, true}},
	} {
		p, err := tally.CountTurnout(groups, c.all, c.each)
		if err != nil {
			t.Fatal(err)
		}
		want := &tally.Participation{
			Total:  tally.GroupTurnout{Turnout: tally.Turnout{Entitled: 14, Recused: 1, Took: 6}, Needs: c.needs, Met: c.met[0]},
			Groups: []tally.GroupTurnout{{Turnout: groups[0], Needs: c.needsG, Met: c.met[1]}, {Turnout: groups[1], Needs: c.needsT, Met: c.met[2]}},
			Quorum: c.met == [3]bool{true, true, true},
		}
		if d := cmp.Diff(want, p); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
	for name, bad := range map[string][]tally.Turnout{
		"more than could":     {{Group: "a", Entitled: 1, Took: 2}},
		"less than nobody":    {{Group: "a", Entitled: 1, Took: -1}},
		"more than there are": {{Group: "a", Entitled: tally.MaxVotes}, {Group: "b", Recused: 1}},
		"a group twice":       {{Group: "a"}, {Group: "a"}},
	} {
		if _, err := tally.CountTurnout(bad, tally.Quorum{}, tally.Quorum{}); !isForm(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := tally.CountTurnout(nil, tally.Quorum{Number: -1}, tally.Quorum{}); !isForm(err) {
		t.Errorf("a quorum below nobody: %v", err)
	}
	if _, err := tally.CountTurnout(nil, tally.Quorum{}, tally.Quorum{Number: -1}); !isForm(err) {
		t.Errorf("a quorum of a group below nobody: %v", err)
	}
	if _, err := tally.CountMotion([]tally.GroupVotes{votes("a", tally.MaxVotes, tally.MaxVotes, tally.MaxVotes, 0)}, tally.MotionRule{}); !isForm(err) {
		t.Errorf("more answers than people: %v", err)
	}
}

func isForm(err error) bool {
	_, ok := errors.AsType[*tally.FormError](err)
	return ok
}

func TestAWinnerIsBackedByAShareOfTheBase(t *testing.T) {
	// 12 ballots, of which 2 are blank; 20 could vote
	e := blt(t, `3 1 6 1 0 4 2 0 2 0 0 "Ann" "Bo" "Cy"`)
	for name, c := range map[string]struct {
		share tally.Share
		base  tally.Base
		want  tally.Backing
	}{
		"of those who chose":     {tally.MoreThanHalf, tally.OfYesNo, tally.Backing{Votes: 6, Of: 10, Needs: 6, Enough: true}},
		"of all ballots":         {tally.MoreThanHalf, tally.OfCast, tally.Backing{Votes: 6, Of: 12, Needs: 7}},
		"of all who could":       {tally.TwoThirds, tally.OfEntitled, tally.Backing{Votes: 6, Of: 20, Needs: 14}},
		"a share that is enough": {tally.Share{Num: 3, Den: 10}, tally.OfEntitled, tally.Backing{Votes: 6, Of: 20, Needs: 6, Enough: true}},
	} {
		for _, m := range []tally.Method{tally.PickOne, tally.Approval} {
			got, err := count(t, e, m, tally.Options{}).Backing(c.share, c.base, 20)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff([]tally.Backing{c.want}, got); d != "" {
				t.Errorf("%s by %s (-want +got):\n%s", name, m, d)
			}
		}
	}
	r := count(t, e, tally.PickOne, tally.Options{})
	for name, err := range map[string]error{
		"a base nobody knows": second(r.Backing(tally.MoreThanHalf, "present", 20)),
		"fewer than voted":    second(r.Backing(tally.MoreThanHalf, tally.OfEntitled, 11)),
		"a share above all":   second(r.Backing(tally.Share{Num: 2, Den: 1}, tally.OfCast, 20)),
		"a share of rankings": second(count(t, e, tally.Schulze, tally.Options{}).Backing(tally.MoreThanHalf, tally.OfCast, 20)),
	} {
		if !isForm(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second(_ []tally.Backing, err error) error { return err }
