package floor_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/floor"
)

var close9 = cmpopts.EquateApprox(0, 1e-9)

// TestBalanceOfTheSketch takes the numbers of the sketch "Balance" that the
// design shows: 14 turns, six rows, about 20 % by chance.
func TestBalanceOfTheSketch(t *testing.T) {
	had := map[bot.Group]float64{gov: 46, tech: 27, cs: 21, ps: 2, "": 4}
	base := map[bot.Group]float64{gov: 31, tech: 18, cs: 24, ps: 22, "Intergovernmental": 5}
	got := floor.MeasureShift(had, base, 14)
	if math.Abs(got.Amount-0.28) > 1e-9 {
		t.Errorf("shift %.4f, want 0.28", got.Amount)
	}
	if math.Abs(got.Band-0.2032) > 5e-4 {
		t.Errorf("band %.4f, want about 0.20", got.Band)
	}
	if !got.Outside() {
		t.Error("28 % is not outside a band of 20 %")
	}
}

func TestChanceBand(t *testing.T) {
	base := map[bot.Group]float64{"a": .4, "b": .2, "c": .2, "d": .2}
	for _, c := range []struct {
		rule  string
		turns int
		want  float64
	}{
		{"0.21 after 10 turns, as measured in the notes", 10, 0.21},
		{"0.11 after 40 turns, as measured in the notes", 40, 0.107},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := floor.MeasureShift(map[bot.Group]float64{"a": 1}, base, c.turns); math.Abs(got.Band-c.want) > 0.006 {
				t.Errorf("band %.3f, want %.3f", got.Band, c.want)
			}
		})
	}
	t.Run("nothing is outside it without turns", func(t *testing.T) {
		if got := floor.MeasureShift(map[bot.Group]float64{"a": 1}, base, 0); got.Outside() || got.Known {
			t.Errorf("%+v", got)
		}
	})
	t.Run("nothing is outside it without a baseline", func(t *testing.T) {
		if got := floor.MeasureShift(map[bot.Group]float64{"a": 1}, nil, 10); got.Outside() || got.Known {
			t.Errorf("%+v", got)
		}
	})
}

func TestMeasure(t *testing.T) {
	in := floor.Floor{
		Spells: []floor.Spell{
			{Person: "gov1", Group: gov, Seconds: 60, Turns: 1},
			{Person: "gov2", Group: gov, Seconds: 30, Turns: 1},
			{Person: "cs1", Group: cs, Seconds: 10, Turns: 1},
			{Person: "chair1", Group: gov, Lead: true, Seconds: 500, Turns: 1},
		},
		Asks: []floor.Ask{
			{Group: gov, Called: true, Wait: time.Minute},
			{Group: gov, Called: true, Wait: 3 * time.Minute},
			{Group: cs, Called: true, Wait: 0},
			{Group: ps},
			{Group: ps, Withdrawn: true},
		},
		Presence: []floor.Presence{{gov, 50, 2}, {cs, 25, 1}, {ps, 25, 1}},
	}
	b := floor.Measure(in)
	want := []floor.Row{
		{Group: cs, Seconds: 10, Turns: 1, Share: .1, Base: .25, Ratio: .4, Asked: 1, Called: 1},
		{Group: gov, Seconds: 90, Turns: 2, Share: .9, Base: .5, Ratio: 1.8, Asked: 2, Called: 2, Wait: 2 * time.Minute},
		{Group: ps, Base: .25, Asked: 2, Withdrawn: 1},
	}
	if diff := cmp.Diff(want, b.Rows, close9); diff != "" {
		t.Error(diff)
	}
	if b.Turns != 3 || b.Total != 100*time.Second || b.Unit != floor.InSeconds {
		t.Errorf("turns %d, total %s, unit %s", b.Turns, b.Total, b.Unit)
	}
	if got := b.Rows[2].Uncalled(); got != 1 {
		t.Errorf("asked in vain %d times, want 1", got)
	}
	t.Run("leads count when they are asked for", func(t *testing.T) {
		in.Leads = true
		if got := floor.Measure(in); got.Total != 600*time.Second || got.Turns != 4 {
			t.Errorf("total %s of %d turns", got.Total, got.Turns)
		}
	})
	t.Run("words count where nobody's time is known", func(t *testing.T) {
		got := floor.Measure(floor.Floor{Spells: []floor.Spell{{Person: "a", Group: gov, Words: 30, Lines: 3}, {Person: "b", Group: "", Words: 10, Lines: 1}}})
		if got.Unit != floor.InWords || got.Turns != 4 || math.Abs(got.Rows[0].Share-.75) > 1e-9 {
			t.Errorf("%+v", got)
		}
		if got.Rows[1].Group != "" {
			t.Errorf("the unknown group is not a row of its own, at the end: %+v", got.Rows)
		}
	})
	t.Run("nothing is measured of an empty floor", func(t *testing.T) {
		got := floor.Measure(floor.Floor{})
		if len(got.Rows) != 0 || got.Outside() || got.Split != (floor.Split{}) {
			t.Errorf("%+v", got)
		}
	})
}

