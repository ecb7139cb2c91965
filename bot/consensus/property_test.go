package consensus_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/consensus"
	"magbot/bot/lang"
	"magbot/bot/meeting/meetingtest"
)

// fatal lets the desk stop a rapid check.
type fatal struct{ *rapid.T }

func (f fatal) Fatalf(format string, args ...any) { f.T.Fatalf(format, args...) }

var everybody = append([]bot.PersonID{"chair", "sec", "obs1"}, members...)

// act is something that anybody may try with a call, in whatever state it is.
func act(rt *rapid.T, d desk) {
	who := rapid.SampledFrom(everybody).Draw(rt, "who")
	one := rapid.SampledFrom([]string{"1", "2"}).Draw(rt, "one")
	text := rapid.SampledFrom([]string{"a", "b", "We meet."}).Draw(rt, "text")
	level := string(rapid.SampledFrom(consensus.Levels()).Draw(rt, "level"))
	do := rapid.SampledFrom([][]string{
		{"no-objection"},
		{"no-objection"},
		{"object", "reason", text},
		{"recuse"},
		{"answer", "objection", one, "text", text},
		{"withdraw-objection", "objection", one},
		{"sustain", "objection", one, "text", text},
		{"reword", "text", text},
		{"extend", "until", "+4d", "reason", text},
		{"close"},
		{"withdraw", "reason", text},
		{"designate", "level", level},
		{"minority", "statement", text},
		{"withdraw-minority"},
		{"contest", "reason", text},
		{"answer-contest", "contest", one, "outcome", level, "text", text},
		{"wait"},
		{"wait"},
	}).Draw(rt, "do")
	if do[0] == "wait" {
		d.RunTo(d.Now.Add(time.Duration(rapid.IntRange(1, 40).Draw(rt, "hours")) * time.Hour))
		return
	}
	if _, err := d.Do(who, "consensus "+do[0], append(do[1:], "call", "1")...); err != nil {
		if _, mendable := lang.AsError(err); !mendable {
			rt.Fatalf("%s %v: %v", who, do, err)
		}
	}
}

// Whatever is tried in whatever order: everybody who is asked is counted exactly
// once, the recused lie outside the base, what was said at the end stays as it
// was, objections are never lost, and folding the record again gives the same.
func TestAnyCall(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := opened(fatal{rt})
		frozen := len(d.one(fatal{rt}).Asked)
		objections := 0
		for range rapid.IntRange(0, 40).Draw(rt, "steps") {
			act(rt, d)
			c := d.one(fatal{rt})
			st := c.Standing(d.View("consensus/1", ""))
			sum, recused := st.Sum(), 0
			if sum.Agreed+sum.Objecting+sum.Recused+sum.Silent+sum.Absent != frozen || sum.Asked != frozen || len(c.Asked) != frozen {
				rt.Fatalf("of %d asked: %+v", frozen, sum)
			}
			for _, e := range c.Asked {
				if c.Heard(e.Person) == consensus.NotMyCall {
					recused++
				}
			}
			if c.Phase == consensus.PhaseOpen && (sum.Recused != recused || sum.Base() != frozen-recused) {
				rt.Fatalf("%d are recused, and the base is %d of %d", recused, sum.Base(), frozen)
			}
			if len(c.Objections) < objections {
				rt.Fatal("an objection was lost")
			}
			objections = len(c.Objections)
			if _, designated := c.Level(); designated && c.Closing.IsZero() {
				rt.Fatal("designated while people are still asked")
			}
		}
		replayed := consensus.Of(bot.View{Here: d.Replay("consensus/1")})
		if again, ok := replayed.Call(1); !ok || !reflect.DeepEqual(again, d.one(fatal{rt})) {
			rt.Fatal("the record folds to something else")
		}
	})
}

// The order in which people answer changes nothing of what is so.
func TestTheOrderOfAnswersChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		answers := map[bot.PersonID]string{}
		for _, p := range members {
			answers[p] = rapid.SampledFrom([]string{"", "no-objection", "object", "recuse"}).Draw(rt, string(p))
		}
		so := func(order []bot.PersonID) string {
			d := opened(fatal{rt})
			for _, p := range order {
				switch answers[p] {
				case "":
				case "object":
					d.Must(p, "consensus object", "reason", "no")
				default:
					d.Must(p, "consensus "+answers[p])
				}
			}
			d.RunTo(d.Now.Add(72 * time.Hour))
			return fmt.Sprintf("%+v", d.one(fatal{rt}).So)
		}
		other := rapid.Permutation(members).Draw(rt, "order")
		if a, b := so(members), so(other); a != b {
			rt.Fatalf("%s\nand, answered in the order %v,\n%s", a, other, b)
		}
	})
}

var _ meetingtest.TB = fatal{}
