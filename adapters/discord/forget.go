package discord

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"magbot/adapters/kept"
)

const (
	// rememberedFor is how long it is remembered which message a delivery came to
	// and which lines became facts. It counts up to the last thing remembered and
	// not up to now: what was open when the bot went down is young, however long it
	// was down.
	rememberedFor = 90 * 24 * time.Hour
	// forgetAfter is how many entries of the log are worth a whole.
	forgetAfter = 1000
)

// compact forgets what nobody needs any more and keeps what is left as a whole, so
// that the next start reads no more than that, when enough was added since the last
// one. Live messages, postings whose end is not known, events and voices are never
// forgotten. The caller holds mu.
func (m *memo) compact(ctx context.Context, added, size int) error {
	if added < max(forgetAfter, size) {
		return nil
	}
	m.forget()
	return kept.KeepWhole(ctx, m.log, memoLog, m.last, m.whole())
}

// forget drops what is old. The name of a message tells when it was posted.
func (m *memo) forget() {
	var newest time.Time
	saw := func(at time.Time) {
		if at.After(newest) {
			newest = at
		}
	}
	for _, t := range m.tries {
		saw(t.At)
	}
	for _, message := range m.made {
		saw(flakeTime(message))
	}
	for _, message := range m.read {
		saw(flakeTime(message))
	}
	for _, parts := range m.lives {
		for _, message := range parts {
			saw(flakeTime(message))
		}
	}
	oldest := newest.Add(-rememberedFor)
	maps.DeleteFunc(m.made, func(_, message string) bool { return flakeTime(message).Before(oldest) })
	maps.DeleteFunc(m.noted, func(line string, _ fact) bool {
		_, message, _ := strings.Cut(line, " ")
		return flakeTime(message).Before(oldest)
	})
	maps.DeleteFunc(m.lives, func(_ string, parts []string) bool { return len(parts) == 0 })
}

// whole is what is remembered, as entries from which it can be folded: a posting
// whose end is not known after what its key came to before.
func (m *memo) whole() []memoEntry {
	var all []memoEntry
	add(m.read, func(channel, message string) { all = append(all, memoEntry{Read: channel, Message: message}) })
	add(m.made, func(key, message string) { all = append(all, memoEntry{Made: key, Message: message}) })
	add(m.lives, func(live string, parts []string) {
		for i, message := range parts {
			all = append(all, memoEntry{Live: live, Part: i, Message: message})
		}
	})
	add(m.tries, func(_ string, t try) { all = append(all, memoEntry{Try: &t}) })
	add(m.noted, func(line string, f fact) { all = append(all, memoEntry{Noted: line, User: f.user, Edited: f.edited}) })
	add(m.stages, func(_ string, s stage) { all = append(all, memoEntry{Stage: &s}) })
	add(m.events, func(_ string, e mirrored) { all = append(all, memoEntry{Event: &e}) })
	add(m.voices, func(user, changed string) { all = append(all, memoEntry{Voice: user, Changed: changed}) })
	return all
}

// add takes what is in a map, in order.
func add[V any](from map[string]V, one func(string, V)) {
	for _, key := range slices.Sorted(maps.Keys(from)) {
		one(key, from[key])
	}
}
