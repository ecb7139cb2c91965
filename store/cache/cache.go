package cache

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"magbot/store/internal/disk"
)

// File is the path of a cache.
type File string

// Load gives what was saved last, and nothing when there is no file.
func (f File) Load() ([]byte, error) {
	content, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the cache: %w", err)
	}
	return content, nil
}

// Save replaces the content.
func (f File) Save(content []byte) error {
	if err := disk.Replace(string(f), content); err != nil {
		return fmt.Errorf("save the cache: %w", err)
	}
	return nil
}
