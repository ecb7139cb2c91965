package ballot_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/ballot/tally"
)

// kinds of ballot that a property draws, with the choices that are drawn for them.
var drawn = []struct {
	draft   []string
	choices []string
}{
	{nil, []string{"yes", "no", "abstain"}},
	{[]string{"kind", "pick-one", "options", "A\nB\nC"}, []string{"1", "2", "3", "!"}},
	{[]string{"kind", "approval", "options", "A\nB\nC"}, []string{"1", "12", "23", "123", "!"}},
	{[]string{"kind", "ranked", "options", "A\nB\nC"}, []string{"1", "21", "321", "1-2", "3-21", "!"}},
	{[]string{"kind", "election", "seats", "2", "options", "A\nB\nC"}, []string{"1", "21", "321", "4", "34", "123"}},
	{[]string{"kind", "gradients"}, []string{"1", "4", "8", "2"}},
	{[]string{"kind", "dots", "options", "A\nB\nC"}, []string{"15.", "12.33.", "210.", "!"}},
}

// Whatever voters do, in any order and as often as they like: nobody counts
// twice, nobody who is recused counts, the sums are those of the last votes, and
// the stream folded again is the same.
func TestAnyOrderOfVotesKeepsTheRules(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom(drawn).Draw(rt, "kind")
		mode := rapid.SampledFrom([]string{"open", "confidential", "detached"}).Draw(rt, "mode")
		r := newRoom(rt)
		s := r.opened(append([]string{"mode", mode}, kind.draft...)...)
		last, recused := map[bot.PersonID]string{}, map[bot.PersonID]bool{}
		for range rapid.IntRange(0, 40).Draw(rt, "steps") {
			who := rapid.SampledFrom(append(members(), "chair", "obs")).Draw(rt, "who")
			what := rapid.IntRange(0, 9).Draw(rt, "what")
			if what == 1 {
				if d, err := r.Do(who, "ballot return", "ballot", "1"); err == nil && len(d.Events) > 0 {
					delete(recused, who)
				}
				continue
			}
			if what == 0 {
				if _, err := r.Do(who, "ballot recuse", "ballot", "1"); err == nil {
					delete(last, who)
					recused[who] = true
				}
				continue
			}
			choice := rapid.SampledFrom(kind.choices).Draw(rt, "choice")
			if kind.draft == nil {
				choice = map[string]string{"yes": "1", "no": "2", "abstain": "3"}[choice]
			}
			if _, err := r.Do(who, "ballot cast", "ballot", "1", "say", choice); err == nil {
				if recused[who] || !slices.Contains(members(), who) || mode == "detached" && last[who] != "" {
					rt.Fatalf("%s has voted", who)
				}
				last[who] = choice
			}
		}
		checkTurnout(rt, r.state(s))
		r.closed(s)
		st := r.state(s)
		checkTurnout(rt, st)
		turnout := int64(0)
		for _, row := range st.Turnout() {
			turnout += row.Took
		}
		if len(st.Papers()) != len(last) || turnout != int64(len(last)) {
			rt.Fatalf("%d voted, %d took part and %d papers count", len(last), turnout, len(st.Papers()))
		}
		res, err := st.Result()
		if err != nil {
			rt.Fatal(err)
		}
		if n := res.Turnout.Total; n.Entitled+n.Recused != 12 || int(n.Recused) != count(recused) {
			rt.Fatalf("entitled %d, recused %d of %d", n.Entitled, n.Recused, count(recused))
		}
		checkSums(rt, res, len(last))
		again := ballot.Of(bot.View{Here: r.Replay(s)})
		if d := cmp.Diff(st, again, cmpopts.EquateEmpty(), cmp.Exporter(func(reflect.Type) bool { return true })); d != "" {
			rt.Fatalf("folded again it is another:\n%s", d)
		}
	})
}

