package floor_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/floor"
)

func TestSuggest(t *testing.T) {
	member := func(id string, g bot.Group) floor.Candidate {
		return floor.Candidate{Person: bot.PersonID(id), Group: g, Member: true}
	}
	with := func(c floor.Candidate, change func(*floor.Candidate)) floor.Candidate { change(&c); return c }
	point := func(c *floor.Candidate) { c.Way = floor.PointOfOrder }
	overtaken := func(n int) func(*floor.Candidate) { return func(c *floor.Candidate) { c.Overtaken = n } }
	observer := func(c *floor.Candidate) { c.Member = false }
	repeater := func(c *floor.Candidate) { c.Turns = 1 }
	notNow := func(c *floor.Candidate) { c.NotNow = true }
	share := []floor.GroupShare{{gov, 60, 30}, {cs, 20, 30}, {ps, 1, 30}}
	for _, c := range []struct {
		rule    string
		waiting []floor.Candidate
		share   []floor.GroupShare
		day     floor.Mode
		want    bot.PersonID
		key     floor.Key
	}{
		{rule: "nobody waits, nobody is suggested"},
		{
			rule: "without anything else, who asked first", want: "a", key: floor.ByOrder,
			waiting: []floor.Candidate{member("a", gov), member("b", gov)},
		},
		{
			rule: "a point of order goes before who was overtaken", want: "b", key: floor.ByPoint,
			waiting: []floor.Candidate{with(member("a", ps), overtaken(2)), with(member("b", gov), point)}, share: share,
		},
		{
			rule: "of two points of order, who asked first, whatever the shares", want: "a", key: floor.ByPoint,
			waiting: []floor.Candidate{with(member("a", gov), point), with(member("b", ps), point)}, share: share,
		},
		{
			rule: "who was overtaken twice goes before the tier and the share", want: "b", key: floor.ByOvertaken, day: floor.MAGDay,
			waiting: []floor.Candidate{member("a", ps), with(with(member("b", gov), overtaken(2)), observer)}, share: share,
		},
		{
			rule: "of two overtaken twice, who asked first", want: "a", key: floor.ByOrder,
			waiting: []floor.Candidate{with(member("a", gov), overtaken(2)), with(member("b", ps), overtaken(2))}, share: share,
		},
		{
			rule: "who was overtaken once has no claim yet", want: "b", key: floor.ByShare,
			waiting: []floor.Candidate{with(member("a", gov), overtaken(1)), member("b", ps)}, share: share,
		},
		{
			rule: "members go before observers on a MAG day", want: "b", key: floor.ByTier, day: floor.MAGDay,
			waiting: []floor.Candidate{with(member("a", ps), observer), member("b", gov)}, share: share,
		},
		{
			rule: "the community goes before members on a day of open consultation", want: "b", key: floor.ByTier, day: floor.ConsultationDay,
			waiting: []floor.Candidate{member("a", ps), with(member("b", gov), observer)}, share: share,
		},
		{
			rule: "on a day without a tier, the share alone", want: "a", key: floor.ByOrder,
			waiting: []floor.Candidate{with(member("a", ps), observer), member("b", gov)}, share: share,
		},
		{
			rule: "least had for what the group is", want: "c", key: floor.ByShare,
			waiting: []floor.Candidate{member("a", gov), member("b", cs), member("c", ps)}, share: share,
		},
		{
			rule: "least is for what the group is, not least time", want: "b", key: floor.ByShare,
			waiting: []floor.Candidate{member("a", cs), member("b", gov)}, share: []floor.GroupShare{{gov, 40, 80}, {cs, 20, 20}},
		},
		{
			rule: "an unknown group ranks at the median: before who had more", want: "b", key: floor.ByShare,
			waiting: []floor.Candidate{member("a", gov), member("b", "")}, share: share,
		},
		{
			rule: "an unknown group ranks at the median: after who had less", want: "b", key: floor.ByShare,
			waiting: []floor.Candidate{member("a", ""), member("b", ps)}, share: share,
		},
		{
			rule: "a group with nobody present ranks at the median", want: "b", key: floor.ByShare,
			waiting: []floor.Candidate{member("a", gov), member("b", tech)}, share: append(share, floor.GroupShare{Group: tech, Had: 500}),
		},
		{
			rule: "a direct reply stands first and is suggested in order of asking", want: "b", key: floor.ByOrder,
			waiting: []floor.Candidate{
				with(member("a", gov), func(c *floor.Candidate) { c.Way, c.Asked = floor.DirectReply, 2 }),
				with(member("b", gov), func(c *floor.Candidate) { c.Asked = 1 }),
			},
		},
		{
			rule: "of two overtaken twice, who asked first and not who stands first", want: "b", key: floor.ByOvertaken,
			waiting: []floor.Candidate{
				with(with(member("a", ps), overtaken(2)), func(c *floor.Candidate) { c.Way, c.Asked = floor.DirectReply, 2 }),
				with(with(member("b", gov), overtaken(2)), func(c *floor.Candidate) { c.Asked = 1 }),
			}, share: share,
		},
		{
			rule: "a first-timer goes before a repeater of an equal group", want: "b", key: floor.ByFirst,
			waiting: []floor.Candidate{with(member("a", cs), repeater), member("b", cs)}, share: share,
		},
		{
			rule: "the share goes before first-timers", want: "b", key: floor.ByShare,
			waiting: []floor.Candidate{member("a", gov), with(member("b", ps), repeater)}, share: share,
		},
		{
			rule: "who said not now is left out", want: "b", key: floor.ByOrder,
			waiting: []floor.Candidate{with(member("a", ps), notNow), member("b", gov)}, share: share,
		},
		{
			rule: "unless everybody said so", want: "a", key: floor.ByOrder,
			waiting: []floor.Candidate{with(member("a", ps), notNow)}, share: share,
		},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := floor.Suggest(c.waiting, c.share, c.day)
			if got.Person != c.want || got.Key != c.key {
				t.Errorf("suggests %q by %q, want %q by %q", got.Person, got.Key, c.want, c.key)
			}
		})
	}
}

