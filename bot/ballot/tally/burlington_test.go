package tally_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/bot/ballot/tally"
)

// In Burlington 2009 plurality, IRV and Condorcet name three different winners.
func TestBurlingtonHasThreeWinners(t *testing.T) {
	e := parse(t, string(read(t, "burlington2009.cvotes")))
	if e.Voters() != 8980 {
		t.Fatalf("%d ballots, published 8980", e.Voters())
	}
	for m, want := range map[tally.Method]string{
		tally.PickOne: "Kurt Wright", tally.IRV: "Bob Kiss", tally.ScottishSTV: "Bob Kiss", tally.MeekSTV: "Bob Kiss",
		tally.Schulze: "Andy Montroll", tally.SchulzeMargins: "Andy Montroll",
		tally.RankedPairs: "Andy Montroll", tally.RankedPairsMargins: "Andy Montroll",
	} {
		r := count(t, e, m, tally.Options{})
		if d := cmp.Diff([]string{want}, names(e, r.Elected)); d != "" || !r.Decided() {
			t.Errorf("%s (-published +ours):\n%s", m, d)
		}
	}
	last := count(t, e, tally.IRV, tally.Options{}).Rounds
	final := last[len(last)-1]
	kiss, _ := e.Find("Bob Kiss")
	wright, _ := e.Find("Kurt Wright")
	if final.Votes[kiss].Units() != 4313 || final.Votes[wright].Units() != 4060 || final.Exhausted.Units() != 607 {
		t.Errorf("final round %v to %v, %v exhausted; published 4313 to 4060, 607 exhausted",
			final.Votes[kiss], final.Votes[wright], final.Exhausted)
	}
}
