package house_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"magbot/bot"
	"magbot/store"
)

// shelf is a cache in memory.
type shelf struct {
	content []byte
	saved   int
	err     error
}

func (s *shelf) Load() ([]byte, error) { return bytes.Clone(s.content), s.err }

func (s *shelf) Save(content []byte) error {
	s.content = content
	s.saved++
	return s.err
}

// watched is a store that counts how often each stream is read, and in which one
// may be broken.
type watched struct {
	store.Store

	mu     sync.Mutex
	reads  map[store.Stream]int
	broken store.Stream
}

func (w *watched) Read(ctx context.Context, s store.Stream, after store.Version) iter.Seq2[store.Record, error] {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reads[s]++
	if s == w.broken {
		return func(yield func(store.Record, error) bool) {
			yield(store.Record{}, &store.ChainError{Stream: s, Version: 3, Problem: "its content does not match its hash"})
		}
	}
	return w.Store.Read(ctx, s, after)
}

// taken gives how often a stream was read since it was asked last.
func (w *watched) taken(s store.Stream) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.reads[s]
	delete(w.reads, s)
	return n
}

// old is a town whose first meeting was held two years ago, with a second one
// that is to come; it has been started again since, so that the cache is filled.
type old struct {
	*town

	shelf   *shelf
	watched *watched
	typed   bot.Input // into the first meeting
}

func newOld(t *testing.T) *old {
	t.Helper()
	w := &old{town: newTown(t), shelf: &shelf{}}
	w.engine.Stop()
	w.watched = &watched{Store: w.store, reads: map[store.Stream]int{}}
	w.store, w.kept, w.build = w.watched, w.shelf, "one"
	w.again()
	w.types("chair", "/mag meeting schedule when:2027-04-01 14:00 title:First")
	w.types("chair", "/mag meeting open meeting:1")
	w.typed = w.input(w.as("gov"), bot.Typed{Text: "q+ to speak of the pilot", Addressed: true})
	w.handle(w.typed)
	w.types("chair", "/mag queue call gov")
	w.types("gov", "agenda+ A pilot of Gov")
	w.types("chair", "#info The Host helps")
	w.types("gov", "PROPOSAL: We meet in Gov")
	w.types("chair", "/mag meeting close meeting:1 really:yes")
	w.settle()
	w.later(500 * 24 * time.Hour)
	w.again()
	w.watched.taken("meeting/1")
	return w
}

// again starts the town anew.
func (w *old) again() {
	w.t.Helper()
	w.engine.Stop()
	w.make()
	w.engine.Attach(w.town)
	w.begin()
	w.settle()
}

// minutes are what the record of the first meeting says.
func (w *old) minutes() string {
	w.t.Helper()
	return said(w.operate("minutes show", "meeting", "1").Message)
}

// naming lists the live messages, as they stand now, that hold a text.
func (w *old) naming(text string) (keys []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	stand := map[string]bool{}
	for _, d := range w.sent {
		if d.Kind == bot.Live {
			stand[d.Key] = strings.Contains(said(d.Message), text)
		}
	}
	for key, holds := range stand {
		if holds {
			keys = append(keys, key)
		}
	}
	return keys
}

// whole is what it says when no cache is used.
func (w *old) whole() string {
	w.t.Helper()
	kept := w.kept
	w.kept = nil
	w.again()
	text := w.minutes()
	w.kept = kept
	return text
}

func TestAMeetingOfLongAgoIsReadWhenSomebodyAsks(t *testing.T) {
	w := newOld(t)
	want := w.whole()
	w.watched.taken("meeting/1")
	w.again()
	if n := w.watched.taken("meeting/1"); n != 0 {
		t.Errorf("the start read it %d times", n)
	}
	if got := w.minutes(); got != want || !strings.Contains(got, "The Host helps") {
		t.Errorf("its minutes are\n%s\nand should be\n%s", got, want)
	}
	if n := w.watched.taken("meeting/1"); n == 0 {
		t.Error("they were not read from the record")
	}
	if saved := w.shelf.saved; saved != 1 {
		t.Errorf("the cache was saved %d times", saved)
	}
}

func TestAMeetingThatIsToComeDoesNotRest(t *testing.T) {
	w := newOld(t)
	w.types("sec", "/mag meeting schedule when:2029-04-01 14:00 title:Second")
	w.again()
	w.watched.taken("meeting/2")
	w.again()
	if n := w.watched.taken("meeting/2"); n == 0 {
		t.Error("it was not folded at the start")
	}
}

