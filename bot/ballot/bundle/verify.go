package bundle

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"magbot/bot/ballot/proof"
	"magbot/bot/ballot/tally"
)

// Difference is the first thing in a bundle that does not follow from the rest.
type Difference struct {
	At     string // such as result.winners[0]
	Says   string // what the bundle says
	Counts string // what it has to be
}

func (d *Difference) Error() string {
	return fmt.Sprintf("at %s the bundle says %s, and it has to be %s", d.At, d.Says, d.Counts)
}

func differ(at string, says, counts any) error {
	return &Difference{At: at, Says: fmt.Sprint(says), Counts: fmt.Sprint(counts)}
}

// Report is what was found to be so.
type Report struct {
	Voters, Recused, Ballots int
	Result                   Result
	// Unchecked is what nobody can count again, because the mode of the ballot
	// does not show it.
	Unchecked []string
}

// Verify counts everything again. The error is a *Difference where the bundle
// says something else, and otherwise says why it cannot be counted.
func (b *Bundle) Verify() (*Report, error) {
	for _, check := range []func() error{
		b.checkForm, b.checkElectorate, b.checkCommitments, b.checkBallots, b.checkLots, b.checkResult, b.checkSettled, b.checkSeal,
	} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	r := &Report{
		Voters: len(b.Electorate.Voters), Recused: len(b.Electorate.Recused), Ballots: len(b.Ballots), Result: b.Result,
	}
	switch {
	case b.Withheld:
		r.Unchecked = append(r.Unchecked, "the count: the ballots are not given out, because a ranking or a list can tell who wrote it")
	case b.Mode.hides():
		r.Unchecked = append(r.Unchecked, "which choice belongs to which commitment: each voter alone knows theirs")
		if b.Kind == Motion && b.Rules.Double {
			r.Unchecked = append(r.Unchecked, "what each group said: the mode of this ballot does not show it")
		}
	}
	return r, nil
}

func (b *Bundle) checkForm() error {
	switch {
	case b.Form != Form1:
		return differ("ballot_bundle", b.Form, Form1)
	case b.Ballot == "":
		return differ("ballot", "nothing", "the name of the ballot")
	case !slices.Contains([]Mode{Open, Confidential, Detached}, b.Mode):
		return differ("mode", b.Mode, "open, confidential or detached")
	case !slices.Contains([]Kind{Motion, Gradient, Choice}, b.Kind):
		return differ("kind", b.Kind, "motion, gradient or choice")
	case b.Withheld && (!b.Mode.hides() || b.Kind != Choice):
		return differ("ballots_withheld", true, "false: these ballots tell no more than their sum")
	case b.Missing < 0 || b.Missing > len(b.Electorate.Voters):
		return differ("missing", b.Missing, "a number of ballots")
	}
	seen := map[string]bool{}
	for i, o := range b.Options {
		if o.Name == "" || seen[o.Name] {
			return differ(fmt.Sprintf("options[%d].name", i), fmt.Sprintf("%q", o.Name), "a name of its own")
		}
		seen[o.Name] = true
	}
	return nil
}

func (b *Bundle) checkElectorate() error {
	may := map[string]bool{}
	for i, v := range b.Electorate.Voters {
		if v.Person == "" || may[v.Person] {
			return differ(fmt.Sprintf("electorate.voters[%d].person", i), fmt.Sprintf("%q", v.Person), "somebody, once")
		}
		may[v.Person] = true
	}
	root, err := b.electorateRoot()
	if err != nil {
		return err
	}
	if root != b.Electorate.Root {
		return differ("electorate.root", b.Electorate.Root, root)
	}
	for i, person := range b.Electorate.Recused {
		if !may[person] {
			return differ(fmt.Sprintf("electorate.recused[%d]", i), fmt.Sprintf("%q", person), "one of the electorate, once")
		}
		may[person] = false
	}
	for i, person := range b.Electorate.Voted {
		if !may[person] {
			return differ(fmt.Sprintf("electorate.voted[%d]", i), fmt.Sprintf("%q", person), "one of the electorate who is not recused, once")
		}
		may[person] = false
	}
	return nil
}

