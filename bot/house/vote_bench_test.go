//go:build unix

package house_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"magbot/bot"
	"magbot/bot/ballot"
	"magbot/bot/ballot/proof"
	"magbot/bot/engine"
	"magbot/bot/house"
	"magbot/bot/roster"
	"magbot/store"
	"magbot/store/bolt"
	"magbot/store/redis"
	"magbot/store/redis/redistest"
	"magbot/store/seal"
)

const allVoters = 2000 // who may vote; then the first changes their vote, and so on

// BenchmarkVotes has sixteen people at once, then 64, then 256, cast votes in one
// open yes-no poll, through the whole house: each vote is routed, checked, decided,
// signed a receipt for, sealed, appended durably and folded before its answer, while
// the live message of the poll follows. Beside it, before and after, stands what the
// machine does: writes of 200 bytes to a plain file, each synced ("file/s"), or bare
// XADDs of as much by as many clients of redis-benchmark on the same server, which
// syncs each write ("xadd/s"). "load" is how many processes waited for a processor
// when it began (the average of a minute), "ms-cpu" the processor time of a vote,
// that of a Redis server not counted.
func BenchmarkVotes(b *testing.B) {
	for _, people := range []int{16, 64, 256} {
		b.Run(fmt.Sprintf("bolt/%d people", people), func(b *testing.B) {
			s, err := bolt.Open(filepath.Join(b.TempDir(), "record.db"))
			if err != nil {
				b.Fatal(err)
			}
			benchVotes(b, s, people, "file", func() float64 { return syncedWrites(b) })
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		})
		b.Run(fmt.Sprintf("redis/%d people", people), func(b *testing.B) {
			server := redistest.Start(b)
			config, err := redis.ParseURL(server.URL("votes", ""))
			if err != nil {
				b.Fatal(err)
			}
			s, err := redis.Open(b.Context(), config)
			if err != nil {
				b.Fatal(err)
			}
			benchVotes(b, s, people, "xadd", func() float64 { return bareXADD(b, server.Port, people) })
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

func benchVotes(b *testing.B, s store.Store, people int, name string, limit func() float64) {
	b.Helper()
	if _, said := os.LookupEnv("GOGC"); !said {
		defer debug.SetGCPercent(debug.SetGCPercent(engine.HeapGrowth)) // as magbot serve does
	}
	load := waiting(b)
	p := openPoll(b, s)
	before := limit()
	cpu := used(b)
	var next atomic.Int64
	var wait sync.WaitGroup
	b.ResetTimer()
	for range people {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(b.N); i = next.Add(1) - 1 {
				if err := p.vote(b.Context(), int(i)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	b.StopTimer()
	cpu = used(b) - cpu
	took := b.Elapsed().Seconds()
	if err := p.settle(b); err != nil {
		b.Fatal(err)
	}
	p.check(b)
	p.engine.Stop()
	after := limit()
	b.ReportMetric(float64(b.N)/took, "votes/s")
	b.ReportMetric((before+after)/2, name+"/s")
	b.ReportMetric(float64(b.N)/took/((before+after)/2), "x-"+name)
	b.ReportMetric(cpu*1000/float64(b.N), "ms-cpu")
	b.ReportMetric(load, "load")
}

// poll is an open poll and who may vote on it.
type poll struct {
	engine *engine.Engine
	voters []bot.PersonID
	casts  atomic.Int64
}

// vote casts the vote number i: yes in the first round of all voters, no in the
// second, and so on, so that each is a vote that was not there before.
func (p *poll) vote(ctx context.Context, i int) error {
	who := p.voters[i%len(p.voters)]
	a, err := p.engine.Handle(ctx, bot.Input{
		Cause: bot.Cause("vote:" + strconv.Itoa(i)), Actor: bot.Actor{Person: who, Account: bot.Account{Platform: "room", User: string(who)}},
		Place: hall, Intent: bot.Do("ballot cast", "ballot", "1", "say", strconv.Itoa(1+i/len(p.voters)%2)),
	})
	switch {
	case err != nil:
		return err
	case a.Refused || a.Ignored:
		return fmt.Errorf("the vote %d was not taken: %s", i, written(a.Message))
	}
	p.casts.Add(1)
	return nil
}

func (p *poll) settle(b *testing.B) error {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	return p.engine.Settle(ctx)
}

// check fails when a vote that was answered is not in the poll, or is another one.
func (p *poll) check(b *testing.B) {
	b.Helper()
	n := int(p.casts.Load())
	p.engine.Read(bot.BallotStream("1"), bot.Actor{}, hall, func(v bot.View) {
		s := ballot.Of(v)
		if len(s.Casts) != min(n, len(p.voters)) {
			b.Fatalf("%d votes were answered, and %d people have voted", n, len(s.Casts))
		}
		for i, who := range p.voters[:min(n, len(p.voters))] {
			// Votes of one person follow each other by a whole round of all others.
			last := (n - 1 - i) / len(p.voters)
			if got, want := s.Mine(who), strconv.Itoa(1+last%2); got != want {
				b.Fatalf("the vote %d of %s is %q in the record, and was %q", last+1, who, got, want)
			}
		}
	})
}

// openPoll makes a community of so many members, and an open poll of them all.
func openPoll(b *testing.B, s store.Store) *poll {
	b.Helper()
	p := &poll{engine: votingEngine(b, s)}
	n := 0
	do := func(path string, args ...string) bot.Answer {
		n++
		a, err := p.engine.Handle(b.Context(), bot.Input{
			Cause: bot.Cause(fmt.Sprint("made:", n)), Actor: bot.Actor{Self: bot.ByCommand}, Place: hall, Intent: bot.Do(path, args...),
		})
		if err = errors.Join(err, p.settle(b)); err != nil {
			b.Fatal(err)
		}
		if a.Refused && a.Form == nil {
			b.Fatalf("%s: %s", path, written(a.Message))
		}
		return a
	}
	var file strings.Builder
	file.WriteString("name,group,roles,email\nThe Chair,Civil Society,chair,chair@example.org\n")
	for i := range allVoters {
		fmt.Fprintf(&file, "Member Number%d,%s,member,m%d@example.org\n", i, []string{"Government", "Civil Society", "Private Sector", "Technical Community"}[i%4], i)
	}
	do("community found", "name", "The Group")
	do("channel link")
	preview := do("roster import", "file", file.String())
	if preview.Form == nil {
		b.Fatalf("no preview: %s", written(preview.Message))
	}
	do("roster import", "file", file.String(), "confirm", preview.Form.Call.Args["confirm"])
	do("ballot draft", "question", "Do we meet in June?")
	do("ballot open", "ballot", "1")
	p.engine.Read(bot.BallotStream("1"), bot.Actor{}, hall, func(v bot.View) {
		for _, w := range ballot.Of(v).Voters {
			p.voters = append(p.voters, w.Person)
		}
		if len(roster.Of(v).All()) != allVoters+1 || len(p.voters) != allVoters {
			b.Fatalf("%d may vote", len(p.voters))
		}
	})
	return p
}

// votingEngine serves the house as it is sold, with receipts that are signed.
func votingEngine(b *testing.B, s store.Store) *engine.Engine {
	b.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	h, err := house.New(house.FeaturesWith(house.Outside{Ballots: ballot.Outside{Public: public, Sign: func(name string, commitment, head proof.Hash) (proof.Receipt, error) {
		return proof.Sign(private, name, commitment, head)
	}}}))
	if err != nil {
		b.Fatal(err)
	}
	e, err := engine.New(engine.Config{Store: s, Keys: seal.NewMemory(rand.Reader), House: h, Now: func() time.Time { return inTerm }})
	if err != nil {
		b.Fatal(err)
	}
	e.Attach(sink{})
	if err := e.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	return e
}

// syncedWrites is how often a second a plain file takes 200 bytes durably.
func syncedWrites(b *testing.B) float64 {
	b.Helper()
	file, err := os.Create(filepath.Join(b.TempDir(), "plain"))
	if err != nil {
		b.Fatal(err)
	}
	const times = 500
	from := time.Now()
	for range times {
		_, err := file.Write(make([]byte, 200))
		if err := errors.Join(err, file.Sync()); err != nil {
			b.Fatal(err)
		}
	}
	took := time.Since(from).Seconds()
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
	return times / took
}

// bareXADD is how many entries of 200 bytes a second so many clients of
// redis-benchmark add.
func bareXADD(b *testing.B, port, clients int) float64 {
	b.Helper()
	out, err := exec.CommandContext(b.Context(), "redis-benchmark", "-h", "127.0.0.1", "-p", strconv.Itoa(port),
		"-c", strconv.Itoa(clients), "-n", "5000", "--csv", "XADD", "bench", "*", "body", strings.Repeat("x", 200)).Output()
	if err != nil {
		b.Fatalf("redis-benchmark: %v", err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	fields := strings.Split(lines[len(lines)-1], `","`)
	rate, err := strconv.ParseFloat(strings.Trim(fields[min(1, len(fields)-1)], `"`), 64)
	if err != nil {
		b.Fatalf("redis-benchmark says %q: %v", out, err)
	}
	return rate
}

// waiting is the average of a minute of the processes that run or wait for a
// processor; -1 where the system does not say.
func waiting(b *testing.B) float64 {
	b.Helper()
	raw, err := os.ReadFile("/proc/loadavg")
	if errors.Is(err, os.ErrNotExist) {
		return -1
	}
	load, parsed := strconv.ParseFloat(strings.Fields(string(raw) + " ")[0], 64)
	if err := errors.Join(err, parsed); err != nil {
		b.Fatal(err)
	}
	return load
}
