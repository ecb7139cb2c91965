package store_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"magbot/store"
	"magbot/store/memory"
)

// outside computes a hash from the words of the package comment alone.
func outside(stream string, version uint64, prev [32]byte, body []byte) [32]byte {
	var b []byte
	b = append(b, "magbot record 1\x00"...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(stream)))
	b = append(b, stream...)
	b = binary.BigEndian.AppendUint64(b, version)
	b = append(b, prev[:]...)
	b = append(b, body...)
	return sha256.Sum256(b)
}

func TestAnOutsideVerifierComesToTheSameHash(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		bodies := rapid.SliceOfN(rapid.SliceOf(rapid.Byte()), 1, 5).Draw(rt, "bodies")
		after := rapid.Uint64Range(0, 1<<40).Draw(rt, "after")
		var prev store.Hash
		copy(prev[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(rt, "prev"))
		for i, r := range store.Chain("meeting/7", store.Version(after), prev, bodies...) {
			if r.Prev != prev || uint64(r.Version) != after+uint64(i)+1 || string(r.Body) != string(bodies[i]) {
				rt.Fatalf("record %d is %v", i, r)
			}
			if want := outside("meeting/7", uint64(r.Version), prev, bodies[i]); r.Hash != want {
				rt.Fatalf("record %d has the hash %s, want %x", i, r.Hash, want)
			}
			if err := r.Check("meeting/7", r.Version, prev); err != nil {
				rt.Fatal(err)
			}
			prev = r.Hash
		}
	})
}

// The hash may never change: records of old releases must verify for ever.
func TestHashIsTheSameInEveryRelease(t *testing.T) {
	records := store.Chain("meeting/7", 0, store.Hash{}, []byte("opened"), []byte{})
	want := []string{
		"ae2085a5db19515b52ca03034e3b9bd248f3947de6951eac13ee98461882a9ec",
		"e0e5412dabcbcc3df14cdd11337f3b564e629f975befddccb508660273bcfcd7",
	}
	for i, r := range records {
		if r.Hash.String() != want[i] || r.Hash.Short() != want[i][:8] {
			t.Errorf("record %d has the hash %s, want %s", i+1, r.Hash, want[i])
		}
	}
}

func TestCheckSaysWhatIsWrong(t *testing.T) {
	good := store.Chain("work", 16, store.Hash{1}, []byte("said"))[0]
	cases := map[string]struct {
		change func(*store.Record)
		stream store.Stream
		want   string
	}{
		"content":          {func(r *store.Record) { r.Body = []byte("unsaid") }, "work", "stream work record 17: its content does not match its hash"},
		"hash":             {func(r *store.Record) { r.Hash[0] ^= 1 }, "work", "stream work record 17: its content does not match its hash"},
		"another stream":   {func(*store.Record) {}, "word", "stream word record 17: its content does not match its hash"},
		"link":             {func(r *store.Record) { r.Prev = store.Hash{2} }, "work", "stream work record 17: it follows a record with the hash 02000000, but the record before it has 01000000"},
		"one is missing":   {func(r *store.Record) { r.Version = 18 }, "work", "stream work record 17: it is missing; record 18 follows instead"},
		"one stands twice": {func(r *store.Record) { r.Version = 16 }, "work", "stream work record 17: record 16 stands in its place"},
	}
	for name, c := range cases {
		r := good
		c.change(&r)
		err := r.Check(c.stream, 17, store.Hash{1})
		broken, is := errors.AsType[*store.ChainError](err)
		if !is || broken.Stream != c.stream || broken.Version != 17 || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	if err := good.Check("work", 17, store.Hash{1}); err != nil {
		t.Errorf("the good record: %v", err)
	}
}

func TestNamesOfStreams(t *testing.T) {
	for name, want := range map[string]string{
		"community": "", "receipts/meeting/7": "", "counted/2026-03": "", "a.b": "", strings.Repeat("a", 200): "",
		"":                       "0 bytes",
		strings.Repeat("a", 201): "201 bytes",
		"Work":                   "byte 1 is 'W'",
		"wo rk":                  "byte 3 is ' '",
		"w\u202ek":               "byte 2 is",
		"a//b":                   "segment is empty",
		"/a":                     "segment is empty",
		"a/":                     "segment is empty",
		"a/../b":                 `segment ".."`,
		".":                      `segment "."`,
	} {
		err := store.Stream(name).Check()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: got %v, want %q", name, err, want)
		}
	}
}

