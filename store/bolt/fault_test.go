//go:build unix

package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"go.etcd.io/bbolt"
	"golang.org/x/sys/unix"

	"magbot/store"
	"magbot/store/bolt"
)

func newPlace(t *testing.T) *place {
	t.Helper()
	return &place{path: filepath.Join(t.TempDir(), "record.db")}
}

// add appends one record of this size and returns where the stream stands.
func add(t *testing.T, s *bolt.Store, head store.Head, size int) (store.Head, error) {
	t.Helper()
	r := store.Chain(head.Stream, head.Version, head.Hash, bytes.Repeat([]byte("x"), size))[0]
	if err := s.Append(t.Context(), head.Stream, head.Version, r); err != nil {
		return head, err
	}
	head.Version, head.Hash = r.Version, r.Hash
	return head, nil
}

// filled opens a place with some records, and some free pages in the file.
func filled(t *testing.T, p *place) (*bolt.Store, store.Head) {
	t.Helper()
	s, head := p.open(t), store.Head{Stream: "work"}
	for i := range 20 {
		size := 100
		if i == 5 {
			size = 100_000 // its pages are freed when the next record joins it
		}
		var err error
		if head, err = add(t, s, head, size); err != nil {
			t.Fatal(err)
		}
	}
	return s, head
}

func count(t *testing.T, s *bolt.Store) (int, error) {
	t.Helper()
	n := 0
	for _, err := range s.Read(t.Context(), "work", 0) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func TestFileIsItsOwnersAlone(t *testing.T) {
	p := newPlace(t)
	p.open(t)
	info, err := os.Stat(p.path)
	if err != nil || info.Mode().Perm() != 0o600 || p.store.Path() != p.path {
		t.Errorf("the file %s has the mode %v, %v", p.store.Path(), info.Mode(), err)
	}
}

func TestFileThatIsNoRecordIsLeftAlone(t *testing.T) {
	for name, content := range map[string]string{
		"empty":        "",
		"text":         "name,group\nAda,Civil society\n",
		"long text":    strings.Repeat("name,group\n", 10_000),
		"all zero":     strings.Repeat("\x00", 64<<10),
		"other base":   "SQLite format 3\x00" + strings.Repeat("\x01", 64<<10),
		"shorter head": strings.Repeat("\xff", 40),
	} {
		p := newPlace(t)
		if err := os.WriteFile(p.path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := bolt.Open(p.path)
		broken, is := errors.AsType[*store.CorruptError](err)
		if !is || !strings.Contains(broken.Error(), p.path) || !strings.Contains(broken.Error(), "backup") {
			t.Errorf("%s: got %v", name, err)
		}
		if after, err := os.ReadFile(p.path); err != nil || string(after) != content {
			t.Errorf("%s: the file was changed: %v", name, err)
		}
	}
}

func TestFolderThatIsNotThereIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nowhere", "record.db")
	if _, err := bolt.Open(path); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
}

func TestFileOfANewerReleaseIsRefused(t *testing.T) {
	p := newPlace(t)
	p.open(t)
	p.shut(t)
	db, err := bbolt.Open(p.path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("meta")).Put([]byte("format"), []byte("2")) })
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := bolt.Open(p.path); err == nil || !strings.Contains(err.Error(), `format "2"`) {
		t.Errorf("got %v", err)
	}
}

