package backup_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"magbot/store/backup"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// holds fails unless the folder holds just these files, as NAME=CONTENT.
func holds(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		raw, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e.Name()+"="+string(raw))
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the folder holds %v, want %v", got, want)
	}
}

func TestAFileHasItsNameOnceItIsChecked(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a")
	err := backup.Put(path, text("whole"), func(part string) error {
		holds(t, folder, "a.part=whole")
		if part != backup.Part(path) {
			t.Errorf("asked to check %s", part)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	holds(t, folder, "a=whole")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestWhatFailsLeavesNothingBehind(t *testing.T) {
	refusal := errors.New("not good enough")
	half := func(w io.Writer) error { return errors.Join(text("hal")(w), refusal) }
	for name, put := range map[string]func(path string) error{
		"while it is written": func(path string) error { return backup.Put(path, half, nil) },
		"when it is checked": func(path string) error {
			return backup.Put(path, text("x"), func(string) error { return refusal })
		},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			if err := put(filepath.Join(folder, "a")); !errors.Is(err, refusal) {
				t.Errorf("got %v", err)
			}
			holds(t, folder)
		})
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := backup.Put(path, text("new"), nil)
	if taken, is := errors.AsType[*backup.TakenError](err); !is || !strings.Contains(taken.Error(), path) {
		t.Errorf("got %v", err)
	}
	holds(t, folder, "a=old")
	// Nor what appears while the file is being made.
	other := filepath.Join(folder, "b")
	err = backup.Put(other, text("new"), func(string) error { return os.WriteFile(other, []byte("theirs"), 0o600) })
	if _, is := errors.AsType[*backup.TakenError](err); !is {
		t.Errorf("got %v", err)
	}
	holds(t, folder, "a=old", "b=theirs")
}

func TestWhatAKilledProgramLeftIsNotInTheWay(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a")
	if err := os.WriteFile(backup.Part(path), []byte("half of a much longer fi"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := backup.Put(path, text("whole"), nil); err != nil {
		t.Fatal(err)
	}
	holds(t, folder, "a=whole")
}

func TestAFolderThatIsNotThereIsAnError(t *testing.T) {
	if err := backup.Put(filepath.Join(t.TempDir(), "no", "a"), text("x"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestRemovingTwiceIsFine(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a")
	if err := backup.Put(path, text("x"), nil); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := backup.Remove(path); err != nil {
			t.Error(err)
		}
	}
	holds(t, folder)
}
