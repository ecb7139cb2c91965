//go:build unix

package bolt_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"magbot/store"
	"magbot/store/bolt"
)

// BenchmarkAppend appends records of 200 bytes, each durable on its own, with
// one and with sixteen writers on streams of their own. In the same run and
// folder, in turns with it, one writer syncs a plain file after each write of as
// much: that is what the machine can do. "x-file" is the appends in the time of
// one such sync, and "x-one" those of sixteen writers in the time of one of a
// single writer.
func BenchmarkAppend(b *testing.B) {
	body := make([]byte, 200)
	b.Run("1 writer", func(b *testing.B) {
		file, one := newFile(b), newAppender(b, 1)
		compare(b, func(n int) { file.write(b, n, body) }, func(n int) { one.append(b, n, body) }, "file")
	})
	b.Run("16 writers", func(b *testing.B) {
		file, many := newFile(b), newAppender(b, 16)
		compare(b, func(n int) { file.write(b, n, body) }, func(n int) { many.append(b, n, body) }, "file")
	})
	b.Run("16 writers beside 1", func(b *testing.B) {
		one, many := newAppender(b, 1), newAppender(b, 16)
		compare(b, func(n int) { one.append(b, n, body) }, func(n int) { many.append(b, n, body) }, "one")
	})
	b.Run("1 writer in batches of 100", func(b *testing.B) {
		file, one := newFile(b), newAppender(b, 1)
		one.batch = 100
		compare(b, func(n int) { file.write(b, n, body) }, func(n int) { one.append(b, n, body) }, "file")
	})
}

// compare does b.N of both in turns, so that a disk that is slower for a while
// is slower for both, and gives the median of the turns. Only what is measured
// counts as the operation.
func compare(b *testing.B, floor, measured func(n int), name string) {
	b.Helper()
	const turn = 160
	var below, here, ratios []float64
	b.StopTimer()
	for left := b.N; left > 0; left -= turn {
		n := min(left, turn)
		from := time.Now()
		floor(n)
		limit := float64(n) / time.Since(from).Seconds()
		b.StartTimer()
		from = time.Now()
		measured(n)
		rate := float64(n) / time.Since(from).Seconds()
		b.StopTimer()
		below, here, ratios = append(below, limit), append(here, rate), append(ratios, rate/limit)
	}
	b.ReportMetric(median(here), "appends/s")
	b.ReportMetric(median(below), name+"/s")
	b.ReportMetric(median(ratios), "x-"+name)
}

func median(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

// plain is a file without any structure.
type plain struct{ file *os.File }

func newFile(b *testing.B) plain {
	b.Helper()
	file, err := os.Create(filepath.Join(b.TempDir(), "plain"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := file.Close(); err != nil {
			b.Error(err)
		}
	})
	return plain{file}
}

func (p plain) write(b *testing.B, n int, body []byte) {
	b.Helper()
	for range n {
		_, err := p.file.Write(body)
		if err := errors.Join(err, p.file.Sync()); err != nil {
			b.Fatal(err)
		}
	}
}

// appender is a store with some writers, each on its own stream.
type appender struct {
	store *bolt.Store
	heads []store.Head
	batch int
}

func newAppender(b *testing.B, writers int) *appender {
	b.Helper()
	s, err := bolt.Open(filepath.Join(b.TempDir(), "record.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	a := &appender{store: s, heads: make([]store.Head, writers), batch: 1}
	for w := range a.heads {
		a.heads[w].Stream = store.Stream(fmt.Sprintf("meeting/%d", w))
	}
	return a
}

// append makes n appends, spread over the writers.
func (a *appender) append(b *testing.B, n int, body []byte) {
	b.Helper()
	bodies := slices.Repeat([][]byte{body}, a.batch)
	var left atomic.Int64
	left.Store(int64(n))
	var wait sync.WaitGroup
	for w := range a.heads {
		wait.Go(func() {
			head := &a.heads[w]
			for left.Add(-1) >= 0 {
				records := store.Chain(head.Stream, head.Version, head.Hash, bodies...)
				if err := a.store.Append(b.Context(), head.Stream, head.Version, records...); err != nil {
					b.Error(err)
					return
				}
				last := records[len(records)-1]
				head.Version, head.Hash = last.Version, last.Hash
			}
		})
	}
	wait.Wait()
}

// BenchmarkRead reads 10,000 records and checks every one.
func BenchmarkRead(b *testing.B) {
	s, err := bolt.Open(filepath.Join(b.TempDir(), "record.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	}()
	bodies := make([][]byte, 10_000)
	for i := range bodies {
		bodies[i] = make([]byte, 200)
	}
	if err := s.Append(b.Context(), "work", 0, store.Chain("work", 0, store.Hash{}, bodies...)...); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		n := 0
		for _, err := range s.Read(b.Context(), "work", 0) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != len(bodies) {
			b.Fatalf("read %d records", n)
		}
	}
}
