package seal_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"magbot/store"
	"magbot/store/seal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var erasedAt = time.Date(2026, 3, 2, 10, 30, 0, 0, time.UTC)

// box is a key file and the master that seals it.
type box struct {
	t      *testing.T
	path   string
	master seal.Master
}

func newBox(t *testing.T) *box {
	t.Helper()
	return &box{t: t, path: filepath.Join(t.TempDir(), "magbot.keys"), master: newMaster(t)}
}

func newMaster(t *testing.T) seal.Master {
	t.Helper()
	m, err := seal.NewMaster(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (b *box) open() *seal.Keyring {
	b.t.Helper()
	k, err := seal.Open(b.path, b.master)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { b.shut(k) })
	return k
}

func (b *box) shut(k *seal.Keyring) {
	b.t.Helper()
	if err := k.Close(); err != nil {
		b.t.Error(err)
	}
}

// fails opens the key file, which must fail.
func (b *box) fails() error {
	b.t.Helper()
	k, err := seal.Open(b.path, b.master)
	if err == nil {
		b.shut(k)
		b.t.Fatal("it opened")
	}
	return err
}

func (b *box) read(path string) []byte {
	b.t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatal(err)
	}
	return content
}

func (b *box) write(path string, content []byte) {
	b.t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		b.t.Fatal(err)
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

func opens(t *testing.T, k *seal.Keyring, id seal.KeyID, b []byte, want string) {
	t.Helper()
	got, err := k.Open(id, b, []byte("here"))
	if err != nil || string(got) != want {
		t.Fatalf("open gave %q, %v; want %q", got, err, want)
	}
}

// refuses wants text of the first person not to open.
func refuses(t *testing.T, k *seal.Keyring, b []byte, want error) {
	t.Helper()
	if got, err := k.Open("person/p-1", b, []byte("here")); !errors.Is(err, want) || got != nil {
		t.Fatalf("open gave %q and the error %v, want %v", got, err, want)
	}
}

func TestSealedTextOpensWithItsKeyAndContextOnly(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k := seal.NewMemory(rand.Reader)
		plain := rapid.SliceOf(rapid.Byte()).Draw(rt, "plain")
		context := rapid.SliceOf(rapid.Byte()).Draw(rt, "context")
		b, err := k.Seal("person/p-1", plain, context)
		if err != nil {
			rt.Fatal(err)
		}
		if got, err := k.Open("person/p-1", b, context); err != nil || !bytes.Equal(got, plain) {
			rt.Fatalf("open gave %q, %v", got, err)
		}
		if len(b) != len(plain)+seal.Overhead {
			rt.Errorf("%d bytes became %d", len(plain), len(b))
		}
		if _, err := k.Open("person/p-1", b, append(context, 'x')); !errors.Is(err, seal.ErrTampered) {
			rt.Errorf("another context: %v", err)
		}
		if err := k.Ensure("person/p-2"); err != nil {
			rt.Fatal(err)
		}
		if _, err := k.Open("person/p-2", b, context); !errors.Is(err, seal.ErrTampered) {
			rt.Errorf("another key: %v", err)
		}
		at := rapid.IntRange(0, len(b)-1).Draw(rt, "at")
		b[at] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
		if _, err := k.Open("person/p-1", b, context); !errors.Is(err, seal.ErrTampered) {
			rt.Errorf("bit turned at %d: %v", at, err)
		}
	})
}

func TestSealingTwiceGivesDifferentBytes(t *testing.T) {
	k := seal.NewMemory(rand.Reader)
	if bytes.Equal(sealed(t, k, "a", "yes"), sealed(t, k, "a", "yes")) {
		t.Error("equal text can be recognised")
	}
}

func TestUnknownKeyIsSaid(t *testing.T) {
	k := seal.NewMemory(rand.Reader)
	b := sealed(t, k, "person/p-1", "note")
	refuses(t, seal.NewMemory(rand.Reader), b, seal.ErrUnknownKey)
	_, err := k.Open("person/p-2", b, nil)
	if !errors.Is(err, seal.ErrUnknownKey) || !strings.Contains(err.Error(), "person/p-2") {
		t.Errorf("the error %v must name the key", err)
	}
}

