package engine

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"magbot/bot"
	"magbot/store"
)

// Cache keeps which streams rest from one start to the next, so that they need
// not be folded again in order to find out. It holds no text of anybody: names
// and heads of streams, and sums of causes. What it says counts for a stream
// only while the record ends, for it and its receipts, with the very hashes that
// were noted, while the same release reads it, and not before the instant at which
// it was written, should the machine's clock have been wrong then. It may be old,
// broken or gone at any time, and then the streams are folded.
type Cache interface {
	// Load gives what was saved last; nothing when there is nothing.
	Load() ([]byte, error)
	Save(content []byte) error
}

const cacheForm = "magbot rest 1\n"

var errCache = errors.New("it is cut off or garbled")

// cacheContext ties the cache to its form and to the release that wrote it: what
// another one calls resting may not be so to this one.
func (e *Engine) cacheContext() []byte { return []byte(cacheForm + e.release) }

// cached reads the cache, which is sealed by the community's key so that nobody
// else can have written it. Whatever is wrong with it, the record is read instead.
func (e *Engine) cached() map[store.Stream]rested {
	if e.cache == nil {
		return nil
	}
	sealed, err := e.cache.Load()
	if err != nil {
		e.log.Warn("the cache of the start cannot be read, so the whole record is", "error", err)
		return nil
	}
	if len(sealed) == 0 {
		return nil
	}
	plain, err := e.codec.keys.Open(PersonKey(""), sealed, e.cacheContext())
	if err != nil {
		e.log.Info("the cache of the start is of another release or broken, so the whole record is read", "error", err)
		return nil
	}
	at, found, err := parseRested(plain)
	if err != nil {
		e.log.Warn("the cache of the start cannot be understood, so the whole record is read", "error", err)
		return nil
	}
	if now := e.now(); now.Before(at) {
		e.log.Warn("the cache of the start is from the future, so the whole record is read", "written", at, "now", now)
		return nil
	}
	return found
}

// saveCache writes which streams rest. That it fails costs the next start time,
// and nothing else.
func (e *Engine) saveCache() {
	if e.cache == nil {
		return
	}
	e.mu.RLock()
	plain := writeRested(e.now(), e.rest.streams)
	e.mu.RUnlock()
	sealed, err := e.codec.keys.Seal(PersonKey(""), plain, e.cacheContext())
	if err == nil {
		err = e.cache.Save(sealed)
	}
	if err != nil {
		e.log.Warn("the cache of the start cannot be saved", "error", err)
	}
}

// writeRested writes the second it is, and then the streams in order of their
// names: for each the length of the name and the name, the version and hash of
// its head, the same of its receipts, and how many causes and the causes.
func writeRested(now time.Time, all map[bot.StreamID]rested) []byte {
	size := binary.MaxVarintLen64
	names := make([]bot.StreamID, 0, len(all))
	for id, r := range all {
		names = append(names, id)
		size += len(id) + 100 + len(r.causes)*len(causeSum{})
	}
	slices.Sort(names)
	b := binary.AppendVarint(make([]byte, 0, size), now.Unix())
	for _, id := range names {
		r := all[id]
		b = binary.AppendUvarint(b, uint64(len(id)))
		b = append(b, id...)
		for _, h := range []store.Head{r.head, r.receipts} {
			b = binary.AppendUvarint(b, uint64(h.Version))
			b = append(b, h.Hash[:]...)
		}
		b = binary.AppendUvarint(b, uint64(len(r.causes)))
		for _, c := range r.causes {
			b = append(b, c[:]...)
		}
	}
	return b
}

func parseRested(b []byte) (at time.Time, _ map[store.Stream]rested, err error) {
	in := reader{bytes.NewReader(b), nil}
	second, err := binary.ReadVarint(in.Reader)
	if err != nil {
		return at, nil, errCache
	}
	all := map[store.Stream]rested{}
	for in.Len() > 0 && in.err == nil {
		name := make([]byte, in.count(1))
		in.fill(name)
		id := bot.StreamID(name)
		r := rested{head: store.Head{Stream: store.Stream(id)}, receipts: store.Head{Stream: receiptsOf(id)}}
		in.head(&r.head)
		in.head(&r.receipts)
		r.causes = make([]causeSum, in.count(len(causeSum{})))
		for i := range r.causes {
			in.fill(r.causes[i][:])
		}
		if err := r.head.Stream.Check(); err != nil && in.err == nil {
			in.err = err
		}
		all[r.head.Stream] = r
	}
	if in.err != nil {
		return at, nil, fmt.Errorf("read which streams rest: %w", in.err)
	}
	return time.Unix(second, 0), all, nil
}

// reader reads until the first error.
type reader struct {
	*bytes.Reader

	err error
}

func (r *reader) number() uint64 {
	n, err := binary.ReadUvarint(r.Reader)
	if err != nil {
		r.err = errCache
	}
	return n
}

// count reads how many things of a size follow; there must be room for them.
func (r *reader) count(size int) int {
	n := r.number()
	if r.err != nil || n > uint64(r.Len()/size) {
		r.err = errCache
		return 0
	}
	return int(n)
}

func (r *reader) fill(b []byte) {
	if n, err := r.Read(b); r.err == nil && len(b) > 0 && (err != nil || n < len(b)) {
		r.err = errCache
	}
}

func (r *reader) head(h *store.Head) {
	h.Version = store.Version(r.number())
	r.fill(h.Hash[:])
}
