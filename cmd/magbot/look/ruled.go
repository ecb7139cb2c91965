package look

import (
	"crypto/rand"
	"hash/maphash"
	"strings"
	"sync"
	"time"

	"magbot/bot"
	"magbot/moderation/signal"
	"magbot/moderation/watch"
)

// Ruled takes what a rule of the platform says of a message, and does not wait. A
// message that was held back has no identifier. Platforms tell of one message several
// times, once for each thing that they did with it.
func (l *Looker) Ruled(w bot.Wrote, text string, r watch.Ruled) {
	if w.Gone || strings.TrimSpace(text) == "" || w.Place.Private() || !l.watches(w) {
		return
	}
	text = shortened(text)
	if !l.told.first(l.Now(), w.Place.Channel, w.ID, w.Account.User, r.Rule, text) {
		return
	}
	l.line(job{wrote: w, text: text, ruled: &r})
}

// lookRuled has people look at what a rule of the platform found.
func (l *Looker) lookRuled(j job) verdict {
	_, people, on := l.scene(j.wrote)
	if !on {
		return unwatched
	}
	var found []signal.Signal
	l.Engine.Read(bot.CommunityStream, bot.Actor{}, bot.Place{}, func(v bot.View) {
		if scene, still := watch.At(v, j.wrote.Place, j.wrote.At); still {
			found = scene.Ruled(v, j.text, *j.ruled)
		}
	})
	// One without an identifier needs another cause each time, and one that was edited,
	// too: what was told twice was left out before.
	return l.give(people, j, "", "ruled:"+rand.Text()+":", found)
}

// repeats remembers what was told, for a while, in memory of a bounded size.
type repeats struct {
	seed maphash.Seed

	mu         sync.Mutex
	young, old map[uint64]time.Time
}

func newRepeats() *repeats {
	return &repeats{seed: maphash.MakeSeed(), young: map[uint64]time.Time{}}
}

// first reports whether something was not told within the last minutes (quiet).
func (r *repeats) first(now time.Time, what ...string) bool {
	sum := maphash.String(r.seed, strings.Join(what, "\x00"))
	r.mu.Lock()
	defer r.mu.Unlock()
	at, known := r.young[sum]
	if !known {
		at, known = r.old[sum]
	}
	if known && now.Sub(at) < quiet {
		return false
	}
	if len(r.young) >= mostAuthors {
		r.young, r.old = map[uint64]time.Time{}, r.young
	}
	r.young[sum] = now
	return true
}
