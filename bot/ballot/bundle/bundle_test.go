package bundle_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot/ballot/bundle"
	"magbot/bot/ballot/proof"
	"magbot/bot/ballot/tally"
)

// bytes32 are 32 bytes that follow from words.
func bytes32(words ...any) []byte { return proof.Nonce([]byte(fmt.Sprint(words...))) }

// vote is what somebody says; "" did not vote.
type vote struct{ person, group, choice string }

// ballot makes a bundle of votes, as the bot would.
func ballot(t interface{ Fatal(...any) }, b bundle.Bundle, votes ...vote) *bundle.Bundle {
	b.Form, b.Ballot = bundle.Form1, "ballot/7"
	few := 0
	for _, v := range votes {
		if v.choice != "" {
			few++
		}
	}
	for _, v := range votes {
		b.Electorate.Voters = append(b.Electorate.Voters, bundle.Voter{Person: v.person, Group: v.group})
		if v.choice == "" {
			continue
		}
		nonce := bytes32(v.person)
		h, err := proof.CommitBallot(b.Ballot, nonce, []byte(v.choice))
		if err != nil {
			t.Fatal(err)
		}
		b.Commits = append(b.Commits, h)
		b.Electorate.Voted = append(b.Electorate.Voted, v.person)
		switch {
		case b.Mode == bundle.Open:
			b.Ballots = append(b.Ballots, bundle.Ballot{Choice: v.choice, Person: v.person, Group: v.group, Nonce: hex.EncodeToString(nonce)})
		case few >= 3:
			b.Ballots = append(b.Ballots, bundle.Ballot{Choice: v.choice})
		}
	}
	if err := b.Finish(); err != nil {
		t.Fatal(err)
	}
	return &b
}

func options(names ...string) (all []bundle.Option) {
	for _, n := range names {
		all = append(all, bundle.Option{Name: n})
	}
	return all
}

func seeds(t interface{ Fatal(...any) }, opened ...bool) (all []bundle.Seed) {
	for i, open := range opened {
		by := fmt.Sprintf("p%d", i)
		h, err := proof.CommitSeed("ballot/7", by, bytes32("seed", i))
		if err != nil {
			t.Fatal(err)
		}
		s := bundle.Seed{By: by, Commitment: h}
		if open {
			s.Opened = hex.EncodeToString(bytes32("seed", i))
		}
		all = append(all, s)
	}
	return all
}

// An open election of one, in which lots decide between Ann and Bo.
func election(t interface{ Fatal(...any) }, mode bundle.Mode) *bundle.Bundle {
	return ballot(t, bundle.Bundle{
		Question: "Who chairs?", Mode: mode, Kind: bundle.Choice, Options: options("Ann", "Bo", "Nobody"),
		Rules:  bundle.Rules{Method: tally.Schulze, Seats: 1, None: true, Quorum: tally.Quorum{Number: 3}},
		Opened: bundle.Moment{At: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), Head: "aa"}, Seeds: seeds(t, true, true), ReceiptKey: []byte("key"),
	}, vote{"CS-1", "Civil Society", "1>2"}, vote{"CS-2", "Civil Society", "2>1"}, vote{"GOV-1", "Government", "1=2"}, vote{"GOV-2", "Government", "blank"}, vote{"TC-1", "", ""})
}

func TestABundleIsCountedAgain(t *testing.T) {
	for mode, unchecked := range map[bundle.Mode]int{bundle.Open: 0, bundle.Confidential: 1, bundle.Detached: 1} {
		b := election(t, mode)
		text, err := b.Format()
		if err != nil {
			t.Fatal(err)
		}
		if !bundle.Is(text) {
			t.Errorf("not recognised: %.40s", text)
		}
		again, err := bundle.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		r, err := again.Verify()
		if err != nil {
			t.Fatalf("%s: %v", mode, err)
		}
		if len(r.Result.Winners) != 1 || r.Result.Outcome != bundle.Decided || len(again.Lots) != 3 || r.Ballots != 4 || r.Voters != 5 {
			t.Errorf("%s: %+v, lots %v", mode, r, again.Lots)
		}
		if len(r.Unchecked) != unchecked {
			t.Errorf("%s: unchecked %q", mode, r.Unchecked)
		}
		if mode != bundle.Open && strings.Contains(string(text), hex.EncodeToString(bytes32("CS-1"))) {
			t.Errorf("%s: a nonce is shown", mode)
		}
	}
}

