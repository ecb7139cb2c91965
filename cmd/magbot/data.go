package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"magbot/store"
	"magbot/store/bolt"
	"magbot/store/seal"
)

// dataFlags say where a community is kept.
type dataFlags struct {
	storeFlag
	Data      string `help:"Folder that holds the record and, apart from it, the keys." default:"magbot-data" env:"MAGBOT_DATA" type:"path"`
	MasterKey string `name:"master-key-file" help:"File with the master key that seals the keys. Without it, MAGBOT_MASTER_KEY is used or, failing that, a file in the data folder." env:"MAGBOT_MASTER_KEY_FILE" type:"path"`
}

// data is an open community: its record and its keys.
type data struct {
	record store.Store
	keys   *seal.Keyring
}

const (
	recordFile = "record.db"
	keysFile   = "keys"
	masterFile = "master.key"
)

// masterEnv names the environment variable that may hold the master key.
const masterEnv = "MAGBOT_MASTER_KEY"

// open opens the community in the folder, and makes the folder and files that
// are missing when create is set.
func (f dataFlags) open(w *world, create bool) (*data, error) {
	remote, err := f.remote()
	if err != nil {
		return nil, err
	}
	if create || remote {
		if err := os.MkdirAll(f.Data, 0o700); err != nil {
			return nil, fmt.Errorf("make the data folder: %w", err)
		}
	} else if _, err := os.Stat(filepath.Join(f.Data, recordFile)); err != nil {
		return nil, fmt.Errorf("there is no record in %s: name the folder with --data, or make a community with magbot init: %w", f.Data, err)
	}
	if remote {
		return f.openRedis(w)
	}
	record, err := bolt.Open(filepath.Join(f.Data, recordFile))
	if err != nil {
		return nil, err
	}
	if err := f.keysOf(w, record); err != nil {
		return nil, errors.Join(err, record.Close())
	}
	keys, err := f.openKeys(w)
	if err != nil {
		return nil, errors.Join(err, record.Close())
	}
	return &data{record: record, keys: keys}, nil
}

// keysOf refuses a record whose keys are not there: new ones would open nothing
// of it. A record that holds nothing yet gets its keys now.
func (f dataFlags) keysOf(w *world, record store.Lister) error {
	if _, err := os.Stat(filepath.Join(f.Data, keysFile)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, err := range record.Streams(w.ctx, "") {
		return errors.Join(fmt.Errorf("the keys of the record in %s are not there, and nothing of it can be read without them: magbot restore --keys FILE", f.Data), err)
	}
	return nil
}

func (d *data) close() error { return errors.Join(d.record.Close(), d.keys.Close()) }

func (f dataFlags) openKeys(w *world) (*seal.Keyring, error) {
	master, err := f.master(w)
	if err != nil {
		return nil, err
	}
	return seal.Open(filepath.Join(f.Data, keysFile), master)
}

// master finds the master key: the file that was named, the environment, or a
// file of the data folder that is made at the first start.
func (f dataFlags) master(w *world) (seal.Master, error) {
	if f.MasterKey != "" {
		return seal.LoadMaster(f.MasterKey)
	}
	if text := w.env[masterEnv]; text != "" {
		master, err := seal.ParseMaster(text)
		if err != nil {
			return seal.Master{}, fmt.Errorf("read %s: %w", masterEnv, err)
		}
		return master, nil
	}
	path := filepath.Join(f.Data, masterFile)
	master, err := seal.LoadMaster(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return master, err
	}
	if _, err := os.Stat(filepath.Join(f.Data, keysFile)); err == nil {
		return seal.Master{}, fmt.Errorf("the keys in %s were sealed by a master key that is not here: give it with --master-key-file or %s", f.Data, masterEnv)
	}
	return makeMaster(path)
}

func makeMaster(path string) (seal.Master, error) {
	master, err := seal.NewMaster(rand.Reader)
	if err != nil {
		return master, fmt.Errorf("draw a master key: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return master, fmt.Errorf("make the master key: %w", err)
	}
	_, err = fmt.Fprintln(file, master.Text())
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return master, fmt.Errorf("write the master key: %w", err)
	}
	return master, nil
}
