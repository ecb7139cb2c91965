package redis_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"magbot/store"
	"magbot/store/redis"
	"magbot/store/redis/redistest"
	"magbot/store/seal"
)

var erasedAt = time.Date(2026, 3, 2, 10, 30, 0, 0, time.UTC)

// machine is one machine with a data folder, on a shared key space.
type machine struct {
	t      *testing.T
	url    string
	master seal.Master
	path   string
}

func newMachine(t *testing.T, url string, master seal.Master) *machine {
	t.Helper()
	return &machine{t: t, url: url, master: master, path: filepath.Join(t.TempDir(), "keys")}
}

func newMaster(t *testing.T) seal.Master {
	t.Helper()
	m, err := seal.NewMaster(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// open starts a process on the machine.
func (m *machine) open() *seal.Keyring {
	m.t.Helper()
	s := openURL(m.t, m.url)
	k, err := seal.OpenShared(s.Keys(), m.path, m.master)
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { m.end(k) })
	return k
}

func (m *machine) end(k *seal.Keyring) {
	m.t.Helper()
	if err := k.Close(); err != nil {
		m.t.Error(err)
	}
}

func sealed(t *testing.T, k *seal.Keyring, id seal.KeyID, text string) []byte {
	t.Helper()
	b, err := k.Seal(id, []byte(text), []byte("here"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func opens(t *testing.T, what string, k *seal.Keyring, id seal.KeyID, b []byte, text string) {
	t.Helper()
	got, err := k.Open(id, b, []byte("here"))
	if err != nil || string(got) != text {
		t.Errorf("%s: got %q, %v, want %q", what, got, err, text)
	}
}

func refuses(t *testing.T, what string, k *seal.Keyring, id seal.KeyID, b []byte, want error) {
	t.Helper()
	if got, err := k.Open(id, b, []byte("here")); !errors.Is(err, want) || got != nil {
		t.Errorf("%s: got %q, %v, want %v", what, got, err, want)
	}
}

func TestTwoProcessesShareTheirKeys(t *testing.T) {
	server, master := redistest.Start(t), newMaster(t)
	first, second := newMachine(t, server.URL("forum", ""), master), newMachine(t, server.URL("forum", ""), master)
	a, b := first.open(), second.open()
	text := sealed(t, a, "person/p-1", "my note")
	opens(t, "a key made after the other began", b, "person/p-1", text, "my note")
	back := sealed(t, b, "person/p-1", "an answer")
	opens(t, "the same key", a, "person/p-1", back, "an answer")
	refuses(t, "a key that nobody made", b, "person/p-9", text, seal.ErrUnknownKey)
	first.end(a)
	opens(t, "after a restart", first.open(), "person/p-1", back, "an answer")
}

// Of two processes that make the same key at once, both seal under one.
func TestTwoProcessesNeverMakeTwoKeysOfOneName(t *testing.T) {
	server, master := redistest.Start(t), newMaster(t)
	rings := make([]*seal.Keyring, 4)
	for i := range rings {
		rings[i] = newMachine(t, server.URL("forum", ""), master).open()
	}
	texts := make([][][]byte, len(rings))
	var group sync.WaitGroup
	for i, k := range rings {
		group.Go(func() {
			for n := range 30 {
				texts[i] = append(texts[i], sealed(t, k, seal.KeyID(fmt.Sprintf("person/p-%d", n)), fmt.Sprint(i)))
			}
		})
	}
	group.Wait()
	for i := range rings {
		for n, text := range texts[i] {
			opens(t, "a text of another process", rings[(i+1)%len(rings)], seal.KeyID(fmt.Sprintf("person/p-%d", n)), text, fmt.Sprint(i))
		}
	}
}

func TestAnErasureReachesEveryProcessAndEveryCopy(t *testing.T) {
	server, master := redistest.Start(t), newMaster(t)
	url := server.URL("forum", "")
	first, second := newMachine(t, url, master), newMachine(t, url, master)
	a, b := first.open(), second.open()
	text := sealed(t, a, "person/p-1", "my note")
	kept := server.Do(t, "HGET", "magbot:{forum}:keys", "person/p-1")

	if err := a.Erase("person/p-1", erasedAt); err != nil {
		t.Fatal(err)
	}
	refuses(t, "where it was erased", a, "person/p-1", text, seal.ErrErased)
	refuses(t, "where the key was never used", b, "person/p-1", text, seal.ErrErased)
	if _, err := b.Seal("person/p-1", []byte("x"), nil); !errors.Is(err, seal.ErrErased) {
		t.Errorf("sealing under an erased key: %v", err)
	}
	if err := b.Erase("person/p-1", erasedAt.Add(time.Hour)); err != nil {
		t.Error(err)
	}
	for name, k := range map[string]*seal.Keyring{"first": a, "second": b} {
		if e := k.Erased(); len(e) != 1 || e[0] != (seal.Erasure{Key: "person/p-1", At: erasedAt}) {
			t.Errorf("%s lists %v", name, e)
		}
	}
	// The space comes back from a copy that knows nothing of the erasure.
	first.end(a)
	second.end(b)
	server.Do(t, "DEL", "magbot:{forum}:erased")
	server.Do(t, "HSET", "magbot:{forum}:keys", "person/p-1", kept)
	again := first.open()
	refuses(t, "after a restore", again, "person/p-1", text, seal.ErrErased)
	if n := server.Do(t, "HEXISTS", "magbot:{forum}:keys", "person/p-1"); n != int64(0) {
		t.Error("the restored key is still there")
	}
	stranger := newMachine(t, url, master).open()
	refuses(t, "on a new machine", stranger, "person/p-1", text, seal.ErrErased)
}

func TestTheKeySpaceShowsNothingAndTrustsNothing(t *testing.T) {
	server, master := redistest.Start(t), newMaster(t)
	url := server.URL("forum", "")
	m := newMachine(t, url, master)
	k := m.open()
	one, two := sealed(t, k, "person/p-1", "one"), sealed(t, k, "person/p-2", "two")
	m.end(k)

	s := openURL(t, url)
	if _, err := seal.OpenShared(s.Keys(), filepath.Join(t.TempDir(), "keys"), newMaster(t)); !errors.Is(err, seal.ErrWrongMaster) {
		t.Errorf("another master: %v", err)
	}
	// Keys that were exchanged are found out, and so is a forged erasure.
	p1, p2 := server.Do(t, "HGET", "magbot:{forum}:keys", "person/p-1"), server.Do(t, "HGET", "magbot:{forum}:keys", "person/p-2")
	server.Do(t, "HSET", "magbot:{forum}:keys", "person/p-1", p2)
	if _, err := seal.OpenShared(s.Keys(), filepath.Join(t.TempDir(), "keys"), master); !errors.Is(err, seal.ErrTampered) {
		t.Errorf("exchanged keys: %v", err)
	}
	server.Do(t, "HSET", "magbot:{forum}:keys", "person/p-1", p1)
	server.Do(t, "HSET", "magbot:{forum}:erased", "person/p-1", `{"key":"person/p-1","at":"2026-03-02T10:30:00Z","mac":"00"}`)
	if _, err := seal.OpenShared(s.Keys(), filepath.Join(t.TempDir(), "keys"), master); !errors.Is(err, seal.ErrTampered) {
		t.Errorf("a forged erasure: %v", err)
	}
	server.Do(t, "DEL", "magbot:{forum}:erased")
	k = m.open()
	opens(t, "mended", k, "person/p-1", one, "one")
	opens(t, "mended", k, "person/p-2", two, "two")
}

func TestOneMachineHasOneProcessAFolder(t *testing.T) {
	server, master := redistest.Start(t), newMaster(t)
	m := newMachine(t, server.URL("forum", ""), master)
	m.open()
	_, err := seal.OpenShared(openURL(t, m.url).Keys(), m.path, master)
	if _, locked := errors.AsType[*store.LockedError](err); !locked {
		t.Errorf("got %v, want a LockedError", err)
	}
}

func TestKeysMoveBetweenAFileAndASpace(t *testing.T) {
	server, master := redistest.Start(t), newMaster(t)
	path := filepath.Join(t.TempDir(), "keys")
	file, err := seal.Open(path, master)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}()
	one := sealed(t, file, "person/p-1", "one")
	gone := sealed(t, file, "person/p-2", "two")
	if err := file.Erase("person/p-2", erasedAt); err != nil {
		t.Fatal(err)
	}
	space := newMachine(t, server.URL("forum", ""), newMaster(t)).open() // under another master
	for range 2 {                                                        // twice is once
		keys, erasures, err := file.CopyTo(space)
		if err != nil || keys != 1 || erasures != 1 {
			t.Fatalf("copied %d keys and %d erasures: %v", keys, erasures, err)
		}
	}
	opens(t, "there", space, "person/p-1", one, "one")
	refuses(t, "there", space, "person/p-2", gone, seal.ErrErased)

	if err := space.Erase("person/p-1", erasedAt); err != nil {
		t.Fatal(err)
	}
	if _, _, err := file.CopyTo(space); err != nil {
		t.Fatal(err)
	}
	refuses(t, "erased there is erased here", file, "person/p-1", one, seal.ErrErased)
	three := sealed(t, space, "person/p-3", "three")
	if _, _, err := space.CopyTo(file); err != nil {
		t.Fatal(err)
	}
	opens(t, "back", file, "person/p-3", three, "three")
	other := seal.NewMemory(rand.Reader)
	sealed(t, other, "person/p-3", "another")
	for _, to := range []*seal.Keyring{file, space} {
		if _, _, err := other.CopyTo(to); err == nil || !strings.Contains(err.Error(), "another key of that name") {
			t.Errorf("another key of the same name: %v", err)
		}
	}
	opens(t, "still", space, "person/p-3", three, "three")
}

// Who only looks gets every key and erasure, and leaves no trace.
func TestLookingAtAKeySpaceChangesNothing(t *testing.T) {
	server, master := redistest.Start(t), newMaster(t)
	m := newMachine(t, server.URL("forum", ""), master)
	k := m.open()
	one, gone := sealed(t, k, "person/p-1", "one"), sealed(t, k, "person/p-2", "two")
	if err := k.Erase("person/p-2", erasedAt); err != nil {
		t.Fatal(err)
	}
	m.end(k)
	config, err := redis.ParseURL(server.URL("forum", ""))
	if err != nil {
		t.Fatal(err)
	}
	config.ReadOnly = true
	s, err := redis.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, s)
	look, err := seal.LookShared(t.Context(), s.Keys(), master)
	if err != nil {
		t.Fatal(err)
	}
	opens(t, "looked at", look, "person/p-1", one, "one")
	refuses(t, "looked at", look, "person/p-2", gone, seal.ErrErased)
	if _, err := seal.LookShared(t.Context(), s.Keys(), newMaster(t)); !errors.Is(err, seal.ErrWrongMaster) {
		t.Errorf("another master: %v", err)
	}
	if err := s.Keys().Erase(t.Context(), "person/p-1", "{}"); err == nil {
		t.Error("a key was erased by who only looks")
	}
	record := store.Chain("work", 0, store.Hash{}, []byte("a"))
	if err := s.Append(t.Context(), "work", 0, record...); err == nil {
		t.Error("a record was appended by who only looks")
	}
	server.Do(t, "HSET", "magbot:{forum}:erased", "person/p-3", "{}")
	if _, err := seal.LookShared(t.Context(), s.Keys(), master); !errors.Is(err, seal.ErrTampered) {
		t.Errorf("a forged erasure: %v", err)
	}
}

// A space that is away hides no key for ever, and erases nothing it does not say.
func TestAKeySpaceThatIsAway(t *testing.T) {
	server, master := redistest.Start(t), newMaster(t)
	m := newMachine(t, server.URL("forum", ""), master)
	k := m.open()
	text := sealed(t, k, "person/p-1", "one")
	server.Do(t, "CONFIG", "SET", "maxmemory", "1")
	if _, err := k.Seal("person/p-2", []byte("two"), nil); !errors.Is(err, store.ErrFull) {
		t.Errorf("a new key in a full space: %v", err)
	}
	if err := k.Erase("person/p-1", erasedAt); !errors.Is(err, store.ErrFull) {
		t.Errorf("an erasure in a full space: %v", err)
	}
	refuses(t, "erased here all the same", k, "person/p-1", text, seal.ErrErased)
	server.Do(t, "CONFIG", "SET", "maxmemory", "0")
	if err := k.Erase("person/p-1", erasedAt); err != nil {
		t.Error(err)
	}
	sealed(t, k, "person/p-2", "two")
	if n := server.Do(t, "HLEN", "magbot:{forum}:keys"); n != int64(2) { // the master's mark and one key
		t.Errorf("the space holds %v values", n)
	}
	if _, err := os.Stat(m.path + ".erased"); err != nil {
		t.Error(err)
	}
}
