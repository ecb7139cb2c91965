package disk

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// SyncFolder makes the names in a folder as durable as the files.
func SyncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil // it has no such call, and needs none
	}
	folder, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return fmt.Errorf("sync folder %s: %w", path, err)
	}
	return nil
}

// Spare is the name under which Replace writes before it renames.
func Spare(path string) string { return path + ".new" }

// Replace puts content in the place of the file at path, which its owner alone
// may read. Whatever happens, the file holds the old content or the new. The
// caller keeps others from replacing it at the same time.
func Replace(path string, content []byte) error {
	err := write(Spare(path), content)
	if err == nil {
		err = os.Rename(Spare(path), path)
	}
	if err != nil {
		return fmt.Errorf("replace %s: %w", path, errors.Join(err, Remove(Spare(path))))
	}
	return SyncFolder(filepath.Dir(path))
}

func write(path string, content []byte) error {
	// What a crash may have left there could be readable by others.
	if err := Remove(path); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// Remove removes a file that may not be there.
func Remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