func TestNamesOfKeysAreChecked(t *testing.T) {
	k := seal.NewMemory(rand.Reader)
	for _, id := range []seal.KeyID{"", "a b", "a\n", "é", "\u202e", seal.KeyID(strings.Repeat("a", seal.MaxKeyID+1))} {
		_, sealErr := k.Seal(id, nil, nil)
		_, openErr := k.Open(id, make([]byte, 99), nil)
		for name, err := range map[string]error{"seal": sealErr, "open": openErr, "ensure": k.Ensure("fine", id), "erase": k.Erase(id, erasedAt)} {
			if err == nil || errors.Is(err, seal.ErrUnknownKey) {
				t.Errorf("%s %q: %v", name, string(id), err)
			}
		}
	}
	if len(k.Erased()) != 0 {
		t.Errorf("erased %v", k.Erased())
	}
}

func TestKeysOutliveTheProcess(t *testing.T) {
	b := newBox(t)
	k := b.open()
	text := sealed(t, k, "person/p-1", "note")
	b.shut(k)
	k = b.open()
	opens(t, k, "person/p-1", text, "note")
	for _, path := range []string{b.path} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %v, %v", path, info.Mode(), err)
		}
	}
	if bytes.Contains(b.read(b.path), []byte("person/p-1")) {
		t.Error("the key file shows whose keys it holds")
	}
}

// A key must be on the disk before the text that needs it leaves Seal, so a copy
// of the file taken at that moment opens the text.
func TestKeyIsDurableBeforeSealReturns(t *testing.T) {
	b := newBox(t)
	k := b.open()
	for i := range 5 {
		id := seal.KeyID(fmt.Sprintf("person/p-%d", i))
		text := sealed(t, k, id, "note")
		other := &box{t: t, path: filepath.Join(t.TempDir(), "copy"), master: b.master}
		other.write(other.path, b.read(b.path))
		opens(t, other.open(), id, text, "note")
	}
}

func TestWrongMasterIsSaid(t *testing.T) {
	b := newBox(t)
	b.shut(b.open())
	before := b.read(b.path)
	b.master = newMaster(t)
	if err := b.fails(); !errors.Is(err, seal.ErrWrongMaster) || !strings.Contains(err.Error(), b.path) {
		t.Errorf("got %v", err)
	}
	if !bytes.Equal(before, b.read(b.path)) {
		t.Error("the key file was changed")
	}
}

func TestDamagedKeyFileIsRefused(t *testing.T) {
	b := newBox(t)
	k := b.open()
	if err := k.Ensure("a", "b"); err != nil {
		t.Fatal(err)
	}
	b.shut(k)
	whole := b.read(b.path)
	for at := range whole {
		b.write(b.path, append(bytes.Clone(whole[:at]), append([]byte{whole[at] ^ 1}, whole[at+1:]...)...))
		err := b.fails()
		if _, damaged := errors.AsType[*seal.FileError](err); !damaged && !errors.Is(err, seal.ErrWrongMaster) {
			t.Fatalf("byte %d changed: %v", at, err)
		}
		b.write(b.path, whole[:at])
		err = b.fails()
		if _, damaged := errors.AsType[*seal.FileError](err); !damaged {
			t.Fatalf("cut at %d: %v", at, err)
		}
	}
	b.write(b.path, whole)
	b.open()
}

func TestErasedKeyIsGoneForEver(t *testing.T) {
	b := newBox(t)
	k := b.open()
	text, other := sealed(t, k, "person/p-1", "note"), sealed(t, k, "person/p-2", "kept")
	if err := k.Erase("person/p-1", erasedAt); err != nil {
		t.Fatal(err)
	}
	if err := k.Erase("person/p-1", erasedAt.Add(time.Hour)); err != nil {
		t.Errorf("erasing twice: %v", err)
	}
	for range 2 {
		refuses(t, k, text, seal.ErrErased)
		opens(t, k, "person/p-2", other, "kept")
		if _, err := k.Seal("person/p-1", nil, nil); !errors.Is(err, seal.ErrErased) {
			t.Errorf("seal: %v", err)
		}
		if err := k.Ensure("person/p-3", "person/p-1"); !errors.Is(err, seal.ErrErased) {
			t.Errorf("ensure: %v", err)
		}
		if diff := cmp.Diff([]seal.Erasure{{Key: "person/p-1", At: erasedAt}}, k.Erased()); diff != "" {
			t.Errorf("erasures (-want +got):\n%s", diff)
		}
		b.shut(k)
		k = b.open()
	}
}

