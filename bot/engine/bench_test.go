package engine_test

import (
	"crypto/rand"
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
	"magbot/store/memory"
	"magbot/store/seal"
)

// BenchmarkHandle measures one command from its input to the answer that the
// record holds: routed, decided, sealed, appended, read back and folded. Beside
// it, in the same run and folder, stands the floor: a plain file that is synced
// after each write of 200 bytes. "x-sync" is how many such syncs a command
// costs; "ns-p50" and "ns-p99" are what half and all but one in a hundred wait at
// most; with many people at once it falls below 1, because one append carries
// many records.
func BenchmarkHandle(b *testing.B) {
	for _, people := range []int{1, 64} {
		b.Run(fmt.Sprintf("memory/%d", people), func(b *testing.B) { benchHandle(b, memory.New(), people) })
		b.Run(fmt.Sprintf("bolt/%d", people), func(b *testing.B) {
			s, err := bolt.Open(filepath.Join(b.TempDir(), "record.db"))
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() {
				if err := s.Close(); err != nil {
					b.Error(err)
				}
			})
			benchHandle(b, s, people)
		})
	}
}

func benchHandle(b *testing.B, s store.Store, people int) {
	w := &bundle{t: b, store: s, keys: seal.NewMemory(rand.Reader), fake: &fake{}}
	w.start()
	defer func() { w.engine.Stop() }()
	w.do("tally note", "who", "p-1", "text", "the first makes the key")
	before := syncs(b)
	b.ResetTimer()
	var left atomic.Int64
	left.Store(int64(b.N))
	each := make([]time.Duration, b.N)
	var wait sync.WaitGroup
	for range people {
		wait.Go(func() {
			for i := left.Add(-1); i >= 0; i = left.Add(-1) {
				from := time.Now()
				if _, err := w.engine.Handle(b.Context(), w.input("tally note", "who", "p-1", "text", "a sentence of ordinary length")); err != nil {
					b.Error(err)
					return
				}
				each[i] = time.Since(from)
			}
		})
	}
	wait.Wait()
	b.StopTimer()
	slices.Sort(each)
	b.ReportMetric(float64(each[len(each)/2]), "ns-p50")
	b.ReportMetric(float64(each[len(each)*99/100]), "ns-p99")
	took := float64(b.Elapsed()) / float64(b.N)
	sync := slices.Sorted(slices.Values(append(before, syncs(b)...)))
	floor := float64(sync[len(sync)/2])
	b.ReportMetric(floor, "ns/sync")
	b.ReportMetric(took/floor, "x-sync")
}

// syncs measures how long a plain file takes to write 200 bytes durably.
func syncs(b *testing.B) []time.Duration {
	b.Helper()
	file, err := os.Create(filepath.Join(b.TempDir(), "plain"))
	if err != nil {
		b.Fatal(err)
	}
	took := make([]time.Duration, 50)
	for i := range took {
		from := time.Now()
		_, err := file.Write(make([]byte, 200))
		if err := errors.Join(err, file.Sync()); err != nil {
			b.Fatal(err)
		}
		took[i] = time.Since(from)
	}
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
	return took
}

// BenchmarkUndo measures taking back the last of a thousand records, for which
// the stream is folded again.
func BenchmarkUndo(b *testing.B) {
	w := &bundle{t: b, store: memory.New(), keys: seal.NewMemory(rand.Reader), fake: &fake{}}
	w.start()
	defer func() { w.engine.Stop() }()
	last := 0
	note := func() {
		last = int(w.do("tally note", "who", "p-1", "text", "a sentence of ordinary length").Record.Version)
	}
	for range 1000 {
		note()
	}
	for b.Loop() {
		w.do("tally undo", "version", fmt.Sprint(last))
		note()
	}
}
