package bell

import (
	"context"
	"iter"

	"magbot/store"
)

// Follow is the Follow of a store that rings b after each append and when it is
// closed: notices gives some that are there after a position, or none.
func Follow(ctx context.Context, b *Bell, after store.Position, notices func(context.Context, store.Position) ([]store.Notice, error)) iter.Seq2[store.Notice, error] {
	return func(yield func(store.Notice, error) bool) {
		for ctx.Err() == nil {
			heard := b.Heard() // before looking, so that nothing is missed in between
			some, err := notices(ctx, after)
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				yield(store.Notice{}, err)
				return
			}
			for _, n := range some {
				if ctx.Err() != nil || !yield(n, nil) {
					return
				}
				after = n.Position
			}
			if len(some) > 0 {
				continue
			}
			select {
			case <-ctx.Done():
			case <-heard:
			}
		}
	}
}