func TestOutcomes(t *testing.T) {
	motion := bundle.Bundle{Mode: bundle.Open, Kind: bundle.Motion, Options: options("Yes", "No", "Abstain"), Rules: bundle.Rules{Double: true}}
	three := []vote{{"a", "X", "1"}, {"b", "X", "1"}, {"c", "Y", "2"}, {"d", "Y", ""}}
	for name, c := range map[string]struct {
		b     *bundle.Bundle
		want  string
		check func(*bundle.Bundle) bool
	}{
		"a double majority counts groups": {
			ballot(t, motion, three...), "lost",
			func(b *bundle.Bundle) bool {
				return b.Result.Motion.Groups == 2 && b.Result.Motion.GroupsFor == 1 && len(b.Result.ByGroup) == 2
			},
		},
		"fewer than three that are not open are not shown": {
			ballot(t, bundle.Bundle{Mode: bundle.Confidential, Kind: bundle.Motion, Options: motion.Options}, three[:2]...), bundle.TooFew,
			func(b *bundle.Bundle) bool { return len(b.Ballots) == 0 && b.Result.Motion == nil },
		},
		"three are": {
			ballot(t, bundle.Bundle{Mode: bundle.Detached, Kind: bundle.Motion, Options: motion.Options}, three...), "carried",
			func(b *bundle.Bundle) bool { return b.Result.Motion.Yes == 2 && b.Result.ByGroup == nil },
		},
		"a quorum that is missed leaves no winner": {
			ballot(t, bundle.Bundle{
				Mode: bundle.Open, Kind: bundle.Choice, Options: options("A", "B"),
				Rules: bundle.Rules{Method: tally.PickOne, Seats: 1, Quorum: tally.Quorum{Share: tally.Everybody}},
			}, three...), bundle.NoQuorum,
			func(b *bundle.Bundle) bool { return b.Result.Winners == nil && len(b.Result.Count.Winners) == 1 },
		},
		"a threshold that is missed leaves no winner": {
			ballot(t, bundle.Bundle{
				Mode: bundle.Open, Kind: bundle.Choice, Options: options("A", "B"),
				Rules: bundle.Rules{Method: tally.PickOne, Seats: 1, Threshold: tally.Share{Num: 3, Den: 4}},
			}, three...), bundle.Decided,
			func(b *bundle.Bundle) bool {
				return b.Result.Winners == nil && !b.Result.Backing[0].Enough && b.Result.Backing[0].Of == 3
			},
		},
		"a tie of two whom a threshold bars leaves nobody to choose": {
			ballot(t, bundle.Bundle{
				Mode: bundle.Open, Kind: bundle.Choice, Options: options("A", "B", "C"),
				Rules: bundle.Rules{Method: tally.PickOne, Seats: 1, Threshold: tally.MoreThanHalf},
			}, vote{"a", "", "1"}, vote{"b", "", "1"}, vote{"c", "", "2"}, vote{"d", "", "2"}), bundle.Decided,
			func(b *bundle.Bundle) bool {
				return b.Result.Winners == nil && b.Result.OpenSeat == 0 && len(b.Result.Backing) == 2
			},
		},
		"a seed that is never opened leaves a tie to the Chair": {
			ballot(t, bundle.Bundle{
				Mode: bundle.Open, Kind: bundle.Choice, Options: options("A", "B"), Rules: bundle.Rules{Method: tally.Approval, Seats: 1},
				Seeds: seeds(t, true, false),
			}, vote{"a", "", "1"}, vote{"b", "", "2"}), bundle.Tied,
			func(b *bundle.Bundle) bool {
				return b.Lots == nil && b.Result.OpenSeat == 1 && len(b.Result.Count.Tied[0]) == 2
			},
		},
		"reserved seats are kept": {
			ballot(t, bundle.Bundle{
				Mode: bundle.Open, Kind: bundle.Choice,
				Options: []bundle.Option{{Name: "A", Parts: map[string]string{"g": "x"}}, {Name: "B", Parts: map[string]string{"g": "y"}}},
				Rules:   bundle.Rules{Method: tally.Approval, Seats: 1, Seating: []bundle.Axis{{Name: "g", Limits: []bundle.Limit{{Part: "y", Min: 1}}}}},
			}, three[:2]...), bundle.Decided,
			func(b *bundle.Bundle) bool { return slices.Equal(b.Result.Winners, []string{"B"}) },
		},
		"a scale is added up": {
			ballot(t, bundle.Bundle{Mode: bundle.Open, Kind: bundle.Gradient, Options: options("++", "0", "--"), Rules: bundle.Rules{Supports: 1, Objects: 1}}, three...),
			bundle.Decided, func(b *bundle.Bundle) bool { return slices.Equal(b.Result.Levels, []int64{2, 1, 0}) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := c.b.Verify(); err != nil {
				t.Fatal(err)
			}
			if c.b.Result.Outcome != c.want || !c.check(c.b) {
				t.Errorf("outcome %q, %+v", c.b.Result.Outcome, c.b.Result)
			}
		})
	}
}

