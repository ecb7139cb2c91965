package engine

import (
	"testing"

	"magbot/store"
)

// Two processes may try the same place of a stream, and the record may tell of the
// other's append before this one's is refused.
func TestAnAppendOfAnotherProcessIsNeverTakenForOnesOwn(t *testing.T) {
	at := store.Head{Stream: "work", Version: 3}
	brings, leaves := func(e *Engine) { e.bring(at) }, func(e *Engine) { e.leave(at) }
	told := leaves // a notice ends it in the same way
	for name, c := range map[string]struct {
		steps []func(*Engine)
		want  uint64
	}{
		"one's own":                             {[]func(*Engine){brings, told}, 0},
		"one's own that failed":                 {[]func(*Engine){brings, leaves}, 0},
		"another's":                             {[]func(*Engine){told}, 1},
		"another's, before one's own fails":     {[]func(*Engine){brings, told, leaves}, 1},
		"another's, after one's own has failed": {[]func(*Engine){brings, leaves, told}, 1},
	} {
		e := &Engine{brought: map[store.Head]bool{}}
		for _, step := range c.steps {
			step(e)
		}
		if got, _ := e.strangers(); got != c.want || len(e.brought) > 0 {
			t.Errorf("%s: %d counted, want %d; left over: %v", name, got, c.want, e.brought)
		}
	}
}
