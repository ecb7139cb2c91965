//go:build unix

package bolt_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"magbot/store"
	"magbot/store/bolt"
)

// one makes a record with one entry in a folder of its own, without its lock.
func one(t *testing.T) (path string, content []byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "record.db")
	s, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Append(t.Context(), "meeting/7", 0, store.Chain("meeting/7", 0, store.Hash{}, []byte("note"))...)
	if err = errors.Join(err, s.Close(), os.Remove(path+".lock")); err != nil {
		t.Fatal(err)
	}
	if content, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	return path, content
}

func TestReadOnlyChangesNeitherTheFileNorItsFolder(t *testing.T) {
	path, before := one(t)
	s, err := bolt.Open(path, bolt.WithReadOnly())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range store.Verify(t.Context(), s) {
		if n++; err != nil {
			t.Error(err)
		}
	}
	if n != 1 {
		t.Errorf("%d streams", n)
	}
	if err := s.Append(t.Context(), "meeting/8", 0, store.Chain("meeting/8", 0, store.Hash{}, []byte("x"))...); err == nil {
		t.Error("something was appended to a file that is only to be read")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed: %v", err)
	}
	if names, err := os.ReadDir(filepath.Dir(path)); err != nil || len(names) != 1 {
		t.Errorf("the folder holds %v, %v", names, err)
	}
}

func TestReadOnlyMakesNoRecord(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record.db")
	if _, err := bolt.Open(path, bolt.WithReadOnly()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a record was made: %v", err)
	}
}

func TestReadersAndWritersKeepEachOtherOut(t *testing.T) {
	path, _ := one(t)
	writer, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = bolt.Open(path, bolt.WithReadOnly(), bolt.WithLockWait(0))
	if locked, is := errors.AsType[*store.LockedError](err); !is || locked.Holder == "" {
		t.Errorf("a reader beside a writer: %v", err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	reader, err := bolt.Open(path, bolt.WithReadOnly())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bolt.Open(path, bolt.WithLockWait(0)); err == nil {
		t.Error("a writer beside a reader")
	}
	if err := reader.Close(); err != nil {
		t.Error(err)
	}
}
