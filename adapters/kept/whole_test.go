package kept_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"magbot/adapters/kept"
	"magbot/adapters/kept/kepttest"
)

func fetch(t interface {
	Context() context.Context
}, log kept.Log,
) (all []string, upto uint64, err error) {
	upto, size, err := kept.FetchWhole(t.Context(), log, "memo", func(s string) { all = append(all, s) })
	if err == nil && size != len(all) {
		err = fmt.Errorf("%d were folded, and it says %d", len(all), size)
	}
	return all, upto, err
}

func TestTheNewestWholeIsFetched(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := kepttest.NewLog()
		var want []string
		var upto uint64
		for range rapid.IntRange(0, 4).Draw(t, "wholes") {
			upto += rapid.Uint64Range(1, 3000).Draw(t, "further")
			want = make([]string, rapid.IntRange(0, 3500).Draw(t, "entries"))
			for i := range want {
				want[i] = fmt.Sprint(upto, " ", i)
			}
			if err := kept.KeepWhole(t.Context(), log, "memo", upto, want); err != nil {
				t.Fatal(err)
			}
		}
		got, at, err := fetch(t, log)
		if err != nil || at != upto || !slices.Equal(got, want) {
			t.Fatalf("%d up to %d, %v; want %d up to %d", len(got), at, err, len(want), upto)
		}
	})
}

// down goes down after some appends.
type down struct {
	*kepttest.Log

	after int
}

func (d *down) Append(ctx context.Context, name string, after uint64, entry []byte) error {
	if d.after == 0 {
		return kepttest.ErrDown
	}
	d.after--
	return d.Log.Append(ctx, name, after, entry)
}

func TestAWholeThatWasNotEndedIsNone(t *testing.T) {
	entries := make([]string, 2500) // three pieces and the last word
	for after := range 4 {
		log := &down{Log: kepttest.NewLog(), after: -1}
		if err := kept.KeepWhole(t.Context(), log, "memo", 7, []string{"before"}); err != nil {
			t.Fatal(err)
		}
		log.after = after
		if err := kept.KeepWhole(t.Context(), log, "memo", 9, entries); !errors.Is(err, kepttest.ErrDown) {
			t.Errorf("after %d: %v", after, err)
		}
		log.after = -1
		if after > 0 { // somebody else cannot end it, and says nothing of it
			if err := kept.KeepWhole(t.Context(), log, "memo", 9, entries); err != nil {
				t.Errorf("begun by another: %v", err)
			}
		}
		if got, upto, err := fetch(t, log); err != nil || upto != 7 || !slices.Equal(got, []string{"before"}) {
			t.Errorf("after %d: %q up to %d, %v", after, got, upto, err)
		}
		if err := kept.KeepWhole(t.Context(), log, "memo", 11, []string{"later"}); err != nil {
			t.Fatal(err)
		}
		if got, upto, err := fetch(t, log); err != nil || upto != 11 || !slices.Equal(got, []string{"later"}) {
			t.Errorf("the later one: %q up to %d, %v", got, upto, err)
		}
	}
}

func TestADamagedWholeIsSaid(t *testing.T) {
	for name, entries := range map[string]map[string]string{
		"a piece is missing":          {"memo/whole": `{"upto":7,"pieces":2}`, "memo/whole/7": `["a"]`},
		"a piece cannot be read":      {"memo/whole": `{"upto":7,"pieces":1}`, "memo/whole/7": `["a"`},
		"the last word is unreadable": {"memo/whole": `{"upto":`},
	} {
		log := kepttest.NewLog()
		for where, what := range entries {
			if err := log.Append(t.Context(), where, 0, []byte(what)); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := fetch(t, log); err == nil || !strings.Contains(err.Error(), "memo") {
			t.Errorf("%s: %v", name, err)
		}
	}
	log := kepttest.NewLog()
	log.Down(true)
	if _, _, err := fetch(t, log); !errors.Is(err, kepttest.ErrDown) {
		t.Errorf("a log that is down: %v", err)
	}
	if err := kept.KeepWhole(t.Context(), log, "memo", 1, []string{"a"}); !errors.Is(err, kepttest.ErrDown) {
		t.Errorf("a log that is down: %v", err)
	}
}