func TestSuggestionCarriesItsReason(t *testing.T) {
	got := floor.Suggest([]floor.Candidate{
		{Person: "cs2", Group: cs, Member: true}, {Person: "ps1", Group: ps, Member: true},
	}, []floor.GroupShare{{cs, 98, 78}, {ps, 2, 22}}, floor.MAGDay)
	want := floor.Suggestion{Person: "ps1", Group: ps, InOrder: "cs2", Key: floor.ByShare, Had: 0.02, Base: 0.22, Known: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func candidates(t *rapid.T) []floor.Candidate {
	groups := rapid.SampledFrom([]bot.Group{gov, cs, ps, tech, ""})
	n := rapid.IntRange(0, 12).Draw(t, "waiting")
	var all []floor.Candidate
	for i := range n {
		all = append(all, floor.Candidate{
			Person: bot.PersonID(fmt.Sprintf("p%d", i)), Group: groups.Draw(t, "group"),
			Way:    rapid.SampledFrom([]floor.Way{floor.Ordinary, floor.Ordinary, floor.DirectReply, floor.PointOfOrder}).Draw(t, "way"),
			Member: rapid.Bool().Draw(t, "member"), NotNow: rapid.Bool().Draw(t, "not now"),
			Overtaken: rapid.IntRange(0, 3).Draw(t, "overtaken"), Turns: rapid.IntRange(0, 2).Draw(t, "turns"),
		})
	}
	return all
}

func groupShares(t *rapid.T) []floor.GroupShare {
	var all []floor.GroupShare
	for _, g := range []bot.Group{gov, cs, ps, tech, ""} {
		if rapid.Bool().Draw(t, "has a share") {
			all = append(all, floor.GroupShare{
				Group: g, Had: float64(rapid.IntRange(0, 900).Draw(t, "had")), Base: float64(rapid.IntRange(0, 40).Draw(t, "base")),
			})
		}
	}
	return all
}

func TestSuggestionOfAnyQueue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		waiting, share := candidates(t), groupShares(t)
		day := rapid.SampledFrom([]floor.Mode{floor.AnyDay, floor.MAGDay, floor.ConsultationDay}).Draw(t, "day")
		got := floor.Suggest(waiting, share, day)
		shuffled := rapid.Permutation(share).Draw(t, "shares in another order")
		if other := floor.Suggest(waiting, shuffled, day); other != got {
			t.Fatalf("depends on the order of the shares: %+v, %+v", got, other)
		}
		var chosen *floor.Candidate
		ready := false
		for i, c := range waiting {
			ready = ready || !c.NotNow
			if c.Person == got.Person {
				chosen = &waiting[i]
			}
		}
		if (chosen == nil) != (len(waiting) == 0) {
			t.Fatalf("suggests %q of %v", got.Person, waiting)
		}
		if chosen == nil {
			return
		}
		if ready && chosen.NotNow {
			t.Fatalf("suggests somebody who said not now although others wait")
		}
		for _, c := range waiting {
			switch {
			case ready && c.NotNow:
			case c.Way == floor.PointOfOrder && chosen.Way != floor.PointOfOrder:
				t.Fatalf("passes over the point of order of %s", c.Person)
			case c.Overtaken >= 2 && chosen.Overtaken < 2 && chosen.Way != floor.PointOfOrder:
				t.Fatalf("passes over %s a third time", c.Person)
			}
		}
	})
}
