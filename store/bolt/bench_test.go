//go:build unix

package bolt_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"magbot/store"
	"magbot/store/bolt"
)

// BenchmarkAppend appends records of 200 bytes, each durable on its own, with
// one and with sixteen writers on streams of their own, and measures a plain
// file with a sync after each write in the same run: that is the floor.
func BenchmarkAppend(b *testing.B) {
	body := make([]byte, 200)
	for _, writers := range []int{1, 16} {
		b.Run(fmt.Sprintf("file/%d", writers), func(b *testing.B) { benchFile(b, writers, body) })
		b.Run(fmt.Sprintf("bolt/%d", writers), func(b *testing.B) { benchBolt(b, writers, 1, body) })
	}
	b.Run("bolt/1 in batches of 100", func(b *testing.B) { benchBolt(b, 1, 100, body) })
}

// parallel runs work b.N times, spread over writers.
func parallel(b *testing.B, writers int, work func(writer int) error) {
	b.Helper()
	b.ResetTimer()
	errs := make(chan error, writers)
	var left atomic.Int64
	left.Store(int64(b.N))
	for w := range writers {
		go func() {
			var err error
			for err == nil && left.Add(-1) >= 0 {
				err = work(w)
			}
			errs <- err
		}()
	}
	for range writers {
		if err := <-errs; err != nil {
			b.Fatal(err)
		}
	}
}

func benchFile(b *testing.B, writers int, body []byte) {
	files := make([]*os.File, writers)
	for w := range files {
		file, err := os.Create(filepath.Join(b.TempDir(), "plain"))
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() {
			if err := file.Close(); err != nil {
				b.Error(err)
			}
		})
		files[w] = file
	}
	parallel(b, writers, func(w int) error {
		_, err := files[w].Write(body)
		return errors.Join(err, files[w].Sync())
	})
}

func benchBolt(b *testing.B, writers, batch int, body []byte) {
	s, err := bolt.Open(filepath.Join(b.TempDir(), "record.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	}()
	heads, bodies := make([]store.Head, writers), make([][]byte, batch)
	for w := range heads {
		heads[w].Stream = store.Stream(fmt.Sprintf("meeting/%d", w))
	}
	for i := range bodies {
		bodies[i] = body
	}
	parallel(b, writers, func(w int) error {
		head := &heads[w]
		records := store.Chain(head.Stream, head.Version, head.Hash, bodies...)
		last := records[batch-1]
		at := head.Version
		head.Version, head.Hash = last.Version, last.Hash
		return s.Append(b.Context(), head.Stream, at, records...)
	})
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
