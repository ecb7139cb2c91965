package redis_test

import (
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"magbot/store"
	"magbot/store/redis"
	"magbot/store/redis/redistest"
)

// BenchmarkAppend appends records of 200 bytes to a server that syncs each write
// to its disk, with one and with sixteen writers on streams of their own. In the
// same run, in turns with it, redis-benchmark adds entries of as much to a stream
// of the same server by a bare XADD, with as many clients. All figures are
// medians of the turns.
func BenchmarkAppend(b *testing.B) {
	server := redistest.Start(b)
	for _, writers := range []int{1, 16} {
		b.Run(fmt.Sprint(writers), func(b *testing.B) {
			many := newAppender(b, server, writers)
			compare(b, "xadd", func(n int) float64 { return xadd(b, server, writers, n) }, func(n int) float64 { return many.append(b, n) })
		})
	}
	b.Run("16 beside 1", func(b *testing.B) {
		one, many := newAppender(b, server, 1), newAppender(b, server, 16)
		compare(b, "one", func(n int) float64 { return one.append(b, n) }, func(n int) float64 { return many.append(b, n) })
	})
}

// compare does b.N of both in turns. Each is told how many and gives its rate a
// second.
func compare(b *testing.B, name string, limit, measured func(n int) float64) {
	b.Helper()
	const turn = 1600
	var limits, rates, ratios []float64
	b.StopTimer()
	for left := b.N; left > 0; left -= turn {
		n := min(left, turn)
		below := limit(n)
		b.StartTimer()
		rate := measured(n)
		b.StopTimer()
		limits, rates, ratios = append(limits, below), append(rates, rate), append(ratios, rate/below)
	}
	b.ReportMetric(median(rates), "appends/s")
	b.ReportMetric(median(limits), name+"/s")
	b.ReportMetric(median(ratios), "x-"+name)
}

func median(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

// xadd has redis-benchmark add n entries and gives what it says it did a second.
func xadd(b *testing.B, server *redistest.Server, clients, n int) float64 {
	b.Helper()
	n = max(n, clients)
	out, err := exec.CommandContext(b.Context(), "redis-benchmark", "-h", "127.0.0.1", "-p", strconv.Itoa(server.Port),
		"-c", strconv.Itoa(clients), "-n", strconv.Itoa(n), "--csv",
		"XADD", "bench", "*", "body", strings.Repeat("x", 200)).Output()
	if err != nil {
		b.Fatalf("redis-benchmark: %v", err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	fields := strings.Split(lines[len(lines)-1], `","`)
	if len(fields) < 2 {
		b.Fatalf("redis-benchmark says %q", out)
	}
	rate, err := strconv.ParseFloat(strings.Trim(fields[1], `"`), 64)
	if err != nil {
		b.Fatalf("redis-benchmark says %q: %v", out, err)
	}
	return rate
}

// appender is a store with some writers, each on its own stream.
type appender struct {
	store *redis.Store
	heads []store.Head
}

func newAppender(b *testing.B, server *redistest.Server, writers int) *appender {
	b.Helper()
	s, err := tryURL(b.Context(), server.URL(newCommunity(), ""))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	a := &appender{store: s, heads: make([]store.Head, writers)}
	for w := range a.heads {
		a.heads[w].Stream = store.Stream(fmt.Sprintf("meeting/%d", w))
	}
	return a
}

// append makes n appends, spread over the writers, and gives the rate a second.
func (a *appender) append(b *testing.B, n int) float64 {
	b.Helper()
	body := make([]byte, 200)
	var left atomic.Int64
	left.Store(int64(n))
	var wait sync.WaitGroup
	from := time.Now()
	for w := range a.heads {
		wait.Go(func() {
			head := &a.heads[w]
			for left.Add(-1) >= 0 {
				r := store.Chain(head.Stream, head.Version, head.Hash, body)[0]
				if err := a.store.Append(b.Context(), head.Stream, head.Version, r); err != nil {
					b.Error(err)
					return
				}
				head.Version, head.Hash = r.Version, r.Hash
			}
		})
	}
	wait.Wait()
	return float64(n) / time.Since(from).Seconds()
}
