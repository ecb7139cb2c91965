package tally_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"magbot/bot/ballot/tally"
	"magbot/bot/lang"
)

func TestABallotThatIsNotAllowedIsRefusedWithAWayToMendIt(t *testing.T) {
	abc := []string{"Ann", "Bo", "Cy"}
	scored := func(order []tally.Candidate, points ...int64) tally.Ballot {
		return tally.Ballot{Weight: 1, Order: order, Points: points}
	}
	one, two := []tally.Candidate{0}, []tally.Candidate{0, 1}
	for name, c := range map[string]struct {
		rule   tally.Allowed
		ballot tally.Ballot
		want   string // "": it is allowed
	}{
		"one of one":                        {tally.Allowed{Method: tally.PickOne}, tally.Rank(1, one), ""},
		"two of one":                        {tally.Allowed{Method: tally.PickOne}, tally.Rank(1, one, []tally.Candidate{1}), "tally.ballot.too-many"},
		"none, where a blank is not cast":   {tally.Allowed{Method: tally.PickOne}, tally.Rank(1), "tally.ballot.blank"},
		"none, where a blank may be cast":   {tally.Allowed{Method: tally.PickOne, Blank: true}, tally.Rank(1), ""},
		"a weight of two":                   {tally.Allowed{Method: tally.PickOne}, tally.Rank(2, one), "tally.ballot.weight"},
		"a choice that is not there":        {tally.Allowed{Method: tally.IRV}, tally.Rank(1, []tally.Candidate{3}), "tally.ballot.unknown"},
		"a choice below the first":          {tally.Allowed{Method: tally.IRV}, tally.Rank(1, []tally.Candidate{-1}), "tally.ballot.unknown"},
		"a choice twice":                    {tally.Allowed{Method: tally.IRV}, tally.Rank(1, one, one), "tally.ballot.twice"},
		"as many approvals as there may be": {tally.Allowed{Method: tally.Approval, Most: 2}, tally.Rank(1, one, []tally.Candidate{1}), ""},
		"more approvals than there may be":  {tally.Allowed{Method: tally.Approval, Most: 1}, tally.Rank(1, one, []tally.Candidate{1}), "tally.ballot.too-many"},
		"a shared place where it may be":    {tally.Allowed{Method: tally.Schulze, Places: true}, tally.Rank(1, two), ""},
		"a shared place where it may not":   {tally.Allowed{Method: tally.Schulze}, tally.Rank(1, two), "tally.ballot.shared"},
		"a shared place among approvals":    {tally.Allowed{Method: tally.Approval, Places: true}, tally.Rank(1, two), "tally.ballot.shared"},
		"places that do not fit": {
			tally.Allowed{Method: tally.Schulze, Places: true},
			tally.Ballot{Weight: 1, Order: two, Tied: []bool{true}},
			"tally.ballot.places",
		},
		"points where none are taken":    {tally.Allowed{Method: tally.Schulze}, scored(one, 1), "tally.ballot.points"},
		"scores within the range":        {tally.Allowed{Method: tally.Score, Low: -2, High: 5}, scored(two, -2, 5), ""},
		"a score above the range":        {tally.Allowed{Method: tally.Score, High: 5}, scored(two, 0, 6), "tally.ballot.range"},
		"a score below the range":        {tally.Allowed{Method: tally.Score, High: 5}, scored(two, 0, -1), "tally.ballot.range"},
		"a choice without its score":     {tally.Allowed{Method: tally.Score, High: 5}, scored(two, 1), "tally.ballot.no-points"},
		"all dots":                       {tally.Allowed{Method: tally.Dots, Budget: 5}, scored(two, 2, 3), ""},
		"one dot too many":               {tally.Allowed{Method: tally.Dots, Budget: 5}, scored(two, 3, 3), "tally.ballot.budget"},
		"dots taken from somebody":       {tally.Allowed{Method: tally.Dots, Budget: 5}, scored(two, -1, 3), "tally.ballot.range"},
		"more dots than the sum can say": {tally.Allowed{Method: tally.Dots, Budget: 5}, scored(two, 1<<62, 1<<62), "tally.ballot.range"},
	} {
		t.Run(name, func(t *testing.T) {
			c.rule.Candidates = abc
			err := c.rule.Check(c.ballot)
			if c.want == "" {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			refused, ok := lang.AsError(err)
			if !ok || refused.Key != c.want {
				t.Fatalf("%v, want %s", err, c.want)
			}
			if said := english(t).Text(refused.Text); !strings.Contains(said, "othing was recorded") && !strings.Contains(said, "nothing was recorded") {
				t.Errorf("%q does not say that nothing was recorded", said)
			}
		})
	}
}

// Whatever passes can be counted by its method.
func TestABallotThatIsAllowedIsCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawAny(t)
		for _, m := range methodsFor(e) {
			rule := tally.Allowed{Method: m, Candidates: e.Candidates, High: 5, Budget: 9, Places: true, Blank: true}
			passed := *e
			passed.Ballots = nil
			for _, b := range e.Ballots {
				b.Weight = 1
				if m != tally.Score && m != tally.Dots {
					b.Points = nil
				}
				if rule.Check(b) == nil {
					passed.Ballots = append(passed.Ballots, b)
				}
			}
			if _, err := tally.Count(&passed, m, tally.Options{Budget: rule.Budget}); err != nil {
				t.Fatalf("%s: what was allowed cannot be counted: %v", m, err)
			}
		}
	})
}
