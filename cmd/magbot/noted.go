package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"magbot/bot"
	"magbot/bot/community"
	"magbot/store"
)

// noted is a head that the community's stream says another stream once had.
type noted struct {
	at store.Version // the record of the community's stream that says so
	community.HeadNoted
}

// said is what the note promises of its stream.
func (n noted) said() string {
	head := n.Head
	if len(head) > 8 {
		head = head[:8] + "…"
	}
	return fmt.Sprintf("the community's record %d says it stood at record %d with the head %s", n.at, n.Version, head)
}

// notedIn reads the notes of one record of the community's stream. Their bodies
// are in the clear, so no key is needed.
func notedIn(r store.Record) ([]noted, error) {
	var body struct {
		Events []struct {
			Kind string          `json:"kind"`
			Body json.RawMessage `json:"body"`
		} `json:"events"`
	}
	if err := json.Unmarshal(r.Body, &body); err != nil {
		return nil, fmt.Errorf("read record %d of the community's stream: %w", r.Version, err)
	}
	var notes []noted
	for _, e := range body.Events {
		if e.Kind != (community.HeadNoted{}).Kind() {
			continue
		}
		n := noted{at: r.Version}
		if err := json.Unmarshal(e.Body, &n.HeadNoted); err != nil {
			return nil, fmt.Errorf("read the head noted in record %d of the community's stream: %w", r.Version, err)
		}
		notes = append(notes, n)
	}
	return notes, nil
}

// witness holds what the community's stream says of the others, against what
// they are. It is fed whole streams, in any order.
type witness struct {
	notes  []noted
	hashes map[store.Stream][]store.Hash // of record 1, 2 …
	broken map[bot.StreamID]bool         // their chain is broken, which has been said
}

func newWitness() *witness {
	return &witness{hashes: map[store.Stream][]store.Hash{}, broken: map[bot.StreamID]bool{}}
}

// follow takes in a whole stream of a record, up to its head.
func (w *witness) follow(ctx context.Context, log store.Log, head store.Head) error {
	for r, err := range log.Read(ctx, head.Stream, 0) {
		if err != nil {
			return err
		}
		if err := w.see(head.Stream, r); err != nil {
			return err
		}
		if r.Version == head.Version {
			break
		}
	}
	return nil
}

// spoilt says that the chain of a stream is broken: no more is said of it.
func (w *witness) spoilt(s store.Stream) { w.broken[bot.StreamID(s)] = true }

// all names what problems does and, because a whole record begins with it, the
// community's own stream where there is none.
func (w *witness) all() []error {
	community := store.Stream(bot.CommunityStream)
	if len(w.hashes) > 0 && len(w.hashes[community]) == 0 && !w.broken[bot.CommunityStream] {
		return []error{fmt.Errorf("stream %s is missing: every record begins with it, and it notes where the others stood", community)}
	}
	return w.problems()
}

// see takes in a record that follows the one before it in its stream.
func (w *witness) see(s store.Stream, r store.Record) error {
	w.hashes[s] = append(w.hashes[s], r.Hash)
	if s != store.Stream(bot.CommunityStream) {
		return nil
	}
	notes, err := notedIn(r)
	w.notes = append(w.notes, notes...)
	return err
}

// problems names each stream that is not what was noted of it, in the order in
// which they were noted first.
func (w *witness) problems() []error {
	var found []error
	var done []bot.StreamID
	for _, n := range w.notes {
		if slices.Contains(done, n.Stream) {
			continue
		}
		done = append(done, n.Stream)
		if w.broken[n.Stream] {
			continue
		}
		if err := w.problem(n.Stream); err != nil {
			found = append(found, err)
		}
	}
	return found
}

// problem holds one stream against all that was noted of it: the first record
// that is another one, or else the end that is lost.
func (w *witness) problem(id bot.StreamID) error {
	hashes := w.hashes[store.Stream(id)]
	var last noted
	for _, n := range w.notes {
		switch {
		case n.Stream != id:
			continue
		case n.Version == 0:
			return fmt.Errorf("the community's record %d notes record 0 of stream %s, which no stream has", n.at, id)
		case n.Version > uint64(len(hashes)):
			if n.Version > last.Version {
				last = n
			}
		case hashes[n.Version-1].String() != n.Head:
			return fmt.Errorf("stream %s is not the one that was noted: its record %d has the hash %s…, and %s",
				id, n.Version, hashes[n.Version-1].Short(), n.said())
		}
	}
	switch {
	case last.Version == 0:
		return nil
	case len(hashes) == 0:
		return fmt.Errorf("stream %s is missing: %s", id, last.said())
	}
	return fmt.Errorf("stream %s was cut short: it ends at record %d, and %s", id, len(hashes), last.said())
}

// whole is the sentence for streams that are all as they were noted; empty when
// nothing was noted.
func (w *witness) whole() string {
	if len(w.notes) == 0 {
		return ""
	}
	return fmt.Sprintf("Each of the %d heads that the community noted stands where it was noted.\n", len(w.notes))
}
