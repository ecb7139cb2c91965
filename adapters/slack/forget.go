package slack

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"magbot/adapters/kept"
)

const (
	// rememberedFor is how long it is remembered which deliveries were begun and
	// which lines became facts. It counts up to the last thing remembered and not
	// up to now: what was open when the bot went down is young, however long it was
	// down. A delivery that failed all that time was looked for at every try.
	rememberedFor = 90 * 24 * time.Hour
	// forgetAfter is how many entries of the log are worth a whole.
	forgetAfter = 1000
)

// compact forgets what nobody needs any more and keeps what is left as a whole, so
// that the next start reads no more than that, when enough was added since the last
// one. Threads and live messages are never forgotten. The caller holds mu.
func (m *memo) compact(ctx context.Context, added, size int) error {
	if added < max(forgetAfter, size) {
		return nil
	}
	m.forget()
	return kept.KeepWhole(ctx, m.log, memoLog, m.last, m.whole())
}

// forget drops what is old. The attempts of one delivery are forgotten together,
// as they are counted.
func (m *memo) forget() {
	var newest int64
	latest := map[string]int64{} // by what the mark is of
	for mark, at := range m.marks {
		newest = max(newest, at)
		latest[claimOf(mark)] = max(latest[claimOf(mark)], at)
	}
	for _, at := range m.homes {
		newest = max(newest, at)
	}
	oldest := newest - int64(rememberedFor/time.Second)
	maps.DeleteFunc(m.marks, func(mark string, _ int64) bool {
		return !strings.HasPrefix(mark, "live ") && latest[claimOf(mark)] < oldest
	})
	closed := newest - int64(homeOpen/time.Second)
	maps.DeleteFunc(m.homes, func(_ string, at int64) bool { return at < closed })
}

// claimOf names what a mark is of: for a delivery, without the attempt.
func claimOf(mark string) string {
	if strings.HasPrefix(mark, "post ") {
		return mark[:strings.LastIndexByte(mark, ' ')]
	}
	return mark
}

// whole is what is remembered, as entries from which it can be folded.
func (m *memo) whole() []memoEntry {
	all := make([]memoEntry, 0, len(m.roots)+len(m.marks)+len(m.homes))
	for root, ts := range m.roots {
		all = append(all, memoEntry{Root: root, TS: ts})
	}
	for mark, at := range m.marks {
		all = append(all, memoEntry{Mark: mark, At: at})
	}
	for user, at := range m.homes {
		all = append(all, memoEntry{Home: user, At: at})
	}
	slices.SortFunc(all, func(a, b memoEntry) int {
		return cmp.Or(cmp.Compare(a.Root, b.Root), cmp.Compare(a.Mark, b.Mark), cmp.Compare(a.Home, b.Home))
	})
	return all
}
