package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"magbot/store"
	"magbot/store/backup"
	"magbot/store/bolt"
	"magbot/store/redis"
	"magbot/store/seal"
)

type migrateCommand struct {
	From      string `arg:"" help:"Where the record is: a data folder, or the URL of a Redis. MAGBOT_STORE stands for what that variable holds."`
	To        string `arg:"" help:"Where it shall be, the same way. There may be no record yet, but for a part that an earlier try has left."`
	MasterKey string `name:"master-key-file" help:"File with the master key that seals the keys, here and there. Without it, MAGBOT_MASTER_KEY is used or, failing that, master.key in the folder." env:"MAGBOT_MASTER_KEY_FILE" type:"path"`
}

// Run moves a record with its keys between a data folder and a Redis.
func (c migrateCommand) Run(w *world) error {
	from, to := isStore(c.From), isStore(c.To)
	switch {
	case from && to:
		return errors.New("both are a Redis: move the record to a folder first, and from there to the other Redis")
	case !from && !to:
		return errors.New("both are folders: magbot backup and magbot restore copy a record from one to another (a Redis is written as redis://HOST/0?community=NAME)")
	case to:
		return c.toRedis(w)
	}
	return c.toFolder(w)
}

func (c migrateCommand) flags(folder string) dataFlags {
	return dataFlags{Data: kong.ExpandPath(folder), MasterKey: c.MasterKey}
}

const movedTo = "moved to "

// toRedis moves the record of a folder. Nobody else can open it there before all
// of it is there, and the folder is paused before that: it may not be posted from
// twice.
func (c migrateCommand) toRedis(w *world) (err error) {
	f := c.flags(c.From)
	config, err := w.redisAt(c.To)
	if err != nil {
		return err
	}
	if err := f.notPaused(config.String()); err != nil {
		return err
	}
	from, err := f.openSource(w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.close()) }()
	if err := examine(&world{ctx: w.ctx, stdout: io.Discard}, from.record); err != nil {
		return fmt.Errorf("nothing was moved: %w", err)
	}
	config.Filling = true
	to, err := redis.Open(w.ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	if err := warn(w, to); err != nil {
		return err
	}
	if err := c.fill(w, from, to); err != nil {
		return fmt.Errorf("the record is not moved yet, and nobody can use what is in %s of it; the one in %s is as it was. Run the same command again, it goes on: %w", to, f.Data, err)
	}
	if err := f.pause(movedTo + config.String() + " at " + time.Now().UTC().Format(time.RFC3339)); err != nil {
		return err
	}
	if err := to.Filled(w.ctx); err != nil {
		return err
	}
	return w.say(
		"The record is in "+to.String()+" now, each record and key as it was: magbot serve --store URL runs on it.",
		"What is in "+f.Data+" is paused and no longer the record: do not serve it again. The master key is needed as before, by every magbot that serves the Redis.",
	)
}

// notPaused refuses a record that waits for somebody to say that it may be
// posted from, unless this very move was broken off.
func (f dataFlags) notPaused(place string) error {
	why, paused, err := f.paused()
	if err != nil || !paused || strings.HasPrefix(why, movedTo+place+" at ") {
		return err
	}
	return fmt.Errorf("the record in %s is paused (it was %s), and one in Redis cannot be: end the pause first, when no other magbot posts from it any more: magbot resume --data %s", f.Data, why, f.Data)
}

// openSource opens the record and the keys of a folder in which no magbot runs.
func (f dataFlags) openSource(w *world) (*data, error) {
	record, err := bolt.Open(filepath.Join(f.Data, recordFile), bolt.WithReadOnly())
	if err != nil {
		return nil, err
	}
	keys, err := f.keysOfSource(w, record)
	if err != nil {
		return nil, errors.Join(err, record.Close())
	}
	return &data{record: record, keys: keys}, nil
}

func (f dataFlags) keysOfSource(w *world, record store.Lister) (*seal.Keyring, error) {
	if err := f.keysOf(w, record); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(f.Data, keysFile)); err != nil {
		return nil, fmt.Errorf("there is no record in %s to move: %w", f.Data, err)
	}
	return f.openKeys(w)
}

// fill copies the keys and then the record, compares each of its records, and
// folds it once with the keys that are there.
func (c migrateCommand) fill(w *world, from *data, to *redis.Store) (err error) {
	lists, err := os.MkdirTemp("", "magbot-migrate-")
	if err != nil {
		return fmt.Errorf("make a folder for the list of erasures: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(lists)) }()
	master, err := c.flags(c.From).master(w)
	if err != nil {
		return err
	}
	keys, err := seal.OpenShared(to.Keys(), filepath.Join(lists, keysFile), master)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, keys.Close()) }()
	moved, erased, err := from.keys.CopyTo(keys)
	if err != nil {
		return fmt.Errorf("copy the keys: %w", err)
	}
	records, err := carry(w.ctx, from.record, to)
	if err != nil {
		return err
	}
	if err := foldOnly(w.ctx, to, keys); err != nil {
		return err
	}
	return w.sayf("%d records, %d keys and %d erasures are there, compared one by one.", records, moved, erased)
}