// What the Chair decides of a tie must be a way in which it can end.
func TestTheChairChoosesAmongTheTied(t *testing.T) {
	tie := func(settled ...string) *bundle.Bundle {
		return ballot(t, bundle.Bundle{
			Mode: bundle.Open, Kind: bundle.Choice, Options: options("A", "B", "C", "D"), Rules: bundle.Rules{Method: tally.Approval, Seats: 2},
			Settled: &bundle.Settled{Elected: settled, By: "chair"},
		}, vote{"a", "", "1=2"}, vote{"b", "", "1=3"})
	}
	if _, err := tie("B").Verify(); err != nil {
		t.Error(err)
	}
	for _, wrong := range [][]string{{"D"}, {"A"}, {"B", "C"}, {}} {
		if _, err := tie(wrong...).Verify(); !named(err, "settled.elected") {
			t.Errorf("%v: %v", wrong, err)
		}
	}
}

func named(err error, at string) bool {
	d, ok := errors.AsType[*bundle.Difference](err)
	return ok && strings.HasPrefix(d.At, at) && d.Says != "" && d.Counts != ""
}

func TestTheFirstDifferenceIsNamed(t *testing.T) {
	for at, change := range map[string]func(*bundle.Bundle){
		"ballot_bundle":               func(b *bundle.Bundle) { b.Form = "x" },
		"mode":                        func(b *bundle.Bundle) { b.Mode = "secret" },
		"kind":                        func(b *bundle.Bundle) { b.Kind = "x" },
		"options[1].name":             func(b *bundle.Bundle) { b.Options[1].Name = "Ann" },
		"missing":                     func(b *bundle.Bundle) { b.Missing = -1 },
		"electorate.voters":           func(b *bundle.Bundle) { b.Electorate.Voters[1] = b.Electorate.Voters[0] },
		"electorate.voters[1].person": func(b *bundle.Bundle) { b.Electorate.Voters[1].Person = "CS-1" },
		"electorate.root":             func(b *bundle.Bundle) { b.Electorate.Voters[4].Group = "Government" },
		"electorate.recused[0]":       func(b *bundle.Bundle) { b.Electorate.Recused = []string{"X"} },
		"electorate.voted[0]":         func(b *bundle.Bundle) { b.Electorate.Recused = []string{"CS-1"} },
		"commitments":                 func(b *bundle.Bundle) { b.Commits = b.Commits[1:] },
		"commitments[1]":              func(b *bundle.Bundle) { b.Commits[1] = b.Commits[0] },
		"root":                        func(b *bundle.Bundle) { b.Root[0] ^= 1 },
		"ballots":                     func(b *bundle.Bundle) { b.Ballots = b.Ballots[1:] },
		"ballots[0].choice":           func(b *bundle.Bundle) { b.Ballots[0].Choice = "2=1" },
		"ballots[1].choice":           func(b *bundle.Bundle) { b.Ballots[1].Choice = "7" },
		"ballots[0]":                  func(b *bundle.Bundle) { b.Ballots[0].Choice = "3" },
		"ballots[1].person":           func(b *bundle.Bundle) { b.Ballots[1].Person = b.Ballots[0].Person },
		"ballots[1].group":            func(b *bundle.Bundle) { b.Ballots[1].Group = "x" },
		"ballots[1].nonce":            func(b *bundle.Bundle) { b.Ballots[1].Nonce = "x" },
		"seeds":                       func(b *bundle.Bundle) { b.Seeds[0].Opened = b.Seeds[1].Opened },
		"lots":                        func(b *bundle.Bundle) { b.Seeds[0].Opened = "" },
		"lots[0]":                     func(b *bundle.Bundle) { b.Lots[0], b.Lots[1] = b.Lots[1], b.Lots[0] },
		"result.winners[0]":           func(b *bundle.Bundle) { b.Result.Winners[0] = "Nobody" },
		"result.turnout[0].took_part": func(b *bundle.Bundle) { b.Result.Turnout[0].Took++ },
		"result.outcome":              func(b *bundle.Bundle) { b.Result.Outcome = bundle.Tied },
		"result.count.ranking":        func(b *bundle.Bundle) { b.Result.Count.Ranking = nil },
		"settled":                     func(b *bundle.Bundle) { b.Settled = &bundle.Settled{} },
		"seal":                        func(b *bundle.Bundle) { b.Question = "Who else?" },
	} {
		b := election(t, bundle.Open)
		change(b)
		if _, err := b.Verify(); !named(err, at) {
			t.Errorf("%s: %v", at, err)
		}
	}
	for at, change := range map[string]func(*bundle.Bundle){
		"ballots[0]":        func(b *bundle.Bundle) { b.Ballots[0].Person = "CS-1" },
		"ballots[1].choice": func(b *bundle.Bundle) { b.Ballots[0], b.Ballots[1] = b.Ballots[1], b.Ballots[0] },
		"result.count":      func(b *bundle.Bundle) { b.Ballots[0].Choice = "1" },
	} {
		b := election(t, bundle.Detached)
		change(b)
		if _, err := b.Verify(); !named(err, at) {
			t.Errorf("%s: %v", at, err)
		}
	}
}