func TestErasingWhatNeverWasKeepsItFromBeing(t *testing.T) {
	k := newBox(t).open()
	if err := k.Erase("person/p-9", erasedAt); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Seal("person/p-9", []byte("x"), nil); !errors.Is(err, seal.ErrErased) {
		t.Errorf("seal: %v", err)
	}
}

func TestRestoredKeyFileDoesNotBringErasedKeysBack(t *testing.T) {
	b := newBox(t)
	k := b.open()
	text, kept := sealed(t, k, "person/p-1", "note"), sealed(t, k, "person/p-2", "kept")
	b.shut(k)
	backup := b.read(b.path)
	k = b.open()
	if err := k.Erase("person/p-1", erasedAt); err != nil {
		t.Fatal(err)
	}
	b.shut(k)
	b.write(b.path, backup)
	k = b.open()
	refuses(t, k, text, seal.ErrErased)
	opens(t, k, "person/p-2", kept, "kept")
	b.shut(k)
	// And not in the file either: without the list, the key is still gone.
	if err := os.Remove(b.path + ".erased"); err != nil {
		t.Fatal(err)
	}
	k = b.open()
	refuses(t, k, text, seal.ErrErased)
	if !bytes.Contains(b.read(b.path+".erased"), []byte("person/p-1")) {
		t.Error("the lost list was not written again")
	}
}

func TestDamagedListOfErasuresIsRefused(t *testing.T) {
	b := newBox(t)
	k := b.open()
	for _, id := range []seal.KeyID{"person/p-1", "person/p-2"} {
		if err := k.Erase(id, erasedAt); err != nil {
			t.Fatal(err)
		}
	}
	b.shut(k)
	list := b.read(b.path + ".erased")
	for name, changed := range map[string][]byte{
		"another key":     bytes.Replace(list, []byte("p-2"), []byte("p-3"), 1),
		"another instant": bytes.Replace(list, []byte("2026"), []byte("2025"), 1),
		"a line added":    append(bytes.Clone(list), []byte(`{"key":"person/p-3","at":"2026-03-02T10:30:00Z","mac":"00"}`+"\n")...),
		"no JSON":         append(bytes.Clone(list), "x\n"...),
		"cut off":         list[:len(list)-10],
	} {
		b.write(b.path+".erased", changed)
		if _, damaged := errors.AsType[*seal.FileError](b.fails()); !damaged {
			t.Errorf("%s: %v", name, b.fails())
		}
	}
}

func TestCrashBeforeTheRenameLosesNothing(t *testing.T) {
	b := newBox(t)
	k := b.open()
	text := sealed(t, k, "person/p-1", "note")
	b.shut(k)
	b.write(b.path+".new", []byte("half of a key fi"))
	b.write(b.path+".erased.new", []byte("{"))
	k = b.open()
	opens(t, k, "person/p-1", text, "note")
	for _, path := range []string{b.path + ".new", b.path + ".erased.new"} {
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there: %v", path, err)
		}
	}
}

// A machine that stops between the list of erasures and the key file has
// promised nothing, and erases when it comes back.
func TestCrashInTheMiddleOfAnErasureCompletesIt(t *testing.T) {
	b := newBox(t)
	k := b.open()
	text := sealed(t, k, "person/p-1", "note")
	// The key file cannot be replaced while a folder has the name of its copy.
	block(t, b.path+".new")
	if err := k.Erase("person/p-1", erasedAt); err == nil {
		t.Fatal("an erasure that the key file does not know was called done")
	}
	refuses(t, k, text, seal.ErrErased)
	if err := k.Erase("person/p-1", erasedAt); err == nil {
		t.Fatal("the second try could not succeed either")
	}
	b.shut(k)
	unblock(t, b.path+".new")
	k = b.open()
	refuses(t, k, text, seal.ErrErased)
	b.shut(k)
	if err := os.Remove(b.path + ".erased"); err != nil {
		t.Fatal(err)
	}
	refuses(t, b.open(), text, seal.ErrErased)
}

func TestErasureThatCannotBeWrittenDownIsNotDone(t *testing.T) {
	b := newBox(t)
	k := b.open()
	text := sealed(t, k, "person/p-1", "note")
	block(t, b.path+".erased.new")
	if err := k.Erase("person/p-1", erasedAt); err == nil {
		t.Fatal("an erasure that would not outlive a restore was called done")
	}
	opens(t, k, "person/p-1", text, "note")
	if n := len(k.Erased()); n != 0 {
		t.Errorf("%d erasures are listed", n)
	}
	unblock(t, b.path+".erased.new")
	if err := k.Erase("person/p-1", erasedAt); err != nil {
		t.Fatal(err)
	}
	refuses(t, k, text, seal.ErrErased)
}

