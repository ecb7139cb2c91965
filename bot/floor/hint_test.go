package floor_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot/floor"
)

func TestSilent(t *testing.T) {
	// Government has had all of 20 turns; two groups of a third each are present.
	loud := floor.Standing{Group: gov, Had: 900, Base: 10, Turns: 20, Asked: 20, Called: 20, Since: -1}
	quiet := floor.Standing{Group: cs, Base: 10, Since: -1}
	asked := floor.Standing{Group: ps, Base: 10, Asked: 2, Since: 0}
	with := func(s floor.Standing, change func(*floor.Standing)) floor.Standing { change(&s); return s }
	for _, c := range []struct {
		rule   string
		groups []floor.Standing
		at     floor.Stage
		want   []floor.Hint
	}{
		{
			rule: "who asked twice and was not called is named when half of the item is over", groups: []floor.Standing{loud, asked},
			at: floor.Stage{Item: 3, Half: true}, want: []floor.Hint{{Item: 3, Group: ps, Why: floor.AskedNotCalled, Asked: 2}},
		},
		{
			rule: "and before the item is closed", groups: []floor.Standing{loud, asked},
			at: floor.Stage{Item: 3, Closing: true}, want: []floor.Hint{{Item: 3, Group: ps, Why: floor.AskedNotCalled, Asked: 2}},
		},
		{
			rule:   "and when three others were called since",
			groups: []floor.Standing{loud, with(asked, func(s *floor.Standing) { s.Since = 3 })},
			at:     floor.Stage{Item: 3}, want: []floor.Hint{{Item: 3, Group: ps, Why: floor.AskedNotCalled, Asked: 2}},
		},
		{rule: "but not at once", groups: []floor.Standing{loud, asked}, at: floor.Stage{Item: 3}},
		{
			rule:   "nor when they asked once",
			groups: []floor.Standing{loud, with(asked, func(s *floor.Standing) { s.Asked, s.Base = 1, 0 })}, at: floor.Stage{Half: true},
		},
		{
			rule:   "nor when one of them was called",
			groups: []floor.Standing{loud, with(asked, func(s *floor.Standing) { s.Asked, s.Called, s.Turns, s.Had = 3, 1, 1, 60 })}, at: floor.Stage{Half: true},
		},
		{
			rule: "who is present and not heard is named from half of the item on", groups: []floor.Standing{loud, quiet},
			at: floor.Stage{Half: true}, want: []floor.Hint{{Group: cs, Why: floor.NotHeard, Base: .5}},
		},
		{rule: "not before", groups: []floor.Standing{loud, quiet}, at: floor.Stage{}},
		{
			rule: "inside the band that chance explains nothing is said of them", at: floor.Stage{Half: true},
			groups: []floor.Standing{
				{Group: gov, Had: 60, Base: 10, Turns: 1}, {Group: tech, Had: 60, Base: 10, Turns: 1}, {Group: ps, Had: 60, Base: 10, Turns: 1}, quiet,
			},
		},
		{
			rule: "nor of a group so small that a fair queue would often leave it silent", at: floor.Stage{Half: true},
			groups: []floor.Standing{{Group: gov, Had: 900, Base: 50, Turns: 8}, {Group: tech, Had: 1, Base: 48, Turns: 1}, with(quiet, func(s *floor.Standing) { s.Base = 2 })},
		},
		{rule: "nor of the unknown group", groups: []floor.Standing{loud, {Base: 10, Since: -1}}, at: floor.Stage{Half: true}},
		{rule: "nor of a group that is not present", groups: []floor.Standing{loud, {Group: cs, Since: -1}}, at: floor.Stage{Half: true}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if diff := cmp.Diff(c.want, floor.Silent(c.groups, c.at)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