func (b *Bundle) checkCommitments() error {
	if n := len(b.Electorate.Voted) - b.Missing; len(b.Commits) != n {
		return differ("commitments", fmt.Sprintf("%d of them", len(b.Commits)), fmt.Sprintf("%d, one for each who voted", n))
	}
	for i := 1; i < len(b.Commits); i++ {
		if bytes.Compare(b.Commits[i-1][:], b.Commits[i][:]) >= 0 {
			return differ(fmt.Sprintf("commitments[%d]", i), b.Commits[i], "greater than the one before, so that their order tells nothing")
		}
	}
	root, err := proof.Root(b.Commits)
	if err != nil {
		return fmt.Errorf("the commitments: %w", err)
	}
	if root != b.Root {
		return differ("root", b.Root, root)
	}
	return nil
}

func (b *Bundle) checkBallots() error {
	hidden := b.Withheld || b.Mode.hides() && len(b.Electorate.Voted) < leastTold
	want := len(b.Commits)
	if hidden {
		want = 0
	}
	if len(b.Ballots) != want {
		return differ("ballots", fmt.Sprintf("%d of them", len(b.Ballots)), want)
	}
	used := map[proof.Hash]bool{}
	left := map[string]string{} // who voted and whose ballot has not come yet
	for _, v := range b.Electorate.Voters {
		if slices.Contains(b.Electorate.Voted, v.Person) {
			left[v.Person] = v.Group
		}
	}
	for i, x := range b.Ballots {
		at := fmt.Sprintf("ballots[%d]", i)
		if err := b.checkChoice(at, x.Choice); err != nil {
			return err
		}
		if b.Mode.hides() {
			if x.Person != "" || x.Group != "" || x.Nonce != "" {
				return differ(at, "who cast it", "a choice alone, as the mode promised")
			}
			if i > 0 && b.Ballots[i-1].Choice > x.Choice {
				return differ(at+".choice", fmt.Sprintf("%q", x.Choice), "not before the one above, so that their order tells nothing")
			}
			continue
		}
		h, err := b.checkOpen(at, x, left)
		if err != nil {
			return err
		}
		if used[h] {
			return differ(at, "a choice and a nonce that make "+h.String()+" a second time", "a commitment of its own")
		}
		used[h] = true
	}
	return nil
}

// checkChoice sees that a choice is in its one form.
func (b *Bundle) checkChoice(at, choice string) error {
	y, err := tally.ParseCanonical(choice, len(b.Options))
	if err != nil {
		return differ(at+".choice", fmt.Sprintf("%q", choice), "a choice among the options ("+err.Error()+")")
	}
	method := b.Rules.Method
	if b.Kind != Choice {
		method = tally.PickOne
	}
	if form := y.Canonical(method); form != choice && (form != "" || choice != tally.Blank) {
		return differ(at+".choice", fmt.Sprintf("%q", choice), fmt.Sprintf("%q", form))
	}
	return nil
}

// checkOpen sees that an open ballot is one that was committed to.
func (b *Bundle) checkOpen(at string, x Ballot, left map[string]string) (h proof.Hash, err error) {
	group, ok := left[x.Person]
	if !ok {
		return h, differ(at+".person", fmt.Sprintf("%q", x.Person), "one of those who voted, once")
	}
	delete(left, x.Person)
	if group != x.Group {
		return h, differ(at+".group", fmt.Sprintf("%q", x.Group), fmt.Sprintf("%q, as in the electorate", group))
	}
	nonce, err := hex.DecodeString(x.Nonce)
	if err != nil {
		return h, differ(at+".nonce", fmt.Sprintf("%q", x.Nonce), "hexadecimal")
	}
	if h, err = proof.CommitBallot(b.Ballot, nonce, []byte(x.Choice)); err != nil {
		return h, differ(at+".nonce", fmt.Sprintf("%q", x.Nonce), "32 bytes")
	}
	if _, found := slices.BinarySearchFunc(b.Commits, h, func(a, b proof.Hash) int { return bytes.Compare(a[:], b[:]) }); !found {
		return h, differ(at, "a choice and a nonce that make "+h.String(), "one of the commitments")
	}
	return h, nil
}