func TestKeyThatCannotBeSavedSealsNothing(t *testing.T) {
	b := newBox(t)
	k := b.open()
	block(t, b.path+".new")
	if _, err := k.Seal("person/p-1", []byte("note"), nil); err == nil {
		t.Fatal("sealed under a key that only memory knows")
	}
	if _, err := k.Open("person/p-1", make([]byte, 99), nil); !errors.Is(err, seal.ErrUnknownKey) {
		t.Errorf("open: %v", err)
	}
	unblock(t, b.path+".new")
	text := sealed(t, k, "person/p-1", "note")
	opens(t, k, "person/p-1", text, "note")
}

// block puts a folder that is not empty where a file would be written.
func block(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(path, "in-the-way"), 0o700); err != nil {
		t.Fatal(err)
	}
}

func unblock(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

func TestSecondProcessIsKeptOut(t *testing.T) {
	b := newBox(t)
	k := b.open()
	locked, is := errors.AsType[*store.LockedError](b.fails())
	if !is || !strings.Contains(locked.Error(), "process ") {
		t.Errorf("got %v", locked)
	}
	b.shut(k)
	b.open()
}

func TestClosedKeyringSaysSo(t *testing.T) {
	b := newBox(t)
	k := b.open()
	text := sealed(t, k, "a", "x")
	b.shut(k)
	b.shut(k)
	_, sealErr := k.Seal("a", nil, nil)
	_, openErr := k.Open("a", text, []byte("here"))
	for name, err := range map[string]error{"seal": sealErr, "open": openErr, "ensure": k.Ensure("b"), "erase": k.Erase("a", erasedAt)} {
		if !errors.Is(err, seal.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	b := newBox(t)
	k := b.open()
	var group sync.WaitGroup
	texts := make([][]byte, 16)
	for i := range texts {
		group.Go(func() {
			id := seal.KeyID(fmt.Sprintf("person/p-%d", i%4))
			text, err := k.Seal(id, []byte(id), []byte("here"))
			if err != nil {
				t.Error(err)
				return
			}
			if got, err := k.Open(id, text, []byte("here")); err != nil || string(got) != string(id) {
				t.Errorf("open gave %q, %v", got, err)
			}
			texts[i] = text
			if i < 4 {
				if err := k.Erase(seal.KeyID(fmt.Sprintf("other/%d", i)), erasedAt); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	b.shut(k)
	k = b.open()
	for i, text := range texts {
		id := seal.KeyID(fmt.Sprintf("person/p-%d", i%4))
		opens(t, k, id, text, string(id))
	}
	if n := len(k.Erased()); n != 4 {
		t.Errorf("%d erasures, want 4", n)
	}
}

func TestEnsureWritesTheFileOnce(t *testing.T) {
	b := newBox(t)
	k := b.open()
	ids := make([]seal.KeyID, 1000)
	for i := range ids {
		ids[i] = seal.KeyID(fmt.Sprintf("person/p-%d", i))
	}
	if err := k.Ensure(ids...); err != nil {
		t.Fatal(err)
	}
	written := b.read(b.path)
	if err := k.Ensure(ids...); err != nil {
		t.Fatal(err)
	}
	sealed(t, k, ids[999], "note")
	if !bytes.Equal(written, b.read(b.path)) {
		t.Error("the file was written again although every key was there")
	}
	if err := k.Ensure(); err != nil {
		t.Errorf("no key at all: %v", err)
	}
}

func TestBrokenRandomnessIsAnError(t *testing.T) {
	k := seal.NewMemory(iotest.TimeoutReader(iotest.OneByteReader(rand.Reader)))
	if _, err := k.Seal("a", []byte("x"), nil); !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("seal: %v", err)
	}
	if _, err := seal.NewMaster(strings.NewReader("short")); err == nil {
		t.Error("a master was made of five bytes")
	}
}

func TestMasterIsReadAndHidden(t *testing.T) {
	m := newMaster(t)
	for _, text := range []string{m.Text(), " " + m.Text() + "\r\n"} {
		if got, err := seal.ParseMaster(text); err != nil || got != m {
			t.Errorf("parse: %v", err)
		}
	}
	path := filepath.Join(t.TempDir(), "master")
	if err := os.WriteFile(path, []byte(m.Text()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := seal.LoadMaster(path); err != nil || got != m {
		t.Errorf("load: %v", err)
	}
	if _, err := seal.LoadMaster(path + "x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("load of nothing: %v", err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", slog.Any("master", m))
	for _, shown := range []string{m.String(), fmt.Sprintf("%v %+v %#v %s %q", m, m, m, m, m), log.String()} {
		if strings.Contains(shown, m.Text()) || strings.Contains(shown, m.Text()[:8]) || !strings.Contains(shown, "master key") {
			t.Errorf("the master key shows itself: %s", shown)
		}
	}
}

func TestBadMasterIsRefusedWithoutRepeatingIt(t *testing.T) {
	good := newMaster(t).Text()
	for _, text := range []string{"", "secret words", good[:40], good + good, good[:43], good[:20] + "\u202e" + good[20:], strings.Repeat("A", 43) + "="} {
		_, err := seal.ParseMaster(text)
		if err == nil {
			t.Errorf("%q was taken", text)
			continue
		}
		if text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("the error repeats the key: %v", err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	k := seal.NewMemory(rand.Reader)
	good, err := k.Seal("a", []byte("text"), []byte("here"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte{}, []byte{})
	f.Add(good[:len(good)-1], []byte("here"))
	f.Add(good, []byte("there"))
	f.Add(bytes.Repeat([]byte{1}, seal.Overhead), []byte("here"))
	f.Fuzz(func(t *testing.T, b, context []byte) {
		if bytes.Equal(b, good) && string(context) == "here" {
			return
		}
		if plain, err := k.Open("a", b, context); !errors.Is(err, seal.ErrTampered) || plain != nil {
			t.Errorf("open gave %q, %v", plain, err)
		}
	})
}

func FuzzKeyFile(f *testing.F) {
	master, err := seal.NewMaster(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(""), []byte(""))
	f.Add([]byte("magbot keys 1 0123456789abcdef\n"), []byte("{}\n"))
	f.Add([]byte("magbot keys 2 "), []byte("\n\n"))
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, keys, erased []byte) {
		path := filepath.Join(folder, "keys")
		for name, content := range map[string][]byte{path: keys, path + ".erased": erased} {
			if err := os.WriteFile(name, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		k, err := seal.Open(path, master)
		if err == nil {
			t.Fatal(k.Close(), "a file that no keyring wrote was opened")
		}
	})
}

func TestAHashIsTheSameForTheKeyAloneAndOutlivesAStart(t *testing.T) {
	b := newBox(t)
	ring, err := seal.Open(b.path, b.master)
	if err != nil {
		t.Fatal(err)
	}
	hash := func(id seal.KeyID, text string) string {
		t.Helper()
		sum, err := ring.Mac(id, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return string(sum)
	}
	first := hash("veil", "a cause")
	if len(first) != 32 || hash("veil", "a cause") != first {
		t.Errorf("%d bytes, or not the same twice", len(first))
	}
	if hash("veil", "a cause!") == first || hash("other", "a cause") == first {
		t.Error("another text or key has the same hash")
	}
	if err := ring.Close(); err != nil {
		t.Fatal(err)
	}
	if ring, err = seal.Open(b.path, b.master); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := ring.Close(); err != nil {
			t.Error(err)
		}
	}()
	if hash("veil", "a cause") != first {
		t.Error("it differs after a start")
	}
	if err := ring.Erase("veil", erasedAt); err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Mac("veil", nil); !errors.Is(err, seal.ErrErased) {
		t.Errorf("after the erasure: %v", err)
	}
	if _, err := ring.Mac("a blank", nil); err == nil {
		t.Error("a name that is none was taken")
	}
}

func TestASigningKeyFollowsFromItsNameAndOutlivesTheProcess(t *testing.T) {
	k := seal.NewMemory(rand.Reader)
	one, err := k.Signing("receipts")
	if err != nil {
		t.Fatal(err)
	}
	again, err := k.Signing("receipts")
	if err != nil || !one.Equal(again) {
		t.Errorf("the same name gives another key: %v", err)
	}
	other, err := k.Signing("others")
	if err != nil || one.Equal(other) {
		t.Errorf("another name gives the same key: %v", err)
	}
	if err := k.Erase("receipts", time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Signing("receipts"); !errors.Is(err, seal.ErrErased) {
		t.Errorf("an erased key still signs: %v", err)
	}
}
