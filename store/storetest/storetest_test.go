package storetest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/store"
	"magbot/store/memory"
	"magbot/store/storetest"
)

func TestHarnessWithTheWrongHooksIsNamed(t *testing.T) {
	s := memory.New()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	change := func(*testing.T, store.Stream, store.Version, func(*store.Record)) store.Store { return s }
	lose := func(*testing.T, store.Stream, store.Version) store.Store { return s }
	share := func(*testing.T) store.Store { return s }
	for name, c := range map[string]struct {
		harness storetest.Harness
		want    []string
	}{
		"right":   {storetest.Harness{Kind: storetest.Volatile, Store: s, Share: share, Tamper: change, Lose: lose}, nil},
		"no kind": {storetest.Harness{Store: s}, []string{`the harness has the unknown kind ""`}},
		"no hooks": {storetest.Harness{Kind: storetest.Volatile}, []string{
			"a volatile store must have the hook for losing",
			"a volatile store must have the hook for shared",
			"a volatile store must have the hook for tampering",
			"the harness has no store",
		}},
		"a hook too many": {
			storetest.Harness{Kind: storetest.Volatile, Store: s, Share: share, Tamper: change, Lose: lose, Second: func() error { return nil }},
			[]string{"a volatile store has a hook for exclusive, although no other process can reach it"},
		},
	} {
		if diff := cmp.Diff(c.want, c.harness.Problems()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
