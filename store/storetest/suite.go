package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/store"
)

// test is one rule of the contract.
type test struct {
	rule  string
	needs Capability // "" when every store has what it takes
	check func(t *testing.T, h Harness)
}

func tests() []test {
	return []test{
		{"append then read gives the same records", "", appendAndRead},
		{"a stream nobody wrote to is empty", "", emptyStream},
		{"an append at another version conflicts", "", conflictByVersion},
		{"an append after another hash conflicts", "", conflictByHash},
		{"an append is all or none", "", allOrNone},
		{"an append without records is refused", "", appendNothing},
		{"a name that is none is refused", "", invalidNames},
		{"bodies may be empty or large, and no larger", "", bodies},
		{"bodies belong to the caller", "", ownBodies},
		{"reading starts in the middle", "", readFromTheMiddle},
		{"reading beyond the end reports a lost tail", "", readBeyondTheEnd},
		{"reading stops when the consumer does", "", readStops},
		{"a slow reader does not stop a writer", "", slowReader},
		{"two writers race without gap or duplicate", "", func(t *testing.T, h Harness) { race(t, h, 2) }},
		{"sixteen writers race without gap or duplicate", "", func(t *testing.T, h Harness) { race(t, h, 16) }},
		{"many streams do not mix", "", manyStreams},
		{"streams are listed by prefix in order", "", listStreams},
		{"following from the start sees every append", "", followFromTheStart},
		{"following from the middle sees the rest", "", followFromTheMiddle},
		{"following waits for what comes", "", followWaits},
		{"two followers see the same order", "", twoFollowers},
		{"following ends silently when cancelled", "", followCancelled},
		{"following beyond the end is an older copy", "", followBeyondTheEnd},
		{"the latest position is that of the last append", "", latest},
		{"what was to come next does", "", appendNext},
		{"who claims a name first holds it for all", "", claims},
		{"a closed store says so", "", closed},
		{"closing ends a follower", "", closeEndsFollower},
		{"a cancelled call does nothing", "", cancelled},
		{"whatever writers do, the store equals a model", "", equalsModel},
		{"a sound store verifies", "", verifies},
		{"what was sealed is read with its key alone", "", wrongKey},
		{"slips are laid in the order of their keys, each once", "", laysSlips},
		{"slips come and go with their record or not at all", "", laysWithRecordsAlone},
		{"an urn is emptied, and no other with it", "", emptiesUrns},
		{"a copy lays slips without a record", "", layingIsForCopies},
		{"urns outlive the process", Reopening, urnsOutlive},
		{"reopening keeps everything", Reopening, reopening},
		{"a second process is refused by name", Exclusive, secondRefused},
		{"a second handle sees what the first wrote", Shared, shared},
		{"what was to come next is refused after another's append", Shared, appendNextAfterOthers},
		{"a changed record is named", Tampering, tampered},
		{"a lost record is named", Losing, lostRecord},
		{"a lost tail is refused", Losing, lostTail},
		{"a cut file is refused or read truly", Damaging, cutFile},
		{"a turned bit is found or does no harm", Damaging, turnedBits},
		{"a full disk loses nothing", Filling, fullDisk},
	}
}

// Run opens a store for each rule and checks that it keeps it.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	t.Run("the harness has what its kind needs", func(t *testing.T) {
		h := open(t)
		checkHarness(t, h)
		closeStore(t, h.Store)
	})
	for _, test := range tests() {
		t.Run(test.rule, func(t *testing.T) {
			h := open(t)
			defer closeStore(t, h.Store)
			if why := needs(h.Kind)[test.needs]; test.needs != "" && why != "" {
				t.Logf("not a rule for a %s store: %s", h.Kind, why)
				return
			}
			test.check(t, h)
		})
	}
}

func closeStore(t *testing.T, s store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

// writer appends to one stream and knows what it should hold.
type writer struct {
	t       *testing.T
	log     store.Log
	stream  store.Stream
	records []store.Record
}

func newWriter(t *testing.T, log store.Log, stream store.Stream) *writer {
	return &writer{t: t, log: log, stream: stream}
}

func (w *writer) head() store.Head {
	head := store.Head{Stream: w.stream}
	if n := len(w.records); n > 0 {
		head.Version, head.Hash = w.records[n-1].Version, w.records[n-1].Hash
	}
	return head
}

// next builds what would follow now.
func (w *writer) next(bodies ...string) []store.Record {
	return chain(w.head(), bodies...)
}

func chain(head store.Head, bodies ...string) []store.Record {
	texts := make([][]byte, len(bodies))
	for i, body := range bodies {
		texts[i] = []byte(body)
	}
	return store.Chain(head.Stream, head.Version, head.Hash, texts...)
}

// add appends one batch, which must succeed.
func (w *writer) add(bodies ...string) {
	w.t.Helper()
	if err := w.try(w.next(bodies...)); err != nil {
		w.t.Fatalf("append to %s after %d: %v", w.stream, len(w.records), err)
	}
}

func (w *writer) try(records []store.Record) error {
	err := w.log.Append(w.t.Context(), w.stream, w.head().Version, records...)
	if err == nil {
		w.records = append(w.records, records...)
	}
	return err
}

// fill appends n batches of one record.
func (w *writer) fill(n int) {
	w.t.Helper()
	for range n {
		w.add(fmt.Sprintf("%s record %d", w.stream, len(w.records)+1))
	}
}

// same fails unless the stream holds exactly what was written.
func (w *writer) same(log store.Log) {
	w.t.Helper()
	got, err := read(w.t, log, w.stream, 0)
	if err != nil {
		w.t.Fatalf("read %s: %v", w.stream, err)
	}
	equal(w.t, "stream "+string(w.stream), w.records, got)
}

func equal(t *testing.T, what string, want, got []store.Record) {
	t.Helper()
	if difference := diff(want, got); difference != "" {
		t.Fatalf("%s (-want +got):\n%s", what, difference)
	}
}

// diff tells two lists of records apart; no body and an empty one are the same.
func diff(want, got []store.Record) string {
	if len(want) == 0 && len(got) == 0 {
		return ""
	}
	return cmp.Diff(want, got, cmp.Comparer(bytes.Equal), cmp.Comparer(func(a, b store.Hash) bool { return a == b }))
}

// read returns the records up to the end or the first error.
func read(t *testing.T, log store.Log, stream store.Stream, after store.Version) ([]store.Record, error) {
	t.Helper()
	var records []store.Record
	for r, err := range log.Read(t.Context(), stream, after) {
		if err != nil {
			return records, err
		}
		records = append(records, r)
	}
	return records, nil
}

func heads(t *testing.T, log store.Lister, prefix string) ([]store.Head, error) {
	t.Helper()
	var all []store.Head
	for head, err := range log.Streams(t.Context(), prefix) {
		if err != nil {
			return all, err
		}
		all = append(all, head)
	}
	return all, nil
}

// wantErr fails unless err is an E, and returns it.
func wantErr[E error](t *testing.T, what string, err error) E {
	t.Helper()
	wantAs[E](t, what, err)
	found, _ := errors.AsType[E](err)
	return found
}

// wantAs is wantErr for those who need no more of the error.
func wantAs[E error](t *testing.T, what string, err error) {
	t.Helper()
	if found, is := errors.AsType[E](err); !is {
		t.Fatalf("%s: got the error %v (%T), want a %T", what, err, err, found)
	}
}

// wantIs fails unless err is target.
func wantIs(t *testing.T, what string, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("%s: got the error %v, want %v", what, err, target)
	}
}
