//go:build long

package main_test

import (
	"context"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"magbot/store"
	"magbot/store/bolt"
)

var kills = flag.Int("kills", 400, "how often the process is killed in a row")

// killFor is how long to go on killing: what scripts/long allows, as a flag would
// have to be known to every package.
func killFor(t *testing.T) time.Duration {
	t.Helper()
	said := os.Getenv("MAGBOT_KILL_FOR")
	if said == "" {
		return 3 * time.Minute
	}
	d, err := time.ParseDuration(said)
	if err != nil {
		t.Fatalf("MAGBOT_KILL_FOR: %v", err)
	}
	return d
}

// Hundreds of lives in a row on one file, each ended by kill -9 at a moment that
// nobody chose: while inputs are on their way, and some while the process still
// starts.
func TestHundredsOfKills(t *testing.T) {
	m, began, most := born(t), time.Now(), killFor(t)
	struck, early := 0, 0
	m.unborn = func(data, listen string) {
		for rand.IntN(3) == 0 {
			p, _, err := launch(context.WithoutCancel(t.Context()), data, listen)
			if err != nil {
				t.Fatal(err)
			}
			<-time.After(time.Duration(rand.Int64N(int64(300 * time.Millisecond)))) // any moment of its start
			if err := p.kill(); err != nil {
				t.Fatal(err)
			}
			early++
		}
	}
	next := 0
	for struck+early < *kills && time.Since(began) < most {
		m.underLoad(300, func(n int) bool {
			if next--; next > 0 || struck+early >= *kills || time.Since(began) > most {
				return false
			}
			next = 1 + rand.IntN(12)
			<-time.After(time.Duration(rand.Int64N(int64(20 * time.Millisecond)))) // any moment of an append
			struck++
			return true
		})
	}
	m.holds()
	record, err := bolt.Open(filepath.Join(m.data, "record.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, record)
	for head, err := range store.Verify(t.Context(), record) {
		if err != nil {
			t.Errorf("%s: %v", head.Stream, err)
		}
	}
	if struck == 0 || early == 0 {
		t.Errorf("%d kills under load and %d during a start in %v: this proves nothing", struck, early, time.Since(began))
	}
	t.Logf("%d kills under load and %d during a start; %d inputs acknowledged", struck, early, len(m.acknowledged))
}
