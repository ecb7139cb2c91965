package house_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"

	"magbot/bot"
	"magbot/bot/engine"
	"magbot/store"
)

// agree fails unless both machines show the same, which is the fold of the
// record, as one of them has read it anew since its last crash.
func (w *sim) agree() {
	w.rest(false)
	w.take()
	w.audit.read()
	w.count("machines compared with a fold of the record")
	fresh, err := engine.New(engine.Config{Store: readOnly{w.store}, Keys: w.keys, House: w.house, Now: w.now, Paused: true})
	if err != nil {
		w.failf("%v", err)
	}
	if err := fresh.Start(context.Background()); err != nil {
		w.failf("%v", err)
	}
	defer fresh.Stop()
	for stream, head := range w.audit.heads {
		for _, m := range w.machines {
			w.same(bot.StreamID(stream), head, fresh, m.life)
		}
	}
}

func (w *sim) same(id bot.StreamID, head store.Head, fold *engine.Engine, l *life) {
	fold.Read(id, bot.Actor{}, hall, func(want bot.View) {
		l.engine.Read(id, bot.Actor{}, hall, func(v bot.View) {
			if want.Here.Version != uint64(head.Version) || !reflect.DeepEqual(v.Here, want.Here) {
				w.failf("%s shows stream %s at version %d otherwise than the fold of its %d records", l.name, id, v.Here.Version, head.Version)
			}
		})
	})
}

// readOnly is a store to look at.
type readOnly struct{ store.Store }

func (readOnly) Append(context.Context, store.Stream, store.Version, ...store.Record) error {
	return errRefuse
}

// silent fails when a machine that starts on the finished record has anything
// left to post of what stands there.
func (w *sim) silent() {
	heads := maps.Clone(w.audit.heads)
	shown := len(w.shown)
	for _, m := range w.machines {
		m.life.off.Store(true)
	}
	w.rest(false)
	w.take()
	w.audit.read()
	if maps.Equal(heads, w.audit.heads) && len(w.shown) != shown {
		w.failf("%d messages were still to be posted", len(w.shown)-shown)
	}
	w.agree()
}

// finish checks the whole chain, and sums up the record.
func (w *sim) finish() {
	w.chained()
	w.audit.kept()
	all := sha256.New()
	for head, err := range w.store.Streams(context.Background(), "") {
		if err != nil {
			w.failf("%v", err)
		}
		all.Write(fmt.Appendf(nil, "%s %d %s\n", head.Stream, head.Version, head.Hash))
	}
	w.digest = hex.EncodeToString(all.Sum(nil))
}

// audit follows the record from outside the engines.
type audit struct {
	world    *sim
	heads    map[store.Stream]store.Head
	causes   map[bot.Cause]bot.Ref
	drawn    map[bot.Ref]bool // records whose cause was drawn
	order    []string         // every record, as it was found
	promises map[bot.Cause]bot.Ref
}

func newAudit(w *sim) *audit {
	return &audit{
		world: w, heads: map[store.Stream]store.Head{}, causes: map[bot.Cause]bot.Ref{}, drawn: map[bot.Ref]bool{}, promises: map[bot.Cause]bot.Ref{},
	}
}

// read takes in what is new. A cause that was decided before, in any stream, is
// decided twice: what a person did, what time brought, what a record asked.
func (a *audit) read() {
	w := a.world
	for head, err := range w.store.Streams(context.Background(), "") {
		if err != nil {
			w.failf("%v", err)
		}
		if !engine.Decided(head.Stream) {
			continue
		}
		for r, err := range w.store.Read(context.Background(), head.Stream, a.heads[head.Stream].Version) {
			if err != nil {
				w.failf("%v", err)
			}
			if r.Prev != a.heads[head.Stream].Hash {
				w.failf("stream %s was rewritten before record %d", head.Stream, r.Version)
			}
			a.heads[head.Stream] = store.Head{Stream: head.Stream, Version: r.Version, Hash: r.Hash}
			a.take(head.Stream, r)
		}
	}
}

func (a *audit) take(s store.Stream, r store.Record) {
	var said struct {
		Cause  bot.Cause `json:"cause"`
		Events []struct {
			Kind string `json:"kind"`
		} `json:"events"`
	}
	if err := json.Unmarshal(r.Body, &said); err != nil {
		a.world.failf("stream %s record %d: %v", s, r.Version, err)
	}
	ref := bot.Ref{Stream: bot.StreamID(s), Version: uint64(r.Version)}
	a.order = append(a.order, fmt.Sprintf("%s@%d %s %.12s", s, r.Version, said.Cause, r.Hash))
	if before, twice := a.causes[said.Cause]; twice {
		a.world.failf("%s is decided twice: %v and %v", said.Cause, before, ref)
	}
	a.causes[said.Cause] = ref
	a.drawn[ref] = strings.HasPrefix(string(said.Cause), "veiled:")
	a.world.count("records")
	switch by, _, _ := strings.Cut(string(said.Cause), ":"); by {
	case "clock":
		a.world.count("records that time brought")
	case "record":
		a.world.count("records that another record asked for")
	}
	for _, e := range said.Events {
		switch kind, _, _ := strings.Cut(e.Kind, ".v"); kind {
		case "meeting.closed":
			a.world.count("meeting closed")
		case "bot.undone":
			a.world.count("record undone")
		}
	}
}

// promised notes what a person was answered to be in the record. It must be
// there by now.
func (a *audit) promised(o outcome) {
	a.read()
	if o.answer.Record.Version == 0 {
		return
	}
	a.promises[o.in.Cause] = o.answer.Record
	if at := a.stands(o.in.Cause, o.answer.Record); at != o.answer.Record {
		a.world.failf("%s was answered with %v and stands at %v", o.in.Cause, o.answer.Record, at)
	}
}

// stands is where a cause is in the record. A vote that nobody may join to its voter
// has a drawn one there: it stands where it was answered to, when that is such a vote.
func (a *audit) stands(cause bot.Cause, answered bot.Ref) bot.Ref {
	if a.drawn[answered] {
		return answered
	}
	return a.causes[a.world.held(cause, answered)]
}

// held is a cause as the record holds it: a sealed stream has a hash of it.
func (w *sim) held(cause bot.Cause, in bot.Ref) bot.Cause {
	if !in.Stream.Sealed() {
		return cause
	}
	sum, err := w.keys.Mac("veil", []byte("cause\x00"+string(cause)))
	if err != nil {
		w.failf("%v", err)
	}
	return bot.Cause("veil:" + hex.EncodeToString(sum))
}

// kept reads the whole record again: all that was answered is in it.
func (a *audit) kept() {
	again := newAudit(a.world)
	again.read()
	if !maps.Equal(again.causes, a.causes) {
		a.world.failf("the record holds %d causes, and %d were seen to be written", len(again.causes), len(a.causes))
	}
	for cause, ref := range a.promises {
		if at := again.stands(cause, ref); at != ref {
			a.world.failf("%s was answered with %v and stands at %v", cause, ref, at)
		}
	}
}
