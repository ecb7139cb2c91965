package tally_test

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/bot/ballot/tally"
)

// round is a line of a table of rounds that others have published.
type round struct {
	Quota, Spent      string
	Votes             []string
	Elected, Excluded []tally.Candidate
}

// table reads "quota spent | votes … | +elected -excluded", candidates counted
// from 1.
func table(t *testing.T, name string) (rounds []round) {
	t.Helper()
	for line := range strings.Lines(string(read(t, name))) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		part := strings.Split(line, "|")
		head := strings.Fields(part[0])
		r := round{Quota: plain(t, head[0]), Spent: plain(t, head[1])}
		for v := range strings.FieldsSeq(part[1]) {
			r.Votes = append(r.Votes, plain(t, v))
		}
		for w := range strings.FieldsSeq(part[2]) {
			n, err := strconv.Atoi(w[1:])
			if err != nil {
				t.Fatal(err)
			}
			if w[0] == '+' {
				r.Elected = append(r.Elected, tally.Candidate(n-1))
			} else {
				r.Excluded = append(r.Excluded, tally.Candidate(n-1))
			}
		}
		rounds = append(rounds, r)
	}
	return rounds
}

// plain is a decimal without the zeros at its end.
func plain(t *testing.T, decimal string) string {
	t.Helper()
	r, ok := new(big.Rat).SetString(decimal)
	if !ok {
		t.Fatalf("%q is not a number", decimal)
	}
	return r.RatString()
}

func roundsOf(t *testing.T, r *tally.Result) (rounds []round) {
	t.Helper()
	for _, x := range r.Rounds {
		got := round{Quota: plain(t, x.Quota.String()), Spent: plain(t, x.Exhausted.String()), Elected: x.Elected, Excluded: x.Eliminated}
		for _, v := range x.Votes {
			got.Votes = append(got.Votes, plain(t, v.String()))
		}
		rounds = append(rounds, got)
	}
	return rounds
}

// Where the last exclusion leaves as many as seats, Droop still moves its papers,
// so LastTransfer is asked for.
func TestRoundsComeOutAsPublished(t *testing.T) {
	for _, c := range []struct {
		ballots, rounds string
		method          tally.Method
		withdrawn       []tally.Candidate
	}{
		{"greens2005.blt", "greens2005.scottish", tally.ScottishSTV, nil},
		{"greens2005.blt", "greens2005-withdrawn.scottish", tally.ScottishSTV, []tally.Candidate{3}},
		{"greens2005.blt", "greens2005.meek", tally.MeekSTV, nil},
		{"castor.blt", "castor.scottish", tally.ScottishSTV, nil},
		{"castor.blt", "castor.meek", tally.MeekSTV, nil},
		{"vm12.blt", "vm12.meek", tally.MeekSTV, nil},
		{"pollux.blt", "pollux.meek", tally.MeekSTV, nil},
		{"weak-defeat.blt", "weak-defeat.scottish", tally.ScottishSTV, nil},
	} {
		e, err := tally.ParseBLT(read(t, c.ballots))
		if err != nil {
			t.Fatal(err)
		}
		e.Withdrawn = c.withdrawn
		r := count(t, e, c.method, tally.Options{LastTransfer: true})
		if d := cmp.Diff(table(t, c.rounds), roundsOf(t, r)); d != "" {
			t.Errorf("%s (-published +ours):\n%s", c.rounds, d)
		}
	}
}

// The guidance's votes are compared without their decimals; whoever is elected
// keeps the quota.
func TestTheWorkedExampleOfTheScottishGovernmentComesOut(t *testing.T) {
	e, err := tally.ParseBLT(read(t, "adams.blt"))
	if err != nil {
		t.Fatal(err)
	}
	r := count(t, e, tally.ScottishSTV, tally.Options{LastTransfer: true})
	var whole [][]int64
	for _, round := range r.Rounds {
		var votes []int64
		for _, v := range round.Votes {
			votes = append(votes, v.Units()/100_000)
		}
		whole = append(whole, votes)
	}
	want := [][]int64{
		{550, 377, 972, 167, 331}, {686, 462, 600, 198, 427}, {600, 467, 600, 251, 449}, {600, 537, 600, 0, 602},
	}
	if d := cmp.Diff(want, whole); d != "" {
		t.Errorf("votes of each stage (-published +ours):\n%s", d)
	}
	if d := cmp.Diff([]tally.Candidate{2, 0, 4}, r.Elected); d != "" {
		t.Errorf("elected (-published +ours):\n%s", d)
	}
}

// What moves after the last seat is filled elects nobody else, and is the last
// round alone.
func TestMovingTheLastPapersElectsNobodyElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := withLots(t, drawElection(t, rapid.IntRange(2, 7).Draw(t, "candidates"), rapid.IntRange(1, 4).Draw(t, "seats"), false))
		r := counted(t, e, tally.ScottishSTV)
		moved, err := tally.Count(e, tally.ScottishSTV, tally.Options{LastTransfer: true})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(names(e, r.Elected), names(e, moved.Elected)); d != "" {
			t.Fatalf("elected (-by rule 53(2) +when the last papers move):\n%s", d)
		}
		last := len(r.Rounds) - 1
		if d := cmp.Diff(r.Rounds[:last], moved.Rounds[:last], exactly...); d != "" || len(moved.Rounds) != len(r.Rounds) {
			t.Fatalf("rounds before the last (-by rule 53(2) +when the last papers move):\n%s", d)
		}
	})
}
