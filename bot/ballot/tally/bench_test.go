package tally_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"magbot/bot/ballot/tally"
)

// manyBallots are full rankings, each of one voter, drawn from a few opinions
// with some chance, the same at every run.
func manyBallots(ballots, candidates, seats int) *tally.Election {
	chance := rand.New(rand.NewPCG(1, 2))
	e := &tally.Election{Seats: seats}
	for c := range candidates {
		e.Candidates = append(e.Candidates, "C"+strconv.Itoa(c))
		e.Lots = append(e.Lots, tally.Candidate(c))
	}
	for range ballots {
		b := tally.Ballot{Weight: 1}
		for _, c := range chance.Perm(candidates) {
			b.Order = append(b.Order, tally.Candidate(c))
		}
		e.Ballots = append(e.Ballots, b)
	}
	return e
}

func BenchmarkCount(b *testing.B) {
	for _, c := range []struct {
		name                       string
		ballots, candidates, seats int
		method                     tally.Method
	}{
		{"schulze-100000x30", 100_000, 30, 1, tally.Schulze},
		{"schulze-1000x1000", 1_000, 1_000, 1, tally.Schulze},
		{"ranked-pairs-100000x30", 100_000, 30, 1, tally.RankedPairs},
		{"irv-100000x30", 100_000, 30, 1, tally.IRV},
		{"scottish-stv-100000x30", 100_000, 30, 7, tally.ScottishSTV},
		{"meek-stv-10000x30", 10_000, 30, 7, tally.MeekSTV},
		{"phragmen-1000x30", 1_000, 30, 7, tally.Phragmen},
		{"equal-shares-1000x30", 1_000, 30, 7, tally.EqualShares},
	} {
		b.Run(c.name, func(b *testing.B) {
			e := manyBallots(c.ballots, c.candidates, c.seats)
			if c.method == tally.Phragmen || c.method == tally.EqualShares {
				for i := range e.Ballots { // nobody approves everyone
					e.Ballots[i].Order = e.Ballots[i].Order[:1+i%8]
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := tally.Count(e, c.method, tally.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParseBLT(b *testing.B) {
	file, err := tally.FormatBLT(manyBallots(100_000, 30, 7))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if _, err := tally.ParseBLT(file); err != nil {
			b.Fatal(err)
		}
	}
}