func TestACacheThatIsNotSoundIsNotUsed(t *testing.T) {
	w := newOld(t)
	want, sound := w.whole(), bytes.Clone(w.shelf.content)
	rapid.Check(t, func(rt *rapid.T) {
		broken := bytes.Clone(sound)
		if rapid.Bool().Draw(rt, "cut") {
			broken = broken[:rapid.IntRange(0, len(broken)-1).Draw(rt, "length")]
		} else {
			broken[rapid.IntRange(0, len(broken)-1).Draw(rt, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
		}
		w.shelf.content = broken
		w.watched.taken("meeting/1")
		w.again()
		if n := w.watched.taken("meeting/1"); n == 0 {
			rt.Fatal("it was believed")
		}
		if got := w.minutes(); got != want {
			rt.Fatalf("the minutes are\n%s", got)
		}
		if bytes.Equal(w.shelf.content, broken) {
			rt.Fatal("it was not replaced")
		}
	})
}

func TestACacheThatCannotBeReadOrSavedHarmsNothing(t *testing.T) {
	w := newOld(t)
	want := w.whole()
	w.shelf.err = errors.New("the disk is on fire")
	w.again()
	if got := w.minutes(); got != want {
		t.Errorf("the minutes are\n%s", got)
	}
	if log := w.log.String(); !strings.Contains(log, "cannot be read") || !strings.Contains(log, "cannot be saved") {
		t.Errorf("nobody is told: %s", log)
	}
}

func TestACacheOfAnotherReleaseIsNotUsed(t *testing.T) {
	w := newOld(t)
	w.build = "two"
	w.again()
	if n := w.watched.taken("meeting/1"); n == 0 {
		t.Error("it was believed")
	}
	w.again()
	if n := w.watched.taken("meeting/1"); n != 0 {
		t.Error("its own is not used")
	}
}

func TestACacheFromTheFutureIsNotUsed(t *testing.T) {
	w := newOld(t)
	w.later(-time.Minute)
	w.again()
	if n := w.watched.taken("meeting/1"); n == 0 {
		t.Error("it was believed")
	}
	w.again()
	if n := w.watched.taken("meeting/1"); n != 0 {
		t.Error("what was written in its place is not used")
	}
}

func TestACacheFromBeforeTheLastRecordIsNotUsed(t *testing.T) {
	w := newOld(t)
	before := bytes.Clone(w.shelf.content)
	w.kept = nil
	w.again()
	w.types("sec", "/mag record correct old:helps new:helps with visas meeting:1")
	w.settle()
	want := w.whole()
	w.kept, w.shelf.content = w.shelf, before
	w.watched.taken("meeting/1")
	w.again()
	if n := w.watched.taken("meeting/1"); n == 0 {
		t.Error("it was believed")
	}
	if got := w.minutes(); got != want || !strings.Contains(got, "helps with visas") {
		t.Errorf("the minutes are\n%s\nand should be\n%s", got, want)
	}
}

func TestAnInputOfLongAgoIsRecognised(t *testing.T) {
	w := newOld(t)
	before := w.records()
	a, err := w.engine.Handle(t.Context(), w.typed)
	if err != nil || !a.Done || w.records() != before {
		t.Errorf("it was answered %+v, %v; %d records, and %d before", a, err, w.records(), before)
	}
}

func TestAMeetingThatRestsIsWokenByWhoWritesToIt(t *testing.T) {
	w := newOld(t)
	w.types("sec", "/mag record correct old:helps new:helps with visas meeting:1")
	w.settle()
	got := w.minutes()
	if !strings.Contains(got, "helps with visas") || !strings.Contains(got, "The Host helps") {
		t.Errorf("the minutes are\n%s", got)
	}
	w.again()
	if after := w.minutes(); after != got {
		t.Errorf("after a start the minutes are\n%s\nand were\n%s", after, got)
	}
	if want := w.whole(); want != got {
		t.Errorf("the record says\n%s\nand they were\n%s", want, got)
	}
}

func TestAnErasureReachesAMeetingThatRests(t *testing.T) {
	w := newOld(t)
	if got := w.minutes(); !strings.Contains(got, "Chidi Gov") || !strings.Contains(got, "A pilot of Gov") {
		t.Fatalf("before, the minutes are\n%s", got)
	}
	if keys := w.naming("Chidi Gov"); !slices.ContainsFunc(keys, func(key string) bool { return strings.Contains(key, "meeting/1") }) {
		t.Fatalf("before, the person stands in %q", keys)
	}
	w.operate("roster erase", "person", "Chidi Gov", "really", "yes")
	w.settle()
	if keys := w.naming("Chidi Gov"); len(keys) > 0 {
		t.Errorf("the person still stands in %q", keys)
	}
	want := w.minutes()
	if strings.Contains(want, "Chidi Gov") || strings.Contains(want, "A pilot of Gov") {
		t.Errorf("the minutes are\n%s", want)
	}
	w.again()
	if got := w.minutes(); got != want {
		t.Errorf("after a start the minutes are\n%s", got)
	}
}

func TestNobodysWordsAreInTheCache(t *testing.T) {
	w := newOld(t)
	plain, err := w.keys.Open("community", w.shelf.content, []byte("magbot rest 1\none"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(plain, []byte("meeting/1")) {
		t.Fatalf("it holds %q", plain)
	}
	for _, words := range []string{"Chidi", "pilot", "Host", "First"} {
		if bytes.Contains(plain, []byte(words)) {
			t.Errorf("it holds %q", words)
		}
	}
}

func TestDamageOfAMeetingThatRestsIsToldToWhoAsks(t *testing.T) {
	w := newOld(t)
	w.watched.mu.Lock()
	w.watched.broken = "meeting/1"
	w.watched.mu.Unlock()
	for _, call := range []bot.Call{bot.Do("minutes show", "meeting", "1"), bot.Do("record correct", "old", "helps", "new", "pays", "meeting", "1")} {
		_, err := w.engine.Handle(t.Context(), w.input(bot.Actor{Self: bot.ByCommand}, call))
		if broken, is := errors.AsType[*store.ChainError](err); !is || broken.Stream != "meeting/1" {
			t.Errorf("%s: got %v", call.Path, err)
		}
	}
	w.types("sec", "/mag meeting schedule when:2029-04-01 14:00 title:Second")
}
