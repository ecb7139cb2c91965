package disk_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"magbot/store/internal/disk"
)

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestReplacePutsTheWholeContentInPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for _, text := range []string{"first, and longer", "second", ""} {
		if err := disk.Replace(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got := content(t, path); got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may use it: %v, %v", info.Mode(), err)
	}
}

func TestReplaceDoesNotKeepTheRightsOfWhatWasLeft(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(disk.Spare(path), []byte("left by a crash"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := disk.Replace(path, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 || content(t, path) != "new" {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestFailedReplaceLeavesTheOldContentAndNothingElse(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a-folder")
	if err := os.MkdirAll(filepath.Join(path, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := disk.Replace(path, []byte("new")); err == nil {
		t.Error("a folder was replaced by a file")
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("left %v, %v", entries, err)
	}
}

func TestFolderThatIsNotThereIsAnError(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	if err := disk.SyncFolder(missing); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("sync: %v", err)
	}
	if err := disk.Replace(filepath.Join(missing, "file"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("replace: %v", err)
	}
	if err := disk.Remove(missing); err != nil {
		t.Errorf("remove: %v", err)
	}
}
