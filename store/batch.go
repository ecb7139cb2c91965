package store

import "context"

// What one append of a Batch carries at most.
const (
	batchRecords = 1000
	batchBytes   = 8 << 20
)

// Batch appends the records of many streams, a stream after the other, many at a
// time, because each append waits for the disk. Flush appends the last of them.
type Batch struct {
	Log Log

	stream  Stream
	records []Record
	size    int
}

// Add takes the next record of a stream, and appends what came before it when
// that is enough or belongs to another stream.
func (b *Batch) Add(ctx context.Context, s Stream, r Record) error {
	if s != b.stream || len(b.records) == batchRecords || b.size > batchBytes {
		if err := b.Flush(ctx); err != nil {
			return err
		}
	}
	b.stream, b.records, b.size = s, append(b.records, r), b.size+len(r.Body)
	return nil
}

// Flush appends what is waiting.
func (b *Batch) Flush(ctx context.Context) error {
	if len(b.records) == 0 {
		return nil
	}
	err := b.Log.Append(ctx, b.stream, b.records[0].Version-1, b.records...)
	b.records, b.size = nil, 0
	return err
}
