package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"magbot/bot/engine"
	"magbot/store/cache"
)

// cacheFile keeps which meetings rest, so that the next start is quick. It may
// be removed at any time, and belongs to no backup.
const cacheFile = "start.cache"

// cached lets an engine keep its cache in the data folder.
func (f dataFlags) cached(c engine.Config) engine.Config {
	name, err := release()
	if err != nil {
		c.Logger.Warn("the start is not cached, so a long record takes its time", "error", err)
		return c
	}
	c.Cache, c.Release = cache.File(filepath.Join(f.Data, cacheFile)), name
	return c
}

// release names this very program by its content: another one may fold otherwise,
// also where it calls itself by the same version.
func release() (name string, err error) {
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find this program: %w", err)
	}
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("read this program: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", fmt.Errorf("read this program: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
