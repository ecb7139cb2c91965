package seal_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"magbot/store/seal"
)

// saved is a box whose keys were backed up before person/p-1 was erased, and
// the copy of its list of erasures made after that.
func saved(t *testing.T) (b *box, text, kept []byte, backup, list string) {
	t.Helper()
	b = newBox(t)
	k := b.open()
	text, kept = sealed(t, k, "person/p-1", "note"), sealed(t, k, "person/p-2", "kept")
	folder := t.TempDir()
	backup, list = filepath.Join(folder, "keys.backup"), filepath.Join(folder, "erased.backup")
	b.write(backup, b.read(b.path))
	if err := k.Erase("person/p-1", erasedAt); err != nil {
		t.Fatal(err)
	}
	b.write(list, b.read(b.path+".erased"))
	b.shut(k)
	return b, text, kept, backup, list
}

// On another machine only the copied list knows of the erasure; on the same one
// the list that was left in place does.
func TestAnErasureOutlivesTheRestoreOfOlderKeys(t *testing.T) {
	b, text, kept, backup, list := saved(t)
	if err := os.Remove(b.path); err != nil {
		t.Fatal(err)
	}
	other := &box{t: t, path: filepath.Join(t.TempDir(), "keys"), master: b.master}
	for name, c := range map[string]struct {
		to    *box
		lists []string
	}{"the list was left in place": {b, nil}, "a copy of the list": {other, []string{list}}} {
		t.Run(name, func(t *testing.T) {
			report, err := seal.Restore(c.to.path, b.master, backup, c.lists...)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(seal.Report{Keys: 1, Erased: 1}, report); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			// Not even the file that was written holds the key.
			if checked, err := seal.Check(c.to.path, b.master); err != nil || checked != report {
				t.Errorf("check gave %+v, %v", checked, err)
			}
			k := c.to.open()
			refuses(t, k, text, seal.ErrErased)
			opens(t, k, "person/p-2", kept, "kept")
			c.to.shut(k)
		})
	}
}

func TestABackupOfKeysNamesItsOwnErasures(t *testing.T) {
	b, text, _, _, _ := saved(t)
	to := &box{t: t, path: filepath.Join(t.TempDir(), "keys"), master: b.master}
	if _, err := seal.Restore(to.path, b.master, b.path); err != nil {
		t.Fatal(err)
	}
	refuses(t, to.open(), text, seal.ErrErased)
	if !bytes.Contains(to.read(to.path+".erased"), []byte("person/p-1")) {
		t.Error("the list was not written")
	}
}

func TestARestoreThatCannotBeDoneChangesNothing(t *testing.T) {
	b, _, _, backup, list := saved(t)
	garbage := filepath.Join(t.TempDir(), "garbage")
	b.write(garbage, []byte("apples, bread"))
	forged := filepath.Join(t.TempDir(), "forged")
	b.write(forged, bytes.Replace(b.read(list), []byte("p-1"), []byte("p-2"), 1))
	before := b.read(b.path)
	if _, err := seal.Restore(b.path, b.master, backup, list); err == nil || !bytes.Equal(before, b.read(b.path)) {
		t.Errorf("a key file was replaced: %v", err)
	}
	var damaged *seal.FileError
	for name, c := range map[string]struct {
		master seal.Master
		backup string
		lists  []string
		as     func(error) bool
	}{
		"another master": {newMaster(t), backup, nil, func(err error) bool { return errors.Is(err, seal.ErrWrongMaster) }},
		"no key file":    {b.master, garbage, nil, func(err error) bool { return errors.As(err, &damaged) }},
		"nothing there":  {b.master, garbage + "x", nil, func(err error) bool { return errors.Is(err, os.ErrNotExist) }},
		"no list there":  {b.master, backup, []string{list + "x"}, func(err error) bool { return errors.Is(err, os.ErrNotExist) }},
		"a forged list":  {b.master, backup, []string{forged}, func(err error) bool { return errors.As(err, &damaged) }},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "keys")
			if _, err := seal.Restore(path, c.master, c.backup, c.lists...); !c.as(err) {
				t.Errorf("got %v", err)
			}
			for _, made := range []string{path, path + ".erased"} {
				if _, err := os.Lstat(made); !errors.Is(err, os.ErrNotExist) {
					t.Errorf("%s is there: %v", made, err)
				}
			}
		})
	}
}

func TestCheckingChangesNothing(t *testing.T) {
	b, _, _, backup, _ := saved(t)
	for path, want := range map[string]seal.Report{b.path: {Keys: 1, Erased: 1}, backup: {Keys: 2}} {
		before := b.read(path)
		b.write(path+".new", []byte("somebody is writing"))
		if got, err := seal.Check(path, b.master); err != nil || got != want {
			t.Errorf("got %+v, %v", got, err)
		}
		if !bytes.Equal(before, b.read(path)) || string(b.read(path+".new")) != "somebody is writing" {
			t.Error("a file was changed")
		}
	}
}

// Whoever looks at the keys beside a magbot that has them open disturbs nobody,
// whatever is done with what was read.
func TestReadingNeedsNoLockAndChangesNothing(t *testing.T) {
	b, text, kept, _, _ := saved(t)
	open := b.open() // it holds the lock
	files := func() map[string]string {
		t.Helper()
		held := map[string]string{}
		entries, err := os.ReadDir(filepath.Dir(b.path))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			held[e.Name()] = string(b.read(filepath.Join(filepath.Dir(b.path), e.Name())))
		}
		return held
	}
	before := files()
	k, err := seal.Read(b.path, b.master)
	if err != nil {
		t.Fatal(err)
	}
	opens(t, k, "person/p-2", kept, "kept")
	refuses(t, k, text, seal.ErrErased)
	sealed(t, k, "person/p-9", "of nobody")
	if err := k.Erase("person/p-2", erasedAt); err != nil {
		t.Fatal(err)
	}
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, files()); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
	opens(t, open, "person/p-2", kept, "kept")
	b.shut(open)
	if _, err := seal.Read(filepath.Join(t.TempDir(), "keys"), b.master); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("of no file: %v", err)
	}
}