// checkTurnout counts the turnout again, voter by voter.
func checkTurnout(rt *rapid.T, st *ballot.State) {
	var want []tally.Turnout
	for _, g := range st.Groups() {
		row := tally.Turnout{Group: string(g)}
		for _, w := range st.Voters {
			switch {
			case w.Group != g:
			case !st.MayVote(w.Person):
				row.Recused++
			default:
				row.Entitled++
				if st.Voted[w.Person] {
					row.Took++
				}
			}
		}
		want = append(want, row)
	}
	if got := st.Turnout(); !slices.Equal(got, want) {
		rt.Fatalf("the turnout is %v, and counted again %v", got, want)
	}
}

func count(set map[bot.PersonID]bool) (n int) {
	for p := range set {
		if slices.Contains(members(), p) {
			n++
		}
	}
	return n
}

// checkSums fails unless the numbers of a result add up to who voted.
func checkSums(rt *rapid.T, r *ballot.Result, voted int) {
	switch {
	case r.Motion != nil:
		if r.Motion.Total.Took() != int64(voted) {
			rt.Fatalf("%d voted and %d are counted", voted, r.Motion.Total.Took())
		}
	case r.Gradient != nil:
		if r.Gradient.Took != int64(voted) {
			rt.Fatalf("%d voted and %d are counted", voted, r.Gradient.Took)
		}
	default:
		if r.Count.Voters != int64(voted) {
			rt.Fatalf("%d voted and %d are counted", voted, r.Count.Voters)
		}
	}
}

// The order in which people vote changes nothing of the result.
func TestTheOrderOfVotesChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom(drawn[1:]).Draw(rt, "kind")
		mode := rapid.SampledFrom([]string{"open", "confidential", "detached"}).Draw(rt, "mode")
		voters := rapid.Permutation(members()).Draw(rt, "order")
		choices := map[bot.PersonID]string{}
		for _, m := range members() {
			choices[m] = rapid.SampledFrom(kind.choices).Draw(rt, "choice of "+string(m))
		}
		told := func(order []bot.PersonID) string {
			r := newRoom(rt)
			s := r.opened(append([]string{"mode", mode}, kind.draft...)...)
			for _, m := range order {
				r.Must(m, "ballot cast", "ballot", "1", "say", choices[m])
			}
			r.closed(s)
			return r.shown(s, "chair", ballot.ShowCounted)
		}
		if one, other := told(members()), told(voters); one != other {
			rt.Fatalf("in another order it is\n%s\nand was\n%s", other, one)
		}
	})
}

// Of a confidential ballot no number by group is told that is below three, nor
// does one follow from the total by subtraction.
func TestNoSmallNumberIsToldOfAConfidentialVote(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := newRoom(rt)
		s := r.opened("mode", "confidential")
		for _, m := range members() {
			if c := rapid.SampledFrom([]string{"", "1", "2", "3"}).Draw(rt, string(m)); c != "" {
				r.Must(m, "ballot cast", "ballot", "1", "say", c)
			}
		}
		r.closed(s)
		res, err := r.state(s).Result()
		if err != nil {
			rt.Fatal(err)
		}
		rest, hidden := res.Motion.Total.Said, 0
		for _, g := range res.Motion.Groups {
			if g.Hidden {
				hidden++
				continue
			}
			for a, n := range g.Said {
				if n == 1 || n == 2 {
					rt.Fatalf("of %s %d is told", g.Group, n)
				}
				rest[a] -= n
			}
		}
		if hidden == 1 {
			for _, n := range rest {
				if n == 1 || n == 2 {
					rt.Fatalf("what one group said follows by subtraction: %v", rest)
				}
			}
		}
	})
}

