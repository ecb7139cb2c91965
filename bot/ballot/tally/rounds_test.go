package tally_test

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

func TestRoundsComeOutAsPublished(t *testing.T) {
	e, err := tally.ParseBLT(read(t, "greens2005.blt"))
	if err != nil {
		t.Fatal(err)
	}
	for m, file := range map[tally.Method]string{tally.ScottishSTV: "greens2005.scottish", tally.MeekSTV: "greens2005.meek"} {
		r := count(t, e, m, tally.Options{LastTransfer: true})
		if d := cmp.Diff(table(t, file), roundsOf(t, r)); d != "" {
			t.Errorf("%s (-published +ours):\n%s", m, d)
		}
	}
}
