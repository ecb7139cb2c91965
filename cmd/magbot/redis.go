package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"magbot/store/redis"
	"magbot/store/seal"
)

// storeFlag says where the record is kept, when not in a file.
type storeFlag struct {
	Store string `help:"Redis that holds the record, such as redis://USER@HOST/0?community=NAME&password-file=FILE, instead of a file in the data folder. A URL that holds a password itself is given in MAGBOT_STORE alone." env:"MAGBOT_STORE" placeholder:"URL"`
}

// storeEnv names the environment variable that may hold the URL of the Redis.
const storeEnv = "MAGBOT_STORE"

// isStore tells a Redis, or the name of the variable that names it, from a path.
func isStore(place string) bool { return place == storeEnv || redis.IsURL(place) }

// redisAt reads the URL of a Redis, for which the name of the environment
// variable may stand. A password on the command line is refused: others can read
// it there, and the shell keeps it.
func (w *world) redisAt(text string) (redis.Config, error) {
	if text == storeEnv {
		if text = w.env[storeEnv]; text == "" {
			return redis.Config{}, errors.New("MAGBOT_STORE is empty: it should hold the URL of the Redis")
		}
	}
	config, err := redis.ParseURL(text)
	if err != nil {
		return redis.Config{}, err
	}
	onLine := func(arg string) bool { return strings.Contains(arg, text) }
	if config.Secret && slices.ContainsFunc(w.args, onLine) {
		return redis.Config{}, errors.New("the password of Redis is on the command line, where everybody on this machine can read it: change that password, and put the new one in a file (password-file=FILE in the URL) or the whole URL in MAGBOT_STORE")
	}
	return config, nil
}

// seenFile remembers, in the data folder, what was seen of a record in Redis.
const seenFile = "redis.seen"

// remote tells whether the record is in Redis. Anything else than its URL is a
// mistake: the file has its name in the data folder.
func (f storeFlag) remote() (bool, error) {
	if f.Store == "" {
		return false, nil
	}
	if !redis.IsURL(f.Store) {
		return false, errors.New("--store is the URL of a Redis, such as redis://HOST/0?community=NAME; leave it out (and MAGBOT_STORE empty) for a record in the data folder")
	}
	return true, nil
}

// onlyFile refuses a command that knows the record's file alone.
func (f storeFlag) onlyFile(how string) error {
	remote, err := f.remote()
	if err == nil && remote {
		err = fmt.Errorf("the record is in Redis, as --store or MAGBOT_STORE says: %s", how)
	}
	return err
}

// openRedis opens the record in Redis and the keys beside it, which all
// processes of the community share.
func (f dataFlags) openRedis(w *world) (*data, error) {
	config, err := w.redisAt(f.Store)
	if err != nil {
		return nil, err
	}
	config.Seen = filepath.Join(f.Data, seenFile)
	record, err := redis.Open(w.ctx, config)
	if err != nil {
		return nil, err
	}
	keys, err := f.openShared(w, record)
	if err != nil {
		return nil, errors.Join(err, record.Close())
	}
	return &data{record: record, keys: keys}, nil
}

func (f dataFlags) openShared(w *world, record *redis.Store) (*seal.Keyring, error) {
	if err := warn(w, record); err != nil {
		return nil, err
	}
	kept, _, err := record.Keys().Look(w.ctx)
	if err != nil {
		return nil, err
	}
	if len(kept) == 0 {
		for _, err := range record.Streams(w.ctx, "") {
			return nil, errors.Join(fmt.Errorf("the keys of the record in %s are not there, and nothing of it can be read without them: bring back the keys magbot:{…}:keys and magbot:{…}:erased from a copy of that Redis", record), err)
		}
	}
	master, err := f.masterOf(w, len(kept) == 0)
	if err != nil {
		return nil, err
	}
	return seal.OpenShared(record.Keys(), filepath.Join(f.Data, keysFile), master)
}

// warn tells the operator of daring settings.
func warn(w *world, record *redis.Store) error {
	for _, line := range record.Warnings() {
		if _, err := fmt.Fprintf(w.stderr, "magbot warns of %s: %s\n", record, line); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	return nil
}

// masterOf finds the master key, and makes one only for keys that are new.
func (f dataFlags) masterOf(w *world, fresh bool) (seal.Master, error) {
	if f.MasterKey != "" || w.env[masterEnv] != "" || fresh {
		return f.master(w)
	}
	path := filepath.Join(f.Data, masterFile)
	master, err := seal.LoadMaster(path)
	if errors.Is(err, os.ErrNotExist) {
		return master, fmt.Errorf("the keys of this community are sealed by a master key that is not here: give it with --master-key-file or %s (the process that was first has it in its data folder, as %s)", masterEnv, masterFile)
	}
	return master, err
}

// lookRedis opens a record in Redis to be read only.
func lookRedis(w *world, url string, look func(readable) error) (err error) {
	config, err := w.redisAt(url)
	if err != nil {
		return err
	}
	config.ReadOnly = true
	record, err := redis.Open(w.ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	return look(record)
}
