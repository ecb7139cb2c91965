package storetest

import (
	"bytes"
	"crypto/rand"
	"path/filepath"
	"testing"
	"time"

	"magbot/store"
	"magbot/store/seal"
)

// wrongKey seals a text before it is appended, as the engine does, and tries to
// read what the store gives back with its key, with the keys of another
// record, with another master key, and after the key was erased. The chain
// verifies all the while: it needs no key.
func wrongKey(t *testing.T, h Harness) {
	const (
		whose = seal.KeyID("person/p-1")
		plain = "a note that is theirs alone"
	)
	master, other := newMaster(t), newMaster(t)
	path := filepath.Join(t.TempDir(), "keys")
	ring, err := seal.Open(path, master)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := ring.Seal(whose, []byte(plain), []byte("meeting/7"))
	if err != nil {
		t.Fatal(err)
	}
	w := newWriter(t, h.Store, "meeting/7")
	w.add(string(sealed))
	kept, err := read(t, h.Store, "meeting/7", 0)
	if err != nil || len(kept) != 1 || bytes.Contains(kept[0].Body, []byte(plain)) {
		t.Fatalf("got %d records and %v; what is kept must not show the text", len(kept), err)
	}
	body := kept[0].Body
	if text, err := ring.Open(whose, body, []byte("meeting/7")); err != nil || string(text) != plain {
		t.Fatalf("with its key it reads %q, %v", text, err)
	}
	_, err = ring.Open(whose, body, []byte("meeting/8"))
	wantIs(t, "read it as of another place", err, seal.ErrTampered)
	stranger := seal.NewMemory(rand.Reader)
	_, err = stranger.Open(whose, body, []byte("meeting/7"))
	wantIs(t, "read it without the key", err, seal.ErrUnknownKey)
	if err := stranger.Ensure(whose); err != nil {
		t.Fatal(err)
	}
	_, err = stranger.Open(whose, body, []byte("meeting/7"))
	wantIs(t, "read it with the keys of another record", err, seal.ErrTampered)
	if err := ring.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = seal.Open(path, other)
	wantIs(t, "open the keys with another master key", err, seal.ErrWrongMaster)
	erased(t, h.Store, path, master, whose, body)
}

// erased opens the keys again with the right master, and erases one: the text is
// gone, and the chain still verifies.
func erased(t *testing.T, s store.Store, path string, master seal.Master, whose seal.KeyID, body []byte) {
	t.Helper()
	ring, err := seal.Open(path, master)
	if err != nil {
		t.Fatalf("the wrong master key harmed the keys: %v", err)
	}
	defer func() {
		if err := ring.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := ring.Erase(whose, time.Date(2027, 3, 15, 13, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	_, err = ring.Open(whose, body, []byte("meeting/7"))
	wantIs(t, "read it after its key was erased", err, seal.ErrErased)
	for head, err := range store.Verify(t.Context(), s) {
		if err != nil {
			t.Errorf("stream %s: %v", head.Stream, err)
		}
	}
}

func newMaster(t *testing.T) seal.Master {
	t.Helper()
	master, err := seal.NewMaster(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return master
}