func TestTheil(t *testing.T) {
	for _, c := range []struct {
		rule     string
		portions []floor.Portion
		want     floor.Split
	}{
		{"nobody spoke", []floor.Portion{{gov, 0}, {cs, 0}}, floor.Split{}},
		{"everybody had the same", []floor.Portion{{gov, 5}, {gov, 5}, {cs, 5}}, floor.Split{}},
		{"one of two had all: ln 2, all between", []floor.Portion{{gov, 5}, {cs, 0}}, floor.Split{Total: math.Ln2, Between: math.Ln2}},
		{"one of two in a group had all: ln 2, all within", []floor.Portion{{gov, 5}, {gov, 0}}, floor.Split{Total: math.Ln2, Within: math.Ln2}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if diff := cmp.Diff(c.want, floor.Theil(c.portions), close9); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func drawnFloor(t *rapid.T) floor.Floor {
	group := rapid.SampledFrom([]bot.Group{gov, cs, ps, tech, ""})
	var in floor.Floor
	for i := range rapid.IntRange(0, 15).Draw(t, "spells") {
		in.Spells = append(in.Spells, floor.Spell{
			Person: bot.PersonID(fmt.Sprintf("p%d", i%6)), Group: group.Draw(t, "group"), Lead: rapid.IntRange(0, 9).Draw(t, "lead") == 0,
			Seconds: rapid.Float64Range(0, 900).Draw(t, "seconds"), Words: rapid.IntRange(0, 300).Draw(t, "words"), Turns: 1,
		})
	}
	for range rapid.IntRange(0, 10).Draw(t, "asks") {
		in.Asks = append(in.Asks, floor.Ask{
			Group: group.Draw(t, "group"), Called: rapid.Bool().Draw(t, "called"), Wait: time.Duration(rapid.IntRange(0, 900).Draw(t, "wait")) * time.Second,
		})
	}
	for _, g := range []bot.Group{gov, cs, ps, tech, ""} {
		if rapid.Bool().Draw(t, "present") {
			in.Presence = append(in.Presence, floor.Presence{Group: g, Amount: rapid.Float64Range(0, 500).Draw(t, "minutes"), People: rapid.IntRange(0, 5).Draw(t, "people")})
		}
	}
	return in
}

func TestBalanceOfAnyFloor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawnFloor(t)
		b := floor.Measure(in)
		share, base := 0.0, 0.0
		for _, r := range b.Rows {
			share += r.Share
			base += r.Base
			if r.Called > r.Asked {
				t.Fatalf("%s was called more than it asked", r.Group)
			}
		}
		one := func(x float64) bool { return x == 0 || math.Abs(x-1) < 1e-9 }
		if !one(share) || !one(base) {
			t.Fatalf("shares sum to %v, baselines to %v", share, base)
		}
		if b.Shift.Amount < 0 || b.Shift.Amount > 1 || b.Shift.Band < 0 || b.Shift.Band > 1 {
			t.Fatalf("shift %v, band %v", b.Shift.Amount, b.Shift.Band)
		}
		if s := b.Split; math.Abs(s.Total-s.Between-s.Within) > 1e-9 || s.Total < -1e-9 || s.Between < -1e-9 || s.Within < -1e-9 {
			t.Fatalf("Theil's T does not split exactly: %+v", s)
		}
		other := floor.Floor{
			Spells:   rapid.Permutation(in.Spells).Draw(t, "spells in another order"),
			Asks:     rapid.Permutation(in.Asks).Draw(t, "asks in another order"),
			Presence: rapid.Permutation(in.Presence).Draw(t, "presence in another order"),
		}
		if diff := cmp.Diff(b, floor.Measure(other)); diff != "" {
			t.Fatalf("the balance depends on the order: %s", diff)
		}
	})
}
