package cache_test

import (
	"os"
	"path/filepath"
	"testing"

	"magbot/store/cache"
)

func TestWhatWasSavedLastIsLoaded(t *testing.T) {
	f := cache.File(filepath.Join(t.TempDir(), "start.cache"))
	for _, content := range []string{"one", "another that is longer", "2"} {
		if err := f.Save([]byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := f.Load(); err != nil || string(got) != content {
			t.Errorf("loaded %q, %v", got, err)
		}
	}
	info, err := os.Stat(string(f))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info, err)
	}
}

func TestNoFileIsNoContent(t *testing.T) {
	if got, err := cache.File(filepath.Join(t.TempDir(), "start.cache")).Load(); err != nil || got != nil {
		t.Errorf("loaded %q, %v", got, err)
	}
}

func TestAFolderThatIsNotThereIsAnError(t *testing.T) {
	f := cache.File(filepath.Join(t.TempDir(), "no", "start.cache"))
	if err := f.Save([]byte("x")); err == nil {
		t.Error("it was saved")
	}
}

func TestAFolderInItsPlaceIsAnError(t *testing.T) {
	if got, err := cache.File(t.TempDir()).Load(); err == nil {
		t.Errorf("loaded %q", got)
	}
}
