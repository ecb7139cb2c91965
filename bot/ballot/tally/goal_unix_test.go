//go:build unix

package tally_test

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"magbot/bot/ballot/tally"
)

// wards are 23 elections of the size of the wards of a large city: 7 to 12
// candidates for 3 or 4 seats, 4,000 to 9,000 voters who follow parties and mostly
// rank a few. They are the same at every run.
func wards() (all []*tally.Election) {
	chance := rand.New(rand.NewPCG(3, 4))
	for w := range 23 {
		e := &tally.Election{Seats: 3 + w%2}
		for c := range 7 + w%6 {
			e.Candidates = append(e.Candidates, "C"+strconv.Itoa(c))
		}
		for range 4_000 + chance.IntN(5_000) {
			party := chance.IntN(4)
			order := []tally.Candidate{}
			for _, c := range chance.Perm(len(e.Candidates))[:1+chance.IntN(5)] {
				order = append(order, tally.Candidate(c))
			}
			slices.SortStableFunc(order, func(a, b tally.Candidate) int {
				return int(a+tally.Candidate(party))%4 - int(b+tally.Candidate(party))%4
			})
			e.Ballots = append(e.Ballots, tally.Ballot{Weight: 1, Order: order})
		}
		all = append(all, alike(e))
	}
	return all
}

// alike puts equal ballots together, as the files of wards do.
func alike(e *tally.Election) *tally.Election {
	at := map[string]int{}
	kinds := *e
	kinds.Ballots = nil
	for _, b := range e.Ballots {
		key := b.Canonical(tally.ScottishSTV)
		if i, ok := at[key]; ok {
			kinds.Ballots[i].Weight += b.Weight
			continue
		}
		at[key] = len(kinds.Ballots)
		kinds.Ballots = append(kinds.Ballots, b)
	}
	return &kinds
}

// processor is the time that this program has had on processors so far. Others on
// a busy machine do not lengthen it as they do the time on the clock.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkGoal measures what the project has set itself goals for, on one core:
// time on the clock, and time on the processor.
func BenchmarkGoal(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, c := range []struct {
		name   string
		method tally.Method
		make   func() []*tally.Election
	}{
		{"schulze-100000x30", tally.Schulze, func() []*tally.Election { return []*tally.Election{manyBallots(100_000, 30, 1)} }},
		{"scottish-stv-100000x30", tally.ScottishSTV, func() []*tally.Election { return []*tally.Election{manyBallots(100_000, 30, 7)} }},
		{"schulze-1000x1000", tally.Schulze, func() []*tally.Election { return []*tally.Election{manyBallots(1_000, 1_000, 1)} }},
		{"wards", tally.ScottishSTV, wards},
	} {
		b.Run(c.name, func(b *testing.B) {
			elections := c.make()
			var took, worked []time.Duration
			for b.Loop() {
				start, before := time.Now(), processor(b)
				for _, e := range elections {
					if _, err := tally.Count(e, c.method, tally.ForFile(e, c.method)); err != nil {
						b.Fatal(err)
					}
				}
				took, worked = append(took, time.Since(start)), append(worked, processor(b)-before)
			}
			slices.Sort(took)
			slices.Sort(worked)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-count")
			b.ReportMetric(float64(worked[len(worked)/2].Microseconds())/1000, "ms-cpu")
		})
	}
}
