package memory_test

import (
	"testing"

	"go.uber.org/goleak"

	"magbot/store"
	"magbot/store/memory"
	"magbot/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Harness {
		s := memory.New()
		return storetest.Harness{
			Kind:  storetest.Volatile,
			Store: s,
			Share: func(*testing.T) store.Store { return s },
			Tamper: func(_ *testing.T, stream store.Stream, version store.Version, change func(*store.Record)) store.Store {
				s.Tamper(stream, version, change)
				return s
			},
			Lose: func(_ *testing.T, stream store.Stream, version store.Version) store.Store {
				s.Lose(stream, version)
				return s
			},
		}
	})
}
