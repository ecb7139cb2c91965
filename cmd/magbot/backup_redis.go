package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"magbot/store/redis"
	"magbot/store/seal"
)

// copyRemote copies the record in Redis as it is at one moment, while magbots go
// on with it, into the one file that magbot restore takes.
func (c backupCommand) copyRemote(w *world, out io.Writer) (err error) {
	config, err := w.redisAt(c.Store)
	if err != nil {
		return err
	}
	from, record, err := c.snapshot(w, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	folder, err := os.MkdirTemp(filepath.Dir(c.File), "magbot-backup-")
	if err != nil {
		return fmt.Errorf("make room for the copy: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	part := filepath.Join(folder, recordFile)
	if _, err := carryInto(w, record, part); err != nil {
		return err
	}
	return copyOf(part)(out)
}

// remoteKeys writes the keys in Redis as a key file and its list of erasures, in
// a folder that is there only for use. Those whom this folder knows to be erased
// are left out.
func (c backupCommand) remoteKeys(w *world, use func(folder string) error) (err error) {
	master, err := c.masterOf(w, false)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "magbot-backup-")
	if err != nil {
		return fmt.Errorf("make room for the keys: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if err := c.listOf(folder); err != nil {
		return err
	}
	err = lookRedis(w, c.Store, func(record readable) error {
		from, err := seal.LookShared(w.ctx, record.(*redis.Store).Keys(), master) // lookRedis opens nothing else
		if err != nil {
			return err
		}
		return dataFlags{Data: folder}.takeKeysUnder(from, master)
	})
	if err != nil {
		return err
	}
	return use(folder)
}

// listOf copies the list of erasures of the data folder, if there is one.
func (c backupCommand) listOf(folder string) error {
	raw, err := os.ReadFile(filepath.Join(c.Data, keysFile+".erased"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, keysFile+".erased"), raw, 0o600)
	}
	if err != nil {
		return fmt.Errorf("take over the list of erasures: %w", err)
	}
	return nil
}