func TestErrorOfALongNameIsShort(t *testing.T) {
	if err := store.Stream(strings.Repeat("x", 1<<20)).Check(); err == nil || len(err.Error()) > 500 {
		t.Errorf("got an error of %d bytes", len(err.Error()))
	}
}

func TestHashAsText(t *testing.T) {
	hash := store.Chain("a", 0, store.Hash{}, []byte("x"))[0].Hash
	text, err := json.Marshal(hash)
	var back store.Hash
	if err != nil || json.Unmarshal(text, &back) != nil || back != hash || string(text) != `"`+hash.String()+`"` {
		t.Errorf("%s became %s and then %s, %v", hash, text, back, err)
	}
	for _, bad := range []string{"", "00", strings.Repeat("0", 63), strings.Repeat("0", 65), strings.Repeat("g", 64), strings.Repeat("A", 64)} {
		if err := back.UnmarshalText([]byte(bad)); err == nil || back != hash {
			t.Errorf("%q was taken, or changed the hash: %v", bad, err)
		}
	}
}

// broken is a log whose list and streams do not agree.
type broken struct {
	store.Store
	heads []store.Head
	err   error
}

func (b broken) Streams(context.Context, string) iter.Seq2[store.Head, error] {
	return func(yield func(store.Head, error) bool) {
		for _, head := range b.heads {
			if !yield(head, nil) {
				return
			}
		}
		if b.err != nil {
			yield(store.Head{}, b.err)
		}
	}
}

func TestVerifyComparesEveryStreamWithTheList(t *testing.T) {
	s := memory.New()
	records := store.Chain("work", 0, store.Hash{}, []byte("1"), []byte("2"), []byte("3"))
	if err := s.Append(t.Context(), "work", 0, records...); err != nil {
		t.Fatal(err)
	}
	unlisted := errors.New("the list cannot be read")
	log := broken{Store: s, err: unlisted, heads: []store.Head{
		{Stream: "gone", Version: 1},
		{Stream: "work", Version: 3, Hash: records[2].Hash},
		{Stream: "work", Version: 2, Hash: records[1].Hash}, // more has come since
		{Stream: "work", Version: 2, Hash: records[2].Hash},
		{Stream: "work", Version: 4, Hash: records[2].Hash},
	}}
	var got []string
	for head, err := range store.Verify(t.Context(), log) {
		if err != nil {
			got = append(got, err.Error())
			continue
		}
		got = append(got, string(head.Stream)+" is sound")
	}
	want := []string{
		"stream gone record 1: it is missing: the stream ends at record 0, though it was known up to record 1",
		"work is sound",
		"work is sound",
		"stream work record 2: it has the hash " + records[1].Hash.Short() + ", and the list of streams names " + records[2].Hash.Short(),
		"stream work record 4: it is missing: the stream ends at record 3, though it was known up to record 4",
		unlisted.Error(),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	for _, c := range []struct {
		err  error
		want []string
	}{
		{&store.LockedError{Path: "record.db"}, []string{"record.db", "another process", "stop that one"}},
		{&store.LockedError{Path: "record.db", Holder: "process 7 (magbot)"}, []string{"process 7 (magbot)"}},
		{&store.CorruptError{Path: "record.db", Problem: "it ends early"}, []string{"record.db", "it ends early", "backup", "magbot verify"}},
		{&store.BodyError{Stream: "work", Version: 3, Size: 99 << 20}, []string{"work", "record 3", "16777216"}},
		{store.ErrFull, []string{"full", "make room"}},
		{store.ErrPosition, []string{"older copy", "from the start"}},
	} {
		for _, want := range c.want {
			if !strings.Contains(c.err.Error(), want) {
				t.Errorf("%q lacks %q", c.err, want)
			}
		}
	}
}
