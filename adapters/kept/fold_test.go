package kept_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"magbot/adapters/kept"
	"magbot/adapters/kept/kepttest"
)

func TestWhatWasFoldedIsNotFoldedAgain(t *testing.T) {
	log := kepttest.NewLog()
	var all []int
	fold := func(n int) { all = append(all, n) }
	add := func(body string) {
		t.Helper()
		if err := log.Append(t.Context(), "memo", uint64(len(log.All()["memo"])), []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	last, err := kept.Fold(t.Context(), log, "memo", 0, fold)
	if err != nil || last != 0 {
		t.Errorf("of nothing the last is %d, %v", last, err)
	}
	add("1")
	add("2")
	if last, err = kept.Fold(t.Context(), log, "memo", last, fold); err != nil || last != 2 {
		t.Errorf("the last is %d, %v", last, err)
	}
	add("3")
	add("no number")
	if last, err = kept.Fold(t.Context(), log, "memo", last, fold); err == nil || last != 3 || !strings.Contains(err.Error(), "entry 4") {
		t.Errorf("the last is %d, %v", last, err)
	}
	if !slices.Equal(all, []int{1, 2, 3}) {
		t.Errorf("folded %v", all)
	}
	log.Down(true)
	if last, err = kept.Fold(t.Context(), log, "memo", last, fold); !errors.Is(err, kepttest.ErrDown) || last != 3 {
		t.Errorf("the last is %d, %v", last, err)
	}
}