// drawn is any ballot.
func drawn(t *rapid.T) *bundle.Bundle {
	b := bundle.Bundle{
		Question: "?", Mode: rapid.SampledFrom([]bundle.Mode{bundle.Open, bundle.Confidential, bundle.Detached}).Draw(t, "mode"),
		Kind:    rapid.SampledFrom([]bundle.Kind{bundle.Motion, bundle.Gradient, bundle.Choice}).Draw(t, "kind"),
		Options: options("A", "B", "C"), Opened: bundle.Moment{Head: "head"}, ReceiptKey: []byte{1},
	}
	choices := []string{"1", "2", "3"}
	if b.Kind == bundle.Choice {
		b.Rules.Method = rapid.SampledFrom(tally.Methods()).Draw(t, "method")
		b.Rules.Seats = 1
		switch b.Rules.Method {
		case tally.Score, tally.Dots:
			choices = []string{"1:3", "1:1,3:2", "2:0", "blank"}
		case tally.Approval, tally.Phragmen, tally.EqualShares:
			choices = []string{"1", "1=3", "2", "blank"}
		case tally.PickOne:
		case tally.Schulze, tally.SchulzeMargins, tally.RankedPairs, tally.RankedPairsMargins, tally.IRV, tally.ScottishSTV, tally.MeekSTV:
			choices = []string{"1>2>3", "2=3>1", "3>1", "2", "blank"}
		}
		switch rapid.IntRange(0, 2).Draw(t, "seeds") {
		case 1:
			b.Seeds = seeds(t, true, true)
		case 2:
			b.Seeds = seeds(t, true, false)
		}
	}
	votes := make([]vote, rapid.IntRange(1, 9).Draw(t, "voters"))
	for i := range votes {
		votes[i] = vote{fmt.Sprint("p", i), rapid.SampledFrom([]string{"X", "Y", ""}).Draw(t, "group"), rapid.SampledFrom(append(choices, "")).Draw(t, "choice")}
		if votes[i].choice == "" && rapid.Bool().Draw(t, "recused") {
			b.Electorate.Recused = append(b.Electorate.Recused, votes[i].person)
		}
	}
	made := ballot(t, b, votes...)
	if b.Kind == bundle.Choice && b.Mode != bundle.Open && rapid.Bool().Draw(t, "withheld") {
		if err := made.Withhold(); err != nil {
			t.Fatal(err)
		}
	}
	return made
}

