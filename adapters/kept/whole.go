package kept

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// A sequence only grows. What it came to up to one of its entries is a whole: it
// is kept beside the sequence, so that who folds that reads the whole and what
// follows, and what nobody needs any more can be left out of it. The entries
// themselves stay where they are.

// mostPiece is how many entries stand together.
const mostPiece = 1000

// whole says which whole is kept, and is the last word when it is there: a whole
// that was begun and not ended has none.
type whole struct {
	Upto   uint64 `json:"upto"`   // the last entry of the sequence that it holds
	Pieces uint64 `json:"pieces"` // of which it consists
}

func wholes(name string) string { return name + "/whole" }

func pieces(name string, upto uint64) string { return fmt.Sprintf("%s/whole/%d", name, upto) }

// FetchWhole folds the newest whole of a sequence, and says which entry was the
// last that it holds: what follows that is to be read from the sequence. Where
// none is kept, nothing is folded and upto is 0. It also says how many entries
// the whole consists of.
func FetchWhole[E any](ctx context.Context, log Log, name string, fold func(E)) (upto uint64, size int, err error) {
	newest, _, err := newestWhole(ctx, log, name)
	if err != nil || newest.Upto == 0 {
		return 0, 0, err
	}
	var found uint64
	for piece, err := range log.Read(ctx, pieces(name, newest.Upto), 0) {
		if err != nil {
			return 0, 0, fmt.Errorf("read what %s came to: %w", name, err)
		}
		var all []E
		if err := json.Unmarshal(piece.Body, &all); err != nil {
			return 0, 0, fmt.Errorf("read what %s came to, piece %d: %w", name, piece.Number, err)
		}
		for _, e := range all {
			fold(e)
		}
		found, size = found+1, size+len(all)
	}
	if found != newest.Pieces {
		return 0, 0, fmt.Errorf("read what %s came to: %d pieces are there, and %d were kept", name, found, newest.Pieces)
	}
	return newest.Upto, size, nil
}

func newestWhole(ctx context.Context, log Log, name string) (newest whole, number uint64, err error) {
	for e, err := range log.Read(ctx, wholes(name), 0) {
		if err != nil {
			return whole{}, 0, fmt.Errorf("read what %s came to: %w", name, err)
		}
		newest = whole{}
		if err := json.Unmarshal(e.Body, &newest); err != nil {
			return whole{}, 0, fmt.Errorf("read what %s came to, entry %d: %w", name, e.Number, err)
		}
		number = e.Number
	}
	return newest, number, nil
}

// KeepWhole keeps what a sequence came to up to an entry. When another process is
// about the same, or began it and went down, nothing changes and there is no
// error: the sequence says it all, and a later whole will hold more of it.
func KeepWhole[E any](ctx context.Context, log Log, name string, upto uint64, entries []E) error {
	_, number, err := newestWhole(ctx, log, name)
	if err != nil {
		return err
	}
	w := whole{Upto: upto}
	for some := range slices.Chunk(entries, mostPiece) {
		if err := keepPiece(ctx, log, pieces(name, upto), w.Pieces, some); err != nil {
			return movedIsNone(err, name)
		}
		w.Pieces++
	}
	return movedIsNone(keepPiece(ctx, log, wholes(name), number, w), name)
}

func keepPiece(ctx context.Context, log Log, name string, after uint64, what any) error {
	raw, err := json.Marshal(what)
	if err != nil {
		return err
	}
	return log.Append(ctx, name, after, raw)
}

func movedIsNone(err error, name string) error {
	if err == nil || errors.Is(err, ErrMoved) {
		return nil
	}
	return fmt.Errorf("keep what %s came to: %w", name, err)
}