// The two heads of the file take turns; without the newer one the file shows the
// state before the last append, and that is for a person to choose.
func TestDamagedHeadPageIsToldBeforeItIsPassedOver(t *testing.T) {
	for page := range int64(2) {
		p := newPlace(t)
		filled(t, p)
		p.shut(t)
		file, err := os.OpenFile(p.path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, err = file.WriteAt([]byte{0xff}, page*int64(os.Getpagesize())+60)
		if err = errors.Join(err, file.Close()); err != nil {
			t.Fatal(err)
		}
		_, err = bolt.Open(p.path)
		broken, is := errors.AsType[*store.CorruptError](err)
		if !is || !strings.Contains(broken.Error(), "last append may be missing") {
			t.Fatalf("head page %d: got %v", page, err)
		}
		s, err := bolt.Open(p.path, bolt.WithOlderHead())
		if err != nil {
			t.Fatal(err)
		}
		if n, err := count(t, s); err != nil || n < 19 {
			t.Errorf("head page %d: %d records are left, %v", page, n, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A file cut while it is open makes reading it a fault, which kills a process
// that does not expect it.
func TestFileCutWhileOpenIsAnErrorAndNoCrash(t *testing.T) {
	p := newPlace(t)
	s, head := filled(t, p)
	if err := os.Truncate(p.path, int64(2*os.Getpagesize())); err != nil {
		t.Fatal(err)
	}
	_, err := count(t, s)
	if _, is := errors.AsType[*store.CorruptError](err); !is {
		t.Errorf("read: got %v", err)
	}
	if _, err = add(t, s, head, 10); err == nil {
		t.Error("a record was appended to a file that is gone")
	}
	for _, err := range s.Streams(t.Context(), "") {
		if err == nil {
			t.Error("streams were listed from a file that is gone")
		}
	}
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	if _, err := bolt.Open(p.path); err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("opened again: %v", err)
	}
}

// putInPlace makes the store's file handle another device.
func putInPlace(t *testing.T, s *bolt.Store, device string) {
	t.Helper()
	file, err := os.OpenFile(device, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(dup(int(file.Fd()), int(s.Fd())), file.Close()); err != nil {
		t.Fatal(err)
	}
}

func dup(from, to int) error { return unix.Dup2(from, to) }

// After a failed sync nobody knows what the disk holds; a later sync that
// succeeds proves nothing, so the store does not go on.
func TestUnconfirmedWriteStopsAllWrites(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Logf("the devices of %s behave otherwise", runtime.GOOS)
		return
	}
	p := newPlace(t)
	s, head := filled(t, p)
	putInPlace(t, s, "/dev/null") // takes every write, and refuses to sync
	_, err := add(t, s, head, 10)
	if err == nil || errors.Is(err, store.ErrFull) || errors.Is(err, store.ErrConflict) {
		t.Fatalf("got %v", err)
	}
	_, err = add(t, s, head, 10)
	if err == nil || !strings.Contains(err.Error(), "did not confirm") {
		t.Errorf("the next append gives %v", err)
	}
	if n, err := count(t, s); err != nil || n < 20 {
		t.Errorf("%d records can be read, %v", n, err)
	}
	p.shut(t)
	if n, err := count(t, p.open(t)); err != nil || n != 20 {
		t.Errorf("%d records are there after opening again, %v", n, err)
	}
}

func TestDeviceWithoutRoomIsFull(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Logf("%s has no /dev/full", runtime.GOOS)
		return
	}
	p := newPlace(t)
	s, head := filled(t, p)
	putInPlace(t, s, "/dev/full")
	for range 2 {
		if _, err := add(t, s, head, 10); !errors.Is(err, store.ErrFull) {
			t.Fatalf("got %v", err)
		}
	}
	if n, err := count(t, s); err != nil || n != 20 {
		t.Errorf("%d records can be read, %v", n, err)
	}
}

func TestBackupTakenDuringWritesOpensAndVerifies(t *testing.T) {
	p := newPlace(t)
	s, head := filled(t, p)
	var group sync.WaitGroup
	group.Go(func() {
		for range 50 {
			var err error
			if head, err = add(t, s, head, 500); err != nil {
				t.Error(err)
			}
		}
	})
	copied := newPlace(t)
	var b bytes.Buffer
	n, err := s.Backup(t.Context(), &b)
	if err != nil || n != int64(b.Len()) {
		t.Fatalf("copied %d of %d bytes, %v", n, b.Len(), err)
	}
	group.Wait()
	if err := os.WriteFile(copied.path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	other := copied.open(t)
	for head, err := range store.Verify(t.Context(), other) {
		if err != nil || head.Version < 20 {
			t.Errorf("%v: %v", head, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Backup(ctx, &b); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// A tool that opened the file by bbolt itself holds bbolt's lock and not ours.
func TestOtherToolInTheFileIsTold(t *testing.T) {
	p := newPlace(t)
	p.open(t)
	p.shut(t)
	db, err := bbolt.Open(p.path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = bolt.Open(p.path, bolt.WithLockWait(0))
	if _, locked := errors.AsType[*store.LockedError](err); !locked {
		t.Errorf("got %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	p.open(t)
}
