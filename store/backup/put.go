package backup

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"magbot/store/internal/disk"
)

// Part is the name of a file while it is being made.
func Part(path string) string { return path + ".part" }

// TakenError says that there is a file of that name already.
type TakenError struct{ Path string }

func (e *TakenError) Error() string {
	return e.Path + " is there already and is not overwritten: name another file, or move that one away first"
}

// Free returns a *TakenError when path is the name of anything.
func Free(path string) error {
	_, err := os.Lstat(path)
	switch {
	case err == nil:
		return &TakenError{Path: path}
	case errors.Is(err, os.ErrNotExist):
		return nil
	}
	return fmt.Errorf("look for %s: %w", path, err)
}

// Put makes the file at path from what write writes. Before the file has its
// name it is synced, and check is given the name that it has until then; an
// error of write or check leaves nothing behind. check may be nil.
func Put(path string, write func(io.Writer) error, check func(part string) error) error {
	if err := Free(path); err != nil {
		return err
	}
	part := Part(path)
	err := fill(part, write)
	if err == nil && check != nil {
		err = check(part)
	}
	if err != nil {
		return errors.Join(err, disk.Remove(part))
	}
	return Publish(part, path)
}

// fill writes a new file and syncs it.
func fill(part string, write func(io.Writer) error) error {
	if err := disk.Remove(part); err != nil { // of a program that was killed
		return fmt.Errorf("remove what was left half done: %w", err)
	}
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make the file: %w", err)
	}
	out := bufio.NewWriterSize(file, 1<<16)
	if err = write(out); err == nil {
		if err = errors.Join(out.Flush(), file.Sync()); err != nil {
			err = fmt.Errorf("write %s: %w", part, err)
		}
	}
	return errors.Join(err, file.Close())
}

// Publish gives a complete and synced file its name, durably, in the same file
// system. It is a *TakenError when somebody took the name meanwhile.
func Publish(part, path string) error {
	err := os.Link(part, path) // unlike a renaming it never overwrites
	switch {
	case errors.Is(err, os.ErrExist):
		return errors.Join(&TakenError{Path: path}, disk.Remove(part))
	case err == nil:
		err = os.Remove(part)
	default: // a file system without links
		if err = Free(path); err == nil {
			err = os.Rename(part, path)
		}
	}
	if err != nil {
		return fmt.Errorf("give %s its name: %w", path, err)
	}
	return disk.SyncFolder(filepath.Dir(path))
}

// Remove removes a file that may not be there, durably.
func Remove(path string) error {
	if err := disk.Remove(path); err != nil {
		return err
	}
	return disk.SyncFolder(filepath.Dir(path))
}

// Replace puts a small file in the place of the one at path, if there is one,
// whole and durably. It can be read by its owner only.
func Replace(path string, content []byte) error { return disk.Replace(path, content) }