func (b *Bundle) checkLots() error {
	lots, err := b.lots()
	if err != nil {
		return differ("seeds", err.Error(), "seeds as they were committed to, of at least two people")
	}
	return b.same("lots", b.Lots, lots)
}

func (b *Bundle) checkResult() error {
	r, err := b.Recount()
	if err != nil {
		return err
	}
	return b.same("result", b.Result, r)
}

// checkSettled sees that the Chair chose among the tied, as many as there were
// seats.
func (b *Bundle) checkSettled() error {
	if b.Settled == nil {
		return nil
	}
	if b.Result.Outcome != Tied || b.Result.Count == nil {
		return differ("settled", "something", "nothing, because there was no tie")
	}
	if len(b.Settled.Elected) != b.Result.OpenSeat {
		return differ("settled.elected", b.Settled.Elected, fmt.Sprintf("%d of the tied", b.Result.OpenSeat))
	}
	for _, set := range b.Result.Count.Tied {
		if ends(b.Result.Count.Winners, b.Settled.Elected, set) {
			return b.checkReason()
		}
	}
	return differ("settled.elected", b.Settled.Elected, "among "+fmt.Sprint(b.Result.Count.Tied))
}

// checkReason opens the commitment to the reason. One that was erased cannot be
// checked, and leaves nothing in its place.
func (b *Bundle) checkReason() error {
	s := b.Settled
	if s.Commitment == (proof.Hash{}) || s.Reason == "" && s.Nonce == "" {
		return nil
	}
	nonce, err := hex.DecodeString(s.Nonce)
	if err != nil {
		return differ("settled.reason_nonce", s.Nonce, "hexadecimal")
	}
	if h, err := proof.CommitReason(b.Ballot, nonce, []byte(s.Reason)); err != nil || h != s.Commitment {
		return differ("settled.reason", strconv.Quote(s.Reason), "the one that was committed to")
	}
	return nil
}

// ends says that a tie can end with those: together with the winners they are the
// committee, or they are of those who are tied.
func ends(winners, chosen, set []string) bool {
	all := func(some, of []string) bool {
		return !slices.ContainsFunc(some, func(x string) bool { return !slices.Contains(of, x) })
	}
	after := slices.Concat(winners, chosen)
	if committee := all(winners, set) && len(set) == len(after); committee {
		return all(set, after)
	}
	return all(chosen, set)
}

func (b *Bundle) checkSeal() error {
	seal, err := b.sealed()
	if err != nil {
		return err
	}
	if seal != b.Seal {
		return differ("seal", b.Seal, seal.String()+": something else in it was changed after it was made")
	}
	return nil
}

// same looks for the first difference between two values as JSON shows them.
func (*Bundle) same(at string, says, counts any) error {
	var trees [2]any
	for i, v := range []any{says, counts} {
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("compare %s: %w", at, err)
		}
		if err := json.Unmarshal(text, &trees[i]); err != nil {
			return fmt.Errorf("compare %s: %w", at, err)
		}
	}
	return compare(at, trees[0], trees[1])
}

func compare(at string, says, counts any) error {
	switch c := counts.(type) {
	case map[string]any:
		s, ok := says.(map[string]any)
		if !ok {
			break
		}
		keys := map[string]bool{}
		for k := range s {
			keys[k] = true
		}
		for k := range c {
			keys[k] = true
		}
		for _, k := range slices.Sorted(maps.Keys(keys)) {
			if err := compare(at+"."+k, s[k], c[k]); err != nil {
				return err
			}
		}
		return nil
	case []any:
		s, ok := says.([]any)
		if !ok || len(s) != len(c) {
			break
		}
		for i := range c {
			if err := compare(fmt.Sprintf("%s[%d]", at, i), s[i], c[i]); err != nil {
				return err
			}
		}
		return nil
	}
	s, err := json.Marshal(says)
	if err != nil {
		return fmt.Errorf("compare %s: %w", at, err)
	}
	c, err := json.Marshal(counts)
	if err != nil {
		return fmt.Errorf("compare %s: %w", at, err)
	}
	if !bytes.Equal(s, c) {
		return differ(at, string(s), string(c))
	}
	return nil
}