// Where the ballots are not given out, who took part and the quorum are checked all
// the same, and it is said that the count is not.
func TestBallotsAreWithheld(t *testing.T) {
	withheld := func(mode bundle.Mode) *bundle.Bundle {
		b := election(t, mode)
		if err := b.Withhold(); err != nil {
			t.Fatal(err)
		}
		return b
	}
	b := withheld(bundle.Confidential)
	report, err := b.Verify()
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Ballots) > 0 || len(report.Unchecked) != 1 || !strings.Contains(report.Unchecked[0], "the count") || len(report.Result.Winners) == 0 {
		t.Errorf("%d ballots; unchecked: %q; winners: %q", len(b.Ballots), report.Unchecked, report.Result.Winners)
	}
	for at, change := range map[string]func(*bundle.Bundle){
		"ballots":                     func(b *bundle.Bundle) { b.Ballots = []bundle.Ballot{{Choice: "1"}} },
		"commitments":                 func(b *bundle.Bundle) { b.Commits = b.Commits[1:] },
		"electorate.voted":            func(b *bundle.Bundle) { b.Electorate.Voted[0] = "nobody" },
		"result.turnout[0].took_part": func(b *bundle.Bundle) { b.Result.Turnout[0].Took++ },
		"result.outcome":              func(b *bundle.Bundle) { b.Rules.Quorum = tally.Quorum{Number: 1000} },
		"ballots_withheld":            func(b *bundle.Bundle) { b.Mode = bundle.Open },
		"seal":                        func(b *bundle.Bundle) { b.Result.Count.Winners = nil },
	} {
		b := withheld(bundle.Detached)
		change(b)
		if _, err := b.Verify(); !named(err, at) {
			t.Errorf("%s: %v", at, err)
		}
	}
}

// Whatever one field of the text is changed to, the bundle is refused and the
// place is named.
func TestAnyOneChangeIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawn(t)
		text, err := b.Format()
		if err != nil {
			t.Fatal(err)
		}
		again, err := bundle.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := again.Verify(); err != nil {
			t.Fatalf("as it was made: %v\n%s", err, text)
		}
		var tree any
		if err := json.Unmarshal(text, &tree); err != nil {
			t.Fatal(err)
		}
		places := leaves("", tree)
		at := rapid.SampledFrom(slices.Sorted(maps.Keys(places))).Draw(t, "place")
		places[at](t)
		changed, err := json.Marshal(tree)
		if err != nil {
			t.Fatal(err)
		}
		forged, err := bundle.Parse(changed)
		if err != nil {
			return // it is no bundle any more
		}
		if _, err := forged.Verify(); err == nil {
			t.Fatalf("a change at %s was not found", at)
		}
		unopened := strings.HasPrefix(at, ".seeds") && b.Lots == nil // only the record binds it
		if b.Mode != bundle.Open || !bound(at) || unopened {
			return
		}
		// nor does a new seal help where an open ballot is bound to the rest
		forged.Seal = reseal(t, forged)
		if _, err := forged.Verify(); err == nil {
			t.Fatalf("a change at %s was not found under a new seal", at)
		}
	})
}

// bound says that a place follows from the rest of an open ballot.
func bound(at string) bool {
	return slices.ContainsFunc([]string{".electorate", ".ballots", ".commitments", ".root", ".lots", ".result", ".seeds", ".mode", ".ballot"}, func(x string) bool {
		return strings.HasPrefix(at, x)
	})
}

// reseal finds the seal that a changed bundle would have: the one that Verify
// asks for once all else is right.
func reseal(t *rapid.T, b *bundle.Bundle) proof.Hash {
	_, err := b.Verify()
	d, ok := errors.AsType[*bundle.Difference](err)
	if !ok || d.At != "seal" {
		return b.Seal
	}
	var h proof.Hash
	word, _, _ := strings.Cut(d.Counts, ":")
	if err := h.UnmarshalText([]byte(word)); err != nil {
		t.Fatal(err)
	}
	return h
}