// carry copies a record and compares the copy, record by record.
func carry(ctx context.Context, from, to readable) (records uint64, err error) {
	if _, err := store.Copy(ctx, from, to); err != nil {
		return 0, fmt.Errorf("copy the record: %w", err)
	}
	if records, err = store.Same(ctx, from, to); err != nil {
		return records, fmt.Errorf("compare the copy with the record: %w", err)
	}
	return records, nil
}

// toFolder moves the record of a Redis. The folder is paused, because whoever
// served the Redis may still be posting.
func (c migrateCommand) toFolder(w *world) (err error) {
	l := landing{dataFlags: c.flags(c.To)}
	config, err := w.redisAt(c.From)
	if err != nil {
		return err
	}
	if err := l.folder(true); err != nil {
		return err
	}
	from, err := l.lookInto(w, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.close()) }()
	why := "moved from " + config.String() + " at " + time.Now().UTC().Format(time.RFC3339)
	if err := l.pause(why); err != nil { // so that nobody begins another record here meanwhile
		return err
	}
	records, err := from.into(w, l, why)
	if err != nil {
		return fmt.Errorf("the record is not moved; the one in %s is as it was. Run the same command again: %w", from.store, err)
	}
	if err := w.sayf("%d records and their keys are in %s, compared one by one. What is in %s is as it was, and no longer the record: do not serve it again.", records, l.Data, from.store); err != nil {
		return err
	}
	return l.told(w)
}

// remoteRecord is a record in Redis as it was at one moment, and its keys.
type remoteRecord struct {
	store  *redis.Store
	record *store.Snapshot
	keys   *seal.Keyring
}

func (r *remoteRecord) close() error { return errors.Join(r.keys.Close(), r.store.Close()) }

// lookInto opens a record in Redis without changing anything there, and its keys.
func (l landing) lookInto(w *world, config redis.Config) (*remoteRecord, error) {
	master, err := l.sameMaster(w)
	if err != nil {
		return nil, err
	}
	s, record, err := l.snapshot(w, config)
	if err != nil {
		return nil, err
	}
	keys, err := seal.LookShared(w.ctx, s.Keys(), master)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return &remoteRecord{store: s, record: record, keys: keys}, nil
}

// snapshot takes a record in Redis as it is now, and changes nothing there. What
// this folder has seen of it must be in it.
func (f dataFlags) snapshot(w *world, config redis.Config) (*redis.Store, *store.Snapshot, error) {
	if seen := filepath.Join(f.Data, seenFile); backup.Free(seen) != nil {
		config.Seen = seen
	}
	config.ReadOnly = true
	s, err := redis.Open(w.ctx, config)
	if err != nil {
		return nil, nil, err
	}
	record, err := store.TakeSnapshot(w.ctx, s)
	if err == nil && record.Position == 0 {
		err = fmt.Errorf("there is no record in %s yet", s)
	}
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return s, record, nil
}

// into makes the record's file and the keys in a folder, if the record has not
// gone on meanwhile.
func (r *remoteRecord) into(w *world, l landing, why string) (records uint64, err error) {
	if err := l.takeKeys(w, r.keys); err != nil {
		return 0, err
	}
	err = l.made(func(part string) error {
		if records, err = carryInto(w, r.record, part); err != nil {
			return err
		}
		if err := l.ready(w, part, why); err != nil {
			return err
		}
		now, err := r.store.Latest(w.ctx)
		if err == nil && now != r.record.Position {
			err = errors.New("somebody has written to it meanwhile: stop every magbot that serves it")
		}
		return err
	})
	return records, err
}

// takeKeys puts the keys into the folder's own file.
func (l landing) takeKeys(w *world, from *seal.Keyring) error {
	master, err := l.sameMaster(w)
	if err != nil {
		return err
	}
	return l.takeKeysUnder(from, master)
}

func (f dataFlags) takeKeysUnder(from *seal.Keyring, master seal.Master) (err error) {
	keys, err := seal.Open(filepath.Join(f.Data, keysFile), master)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, keys.Close()) }()
	if _, _, err := from.CopyTo(keys); err != nil {
		return fmt.Errorf("copy the keys: %w", err)
	}
	return nil
}

// carryInto copies a record into a new file.
func carryInto(w *world, from readable, path string) (records uint64, err error) {
	file, err := bolt.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return carry(w.ctx, from, file)
}