// What is packed into a button is read back as it was, for any ballot.
func TestWhatIsPackedIsReadBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(2, 40).Draw(rt, "options")
		options := ""
		for i := range n {
			options += fmt.Sprintf("Option number %d\n", i+1)
		}
		kind := rapid.SampledFrom([]string{"ranked", "approval", "score"}).Draw(rt, "kind")
		r := newRoom(rt)
		s := r.opened("kind", kind, "options", options)
		order := rapid.Permutation(numbersTo(n)).Draw(rt, "order")[:rapid.IntRange(1, n).Draw(rt, "length")]
		typed, say := "", ""
		for i, c := range order {
			sep := map[bool]string{true: " > ", false: ", "}[kind == "ranked"]
			if i == 0 {
				sep = ""
			}
			typed += sep + fmt.Sprint(c)
			say += string("123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[c-1])
			if kind == "score" {
				points := rapid.IntRange(0, 5).Draw(rt, "points")
				typed += fmt.Sprintf(":%d", points)
				say += fmt.Sprintf("%d.", points)
			}
		}
		r.Must("m0", "ballot cast", "ballot", "1", "choice", typed)
		r.Must("m1", "ballot cast", "ballot", "1", "say", say)
		st := r.state(s)
		if a, b := st.Mine("m0"), st.Mine("m1"); a != b || a == "" {
			rt.Fatalf("typed %q is %q, pressed %q is %q", typed, a, say, b)
		}
	})
}

func numbersTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i + 1
	}
	return all
}

// Whatever somebody sends, nothing breaks: it is taken whole or refused.
func FuzzCast(f *testing.F) {
	for _, text := range []string{"yes", "1 > 2 = 3", "1:5, 3:0", "2, 3", "blank", "", "=", ">", ":", "1-2", "15.33.", "A.", "-1", "99999999999999999999", "Alpha > Bravo", "\u202e1"} {
		f.Add(text, text)
	}
	rooms := map[bot.StreamID]*room{}
	for _, k := range []string{"pick-one", "approval", "score", "dots", "ranked"} {
		r := newRoom(f)
		r.opened("kind", k, "options", "Alpha\nBravo\nCharlie\n3")
		rooms[bot.StreamID(k)] = r
	}
	f.Fuzz(func(t *testing.T, choice, say string) {
		for kind, r := range rooms {
			r.T = t
			for _, args := range [][]string{{"choice", choice}, {"say", say}} {
				if _, err := r.Do("m0", "ballot cast", append([]string{"ballot", "1"}, args...)...); err != nil {
					continue
				}
				st := r.state("ballot/1")
				if st.Mine("m0") == "" {
					t.Fatalf("%s: %q was taken as nothing", kind, args[1])
				}
			}
			if _, err := r.Do("m0", "ballot paper", "ballot", "1", "say", say); err != nil {
				continue
			}
		}
	})
}

// Whatever is written of shares, quorums and bounds, it is read or refused; and
// what is read can be counted.
func FuzzRule(f *testing.F) {
	for _, text := range []string{"half", "2/3", "more than 1/2", "60 %", "66.67%", "all", "10", "none", "0/0", "1/0", "-1/2", "9999999999/3", "group Government: 1-2", "region GRULAC: 0-1"} {
		f.Add(text, text, text)
	}
	f.Fuzz(func(t *testing.T, threshold, quorum, bounds string) {
		r := newRoom(t)
		s := r.draft()
		for _, args := range [][]string{{"threshold", threshold}, {"quorum", quorum}, {"group-quorum", quorum}, {"counts", quorum}} {
			if _, err := r.Do("chair", "ballot rule", append([]string{"ballot", "1"}, args...)...); err != nil {
				continue
			}
			if _, err := r.state(s).Result(); err != nil {
				t.Fatalf("%v cannot be counted: %v", args, err)
			}
		}
		e := r.draft("kind", "election", "options", "Ana | Government\nBo\nCy")
		if _, err := r.Do("chair", "ballot rule", "ballot", id(e), "bounds", bounds); err == nil {
			if _, err := r.state(e).Result(); err != nil {
				t.Fatalf("%q cannot be counted: %v", bounds, err)
			}
		}
	})
}