// leaves are the places of a JSON tree, each with a way to change it.
func leaves(at string, tree any) map[string]func(*rapid.T) {
	all := map[string]func(*rapid.T){}
	add := func(at string, v any, set func(any)) {
		switch x := v.(type) {
		case string:
			all[at] = func(t *rapid.T) {
				set(rapid.SampledFrom([]string{x + "0", "", strings.ToUpper(x) + "x", flip(x)}).Filter(func(y string) bool { return y != x }).Draw(t, "text"))
			}
		case float64:
			all[at] = func(t *rapid.T) { set(x + float64(rapid.SampledFrom([]int{1, -1}).Draw(t, "more"))) }
		case bool:
			all[at] = func(*rapid.T) { set(!x) }
		default:
			maps.Copy(all, leaves(at, v))
		}
	}
	switch x := tree.(type) {
	case map[string]any:
		for k, v := range x {
			add(at+"."+k, v, func(y any) { x[k] = y })
		}
	case []any:
		for i, v := range x {
			add(fmt.Sprintf("%s[%d]", at, i), v, func(y any) { x[i] = y })
		}
	}
	return all
}

// flip changes the first sign of a text, so that a hash stays one.
func flip(x string) string {
	switch {
	case x == "":
		return "1"
	case x[0] == '0':
		return "1" + x[1:]
	}
	return "0" + x[1:]
}

func TestWhatIsNoBundleSaysSo(t *testing.T) {
	for _, text := range []string{"", "{}", `{"bundle":"magbot"}`, `{"ballot_bundle":"magbot-2"}`, `{"ballot_bundle":"magbot-1"} x`, `{"ballot_bundle":"magbot-1","more":1}`} {
		if b, err := bundle.Parse([]byte(text)); err == nil {
			t.Errorf("%q: %+v", text, b)
		}
	}
	if bundle.Is([]byte(`{"bundle":"magbot"}`)) || bundle.Is(nil) || !bundle.Is([]byte("\n{ \"ballot_bundle\" :")) {
		t.Error("recognised wrongly")
	}
}

func TestTheMakerIsTheOneWhoCounts(t *testing.T) {
	b := election(t, bundle.Open)
	again := *b
	again.Result, again.Lots, again.Seal = bundle.Result{}, nil, proof.Hash{}
	if err := again.Finish(); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(b, &again); d != "" {
		t.Error(d)
	}
	for name, change := range map[string]func(*bundle.Bundle){
		"somebody twice":        func(b *bundle.Bundle) { b.Electorate.Voters[1] = b.Electorate.Voters[0] },
		"a ballot twice":        func(b *bundle.Bundle) { b.Commits[1] = b.Commits[0] },
		"one seed":              func(b *bundle.Bundle) { b.Seeds = b.Seeds[:1] },
		"a seed that is no hex": func(b *bundle.Bundle) { b.Seeds[0].Opened = "x" },
		"no kind":               func(b *bundle.Bundle) { b.Kind = "" },
		"no method":             func(b *bundle.Bundle) { b.Rules.Method = "coin" },
		"a quorum below zero":   func(b *bundle.Bundle) { b.Rules.Quorum.Number = -1 },
		"a choice of nobody":    func(b *bundle.Bundle) { b.Ballots[0].Choice = "9" },
		"a motion of two":       func(b *bundle.Bundle) { b.Kind, b.Options = bundle.Motion, b.Options[:2] },
	} {
		b := election(t, bundle.Open)
		change(b)
		if err := b.Finish(); err == nil {
			t.Errorf("%s: finished", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, mode := range []bundle.Mode{bundle.Open, bundle.Detached} {
		text, err := election(f, mode).Format()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"ballot_bundle":"magbot-1","mode":"open","kind":"choice","options":[{"name":"A"}],"rules":{"method":"irv","seats":1}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := bundle.Parse(text)
		if err != nil {
			return
		}
		if len(b.Options) > 8 || len(b.Ballots) > 20 || b.Rules.Seats > 8 {
			return
		}
		if _, err := b.Verify(); err != nil && err.Error() == "" {
			t.Error("an error without words")
		}
		again, err := b.Format()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := bundle.Parse(again); err != nil {
			t.Errorf("what was written cannot be read: %v\n%s", err, bytes.TrimSpace(again))
		}
	})
}
