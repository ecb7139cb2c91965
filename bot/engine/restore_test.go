package engine_test

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/store"
	"magbot/store/memory"
	"magbot/store/seal"
)

// The record itself remembers whom it erased: an older key file that somebody
// copied back, and not even the list of erasures, brings no key back.
func TestTheRecordErasesAgainWhatAnOlderKeyFileBroughtBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	master, err := seal.NewMaster(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b := &bundle{t: t, store: memory.New(), fake: &fake{}}
	open := func() {
		if b.keys, err = seal.Open(path, master); err != nil {
			t.Fatal(err)
		}
		b.start()
	}
	shut := func() {
		b.engine.Stop()
		if err := b.keys.Close(); err != nil {
			t.Fatal(err)
		}
	}
	open()
	b.do("tally note", "who", "p-1", "text", "a private remark")
	b.do("tally note", "who", "p-2", "text", "another remark")
	shut()
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	open()
	b.do("tally erase", "who", "p-1")
	shut()
	if err := errors.Join(os.WriteFile(path, old, 0o600), os.Remove(path+".erased")); err != nil {
		t.Fatal(err)
	}
	for _, when := range []string{"at once", "after a restart"} {
		open()
		if d := cmp.Diff([]string{"(gone)", "another remark"}, b.state("work").Notes); d != "" {
			t.Errorf("%s: %s", when, d)
		}
		shut()
	}
	if erased, err := engine.Erasures(t.Context(), b.store); err != nil || !slices.Equal(erased, []seal.KeyID{"person/p-1"}) {
		t.Errorf("the record names %v, %v", erased, err)
	}
}

// A record that was imported without receipts has told everything it had to
// tell; what comes after is told.
func TestWhatWasImportedIsNotToldAgain(t *testing.T) {
	b := setup(t)
	b.do("tally tell")
	b.do("tally desk", "to", "here")
	b.settle()
	b.engine.Stop()
	imported := memory.New()
	for head, err := range b.store.Streams(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if !engine.Decided(head.Stream) {
			continue
		}
		for r, err := range b.store.Read(t.Context(), head.Stream, 0) {
			if err = errors.Join(err, imported.Append(t.Context(), head.Stream, r.Version-1, r)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := engine.TakeAsTold(t.Context(), imported, time.Now()); err != nil {
		t.Fatal(err)
	}
	b.store, b.fake = imported, &fake{}
	b.start()
	b.settle()
	if sent := b.fake.deliveries(); len(sent) != 0 {
		t.Fatalf("told again: %+v", sent)
	}
	b.do("tally tell")
	b.settle()
	if sent := b.fake.deliveries(); len(sent) != 1 {
		t.Errorf("what is new is told %d times", len(sent))
	}
}

func TestAFoldedEngineShowsAndDoesNothing(t *testing.T) {
	b := setup(t)
	b.do("tally add", "by", "3")
	b.engine.Stop()
	var before []store.Head
	for head, err := range b.store.Streams(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		before = append(before, head)
	}
	h, err := newHouse()
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.New(engine.Config{Store: b.store, Keys: b.keys, House: h})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Fold(t.Context()); err != nil {
		t.Fatal(err)
	}
	sum := 0
	e.Read("work", bot.Actor{}, bot.Place{}, func(v bot.View) { sum = slot.Of(v.Here).Sum })
	if sum != 3 {
		t.Errorf("it shows %d", sum)
	}
	if _, err := e.Handle(t.Context(), b.input("tally add", "by", "4")); !errors.Is(err, engine.ErrNotRunning) {
		t.Errorf("it decides: %v", err)
	}
	i := 0
	for head, err := range b.store.Streams(t.Context(), "") {
		if err != nil || head != before[i] {
			t.Errorf("stream %s changed: %v", head.Stream, err)
		}
		i++
	}
	e.Stop()
}
