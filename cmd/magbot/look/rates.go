package look

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"time"

	"magbot/bot"
	"magbot/moderation/watch"
)

const (
	// window is the time in which an author's messages are counted.
	window = time.Minute
	// mostSeen is how many messages of one author are remembered: more than make a
	// flood.
	mostSeen = 16
	// mostAuthors is how many authors one of the two generations holds. Who is pushed
	// out begins again at nothing.
	mostAuthors = 5000
	// quiet is for how long an author who floods, or a name that was held against the
	// roster, is not spoken of again.
	quiet = 10 * time.Minute
)

// rates counts, in memory of a bounded size, how often people write. Two generations
// of authors are held; the older is let go when the younger is full.
type rates struct {
	seed maphash.Seed

	mu         sync.Mutex
	young, old map[bot.Account]*author
}

// author is one who writes.
type author struct {
	id      [mostSeen]uint64
	at      [mostSeen]time.Time
	sum     [mostSeen]uint64 // of the text, under a seed of this process
	next    int
	flooded time.Time // when a flood was told of last
	named   time.Time // when the name was held against the roster last
}

func newRates() *rates { return &rates{seed: maphash.MakeSeed(), young: map[bot.Account]*author{}} }

// of gives the memory of an author. The lock is held.
func (r *rates) of(a bot.Account) *author {
	if one := r.young[a]; one != nil {
		return one
	}
	one := r.old[a]
	if one == nil {
		one = &author{}
	}
	if len(r.young) >= mostAuthors {
		r.young, r.old = map[bot.Account]*author{}, r.young
	}
	r.young[a] = one
	return one
}

// note counts a message, and gives the counts of the minute before it, with it. The
// clock is the platform's, so that what is read late from history is no flood. A
// message that is told of twice counts once.
func (r *rates) note(w bot.Wrote, text string) (c watch.Rates) {
	id, sum := maphash.String(r.seed, w.ID), maphash.String(r.seed, strings.Join(strings.Fields(strings.ToLower(text)), " "))
	r.mu.Lock()
	defer r.mu.Unlock()
	one := r.of(w.Account)
	if !slices.Contains(one.id[:], id) {
		one.id[one.next], one.at[one.next], one.sum[one.next] = id, w.At, sum
		one.next = (one.next + 1) % mostSeen
	}
	for i, at := range one.at {
		if at.IsZero() || w.At.Sub(at).Abs() >= window {
			continue
		}
		c.Messages++
		if one.sum[i] == sum {
			c.Same++
		}
	}
	return c
}

// floods reports whether a flood of an author is to be told of now, which it is once
// in a while.
func (r *rates) floods(a bot.Account, now time.Time) bool {
	return r.once(a, now, func(one *author) *time.Time { return &one.flooded })
}

// names reports whether the name of an author is to be held against the roster now.
func (r *rates) names(a bot.Account, now time.Time) bool {
	return r.once(a, now, func(one *author) *time.Time { return &one.named })
}

func (r *rates) once(a bot.Account, now time.Time, last func(*author) *time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := last(r.of(a))
	if !at.IsZero() && now.Sub(*at) < quiet {
		return false
	}
	*at = now
	return true
}
