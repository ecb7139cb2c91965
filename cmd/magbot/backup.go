package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"magbot/store"
	"magbot/store/backup"
	"magbot/store/bolt"
	"magbot/store/seal"
)

type backupCommand struct {
	dataFlags
	File     string `arg:"" optional:"" help:"File to make of the record. It holds no keys." type:"path"`
	Keys     string `help:"File to make of the keys, which stay sealed by the master key. Keep it elsewhere than the record's." type:"path"`
	Erasures string `help:"File to make of the list of erasures, which outlives every restore. The newest one counts." type:"path"`
}

// Run makes the copies that were asked for: the record first, because every key
// that it needs is older.
func (c backupCommand) Run(w *world) error {
	if err := c.check(); err != nil {
		return err
	}
	if c.File != "" {
		if err := c.record(w); err != nil {
			return err
		}
	}
	switch {
	case c.Keys == "" && c.Erasures == "":
		return nil
	case c.Store != "":
		return c.remoteKeys(w, func(folder string) error { return c.keyFiles(w, folder) })
	}
	return c.keyFiles(w, c.Data)
}

// keyFiles copies what was asked for of the keys and erasures in a folder.
func (c backupCommand) keyFiles(w *world, folder string) error {
	if c.Keys != "" {
		if err := c.keys(w, folder); err != nil {
			return err
		}
	}
	if c.Erasures != "" {
		return c.erasures(w, folder)
	}
	return nil
}

func (c backupCommand) check() error {
	if _, err := c.remote(); err != nil {
		return err
	}
	var named []string
	for _, path := range []string{c.File, c.Keys, c.Erasures} {
		if path == "" {
			continue
		}
		if within(path, c.Data) {
			return fmt.Errorf("%s is in the data folder itself: a backup there is lost together with it; name a file elsewhere", path)
		}
		if slices.Contains(named, path) {
			return fmt.Errorf("%s is named twice: the record, the keys and the list of erasures need a file each", path)
		}
		if err := backup.Free(path); err != nil {
			return err
		}
		named = append(named, path)
	}
	if len(named) == 0 {
		return errors.New("name the file to make: magbot backup FILE for the record, magbot backup --keys FILE for the keys")
	}
	return nil
}

// within reports whether a path lies in a folder.
func within(path, folder string) bool {
	rest, err := filepath.Rel(folder, path)
	return err == nil && rest != ".." && !strings.HasPrefix(rest, ".."+string(filepath.Separator))
}

func (c backupCommand) record(w *world) error {
	write := c.copyRemote
	if c.Store == "" {
		write = c.copyRecord
		if err := c.here(c.Data, recordFile); err != nil {
			return err
		}
	}
	err := backup.Put(c.File, func(out io.Writer) error { return write(w, out) }, func(part string) error {
		return whole(w, part)
	})
	if err != nil {
		return fmt.Errorf("back up the record: %w", err)
	}
	if err := c.copied(w, copyOfRecord, c.File, ""); err != nil {
		return err
	}
	return w.sayf("The record is in %s, and whole. It holds no keys: without them its personal text cannot be read.", c.File)
}

// here says that a file of a data folder is missing.
func (c backupCommand) here(folder, name string) error {
	if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
		return fmt.Errorf("there is nothing to back up: name the data folder with --data: %w", err)
	}
	return nil
}

// copyRecord copies the record from its file or, while a magbot is running on
// it, has that one do it.
func (c backupCommand) copyRecord(w *world, out io.Writer) (err error) {
	record, err := bolt.Open(filepath.Join(c.Data, recordFile), bolt.WithReadOnly())
	if locked, is := errors.AsType[*store.LockedError](err); is {
		return askRunning(w.ctx, c.Data, askBackup, out, locked)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	_, err = record.Backup(w.ctx, out)
	return err
}

// whole verifies the record in a file without a word.
func whole(w *world, path string) error {
	return readRecord(path, func(record readable) error {
		return examine(&world{ctx: w.ctx, stdout: io.Discard}, record)
	})
}

// readRecord opens a record's file for reading alone.
func readRecord(path string, look func(readable) error) (err error) {
	record, err := bolt.Open(path, bolt.WithReadOnly())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	return look(record)
}

// keys copies the key file. It is replaced whole whenever it changes, so that
// reading it is safe at any time.
func (c backupCommand) keys(w *world, folder string) error {
	if err := c.here(folder, keysFile); err != nil {
		return err
	}
	master, err := c.master(w)
	if err != nil {
		return err
	}
	var report seal.Report
	var sum string
	err = backup.Put(c.Keys, copyOf(filepath.Join(folder, keysFile)), func(part string) (err error) {
		if report, err = seal.Check(part, master); err != nil {
			return err
		}
		sum, err = sumOf(part)
		return err
	})
	if err != nil {
		return fmt.Errorf("back up the keys: %w", err)
	}
	if err := c.copied(w, copyOfKeys, c.Keys, sum); err != nil {
		return err
	}
	if err := w.sayf("%d keys are in %s, sealed by the master key, which is not in it: keep that one apart too.", report.Keys, c.Keys); err != nil {
		return err
	}
	if c.File != "" && filepath.Dir(c.File) == filepath.Dir(c.Keys) {
		return w.say("Move one of the two elsewhere: whoever has the record, the keys and the master key can read everything.")
	}
	return nil
}

func (c backupCommand) erasures(w *world, folder string) error {
	list := filepath.Join(folder, keysFile+".erased")
	if _, err := os.Stat(list); errors.Is(err, os.ErrNotExist) {
		return w.say("Nobody was erased yet, so there is no list of erasures to copy.")
	}
	var sum string
	err := backup.Put(c.Erasures, copyOf(list), func(part string) (err error) {
		sum, err = sumOf(part)
		return err
	})
	if err != nil {
		return fmt.Errorf("back up the list of erasures: %w", err)
	}
	if err := c.copied(w, copyOfErasures, c.Erasures, sum); err != nil {
		return err
	}
	return w.sayf("The list of erasures is in %s. Older backups of the keys still hold the keys of those who were erased since: destroy these.", c.Erasures)
}

// copyOf writes the content of a file.
func copyOf(path string) func(io.Writer) error {
	return func(w io.Writer) (err error) {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		if _, err = io.Copy(w, file); err != nil {
			return fmt.Errorf("copy %s: %w", path, err)
		}
		return nil
	}
}
